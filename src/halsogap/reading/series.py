"""What all areas of a kind make of each year, read once an indicator: the ground that a place's line is drawn on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from halsogap.model import SMALL_LEVELS, Level
from halsogap.stats.development import Key, Spread, ranks_by_year, spread_by_year

if TYPE_CHECKING:
    from halsogap.reading.reader import Reader


@dataclass(frozen=True)
class History:
    """All areas of a kind through the years. Shared: only to be read.

    `rows` are `area`, `period`, `sex`, `value` and `rank`, one a value; `spread` is `spread_by_year` of them.
    """

    rows: pd.DataFrame
    spread: dict[Key, Spread]


def history(reader: Reader, indicator: str, level: Level, within: str) -> History:
    """The history of the areas of `level` whose codes begin with `within`; of small areas, in their newest vintage."""
    better = reader.catalog()[indicator].better

    def read() -> History:
        rows = reader.of_level(indicator, level).dropna(subset=["value"])
        rows = rows[rows["area"].str.startswith(within)]
        if level in SMALL_LEVELS:
            rows = rows[rows["geo_vintage"] == rows["geo_vintage"].max()]
        rows = rows[["area", "period", "sex", "value"]]
        return History(rows.assign(rank=ranks_by_year(rows, better)), spread_by_year(rows))

    return reader.values_of(indicator, level).remembered("standings", (level, within, better), read)
