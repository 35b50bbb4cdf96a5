"""The first page: a place chosen once, what stands out there, the doors to all the rest, and what is new."""

from __future__ import annotations

from html import escape

import streamlit as st

from halsogap.figures.start import figures
from halsogap.figures.start.choices import Choices
from halsogap.figures.start.news import news
from halsogap.figures.start.reading import reading
from halsogap.ui.frame import frame
from halsogap.ui.parts import components, figure
from halsogap.ui.start import doors, lists
from halsogap.ui.state import place, selection, session


@st.fragment
@frame.guarded
def explore() -> None:
    """The page with its one control: a fragment, so that a choice draws this anew and nothing else."""
    words, reader = selection.language(), session.reader()
    choices = Choices(selection.wish())
    selection.write_address(choices.address)
    with st.container(key="start_place"):
        place.choice(words, label="start.place")
    data = reading(choices, reader)
    standings = figures.standings(data, words)
    components.heading(standings.title, standings.finding.markup)
    with st.container(key="start_page"):
        lists.lists(data, words)
        if not data.nothing:
            figure.take_along(standings, words)
        left, right = st.columns([2, 1], gap="large")
        with left:
            doors.doors(words)
            doors.report(choices, words)
        with right:
            st.html(f"<h2>{escape(words('start.news'))}</h2>")
            texts = news(reader, choices.place, words)
            st.html("".join(f'<p class="hg-quiet">{escape(line)}</p>' for line in texts))
    figure.foot(standings, words, files=not data.nothing)
