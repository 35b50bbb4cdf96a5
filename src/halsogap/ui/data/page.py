"""The page on data and methods: what is stored, how to renew it or go back, how figures are computed, on what terms."""

from __future__ import annotations

from html import escape

import streamlit as st

from halsogap.figures.data.choices import Choices
from halsogap.figures.editions import age_in_words
from halsogap.ui.data import editions
from halsogap.ui.frame import fetching, frame
from halsogap.ui.parts.components import heading
from halsogap.ui.state import selection, session

METHODS = ("gap", "rank", "classes", "interval", "missing")
TERMS = ("sources_kolada", "sources_scb", "privacy")


@frame.guarded
def show() -> None:
    """The whole page."""
    words = selection.language()
    selection.write_address(Choices(words.language).address)
    manifest = session.reader().snapshot().manifest
    heading(words("data.title"), escape(age_in_words(manifest, words)))

    st.subheader(words("data.held"))
    editions.current_edition(manifest, words)
    editions.changes(manifest, words)
    if not manifest.demo:
        fetching.fetch_button(words("sync.fetch"), key="fetch_again")

    fetching.small_areas_form(words)
    editions.earlier(words)

    st.subheader(words("data.method"))
    for key in METHODS:
        st.markdown(words(f"data.method_{key}"))

    st.subheader(words("data.sources"))
    for key in TERMS:
        st.markdown(words(f"data.{key}"))
