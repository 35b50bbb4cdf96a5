"""An indicator's values, slim and indexed, and what pages read out of them: a place's years, a year's areas.

What has been read is remembered on the object and nowhere else. Whoever holds the values (a cache of the process for
the store's, a session for a visitor's own) thereby holds all that comes of them.
"""

from __future__ import annotations

import threading
from typing import TypeVar

import pandas as pd

from halsogap import geography
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Level, Sex
from halsogap.stats.gap import by_sex

COLUMNS = ["level", "area", "period", "sex", "value", "status", "numerator", "denominator", "geo_vintage"]

MOST_PLACES, MOST_TABLES = 512, 24
"""How many places' years and years' tables are remembered an indicator: what a reader goes back and forth between."""

Table = tuple[pd.DataFrame, geography.JoinReport]
_remembering = threading.Lock()
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
        self._counts: dict[tuple[Level, int, Sex, str], pd.DataFrame] = {}
        self._known: dict[tuple[Level, int, Sex], pd.Series] = {}
        self._history: dict[Level, pd.DataFrame] = {}

    def of_place(self, level: Level, code: str) -> pd.DataFrame:
        """One place's rows, by year."""
        return self._rows.iloc[self._places.get((str(level), code), [])]

    def of_year(self, level: Level, period: int) -> pd.DataFrame:
        """One year's rows, by place."""
        return self._rows.iloc[self._years.get((str(level), period), [])]

    def by_year(self, level: Level, code: str) -> dict[int, dict[Sex, float]]:
        """One place's values through the years, ascending, by sex; what has no value is absent. Only to be read.

        A small area's code may mean another area in other boundaries: only the newest vintage's years are given.
        """
        key = (level, code)
        if (found := self._by_year.get(key)) is None:
            rows = self.of_place(level, code).dropna(subset=["value"])
            if level in SMALL_LEVELS:
                rows = rows[rows["geo_vintage"] == rows["geo_vintage"].max()]
            years: dict[int, dict[Sex, float]] = {}
            for period, sex, value in zip(rows["period"], rows["sex"], rows["value"], strict=True):
                years.setdefault(int(period), {})[Sex(sex)] = float(value)
            found = _remember(self._by_year, key, dict(sorted(years.items())), MOST_PLACES)
        return found

    def table(self, level: Level, period: int) -> Table:
        """One row a municipality or county, joined by `geography.join`, and the join's report. Only to be read."""
        key = (level, period, RIKET_CODE, "", "")
        if (found := self._tables.get(key)) is None:
            made = _spoken_for(*geography.join(by_sex(self.of_year(level, period)), level))
            found = _remember(self._tables, key, made, MOST_TABLES)
        return found

    def small_table(
        self, level: Level, period: int, within: str, vintage: str, areas: pd.DataFrame, edition: str
    ) -> Table:
        """One row a small area within `within`, as `table`: `areas` is the AREAS table of the `edition` (its hash)."""
        key = (level, period, within, vintage, edition)
        if (found := self._tables.get(key)) is None:
            rows = self.of_year(level, period)
            rows = rows[rows["geo_vintage"] == vintage]
            made = _spoken_for(*geography.join(by_sex(rows), level, within=within, table=areas))
            found = _remember(self._tables, key, made, MOST_TABLES)
        return found

    def counts_of(self, level: Level, period: int, sex: Sex, vintage: str) -> pd.DataFrame:
        """The counts behind one sex's values that year in `vintage`: `numerator`, `denominator` by area."""
        key = (level, period, sex, vintage)
        if (found := self._counts.get(key)) is None:
            rows = self.of_year(level, period)
            rows = rows[(rows["sex"] == sex) & (rows["geo_vintage"] == vintage)]
            rows = rows[rows["denominator"].notna() & rows["numerator"].notna()]
            found = _remember(self._counts, key, rows.set_index("area")[["numerator", "denominator"]], MOST_TABLES)
        return found

    def known(self, level: Level, period: int, sex: Sex) -> pd.Series:
        """One sex's values that year by area, without those that are missing. Only to be read."""
        key = (level, period, sex)
        if (found := self._known.get(key)) is None:
            rows = self.of_year(level, period)
            rows = rows[(rows["sex"] == sex) & rows["value"].notna()]
            found = _remember(self._known, key, rows.set_index("area")["value"], MOST_TABLES)
        return found

    def history(self, level: Level) -> pd.DataFrame:
        """One row an `area` and `period` with a value, with `K`, `M`, `T`; of small areas the newest vintage's years."""
        if (found := self._history.get(level)) is None:
            rows = self._rows[self._rows["level"] == level].dropna(subset=["value"])
            if level in SMALL_LEVELS:
                rows = rows[rows["geo_vintage"] == rows["geo_vintage"].max()]
            wide = rows.pivot(index=["area", "period"], columns="sex", values="value")
            wide = wide.reindex(columns=list(map(str, Sex))).rename_axis(columns=None).reset_index()
            found = _remember(self._history, level, wide, len(Level))
        return found


def _remember(memory: dict[K, V], key: K, value: V, most: int) -> V:
    """Keep `value`, and let the oldest go where there is no room: dictionaries are in the order of their filling."""
    with _remembering:
        while len(memory) >= most:
            del memory[next(iter(memory))]
        memory[key] = value
    return value


def _spoken_for(joined: pd.DataFrame, report: geography.JoinReport) -> Table:
    """The joined table with `missing` as the status of areas that no row speaks of."""
    statuses = ["status_K", "status_M", "status_T"]
    return joined.assign(**{s: joined[s].fillna("missing") for s in statuses}), report
