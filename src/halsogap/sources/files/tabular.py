"""Any table a user may hand us, as a frame: Parquet, Excel, or text with `;`, `,` or tab between the fields.

The kind is told from the content, since a name can say anything. Text and Excel cells come as they stand, so that
codes keep their leading zeros; the frame's index is the row's number as the program that made the file shows it.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet

from halsogap.errors import BadInput
from halsogap.sources.encoding import Form, decode, delimiter_of, form_of

HEADER_WITHIN = 20
"""How many rows of a sheet are searched for the header: exports often have a title above it."""

FORMS = "Give a Parquet, Excel (.xlsx) or CSV file."

UNREADABLE = {
    Form.EMPTY: "is empty",
    Form.OLD_EXCEL: "is in Excel's old form (.xls)",
    Form.LOCKED_EXCEL: "is an Excel workbook locked with a password",
    Form.OPEN_DOCUMENT: "is an OpenDocument spreadsheet (.ods)",
    Form.PDF: "is a PDF document",
    Form.BINARY: "is binary, and no kind of table that can be read",
}
"""Why a file of a form that we do not read is refused."""


@dataclass(frozen=True)
class Table:
    """`frame` has the columns that were asked for and exist; `columns` names all the file's columns, in order."""

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
        with path.open("rb") as handle:
            head = handle.read(65_536)
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {path}.", "Check the path.") from error
    except OSError as error:
        raise BadInput(f"The file {path} cannot be opened: {error.strerror or error}.", FORMS) from error
    match form_of(head):
        case Form.PARQUET:
            return _read_parquet(path, names)
        case Form.EXCEL:
            return _read_excel(path, names)
        case Form.TEXT:
            return _read_text(path, names)
        case form:
            raise BadInput(f"The file {path} {UNREADABLE[form]}.", FORMS)


def _read_parquet(path: Path, wanted: set[str]) -> Table:
    try:
        schema = parquet.read_schema(path)
        chosen = [name for name in schema.names if name.strip().casefold() in wanted]
        # Codes repeat endlessly: read as dictionaries, seven million rows take megabytes instead of gigabytes.
        texts = [
            n
            for n in chosen
            if pa.types.is_string(schema.field(n).type) or pa.types.is_large_string(schema.field(n).type)
        ]
        frame = parquet.read_table(path, columns=chosen, read_dictionary=texts).to_pandas()
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path, "Parquet", error) from error
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return Table(frame, tuple(schema.names))


def _read_excel(path: Path, wanted: set[str]) -> Table:
    """The first sheet in which a row near the top holds most of the wanted names; else the first sheet as it stands."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=True)
        sheets = [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise _damaged(path, "Excel", error) from error
    if not any(sheets):
        raise BadInput(f"The file {path} is empty.", FORMS)

    def names_in(row: tuple[object, ...]) -> int:
        return len({str(cell).strip().casefold() for cell in row} & wanted)

    candidates = [
        (names_in(row), -s, -r) for s, rows in enumerate(sheets) for r, row in enumerate(rows[:HEADER_WITHIN])
    ]
    _, sheet, at = max(candidates)
    rows, at = sheets[-sheet], -at
    header = ["" if cell is None else str(cell) for cell in rows[at]]
    body = pd.DataFrame(rows[at + 1 :], columns=range(len(header)), dtype=object)
    body.index = pd.RangeIndex(at + 2, at + 2 + len(body))
    return _narrowed(body, header, wanted)


def _read_text(path: Path, wanted: set[str]) -> Table:
    """Text in UTF-8 (with or without a mark), UTF-16 with a mark, or Windows-1252 as older Swedish exports are."""
    decoded = decode(path.read_bytes())
    if decoded is None:
        raise BadInput(f"The file {path} is text in an unknown encoding.", "Save it as UTF-8.")
    delimiter = delimiter_of(decoded.text)
    try:
        body = pd.read_csv(
            io.StringIO(decoded.text),
            sep=delimiter,
            header=None,
            dtype=str,
            keep_default_na=False,
            na_values=[""],
            skip_blank_lines=False,
            quoting=csv.QUOTE_MINIMAL,
        )
    except pd.errors.EmptyDataError as error:
        raise BadInput(f"The file {path} is empty.", FORMS) from error
    except (pd.errors.ParserError, UnicodeDecodeError) as error:
        what = str(error).splitlines()[-1].removeprefix("Error tokenizing data. C error: ").strip().rstrip(".")
        raise BadInput(
            f"The text file {path} cannot be split into columns at {delimiter!r}: {what}.",
            "Put fields that contain the delimiter in quotation marks, or save the table as .xlsx.",
        ) from error
    body.index = pd.RangeIndex(1, len(body) + 1)
    body = body.dropna(how="all")
    if body.empty:
        raise BadInput(f"The file {path} is empty.", FORMS)
    header = ["" if pd.isna(cell) else str(cell) for cell in body.iloc[0]]
    return _narrowed(body.iloc[1:], header, wanted)


def _narrowed(body: pd.DataFrame, header: list[str], wanted: set[str]) -> Table:
    """`body` under its header, with only the wanted columns (the first of each name) and no blank rows."""
    chosen: dict[str, int] = {}
    for at, name in enumerate(header):
        if name.strip().casefold() in wanted:
            chosen.setdefault(name, at)
    frame = body.dropna(how="all").iloc[:, list(chosen.values())].set_axis(list(chosen), axis=1)
    return Table(frame, tuple(name for name in header if name))


def _damaged(path: Path, form: str, error: Exception) -> BadInput:
    reason = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
    return BadInput(f"The {form} file {path} cannot be read: {reason}.", "It may be cut short: fetch or save it anew.")
