"""The page Utveckling below its controls: what is found, its chart and trend, what to mind, and its files."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from halsogap.exporting.tables import marked
from halsogap.figures.charts import Filled, Said, plain
from halsogap.figures.development.chart import development_chart
from halsogap.figures.development.legend import development_legend
from halsogap.figures.development.notes import alternative, areas_in_words, gave_way, to_mind
from halsogap.figures.development.reading import Development
from halsogap.figures.development.sentences import finding, trend_html
from halsogap.figures.development.table import development_table
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS
from halsogap.ui.parts import charts, components
from halsogap.ui.parts.foot import foot
from halsogap.ui.state import session


def show(shown: Development, parts: tuple[str, ...], notes: list[str], words: Words) -> None:
    """The page, for one place and indicator. `notes` are what gave way before it came here."""
    indicator = shown.indicator
    place = words("finding.riket") if shown.place.code == RIKET_CODE else shown.place.name
    title = words("development.title", indicator=words.of(indicator.name), place=place)
    if shown.year is None:
        small = shown.level in SMALL_LEVELS and not shown.among
        said = escape(
            words(
                "development.missing.small" if small else "development.missing.values",
                place=place.capitalize() if place.islower() else place,
            )
        )
    else:
        said = finding(shown.told(), place, shown.year, areas_in_words(shown, words), indicator, words)
    components.heading(title, said)
    components.notes([*notes, *gave_way(shown, parts, words)])
    lines, bands = shown.lines(parts, words), shown.bands(parts, words)
    drawn = development_chart(lines, bands, shown.marks(), indicator, words)
    left, right = st.columns([3, 1], gap="medium")
    with left:
        if drawn:
            st.html(development_legend(lines, bands, words))
            charts.chart(
                drawn,
                words,
                key="development_chart",
                alternative=alternative(shown, plain(said), words),
                table=lambda: development_table(shown, words),
            )
    with right:
        window = indicator.years_in_value(shown.place.level)
        st.html(trend_html(shown.trends(), window, indicator, words))
        if minded := to_mind(shown, words):
            st.html(f'<div class="hg-panel hg-note">{"".join(f"<p>{escape(note)}</p>" for note in minded)}</div>')
    _files(shown, title, said, parts, words, drawn=drawn is not None)


def _files(shown: Development, title: str, said: str, parts: tuple[str, ...], words: Words, *, drawn: bool) -> None:
    reader = session.reader()
    indicator = shown.indicator
    day, demo = reader.fetched_at(indicator.slug)[:10], reader.made_up(indicator.slug, shown.place.level)
    source = components.source_line(indicator, words, computed=words("development.computed"))

    def rows() -> pd.DataFrame:
        table = development_table(shown, words)
        table.insert(0, words("export.indicator"), words.of(indicator.name))
        table.insert(1, words("export.unit"), words.unit(indicator))
        return marked(
            table,
            fetched_at=day,
            demo=demo,
            language=words.language,
            computed=True,
            publisher=indicator.source.name,
        ).rename(columns={"source": words("export.source")})

    about = {
        words("export.indicator"): f"{words.of(indicator.name)} ({', '.join(indicator.ids)})",
        words("export.area"): shown.place.name,
        words("export.unit"): words.unit(indicator),
        words("export.source"): source,
    }
    mark = words("map.demo_mark") if demo else ""

    def picture() -> tuple[Filled, Said]:
        lines, bands = shown.lines(parts, words), shown.bands(parts, words)
        drawn = development_chart(lines, bands, shown.marks(), indicator, words, legend=True)
        assert drawn is not None  # it is only offered where there is something to draw
        return drawn, Said(title, said, source, mark)

    stem = "_".join([indicator.slug, shown.place.code, "".join(shown.sexes)])
    files = charts.files(rows, about, words, demo=demo, picture=picture if drawn else None)
    foot(source, stem, files, words, demo=demo)
