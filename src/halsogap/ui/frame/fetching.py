"""The buttons that fetch from Kolada and from SCB, with what is fetched, how far it has come, and the time left."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import streamlit as st

from halsogap import geography
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Level
from halsogap.reading import areas as cached_areas
from halsogap.settings import kolada_url, scb_url, wfs_url
from halsogap.sources.editions import EXPECTED as PUBLISHED
from halsogap.sources.service import Progress
from halsogap.sync import areas, scb
from halsogap.sync.kolada import sync
from halsogap.ui.parts.plain import plain
from halsogap.ui.state import selection, session

_DONE = "fetch_done"


def fetch_button(label: str, *, key: str) -> None:
    """A button that syncs the whole catalogue, shows how far it has come, and begins anew on the new values.

    No button where the pages may not change what is stored.
    """
    reader = session.reader()
    if reader.may_change() and st.button(label, key=key, type="primary"):
        words = selection.language()
        with progress(words("sync.running"), words) as tell:
            report = sync(reader.store, reader.published_catalog(), kolada_url(), progress=tell)
        done(words("sync.done", n=words.number(report.manifest.observations)))


def small_areas_form(words: Words) -> None:
    """Fetch SCB's values of small areas in a county, a municipality or the country, and the boundaries they need.

    Nothing where the pages may not change what is stored, or where there are no real values to stand beside.
    """
    reader = session.reader()
    if not reader.may_change():
        return
    st.subheader(words("scb.title"))
    if reader.snapshot().manifest.demo:
        st.html(f'<p class="hg-quiet">{escape(words("scb.demo"))}</p>')
        return
    st.html(f'<p class="hg-quiet">{escape(words("scb.lead"))}</p>')
    choice, _ = selection.current()
    places = list(geography.area_index())
    chosen = (choice.area or "")[:4] if choice.within == RIKET_CODE else choice.within
    start = places.index(chosen if chosen in places else RIKET_CODE)
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    code = left.selectbox(words("scb.place"), places, start, format_func=lambda c: _place(c, words), key="scb_place")
    if right.button(words("scb.fetch"), key="fetch_scb", type="primary", width="stretch"):
        _fetch_values(code, words)


def boundaries_button(level: Level, vintage: str, words: Words) -> None:
    """A button that fetches SCB's boundaries of a level and vintage; none where the pages may not change anything."""
    reader = session.reader()
    label = words("scb.fetch_boundaries", level=words(f"level.{level}"), vintage=plain(vintage))
    fetchable = reader.may_change() and (level, vintage) in PUBLISHED
    if fetchable and st.button(label, key="fetch_boundaries", type="primary"):
        _fetch_boundaries(level, vintage, words)
        done(words("scb.done_boundaries", level=words(f"level.{level}"), vintage=vintage))


def _fetch_values(code: str, words: Words) -> None:
    reader = session.reader()
    place, within = _place(code, words), () if code == RIKET_CODE else (code,)
    with progress(words("scb.running", place=place), words) as tell:
        report = scb.sync(reader.store, reader.published_catalog(), scb_url(), within=within, progress=tell)
    needed = reader.coverage().editions()
    for edition in PUBLISHED:
        if edition in needed and not cached_areas.holds(reader, *edition, code):
            _fetch_boundaries(*edition, words)
    done(words("scb.done", n=words.number(len(report.changes.new)), place=place))


def _fetch_boundaries(level: Level, vintage: str, words: Words) -> None:
    reader = session.reader()
    with progress(words("scb.running_boundaries", level=words(f"level.{level}"), vintage=vintage), words) as tell:
        areas.fetch(reader.area_store, level, vintage, wfs_url(), progress=tell)


def _place(code: str, words: Words) -> str:
    return words("control.whole_country") if code == RIKET_CODE else geography.area(code).name


def done(sentence: str) -> None:
    """Begin anew on what was fetched, and say `sentence` there once."""
    st.session_state[_DONE] = sentence
    st.rerun()


@contextmanager
def progress(what: str, words: Words) -> Iterator[Progress]:
    """A progress bar where the script stands: `what` is fetched, how far it has come and how long is left."""
    bar, began = st.progress(0.0, text=plain(what)), time.monotonic()

    def show(done: int, total: int, label: str) -> None:
        # The label is the library's, in English; the bar speaks the user's language.
        text = words("sync.step", what=what, done=words.number(done), total=words.number(total))
        if 0 < done < total:
            left = (time.monotonic() - began) / done * (total - done)
            minutes = left >= 90
            unit = "sync.left_minutes" if minutes else "sync.left_seconds"
            text += ", " + words(unit, n=round(left / 60) if minutes else max(1, round(left)))
        bar.progress(min(done / total, 1.0) if total else 0.0, text=plain(text))

    try:
        yield show
    finally:
        bar.empty()


def announce() -> None:
    """Say, once and in passing, that the fetch which the user started has been done."""
    if sentence := st.session_state.pop(_DONE, ""):
        st.toast(plain(sentence), duration="long")
