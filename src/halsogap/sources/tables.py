"""Any table that somebody brings, from bytes to sheets of cells: Parquet, Excel, or text with `;`, `,` or tab.

The form is told from the content, since a name can say anything. Cells are as the file has them, so that nothing is
lost before somebody has said what it means: text stays text, so that codes keep their leading zeros, and a number that
the file holds as a number stays one. Everything is done in memory and within `limits.Limits`.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet

from halsogap.sources import parquet_file, workbook
from halsogap.sources.encoding import Form, decode, delimiter_of, form_of
from halsogap.sources.limits import Limits
from halsogap.sources.refusal import BadTable

ENCODINGS = ("utf-8-sig", "cp1252", "utf-16", "mac-roman", "cp850")
"""The encodings that a text can be said to be in, where the one that was guessed is wrong."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of cells.

    `cells` has columns numbered from 0, and as its index the row's number as the program that made the file shows it.
    A cell is text, a number, a truth value, a date, or missing where it is empty; wholly empty rows and the empty
    columns at the end are left out. `lost_formulas` is how many formulas have no value saved with them.

    A Parquet file has `names` apart from its cells: all columns of the file, of which `cells` has those asked for,
    under their place in the file and in the type that it gives them, all rows of them.
    """

    name: str
    cells: pd.DataFrame
    lost_formulas: int = 0
    names: tuple[str, ...] | None = None

    @property
    def headings(self) -> list[str]:
        """The names of the columns that `cells` has, where names stand apart from the cells."""
        return [name for at, name in enumerate(self.names or ()) if at in self.cells.columns]

    def headed(self) -> Sheet:
        """The sheet with its names as the first row of its cells, where they stand apart."""
        if self.names is None:
            return self
        heading = pd.DataFrame([self.headings], columns=self.cells.columns)
        return Sheet(self.name, _trimmed(pd.concat([heading, self.cells.astype(object)])), self.lost_formulas)


@dataclass(frozen=True)
class Book:
    """A file, opened: its form, its sheets (one, unless it is a workbook), how its text was read ("" for others)."""

    form: Form
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    delimiter: str = ""
    mixed: bool = False


def open_book(
    content: bytes,
    limits: Limits,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    wanted: Callable[[str], bool] | None = None,
) -> Book:
    """Open a file of any kind.

    Parameters
    ----------
    content
        All of the file.
    limits
        How large it may be.
    encoding, delimiter
        How a text is to be read, one of `ENCODINGS` and of `encoding.DELIMITERS`; both are told from the content
        where they are not given.
    wanted
        Which columns of a Parquet file to read, by name. None: all.

    Raises
    ------
    BadTable
        The file is empty, too large, damaged, locked, or no table of a kind that is read.
    """
    limits.check_size(len(content))
    match form_of(content):
        case Form.TEXT:
            return _text(content, limits, encoding, delimiter)
        case Form.EXCEL:
            sheets = [Sheet(name, _framed(rows, limits), lost) for name, rows, lost in workbook.sheets(content, limits)]
            filled = tuple(sheet for sheet in sheets if not sheet.cells.empty)
            if not filled:
                raise BadTable("empty")
            return Book(Form.EXCEL, filled)
        case Form.PARQUET:
            return Book(Form.PARQUET, (_parquet(content, limits, wanted),))
        case form:
            raise BadTable(str(form))


def text_of(cell: object) -> str:
    """A cell as text: without outer spaces, a whole number without ".0", a day as ISO has it, "" where it is empty."""
    if cell is None or (isinstance(cell, float) and np.isnan(cell)):
        return ""
    if isinstance(cell, workbook.Percent):
        return f"{float(cell):.10g} %"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, bytes):
        return cell.decode("utf-8", errors="replace").strip()
    return str(cell).strip()


def _text(content: bytes, limits: Limits, encoding: str | None, delimiter: str | None) -> Book:
    mixed = False
    if encoding is None:
        decoded = decode(content)
        if decoded is None:
            raise BadTable("encoding")
        text, encoding, mixed = decoded.text, decoded.encoding, decoded.mixed
    else:
        text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
    if "\0" in text:
        raise BadTable("binary")
    if not text.strip():
        raise BadTable("empty")
    if re.match(r"\s*(<!doctype|<html|<\?xml|[{\[])", text[:200], re.IGNORECASE):
        raise BadTable("markup")
    delimiter = delimiter or delimiter_of(text)
    # The widest line, in which signs within quotation marks may be counted too: what they add is empty and goes.
    lines = re.split(r"\r\n?|\n", text)
    limits.check_extent(len(lines), 1)
    width = 1 + max(line.count(delimiter) for line in lines)
    limits.check_extent(len(lines), width)
    try:
        cells = pd.read_csv(
            io.StringIO(text),
            sep=delimiter,
            header=None,
            names=range(width),
            index_col=False,
            dtype=str,
            keep_default_na=False,
            na_values=[""],
            skip_blank_lines=False,
            quoting=csv.QUOTE_MINIMAL,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise BadTable("quotes", delimiter=delimiter) from error
    limits.check_cell(max((int(cells[at].str.len().max()) for at in cells if cells[at].notna().any()), default=0))
    kept = _trimmed(cells)
    if kept.empty:
        raise BadTable("empty")
    return Book(Form.TEXT, (Sheet("", kept),), encoding, delimiter, mixed)


def _framed(rows: list[list[object]], limits: Limits) -> pd.DataFrame:
    limits.check_extent(len(rows), max(map(len, rows), default=0))
    return _trimmed(pd.DataFrame(rows, dtype=object).replace({"": None}))


def _trimmed(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells with their row numbers, without empty rows and without the empty columns at the end."""
    cells = cells.set_axis(range(cells.shape[1]), axis=1).set_axis(pd.RangeIndex(1, len(cells) + 1), axis=0)
    blank = cells.apply(_is_blank)
    filled = ~blank.all(axis=0)
    last = int(filled[filled].index.max()) + 1 if filled.any() else 0
    kept = cells.loc[~blank.all(axis=1), range(last)]
    return kept.where(~blank.loc[kept.index, kept.columns], None)


