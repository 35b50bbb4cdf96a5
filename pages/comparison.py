"""Comparison: one indicator and year against another, and the places that do better than their conditions predict."""

import streamlit as st

from halsogap.figures.address import encode
from halsogap.figures.comparison.reading import Comparison
from halsogap.ui.comparison import choices
from halsogap.ui.comparison import page as comparison_view
from halsogap.ui.frame import frame
from halsogap.ui.parts import components, map_bar, small_areas
from halsogap.ui.state import selection, session

PARTS = ("indicator", "level", "period", "within")


@st.fragment(key=map_bar.MAP)
@frame.guarded
def explore() -> None:
    """All but the shared controls: what a choice or a click draws anew."""
    reader = session.reader()
    words = selection.language()
    choice, notes = selection.current()
    indicator = reader.catalog()[choice.indicator]
    if not choice.period or not reader.coverage().has(indicator.slug):
        selection.write_address(encode(choice))
        components.no_values(indicator, words)
        return
    if small_areas.not_held(choice, indicator, words):
        return
    table, report = reader.area_table(indicator.slug, choice.level, choice.period, choice.within)
    choice, gone = small_areas.present(choice, table, words)
    against, gave_way = choices.chosen(choice, indicator, words)
    selection.write_address(encode(choice) | choices.address(against))
    compared = Comparison(choice, indicator, against, table)

    said, drawn = comparison_view.finding(compared, words), comparison_view.draw(compared, words)
    components.heading(comparison_view.title(compared, words), said)
    components.notes([*notes, *gone, *gave_way])
    left, right = st.columns([1.25, 1], gap="medium")
    with left:
        comparison_view.chart(compared, drawn, words)
    with right:
        comparison_view.best(compared, words)
        components.notes(comparison_view.notes(compared, words))
    components.join_note(report, words)
    comparison_view.close(compared, drawn, said, words)


map_bar.bar(selection.current()[0], selection.language(), PARTS)
explore()
