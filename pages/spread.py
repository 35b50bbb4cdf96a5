"""Spread: the report's appendix for any two years, and where the distances between areas grow or shrink."""

import streamlit as st

from halsogap.figures.address import encode
from halsogap.figures.spread import reading
from halsogap.figures.spread.table_html import finding
from halsogap.ui.frame import frame
from halsogap.ui.parts import components
from halsogap.ui.spread import choices
from halsogap.ui.spread import page as spread_page
from halsogap.ui.state import selection


@st.fragment
@frame.guarded
def compare() -> None:
    """All of the page: a choice draws this anew and nothing else."""
    words = selection.language()
    asked = choices.choices(words)
    selection.write_address({**encode(selection.wish()), **asked.address})
    rows, without = reading.rows(
        strategy=asked.strategy, level=asked.level, sex=asked.sex, first=asked.first, last=asked.last
    )
    title = words("spread.title", first=asked.first, last=asked.last)
    components.heading(title, finding(rows, asked.measure, asked.level, words))
    spread_page.table(rows, without, asked, words)
    spread_page.page_foot(rows, asked, words)


compare()
