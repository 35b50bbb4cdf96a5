"""What the visitor has brought: indicators of their own, for this session only.

They live in the session's memory and nowhere else: no file, no cache that sessions share, no log of their values. When
the session ends they are gone.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from halsogap.model import Indicator

_KEPT = "own_indicators"


@dataclass(frozen=True)
class Own:
    """An indicator of the visitor's own, with its values as an OBSERVATIONS table."""

    indicator: Indicator
    observations: pd.DataFrame


def held() -> dict[str, Own]:
    """The visitor's own indicators by slug, in the order they were kept. Shared with the session: only to be read."""
    return st.session_state.get(_KEPT, {})


def keep(own: Own) -> None:
    """Keep an indicator for the rest of the session; one with the same slug is replaced."""
    st.session_state[_KEPT] = {**held(), own.indicator.slug: own}


def remove(slug: str) -> None:
    """Let an indicator go."""
    st.session_state[_KEPT] = {name: own for name, own in held().items() if name != slug}
