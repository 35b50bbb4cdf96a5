"""The controls of the page Utveckling, and its own choices in the address: for whom, and among whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from halsogap.figures.address import Selection
from halsogap.figures.development.reading import PARTS
from halsogap.geography import area
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS
from halsogap.ui.state import parameters, place, selection, session

LINES = ("total", "sexes")
NONE = "none"


class _Parts:
    """The texts that name parts: any of `PARTS` with commas between them, or "none"."""

    def __contains__(self, said: object) -> bool:
        return isinstance(said, str) and (said == NONE or set(said.split(",")) <= set(PARTS))


def lines() -> str:
    """Whether the total is shown, or women and men."""
    return parameters.chosen("development", "lines", LINES, "total")


def parts() -> tuple[str, ...]:
    """What the place is shown among."""
    # Everything twice over, for women and for men, is too much to begin with.
    default = PARTS if lines() == "total" else ("near", "country")
    said = parameters.chosen("development", "among", _Parts(), ",".join(default)).split(",")
    return tuple(part for part in PARTS if part in said)


def address() -> dict[str, str]:
    """The page's own choices as the address tells them."""
    return {"lines": lines(), "among": ",".join(parts()) or NONE}


def bar(choice: Selection, words: Words) -> None:
    """All controls in one line: what, where, when, for whom, among whom."""
    reader = session.reader()
    catalog, coverage = reader.catalog(), reader.coverage()
    slugs = [slug for slug in catalog if coverage.has(slug) or slug == choice.indicator]
    years = coverage.periods(choice.indicator, choice.level)[::-1]
    with st.container(key="controls"):
        columns = st.columns([2.3, 1.6, 0.9, 2.05, 4.3], vertical_alignment="bottom", gap="small")
        what, where, when, whom, among = columns
    with what:
        _select("indicator", words("control.indicator"), slugs, choice, lambda slug: words.of(catalog[slug].short))
    with where:
        # A map of small areas is held to a place; on the others "within" only frames it.
        held = choice.within if choice.level in SMALL_LEVELS else choice.area or RIKET_CODE
        place.choice(words, area(held))
    with when:
        if years:
            _select("period", words("control.year"), years, choice, str)
    with whom:
        _lines_choice(words)
    with among:
        _parts_choice(words)


def _select(field: str, label: str, options: list[Any], choice: Selection, shown: Callable[[Any], str]) -> None:
    key = f"control_{field}"
    st.session_state[key] = getattr(choice, field)
    st.selectbox(label, options, format_func=shown, key=key, on_change=selection.chooser(field, key))


def _lines_choice(words: Words) -> None:
    key = "control_lines"
    st.session_state[key] = lines()
    st.segmented_control(
        words("development.lines"),
        LINES,
        format_func=lambda line: words(f"control.{line}"),
        key=key,
        on_change=lambda: parameters.choose("development", "lines", st.session_state[key]),
        required=True,
    )


def _parts_choice(words: Words) -> None:
    key = "control_among"
    st.session_state[key] = list(parts())

    def choose() -> None:
        chosen = [part for part in PARTS if part in st.session_state[key]]
        parameters.choose("development", "among", ",".join(chosen) or NONE)

    st.pills(
        words("development.show"),
        PARTS,
        selection_mode="multi",
        format_func=lambda part: words(f"development.part.{part}"),
        key=key,
        on_change=choose,
        wrap=True,
    )
