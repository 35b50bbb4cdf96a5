"""An indicator's values, slim and indexed, and what pages read out of them: a place's years, a year's areas.

What has been read is remembered on the object and nowhere else. Whoever holds the values (a cache of the process for
the store's, a session for a visitor's own) thereby holds all that comes of them.
"""

from __future__ import annotations

from typing import TypeVar

import pandas as pd

from halsogap import geography
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Level, Sex
from halsogap.stats.gap import by_sex

COLUMNS = ["level", "area", "period", "sex", "value", "status", "numerator", "denominator", "geo_vintage"]

MOST_PLACES, MOST_TABLES = 512, 24
"""How many places' years and years' tables are remembered an indicator: what a reader goes back and forth between."""

Table = tuple[pd.DataFrame, geography.JoinReport]
K = TypeVar("K")
V = TypeVar("V")


class Values:
    """All of an indicator's values (OBSERVATIONS rows), and where in them each place and each year stands."""

    def __init__(self, rows: pd.DataFrame) -> None:
        rows = rows[COLUMNS].reset_index(drop=True)
        self._rows = rows.astype({"level": "category", "sex": "category", "status": "category"})
        self._places = rows.groupby(["level", "area"]).indices
        self._years = rows.groupby(["level", "period"]).indices
        self._by_year: dict[tuple[Level, str], dict[int, dict[Sex, float]]] = {}
        self._tables: dict[tuple[Level, int, str, str, str], Table] = {}

    def of_place(self, level: Level, code: str) -> pd.DataFrame:
        """One place's rows, by year."""
        return self._rows.iloc[self._places.get((str(level), code), [])]

    def of_year(self, level: Level, period: int) -> pd.DataFrame:
        """One year's rows, by place."""
        return self._rows.iloc[self._years.get((str(level), period), [])]

    def of_level(self, level: Level) -> pd.DataFrame:
        """One level's rows, by year and place."""
        return self._rows[self._rows["level"] == str(level)]

    def by_year(self, level: Level, code: str) -> dict[int, dict[Sex, float]]:
        """One place's values through the years, ascending, by sex; what has no value is absent. Only to be read.

        A small area's code may mean another area in other boundaries: only the newest vintage's years are given.
        """
        key = (level, code)
        if key not in self._by_year:
            rows = self.of_place(level, code).dropna(subset=["value"])
            if level in SMALL_LEVELS:
                rows = rows[rows["geo_vintage"] == rows["geo_vintage"].max()]
            years: dict[int, dict[Sex, float]] = {}
            for period, sex, value in zip(rows["period"], rows["sex"], rows["value"], strict=True):
                years.setdefault(int(period), {})[Sex(sex)] = float(value)
            _remember(self._by_year, key, dict(sorted(years.items())), MOST_PLACES)
        return self._by_year[key]

    def table(self, level: Level, period: int) -> Table:
        """One row a municipality or county, joined by `geography.join`, and the join's report. Only to be read."""
        key = (level, period, RIKET_CODE, "", "")
        if key not in self._tables:
            made = _spoken_for(*geography.join(by_sex(self.of_year(level, period)), level))
            _remember(self._tables, key, made, MOST_TABLES)
        return self._tables[key]

    def small_table(
        self, level: Level, period: int, within: str, vintage: str, areas: pd.DataFrame, edition: str
    ) -> Table:
        """One row a small area within `within`, as `table`: `areas` is the AREAS table of the `edition` (its hash)."""
        key = (level, period, within, vintage, edition)
        if key not in self._tables:
            rows = self.of_year(level, period)
            rows = rows[rows["geo_vintage"] == vintage]
            made = _spoken_for(*geography.join(by_sex(rows), level, within=within, table=areas))
            _remember(self._tables, key, made, MOST_TABLES)
        return self._tables[key]


def _remember(memory: dict[K, V], key: K, value: V, most: int) -> None:
    """Keep `value`, and let the oldest go where there is no room: dictionaries are in the order of their filling."""
    while len(memory) >= most:
        memory.pop(next(iter(memory)), None)
    memory[key] = value


def _spoken_for(joined: pd.DataFrame, report: geography.JoinReport) -> Table:
    """The joined table with `missing` as the status of areas that no row speaks of."""
    statuses = ["status_K", "status_M", "status_T"]
    return joined.assign(**{s: joined[s].fillna("missing") for s in statuses}), report


NO_VALUES = Values(pd.DataFrame({column: [] for column in COLUMNS}))
"""What there is of an indicator that has nothing."""
