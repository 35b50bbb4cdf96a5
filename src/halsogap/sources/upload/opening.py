"""A visitor's own file, from bytes to sheets of cells, in memory and within the limits.

The form is told from the content, since a name can say anything. Cells are as the file has them, so that nothing is
lost before somebody has said what it means: text stays text, a number that the file holds as a number stays one.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet

from halsogap.settings import upload_limit
from halsogap.sources.encoding import Form, decode, delimiter_of, form_of
from halsogap.sources.upload import workbook
from halsogap.sources.upload.refusal import BadUpload

ENCODINGS = ("utf-8-sig", "cp1252", "utf-16", "mac-roman", "cp850")
"""The encodings that a text can be said to be in, where the one that was guessed is wrong."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of cells.

    `cells` has columns numbered from 0, and as its index the row's number as the program that made the file shows it.
    A cell is text, a number, a truth value, a date, or None where it is empty; wholly empty rows and the empty columns
    at the end are left out. `lost_formulas` is how many formulas have no value saved with them.
    """

    name: str
    cells: pd.DataFrame
    lost_formulas: int = 0


@dataclass(frozen=True)
class Book:
    """A file, opened: its form, its sheets (one, unless it is a workbook), how its text was read ("" for others)."""

    form: Form
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    delimiter: str = ""
    mixed: bool = False


def open_book(content: bytes, *, encoding: str | None = None, delimiter: str | None = None) -> Book:
    """Open a visitor's file.

    Parameters
    ----------
    content
        All of the file.
    encoding, delimiter
        How a text is to be read, one of `ENCODINGS` and of `cells.DELIMITERS`; both are told from the content where
        they are not given.

    Raises
    ------
    BadUpload
        The file is empty, too large, damaged, locked, or no table of a kind that is read.
    """
    check_size(len(content))
    match form_of(content):
        case Form.TEXT:
            return _text(content, encoding, delimiter)
        case Form.EXCEL:
            sheets = [Sheet(name, _framed(rows), lost) for name, rows, lost in workbook.sheets(content)]
            held = tuple(sheet for sheet in sheets if not sheet.cells.empty)
            if not held:
                raise BadUpload("empty")
            return Book(Form.EXCEL, held)
        case Form.PARQUET:
            return Book(Form.PARQUET, (Sheet("", _parquet(content)),))
        case form:
            raise BadUpload(str(form))


def check_size(size: int) -> None:
    """A `BadUpload` where a file of `size` bytes is larger than what is read."""
    if size > (most := upload_limit("HALSOGAP_UPLOAD_BYTES")):
        raise BadUpload("too_large", size=megabytes(size), most=megabytes(most))


def megabytes(size: int) -> int:
    """`size` bytes in whole megabytes, rounded up."""
    return -(-size // 1_000_000)


def check_extent(rows: int, columns: int) -> None:
    """A `BadUpload` where a table has more rows, columns or cells than are read."""
    for key, found, variable in (
        ("too_many_rows", rows, "HALSOGAP_UPLOAD_ROWS"),
        ("too_many_columns", columns, "HALSOGAP_UPLOAD_COLUMNS"),
        ("too_many_cells", rows * columns, "HALSOGAP_UPLOAD_CELLS"),
    ):
        if found > (most := upload_limit(variable)):
            raise BadUpload(key, n=found, most=most)


def _text(content: bytes, encoding: str | None, delimiter: str | None) -> Book:
    mixed = False
    if encoding is None:
        decoded = decode(content)
        if decoded is None:
            raise BadUpload("encoding")
        text, encoding, mixed = decoded.text, decoded.encoding, decoded.mixed
    else:
        text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
    if "\0" in text:
        raise BadUpload("binary")
    if not text.strip():
        raise BadUpload("empty")
    if re.match(r"\s*(<!doctype|<html|<\?xml|[{\[])", text[:200], re.IGNORECASE):
        raise BadUpload("markup")
    delimiter = delimiter or delimiter_of(text)
    # The widest line, in which signs within quotation marks may be counted too: what they add is empty and goes.
    lines = re.split(r"\r\n?|\n", text)
    check_extent(len(lines), 1)
    width = 1 + max(line.count(delimiter) for line in lines)
    check_extent(len(lines), width)
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
        raise BadUpload("quotes") from error
    kept = _trimmed(cells.astype(object))
    if kept.empty:
        raise BadUpload("empty")
    return Book(Form.TEXT, (Sheet("", kept),), encoding, delimiter, mixed)


def _framed(rows: list[list[object]]) -> pd.DataFrame:
    check_extent(len(rows), max(map(len, rows), default=0))
    return _trimmed(pd.DataFrame(rows, dtype=object).replace({"": None}))


def _trimmed(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells with their row numbers, without empty rows and without the empty columns at the end."""
    cells = cells.set_axis(range(cells.shape[1]), axis=1).set_axis(pd.RangeIndex(1, len(cells) + 1), axis=0)
    blank = cells.apply(lambda column: column.isna() | (column.astype(str).str.strip() == ""))
    filled = ~blank.all(axis=0)
    last = int(filled[filled].index.max()) + 1 if filled.any() else 0
    kept = cells.loc[~blank.all(axis=1), range(last)]
    return kept.where(~blank.loc[kept.index, kept.columns], None)


def _parquet(content: bytes) -> pd.DataFrame:
    """The columns of a Parquet file under their names, its first row. What is nested in a cell is left out."""
    try:
        file = parquet.ParquetFile(io.BytesIO(content))
        check_extent(file.metadata.num_rows, len(file.schema_arrow.names))
        flat = [field for field in file.schema_arrow if not pa.types.is_nested(field.type)]
        if len({field.name for field in flat}) < len(flat):
            raise BadUpload("column_names_twice", name=Counter(file.schema_arrow.names).most_common(1)[0][0][:40])
        texts = [field.name for field in flat if _is_text(field.type)]
        # As dictionaries, a cell that is repeated a million times is held once: so its repeats can be counted.
        table = parquet.read_table(io.BytesIO(content), columns=[field.name for field in flat], read_dictionary=texts)
        length = sum(_length(chunk) for name in texts for chunk in table[name].chunks)
        if length > (most := upload_limit("HALSOGAP_UPLOAD_UNPACKED_BYTES")):
            raise BadUpload("unpacked", most=megabytes(most))
        body = table.to_pandas(ignore_metadata=True).astype(object)
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, NotImplementedError) as error:
        raise BadUpload("damaged", form="Parquet") from error
    names = [*table.column_names]
    return _trimmed(pd.concat([pd.DataFrame([names], columns=names), body]))


def _is_text(kind: pa.DataType) -> bool:
    return any(
        told(kind)
        for told in (
            pa.types.is_string,
            pa.types.is_large_string,
            pa.types.is_binary,
            pa.types.is_large_binary,
            pa.types.is_dictionary,
        )
    )


def _length(chunk: pa.Array) -> int:
    """How many bytes the texts of a column would be, one by one."""
    if pa.types.is_dictionary(chunk.type):
        if not _is_text(chunk.type.value_type):
            return 0
        lengths = pc.take(pc.binary_length(chunk.dictionary), chunk.indices)
    else:
        lengths = pc.binary_length(chunk)
    return pc.sum(lengths).as_py() or 0
