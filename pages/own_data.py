"""Own data: a table of the visitor's own is read, corrected, and becomes an indicator for this visit."""

from html import escape

import streamlit as st

from halsogap.ui.own_data import kept
from halsogap.ui.own_data import upload as own_upload
from halsogap.ui.parts.components import heading
from halsogap.ui.state import selection

words = selection.language()
selection.write_address({"lang": words.language})

top = st.container()
file = own_upload.uploader(words)
if not file:
    own_upload.example(words)
upload = own_upload.read(file, words) if file else None
said = kept.result(upload, words) if upload else words("own.lead")
kept.kept(words)
with top:
    heading(words("nav.own_data"), escape(said))
st.html(f'<p class="hg-source">{escape(words("own.privacy"))}</p>')
