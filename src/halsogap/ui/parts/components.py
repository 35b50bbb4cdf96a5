"""Small pieces of a page: heading and finding, notes, what to do where there are no values."""

from __future__ import annotations

from html import escape

import streamlit as st

from halsogap.geography import JoinReport
from halsogap.i18n import Words
from halsogap.model import Indicator
from halsogap.ui.parts.plain import plain
from halsogap.ui.state import selection, session


def heading(title: str, explanation: str) -> None:
    """The page's title as plain text, and the finding under it as HTML."""
    st.html(f'<h1>{escape(title)}</h1><p class="hg-finding">{explanation}</p>')


def quiet(text: str) -> str:
    """`text` as a quiet paragraph, as HTML."""
    return f'<p class="hg-quiet">{escape(text)}</p>'


def notes(texts: list[str]) -> None:
    """Notes on choices that were replaced by the nearest possible, once above the map."""
    if texts:
        lines = "<br>".join(escape(note) for note in dict.fromkeys(texts))
        st.html(f'<p class="hg-quiet" role="status">{lines}</p>')


def no_values(indicator: Indicator, words: Words) -> None:
    """Say that the store has no values for the indicator, and offer the nearest that has."""
    reader = session.reader()
    name = words.of(indicator.name)
    heading(name, escape(words("map.no_values", indicator=name)))
    release = reader.snapshot().manifest.created_at
    why = words("brought.no_values_why") if indicator.own else words("map.no_values_why", release=words.day(release))
    st.html(f'<p class="hg-quiet">{escape(why)}</p>')
    if indicator.note:
        st.html(f'<p class="hg-quiet">{escape(words.of(indicator.note))}</p>')
    after = indicator.successor
    if after and reader.coverage().has(after.indicator):
        successor = words.of(reader.catalog()[after.indicator].name)
        st.html(f'<p class="hg-finding">{escape(words.of(after.note))}</p>')
        if st.button(words("map.show_successor", indicator=plain(successor)), key="show_successor"):
            selection.choose(indicator=after.indicator)
            st.rerun()


def join_note(report: JoinReport, words: Words) -> None:
    """Rows of the data that belong to no area on the map: never dropped in silence."""
    strangers = [*report.without_area, *report.malformed]
    if strangers:
        codes = ", ".join(strangers[:5]) + ("…" if len(strangers) > 5 else "")
        st.html(
            f'<p class="hg-quiet" role="status">{escape(words("note.unmatched", n=len(strangers), codes=codes))}</p>'
        )
