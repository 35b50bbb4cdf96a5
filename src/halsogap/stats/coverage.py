"""What there is to show: which levels, years and sexes of an indicator have values, and in which boundaries."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from halsogap.model import SMALL_LEVELS, Level, Sex

KEY = ["indicator", "level", "period", "sex"]


def covered(observations: pd.DataFrame) -> pd.DataFrame:
    """OBSERVATIONS rows as the frame of a `Coverage`: what has a value, how many areas, in which boundaries."""
    with_value = observations.dropna(subset=["value"])
    by = with_value.groupby(KEY, as_index=False, observed=True)
    return by.agg(areas=("value", "size"), vintage=("geo_vintage", "max"))


class Coverage:
    """The levels, periods and sexes with at least one value, by indicator.

    Parameters
    ----------
    frame
        One row an `indicator`, `level`, `period` and `sex`, with `areas` > 0 and `vintage` (as `Snapshot.coverage`
        gives). It stays there as `frame`: only to be read.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._sexes: dict[tuple[str, str], dict[int, set[Sex]]] = defaultdict(dict)
        self._vintages: dict[tuple[str, str, int], str] = {}
        keys = frame[["indicator", "level", "period", "sex", "vintage"]].astype({"period": int})
        for indicator, level, period, sex, vintage in keys.to_numpy(dtype=object):
            self._sexes[indicator, level].setdefault(period, set()).add(Sex(sex))
            self._vintages[indicator, level, period] = max(vintage, self._vintages.get((indicator, level, period), ""))

    def has(self, indicator: str) -> bool:
        """True where the indicator has any value at a level that is mapped."""
        return bool(self.levels(indicator))

    def levels(self, indicator: str) -> list[Level]:
        """The mapped levels with values, municipalities first and small areas last."""
        return [level for level in (Level.KOMMUN, Level.LAN, *SMALL_LEVELS) if self._sexes.get((indicator, str(level)))]

    def has_level(self, level: Level) -> bool:
        """True where any indicator has values at `level`."""
        return bool((self.frame["level"] == str(level)).any())

    def periods(self, indicator: str, level: Level) -> list[int]:
        """The years with values at `level`, ascending."""
        return sorted(self._sexes.get((indicator, str(level)), {}))

    def sexes(self, indicator: str, level: Level, period: int) -> frozenset[Sex]:
        """The sexes with values that year."""
        return frozenset(self._sexes.get((indicator, str(level)), {}).get(period, set()))

    def years_with_both(self, indicator: str, level: Level) -> list[int]:
        """The years in which women and men both have values at `level`, ascending."""
        years = self._sexes.get((indicator, str(level)), {})
        return sorted(year for year, sexes in years.items() if {Sex.K, Sex.M} <= sexes)

    def vintage(self, indicator: str, level: Level, period: int) -> str:
        """The year of the boundaries that year's values are in; empty where there are none."""
        return self._vintages.get((indicator, str(level), period), "")

    def editions(self) -> set[tuple[Level, str]]:
        """The levels and vintages of small areas that have values."""
        return {(Level(level), vintage) for (_, level, _), vintage in self._vintages.items() if level in SMALL_LEVELS}
