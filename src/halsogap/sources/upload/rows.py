"""Each row's place, year and sex: what its cells say, and why a row cannot be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from halsogap.sources.tables import text_of
from halsogap.sources.upload.amounts import amount
from halsogap.sources.upload.divisions import Division, PlaceReader
from halsogap.sources.upload.labels import sex_of, year_of
from halsogap.sources.upload.report import Fault
from halsogap.sources.upload.table import Table, texts

if TYPE_CHECKING:
    from halsogap.sources.upload.reading import Reading

SUGGESTED_FOR = 40
"""For how many unknown places near ones are looked for: each look takes some hundredths of a second."""
NAMES_WITHIN = 12
"""Among how many columns the names are looked for that belong to codes."""
MOST_NAMES = 1_000
"""How many distinct names are compared with the codes."""


@dataclass(frozen=True)
class Rows:
    """Each row's level, area, year and sex (None where it cannot be used), and what was found on the way."""

    rows: pd.DataFrame
    reader: PlaceReader
    faults: list[Fault]
    mended: dict[str, str]
    notes: set[int]


def read_rows(table: Table, reading: Reading, known: Sequence[Division]) -> Rows:
    """Each row's place, year and sex, read once for each distinct text."""
    division = next(d for d in known if (d.level, d.vintage) == (reading.level, reading.vintage))
    body, numbers = table.body, [int(number) for number in table.body.index]
    faults: list[Fault] = []
    mended: dict[str, str] = {}
    stated = body[reading.place]
    if reading.county is not None:
        stated = _joined_codes(body[reading.county], stated)
    positions, distinct = texts(stated)
    reader = PlaceReader(division, known, distinct)
    looks = iter(range(SUGGESTED_FOR))
    read = []
    for text in distinct:
        level, place = reader.read(text, suggest=False)
        if place.why == "unknown" and next(looks, None) is not None:
            level, place = reader.read(text)
        read.append((level, place))
        if place.why in ("mended", "name_mended"):
            mended[text] = f"{reader.name(str(place.code))} ({place.code})"
    # A text and nothing else; a number alone is a value whose place is lost.
    lone = body.notna().sum(axis=1).to_numpy() == 1
    alone = body[lone].to_numpy(dtype=object)
    cells = alone[np.arange(len(alone)), pd.notna(alone).argmax(axis=1)] if len(alone) else []
    lone[lone] = [amount(text_of(cell), reading.decimal).value is None for cell in cells]
    rows = pd.DataFrame(index=body.index)
    rows["level"] = _picked([str(level) for level, _ in read], positions)
    rows["area"] = _picked([place.code for _, place in read], positions)
    rows["bare"] = np.array([bool(re.fullmatch(r"\d\d", text)) for text in distinct])[positions]
    bad = rows["area"].isna().to_numpy(copy=True)
    notes = bad & lone
    heading = table.names[reading.place]
    for at in np.flatnonzero(bad & ~notes):
        place = read[positions[at]][1]
        faults.append(Fault(numbers[at], heading, distinct[positions[at]], place.why, place.suggestions))

    for row, text in _named_otherwise(table, reading, reader, rows):
        faults.append(Fault(numbers[row], heading, f"{distinct[positions[row]]} – {text}", "contradicts"))
        bad[row] = True
    rows.loc[bad, "area"] = None

    def column(which: int | None, name: str, read_cell: Callable[[str], tuple[object, str]]) -> None:
        if which is None:
            rows[name] = None
            return
        at_text, distinct = texts(body[which])
        parsed = [read_cell(text) for text in distinct]
        rows[name] = _picked([value for value, _ in parsed], at_text)
        wrong = rows[name].isna().to_numpy() & ~bad
        for at in np.flatnonzero(wrong):
            text = distinct[at_text[at]]
            faults.append(Fault(numbers[at], table.names[which], text, parsed[at_text[at]][1]))
        rows.loc[wrong, "area"] = None
        bad[wrong] = True

    def year(text: str) -> tuple[object, str]:
        year_read = year_of(text)
        if year_read.span:
            mended[text] = str(year_read.year)
        return year_read.year, year_read.why

    column(reading.period, "period", year)
    column(reading.sex, "sex", lambda text: (str(sex_of(text) or "") or None, "unknown_sex"))
    ragged = [row for row in body.index[~bad] if row in table.beyond]
    faults += [Fault(int(row), "", "", "ragged") for row in ragged]
    rows.loc[ragged, "area"] = None
    return Rows(rows, reader, faults, mended, {numbers[at] for at in np.flatnonzero(notes)})


def _joined_codes(counties: pd.Series, municipalities: pd.Series) -> pd.Series:
    """The codes of municipalities, whose county and number stand in two columns: "1" and "14" are 0114."""
    left, right = (column.map(text_of).str.zfill(2) for column in (counties, municipalities))
    return (left + right).where(counties.notna() & municipalities.notna(), None)


def _named_otherwise(table: Table, reading: Reading, reader: PlaceReader, rows: pd.DataFrame) -> list[tuple[int, str]]:
    """Where a column of names beside that of codes names another place: the rows' positions, and the names."""
    used = {reading.place, reading.county, reading.sex, reading.period, *(m.column for m in reading.measures)}
    for at in range(min(len(table.names), NAMES_WITHIN)):
        if at in used:
            continue
        positions, distinct = texts(table.body[at])
        if len(distinct) > MOST_NAMES or not any(text and not text[0].isdigit() for text in distinct):
            continue
        named = [reader.read(text, suggest=False) for text in distinct]
        codes = _picked([place.code if level is reading.level else None for level, place in named], positions)
        areas = rows["area"].to_numpy()
        both = pd.notna(codes) & pd.notna(areas) & (rows["level"] == reading.level).to_numpy()
        differ = both & (codes != areas)
        # Of another column that names places, as where people work, most rows differ.
        if both.any() and (differ.sum() <= both.sum() / 2 or "kommun" in table.names[at].casefold()):
            return [(int(row), distinct[positions[row]]) for row in np.flatnonzero(differ)]
    return []


def _picked(values: list[object], positions: np.ndarray) -> np.ndarray:
    return np.array([*values, None], dtype=object)[positions]
