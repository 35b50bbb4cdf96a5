"""What a click on a dot or a row chooses: its area, on all pages; a click on the chosen one undoes the choice."""

from __future__ import annotations

from typing import Any

import streamlit as st

from halsogap.figures.charts import PICK
from halsogap.ui.state import selection, session

KEY, _PICKED = "comparison_scatter", "comparison_picked"


def clicked() -> None:
    """A click on a dot."""
    state: Any = st.session_state.get(KEY) or {}
    points = dict(state.get("selection", {})).get(PICK) or []
    picked = {point.get("code") for point in points if isinstance(point, dict)}
    changed = picked ^ st.session_state.get(_PICKED, set())
    st.session_state[_PICKED] = picked
    if len(changed) == 1:
        choose(changed.pop())


def choose(code: object) -> None:
    """Choose the area `code`, or let it go where it is the chosen one. What is no area of the page changes nothing."""
    choice, _ = selection.current()
    table, _ = session.reader().area_table(choice.indicator, choice.level, choice.period or 0, choice.within)
    if code in set(table["code"]):
        selection.choose(area=None if code == choice.area else code)
