"""The session's reader: the store that the settings name, with what this visitor has brought beside it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from halsogap.reading.brought import Brought
from halsogap.reading.reader import Reader
from halsogap.settings import store_location
from halsogap.store.store import Store
from halsogap.sync import first_demo
from halsogap.ui.brought import areas, indicators, targets

_MADE = "made_of_own"


def store() -> Store:
    """The store that the settings name."""
    return Store(store_location())


def reader() -> Reader:
    """A reader of what is in force now, for this visitor. At the first start demo values are made and stored first."""
    stored = store()
    first_demo.ensure(stored)
    return Reader(stored, brought())


def brought() -> Brought:
    """All that this visitor has brought; what is made of it is remembered in the session."""
    memory: dict[str, tuple[tuple[object, ...], Any]] = st.session_state.setdefault(_MADE, {})
    return Brought(indicators.brought(), areas.brought(), targets.brought(), memory)
