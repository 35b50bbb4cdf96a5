"""A figure on the page: its picture with its text alternative, its table, and what of it can be taken along."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from html import escape
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.delta_generator import DeltaGenerator

from halsogap.exporting.formats import Format, formats
from halsogap.figures.charts import ChartPicture
from halsogap.figures.figure import Figure, Table
from halsogap.i18n import Words

MISSING = "–"
"""How a missing number is written in a table."""


def show(
    figure: Figure,
    words: Words,
    *,
    on_select: Callable[[], None] | None = None,
    selections: Iterable[str] | None = None,
) -> Any:
    """Show the figure's chart, where it has one, and below it the fold of its table and files.

    Parameters
    ----------
    on_select, selections
        What to do when the reader marks something in the chart, and which of its selections tell.

    Returns
    -------
    VegaLiteState
        What is marked, where there is an `on_select`.
    """
    marked = None
    if isinstance(figure.picture, ChartPicture):
        options: dict[str, Any] = {
            "alt": figure.alternative,
            "theme": None,
            "width": "stretch",
            "key": figure.key,
        }
        if on_select:
            options |= {"on_select": on_select, "selection_mode": list(selections or ()) or None}
        # As the specification itself: st.altair_chart would check it against the whole schema first, at each rerun.
        marked = st.vega_lite_chart(spec=figure.picture.spec(), **options)
    take_along(figure, words)
    return marked


def take_along(figure: Figure, words: Words, *, what: str = "") -> None:
    """The figure's table, its files and its link, folded away until they are asked for: then they are made and sent.

    `what` is put on the fold where that does not stand below what it is of: words of ours, for the fold reads Markdown.
    """
    label = words("figure.fold_of", what=what) if what else words("figure.fold")
    with st.expander(label, key=f"{figure.key}_table", type="compact", on_change="rerun") as fold:
        if not fold.open:
            return
        st.dataframe(_written(figure.table, words), hide_index=True, width="stretch", alt=figure.alternative)
        with st.container(key=f"{figure.key}_files", horizontal=True, vertical_alignment="center"):
            downloads(figure, words, key=figure.key)
        st.caption(words("figure.link"))
        st.code(link(figure), language=None, wrap_lines=True)


def _written(table: Table, words: Words) -> Styler:
    """The rows with numbers as the language writes them; they still sort as numbers."""

    def number(value: Any, decimals: int) -> str:
        return MISSING if pd.isna(value) else words.number(value, decimals)

    rows = table.rows.reset_index(drop=True)
    known = {name: c.decimals for name, c in table.columns.items() if c.decimals is not None and name in rows}
    # Text may stand among the numbers of a column, where a value is not a number.
    known = {name: decimals for name, decimals in known.items() if pd.api.types.is_numeric_dtype(rows[name])}
    written: dict[Any, str | Callable[[object], str] | None] = {
        name: partial(number, decimals=decimals) for name, decimals in known.items()
    }
    return rows.style.format(written, na_rep=MISSING)


def foot(figure: Figure, words: Words, *, files: bool = True) -> DeltaGenerator:
    """Close the page with its main figure: the source line, and the figure as files at one click.

    Gives the line itself, for what a page puts beside the files. Without `files`, of a figure that has come out empty,
    there is the source alone.
    """
    line = st.container(key="page_foot", horizontal=True, vertical_alignment="center")
    with line:
        st.html(f'<p class="hg-source">{escape(figure.provenance.line)}</p>')
        if files:
            downloads(figure, words)
    return line


def downloads(figure: Figure, words: Words, *, key: str = "") -> None:
    """A button for each format that fits the figure. Files are made when they are asked for, in a thread of their own
    without a session: a figure has all they need."""
    prefix = f"{key}_download" if key else "download"
    for kind in formats():
        if kind.fits(figure):
            st.download_button(
                words(f"download.{kind.id}"),
                _maker(kind, figure),
                figure.file_name(kind.suffix),
                kind.media,
                key=f"{prefix}_{kind.id}",
                help=words(f"download.help_{kind.id}"),
                on_click="ignore",
                type="tertiary",
            )


def link(figure: Figure) -> str:
    """The address of the very view, as it can be sent."""
    here = urlsplit(st.context.url or "")
    return urlunsplit((here.scheme, here.netloc, here.path, figure.address.query, ""))


def _maker(kind: Format, figure: Figure) -> Callable[[], bytes]:
    return lambda: kind.write([figure])
