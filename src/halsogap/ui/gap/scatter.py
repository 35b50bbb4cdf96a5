"""The scatter on the page: what of it is marked, what a click on a dot chooses, and its own two choices."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from halsogap.figures.charts import BRUSH, PICK
from halsogap.figures.figure import Figure
from halsogap.figures.gap.choices import OPTIONS, PAGE
from halsogap.figures.gap.reading import Reading
from halsogap.geography import area
from halsogap.i18n import Words
from halsogap.model import Level
from halsogap.stats.gap.summary import within
from halsogap.ui.parts import controls, figure
from halsogap.ui.parts.plain import plain
from halsogap.ui.state import selection, session

KEY, _PICKED = "gap_scatter", "gap_picked"


def show(scatter: Figure, reading: Reading, marked: list[str], words: Words) -> None:
    """Show the scatter with its table, and how many of its dots are `marked`."""
    figure.show(scatter, words, on_select=_clicked, selections=(BRUSH, PICK))
    areas = words(f"level.many_{reading.choice.level}")
    text = words("gap.are_marked", n=words.number(len(marked)), areas=areas) if marked else words("gap.hint")
    st.html(f'<p class="hg-quiet">{escape(text)}</p>')


def in_box(reading: Reading) -> list[str]:
    """The codes of the areas in the box that the reader has drawn; none without a box."""
    box = _selected().get(BRUSH)
    # What the chart sends is the browser's: only pairs of numbers are a box.
    clean = {
        name: [float(end) for end in limits]
        for name, limits in (box.items() if isinstance(box, dict) else ())
        if isinstance(limits, list) and len(limits) == 2 and all(isinstance(end, int | float) for end in limits)
    }
    return list(reading.table.loc[within(reading.women, reading.men, clean), "code"])


def choices(reading: Reading, words: Words) -> None:
    """The scatter's own choices: dots by population, and the similar municipalities of the chosen one."""
    chosen = reading.choice.area
    with st.container(key="gap_choices", horizontal=True, vertical_alignment="center", gap="medium"):
        if reading.people:
            controls.toggle(PAGE, "size", OPTIONS["size"], words("gap.by_population"))
        if reading.choice.level is Level.KOMMUN and chosen and reading.reader.similar(chosen):
            controls.toggle(
                PAGE, "similar", OPTIONS["similar"], words("gap.show_similar", place=plain(area(chosen).name))
            )


def _selected() -> dict[str, Any]:
    state = st.session_state.get(KEY)
    return dict(state.get("selection", {})) if state else {}


def _clicked() -> None:
    """A click on a dot chooses its area, or lets the chosen one go; a box alone changes no choice."""
    points = _selected().get(PICK) or []
    picked = {point.get("code") for point in points if isinstance(point, dict)}
    changed = picked ^ st.session_state.get(_PICKED, set())
    st.session_state[_PICKED] = picked
    choice, _ = selection.current()
    table, _ = session.reader().area_table(choice.indicator, choice.level, choice.period or 0, choice.within)
    if len(changed) == 1 and (code := changed.pop()) in set(table["code"]):
        selection.choose(area=None if code == choice.area else code)
