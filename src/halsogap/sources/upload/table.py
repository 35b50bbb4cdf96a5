"""Where in a sheet the table stands: its header, of up to four rows, and its rows.

Exports have a title above the table, notes below it, and headers in several rows whose upper cells are merged: there
the upper word stands once and holds for the columns beside it too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from halsogap.sources.refusal import BadTable
from halsogap.sources.tables import Sheet, text_of
from halsogap.sources.upload.labels import names_place

HEADER_WITHIN = 20
"""How many rows of a sheet are searched for the header where nothing in it is data."""
SEARCHED = 60
"""How many rows of a sheet are searched for the first row of data."""
MOST_HEADERS = 4
"""How many rows a header has at most."""
LABELS_ONCE = 0.3
"""How large a share of a column's rows must lack their label for it to be one whose labels are written once."""

_NUMBER = re.compile(r"(?:[~<>≤≥±]?\s*[-−+]?\d[\d\s.,\u00a0]*\s*%?\W{0,3}(?:\s?\d\))?|\.\.?|-|x)$", re.IGNORECASE)
"""What stands where numbers stand, sure or not: with a footnote's sign, about so much, hidden, none."""
_IS_CODE = re.compile(r"(?:19|20)\d\d$|\d{2}$|\d{4}(?:\D|$)|\d{4}[A-Z]")
_IS_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-–/]\s*(?:\d{4}|\d\d))?|")


@dataclass(frozen=True)
class Table:
    """A table: `names` are its headings, `body` its cells (columns numbered from 0, index the file's row numbers).

    `above` is the text that stands over the header. `beyond` are the numbers of rows with a cell outside the
    header's columns. `headings` and `over` are the numbers of the rows of the header, and of the texts above and in it;
    `carried` those of rows that a label is written once for, above them.
    """

    names: tuple[str, ...]
    body: pd.DataFrame
    above: str
    beyond: frozenset[int]
    headings: frozenset[int] = frozenset()
    over: frozenset[int] = frozenset()
    carried: frozenset[int] = frozenset()


def texts(column: pd.Series) -> tuple[np.ndarray, list[str]]:
    """A column's distinct texts, and for each row which of them it has. A file repeats few texts many times."""
    positions, distinct = pd.factorize(column.where(column.notna(), None), use_na_sentinel=False)
    return positions, [text_of(cell) for cell in distinct]


def find_header(
    sheet: Sheet, is_data: Callable[[list[str]], bool], is_place: Callable[[str], bool]
) -> tuple[int, int, bool]:
    """How many rows stand above the table's first row, how many of them are its header, and whether it has data.

    `is_data` tells whether a row's texts have a place and an amount in them, `is_place` whether a text is a place. Rows
    of another kind that stand between the header and the first known place ("Totalt", a place that nobody knows) are
    the table's. Where no row is data, the first row that fills the table's width is the header.
    """
    top = [[text_of(cell) for cell in row] for row in sheet.cells.head(SEARCHED).itertuples(index=False)]
    numbers = list(sheet.cells.index[: len(top)])
    data = next((at for at, row in enumerate(top) if is_data(row)), None)
    filled = [sum(map(bool, row)) for row in top]
    if data is None:
        widest = max(filled[: HEADER_WITHIN + 1], default=0)
        return *_headed(top, numbers, 1 + next(at for at, count in enumerate(filled) if count == widest)), False
    first = data
    while first > 0 and _is_row_like(top[first - 1], top[data], is_place):
        first -= 1
    return *_headed(top, numbers, first), True


def _is_row_like(row: list[str], data: list[str], is_place: Callable[[str], bool]) -> bool:
    """Whether a row above the first sure row of data is one of the table's too, and none of its headings."""
    found = [at for at, text in enumerate(data) if text and is_place(text)]
    # "11" may be a county or a number; a name, or a code of four signs, is a place.
    places = [at for at in found if len(data[at]) > 2] or found[:1]
    numeric = [at for at, text in enumerate(data) if _NUMBER.match(text) and at not in places]
    numbers = [at for at in numeric if _NUMBER.match(row[at])]
    if not numbers or len(numbers) < sum(bool(row[at]) for at in numeric) / 2:
        return False
    if any(row[at] and is_place(row[at]) for at in places) and not all(_IS_YEAR.fullmatch(row[at]) for at in numbers):
        return True
    labels = [row[at] for at in places if row[at]]
    headed = any(names_place(label) and not any(sign.isdigit() for sign in label) for label in labels)
    # A row that has no word where the places are, or years and nothing else, is a heading.
    return bool(labels) and not headed and not all(_IS_YEAR.fullmatch(row[at]) for at in numbers)


