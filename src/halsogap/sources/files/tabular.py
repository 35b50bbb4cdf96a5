"""A file on disk as the one table in it that has the columns wanted.

The table may stand below a title, and on any sheet of a workbook. What cannot be read ends in one sentence that names
the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from halsogap.errors import BadInput
from halsogap.sources.encoding import Form
from halsogap.sources.limits import Limits
from halsogap.sources.refusal import BadTable
from halsogap.sources.tables import Book, open_book, text_of

HEADER_WITHIN = 20
"""How many rows of a sheet are searched for the header: exports often have a title above it."""

LIMITS = Limits(size=4_000_000_000, unpacked=8_000_000_000, rows=100_000_000, columns=20_000, cells=500_000_000)
"""Ten times all that Kolada has in one file; a workbook that claims more has been made to fill the memory."""

FORMS = "Give a Parquet, Excel (.xlsx) or CSV file."

UNREADABLE = {
    "empty": "is empty",
    "old_excel": "is in Excel's old form (.xls)",
    "locked_excel": "is an Excel workbook locked with a password",
    "open_document": "is an OpenDocument spreadsheet (.ods)",
    "pdf": "is a PDF document",
    "binary": "is binary, and no kind of table that can be read",
    "markup": "is a web page, XML or JSON, and no table",
}
"""Why a file of a form that we do not read is refused, by the key of its `BadTable`."""


@dataclass(frozen=True)
class Table:
    """`frame` has the columns that were asked for and exist; `columns` names all the file's columns, in order.

    The frame's index is the row's number as the program that made the file shows it.
    """

    frame: pd.DataFrame
    columns: tuple[str, ...]


def read_table(path: Path, wanted: Iterable[str]) -> Table:
    """Read the columns of `path` whose names, in any case, are in `wanted`.

    Raises
    ------
    BadInput
        The file is absent, cannot be opened, is empty, or is no table of a kind we read.
    """
    names = {name.casefold() for name in wanted}
    try:
        LIMITS.check_size(path.stat().st_size)
        book = open_book(path.read_bytes(), LIMITS, wanted=lambda name: _folded(name) in names)
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {path}.", "Check the path.") from error
    except OSError as error:
        raise BadInput(f"The file {path} cannot be opened: {error.strerror or error}.", FORMS) from error
    except BadTable as refusal:
        raise _refused(path, refusal) from refusal
    sheet = book.sheets[0]
    if sheet.names is not None:
        return Table(sheet.cells.set_axis(sheet.headings, axis=1), sheet.names)
    return _below_header(path, book, names)


def _below_header(path: Path, book: Book, wanted: set[str]) -> Table:
    """The table below the row near the top of a sheet that holds most of the wanted names; the first such row."""

    def names_in(row: tuple[object, ...]) -> int:
        return len({_folded(text_of(cell)) for cell in row} & wanted)

    _, sheet, at = max(
        (names_in(row), -s, -r)
        for s, sheet in enumerate(book.sheets)
        for r, row in enumerate(sheet.cells.head(HEADER_WITHIN).itertuples(index=False))
    )
    cells, at = book.sheets[-sheet].cells, -at
    header = [text_of(cell) for cell in cells.iloc[at]]
    body = cells.iloc[at + 1 :]
    if book.form is Form.TEXT:
        _check_fields(path, book.delimiter, header, body)
    chosen: dict[str, int] = {}
    for column, name in enumerate(header):
        if _folded(name) in wanted:
            chosen.setdefault(name, column)
    return Table(body[list(chosen.values())].set_axis(list(chosen), axis=1), tuple(name for name in header if name))


def _check_fields(path: Path, delimiter: str, header: list[str], body: pd.DataFrame) -> None:
    """Refuse a text with a row that has more fields than the header: which of them belongs where is not known."""
    fields = max((at for at, name in enumerate(header, 1) if name), default=0)
    beyond = body.iloc[:, fields:].notna()
    torn = beyond.any(axis=1)
    if torn.any():
        count = fields + int(beyond[torn].iloc[0].to_numpy().nonzero()[0].max()) + 1
        what = f"Expected {fields} fields in line {torn.idxmax()}, saw {count}"
        raise _cannot_be_split(path, delimiter, what)


def _refused(path: Path, refusal: BadTable) -> BadInput:
    """The sentence that names the file, for a table that cannot be opened."""
    if refusal.key in UNREADABLE:
        return BadInput(f"The file {path} {UNREADABLE[refusal.key]}.", FORMS)
    cause = str(refusal.__cause__ or "").splitlines() or [type(refusal.__cause__).__name__]
    match refusal.key:
        case "damaged":
            what = f"The {refusal.values['form']} file {path} cannot be read: {cause[0].rstrip('.')}."
            return BadInput(what, "It may be cut short: fetch or save it anew.")
        case "zip":
            what = f"The Excel file {path} cannot be read: it is a zip archive without a workbook."
            return BadInput(what, "Unpack it, and give the table in it.")
        case "encoding":
            return BadInput(f"The file {path} is text in an unknown encoding.", "Save it as UTF-8.")
        case "quotes":
            what = cause[-1].removeprefix("Error tokenizing data. C error: ").strip().rstrip(".")
            return _cannot_be_split(path, refusal.values["delimiter"], what)
    what, _, mend = refusal.message.partition(". ")
    return BadInput(f"The file {path} cannot be read: {what.rstrip('.')}.", mend)


def _cannot_be_split(path: Path, delimiter: str, what: str) -> BadInput:
    return BadInput(
        f"The text file {path} cannot be split into columns at {delimiter!r}: {what}.",
        "Put fields that contain the delimiter in quotation marks, or save the table as .xlsx.",
    )


def _folded(name: str) -> str:
    return name.strip().casefold()
