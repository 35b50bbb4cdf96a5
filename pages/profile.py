"""The area profile: who lives in a place, how it stands beside what it lies in, on two sheets of paper."""

from html import escape

import streamlit as st

from halsogap.ui import cached_profile, components, profile, selection

words = selection.language()
place, notes = profile.chosen(words)
profile.write_address(place, words)
profile.controls(place, words)
if place is None:
    components.heading(words("nav.profile"), escape(words("profile.lead")))
    components.notes(notes)
    st.stop()
profile.show(cached_profile.of(place, profile.against(place)), notes, words)
