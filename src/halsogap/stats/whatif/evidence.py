"""What a what-if rests on: one indicator's published rates, the people behind them, and who resembles whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from halsogap.errors import NoCounts, NoDirection, NoPopulation
from halsogap.model import Better, Indicator, Level, Sex
from halsogap.stats.intervals import PERCENT, Interval, from_counts

Numbers = npt.NDArray[np.floating]
"""Rates, people, sums: float64 as observed, float32 where drawn by the million."""


@dataclass(frozen=True, eq=False)
class Basis:
    """The areas that a what-if compares, one year and one sex: arrays of the same length n, in the order of `codes`.

    Attributes
    ----------
    codes
        The areas' codes.
    rates
        Values as published, in the indicator's unit (events or people per `per`).
    people
        The population that the answer is counted in (persons), of the year asked for.
    exposure
        What the rate itself rests on (person-years): for a three-year mean, three years' people.
    per
        The rate's base: 100 000, or 100 for a percentage.
    better
        The favourable direction, never UNKNOWN.
    proportion
        True where the rate is a share of people, which chance moves as a binomial; False where it counts events, which
        it moves as a Poisson.
    without
        Codes of areas of the level that lack a rate or a population and so take no part. Missing is not 0.
    """

    codes: npt.NDArray[np.str_]
    rates: Numbers
    people: Numbers
    exposure: Numbers
    per: float
    better: Better
    proportion: bool
    without: tuple[str, ...] = ()

    @property
    def sign(self) -> float:
        """What a rate is multiplied by so that more is worse."""
        return 1.0 if self.better is Better.LOWER else -1.0

    @property
    def common_rate(self) -> float:
        """The rate of all areas together: events over person-years."""
        return float((self.rates * self.exposure).sum() / self.exposure.sum())

    def intervals(self) -> list[Interval]:
        """Each area's rate with its own 95 % limits: Wilson's of a share of people, Byar's of a rate of events."""
        # A published rate is rounded, so the count behind it may come out a trifle beyond what there are people for.
        counts = np.minimum(self.rates / self.per, 1.0 if self.proportion else np.inf) * self.exposure
        limits = (
            from_counts(c, of, per=self.per) for c, of in zip(counts.tolist(), self.exposure.tolist(), strict=True)
        )
        return [limit or Interval(rate, rate, rate) for limit, rate in zip(limits, self.rates.tolist(), strict=True)]

    def only(self, kept: npt.NDArray[np.bool_]) -> Basis:
        """The basis of the areas `kept` (n booleans); the others are added to `without`."""
        if kept.all():
            return self
        return replace(
            self,
            codes=self.codes[kept],
            rates=self.rates[kept],
            people=self.people[kept],
            exposure=self.exposure[kept],
            without=tuple(sorted({*self.without, *self.codes[~kept].tolist()})),
        )


def populations(indicator: Indicator) -> list[str]:
    """The slugs of the populations that people are counted in; none of a survey's values, where not all are asked."""
    return [slug for slug, _ in indicator.people.of] if indicator.people and indicator.people.counted else []


