"""The gender gap: women against men, on the map, in numbers, through the years, and where it is largest of all."""

import streamlit as st

from halsogap.figures.gap import finding
from halsogap.figures.gap.reading import reading
from halsogap.ui.frame import frame
from halsogap.ui.gap import choices, missing, ranking, scatter
from halsogap.ui.gap import numbers as gap_numbers
from halsogap.ui.parts import components, controls, small_areas
from halsogap.ui.parts.map_frame import map_frame
from halsogap.ui.state import selection, session


@st.fragment(key=controls.MAP)
@frame.guarded
def explore() -> None:
    """All but the controls and the ranking: what a choice, a click or a box over the dots draws anew."""
    reader = session.reader()
    words = selection.language()
    choice, notes = selection.current()
    indicator = reader.catalog()[choice.indicator]
    choices.write_address()
    if missing.no_gap(choice, indicator, words) or small_areas.not_held(choice, indicator, words):
        return
    table, _ = reader.area_table(indicator.slug, choice.level, choice.period or 0, choice.within)
    choice, gone = small_areas.present(choice, table, words)
    read = reading(choice, indicator, similar=choices.chosen("similar") == "yes")
    said, drawn, marked = finding.finding(read, words), scatter.draw(read, words), scatter.in_box(read)

    with st.container(key="above_map"):
        title = words("gap.title", indicator=words.of(indicator.name), year=choice.period)
        components.heading(title, said)
        small_areas.way(choice, words)
        components.notes([*notes, *gone, *small_areas.notes(choice, words)])
    left, right = st.columns([1, 1.12], gap="medium")
    with left:
        scatter.choices(read, words)
        scatter.scatter(read, drawn, marked, words)
    with right:
        map_frame(read.choice, indicator, table["name"], read.panes, read.classes, words, marked=marked or read.group)
    gap_numbers.numbers(read, words)
    components.join_note(read.report, words)
    ranking.largest_gaps()
    gap_numbers.close(read, drawn, marked, said, words)


controls.bar(selection.current()[0], selection.language(), controls.GAP_PARTS)
explore()
