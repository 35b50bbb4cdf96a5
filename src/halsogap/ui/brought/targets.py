"""The visitor's own targets: set on the page or read from a file, kept in the session's memory and nowhere else."""

from __future__ import annotations

import streamlit as st

from halsogap.reading.brought import TargetKey
from halsogap.stats.goals import LocalTarget

_KEPT = "local_targets"


def brought() -> dict[TargetKey, LocalTarget]:
    """The visitor's targets, one a place and indicator. Shared with the session: only to be read."""
    return st.session_state.get(_KEPT, {})


def keep(*targets: LocalTarget) -> None:
    """Keep targets for the rest of the session; one for the same place and indicator is replaced."""
    st.session_state[_KEPT] = {**brought(), **{(one.area, one.indicator): one for one in targets}}


def remove(key: TargetKey) -> None:
    """Let a target go."""
    st.session_state[_KEPT] = {name: one for name, one in brought().items() if name != key}
