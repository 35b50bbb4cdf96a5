"""The map page: women and men side by side, the gap or the total, with panel, legend and table."""

from __future__ import annotations

import streamlit as st

from halsogap.figures.map import figures
from halsogap.figures.map.choices import Choices
from halsogap.figures.map.reading import reading
from halsogap.ui.frame import frame
from halsogap.ui.map import panel
from halsogap.ui.parts import components, figure, map_bar, small_areas
from halsogap.ui.parts.map_frame import map_frame
from halsogap.ui.state import selection, session


@st.fragment(key=map_bar.MAP)
@frame.guarded
def explore() -> None:
    """All but the controls: a fragment, so that a choice or a click draws this anew and nothing else."""
    words, reader = selection.language(), session.reader()
    choice, notes = selection.current()
    indicator = reader.catalog()[choice.indicator]
    selection.write_address(Choices(choice).address)
    if not choice.period or not reader.coverage().has(indicator.slug):
        components.no_values(indicator, words)
        return
    if small_areas.not_held(choice, indicator, words):
        return
    table, _ = reader.area_table(indicator.slug, choice.level, choice.period, choice.within)
    choice, gone = small_areas.present(choice, table, words)
    data = reading(Choices(choice), reader, words)
    of_map = figures.the_map(data, words)

    # In a box of their own: what comes and goes here must not move the map's place, or its frame is made anew.
    with st.container(key="above_map"):
        components.heading(of_map.title, of_map.finding.markup)
        small_areas.way(choice, words)
        components.notes([*notes, *gone, *small_areas.notes(choice, words), *of_map.notes])
    left, right = st.columns([3, 1], gap="medium")
    with left:
        map_frame(figures.drawing(data, words), reader, words)
    with right:
        small_areas.show_highest_and_lowest(choice, indicator, data.table, data.map_views, words)
        panel.area_panel(data, words)
        small_areas.down(choice, indicator, words)
        if choice.area and st.button(words("profile.open"), key="open_profile"):
            st.switch_page("pages/profile.py")
    components.join_note(data.report, words)
    figure.foot(of_map, words)
