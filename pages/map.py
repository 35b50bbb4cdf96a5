"""The map: women and men side by side, the gap or the total, with panel, legend and table."""

import streamlit as st

from halsogap.stats.panes import all_sexes, panes, shared_classes
from halsogap.ui import area_panel, cached, components, controls, downloads, frame, selection
from halsogap.ui.address import encode
from halsogap.ui.map_frame import map_frame
from halsogap.views.sentences import finding


@st.fragment(key=controls.MAP)
@frame.guarded
def explore() -> None:
    """All but the controls: a fragment, so that a choice or a click draws this anew and nothing else."""
    words = selection.language()
    choice, notes = selection.current()
    indicator = cached.catalog()[choice.indicator]
    selection.write_address(encode(choice))
    if not choice.period or not cached.coverage().has(indicator.slug):
        components.no_values(indicator, words)
        return

    table, report = cached.area_table(indicator.slug, choice.level, choice.period)
    national = cached.national(indicator.slug, choice.period)
    shown = panes(table, national, choice.view, choice.measure, indicator.better)
    by_sex = all_sexes(table, national, indicator.better)
    classes = shared_classes(shown, choice.scheme, choice.classes, indicator.better)
    place, place_values = components.place_of(choice)
    said = finding(indicator, choice.period, choice.view, national, words, place=place, place_values=place_values)

    components.heading(words("map.title", indicator=words.of(indicator.name), year=choice.period), said)
    components.notes([*notes, *components.scheme_notes(choice, indicator, words)])
    left, right = st.columns([3, 1], gap="medium")
    with left:
        map_frame(choice, indicator, shown, classes, words)
    with right:
        area_panel.area_panel(choice, indicator, by_sex, list(table["code"]), words)
    components.join_note(report, words)
    downloads.bar(choice, indicator, table, shown, by_sex, classes, said, words)


controls.bar(selection.current()[0], selection.language())
explore()
