"""The side panel: the chosen area's values and trend, and on demand every year's with its files."""

from __future__ import annotations

import streamlit as st

from halsogap.figures.map import figures
from halsogap.figures.map.panel import more_html, panel_html
from halsogap.figures.map.place import place_panel
from halsogap.figures.map.reading import Reading
from halsogap.i18n import Words
from halsogap.ui.parts import figure


def area_panel(reading: Reading, words: Words) -> None:
    """Show the chosen area (or the country): values by sex with rank and interval, gap, trend, and what to mind."""
    panel = place_panel(reading, words)
    st.html(panel_html(panel, reading.indicator, words))
    # Made and sent when it is opened: it is longer than all the rest of the panel.
    with st.expander(words("panel.more"), key="panel_more", type="compact", on_change="rerun") as more:
        if not more.open:
            return
        st.html(more_html(panel, reading.indicator, words))
        if of_place := figures.place(reading, panel, words):
            with st.container(key="panel_files", horizontal=True, vertical_alignment="center"):
                figure.downloads(of_place, words, key=of_place.key)
