"""The comparison's own controls: against what, in which year, for whom, and by which condition dots are coloured."""

from __future__ import annotations

import streamlit as st

from halsogap.figures.comparison.choices import NEAREST, PAGE, Choices
from halsogap.i18n import Words
from halsogap.ui.parts import map_bar
from halsogap.ui.parts.controls import segments, select
from halsogap.ui.state import session


def bar(choices: Choices, words: Words) -> None:
    """Draw the controls in one line."""
    catalog, options = session.reader().catalog(), choices.options
    with st.container(key="comparison_choices"):
        what, when, who, by = st.columns([2.6, 1.2, 1.9, 2.6], vertical_alignment="bottom", gap="small")

    def short(slug: str) -> str:
        return map_bar.short(catalog[slug], words)

    def year(word: str) -> str:
        return str(options.nearest) if word == NEAREST else word

    with what:
        select(PAGE, "against", options.indicators, words("comparison.against"), short)
    with when:
        select(PAGE, "against_year", options.years, words("comparison.against_year"), year)
    with who:
        segments(PAGE, "sex", options.sexes, words("comparison.sex"), lambda sex: words(f"sex.{sex}"))
    with by:
        select(PAGE, "condition", options.indicators, words("comparison.condition"), short)
