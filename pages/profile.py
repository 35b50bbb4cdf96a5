"""The area profile: who lives in a place, how it stands beside what it lies in, on two sheets of paper."""

from html import escape

import streamlit as st

from halsogap.reading import profile as cached_profile
from halsogap.ui.parts import components
from halsogap.ui.profile import choices
from halsogap.ui.profile import page as profile
from halsogap.ui.state import selection, session

words = selection.language()
place, notes = choices.chosen(words)
choices.write_address(place, words)
choices.controls(place, words)
if place is None:
    components.heading(words("nav.profile"), escape(words("profile.lead")))
    components.notes(notes)
    st.stop()
profile.show(cached_profile.of(session.reader(), place, choices.against(place)), notes, words)
