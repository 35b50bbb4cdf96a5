"""How a table is read, every choice of it, and what comes of it: observations, and a report of the join.

Nothing is dropped in silence. A row or a cell that cannot be used is counted by its reason and listed with its number
in the file; a code that was read as something else than it says is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from halsogap.geography import VINTAGE
from halsogap.model import SMALL_LEVELS, Level, Sex, Status
from halsogap.schema import OBSERVATIONS, check
from halsogap.sources.refusal import BadTable
from halsogap.sources.tables import text_of
from halsogap.sources.upload.amounts import amount
from halsogap.sources.upload.divisions import Division, PlaceReader
from halsogap.sources.upload.labels import Role, sex_of, year_of
from halsogap.sources.upload.report import Fault, UploadReport, make_report, nothing_left
from halsogap.sources.upload.table import Table, texts

SUGGESTED_FOR = 40
"""For how many unknown places near ones are looked for: each look takes some hundredths of a second."""

SOURCE = "own"
KEY = ["level", "area", "period", "sex"]


@dataclass(frozen=True)
class Measure:
    """A column of numbers: what they are, and of whom and when where its heading says so (a wide table)."""

    column: int
    role: Role = Role.VALUE
    sex: Sex | None = None
    year: int | None = None


@dataclass(frozen=True)
class Reading:
    """How a table is read.

    Parameters
    ----------
    place
        The column of the areas' codes or names.
    level, vintage
        The division that they belong to.
    measures
        The columns of numbers.
    sex, period
        The columns of sex and year, where there are any. A measure's own sex and year go before them.
    year
        The year of values that no column tells the year of.
    decimal
        The decimal sign of numbers that are text.
    only
        A column and the one text of it whose rows are read, where a table tells of several things at a time.
    """

    place: int
    level: Level
    vintage: str
    measures: tuple[Measure, ...]
    sex: int | None = None
    period: int | None = None
    year: int | None = None
    decimal: str = ","
    only: tuple[int, str] | None = None


def observe(
    table: Table, reading: Reading, known: Sequence[Division], *, fetched_at: str, per: float | None = None
) -> tuple[pd.DataFrame, UploadReport]:
    """The observations of a table as `reading` has it, and the report of the join.

    Parameters
    ----------
    table, reading
        The table, and how it is read.
    known
        The divisions there are; `reading` names one of them.
    fetched_at
        When the table came (ISO time in UTC).
    per
        The base of a ratio (100 for per cent): a value that is not given is numerator / denominator * `per`.

    Returns
    -------
    observations
        OBSERVATIONS rows of the indicator "own" (`indicator.as_indicator` names it), small counts and all.
    report
        What was joined and what was not.

    Raises
    ------
    BadTable
        A column is chosen twice or lacking, no year is told, or no row can be used.
    """
    _check_choices(reading)
    if reading.only is not None:
        column, wanted = reading.only
        positions, distinct = texts(table.body[column])
        kept = np.array([text == wanted for text in distinct])[positions]
        table = replace(table, body=table.body[kept])
    places = _places(table, reading, known)
    long, not_amounts = _long(table, reading, places)
    if per is not None:
        ratio = long["numerator"] / long["denominator"].where(long["denominator"] > 0) * per
        fill = long["value"].isna() & ratio.notna() & (long["status"] != Status.SUPPRESSED)
        long["value"] = long["value"].where(~fill, ratio)
        long.loc[fill, "status"] = str(Status.VALUE)
    long, doubled, repeated = _settle_doubles(long)
    faults = [*places.faults, *not_amounts, *(Fault(row, "", text, "double") for row, text in doubled)]
    if not (long["status"] == Status.VALUE).any():
        raise nothing_left(faults, len(table.body))
    if not (long["level"] == reading.level).any():
        raise BadTable("only_wholes")
    frame = long.assign(
        indicator=SOURCE,
        source=SOURCE,
        geo_vintage=np.where(long["level"].isin([str(level) for level in SMALL_LEVELS]), reading.vintage, VINTAGE),
        fetched_at=fetched_at,
    )[list(OBSERVATIONS.columns)]
    frame = check(OBSERVATIONS, frame.reset_index(drop=True), "the uploaded table")
    report = make_report(
        places.reader,
        frame,
        faults,
        rows=len(table.body),
        mended=places.mended,
        repeated=repeated,
        notes=places.notes,
    )
    return frame, report


@dataclass(frozen=True)
class _Places:
    """Each row's level, area, year and sex (None where it cannot be used), and what was found on the way."""

    rows: pd.DataFrame
    reader: PlaceReader
    faults: list[Fault]
    mended: dict[str, str]
    notes: int


def _check_choices(reading: Reading) -> None:
    if not any(measure.role is not Role.DENOMINATOR for measure in reading.measures):
        raise BadTable("no_value_column")
    chosen = [reading.place, reading.sex, reading.period, *(measure.column for measure in reading.measures)]
    if len(columns := [column for column in chosen if column is not None]) > len(set(columns)):
        raise BadTable("column_twice")
    if reading.period is None and reading.year is None and any(measure.year is None for measure in reading.measures):
        raise BadTable("no_year")
    combinations = Counter((measure.role, measure.sex, measure.year) for measure in reading.measures)
    if max(combinations.values()) > 1:
        raise BadTable("measures_alike")


