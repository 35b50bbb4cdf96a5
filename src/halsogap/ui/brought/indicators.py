"""The visitor's own indicators, kept in the session's memory and nowhere else: when the session ends they are gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import streamlit as st

from halsogap.model import OWN_GROUP
from halsogap.reading.brought import OwnIndicator

_KEPT = "own_indicators"
_NONE: Mapping[str, OwnIndicator] = MappingProxyType({})


def brought() -> Mapping[str, OwnIndicator]:
    """The visitor's own indicators by slug, in the order they were kept. Shared with the session: only to be read."""
    return st.session_state.get(_KEPT, _NONE)


def keep(own: OwnIndicator) -> None:
    """Keep an indicator for the rest of the session; one with the same slug is replaced.

    Whatever group it came in, it stands among the visitor's own: that is what pages and exports know it by.
    """
    kept = replace(own, indicator=replace(own.indicator, group=OWN_GROUP))
    st.session_state[_KEPT] = {**brought(), own.indicator.slug: kept}


def remove(slug: str) -> None:
    """Let an indicator go. Where it is the one chosen, the selection falls back to the first it would have shown."""
    st.session_state[_KEPT] = {name: own for name, own in brought().items() if name != slug}
