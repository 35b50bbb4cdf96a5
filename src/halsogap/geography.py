"""Codes, parents, and the one validated join between values and areas.

Area lists are "as of" a vintage: the division into municipalities and counties drawn here has been in force since
2007 (when Heby moved to Uppsala county), so 2007 is the vintage of every Kolada value we join.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from halsogap.errors import HalsogapError, UnknownName, did_you_mean
from halsogap.model import RIKET_CODE, Area, Level
from halsogap.schema import AREAS, CODE_PATTERNS, check
from halsogap.settings import GEO_DIR

VINTAGE = "2007"
"""The year from which the present codes of municipalities and counties hold."""

EXPECTED = {Level.RIKET: 1, Level.LAN: 21, Level.KOMMUN: 290}
"""How many areas there are at each level."""


@cache
def areas() -> pd.DataFrame:
    """The country, 21 counties and 290 municipalities, as the AREAS table."""
    file = GEO_DIR / "areas.csv"
    frame = check(AREAS, pd.read_csv(file, dtype=str, keep_default_na=False), str(file))
    for level, expected in EXPECTED.items():
        known = int((frame["level"] == level).sum())
        if known != expected:
            raise HalsogapError(
                f"{file} has {known} areas at level {level}, not {expected}.",
                "Restore it with `git checkout geo/areas.csv`.",
            )
    return frame


@cache
def area_index() -> dict[str, Area]:
    """Every area of `areas()` by its code; codes do not collide between levels (1, 2 and 4 characters)."""
    columns = (areas()[name].tolist() for name in ("code", "level", "name", "parent", "vintage"))
    return {
        code: Area(code, Level(level), name, parent, vintage)
        for code, level, name, parent, vintage in zip(*columns, strict=True)
    }


def area(code: str) -> Area:
    """The area with `code` ("0000", "21", "2180").

    Raises
    ------
    UnknownName
        No area has that code.
    """
    try:
        return area_index()[code]
    except KeyError:
        raise UnknownName(
            f"There is no area with the code {code!r}.",
            did_you_mean(code, area_index()) or "Counties have two digits, municipalities four.",
        ) from None


def lineage(place: Area) -> dict[Level, str]:
    """The codes of an area and of all that it lies in, by level, nearest first: itself, municipality, county, country.

    The area may be one that is not in `areas()` (a small area, one of the user's own): its `parent` is.
    """
    by_level = {place.level: place.code}
    code = place.parent
    while code in area_index():
        above = area_index()[code]
        by_level[above.level] = code
        code = above.parent
    return by_level


def codes(level: Level, *, within: str | None = None) -> list[str]:
    """The codes at `level` in order, all of them or those `within` one county (or the country)."""
    return [
        a.code
        for a in area_index().values()
        if a.level == level and (within in (None, RIKET_CODE) or within in (a.code, a.parent))
    ]


def in_area(table: pd.DataFrame, within: str | None) -> pd.Series:
    """Which rows (with `code` and `parent`) lie within the county or municipality `within`; all where it is none."""
    if within in (None, RIKET_CODE):
        return pd.Series(True, index=table.index)
    # Codes nest: a municipality's begins with its county's, a small area's with its municipality's.
    return (table["code"] == within) | table["parent"].str.startswith(str(within))


@dataclass(frozen=True)
class JoinReport:
    """What a join of values to areas matched, and what it did not.

    `without_area` are codes that carry values but have no area; `without_value` are areas that no row speaks of;
    `malformed` are codes that do not look like a code of the level at all.
    """

    level: Level
    matched: int
    without_area: tuple[str, ...] = ()
    without_value: tuple[str, ...] = ()
    malformed: tuple[str, ...] = field(default=())

    @property
    def complete(self) -> bool:
        """True where every value found its area and every area was spoken of."""
        return not (self.without_area or self.without_value or self.malformed)


def join(
    values: pd.DataFrame, level: Level, *, within: str | None = None, table: pd.DataFrame | None = None
) -> tuple[pd.DataFrame, JoinReport]:
    """Join one row an area (column `area`, any others) to the areas of `level`: many-to-nothing is an error.

    Parameters
    ----------
    values
        One row an area: `area` codes are unique.
    level, within
        The areas wanted: all of the level, or those of one county (or, of small areas, one municipality).
    table
        The AREAS table that has the level, in one vintage; without it the country, counties and municipalities of
        `areas()`. Values of small areas are joined to the areas of their own vintage and no other.

    Returns
    -------
    frame
        One row an area of the level, in code order, with `code`, `name`, `parent` and the columns of `values`
        (missing where the area had no row).
    report
        What matched and what did not.

    Raises
    ------
    HalsogapError
        An area stands more than once in `values`.
    """
    doubled = values["area"][values["area"].duplicated()].unique()
    if len(doubled):
        raise HalsogapError(
            f"{len(doubled)} areas have more than one row, {doubled[0]!r} first; a map shows one value an area.",
            "Choose one period and one sex before the join.",
        )
    of_level = (areas() if table is None else table).loc[lambda a: a["level"] == level, ["code", "name", "parent"]]
    inside = of_level[in_area(of_level, within)].sort_values("code")
    wanted, known, given = inside["code"].tolist(), set(of_level["code"]), set(values["area"])
    joined = inside.merge(values, left_on="code", right_on="area", how="left", validate="one_to_one").drop(
        columns="area"
    )
    looks_right = re.compile(CODE_PATTERNS[level])
    strangers = sorted(given - known)
    return joined.sort_values("code", ignore_index=True), JoinReport(
        level=level,
        matched=len(given & set(wanted)),
        without_area=tuple(code for code in strangers if looks_right.fullmatch(code)),
        without_value=tuple(code for code in wanted if code not in given),
        malformed=tuple(code for code in strangers if not looks_right.fullmatch(code)),
    )
