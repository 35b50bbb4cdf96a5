"""The area profile: who lives in a place, how it stands beside what it lies in, on two sheets of paper."""

from html import escape

import streamlit as st

from halsogap.reading import profile as cached_profile
from halsogap.ui import components, profile, profile_place, selection

words = selection.language()
place, notes = profile_place.chosen(words)
profile_place.write_address(place, words)
profile_place.controls(place, words)
if place is None:
    components.heading(words("nav.profile"), escape(words("profile.lead")))
    components.notes(notes)
    st.stop()
profile.show(cached_profile.of(place, profile_place.against(place)), notes, words)
