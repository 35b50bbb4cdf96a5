"""A file of SCB's small areas that the user already has, recognised by its columns: which level, which vintage.

The level is told from the codes. The vintage often cannot be: DeSO of 2018 and of 2025 look alike, and most have the
same codes. It is taken from what says it (a suffix of the codes, a column, a layer's or a file's name, the number of
areas of a whole country), and where nothing does, or two things contradict, the user is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from halsogap.errors import BadInput
from halsogap.model import Level
from halsogap.schema import CODE_PATTERNS
from halsogap.sources.editions import EXPECTED
from halsogap.sources.polygons.file import PolygonFile

if TYPE_CHECKING:
    import geopandas as gpd

LEVELS = (Level.DESO, Level.REGSO)
SUFFIX = re.compile(r"_(?:DeSO|RegSO)(20\d\d)$", re.IGNORECASE)
"""What SCB's statistics database writes after a code, to say its vintage."""
NAMED = re.compile(r"(deso|regso)[ _-]?(20\d\d)", re.IGNORECASE)
DATED = ("version", "referensdatum")
"""SCB's columns that begin with the vintage's year (2025_v2, 20250101)."""
MOST_ALIEN = 0.05
"""The share of a column's cells that may be something else than codes, before it is no column of codes."""

ASK = "Say which with --vintage."


@dataclass(frozen=True)
class Recognised:
    """What a file of small areas holds: `frame` with bare codes in `code_column`, its level and vintage."""

    frame: gpd.GeoDataFrame
    code_column: str
    level: Level
    vintage: str


def recognise(file: PolygonFile, level: Level | None = None, vintage: str | None = None) -> Recognised:
    """Which small areas are in `file`. `level` and `vintage` are what the user says, who knows better.

    Raises
    ------
    BadInput
        No column has the codes of a level, or the vintage cannot be told.
    """
    level, column = _code_column(file, LEVELS if level is None else (level,))
    codes = file.frame[column].astype(str).str.strip()
    suffixes = codes.str.extract(SUFFIX)[0]
    frame = file.frame.assign(**{column: codes.str.replace(SUFFIX, "", regex=True)})
    if len(set(suffixes.dropna())) > 1:
        years = " and ".join(sorted(set(suffixes.dropna())))
        raise BadInput(f"The file {file.name} has areas of several vintages: {years}.", "Keep one vintage in a file.")
    vintages = {str(year) for year in suffixes.dropna()} or _vintages_in_codes(frame, level)
    if vintage is not None:
        if vintages and vintage not in vintages:
            raise BadInput(f"The areas in {file.name} are of {' and '.join(sorted(vintages))}, not {vintage!r}.", ASK)
        return Recognised(frame, column, level, vintage)
    vintages = vintages or _vintages_named(file, level)
    if len(vintages) != 1:
        what = f"says both {' and '.join(sorted(vintages))}" if vintages else "does not say"
        known = " or ".join(sorted(year for of, year in EXPECTED if of is level))
        raise BadInput(f"The file {file.name} {what} which vintage of {level} it has ({known}).", ASK)
    return Recognised(frame, column, level, vintages.pop())


def _code_column(file: PolygonFile, levels: tuple[Level, ...]) -> tuple[Level, str]:
    """The level and the column whose cells look like its codes; the one with different codes for different areas."""
    candidates = []
    for level in levels:
        pattern = re.compile(rf"(?:{CODE_PATTERNS[level]})(?:_\w+)?")
        for column in file.frame.columns.drop(file.frame.geometry.name):
            cells = file.frame[column].astype(str).str.strip()
            # A file of DeSO has a column with the RegSO of each as well: the areas' own codes differ.
            if cells.str.fullmatch(pattern).mean() >= 1 - MOST_ALIEN:
                candidates.append((cells.nunique(), level, str(column)))
    if not candidates:
        names = ", ".join(repr(str(name)[:40]) for name in file.frame.columns[:20])
        raise BadInput(
            f"No column of {file.name} has codes of {' or '.join(levels)}; its columns are {names}.",
            "A DeSO is written 0180C4040, a RegSO 0180R040. Polygons of other areas are own areas.",
        )
    _, level, column = max(candidates, key=lambda candidate: candidate[0])
    return level, column


def _vintages_in_codes(frame: gpd.GeoDataFrame, level: Level) -> set[str]:
    """The vintages that SCB's columns tell, or else the number of areas, where only one has so many."""
    possible = {year for of, year in EXPECTED if of is level}
    columns = [column for column in frame.columns if str(column).casefold() in DATED]
    dated = {str(cell)[:4] for column in columns for cell in frame[column].dropna().unique()} & possible
    counted = {year for year in possible if EXPECTED[level, year] == len(frame)}
    return dated or (counted if len(counted) == 1 else set())


def _vintages_named(file: PolygonFile, level: Level) -> set[str]:
    """The vintages in the names of the layer and the file: good hints, and no more."""
    named = {year for name in (file.layer, file.name) for of, year in NAMED.findall(name) if of.lower() == level}
    return named & {year for of, year in EXPECTED if of is level}
