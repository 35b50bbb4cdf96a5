"""The areas at either end of a map, and whether they differ from the whole by more than chance."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from halsogap.stats.intervals import wilson


@dataclass(frozen=True)
class Extreme:
    """One area at an end: its `value` and distance from the whole's, how many `people` its value rests on.

    `people` and `apart` are None where the publisher gives no counts; `apart` says whether the value's 95 % interval
    leaves the whole's value out.
    """

    code: str
    value: float
    distance: float
    people: float | None = None
    apart: bool | None = None


def highest_lowest(
    values: pd.Series, counts: dict[str, tuple[float, float]], whole: float, *, most: int
) -> tuple[list[Extreme], list[Extreme]]:
    """The highest and the lowest areas, each at most `most`, the most extreme first.

    Parameters
    ----------
    values
        A percentage or amount an area, index the areas' codes; areas without a value (NaN) take no part.
    counts
        By code the (numerator, denominator) of a percentage, where they are known: for Wilson's interval (1927).
    whole
        The value of all areas together, NaN where there is none.

    Returns
    -------
    tuple of lists
        No area stands in both: of few areas the higher half may be among the highest, the lower among the lowest.
    """
    known = values.dropna().sort_values(kind="stable")
    take = min(most, len(known) // 2)

    def extreme(code: str) -> Extreme:
        value = float(known[code])
        if code not in counts:
            return Extreme(code, value, value - whole)
        count, people = counts[code]
        if not 0 <= count <= people or people == 0 or math.isnan(whole):
            return Extreme(code, value, value - whole, people)
        limits = wilson(count, people)
        return Extreme(code, value, value - whole, people, not limits.lower * 100 <= whole <= limits.upper * 100)

    high = [extreme(str(code)) for code in known.index[::-1][:take]]
    low = [extreme(str(code)) for code in known.index[:take]]
    return high, low
