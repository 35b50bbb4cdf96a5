"""The indicators page: what the catalogue has, and the publisher's other six thousand to search and add."""

from __future__ import annotations

from html import escape

import streamlit as st

from halsogap.figures.indicators import figures
from halsogap.figures.indicators.choices import Choices
from halsogap.ui.frame import frame
from halsogap.ui.indicators import search
from halsogap.ui.parts import components, figure
from halsogap.ui.parts.plain import plain
from halsogap.ui.state import selection, session


@frame.guarded
def show() -> None:
    """The whole page."""
    words, reader = selection.language(), session.reader()
    choices = Choices(words.language, search.query() if reader.may_change() else "")
    selection.write_address(choices.address)
    catalogue = figures.catalogue(choices, reader, words)
    components.heading(words("indicators.title"), catalogue.finding.markup)
    if reader.may_change():
        search.search(words)
        search.own(words)
    else:
        st.html(f'<p class="hg-quiet">{escape(words("indicators.read_only"))}</p>')
    st.subheader(plain(catalogue.title))
    st.dataframe(catalogue.table.rows, hide_index=True, width="stretch", alt=catalogue.alternative)
    figure.foot(catalogue, words)
