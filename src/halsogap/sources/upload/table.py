"""Where in a sheet the table stands: its header, of one row or two, and its rows.

Exports have a title above the table, notes below it, and headers in two rows whose upper cells are merged: there the
upper word stands once and holds for the columns beside it too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from halsogap.sources.refusal import BadTable
from halsogap.sources.tables import Sheet, text_of

HEADER_WITHIN = 20
"""How many rows of a sheet are searched for the header."""


@dataclass(frozen=True)
class Table:
    """A table: `names` are its headings, `body` its cells (columns numbered from 0, index the file's row numbers).

    `above` is the text that stands over the header. `beyond` are the numbers of rows with a cell outside the
    header's columns.
    """

    names: tuple[str, ...]
    body: pd.DataFrame
    above: str
    beyond: frozenset[int]


def texts(column: pd.Series) -> tuple[np.ndarray, list[str]]:
    """A column's distinct texts, and for each row which of them it has. A file repeats few texts many times."""
    positions, distinct = pd.factorize(column.where(column.notna(), None), use_na_sentinel=False)
    return positions, [text_of(cell) for cell in distinct]


def find_header(sheet: Sheet, is_data: Callable[[list[str]], bool]) -> tuple[int, int, bool]:
    """How many rows stand above the table's first row of data, how many of them are its header (0, 1 or 2), and
    whether there is a row of data at all.

    `is_data` tells whether a row's texts have a place and an amount in them. Where no row has, the first row that fills
    the table's width is the header.
    """
    top = [[text_of(cell) for cell in row] for row in sheet.cells.head(HEADER_WITHIN + 1).itertuples(index=False)]
    filled = [sum(map(bool, row)) for row in top]
    data = next((at for at, row in enumerate(top) if is_data(row)), None)
    first = data if data is not None else 0
    if data is None:
        widest = max(filled, default=0)
        first = 1 + next(at for at, count in enumerate(filled) if count == widest)
    if first == 0 or filled[first - 1] < 2:
        return first, 0 if first == 0 else 1, data is not None
    above = first > 1 and (filled[first - 2] > 1 or (filled[first - 2] == 1 and not top[first - 2][0]))
    return first, 2 if above else 1, data is not None


def table_of(sheet: Sheet, first: int, headers: int, *, held_to_header: bool = False) -> Table:
    """The table of a sheet whose data begin at position `first`, below `headers` rows of headings.

    `held_to_header` says that no column stands outside the header's, as in a text with a sign between its fields.

    Raises
    ------
    BadTable
        There are no rows below the header, or most of them are wider than it.
    """
    cells = sheet.cells
    body = cells.iloc[first:]
    if body.empty:
        raise BadTable("no_rows")
    rows = [[text_of(cell) for cell in row] for row in cells.iloc[first - headers : first].itertuples(index=False)]
    if not rows:
        names = [""] * cells.shape[1]
    else:
        lower = rows[-1]
        upper = _carried(rows[0], lower) if headers > 1 else [""] * len(lower)
        names = [" ".join(dict.fromkeys(part for part in pair if part)) for pair in zip(upper, lower, strict=True)]
    above = " ".join(text_of(cell) for row in cells.iloc[: first - headers].itertuples(index=False) for cell in row)
    named = max((at + 1 for at, name in enumerate(names) if name), default=len(names))
    width = named if held_to_header else len(names)
    outside = body.iloc[:, width:].notna().any(axis=1)
    if outside.mean() > 0.5:
        raise BadTable("wider_than_header", n=int(body.notna().sum(axis=1).mode().iloc[0]), header=width)
    return Table(tuple(names[:width]), body.iloc[:, :width], " ".join(above.split()), frozenset(body.index[outside]))


def _carried(upper: list[str], lower: list[str]) -> list[str]:
    """The upper headings, each over the columns to its right that have a lower heading and no upper one."""
    carried, current = [], ""
    for above, below in zip(upper, lower, strict=True):
        current = above or (current if below else "")
        carried.append(current)
    return carried