def _is_blank(column: pd.Series) -> pd.Series:
    texts = column if isinstance(column.dtype, pd.StringDtype) else column.astype(str)
    return column.isna() | (texts.str.strip() == "")


def _parquet(content: bytes, limits: Limits, wanted: Callable[[str], bool] | None) -> Sheet:
    """The wanted columns of a Parquet file. What is nested in a cell is left out."""
    try:
        file = parquet.ParquetFile(io.BytesIO(content))
        names = file.schema_arrow.names
        limits.check_extent(file.metadata.num_rows, len(names))
        fields = [
            (at, field)
            for at, field in enumerate(file.schema_arrow)
            if not pa.types.is_nested(field.type) and (wanted is None or wanted(field.name))
        ]
        chosen = [field.name for _, field in fields]
        if len(set(chosen)) < len(chosen):
            raise BadTable("column_names_twice", name=Counter(chosen).most_common(1)[0][0][:40])
        texts = [field.name for _, field in fields if parquet_file.is_text(field.type)]
        limits.check_cell(parquet_file.judge(file, chosen, limits))
        # As dictionaries, a cell that is repeated a million times is held once.
        table = parquet.read_table(io.BytesIO(content), columns=chosen, read_dictionary=texts)
        cells = table.to_pandas(ignore_metadata=True)
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, NotImplementedError) as error:
        raise BadTable("damaged", form="Parquet") from error
    rows = pd.RangeIndex(1, len(cells) + 1)
    return Sheet("", cells.set_axis([at for at, _ in fields], axis=1).set_axis(rows, axis=0), names=tuple(names))
