"""Own data: a table of the visitor's own is read, corrected, and becomes an indicator for this visit."""

from html import escape

import streamlit as st

from halsogap.ui import own_kept, own_upload, selection
from halsogap.ui.components import heading
from halsogap.views import upload_report

words = selection.language()
selection.write_address({"lang": words.language})

top = st.container()
file = own_upload.uploader(words)
upload = own_upload.read(file, words) if file else None
said = words("own.lead")
if upload:
    own_kept.result(upload, words)
    said = upload_report.joined(upload.report, words) if upload.report else words("own.opened", name=upload.said.name)
own_kept.kept(words)
with top:
    heading(words("nav.own_data"), escape(said))
st.html(f'<p class="hg-source">{escape(words("own.privacy"))}</p>')
