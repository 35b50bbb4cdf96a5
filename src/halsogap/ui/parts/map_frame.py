"""The map on the page: the frame, and what a click, a search or a row in it chooses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st
from streamlit_folium import st_folium

from halsogap.figures.address import Selection
from halsogap.figures.map.drawing import Drawing, live
from halsogap.figures.map.frame import FRAME, base_map, paint
from halsogap.geography import area_index
from halsogap.i18n import Words
from halsogap.model import SMALL_LEVELS, Level
from halsogap.reading.reader import Reader
from halsogap.ui.brought import areas as own_areas
from halsogap.ui.parts import map_bar
from halsogap.ui.state import selection, session

_KEY, _SEEN = "map", "map_seen"


def map_frame(drawing: Drawing, reader: Reader, words: Words, *, marked: Iterable[str] = (), source: str = "") -> None:
    """Maps, legend and table of a `drawing`; a click, a search or a row chooses the area.

    The areas whose codes are `marked` stand out. `source` replaces the source line, where it says more of the values.
    """
    brought = reader.brought.areas
    address = own_areas.address(brought) if brought and drawing.selection.level is Level.OWN else ""
    table = replace(live(drawing, reader, words, own_address=address), marked=tuple(marked))
    if source:
        table = replace(table, source=source)
    st_folium(base_map(), feature_group_to_add=paint(table), key=_KEY, on_change=_chosen, **FRAME)


def _chosen() -> None:
    """Take what the frame says was chosen; `n` tells a new choice from one already taken."""
    returned = st.session_state.get(_KEY)
    # The frame is the browser's: what it sends is checked like a link.
    if not isinstance(returned, dict) or returned.get("n") == st.session_state.get(_SEEN):
        return
    st.session_state[_SEEN], code = returned.get("n"), returned.get("code")
    if not (code is None or isinstance(code, str)):
        return
    choice, _ = selection.current()
    if choice.level in SMALL_LEVELS and code in area_index():
        # The search on a map of small areas found a municipality or a county: the map goes there.
        map_bar.go(replace(choice, within=code, area=None))
    elif code is None or code in area_index() or code in _shown_codes(choice):
        selection.choose(area=code)


def _shown_codes(choice: Selection) -> set[str]:
    table, _ = session.reader().area_table(choice.indicator, choice.level, choice.period or 0, choice.within)
    return set(table["code"])
