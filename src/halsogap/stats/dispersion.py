"""How far apart areas are, by several measures, and how that changes between two years among the same areas."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from halsogap.model import Break, Indicator, Sex


class Measure(StrEnum):
    """A measure of spread: highest minus lowest, the 90th percentile over the 10th, or the standard deviation, with
    every area alike or weighted by its population."""

    RANGE = "range"
    RATIO = "ratio"
    DEVIATION = "deviation"
    WEIGHTED = "weighted"


@dataclass(frozen=True)
class Extent:
    """The lowest and the highest value among `areas` areas, and the codes of those that have it, in order."""

    areas: int
    low: float
    low_areas: tuple[str, ...]
    high: float
    high_areas: tuple[str, ...]


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
        return after / before - 1 if before > 0 and self.broken is None else math.nan


NOTHING = dict.fromkeys(Measure, math.nan)
"""The measures of no areas at all."""


def extent(values: pd.Series) -> Extent | None:
    """The ends of `values` (one number an area, indexed by code); None where there is no value."""
    known = values.dropna().sort_index()
    if known.empty:
        return None
    low, high = float(known.min()), float(known.max())
    return Extent(len(known), low, tuple(known.index[known == low]), high, tuple(known.index[known == high]))


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
    known = values.dropna()
    if len(known) < 2:
        return dict(NOTHING)
    numbers = known.to_numpy(dtype="float64")
    tenth, ninetieth = np.quantile(numbers, [0.1, 0.9])
    weighted = math.nan
    if weights is not None:
        mass = weights.reindex(known.index).to_numpy(dtype="float64")
        if (mass > 0).all():
            mean = np.average(numbers, weights=mass)
            weighted = float(np.sqrt(np.average((numbers - mean) ** 2, weights=mass)))
    return {
        Measure.RANGE: float(numbers.max() - numbers.min()),
        Measure.RATIO: float(ninetieth / tenth) if tenth > 0 else math.nan,
        Measure.DEVIATION: float(numbers.std()),
        Measure.WEIGHTED: weighted,
    }


def years_within(years: list[int], first: int, last: int) -> tuple[int | None, int | None]:
    """The first and the last of `years` from `first` to `last`: (then, now). One alone is now."""
    held = sorted(year for year in years if first <= year <= last)
    if not held:
        return None, None
    return (held[0] if len(held) > 1 else None), held[-1]


def compare(
    indicator: Indicator,
    sex: Sex,
    values: pd.DataFrame,
    weights: pd.DataFrame | None,
    then: int | None,
    now: int | None,
) -> Spread:
    """The spread in two years, among the areas that have a value in both: other areas would make a change of their own.

    Parameters
    ----------
    values, weights
        One row an area (its code), one column a year: the values, and the areas' populations where they are known.
    then, now
        Columns of `values`. With one year alone its measures are of all its areas.
    """

    def spread_of(numbers: pd.Series, year: int) -> dict[Measure, float]:
        return measures(numbers, weights[year] if weights is not None and year in weights else None)

    if now is None:
        return Spread(indicator, sex, then, now, 0, NOTHING, NOTHING, None)
    after = values[now].dropna()
    if then is None:
        return Spread(indicator, sex, then, now, len(after), NOTHING, spread_of(after, now), None)
    before = values[then].dropna()
    both = before.index.intersection(after.index)
    return Spread(
        indicator,
        sex,
        then,
        now,
        len(both),
        spread_of(before[both], then),
        spread_of(after[both], now),
        indicator.break_between(then, now),
    )
