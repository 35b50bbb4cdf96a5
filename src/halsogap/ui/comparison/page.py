"""The comparison page: one value against another, who does better than conditions predict, and what to mind."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from halsogap.figures.address import encode
from halsogap.figures.charts import PICK
from halsogap.figures.comparison import figures
from halsogap.figures.comparison.choices import PAGE, Choices
from halsogap.figures.comparison.notes import gave_way
from halsogap.figures.comparison.reading import reading
from halsogap.figures.figure import Address
from halsogap.ui.comparison import ahead, controls, picking
from halsogap.ui.frame import frame
from halsogap.ui.parts import components, figure, map_bar, small_areas
from halsogap.ui.state import parameters, selection, session

SHARED = ("indicator", "level", "period", "within")
"""The shared controls that stand above the page."""


@st.fragment(key=map_bar.MAP)
@frame.guarded
def explore() -> None:
    """All but the shared controls: what a choice or a click draws anew."""
    words, reader = selection.language(), session.reader()
    choice, notes = selection.current()
    indicator = reader.catalog()[choice.indicator]
    if not choice.period or not reader.coverage().has(indicator.slug):
        selection.write_address(Address(PAGE, encode(choice)))
        components.no_values(indicator, words)
        return
    if small_areas.not_held(choice, indicator, words):
        return
    choices = Choices.read(choice, parameters.given(PAGE), reader)
    selection.write_address(choices.address)
    controls.bar(choices, words)
    table, _ = reader.area_table(indicator.slug, choice.level, choice.period, choice.within)
    choice, gone = small_areas.present(choice, table, words)
    data = reading(replace(choices, selection=choice), reader, words)
    main = figures.scatter(data, words)

    components.heading(main.title, main.finding.markup)
    components.notes([*notes, *gone, *gave_way(data, words)])
    left, right = st.columns([1.25, 1], gap="medium")
    with left:
        figure.show(main, words, on_select=picking.clicked, selections=(PICK,))
    with right:
        ahead.best(data, words)
        components.notes(list(main.notes))
    components.join_note(data.report, words)
    figure.foot(main, words)
