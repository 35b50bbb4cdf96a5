"""Indicators: what the catalogue has, and Kolada's other six thousand to search and add."""

from html import escape

import streamlit as st

from halsogap.ui.indicators import search
from halsogap.ui.parts.components import heading
from halsogap.ui.state import selection, session

words = selection.language()
reader = session.reader()
catalog = reader.published_catalog()

heading(words("indicators.title"), escape(words("indicators.lead", n=len(catalog))))
if not reader.may_change():
    selection.write_address({"lang": words.language})
    st.html(f'<p class="hg-quiet">{escape(words("indicators.read_only"))}</p>')
else:
    search.search(words)
    search.own(words)
search.catalogue_table(words)
