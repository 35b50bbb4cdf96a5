"""Columns that split a place's rows: owners, subjects, ages. Their total is proposed, never a part of them kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from halsogap.sources.refusal import BadTable
from halsogap.sources.tables import text_of
from halsogap.sources.upload.amounts import amount
from halsogap.sources.upload.labels import Aside, Role, aside_of, heading_of
from halsogap.sources.upload.table import Table, texts

if TYPE_CHECKING:
    from halsogap.sources.upload.reading import Reading

LOOKED_AT = 20_000
"""How many rows are looked at."""
KEY = ["level", "area", "period", "sex"]
"""What tells one value from another."""
MANY_AGAIN = 0.2
"""How large a share of the rows must stand again for a table of counts to be one of events."""
SHOWN = 4
"""How many texts of a column a refusal names."""
MOST_PARTS = 400
"""How many distinct texts a column that splits has at most: beyond it is a name or a note."""

_TOTAL = re.compile(
    r"(totalt?|samtliga|alla|summa|all|båda|tot)(\b.*)?|(hela befolkningen|0\s*[-–]\s*(w|ö|\d{2,3}\+)?|0\+)(\s*år)?"
    r"|.*\b(totalt|samtliga|total)",
    re.IGNORECASE,
)


def splitting(table: Table, reading: Reading) -> list[int]:
    """The columns whose texts differ between rows of the same place, year and sex; without them rows stand twice."""
    body = table.body.head(LOOKED_AT)
    body = body[body.notna().sum(axis=1) > 1]
    used = {reading.place, reading.county, reading.sex, reading.period, *(m.column for m in reading.measures)}
    key = [at for at in (reading.place, reading.county, reading.sex, reading.period) if at is not None]
    for column, text in reading.only:
        body = body[body[column].map(text_of) == text]
        used.add(column)
    found: list[int] = []
    for at in body.columns:
        repeated = body.duplicated([*key, *found], keep=False) & body[reading.place].notna()
        if not repeated.any():
            break
        if at in used or not _is_label(table, int(at)):
            continue
        parts = body.loc[repeated].groupby([*key, *found], dropna=False)[at].nunique()
        if (parts > 1).mean() > 0.5:
            found.append(int(at))
    return found


def totals_of(table: Table, reading: Reading) -> tuple[tuple[int, str], ...]:
    """Of each column that splits the rows the text that is its total: such rows are read. None where it has none."""
    chosen = []
    for at in splitting(table, reading):
        if total := total_in(table.body[at]):
            chosen.append((at, total))
    return tuple(chosen)


def total_in(column: pd.Series) -> str | None:
    """The text of a column that is the total of the others: "Samtliga", "Totalt", "0-100+ år"; the shortest of them."""
    texts = [text for text in map(text_of, column.dropna().unique()) if _TOTAL.fullmatch(text)]
    return min(texts, key=len) if texts else None


def check_rows_apart(table: Table, reading: Reading, long: pd.DataFrame) -> None:
    """Refuse a table in which rows of one area, year and sex differ in something that nobody has chosen from.

    Kept would be only the places with one row, and those are not like the others.

    Raises
    ------
    BadTable
        "splits": a column tells the rows apart. "sums": the rows are counts, one an event or a group.
    """
    again = long.duplicated(KEY, keep=False)
    if not again.any():
        return
    if columns := splitting(table, reading):
        column = columns[0]
        parts = [text for text in texts(table.body[column])[1] if text]
        listed = ", ".join(parts[:SHOWN]) + (" …" if len(parts) > SHOWN else "")
        raise BadTable("splits", column=table.names[column] or str(column + 1), texts=listed[:80])
    counted = [
        measure for measure in reading.measures if heading_of(table.names[measure.column]).role is Role.NUMERATOR
    ]
    numbers = long.loc[again, ["value", "numerator"]].stack().dropna()
    if counted and again.mean() > MANY_AGAIN and bool((numbers == numbers.round()).all()):
        raise BadTable("sums")


def _is_label(table: Table, at: int) -> bool:
    """Whether a column has labels, few of them, and no numbers of its own."""
    distinct = [text_of(cell) for cell in table.body[at].dropna().unique()[: MOST_PARTS + 1]]
    if not 1 < len(distinct) <= MOST_PARTS:
        return False
    aside = aside_of(table.names[at])
    numeric = all(amount(text, ",").value is not None for text in distinct)
    return not numeric or (aside is Aside.NUMBERING and bool(re.search("ålder|age", table.names[at].casefold())))
