"""The controls of the development page, all in one line: what, where, when, for whom, among whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from halsogap.figures.address import Selection
from halsogap.figures.development.choices import AMONG, LINES, PAGE, Choices, usual
from halsogap.geography import area
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS
from halsogap.ui.parts.controls import segments, several
from halsogap.ui.state import place, selection, session


def bar(choices: Choices, words: Words) -> None:
    """Draw the controls."""
    reader, choice = session.reader(), choices.selection
    catalog, coverage = reader.catalog(), reader.coverage()
    slugs = [slug for slug in catalog if coverage.has(slug) or slug == choice.indicator]
    years = coverage.periods(choice.indicator, choice.level)[::-1]
    with st.container(key="controls"):
        columns = st.columns([2.3, 1.6, 0.9, 2.05, 4.3], vertical_alignment="bottom", gap="small")
        what, where, when, whom, among = columns
    with what:
        _shared("indicator", words("control.indicator"), slugs, choice, lambda slug: words.of(catalog[slug].short))
    with where:
        # A map of small areas is held to a place; on the others "within" only frames it.
        whole = choice.within if choice.level in SMALL_LEVELS else choice.area or RIKET_CODE
        place.choice(words, area(whole))
    with when:
        if years:
            _shared("period", words("control.year"), years, choice, str)
    with whom:
        segments(PAGE, "lines", LINES, words("development.lines"), lambda line: words(f"control.{line}"))
    with among:
        among_whom = words("development.show")
        default = usual(by_sex=choices.by_sex)
        several(PAGE, "among", AMONG, among_whom, lambda part: words(f"development.part.{part}"), default=default)


def _shared(field: str, label: str, options: list[Any], choice: Selection, label_of: Callable[[Any], str]) -> None:
    """A choice that all pages share: `field` of the selection."""
    key = f"control_{field}"
    st.session_state[key] = getattr(choice, field)
    st.selectbox(label, options, format_func=label_of, key=key, on_change=selection.chooser(field, key))
