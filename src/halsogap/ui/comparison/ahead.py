"""Those that do better than their conditions predict, as a list on the page; a row chosen is chosen in the chart."""

from __future__ import annotations

from html import escape

import streamlit as st

from halsogap.figures.comparison import figures
from halsogap.figures.comparison.choices import PAGE, WHO
from halsogap.figures.comparison.reading import Reading
from halsogap.figures.comparison.table import best_rows
from halsogap.i18n import Words
from halsogap.ui.comparison import picking
from halsogap.ui.parts import figure
from halsogap.ui.parts.controls import segments
from halsogap.ui.parts.plain import plain

KEY, _CODES = "comparison_list", "comparison_list_codes"


def best(reading: Reading, words: Words) -> None:
    """The surest first, with the choice of who is listed."""
    title = figures.list_title(reading, words)
    st.subheader(plain(title), anchor=False)
    if reading.fit is None:
        st.html(f'<p class="hg-quiet">{escape(words("comparison.no_line"))}</p>')
        return
    in_words = {who: figures.listed_in_words(who == "low", reading, words) for who in WHO}
    segments(PAGE, "who", WHO, words("comparison.who"), lambda who: plain(in_words[who]), bare=True)
    listed, of_ahead = reading.listed, figures.ahead(reading, words)
    if of_ahead is None:
        st.html(f'<p class="hg-quiet">{escape(words("comparison.nobody"))}</p>')
        return
    st.session_state[_CODES] = listed["code"].tolist()
    st.dataframe(
        best_rows(listed, reading.other, reading.indicator, figures.condition(reading, words), words),
        hide_index=True,
        width="stretch",
        height="content",
        key=KEY,
        on_select=_row_chosen,
        selection_mode="single-row",
        alt=title,
    )
    figure.take_along(of_ahead, words)


def _row_chosen() -> None:
    rows, codes = st.session_state[KEY]["selection"]["rows"], st.session_state.get(_CODES, [])
    if rows and rows[0] < len(codes):
        picking.choose(codes[rows[0]])
