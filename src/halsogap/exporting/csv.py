"""Figures as CSV, as the language's Excel opens it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from halsogap.exporting.formats import Format
from halsogap.exporting.text import safe_frame, safe_text
from halsogap.figures.figure import Figure


def csv_bytes(frame: pd.DataFrame, language: str, *, mark: bool = True) -> bytes:
    """`frame` as CSV in UTF-8: `;` and decimal comma in Swedish, else `,` and point.

    `mark` sets the byte order mark by which Excel knows UTF-8; other programs may be better off without it.
    """
    swedish = language == "sv"
    text = safe_frame(frame).to_csv(
        index=False,
        sep=";" if swedish else ",",
        decimal="," if swedish else ".",
        lineterminator="\r\n" if mark else "\n",
    )
    return text.encode("utf-8-sig" if mark else "utf-8")


def write(figures: Sequence[Figure]) -> bytes:
    """The rows of a figure, each with source, day and mark; of several, one table after the other under its title."""
    first, *others = figures
    parts = [csv_bytes(first.marked_rows(), first.language)]
    if others:
        parts = [
            (safe_text(figure.title) + "\r\n").encode("utf-8-sig" if figure is first else "utf-8")
            + csv_bytes(figure.marked_rows(), figure.language).removeprefix(b"\xef\xbb\xbf")
            for figure in figures
        ]
    return b"\r\n".join(parts)


FORMAT = Format("csv", "text/csv", "csv", write, order=1)
