"""The foot of a page that shows a table: the source line, and the table as CSV and Excel, made when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import pandas as pd
import streamlit as st

from halsogap.exporting import csv_bytes, excel_bytes, file_name
from halsogap.i18n import Words
from halsogap.ui import cached

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def foot(source: str, stem: str, table: Callable[[], pd.DataFrame], about: Mapping[str, str], words: Words) -> None:
    """The source line with the downloads beside it.

    Parameters
    ----------
    source
        Where what is shown comes from, and what was computed here.
    stem
        The files' name without suffix.
    table
        Makes the table, with its source on every row (`exporting.marked`).
    about
        What Excel's second sheet says beside the source, label by label.
    """
    demo = cached.snapshot().manifest.demo
    with st.container(key="page_foot", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="hg-source">{escape(source)}</p>')
        st.download_button(
            words("download.csv"),
            lambda: csv_bytes(table(), words.language),
            file_name(stem, "csv", demo=demo),
            "text/csv",
            key="download_csv",
            help=words("download.help_csv"),
            on_click="ignore",
            type="tertiary",
        )
        st.download_button(
            words("download.excel"),
            lambda: excel_bytes(table(), {**about, words("export.source"): source}, words.language, demo=demo),
            file_name(stem, "xlsx", demo=demo),
            EXCEL,
            key="download_excel",
            help=words("download.help_excel"),
            on_click="ignore",
            type="tertiary",
        )
