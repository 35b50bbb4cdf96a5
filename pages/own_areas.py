"""Own areas: polygons that the visitor uploads or draws get values of the small areas under them."""

from html import escape

import streamlit as st

from halsogap.ui.brought import areas
from halsogap.ui.own_areas import form
from halsogap.ui.own_areas import page as own_areas_told
from halsogap.ui.parts.components import heading
from halsogap.ui.state import selection

words = selection.language()
selection.write_address({"lang": words.language})
held = areas.held()

if held is None:
    heading(words("nav.own_areas"), escape(words("own_areas.lead")))
    form.form(words)
else:
    found = own_areas_told.living(held)
    heading(words("nav.own_areas"), own_areas_told.finding(held, found, words))
    own_areas_told.remarks(held.areas, words)
    own_areas_told.to_map(held, words)
    own_areas_told.table(held, found, words)
    with st.expander(words("own_areas.others"), key="own_areas_others", on_change="rerun") as others:
        if others.open:
            form.form(words)
    own_areas_told.foot(held, found, words)
st.html(own_areas_told.quiet(words("own_areas.privacy")))
