"""The areas at either end of a map, whether they differ from the whole by more than chance, and what chance does."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from halsogap.stats.areal.smoothing import empirical_bayes, spread
from halsogap.stats.intervals import PERCENT, from_counts
from halsogap.stats.tolerance import at_least, within
from halsogap.stats.tolerance import order as in_order


@dataclass(frozen=True)
class Extreme:
    """One area at an end: its `value` and distance from the whole's, how many `people` its value rests on.

    `people`, `apart` and `smoothed` are None where the publisher gives no counts; `apart` says whether the value's 95 %
    interval leaves the whole's value out, and `smoothed` is the value when chance has had its part (empirical Bayes).
    """

    code: str
    value: float
    distance: float
    people: float | None = None
    apart: bool | None = None
    smoothed: float | None = None


def highest_lowest(
    values: pd.Series, counts: pd.DataFrame, whole: float, *, most: int, per: float = PERCENT
) -> tuple[list[Extreme], list[Extreme]]:
    """The highest and the lowest areas, each at most `most`, the most extreme first.

    Parameters
    ----------
    values
        A percentage or amount an area, index the areas' codes; areas without a value (NaN) take no part.
    counts
        `numerator` and `denominator` of the areas where they are known, index their codes.
    whole
        The value of all areas together, NaN where there is none.
    per
        What numerator over denominator is multiplied by. A percentage has Wilson's interval (1927), a rate of another
        base that of a Poisson count (Byar's approximation).

    Returns
    -------
    tuple of lists
        No area stands in both: of few areas the higher half may be among the highest, the lower among the lowest.
    """
    # By position, not by code: a country has 6,000 areas, and this follows every choice on the map.
    pairs = counts.reindex(values.index)
    known = values.to_numpy(dtype=float)
    order = in_order(known)[: int(np.isfinite(known).sum())]
    take = min(most, len(order) // 2)
    drawn = smoothed(values, pairs, per=per).to_numpy()

    def extreme(at: int) -> Extreme:
        code, value, leant = str(values.index[at]), float(known[at]), float(drawn[at])
        count, people = (float(pairs[column].iloc[at]) for column in ("numerator", "denominator"))
        if math.isnan(people):
            return Extreme(code, value, value - whole)
        limits = from_counts(count, people, per=per)
        apart = None if limits is None or math.isnan(whole) else not within(limits.lower, whole, limits.upper)
        return Extreme(code, value, value - whole, people, apart, None if math.isnan(leant) else leant)

    return [extreme(at) for at in order[::-1][:take]], [extreme(at) for at in order[:take]]


def smoothed(values: pd.Series, counts: pd.DataFrame, *, per: float = PERCENT) -> pd.Series:
    """Each value when chance has had its part, smoothed over all of the map; NaN without counts.

    Parameters are those of `highest_lowest`, and the result is in the values' own unit.
    """
    numerator, denominator = _possible(values, counts, per)
    return empirical_bayes(numerator, denominator, share=per == PERCENT) * per


def noise_share(values: pd.Series, counts: pd.DataFrame, *, per: float = PERCENT) -> float:
    """How much of the spread between the areas of the map chance alone would make, 0 to 1.

    NaN where it cannot be told: no counts, or no spread. Parameters are those of `highest_lowest`.
    """
    return spread(*_possible(values, counts, per), share=per == PERCENT).noise_share


def _possible(values: pd.Series, counts: pd.DataFrame, per: float) -> tuple[pd.Series, pd.Series]:
    """Numerators and denominators of the areas on the map, NaN where they are not known or none of a share or rate."""
    pairs = counts[["numerator", "denominator"]].astype(float).reindex(values.index)
    possible = (pairs >= 0).all(axis=1) & values.notna()
    if per == PERCENT:
        possible &= at_least(pairs["denominator"], pairs["numerator"])
    return pairs["numerator"].where(possible), pairs["denominator"].where(possible)
