"""Goals: how the 22 goals of Strategi för hälsa stand in the country, a county or a municipality."""

import streamlit as st

from halsogap.figures.address import encode
from halsogap.figures.goals.board import finding
from halsogap.figures.goals.reading import goals_of
from halsogap.ui.frame import frame
from halsogap.ui.goals import board, target_editor
from halsogap.ui.parts import components
from halsogap.ui.state import place, selection


@st.fragment
@frame.guarded
def follow_up() -> None:
    """All of the page: a choice draws this anew and nothing else."""
    words = selection.language()
    with st.container(key="controls"):
        where, by_what, up_to = st.columns([1.6, 1.6, 1.6], vertical_alignment="bottom", gap="small")
    with where:
        place.choice(words)
    with by_what:
        by = board.group_choice(words)
    with up_to:
        until = board.until_choice(words)
    here = place.chosen()
    selection.write_address({**encode(selection.wish()), "by": by, "until": until})
    goals = goals_of(here, until)

    name = words("panel.riket") if here.level == "riket" else here.name
    title = words("goals.title", place=board.spoken(here, words))
    components.heading(title, finding(name, [goal.judged for goal in goals], words))
    board.board(here, goals, by, words)
    target_editor.section(here, words)
    board.foot(here, goals, words)


follow_up()
