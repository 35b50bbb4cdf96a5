"""The goals page: the place and its goals as a board, targets of one's own, and the board as a table and files."""

from __future__ import annotations

from functools import cache

import streamlit as st

from halsogap.figures.goals import figures
from halsogap.figures.goals.board import board_html
from halsogap.figures.goals.choices import GROUPS, LATEST, PAGE, REPORT, Choices
from halsogap.figures.goals.reading import reading, years
from halsogap.i18n import Words
from halsogap.settings import STATIC_DIR
from halsogap.ui.frame import frame
from halsogap.ui.goals import target_editor
from halsogap.ui.parts import components, controls, figure
from halsogap.ui.state import parameters, place, selection, session


@st.fragment
@frame.guarded
def follow_up() -> None:
    """All of the page: a choice draws this anew and nothing else."""
    words, reader = selection.language(), session.reader()
    choices = Choices.read(selection.wish(), parameters.given(PAGE), years(reader))
    selection.write_address(choices.address)
    _controls(choices, words)
    data = reading(choices, reader)
    board = figures.board(data, words)
    components.heading(board.title, board.finding.markup)
    # As one element: a Streamlit link and a text for each of the 22 would take twice the time at every click.
    st.html(f"{board_html(data, words)}<script>{_keep_session()}</script>", unsafe_allow_javascript=True)
    target_editor.section(choices.place, words)
    figure.take_along(board, words)
    figure.foot(board, words)


def _controls(choices: Choices, words: Words) -> None:
    with st.container(key="controls"):
        where, by_what, up_to = st.columns([1.6, 1.6, 1.6], vertical_alignment="bottom", gap="small")
    with where:
        place.choice(words)
    with by_what:
        controls.segments(PAGE, "by", list(GROUPS), words("goals.by"), lambda name: words(f"goals.by_{name}"))
    with up_to:
        named = {name: words(f"goals.until_{name}") for name in (LATEST, REPORT)}
        options = [*named, *map(str, choices.years)]
        controls.select(PAGE, "until", options, words("goals.until"), lambda name: named.get(name, name))


@cache
def _keep_session() -> str:
    return (STATIC_DIR / "keep_session.js").read_text(encoding="utf-8")
