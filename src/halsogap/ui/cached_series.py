"""What all areas of a kind make of each year, read once an indicator: the ground that a place's line is drawn on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from halsogap.model import SMALL_LEVELS, Better, Level
from halsogap.stats.development import Key, Spread, ranks_by_year, spread_by_year
from halsogap.ui import cached


@dataclass(frozen=True)
class History:
    """All areas of a kind through the years. Shared: only to be read.

    `rows` are `area`, `period`, `sex`, `value` and `rank`, one a value; `spread` is `spread_by_year` of them.
    """

    rows: pd.DataFrame
    spread: dict[Key, Spread]


def history(indicator: str, level: Level, within: str) -> History:
    """The history of the areas of `level` whose codes begin with `within`; of small areas, in their newest vintage."""
    return _history(_in_force(), indicator, level, within, cached.catalog()[indicator].better)


def peers(code: str) -> tuple[str, ...]:
    """The municipalities that Kolada (or the demo) names as similar to the municipality `code`; none for others."""
    return _peers(_in_force()).get(code, ())


def _in_force() -> tuple[str, str]:
    """What all that is read is remembered by: the store and its snapshot in force."""
    return cached.store().location, cached.snapshot().id


@lru_cache(maxsize=32)
def _history(in_force: tuple[str, str], indicator: str, level: Level, within: str, better: Better) -> History:
    rows = cached.of_level(indicator, level).dropna(subset=["value"])
    rows = rows[rows["area"].str.startswith(within)]
    if level in SMALL_LEVELS:
        rows = rows[rows["geo_vintage"] == rows["geo_vintage"].max()]
    rows = rows[["area", "period", "sex", "value"]]
    return History(rows.assign(rank=ranks_by_year(rows, better)), spread_by_year(rows))


@lru_cache(maxsize=4)
def _peers(in_force: tuple[str, str]) -> dict[str, tuple[str, ...]]:
    groups = cached.snapshot().groups()
    return {str(code): tuple(members) for code, members in groups.groupby("area")["member"]}
