"""The people behind a value: how many it speaks of, what chance does to it, and a difference as a number of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from halsogap.model import Indicator, Level, Sex
from halsogap.rounding import rounded
from halsogap.stats.intervals import PERCENT, Interval, from_counts
from halsogap.stats.tolerance import subtract

ByYear = Mapping[int, Mapping[Sex, float]]
"""One place's values through the years, by sex; what has no value is absent."""


@dataclass(frozen=True)
class Behind:
    """Who the values of one indicator and place speak of.

    `by_year` is their number, `per` the base of the value (100 of a percentage), `years` how many years one value
    covers, `counted` whether everyone is counted (else the values are a survey's).
    """

    by_year: ByYear
    per: float
    years: int
    counted: bool


def behind(indicator: Indicator, level: Level, populations: Mapping[str, ByYear]) -> Behind | None:
    """Who the values of `indicator` at a place of `level` speak of, or None where that is not known.

    Parameters
    ----------
    populations
        The place's own population through the years, by slug, for each slug in `indicator.people.of`. A year or sex
        that one of them lacks is lacking in the sum.
    """
    if indicator.people is None:
        return None
    parts = [(populations.get(slug, {}), share) for slug, share in indicator.people.of]
    by_year = {
        year: {
            sex: math.fsum(population[year][sex] * share for population, share in parts)
            for sex in Sex
            if all(sex in population.get(year, {}) for population, _ in parts)
        }
        for year in parts[0][0]
    }
    per = float(indicator.per or PERCENT)
    return Behind(by_year, per, indicator.years_in_value(level), indicator.people.counted)


def interval(value: float, year: int, sex: Sex, who: Behind | None) -> Interval | None:
    """A value with its limits: Wilson's of a percentage, Byar's of a rate over all the years that it covers.

    None where nobody can tell: there is no population of those years, or the value is a survey's, whose number of
    answers is not published.
    """
    if who is None or not who.counted:
        return None
    years = range(year - who.years + 1, year + 1)
    time = math.fsum(who.by_year.get(y, {}).get(sex, math.nan) for y in years)
    return None if math.isnan(time) else from_counts(value / who.per * time, time, per=who.per)


@dataclass(frozen=True)
class Persons:
    """A difference as a number of people a year, with its limits where there are any, in whole persons."""

    number: int
    limits: tuple[int, int] | None = None


def persons(value: float, target: float, year: int, sex: Sex, who: Behind | None) -> Persons | None:
    """How many more (fewer where negative) would have to be counted for `value` to be `target`.

    The limits come from the value's own: the target is as it is set. None where the population of `year` is not known.
    """
    people = who.by_year.get(year, {}).get(sex) if who else None
    if who is None or people is None:
        return None

    def short(of: float) -> int:
        return int(rounded(subtract(target, of) / who.per * people))

    limits = interval(value, year, sex, who)
    return Persons(short(value), (short(limits.upper), short(limits.lower)) if limits else None)
