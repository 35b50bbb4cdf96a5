"""The gender gap: women against men, on the map, in numbers, through the years, and where it is largest of all."""

import streamlit as st

from halsogap.figures.gap import finding
from halsogap.figures.gap.reading import reading
from halsogap.reading import reader
from halsogap.ui import (
    components,
    controls,
    frame,
    gap_choices,
    gap_missing,
    gap_numbers,
    gap_ranking,
    gap_scatter,
    selection,
    small_areas,
)
from halsogap.ui.map_frame import map_frame


@st.fragment(key=controls.MAP)
@frame.guarded
def explore() -> None:
    """All but the controls and the ranking: what a choice, a click or a box over the dots draws anew."""
    words = selection.language()
    choice, notes = selection.current()
    indicator = reader.catalog()[choice.indicator]
    gap_choices.write_address()
    if gap_missing.no_gap(choice, indicator, words) or small_areas.not_held(choice, indicator, words):
        return
    table, _ = reader.area_table(indicator.slug, choice.level, choice.period or 0, choice.within)
    choice, gone = small_areas.present(choice, table, words)
    read = reading(choice, indicator, similar=gap_choices.chosen("similar") == "yes")
    said, drawn, marked = finding.finding(read, words), gap_scatter.draw(read, words), gap_scatter.in_box(read)

    with st.container(key="above_map"):
        title = words("gap.title", indicator=words.of(indicator.name), year=choice.period)
        components.heading(title, said)
        small_areas.way(choice, words)
        components.notes([*notes, *gone, *small_areas.notes(choice, words)])
    left, right = st.columns([1, 1.12], gap="medium")
    with left:
        gap_scatter.choices(read, words)
        gap_scatter.scatter(read, drawn, marked, words)
    with right:
        map_frame(read.choice, indicator, table["name"], read.panes, read.classes, words, marked=marked or read.group)
    gap_numbers.numbers(read, words)
    components.join_note(read.report, words)
    gap_ranking.largest_gaps()
    gap_numbers.close(read, drawn, marked, said, words)


controls.bar(selection.current()[0], selection.language(), controls.GAP_PARTS)
explore()
