"""The button that fetches real values from Kolada, with progress and time left."""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from halsogap.i18n import Words
from halsogap.settings import kolada_url
from halsogap.sync import SyncReport, sync
from halsogap.ui import cached, selection


def fetch_button(label: str, *, key: str) -> None:
    """A button that syncs the whole catalogue, shows how far it has come, and begins anew on the new values.

    No button where the pages may not change what is stored.
    """
    if cached.may_change() and st.button(label, key=key, type="primary"):
        report = run_sync()
        st.session_state["sync_report"] = report
        st.rerun()


def run_sync() -> SyncReport:
    """Sync now, with a progress bar where the script stands. Errors are raised, for the frame to show."""
    words = selection.language()
    bar = st.progress(0.0, text=words("sync.running"))
    try:
        return sync(cached.store(), cached.published_catalog(), kolada_url(), progress=progress_on(bar.progress, words))
    finally:
        bar.empty()


def progress_on(draw: Callable[..., object], words: Words) -> Callable[[int, int, str], None]:
    """A progress callback that draws a bar with what is fetched, how far it has come and how long is left."""
    began = time.monotonic()
    # The label is the library's, in English; the bar speaks the user's language.

    def show(done: int, total: int, label: str) -> None:
        text = words("sync.step", done=done, total=total)
        if 0 < done < total:
            left = (time.monotonic() - began) / done * (total - done)
            minutes = left >= 90
            unit = "sync.left_minutes" if minutes else "sync.left_seconds"
            text += ", " + words(unit, n=round(left / 60) if minutes else max(1, round(left)))
        draw(min(done / total, 1.0) if total else 0.0, text=text)

    return show


def announce(words: Words) -> None:
    """Say, once and in passing, that the sync which the user started has been done."""
    report: SyncReport | None = st.session_state.pop("sync_report", None)
    if report is not None:
        st.toast(words("sync.done", n=words.number(report.manifest.observations)), duration="long")
