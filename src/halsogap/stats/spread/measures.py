"""How far apart areas are, by several measures, and how that changes between two years among the same areas."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from halsogap.model import Break, Indicator, Sex
from halsogap.stats.tolerance import above, no_spread, subtract


class Measure(StrEnum):
    """A measure of spread: highest minus lowest, the 90th percentile over the 10th, or the standard deviation, with
    every area alike or weighted by its population."""

    RANGE = "range"
    RATIO = "ratio"
    DEVIATION = "deviation"
    WEIGHTED = "weighted"


@dataclass(frozen=True)
class Spread:
    """One indicator's spread at a level, in two years, for one sex.

    `then` and `now` are the years, None where there is none. `before` and `after` are the measures among the `compared`
    areas that have a value in both; NaN where a measure cannot be had. `broken` is a break between the two, across
    which there is no change.
    """

    indicator: Indicator
    sex: Sex
    then: int | None
    now: int | None
    compared: int
    before: Mapping[Measure, float]
    after: Mapping[Measure, float]
    broken: Break | None

    def change(self, measure: Measure) -> float:
        """How much the spread has grown (above 0) or shrunk, as a share of what it was; NaN where that says nothing."""
        before, after = self.before[measure], self.after[measure]
        if not before > 0 or self.broken is not None:
            return math.nan
        return subtract(after, before) / before


NOTHING = dict.fromkeys(Measure, math.nan)
"""The measures of no areas at all."""


def measures(values: pd.Series, weights: pd.Series | None = None) -> dict[Measure, float]:
    """Every measure of the spread of `values`.

    Parameters
    ----------
    values
        One number an area, indexed by code; NaN takes no part.
    weights
        Each area's population. The weighted measure is NaN unless every area with a value has one.

    Returns
    -------
    dict
        In the unit of the values, but for the ratio, which has none and is NaN where the 10th percentile is not above
        0. All are NaN with fewer than two areas. Percentiles are interpolated linearly (Hyndman and Fan 1996, type 7),
        and deviations are those of the areas there are (divided by their number): they are no sample of others.
    """
    numbers = values.to_numpy(dtype="float64")
    known = ~np.isnan(numbers)
    if known.sum() < 2:
        return dict(NOTHING)
    mass = None if weights is None else weights.reindex(values.index).to_numpy(dtype="float64")[known]
    return _measures(numbers[known], mass)


def _measures(numbers: np.ndarray, mass: np.ndarray | None) -> dict[Measure, float]:
    tenth, ninetieth = np.quantile(numbers, [0.1, 0.9])
    ratio = float(ninetieth / tenth) if above(float(tenth), 0.0, scale=float(np.abs(numbers).max())) else math.nan
    if no_spread(numbers):
        # What a deviation of equal numbers comes to is residue, and a later one must not be divided by it.
        known = mass is not None and bool((mass > 0).all())
        ratio = ratio if math.isnan(ratio) else 1.0
        return dict(zip(Measure, (0.0, ratio, 0.0, 0.0 if known else math.nan), strict=True))
    weighted = math.nan
    if mass is not None and (mass > 0).all():
        mean = np.average(numbers, weights=mass)
        weighted = float(np.sqrt(np.average((numbers - mean) ** 2, weights=mass)))
    return {
        Measure.RANGE: subtract(float(numbers.max()), float(numbers.min())),
        Measure.RATIO: ratio,
        Measure.DEVIATION: float(numbers.std()),
        Measure.WEIGHTED: weighted,
    }


def years_within(years: list[int], first: int, last: int) -> tuple[int | None, int | None]:
    """The first and the last of `years` from `first` to `last`: (then, now). One alone is now."""
    within = sorted(year for year in years if first <= year <= last)
    if not within:
        return None, None
    return (within[0] if len(within) > 1 else None), within[-1]


def compare(
    indicator: Indicator,
    sex: Sex,
    values: pd.DataFrame,
    weights: Mapping[int, pd.Series],
    then: int | None,
    now: int | None,
) -> Spread:
    """The spread in two years, among the areas that have a value in both: other areas would make a change of their own.

    Parameters
    ----------
    values
        One row an area (its code), one column a year.
    weights
        The areas' populations by year, where they are known.
    then, now
        Columns of `values`. With one year alone its measures are of all its areas.
    """
    if now is None:
        return Spread(indicator, sex, then, now, 0, NOTHING, NOTHING, None)
    if then is None:
        after = measures(values[now], weights.get(now))
        return Spread(indicator, sex, then, now, int(values[now].notna().sum()), NOTHING, after, None)
    both = values[then].notna() & values[now].notna()
    before, after = (measures(values[year].where(both), weights.get(year)) for year in (then, now))
    return Spread(indicator, sex, then, now, int(both.sum()), before, after, indicator.break_between(then, now))


def populations(
    indicator: Indicator, values_of: Mapping[str, pd.DataFrame | None], everyone: str, years: Iterable[int]
) -> dict[int, pd.Series]:
    """The people whom the indicator speaks of in each area, by year, else all residents; a year that nobody knows is
    absent.

    Parameters
    ----------
    values_of
        Populations by slug: one row an area, one column a year.
    everyone
        The slug of the number of all residents.
    """
    parts = [(values_of.get(slug), share) for slug, share in (indicator.people.of if indicator.people else ())]
    residents, by_slug = values_of.get(everyone), {}
    for year in years:
        known = [part[year] * share for part, share in parts if part is not None and year in part]
        if parts and len(known) == len(parts):
            by_slug[year] = functools.reduce(pd.Series.add, known)
        elif residents is not None and year in residents:
            by_slug[year] = residents[year]
    return by_slug
