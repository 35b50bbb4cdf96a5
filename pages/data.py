"""Data and method: what the store holds, how to renew it or go back, how figures are computed, on what terms."""

from html import escape

import streamlit as st

from halsogap.figures.editions import age_in_words
from halsogap.ui.data import editions
from halsogap.ui.frame import fetching
from halsogap.ui.parts.components import heading
from halsogap.ui.state import selection, session

words = selection.language()
selection.write_address({"lang": words.language})
manifest = session.reader().snapshot().manifest

heading(words("data.title"), escape(age_in_words(manifest, words)))

st.subheader(words("data.held"))
editions.held(manifest, words)
editions.changes(manifest, words)
if not manifest.demo:
    fetching.fetch_button(words("sync.fetch"), key="fetch_again")

fetching.small_areas_form(words)
editions.earlier(words)

st.subheader(words("data.method"))
for key in ("gap", "rank", "classes", "interval", "missing"):
    st.markdown(words(f"data.method_{key}"))

st.subheader(words("data.sources"))
for key in ("sources_kolada", "sources_scb", "privacy"):
    st.markdown(words(f"data.{key}"))
