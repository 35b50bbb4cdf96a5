"""What the visitor has brought: indicators of their own, for this session only.

They live in the session's memory and nowhere else: no file, no cache that sessions share, no log of their values. When
the session ends they are gone. `ui/cached.py` answers with them beside what is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar

import pandas as pd
import streamlit as st

from halsogap.model import OWN_GROUP, Indicator
from halsogap.reading.values import Values
from halsogap.stats.coverage import covered

T = TypeVar("T")

_KEPT, _MADE = "own_indicators", "made_of_own"
_NONE: Mapping[str, Own] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Own:
    """An indicator of the visitor's own, with its values as an OBSERVATIONS table.

    `made_up` is True where the values were made out of made-up ones: they then carry the DEMO mark as those do.
    """

    indicator: Indicator
    observations: pd.DataFrame
    made_up: bool = False

    @cached_property
    def values(self) -> Values:
        """The values, indexed for the pages."""
        return Values(self.observations)

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """What there are values for, as the frame of a `Coverage`."""
        return covered(self.observations)

    @property
    def fetched_at(self) -> str:
        """When the values were taken in: ISO time in UTC."""
        return str(self.observations["fetched_at"].max())


def held() -> Mapping[str, Own]:
    """The visitor's own indicators by slug, in the order they were kept. Shared with the session: only to be read."""
    return st.session_state.get(_KEPT, _NONE)


def keep(own: Own) -> None:
    """Keep an indicator for the rest of the session; one with the same slug is replaced.

    Whatever group it came in, it stands among the visitor's own: that is what pages and exports know it by.
    """
    kept = replace(own, indicator=replace(own.indicator, group=OWN_GROUP))
    st.session_state[_KEPT] = {**held(), own.indicator.slug: kept}


def remove(slug: str) -> None:
    """Let an indicator go. Where it is the one chosen, the selection falls back to the first it would have shown."""
    st.session_state[_KEPT] = {name: own for name, own in held().items() if name != slug}


def laid_over(name: str, published: T, lay: Callable[[T, Mapping[str, Own]], T]) -> T:
    """`published` with the visitor's own indicators laid over it by `lay`; itself where there are none.

    Remembered in the session under `name` until either changes.
    """
    brought = held()
    return remembered(name, (published, brought), lambda: lay(published, brought)) if brought else published


def remembered(name: str, made_of: tuple[object, ...], make: Callable[[], T]) -> T:
    """What `make` gives, remembered in the session under `name` as long as each of `made_of` is the same object."""
    memory = st.session_state.setdefault(_MADE, {})
    if name not in memory or any(a is not b for a, b in zip(memory[name][0], made_of, strict=True)):
        memory[name] = (made_of, make())
    return memory[name][1]
