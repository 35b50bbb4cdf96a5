"""Where the gap is largest of all: a table over all indicators and places, and from each row the way to it."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from halsogap.figures.gap import figures
from halsogap.figures.gap.choices import OPTIONS, PAGE, Choices
from halsogap.figures.gap.ranking import ranked, rows_html
from halsogap.i18n import Words
from halsogap.model import Level
from halsogap.ui.frame import frame
from halsogap.ui.parts import figure
from halsogap.ui.parts.controls import segments
from halsogap.ui.state import parameters, selection, session


@st.fragment(key="ranking")
@frame.guarded
def largest_gaps() -> None:
    """The ranking, with its own choices. What is computed waits in a cache, so that a click elsewhere costs nothing."""
    words, reader = selection.language(), session.reader()
    choices = Choices.read(selection.current()[0], parameters.given(PAGE))
    selection.write_address(choices.address)
    st.subheader(words("gap.where_largest"), anchor=False)
    _choices(words)
    of_ranking, ranking = figures.largest_gaps(choices, reader, words), ranked(choices, reader)
    if of_ranking is None or ranking is None:
        st.html(f'<p class="hg-quiet">{escape(words("gap.nothing_ranked"))}</p>')
        return
    st.html(f"<p>{of_ranking.finding.markup}</p>")
    st.html(rows_html(of_ranking.table.rows))
    with st.container(key="gap_ranking_ways", horizontal=True, vertical_alignment="bottom", gap="small"):
        _go_to(ranking.top, of_ranking.table.rows, choices.ranking_level, words)
        if st.button(words("gap.open_map"), key="gap_open_map", icon=":material/map:"):
            st.switch_page("pages/map.py", query_params={"lang": words.language})
    for note in of_ranking.notes:
        st.html(f'<p class="hg-quiet">{escape(note)}</p>')
    figure.take_along(of_ranking, words)


def _choices(words: Words) -> None:
    levels, groups, each = (OPTIONS[name] for name in ("ranking_level", "ranking_group", "ranking_each"))
    with st.container(key="gap_ranking_choices", horizontal=True, vertical_alignment="bottom", gap="medium"):
        segments(PAGE, "ranking_level", levels, words("control.level"), lambda level: words(f"level.{level}"))
        segments(PAGE, "ranking_group", groups, words("gap.group"), lambda group: words(f"gap.group_{group}"))
        segments(PAGE, "ranking_each", each, words("gap.rows"), lambda one: words(f"gap.rows_{one}"))


def _go_to(top: pd.DataFrame, rows: pd.DataFrame, level: Level, words: Words) -> None:
    """A choice among the rows: the page goes to its indicator, year and place."""
    key = "control_ranked"
    labels = [f"{first}, {second}" for first, second, *_ in rows.itertuples(index=False, name=None)]
    st.session_state[key] = None
    st.selectbox(
        words("gap.go_to"),
        range(len(labels)),
        format_func=labels.__getitem__,
        key=key,
        placeholder=words("gap.go_to_which"),
        on_change=lambda: _go(top.iloc[st.session_state[key]], level),
        width=420,
    )


def _go(row: pd.Series, level: Level) -> None:
    area = None if row["alike"] else row["area"]
    selection.choose(indicator=row["indicator"], level=level, area=area, period=int(row["period"]))
    st.rerun()
