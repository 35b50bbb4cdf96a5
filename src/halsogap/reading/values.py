"""An indicator's values, slim and indexed, and what pages read out of them: a place's years, a year's areas.

What has been read is remembered on the object and nowhere else. Whoever holds the values (a cache of the process for
the store's, a session for a visitor's own) thereby holds all that comes of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

import pandas as pd

from halsogap import geography
from halsogap.model import SMALL_LEVELS, Level, Sex
from halsogap.stats.gap.measure import by_sex

COLUMNS = ["level", "area", "period", "sex", "value", "status", "numerator", "denominator", "geo_vintage"]

MOST_PLACES, MOST_TABLES = 512, 24
"""How many places' years and years' tables are remembered an indicator: what a reader goes back and forth between."""

Table = tuple[pd.DataFrame, geography.JoinReport]
_remembering = threading.Lock()
T = TypeVar("T")


class Values:
    """All of an indicator's values (OBSERVATIONS rows), and where in them each place and each year stands."""

    def __init__(self, rows: pd.DataFrame) -> None:
        rows = rows[COLUMNS].reset_index(drop=True)
        self._rows = rows.astype({"level": "category", "sex": "category", "status": "category"})
        self._places = rows.groupby(["level", "area"]).indices
        self._years = rows.groupby(["level", "period"]).indices
        self._memory: dict[str, dict[Hashable, Any]] = {}

    def of_place(self, level: Level, code: str) -> pd.DataFrame:
        """One place's rows, by year."""
        return self._rows.iloc[self._places.get((str(level), code), [])]

    def of_level(self, level: Level) -> pd.DataFrame:
        """One level's rows: every place and year."""
        return self._rows[self._rows["level"] == str(level)]

    def of_year(self, level: Level, period: int) -> pd.DataFrame:
        """One year's rows, by place."""
        return self._rows.iloc[self._years.get((str(level), period), [])]

    def by_year(self, level: Level, code: str, vintage: str = "") -> dict[int, dict[Sex, float]]:
        """One place's values through the years, ascending, by sex; what has no value is absent. Only to be read.

        A small area's code may mean another area in other boundaries: only the years in those of `vintage` are given,
        the newest where it is left out.
        """

        def read() -> dict[int, dict[Sex, float]]:
            rows = self.of_place(level, code).dropna(subset=["value"])
            if level in SMALL_LEVELS:
                rows = rows[rows["geo_vintage"] == (vintage or rows["geo_vintage"].max())]
            years: dict[int, dict[Sex, float]] = {}
            for period, sex, value in zip(rows["period"], rows["sex"], rows["value"], strict=True):
                years.setdefault(int(period), {})[Sex(sex)] = float(value)
            return dict(sorted(years.items()))

        return self.remembered("years", (level, code, vintage), read, most=MOST_PLACES)

    def table(self, level: Level, period: int) -> Table:
        """One row a municipality or county, joined by `geography.join`, and the join's report. Only to be read."""

        def read() -> Table:
            return _spoken_for(*geography.join(by_sex(self.of_year(level, period)), level))

        return self.remembered("table", (level, period), read)

    def small_table(
        self, level: Level, period: int, within: str, vintage: str, areas: pd.DataFrame, edition: str
    ) -> Table:
        """One row a small area within `within`, as `table`: `areas` is the AREAS table of the `edition` (its hash)."""

        def read() -> Table:
            rows = self.of_year(level, period)
            rows = rows[rows["geo_vintage"] == vintage]
            return _spoken_for(*geography.join(by_sex(rows), level, within=within, table=areas))

        return self.remembered("small table", (level, period, within, vintage, edition), read)

    def counts_of(self, level: Level, period: int, sex: Sex, vintage: str) -> pd.DataFrame:
        """The counts behind one sex's values that year in `vintage`: `numerator`, `denominator` by area."""

        def read() -> pd.DataFrame:
            rows = self.of_year(level, period)
            rows = rows[(rows["sex"] == sex) & (rows["geo_vintage"] == vintage)]
            rows = rows[rows["denominator"].notna() & rows["numerator"].notna()]
            return rows.set_index("area")[["numerator", "denominator"]]

        return self.remembered("counts", (level, period, sex, vintage), read)

    def known(self, level: Level, period: int, sex: Sex) -> pd.Series:
        """One sex's values that year by area, without those that are missing. Only to be read."""

        def read() -> pd.Series:
            rows = self.of_year(level, period)
            return rows[(rows["sex"] == sex) & rows["value"].notna()].set_index("area")["value"]

        return self.remembered("known", (level, period, sex), read)

    def history(self, level: Level) -> pd.DataFrame:
        """One row an `area` and `period`, with `K`, `M`, `T`; of small areas the newest vintage's years."""

        def read() -> pd.DataFrame:
            rows = self.of_level(level).dropna(subset=["value"])
            if level in SMALL_LEVELS:
                rows = rows[rows["geo_vintage"] == rows["geo_vintage"].max()]
            wide = rows.pivot(index=["area", "period"], columns="sex", values="value")
            return wide.reindex(columns=list(map(str, Sex))).rename_axis(columns=None).reset_index()

        return self.remembered("history", level, read)

    def wide(self, level: Level, sex: Sex) -> pd.DataFrame | None:
        """One sex's values: one row a municipality or county (every code of the level), one column a year.

        A value that is missing is NaN; None where there is none at all. Only to be read.
        """

        def read() -> pd.DataFrame | None:
            rows = self._rows[(self._rows["level"] == str(level)) & (self._rows["sex"] == str(sex))]
            rows = rows.dropna(subset=["value"])
            if rows.empty:
                return None
            # Plain text and one order for all: areas then need no looking up when two tables are laid side by side.
            index = pd.Index(geography.codes(level), dtype=object)
            return rows.astype({"area": object}).pivot(index="area", columns="period", values="value").reindex(index)

        return self.remembered("wide", (level, sex), read)

    def remembered(self, kind: str, key: Hashable, make: Callable[[], T], *, most: int = MOST_TABLES) -> T:
        """What `make` makes of these values, made once for each `key` of a `kind`; the oldest goes beyond `most`.

        For what pages compute out of an indicator too: what comes of a visitor's own values then stays with them.
        """
        memory = self._memory.setdefault(kind, {})
        kept = memory.get(key, _remembering)
        if kept is not _remembering:
            return cast(T, kept)
        made = make()
        with _remembering:
            while len(memory) >= most:  # dictionaries are in the order of their filling
                del memory[next(iter(memory))]
            memory[key] = made
        return made


def _spoken_for(joined: pd.DataFrame, report: geography.JoinReport) -> Table:
    """The joined table with `missing` as the status of areas that no row speaks of."""
    statuses = ["status_K", "status_M", "status_T"]
    return joined.assign(**{s: joined[s].fillna("missing") for s in statuses}), report


NO_VALUES = Values(pd.DataFrame({column: [] for column in COLUMNS}))
"""What there is of an indicator that has nothing."""
