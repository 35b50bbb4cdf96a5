"""Indicators: what the catalogue has, and Kolada's other six thousand to search and add."""

from html import escape

import streamlit as st

from halsogap.reading import reader
from halsogap.ui import indicator_search, selection
from halsogap.ui.components import heading

words = selection.language()
catalog = reader.published_catalog()

heading(words("indicators.title"), escape(words("indicators.lead", n=len(catalog))))
if not reader.may_change():
    selection.write_address({"lang": words.language})
    st.html(f'<p class="hg-quiet">{escape(words("indicators.read_only"))}</p>')
else:
    indicator_search.search(words)
    indicator_search.own(words)
indicator_search.catalogue_table(words)
