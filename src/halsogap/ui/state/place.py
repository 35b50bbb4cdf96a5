"""The one place that a page is about: the country, a county or a municipality, out of the shared selection."""

from __future__ import annotations

import streamlit as st

from halsogap.figures.places import administrative_area
from halsogap.geography import area, codes
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Area, Level
from halsogap.ui.state import selection


def chosen() -> Area:
    """The chosen county or municipality, the municipality of a chosen small area, or the country."""
    return administrative_area(selection.wish())


def choose(code: str) -> None:
    """Make `code` the place on all pages; the country is no place on the map."""
    here = area(code)
    if here.level is Level.RIKET:
        selection.choose(area=None)
    else:
        selection.choose(area=code, level=here.level)


def choice(words: Words, here: Area | None = None, *, label: str = "place.label") -> None:
    """The control: the country, then the counties, then the municipalities; typing in it searches.

    `here` is what the page shows, where that is another place than the wished one; `label` the key of the control's
    name.
    """
    key = "control_place"
    st.session_state[key] = (here or chosen()).code
    st.selectbox(
        words(label),
        [RIKET_CODE, *codes(Level.LAN), *codes(Level.KOMMUN)],
        format_func=lambda code: words("panel.riket") if code == RIKET_CODE else area(code).name,
        key=key,
        on_change=lambda: choose(st.session_state[key]),
    )
