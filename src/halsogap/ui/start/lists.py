"""The largest gaps, the strongest and the weakest standings beside each other, each row a link to its figure."""

from __future__ import annotations

from html import escape

import streamlit as st

from halsogap.figures.start.links import leads_to
from halsogap.figures.start.reading import Reading, Row
from halsogap.figures.start.sentences import gap_line, standing_line
from halsogap.i18n import Words
from halsogap.ui.start.doors import link


def lists(data: Reading, words: Words) -> None:
    """The three lists."""
    for column, (kind, rows) in zip(st.columns(3, gap="large"), data.lists.items(), strict=True):
        with column:
            _list(data, kind, rows, words)


def _list(data: Reading, kind: str, rows: tuple[Row, ...], words: Words) -> None:
    st.html(f"<h2>{escape(words(f'start.{kind}'))}</h2>")
    if not rows:
        # The country stands among none: it is the place that is yet to be chosen.
        why = "start.choose" if kind != "gaps" and data.choices.is_country else f"start.no_{kind}"
        st.html(f'<p class="hg-quiet">{escape(words(why))}</p>')
    for row in rows:
        address = leads_to(data, kind, row)
        link(address.page, words.of(data.indicator(row).short), address.parameters)
        st.html(_line(data, kind, row, words))


def _line(data: Reading, kind: str, row: Row, words: Words) -> str:
    indicator = data.indicator(row)
    if kind != "gaps":
        return standing_line(row, indicator, words)
    largest = max(abs(float(one["score"])) for one in data.gaps)
    return gap_line(row, indicator, largest, words)
