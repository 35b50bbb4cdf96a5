"""Goals: how the 22 goals of Strategi för hälsa stand in the country, a county or a municipality."""

import streamlit as st

from halsogap.figures.address import encode
from halsogap.figures.goals.board import finding
from halsogap.figures.goals.reading import goals_of
from halsogap.ui import components, frame, goal_board, place, selection, target_editor


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
    title = words("goals.title", place=goal_board.spoken(here, words))
    components.heading(title, finding(name, [goal.judged for goal in goals], words))
    goal_board.board(here, goals, by, words)
    target_editor.section(here, words)
    goal_board.foot(here, goals, words)


follow_up()
