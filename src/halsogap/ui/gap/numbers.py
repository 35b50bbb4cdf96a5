"""Below the scatter: the gap in numbers, its development, what to mind, and the page's foot."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from halsogap.exporting.tables import marked as with_source
from halsogap.figures.charts import Filled, Said
from halsogap.figures.gap.numbers import numbers_html
from halsogap.figures.gap.reading import Reading
from halsogap.figures.gap.years import PLACE, WHOLE, gap_years, key_html
from halsogap.geography import area
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS
from halsogap.stats.gap.series import gap_band, gap_by_year
from halsogap.ui.gap import scatter
from halsogap.ui.parts import charts, components
from halsogap.ui.parts.foot import foot
from halsogap.ui.state import session


def numbers(reading: Reading, words: Words) -> None:
    """The gap of the chosen place and the whole in numbers, and beside them its development."""
    left, right = st.columns([1, 1.12], gap="medium")
    with left:
        st.subheader(words("gap.in_numbers"), anchor=False)
        st.html(numbers_html(reading.rows(words), reading.indicator, words))
        for note in _notes(reading, words):
            st.html(f'<p class="hg-quiet">{escape(note)}</p>')
    with right:
        st.subheader(words("gap.years"), anchor=False)
        _years(reading, words)


def close(reading: Reading, drawn: Filled, marked: list[str], said: str, words: Words) -> None:
    """The foot: source, and the scatter with its table as files.

    Files are made in a thread of their own, where there is no session: all that they need is at hand here.
    """
    reader = session.reader()
    choice, indicator = reading.choice, reading.indicator
    demo, day = reader.made_up(indicator.slug, choice.level), reader.fetched_at(indicator.slug)[:10]
    source = components.source_line(indicator, words, computed=words("gap.computed"), level=choice.level)
    rows = scatter.rows(reading, marked, words)

    def table() -> pd.DataFrame:
        return with_source(
            rows,
            fetched_at=day,
            demo=demo,
            language=words.language,
            computed=True,
            publisher=indicator.source.name,
            own=indicator.own,
        ).rename(columns={"source": words("export.source")})

    title = words("gap.title", indicator=words.of(indicator.name), year=choice.period)
    mark = words("brought.demo_mark" if indicator.own else "map.demo_mark") if demo else ""
    about = {
        words("export.indicator"): components.named(indicator, words),
        words("export.year"): str(choice.period),
        words("export.unit"): words.unit(indicator),
        words("export.source"): source,
    }
    files = charts.files(
        table, about, words, picture=lambda: (drawn, Said(title, said, source, mark)), demo=demo, own=indicator.own
    )
    stem = f"konsgap_{choice.slug}"
    foot(f"{source} {components.boundaries_line(choice, words)}", stem, files, words, demo=demo)


def _years(reading: Reading, words: Words) -> None:
    reader = session.reader()
    choice, indicator = reading.choice, reading.indicator
    held = area(components.held_to(choice))
    names = {WHOLE: words("panel.riket") if held.code == RIKET_CODE else held.name}
    lines = {WHOLE: gap_by_year(reader.by_year(indicator.slug, held.level, held.code), choice.measure)}
    place, _ = components.place_of(choice)
    if place and choice.area:
        names[PLACE] = place
        lines[PLACE] = gap_by_year(reader.by_year(indicator.slug, choice.level, choice.area), choice.measure)
    lines = {line: values for line, values in lines.items() if values}
    names = {line: names[line] for line in lines}
    # The tenths of a municipality's small areas would need every area's every year; its own line is enough there.
    small = choice.level in SMALL_LEVELS
    history = reader.history(indicator.slug, choice.level)
    band = gap_band(history.head(0) if small else history, choice.measure)
    years = {year for values in lines.values() for year in values} | set(band["period"])
    if len(years) < 2 or not lines:
        text = words("panel.one_value", year=min(years)) if years else words("panel.no_series")
        st.html(f'<p class="hg-quiet">{escape(text)}</p>')
        return
    first = min(years)
    st.html(key_html(names, words, band=len(band) > 0))
    charts.chart(
        gap_years(lines, names, band, indicator, choice.measure, words, marked=choice.period),
        words,
        key="gap_years",
        alternative=words(
            "gap.years_alternative",
            indicator=words.of(indicator.name),
            places=", ".join(names.values()),
            first=first,
            last=max(years),
        ),
        table=lambda: _year_rows({names[line]: values for line, values in lines.items()}, band, words),
    )
    notes = [words("gap.band", areas=words(f"level.many_{choice.level}"))] if len(band) else []
    notes += [words("note.break", year=b.year, note=words.of(b.note)) for b in indicator.breaks if b.year > first]
    components.notes(notes)


def _year_rows(lines: dict[str, dict[int, float]], band: pd.DataFrame, words: Words) -> pd.DataFrame:
    rows = pd.DataFrame(lines)
    by_year = band.set_index("period")
    rows = rows.reindex(sorted({*rows.index, *by_year.index}))
    rows[words("gap.band_low")], rows[words("gap.band_high")] = by_year["low"], by_year["high"]
    return rows.rename_axis(words("export.year")).reset_index()


def _notes(reading: Reading, words: Words) -> list[str]:
    """What anyone who quotes these gaps must know: where an interval comes from, or why there is none."""
    indicator, choice = reading.indicator, reading.choice
    known = any(interval for row in reading.rows(words) for interval in row.intervals.values())
    notes = []
    if (years := indicator.years_in_value(choice.level)) > 1:
        notes.append(words("note.rolling", n=words.counted(years)))
    if known:
        notes.append(words("gap.interval_share" if indicator.unit == "percent" else "gap.interval_rate"))
    else:
        notes += components.why_no_interval(indicator, words)
    lacking = int((reading.women.isna() | reading.men.isna()).sum())
    if lacking:
        areas = words(f"level.many_{choice.level}")
        notes.append(words("gap.lacking", n=words.number(lacking), of=words.number(len(reading.table)), areas=areas))
    return notes