def _headed(top: list[list[str]], numbers: list[int], first: int) -> tuple[int, int]:
    """`first`, and how many rows above it are the header: four at most, with notes between them and the data."""
    filled = [sum(map(bool, row)) for row in top]
    if first == 0:
        return 0, 0
    lowest = first - 1
    # Between a header and its data may stand a line of text: it says something of the table, and heads no column.
    while lowest > 0 and first - lowest <= 2 and _is_lone(top[lowest]) and filled[lowest - 1] > 1:
        lowest -= 1
    if filled[lowest] < 2 and filled[first - 1] < 2:
        lowest = first - 1
    highest = lowest
    while highest > 0 and lowest - highest < MOST_HEADERS - 1:
        above, below = top[highest - 1], top[highest]
        gap = numbers[highest] - numbers[highest - 1] > 1
        if not any(above[1:]) or (above[0] and (gap or (below[0] and 2 * filled[highest - 1] < filled[highest]))):
            break
        highest -= 1
    return first, first - highest


def _is_lone(row: list[str]) -> bool:
    return bool(row[0]) and not any(row[1:])


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
    numbered = [
        (int(number), [text_of(cell) for cell in row])
        for number, row in zip(
            cells.index[first - headers : first],
            cells.iloc[first - headers : first].itertuples(index=False),
            strict=True,
        )
    ]
    # A line of text within the header heads no column; where there is nothing else it is the heading.
    rows = [row for _, row in numbered if not _is_lone(row)] or [row for _, row in numbered]
    lines = [] if len(rows) == len(numbered) else [row[0] for _, row in numbered if _is_lone(row)]
    names = _names(rows) if rows else [""] * cells.shape[1]
    above = " ".join(
        [text_of(cell) for row in cells.iloc[: first - headers].itertuples(index=False) for cell in row] + lines
    )
    named = max((at + 1 for at, name in enumerate(names) if name), default=len(names))
    width = named if held_to_header else len(names)
    outside = body.iloc[:, width:].notna().any(axis=1)
    if outside.mean() > 0.5:
        raise BadTable("wider_than_header", n=int(body.notna().sum(axis=1).mode().iloc[0]), header=width)
    headings = frozenset(number for number, row in numbered if row in rows)
    over = frozenset(int(number) for number in cells.index[:first]) - headings
    filled, carried = _labels_once(body.iloc[:, :width])
    return Table(
        tuple(names[:width]), filled, " ".join(above.split()), frozenset(body.index[outside]), headings, over, carried
    )


def _names(rows: list[list[str]]) -> list[str]:
    """The columns' names: what all rows of the header say of each, from the top."""
    lowest = rows[-1]
    beneath = [[any(row[at] for row in rows[level + 1 :]) for at in range(len(lowest))] for level in range(len(rows))]
    parts: list[list[str]] = []
    for level, row in enumerate(rows[:-1]):
        # Where an upper heading begins anew, those below it do too.
        starts = {at for upper in rows[:level] for at, text in enumerate(upper) if text}
        parts.append(_carried(row, beneath[level], starts))
    parts.append(lowest)
    return [" ".join(dict.fromkeys(part for part in column if part)) for column in zip(*parts, strict=True)]


def _carried(upper: list[str], beneath: list[bool], starts: set[int]) -> list[str]:
    """The upper headings, each over the columns to its right that have a lower heading and no upper one."""
    carried, current = [], ""
    for at, above in enumerate(upper):
        if above:
            # A heading with nothing below it reaches down, not to the right.
            carried.append(above)
            current = above if beneath[at] else ""
            continue
        current = "" if at in starts or not beneath[at] else current
        carried.append(current)
    return carried


def _labels_once(body: pd.DataFrame) -> tuple[pd.DataFrame, frozenset[int]]:
    """The rows with the labels that are written once above them, and the numbers of those rows.

    So SCB writes its workbooks: the region stands in the first of its rows. A label counts for the rows below it that
    have another label, further right, and numbers; where few rows lack theirs, they lack it by mistake.
    """
    blank = body.isna()
    width = body.shape[1]
    labels = []
    for at in range(width):
        cells = body.iloc[:200, at].dropna().map(text_of)
        if len(cells) and (_share(cells, _NUMBER) > 0.9 and _share(cells, _IS_CODE) < 0.9):
            break
        labels.append(at)
    if len(labels) < 2 or len(labels) == width:
        return body, frozenset()
    numbers = ~blank.iloc[:, len(labels) :].all(axis=1)
    filled, carried = body.copy(), pd.Series(False, index=body.index)
    for at in labels[:-1]:
        lacks = blank.iloc[:, at] & numbers & ~blank.iloc[:, at + 1 : len(labels)].all(axis=1)
        lacks &= blank.iloc[:, : at + 1].all(axis=1)
        if not lacks.any() or lacks.iloc[0] or lacks.sum() < LABELS_ONCE * numbers.sum():
            continue
        filled.iloc[:, at] = body.iloc[:, at].where(~lacks, body.iloc[:, at].ffill())
        carried |= lacks
    keys = filled.loc[numbers].iloc[:, : len(labels)].astype(str)
    if keys.duplicated().any():
        return body, frozenset()
    return filled, frozenset(int(number) for number in body.index[carried])


def _share(cells: pd.Series, pattern: re.Pattern[str]) -> float:
    return float(cells.map(lambda text: bool(pattern.match(text))).mean())
