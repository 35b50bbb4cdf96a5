"""Figures as an Excel workbook: a sheet of values each, and one that says what they are."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from halsogap.errors import BadInput
from halsogap.exporting.formats import Format
from halsogap.exporting.text import safe_frame, safe_text
from halsogap.figures.figure import Column, Figure
from halsogap.figures.provenance import DEMO

EXCEL_ROWS = 1_048_576
"""How many rows a sheet of Excel holds, its header among them."""

LONGEST_NAME = 31
"""Characters that the name of a sheet can have."""

NARROWEST, BROADEST = 9, 48
"""Characters: the width of columns."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of values: its name, its rows, and what its columns of numbers hold."""

    name: str
    rows: pd.DataFrame
    columns: Mapping[str, Column] = field(default_factory=dict)


def write(figures: Sequence[Figure]) -> bytes:
    """The workbook of the figures.

    Raises
    ------
    BadInput
        A figure has more rows than a sheet can hold.
    """
    names = _sheet_names(figures)
    sheets = [Sheet(name, f.marked_rows(), f.table.columns) for f, name in zip(figures, names, strict=True)]
    about: list[tuple[str, str]] = []
    for figure, name in zip(figures, names, strict=True):
        if len(figures) > 1:
            about.append((name, figure.title))
        if figure.provenance.demo:
            about.append((DEMO, figure.provenance.row()))
        if len(figures) == 1:
            about.append((figure.provenance.label("figure"), figure.title))
        about += figure.provenance.about(figure.about).items()
        about += [("", note) for note in figure.notes]
    return workbook(sheets, figures[0].provenance.sheet("about"), about)


def workbook(sheets: Sequence[Sheet], about_name: str, about: Iterable[tuple[str, str]]) -> bytes:
    """A workbook of sheets of values and a last one, called `about_name`, that says what they are, label by label."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name), sheet.rows, sheet.columns)
    notes = book.create_sheet(about_name)
    for label, text in about:
        notes.append([safe_text(label), safe_text(text)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet_names(figures: Sequence[Figure]) -> list[str]:
    """A sheet's name: that of values where there is one figure, else each figure's title with a number."""
    if len(figures) == 1:
        return [figures[0].provenance.sheet("values")]
    mark = f"{DEMO} " if any(figure.provenance.demo for figure in figures) else ""
    plain = (re.sub(r"[\[\]:*?/\\']", " ", figure.title) for figure in figures)
    return [f"{mark}{number} {title}"[:LONGEST_NAME].strip() for number, title in enumerate(plain, start=1)]


def _fill(sheet: Any, frame: pd.DataFrame, columns: Mapping[str, Column]) -> None:
    """Fill a sheet with the rows: numbers stay numbers, with the decimals they are shown with; missing are empty."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter

    if len(frame) >= EXCEL_ROWS:
        raise BadInput(
            f"Excel holds {EXCEL_ROWS:,} rows a sheet, and this table has {len(frame):,}.",
            "Narrow the selection, or export CSV or Parquet.",
        )
    sheet.freeze_panes = "A2"
    safe = safe_frame(frame)
    formats = [_number_format(columns.get(str(name))) for name in frame.columns]
    for number, name in enumerate(safe.columns, start=1):
        longest = safe[name].head(200).astype(str).str.len().max() if len(safe) else 0
        numeric = pd.api.types.is_numeric_dtype(safe[name])
        width = max(len(str(name)), 0 if numeric or pd.isna(longest) else int(longest)) + 2
        sheet.column_dimensions[get_column_letter(number)].width = min(max(width, NARROWEST), BROADEST)
    sheet.append(list(safe.columns))
    for row in safe.astype(object).where(safe.notna(), None).itertuples(index=False, name=None):
        cells: list[Any] = list(row)
        for at, form in enumerate(formats):
            if form and cells[at] is not None:
                cells[at] = WriteOnlyCell(sheet, value=cells[at])
                cells[at].number_format = form
        sheet.append(cells)


def _number_format(column: Column | None) -> str:
    if column is None or column.decimals is None:
        return ""
    return "#,##0" + ("." + "0" * column.decimals if column.decimals else "")


FORMAT = Format("excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", write, order=2)
