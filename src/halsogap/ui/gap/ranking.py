"""Where the gap is largest of all: a table over all indicators and places, and from each row the way to it."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from halsogap.figures.gap.ranking import ranking_finding, ranking_rows, rows_html
from halsogap.geography import area_index
from halsogap.i18n import Words
from halsogap.model import Level
from halsogap.reading.gap_ranking import rankable, ranking
from halsogap.stats.gap.ranking import largest
from halsogap.ui.frame import frame
from halsogap.ui.gap.choices import CHOICES, chosen, write_address
from halsogap.ui.state import selection, session
from halsogap.ui.state.parameters import segments

MOST = 25
"""How many rows are shown: those further down are no longer the largest."""


@st.fragment(key="ranking")
@frame.guarded
def largest_gaps() -> None:
    """The ranking, with its own choices. What is computed waits in a cache, so that a click elsewhere costs nothing."""
    reader = session.reader()
    words = selection.language()
    write_address()
    st.subheader(words("gap.where_largest"), anchor=False)
    _choices(words)
    level, catalog = Level(chosen("ranking_level")), reader.published_catalog()
    found = ranking(reader, level)
    group = chosen("ranking_group")
    if group != "all" and len(found):
        found = found[found["indicator"].map(lambda slug: catalog[slug].group) == group]
    if found.empty:
        st.html(f'<p class="hg-quiet">{escape(words("gap.nothing_ranked"))}</p>')
        return
    top = largest(found, one_each=chosen("ranking_each") == "one", most=MOST)
    names = {code: place.name for code, place in area_index().items()}
    first = top.iloc[0]
    place = "" if first["alike"] else names[first["area"]]
    st.html(f"<p>{escape(ranking_finding(first['drawn'], catalog[first['indicator']], place, words))}</p>")
    rows = ranking_rows(top, catalog, names, str(level), words)
    st.html(rows_html(rows))
    with st.container(key="gap_ranking_ways", horizontal=True, vertical_alignment="bottom", gap="small"):
        _go_to(top, rows, level, words)
        if st.button(words("gap.open_map"), key="gap_open_map", icon=":material/map:"):
            st.switch_page("pages/map.py", query_params={"lang": words.language})
    for note in filter(None, (words("gap.ranking_method"), _left_out(level, found, words))):
        st.html(f'<p class="hg-quiet">{escape(note)}</p>')


def _choices(words: Words) -> None:
    levels, groups, each = (CHOICES[name] for name in ("ranking_level", "ranking_group", "ranking_each"))
    with st.container(key="gap_ranking_choices", horizontal=True, vertical_alignment="bottom", gap="medium"):
        segments("ranking_level", levels, words("control.level"), lambda level: words(f"level.{level}"))
        segments("ranking_group", groups, words("gap.group"), lambda group: words(f"gap.group_{group}"))
        segments("ranking_each", each, words("gap.rows"), lambda one: words(f"gap.rows_{one}"))


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


def _left_out(level: Level, found: pd.DataFrame, words: Words) -> str:
    """Which indicators with a gap are not ranked, for chance cannot be told from it."""
    reader = session.reader()
    catalog, coverage = reader.published_catalog(), reader.coverage()
    ranked = set(found["indicator"])
    group = chosen("ranking_group")
    missing = [
        words.of(indicator.short)
        for slug, indicator in catalog.items()
        if rankable(indicator) and slug not in ranked and coverage.periods(slug, level)
        if group in ("all", indicator.group)
    ]
    return words("gap.left_out", names=", ".join(missing)) if missing else ""
