"""The foot that closes every page: where what it shows comes from, and the view as files, made when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from halsogap.exporting.tables import file_name
from halsogap.i18n import Words
from halsogap.ui.state import session

KINDS = {
    "csv": ("text/csv", "csv"),
    "excel": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "png": ("image/png", "png"),
    "svg": ("image/svg+xml", "svg"),
}
"""The kinds of file: media type and ending."""


def foot(
    source: str, stem: str, files: Mapping[str, Callable[[], bytes]], words: Words, *, demo: bool | None = None
) -> None:
    """Close the page.

    Parameters
    ----------
    source
        Where what is shown comes from, and what is our own computation.
    stem
        Names the files.
    files
        What can be taken along, by its kind (of `KINDS`), and what makes it.
    demo
        Whether what is shown is made up; where it is not said, whether what is stored is.
    """
    reader = session.reader()
    demo = reader.snapshot().manifest.demo if demo is None else demo
    with st.container(key="page_foot", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="hg-source">{escape(source)}</p>')
        for kind, make in files.items():
            mime, suffix = KINDS[kind]
            st.download_button(
                words(f"download.{kind}"),
                make,
                file_name(stem, suffix, demo=demo),
                mime,
                key=f"download_{kind}",
                help=words(f"download.help_{kind}"),
                on_click="ignore",
                type="tertiary",
            )
