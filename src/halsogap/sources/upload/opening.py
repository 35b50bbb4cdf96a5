"""A visitor's own file, opened within the limits that the settings give."""

from __future__ import annotations

from dataclasses import replace

from halsogap.settings import upload_limit
from halsogap.sources import tables
from halsogap.sources.limits import Limits
from halsogap.sources.tables import Book


def limits() -> Limits:
    """How large a visitor's own file may be."""
    return Limits(
        size=upload_limit("HALSOGAP_UPLOAD_BYTES"),
        unpacked=upload_limit("HALSOGAP_UPLOAD_UNPACKED_BYTES"),
        rows=upload_limit("HALSOGAP_UPLOAD_ROWS"),
        columns=upload_limit("HALSOGAP_UPLOAD_COLUMNS"),
        cells=upload_limit("HALSOGAP_UPLOAD_CELLS"),
    )


def open_book(content: bytes, *, encoding: str | None = None, delimiter: str | None = None) -> Book:
    """A visitor's file as `tables.open_book` opens it, with all headings among the cells.

    Raises
    ------
    BadTable
        The file is empty, too large, damaged, locked, or no table of a kind that is read.
    """
    book = tables.open_book(content, limits(), encoding=encoding, delimiter=delimiter)
    return replace(book, sheets=tuple(sheet.headed() for sheet in book.sheets))
