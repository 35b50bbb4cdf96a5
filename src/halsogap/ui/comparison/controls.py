"""The comparison's own controls: against what, in which year, for whom, and by which condition dots are coloured."""

from __future__ import annotations

import streamlit as st

from halsogap.figures.address import Selection
from halsogap.figures.comparison.choices import NEAREST, PAGE, options
from halsogap.i18n import Words
from halsogap.ui.parts import map_bar
from halsogap.ui.parts.controls import segments, select
from halsogap.ui.state import parameters, session


def bar(selection: Selection, words: Words) -> None:
    """Draw the controls in one line, for the settled `selection`, whose year has values."""
    reader = session.reader()
    catalog, found = reader.catalog(), options(selection, parameters.given(PAGE), reader)
    with st.container(key="comparison_choices"):
        what, when, who, by = st.columns([2.6, 1.2, 1.9, 2.6], vertical_alignment="bottom", gap="small")

    def short(slug: str) -> str:
        return map_bar.short(catalog[slug], words)

    def year(word: str) -> str:
        return str(found.nearest) if word == NEAREST else word

    with what:
        select(PAGE, "against", found.indicators, words("comparison.against"), short)
    with when:
        select(PAGE, "against_year", found.years, words("comparison.against_year"), year)
    with who:
        segments(PAGE, "sex", found.sexes, words("comparison.sex"), lambda sex: words(f"sex.{sex}"))
    with by:
        select(PAGE, "condition", found.indicators, words("comparison.condition"), short)