@dataclass(frozen=True, eq=False)
class Evidence:
    """One indicator at one level, as stored, from which every question about it is answered.

    Parameters
    ----------
    indicator
        What is measured: its `people`, `per`, `better`, `rolling_years`, `target` are read.
    level
        The level whose areas are compared.
    values
        OBSERVATIONS rows of the indicator, of all levels, periods and sexes that may be asked for.
    population
        OBSERVATIONS rows of the populations in `indicator.people.of`. Not read where there are none and the values
        carry their own denominators.
    peers
        By municipality the codes of those that resemble it (Kolada's groups).

    Raises
    ------
    NoDirection
        Neither high nor low is known to be good.
    NoCounts
        The values are a survey's, or a percentage without population and counts.
    NoPopulation
        Anything else without population and counts.

    Examples
    --------
    In a notebook, with a `snapshot` of the store and the `catalog`::

        indicator = catalog["fallskador_80"]
        evidence = Evidence(
            indicator,
            Level.LAN,
            snapshot.observations(indicator.slug),
            snapshot.observations(populations(indicator)),
        )
        what_if(evidence, Question(2017, reference=Reference.parse("area:21"))).avoided
    """

    indicator: Indicator
    level: Level
    values: pd.DataFrame
    population: pd.DataFrame
    peers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        indicator, name = self.indicator, self.indicator.name.sv
        if indicator.better is Better.UNKNOWN:
            raise NoDirection(
                f"Neither high nor low is known to be good for {name!r}, so nothing can be avoided or won.",
                "Choose an indicator whose favourable direction is known, or set `better` in the catalogue.",
            )
        if self._base is not None:
            return
        if indicator.unit.is_share:
            raise NoCounts(
                f"{name!r} is a percentage whose publisher gives no counts, so a number of persons cannot be told.",
                "Choose an indicator where everyone is counted, such as fallskador_80.",
            )
        raise NoPopulation(
            f"{name!r} ({indicator.unit}) has no population behind it, so people cannot be counted.",
            "Choose an indicator with one, such as fallskador_80, or name its `people` in the catalogue.",
        )

    @property
    def _base(self) -> float | None:
        """The rate's base, where there are people to count; else None."""
        countable = populations(self.indicator) or self.values["denominator"].notna().any()
        return self.indicator.unit.per if countable else None

    def basis(self, year: int, sex: Sex, *, population_year: int | None = None) -> Basis:
        """The areas of the level with a value of `year` and `sex`, counted in the people of `population_year`.

        Raises
        ------
        NoPopulation
            There is no value that year, or no population of `population_year` (the value's own year by default).
        """
        then = population_year or year
        rows = self._of(self.values, self.level, year, sex)
        rates, people = rows.set_index("area")["value"], self.people(self.level, then, sex)
        exposure = self._exposure(self.level, year, sex)
        table = pd.DataFrame({"rate": rates, "people": people, "exposure": exposure}).sort_index()
        known = (table["rate"].notna() & (table["people"] > 0) & (table["exposure"] > 0)).to_numpy()
        if not known.any():
            lacks = "values" if rates.notna().sum() == 0 else f"population of {then}"
            raise NoPopulation(
                f"{self.indicator.name.sv!r} has no {lacks} for {self.level} in {year} ({sex}).",
                f"Years with values: {self._years(self.values)}; with population: {self._years(self._people_rows)}.",
            )
        whole = Basis(
            codes=table.index.to_numpy(dtype=str),
            rates=table["rate"].to_numpy(dtype=float),
            people=table["people"].to_numpy(dtype=float),
            exposure=table["exposure"].to_numpy(dtype=float),
            per=float(self._base or np.nan),
            better=self.indicator.better,
            proportion=self._base == PERCENT,
        )
        return whole.only(known)

    def years(self, sex: Sex) -> list[int]:
        """The years with values of the level and sex, ascending."""
        rows = self.values[(self.values["level"] == self.level) & (self.values["sex"] == sex)]
        return sorted({int(year) for year in rows.loc[rows["value"].notna(), "period"]})

    def latest(self, sex: Sex) -> int:
        """The last year with values of the level and sex.

        Raises
        ------
        NoPopulation
            There is none.
        """
        years = self.years(sex)
        if not years:
            raise NoPopulation(
                f"Nothing is stored of {self.indicator.name.sv!r} for {self.level} ({sex}).",
                "Choose another level, sex or indicator, or fetch values with `halsogap sync`.",
            )
        return years[-1]

    def beside(self, codes: npt.NDArray[np.str_], level: Level, year: int, sex: Sex) -> tuple[Numbers, Numbers]:
        """Rates and exposures of `codes` at `level`, in their order; NaN where there is none."""
        rates = self._of(self.values, level, year, sex).set_index("area")["value"].reindex(codes)
        exposure = self._exposure(level, year, sex).reindex(codes)
        return rates.to_numpy(dtype=float), exposure.to_numpy(dtype=float)

    def people(self, level: Level, year: int, sex: Sex) -> pd.Series:
        """Persons by area; an area is absent, or NaN, where a part of the population is."""
        rows = self._of(self._people_rows, level, year, sex).set_index("area")
        if not (parts := self._parts):
            return rows["denominator"]
        persons = rows["value"] * rows["indicator"].map(parts).astype(float)
        return persons.groupby(level="area", observed=True).sum(min_count=len(parts))

    def level_of(self, area: str) -> Level | None:
        """The level at which the values name `area`; codes do not collide between levels. None where they never do."""
        levels = self.values.loc[self.values["area"] == area, "level"]
        return Level(str(levels.iloc[0])) if len(levels) else None

    @property
    def _people_rows(self) -> pd.DataFrame:
        return self.population if self._parts else self.values

    @property
    def _parts(self) -> dict[str, float]:
        """The populations that add up to those the values speak of, and how much of each."""
        return dict(self.indicator.people.of) if self.indicator.people and self.indicator.people.counted else {}

    def _exposure(self, level: Level, year: int, sex: Sex) -> pd.Series:
        """Person-years behind the rates of `year`: as many years as one value covers, each with its own population.

        A year whose population is not known counts as the mean of those that are.
        """
        if not self._parts:
            return self.people(level, year, sex)
        years = self.indicator.years_in_value(level)
        known = [self.people(level, y, sex) for y in range(year - years + 1, year + 1)]
        return years * pd.concat(known, axis=1).mean(axis=1)

    @staticmethod
    def _of(rows: pd.DataFrame, level: Level, year: int, sex: Sex) -> pd.DataFrame:
        return rows[(rows["level"] == level) & (rows["period"] == year) & (rows["sex"] == sex)]

    def _years(self, rows: pd.DataFrame) -> str:
        of_level = rows.loc[(rows["level"] == self.level) & rows["value"].notna(), "period"]
        return f"{of_level.min()}–{of_level.max()}" if len(of_level) else "none"
