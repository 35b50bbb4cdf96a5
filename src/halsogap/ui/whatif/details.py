"""The lower half of the page Tänk om: the map, women and men apart, what the answer hangs on, and the foot."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import numpy as np
import pandas as pd
import streamlit as st

from halsogap.exporting.tables import marked
from halsogap.figures.address import Selection
from halsogap.figures.charts import Said, plain
from halsogap.figures.map.message import MapTable
from halsogap.figures.whatif import sentences
from halsogap.figures.whatif.chart import dots, dots_chart, tornado_chart
from halsogap.figures.whatif.sentences import Told, money, name_of
from halsogap.figures.whatif.table import areas_table
from halsogap.geography import codes
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Better, Status, Text, UnitCost
from halsogap.reading import whatif
from halsogap.stats.classes import Scheme, classify
from halsogap.stats.map_view import Pane, View
from halsogap.stats.ranks import rank
from halsogap.stats.whatif.evidence import Evidence
from halsogap.ui.parts import charts, components
from halsogap.ui.parts.foot import foot
from halsogap.ui.parts.map_frame import map_frame
from halsogap.ui.state import parameters, session
from halsogap.ui.whatif import choices, published


def below(held: Evidence, told: Told, rows: pd.DataFrame, choice: Selection, cost: UnitCost | None) -> None:
    """Everything under the answer, its dots and its right-hand column."""
    left, right = st.columns([3, 2], gap="large")
    with right, st.container(key="whatif_more"):
        _own_share(told, rows, choice)
        _measure(told.words)
        _tornado(held, told, cost)
        _mind(told, choice)
    with left:
        _map(told, rows, choice)
    with st.container(key="whatif_published"):
        published.section(told.indicator.slug, told.words)
    _foot(told, rows, choice, cost)


def _measure(words: Words) -> None:
    """What the map and the curve go by: the gain itself, or per 1 000."""
    key = "control_gain"
    st.session_state[key] = choices.measure()
    st.segmented_control(
        words("whatif.gain"),
        choices.MEASURES,
        format_func=lambda by: words(f"whatif.gain_{by}"),
        key=key,
        on_change=lambda: parameters.choose("whatif", "gain", st.session_state[key]),
        required=True,
    )


def _map(told: Told, rows: pd.DataFrame, choice: Selection) -> None:
    """The gains on the map; a click chooses the area whose own share is told."""
    words, by = told.words, choices.measure()
    gains = rows.set_index("area")[by].reindex(codes(told.level)).reset_index(drop=True)
    names = pd.Series([name_of(code) for code in codes(told.level)])
    status = pd.Series(np.where(gains.notna(), Status.VALUE, Status.MISSING))
    title = words("whatif.map_title_per_1000" if by == "per_1000" else "whatif.map_title")
    decimals = 1 if by == "per_1000" else 0
    measured = replace(told.indicator, name=Text(title, title), unit="number", decimals=decimals)
    shown = replace(choice, view=View.TOTAL, scheme=Scheme.QUANTILES, within=RIKET_CODE)
    # Rank 1 is the most to gain. The whole is a sum, which no area's gain can be set beside on one scale.
    pane = Pane(str(told.question.sex), gains, status, rank(gains, Better.HIGHER), float("nan"))

    def adjusted(table: MapTable) -> MapTable:
        panes = tuple(replace(pane, title=title, national_text=told.noun) for pane in table.panes)
        return replace(table, panes=panes, source=_source(told, None))

    map_frame(shown, measured, names, [pane], classify(gains, Scheme.QUANTILES), words, adjusted=adjusted)


def _own_share(told: Told, rows: pd.DataFrame, choice: Selection) -> None:
    found = rows[rows["area"] == choice.area] if choice.area else rows.iloc[:0]
    if found.empty:
        said = told.words("whatif.share_choose")
    else:
        row = found.iloc[0]
        said = sentences.own_share(told, row, None if pd.isna(row["sek"]) else float(row["sek"]))
    st.html(f'<h3>{escape(told.words("whatif.table_title"))}</h3><p class="hg-said">{escape(said)}</p>')


def _tornado(held: Evidence, told: Told, cost: UnitCost | None) -> None:
    reader = session.reader()
    words = told.words
    table = whatif.sensitivity(reader, held, told.question, cost)
    if table.empty:
        return
    drawn = table.assign(
        label=[words(f"whatif.factor.{factor}") for factor in table["factor"]],
        said_low=[_end(told, f, at) for f, at in zip(table["factor"], table["at_low"], strict=True)],
        said_high=[_end(told, f, at) for f, at in zip(table["factor"], table["at_high"], strict=True)],
    )
    scale = 1e6 if cost else 1.0
    unit = words("whatif.million", n="").strip() if cost else told.noun
    scaled = drawn[["label", "said_low", "said_high"]].join(drawn[["low", "high", "base"]] / scale)
    said = " ".join(
        words("whatif.tornado_row", label=label, low=_amount(told, low, cost), high=_amount(told, high, cost))
        for label, low, high in zip(drawn["label"], drawn["low"], drawn["high"], strict=True)
    )
    st.html(f"<h3>{escape(words('whatif.tornado_title'))}</h3>")
    st.html(f'<p class="hg-quiet">{escape(words("whatif.tornado_lead"))}</p>')
    charts.chart(
        tornado_chart(scaled, words, unit=unit),
        words,
        key="whatif_tornado",
        alternative=words("whatif.tornado_alt", said=said),
        table=lambda: drawn[["label", "said_low", "low", "said_high", "high"]].rename(
            columns={
                "label": words("whatif.column.factor"),
                "said_low": words("whatif.column.at_low"),
                "low": words("whatif.low"),
                "said_high": words("whatif.column.at_high"),
                "high": words("whatif.high"),
            }
        ),
    )


def _amount(told: Told, value: float, cost: UnitCost | None) -> str:
    return money(value, told.words) if cost else told.number(value)


def _end(told: Told, factor: str, at: object) -> str:
    """What a factor is at one of its ends, in a few words."""
    words = told.words
    if factor == "reference":
        name = str(at).partition(":")[0]
        key = f"whatif.kind.{name}_{told.level}"
        # Without what the menu says of it in brackets: there is no room beside a bar.
        return words(key if key in words else f"whatif.kind.{name}").partition(" (")[0]
    if factor == "share":
        return words("panel.percent", n=words.number(float(str(at)) * 100))
    if factor == "population":
        return str(at)
    return words.number(float(str(at)))


def _mind(told: Told, choice: Selection) -> None:
    """What anyone who quotes the answer must know."""
    words, indicator, basis = told.words, told.indicator, told.answer.match.basis
    said, against = [], choices.against(choice, indicator)
    years = indicator.years_in_value(told.level)
    if years > 1:
        said.append(words("whatif.rolling", n=words.number(years)))
        if against and told.question.year - against < years:
            said.append(words("whatif.overlap", year=told.question.year, against=against, n=years))
    if not basis.proportion:
        said.append(words("whatif.episodes"))
    elif indicator.decimals == 0:
        said.append(words("whatif.whole_percent"))
    if indicator.people and indicator.people.approximate:
        said.append(words("whatif.approximate"))
    if basis.without:
        names = ", ".join(map(name_of, basis.without[:5])) + ("…" if len(basis.without) > 5 else "")
        key = "whatif.without" if len(basis.without) > 1 else "whatif.without_one"
        said.append(words(key, n=words.number(len(basis.without)), names=names))
    if said:
        st.html(f'<div class="hg-note">{"".join(f"<p>{escape(note)}</p>" for note in said)}</div>')


def _source(told: Told, cost: UnitCost | None) -> str:
    words = told.words
    line = components.source_line(told.indicator, words, computed=words("whatif.computed"), level=told.level)
    return f"{line} {words('whatif.source_cost', source=cost.source)}" if cost and cost.source else line


def _foot(told: Told, rows: pd.DataFrame, choice: Selection, cost: UnitCost | None) -> None:
    reader = session.reader()
    words, indicator, asked = told.words, told.indicator, told.question
    against = choices.against(choice, indicator)
    demo = reader.made_up(indicator.slug, told.level)
    source, headline = _source(told, cost), plain(sentences.headline(told))

    def table() -> pd.DataFrame:
        frame = areas_table(told, rows, against)
        frame.insert(0, words("export.indicator"), words.of(indicator.name))
        return marked(
            frame,
            fetched_at=reader.fetched_at(indicator.slug)[:10],
            demo=demo,
            language=words.language,
            computed=True,
            publisher=indicator.source.name,
        ).rename(columns={"source": words("export.source")})

    about = {
        words("export.indicator"): f"{words.of(indicator.name)} ({', '.join(indicator.kpis)})",
        words("export.year"): str(asked.year),
        words("nav.whatif"): headline,
        words("whatif.sure_title"): sentences.sure(told),
        words("export.source"): source,
    }
    shown = dots(told, rows, against)
    said = Said(headline, sentences.sure(told), source, words("map.demo_mark") if demo else "")
    files = charts.files(table, about, words, demo=demo, picture=lambda: (dots_chart(shown, words), said))
    stem = "_".join([indicator.slug, str(asked.year), str(told.level), str(asked.reference).replace(":", "_")])
    foot(source, stem, files, words, demo=demo)
