"""Own areas: polygons that the visitor uploads or draws get values of the small areas under them."""

from html import escape

import streamlit as st

from halsogap.ui import own_areas, own_areas_form, own_areas_told, selection
from halsogap.ui.components import heading

words = selection.language()
selection.write_address({"lang": words.language})
held = own_areas.held()

if held is None:
    heading(words("nav.own_areas"), escape(words("own_areas.lead")))
    own_areas_form.form(words)
else:
    found = own_areas_told.living(held)
    heading(words("nav.own_areas"), own_areas_told.finding(held, found, words))
    own_areas_told.remarks(held.areas, words)
    own_areas_told.to_map(held, words)
    own_areas_told.table(held, found, words)
    with st.expander(words("own_areas.others"), key="own_areas_others", on_change="rerun") as others:
        if others.open:
            own_areas_form.form(words)
    own_areas_told.foot(held, found, words)
st.html(own_areas_told.quiet(words("own_areas.privacy")))
