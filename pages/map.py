"""The map: women and men side by side, the gap or the total, with panel, legend and table."""

import streamlit as st

from halsogap.figures.address import encode
from halsogap.figures.map.sentences import ends, finding
from halsogap.figures.names import with_names
from halsogap.stats.map_view import all_sexes, panes, shared_classes
from halsogap.ui.frame import frame
from halsogap.ui.map import foot, panel
from halsogap.ui.parts import components, controls, small_areas
from halsogap.ui.parts.map_frame import map_frame
from halsogap.ui.profile.choices import open_profile
from halsogap.ui.state import selection, session


@st.fragment(key=controls.MAP)
@frame.guarded
def explore() -> None:
    """All but the controls: a fragment, so that a choice or a click draws this anew and nothing else."""
    reader = session.reader()
    words = selection.language()
    choice, notes = selection.current()
    indicator = reader.catalog()[choice.indicator]
    selection.write_address(encode(choice))
    if not choice.period or not reader.coverage().has(indicator.slug):
        components.no_values(indicator, words)
        return
    if small_areas.not_held(choice, indicator, words):
        return

    table, report = reader.area_table(indicator.slug, choice.level, choice.period, choice.within)
    table = with_names(table, choice.level, words)
    choice, gone = small_areas.present(choice, table, words)
    whole = reader.whole_of(choice.indicator, choice.level, choice.period or 0, choice.within)
    shown = panes(table, whole, choice.view, choice.measure, indicator.better)
    by_sex = all_sexes(table, whole, indicator.better)
    classes = shared_classes(shown, choice.scheme, choice.classes, indicator.better)
    place, place_values = components.place_of(choice)
    said = finding(
        indicator,
        choice.period or 0,
        choice.view,
        whole,
        words,
        whole=components.part_name(choice),
        place=place,
        place_values=place_values,
        instead=ends(indicator, choice.level, shown, table["name"], words),
    )

    # In a box of their own: what comes and goes here must not move the map's place, or its frame is made anew.
    with st.container(key="above_map"):
        components.heading(words("map.title", indicator=words.of(indicator.name), year=choice.period), said)
        small_areas.way(choice, words)
        beside = [*small_areas.notes(choice, words), *components.scheme_notes(choice, indicator, words)]
        components.notes([*notes, *gone, *beside])
    left, right = st.columns([3, 1], gap="medium")
    with left:
        map_frame(choice, indicator, table["name"], shown, classes, words)
    with right:
        small_areas.ends(choice, indicator, table, shown, words)
        panel.area_panel(choice, indicator, by_sex, list(table["code"]), words)
        small_areas.down(choice, indicator, words)
        open_profile(choice.area, words)
    components.join_note(report, words)
    foot.bar(choice, indicator, table, shown, by_sex, classes, said, words)


controls.bar(selection.current()[0], selection.language())
explore()
