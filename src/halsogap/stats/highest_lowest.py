"""The areas at either end of a map, and whether they differ from the whole by more than chance."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from halsogap.stats.intervals import PERCENT, from_counts
from halsogap.stats.smoothing import empirical_bayes


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
    values: pd.Series, counts: dict[str, tuple[float, float]], whole: float, *, most: int, per: float = PERCENT
) -> tuple[list[Extreme], list[Extreme]]:
    """The highest and the lowest areas, each at most `most`, the most extreme first.

    Parameters
    ----------
    values
        A percentage or amount an area, index the areas' codes; areas without a value (NaN) take no part.
    counts
        By code the (numerator, denominator), where they are known.
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
    known = values.dropna().sort_values(kind="stable")
    take = min(most, len(known) // 2)

    smoothed = _smoothed(known, counts) * per

    def extreme(code: str) -> Extreme:
        value = float(known[code])
        if code not in counts:
            return Extreme(code, value, value - whole)
        count, people = counts[code]
        limits = from_counts(count, people, per=per)
        if limits is None or math.isnan(whole):
            return Extreme(code, value, value - whole, people)
        return Extreme(
            code, value, value - whole, people, not limits.lower <= whole <= limits.upper, float(smoothed[code])
        )

    high = [extreme(str(code)) for code in known.index[::-1][:take]]
    low = [extreme(str(code)) for code in known.index[:take]]
    return high, low


def _smoothed(values: pd.Series, counts: dict[str, tuple[float, float]]) -> pd.Series:
    """Numerator over denominator of each area, smoothed over all of the map; NaN without counts."""
    pairs = pd.DataFrame.from_dict(counts, orient="index", columns=["count", "of"], dtype=float).reindex(values.index)
    possible = (pairs >= 0).all(axis=1)
    return empirical_bayes(pairs["count"].where(possible), pairs["of"].where(possible))
