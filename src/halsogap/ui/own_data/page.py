"""The page of own data: a table of the visitor's own is read, corrected, and becomes an indicator for this visit."""

from __future__ import annotations

from html import escape

import streamlit as st

from halsogap.figures.own_data.choices import Choices
from halsogap.ui.frame import frame
from halsogap.ui.own_data import kept, upload
from halsogap.ui.parts.components import heading
from halsogap.ui.state import selection


@frame.guarded
def show() -> None:
    """The whole page."""
    words = selection.language()
    selection.write_address(Choices(words.language).address)
    top = st.container()
    file = upload.uploader(words)
    if not file:
        upload.example(words)
    table = upload.read(file, words) if file else None
    finding = kept.result(table, words) if table else words("own.lead")
    kept.kept(words)
    with top:
        heading(words("nav.own_data"), escape(finding))
    st.html(f'<p class="hg-source">{escape(words("own.privacy"))}</p>')
