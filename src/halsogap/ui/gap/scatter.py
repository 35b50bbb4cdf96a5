"""The scatter on the page: what of it is marked, what a click on a dot chooses, and its own two choices."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from halsogap.figures.charts import Filled
from halsogap.figures.gap.chart import BRUSH, PICK, gap_scatter
from halsogap.figures.gap.reading import Reading
from halsogap.figures.gap.sentences import gap_in_words
from halsogap.figures.gap.table import gap_rows
from halsogap.geography import area
from halsogap.i18n import Words
from halsogap.model import Level, Sex
from halsogap.reading import small_areas
from halsogap.stats.gap.summary import shared_scale, within
from halsogap.ui.gap import choices as gap_choices
from halsogap.ui.parts import charts, components
from halsogap.ui.state import parameters, selection, session

KEY, _PICKED = "gap_scatter", "gap_picked"


def scatter(reading: Reading, drawn: Filled, marked: list[str], words: Words) -> None:
    """Show the scatter with its table, and how many of its dots are `marked`."""
    charts.chart(
        drawn,
        words,
        key=KEY,
        alternative=words(
            "gap.alternative",
            indicator=words.of(reading.indicator.name),
            year=reading.period,
            areas=words(f"level.many_{reading.choice.level}"),
        ),
        table=lambda: rows(reading, marked, words),
        on_select=_clicked,
        selections=(BRUSH, PICK),
    )
    areas = words(f"level.many_{reading.choice.level}")
    said = words("gap.are_marked", n=words.number(len(marked)), areas=areas) if marked else words("gap.hint")
    st.html(f'<p class="hg-quiet">{escape(said)}</p>')


def draw(reading: Reading, words: Words) -> Filled:
    """The chart itself, for the page and for pictures."""
    table, indicator, choice = reading.table, reading.indicator, reading.choice
    sized = gap_choices.chosen("size") == "population"
    dots = pd.DataFrame(
        {
            "code": table["code"],
            "name": table["name"],
            "women": table["K"],
            "men": table["M"],
            "out": reading.standing_out,
            "chosen": table["code"] == choice.area,
        }
    )
    if sized:
        dots["people"] = table["code"].map(_people(reading)).fillna(0)
    dots = dots.dropna(subset=["women", "men"])
    dots["gap"] = [
        gap_in_words(women, men, indicator, choice.measure, words)
        for women, men in zip(dots["women"], dots["men"], strict=True)
    ]
    values = [reading.whole.get(sex, float("nan")) for sex in (Sex.K, Sex.M)]
    whole = (components.whole_name(choice, words), values[0], values[1])
    scale = shared_scale(dots["women"], dots["men"], values)
    return gap_scatter(dots, whole, scale, indicator, words, sized=sized)


def rows(reading: Reading, marked: list[str], words: Words) -> pd.DataFrame:
    """The table behind the scatter, the marked areas first."""
    return gap_rows(reading.table, reading.intervals(), marked, reading.indicator, reading.period, words)


def in_box(reading: Reading) -> list[str]:
    """The codes of the areas in the box that the reader has drawn; none without a box."""
    box = _selected().get(BRUSH)
    # What the chart sends is the browser's: only pairs of numbers are a box.
    clean = {
        name: [float(end) for end in ends]
        for name, ends in (box.items() if isinstance(box, dict) else ())
        if isinstance(ends, list) and len(ends) == 2 and all(isinstance(end, int | float) for end in ends)
    }
    return list(reading.table.loc[within(reading.women, reading.men, clean), "code"])


def choices(reading: Reading, words: Words) -> None:
    """The scatter's own choices: dots by population, and the similar municipalities of the chosen one."""
    reader = session.reader()
    with st.container(key="gap_choices", horizontal=True, vertical_alignment="center", gap="medium"):
        if _people(reading):
            parameters.toggle("size", gap_choices.CHOICES["size"], words("gap.by_population"))
        if reading.choice.level is Level.KOMMUN and reading.choice.area and reader.similar(reading.choice.area):
            label = words("gap.show_similar", place=area(reading.choice.area).name)
            parameters.toggle("similar", gap_choices.CHOICES["similar"], label)


def _people(reading: Reading) -> dict[str, float]:
    """The population by area, of the year or the nearest that has one."""
    reader = session.reader()
    vintage = reader.vintage_of(reading.indicator.slug, reading.choice.level, reading.period)
    residents = small_areas.residents(reader, reading.choice.level, vintage, reading.period, Sex.T)
    return {} if residents is None else {str(code): float(n) for code, n in residents.people.items()}


def _selected() -> dict[str, Any]:
    state = st.session_state.get(KEY)
    return dict(state.get("selection", {})) if state else {}


def _clicked() -> None:
    """A click on a dot chooses its area, or lets the chosen one go; a box alone changes no choice."""
    reader = session.reader()
    points = _selected().get(PICK) or []
    picked = {point.get("code") for point in points if isinstance(point, dict)}
    changed = picked ^ st.session_state.get(_PICKED, set())
    st.session_state[_PICKED] = picked
    choice, _ = selection.current()
    table, _ = reader.area_table(choice.indicator, choice.level, choice.period or 0, choice.within)
    if len(changed) == 1 and (code := changed.pop()) in set(table["code"]):
        selection.choose(area=None if code == choice.area else code)
