"""The area profile: the answer, the two sheets, and what of them can be taken along."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from halsogap.figures.address import encode
from halsogap.figures.figure import Address
from halsogap.figures.profile import figures
from halsogap.figures.profile.article import article_html
from halsogap.figures.profile.choices import PAGE, Choices, place_of
from halsogap.figures.profile.reading import reading
from halsogap.model import Level
from halsogap.ui.frame import frame
from halsogap.ui.parts import components, figure
from halsogap.ui.profile import controls
from halsogap.ui.state import parameters, selection, session


@frame.guarded
def show() -> None:
    """The page: its controls and the profile, or what to choose."""
    words, reader, wish = selection.language(), session.reader(), selection.wish()
    place, gone = place_of(wish, reader, words)
    asked = replace(wish, language=words.language)
    choices = Choices.read(asked, place, parameters.given(PAGE), reader) if place else None
    selection.write_address(choices.address if choices else Address(PAGE, encode(replace(asked, area=None))))
    controls.bar(place, choices, words)
    if choices is None:
        components.heading(words("nav.profile"), escape(words("profile.lead")))
        components.notes(gone)
        return
    data = reading(choices, reader)
    main = figures.indicators(data, words)
    components.heading(main.title, main.finding.markup)
    components.notes([*gone, *([words("small.made_up")] if data.place.level is Level.MADE_UP else [])])
    st.html(article_html(data, main.provenance, words))
    with st.container(key="profile_figures"):
        if people := figures.people(data, words):
            figure.take_along(people, words, what=words("profile.pyramid_none"))
        figure.take_along(figures.locator(data, words), words, what=words("profile.locator"))
        figure.take_along(main, words, what=words("profile.all"))
    figure.foot(main, words)