def _places(table: Table, reading: Reading, known: Sequence[Division]) -> _Places:
    """Each row's place, year and sex, read once for each distinct text."""
    division = next(d for d in known if (d.level, d.vintage) == (reading.level, reading.vintage))
    body, numbers = table.body, [int(number) for number in table.body.index]
    faults: list[Fault] = []
    mended: dict[str, str] = {}
    positions, distinct = texts(body[reading.place])
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
    lone = body.notna().sum(axis=1).to_numpy() == 1
    rows = pd.DataFrame(index=body.index)
    rows["level"] = _picked([str(level) for level, _ in read], positions)
    rows["area"] = _picked([place.code for _, place in read], positions)
    bad = rows["area"].isna().to_numpy(copy=True)
    notes = bad & lone
    heading = table.names[reading.place]
    for at in np.flatnonzero(bad & ~notes):
        place = read[positions[at]][1]
        faults.append(Fault(numbers[at], heading, distinct[positions[at]], place.why, place.suggestions))

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
    return _Places(rows, reader, faults, mended, int(notes.sum()))


def _long(table: Table, reading: Reading, places: _Places) -> tuple[pd.DataFrame, list[Fault]]:
    """One row for each place, year and sex, with value, status and counts; and the cells that hold no amount."""
    usable = places.rows["area"].notna()
    rows, faults, parts = places.rows[usable], [], []
    for measure in reading.measures:
        numbers, statuses, wrong = _amounts(table.body.loc[usable, measure.column], reading.decimal)
        if measure.role is not Role.VALUE:
            negative = (numbers < 0).to_numpy()
            numbers, wrong = numbers.mask(negative), wrong | dict.fromkeys(np.flatnonzero(negative), "negative")
        for at, why in wrong.items():
            row = rows.index[at]
            faults.append(
                Fault(int(row), table.names[measure.column], text_of(table.body.at[row, measure.column]), why)
            )
        part = pd.DataFrame(
            {
                "row": rows.index,
                "level": rows["level"],
                "area": rows["area"],
                "period": measure.year or (rows["period"] if reading.period is not None else reading.year),
                "sex": str(measure.sex or "") or (rows["sex"] if reading.sex is not None else str(Sex.T)),
                "role": str(measure.role),
                "number": numbers,
                "status": statuses,
            }
        )
        # A cell that cannot be read is told of, and is no value that is missing.
        parts.append(part[~np.isin(np.arange(len(part)), list(wrong))])
    cells = pd.concat(parts, ignore_index=True).set_index(["row", *KEY])
    by_role = {role: cells.loc[cells["role"] == role, ["number", "status"]] for role in Role}
    by_role = {role: part[~part.index.duplicated()] for role, part in by_role.items()}
    long = pd.DataFrame(index=cells.index[~cells.index.duplicated()])
    for role, part in by_role.items():
        long[str(role)] = part["number"].reindex(long.index)
    by_part = [part["status"].reindex(long.index) for part in by_role.values()]
    # A hidden count hides the value that stands without it; else the status is the value's own.
    hidden = np.any([(status == Status.SUPPRESSED).to_numpy() for status in by_part], axis=0)
    long["status"] = by_part[0].fillna(str(Status.MISSING))
    long.loc[hidden & long["value"].isna().to_numpy(), "status"] = str(Status.SUPPRESSED)
    return long.reset_index(), faults


def _amounts(column: pd.Series, decimal: str) -> tuple[pd.Series, np.ndarray, dict[int, str]]:
    """A column's numbers (missing where it has none), statuses, and the positions of cells that hold no amount."""
    kind = pd.api.types.infer_dtype(column, skipna=True)
    if kind in ("floating", "integer", "mixed-integer-float", "empty", "decimal"):
        numbers = pd.to_numeric(column.astype("float64"))
        infinite = np.isinf(numbers.to_numpy())
        numbers = numbers.mask(infinite)
        statuses = np.where(numbers.isna(), str(Status.MISSING), str(Status.VALUE))
        return numbers, statuses, {int(at): "not_number" for at in np.flatnonzero(infinite)}
    positions, distinct = pd.factorize(column, use_na_sentinel=False)
    # A number that the file holds as a number has no sign to be mistaken for another.
    read = [
        amount(text_of(cell), "." if isinstance(cell, (int, float)) and not isinstance(cell, bool) else decimal)
        for cell in distinct
    ]
    numbers = pd.Series(np.array([a.value for a in read], dtype="float64")[positions], index=column.index)
    statuses = np.array([str(a.status or "") for a in read], dtype=object)[positions]
    return numbers, statuses, {int(at): "not_number" for at in np.flatnonzero(statuses == "")}


def _settle_doubles(long: pd.DataFrame) -> tuple[pd.DataFrame, list[tuple[int, str]], int]:
    """One row a key. Rows that say the same are one; those that contradict each other are all left out."""
    numbers = ["value", "numerator", "denominator"]
    again = long.duplicated([*KEY, "status", *numbers])
    once = long[~again]
    twice = once.duplicated(KEY, keep=False)
    doubles = [
        (int(row), f"{area} {year} {sex}")
        for row, area, year, sex in once.loc[twice, ["row", *KEY[1:]]].itertuples(index=False)
    ]
    return once[~twice], doubles, int(again.sum())


def _picked(values: list[object], positions: np.ndarray) -> np.ndarray:
    return np.array([*values, None], dtype=object)[positions]
