"""The ways on from the first page: every other page, and the figures of the report."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from halsogap.catalog import report_figures
from halsogap.figures.start.choices import Choices
from halsogap.i18n import Words
from halsogap.ui.frame import frame
from halsogap.ui.parts.plain import plain

DOORS_A_LINE = 4


def doors(words: Words) -> None:
    """The other pages, each with what it answers."""
    st.html(f"<h2>{escape(words('start.doors'))}</h2>")
    others = {title: page for title, page in frame.pages_by_title().items() if title != frame.DEFAULT_PAGE}
    columns = st.columns(DOORS_A_LINE, gap="medium")
    for number, (title, page) in enumerate(others.items()):
        with columns[number % DOORS_A_LINE]:
            st.page_link(page, query_params={"lang": words.language})
            st.html(f'<p class="hg-quiet">{escape(words(f"start.door.{title}"))}</p>')


def report(choices: Choices, words: Words) -> None:
    """The figures of the report, each a link to the view that shows it; made when they are asked for."""
    pages, place = frame.pages_by_title(), choices.place
    with st.expander(words("start.figures"), key="start_figures", on_change="rerun") as opened:
        if not opened.open:
            return
        for figure in report_figures.figures():
            if figure.page in pages:
                label = words("start.figure", number=figure.number, title=words.of(figure.title))
                area = {} if choices.is_country else {"area": place.code, "level": str(place.level)}
                link(figure.page, label, {**area, **figure.query, "lang": words.language})


def link(page: str, label: str, parameters: Mapping[str, str]) -> None:
    """A link to a page by its key, with the parameters of a view."""
    st.page_link(frame.pages_by_title()[page], label=plain(label), query_params=dict(parameters))
