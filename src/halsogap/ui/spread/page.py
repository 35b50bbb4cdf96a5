"""The spread page: the controls in one line, the table that can be sorted, what it cannot show, and its files."""

from __future__ import annotations

from functools import cache
from html import escape

import streamlit as st

from halsogap.figures.names import published_names
from halsogap.figures.spread import figures
from halsogap.figures.spread.choices import LEVELS, MEASURE, OPTIONS, PAGE, Choices, first_year
from halsogap.figures.spread.reading import Reading, reading
from halsogap.figures.spread.table_html import table_html
from halsogap.i18n import Words
from halsogap.settings import STATIC_DIR
from halsogap.ui.frame import frame
from halsogap.ui.parts import components, controls, figure
from halsogap.ui.state import parameters, selection, session


@st.fragment
@frame.guarded
def compare() -> None:
    """All of the page: a choice draws this anew and nothing else."""
    words, reader = selection.language(), session.reader()
    choices = Choices.read(selection.wish(), parameters.given(PAGE), reader)
    selection.write_address(choices.address)
    _controls(choices, words)
    data = reading(choices, reader)
    table = figures.spread(data, words)
    components.heading(table.title, table.finding.markup)
    if data.rows:
        _table(data, words)
    if text := figures.without(data, words):
        st.html(f'<p class="hg-quiet" role="status">{escape(text)}</p>')
    if data.rows:
        figure.take_along(table, words)
    figure.foot(table, words, files=bool(data.rows))


def _table(data: Reading, words: Words) -> None:
    choices = data.choices
    caption = figures.caption(choices, words)
    html = table_html(data.rows, choices.measure, choices.level, published_names(), caption, words)
    st.html(f"{html}<script>{_sorting()}</script>", unsafe_allow_javascript=True)
    text = f"{words(f'spread.about_{choices.measure}')} {words('spread.about')}"
    st.html(f'<p class="hg-quiet">{escape(text)}</p>')


def _controls(choices: Choices, words: Words) -> None:
    with st.container(key="controls"):
        columns = st.columns([1.3, 1, 1, 1.5, 1.9, 2.2], vertical_alignment="bottom", gap="small")
    years = [str(year) for year in choices.years]
    last = years[-1] if years else ""
    with columns[0]:
        controls.select(PAGE, "set", OPTIONS["set"], words("spread.set"), lambda one: words(f"spread.set_{one}"))
    with columns[1]:
        controls.select(PAGE, "from", years, words("spread.from"), str, default=first_year(choices.years))
    with columns[2]:
        controls.select(PAGE, "to", years, words("spread.to"), str, default=last)
    with columns[3]:
        _level(choices, words)
    with columns[4]:
        controls.segments(PAGE, "sex", OPTIONS["sex"], words("spread.sex"), lambda one: words(f"sex.{one}"))
    with columns[5]:
        measures, label_of = OPTIONS["spread"], lambda one: words(f"spread.measure_{one}")
        controls.select(PAGE, "spread", measures, words("spread.measure"), label_of, default=str(MEASURE))


def _level(choices: Choices, words: Words) -> None:
    """Municipalities or counties: the level that all pages share."""
    key = "control_level"
    st.session_state[key] = choices.level
    st.segmented_control(
        words("control.level"),
        LEVELS,
        format_func=lambda one: words(f"level.{one}"),
        key=key,
        on_change=lambda: selection.choose(level=st.session_state[key], area=None),
        required=True,
    )


@cache
def _sorting() -> str:
    return (STATIC_DIR / "sort_table.js").read_text(encoding="utf-8")
