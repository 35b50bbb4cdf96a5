"""What the table of spread is asked for: two years, among whose areas, whose values, by which measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from halsogap.figures.spread import reading
from halsogap.i18n import Words
from halsogap.model import Level, Sex
from halsogap.stats.spread.measures import Measure
from halsogap.ui.state import parameters, selection

BASELINE = 2015
"""The report's own first year, where the user has not chosen another."""


@dataclass(frozen=True)
class Asked:
    """The choices; `strategy` is whether only the strategy's goals are asked for."""

    strategy: bool
    first: int
    last: int
    level: Level
    sex: Sex
    measure: Measure

    @property
    def address(self) -> dict[str, str]:
        """The choices as query parameters, but for the level, which all pages share."""
        return {
            "set": "strategi" if self.strategy else "alla",
            "from": str(self.first),
            "to": str(self.last),
            "sex": str(self.sex),
            "spread": str(self.measure),
        }


def choices(words: Words) -> Asked:
    """The controls in one line, and what they say; a first year after the last one changes places with it."""
    with st.container(key="controls"):
        columns = st.columns([1.3, 1, 1, 1.5, 1.9, 2.2], vertical_alignment="bottom", gap="small")
    with columns[0]:
        kind = _select("set", words("spread.set"), ["strategi", "alla"], lambda one: words(f"spread.set_{one}"))
    years = [str(year) for year in reading.years(kind == "strategi")]
    nearest = min(years, key=lambda year: abs(int(year) - BASELINE), default="")
    with columns[1]:
        first = _select("from", words("spread.from"), years, str, nearest)
    with columns[2]:
        last = _select("to", words("spread.to"), years, str, years[-1] if years else "")
    with columns[3]:
        level = _level(words)
    with columns[4]:
        sex = _segments("sex", words("spread.sex"), ["T", "K", "M"], lambda one: words(f"sex.{one}"))
    with columns[5]:
        # Not the range: it is two places' alone, and mostly chance.
        measure = _select(
            "spread",
            words("spread.measure"),
            list(Measure),
            lambda one: words(f"spread.measure_{one}"),
            Measure.DEVIATION,
        )
    ends = sorted((int(first or 0), int(last or 0)))
    return Asked(kind == "strategi", ends[0], ends[1], level, Sex(sex), Measure(measure))


def _level(words: Words) -> Level:
    """Municipalities or counties: the shared level, where it is one of them."""
    wished = selection.wish().level
    level, key = wished if wished in reading.LEVELS else Level.KOMMUN, "control_level"
    st.session_state[key] = level
    st.segmented_control(
        words("control.level"),
        reading.LEVELS,
        format_func=lambda one: words(f"level.{one}"),
        key=key,
        on_change=lambda: selection.choose(level=st.session_state[key], area=None),
        required=True,
    )
    return level


def _select(name: str, label: str, options: Sequence[str], shown: Callable[[str], str], default: str = "") -> str:
    key, value = (
        f"control_{name}",
        parameters.chosen("spread", name, options, default or (options[0] if options else "")),
    )
    st.session_state[key] = value if options else None
    st.selectbox(label, options, format_func=shown, key=key, on_change=lambda: _kept(name, key))
    return value


def _segments(name: str, label: str, options: Sequence[str], shown: Callable[[str], str]) -> str:
    key, value = f"control_{name}", parameters.chosen("spread", name, options, options[0])
    st.session_state[key] = value
    st.segmented_control(label, options, format_func=shown, key=key, on_change=lambda: _kept(name, key), required=True)
    return value


def _kept(name: str, key: str) -> None:
    parameters.choose("spread", name, st.session_state[key])
