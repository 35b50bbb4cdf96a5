"""How a table is read, every choice of it, and what comes of it: observations, and a report of the join.

Nothing is dropped in silence. A row or a cell that cannot be used is counted by its reason and listed with its number
in the file; a code that was read as something else than it says is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from halsogap.geography import VINTAGE
from halsogap.model import SMALL_LEVELS, Level, Sex, Status
from halsogap.schema import OBSERVATIONS, check
from halsogap.sources.refusal import BadTable
from halsogap.sources.tables import text_of
from halsogap.sources.upload.amounts import amount
from halsogap.sources.upload.divisions import Division
from halsogap.sources.upload.labels import Role
from halsogap.sources.upload.places import RENUMBERED
from halsogap.sources.upload.report import Fault, UploadReport, fates_of, make_report, nothing_left
from halsogap.sources.upload.rows import Rows, read_rows
from halsogap.sources.upload.splits import KEY, check_rows_apart
from halsogap.sources.upload.table import Table, texts

SOURCE = "own"


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
        Columns, each with the one text of it whose rows are read, where a table tells of several things at a time.
    county
        The column of counties' codes, where `place` has only what comes after them in a municipality's code.
    summed
        Whether rows of the same area, year and sex are added up: a table of one row an event.
    """

    place: int
    level: Level
    vintage: str
    measures: tuple[Measure, ...]
    sex: int | None = None
    period: int | None = None
    year: int | None = None
    decimal: str = ","
    only: tuple[tuple[int, str], ...] = ()
    county: int | None = None
    summed: bool = False


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
    whole = table
    for column, wanted in reading.only:
        positions, distinct = texts(table.body[column])
        kept = np.array([text == wanted for text in distinct])[positions]
        table = replace(table, body=table.body[kept])
    places = read_rows(table, reading, known)
    long, not_amounts = _long(table, reading, places)
    if not reading.summed:
        check_rows_apart(table, reading, long)
    if per is not None:
        ratio = long["numerator"] / long["denominator"].where(long["denominator"] > 0) * per
        fill = long["value"].isna() & ratio.notna() & (long["status"] != Status.SUPPRESSED)
        long["value"] = long["value"].where(~fill, ratio)
        long.loc[fill, "status"] = str(Status.VALUE)
    with_values = {int(row) for row in long["row"]}
    long, doubled, repeated = _added_up(long) if reading.summed else _settle_doubles(long)
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
        notes=len(places.notes),
        fates=fates_of(whole, faults, read=with_values, notes=places.notes, chosen=table.body.index),
        carried=len(whole.carried),
    )
    return frame, report


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


def _long(table: Table, reading: Reading, places: Rows) -> tuple[pd.DataFrame, list[Fault]]:
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
        part["bare"] = rows["bare"]
        # A cell that cannot be read is told of, and is no value that is missing.
        parts.append(part[~np.isin(np.arange(len(part)), list(wrong))])
    all_cells = pd.concat(parts, ignore_index=True)
    old = _of_old_counties(all_cells)
    faults += [
        Fault(int(row), table.names[reading.place], f"{area} ({year})", "retired")
        for row, area, year in all_cells.loc[old, ["row", "area", "period"]].drop_duplicates().itertuples(index=False)
    ]
    cells = all_cells[~old].drop(columns="bare").set_index(["row", *KEY])
    by_role = {role: cells.loc[cells["role"] == role, ["number", "status"]] for role in Role}
    by_role = {role: part[~part.index.duplicated()] for role, part in by_role.items()}
    long = pd.DataFrame(index=cells.index[~cells.index.duplicated()])
    for role, part in by_role.items():
        long[str(role)] = part["number"].reindex(long.index)
    above = (long["numerator"].astype("float64") > long["denominator"].astype("float64")).to_numpy()
    faults += [Fault(int(row), "", "", "above") for row in long.index.get_level_values("row")[above]]
    long.loc[above, ["numerator", "denominator"]] = np.nan
    by_part = [part["status"].reindex(long.index) for part in by_role.values()]
    # A hidden count hides the value that stands without it; else the status is the value's own.
    hidden = np.any([(status == Status.SUPPRESSED).to_numpy() for status in by_part], axis=0)
    long["status"] = by_part[0].fillna(str(Status.MISSING))
    long.loc[hidden & long["value"].isna().to_numpy(), "status"] = str(Status.SUPPRESSED)
    return long.reset_index(), faults


def _of_old_counties(cells: pd.DataFrame) -> pd.Series:
    """Which cells are of a county that had today's code before today's county: "12" in 1990 is Malmöhus."""
    first = cells["area"].map(RENUMBERED)
    old = cells["bare"].astype(bool) & (cells["level"] == Level.LAN) & first.notna()
    return old & (pd.to_numeric(cells["period"]).astype("float64") < first.astype("float64"))


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


def _added_up(long: pd.DataFrame) -> tuple[pd.DataFrame, list[tuple[int, str]], int]:
    """One row a key, with the sums of all its rows; a sum of which a part is hidden or missing is so itself."""
    numbers = ["value", "numerator", "denominator"]
    groups = long.groupby(KEY, sort=False)
    summed = groups[numbers].sum(min_count=1).join(groups["row"].first())
    statuses = groups["status"].agg(set)
    for status in (Status.MISSING, Status.SUPPRESSED):
        part = statuses.map(lambda found, status=status: str(status) in found)
        summed.loc[part, numbers] = np.nan
        summed.loc[part, "status"] = str(status)
    summed["status"] = summed["status"].fillna(str(Status.VALUE)) if "status" in summed else str(Status.VALUE)
    return summed.reset_index()[list(long.columns)], [], 0
