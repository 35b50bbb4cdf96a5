"""Goals: how the 22 goals of Strategi för hälsa stand in the country, a county or a municipality."""

import streamlit as st

from halsogap.ui import components, frame, goal_board, place, selection, target_editor
from halsogap.ui.address import encode
from halsogap.ui.goal_values import goals_of
from halsogap.views.goals import finding


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
        by = goal_board.group_choice(words)
    with up_to:
        until = goal_board.until_choice(words)
    here = place.chosen()
    selection.write_address({**encode(selection.wish()), "by": by, "until": until})
    goals = goals_of(here, until)

    name = words("panel.riket") if here.level == "riket" else here.name
    components.heading(words("goals.title", place=name), finding(name, [goal.judged for goal in goals], words))
    goal_board.board(here, goals, by, words)
    target_editor.section(here, words)
    goal_board.foot(here, goals, words)


follow_up()
