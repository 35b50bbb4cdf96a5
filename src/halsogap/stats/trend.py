"""Whether a series rises or falls by more than chance: England's rule for a trend marker.

The rule is that of Fingertips (Office for Health Improvement and Disparities, "Recent trends"): the five latest points
that share no data, a straight line weighted by how sure each point is, its slope tested by chi-square at 99.8 %, and a
marker only where the slope keeps its sign when any one of the points is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from halsogap.model import Indicator
from halsogap.stats.intervals import Interval
from halsogap.stats.series import runs
from halsogap.stats.tolerance import above, close

POINTS = 5
"""How many points are tested: always the latest."""

LIMIT = float(ndtri(0.999)) ** 2
"""Chi-square with one degree of freedom that chance exceeds in 0.2 % of cases: 9.5495."""

WIDTH = 2 * float(ndtri(0.975))
"""How many standard errors a 95 % interval is wide."""


class Marker(StrEnum):
    """What the test says. `NO_CHANGE` is no proof that nothing has changed, `NO_TEST` that it could not be asked."""

    RISING = "rising"
    FALLING = "falling"
    NO_CHANGE = "no_change"
    NO_TEST = "no_test"


class Reason(StrEnum):
    """Why there is no test."""

    NO_VALUES = "no_values"
    FEW_POINTS = "few_points"
    NO_COUNTS = "no_counts"


@dataclass(frozen=True)
class Trend:
    """The marker, and what it rests on.

    `years` are the points' years, ascending: those tested, or those there were. `slope` (the unit a year) and
    `chi_square` are NaN without a test; `reason` is None with one. `broken` is the year of the break that cuts the
    series before the first of the points, or None.
    """

    marker: Marker
    years: tuple[int, ...] = ()
    slope: float = math.nan
    chi_square: float = math.nan
    reason: Reason | None = None
    broken: int | None = None


def trend(
    values: Mapping[int, float], intervals: Mapping[int, Interval], indicator: Indicator, *, years_in_value: int = 1
) -> Trend:
    """Test the latest points of one place and sex.

    Parameters
    ----------
    values
        One value a year, up to the year that is asked about; NaN is none.
    intervals
        The 95 % intervals of those values that have one, in the same unit.
    indicator
        Its breaks: only what stands after the last of them is compared.
    years_in_value
        How many years a value covers: values of a three-year mean are three years apart before they share no data.
    """
    unbroken = runs(values, indicator)
    if not unbroken:
        return Trend(Marker.NO_TEST, reason=Reason.NO_VALUES)
    known = dict(unbroken[-1].points)
    broken = max((b.year for b in indicator.breaks if b.year <= min(known)), default=None)
    points = apart(known, years_in_value)[-POINTS:]
    if len(points) < POINTS:
        return Trend(Marker.NO_TEST, points, reason=Reason.FEW_POINTS, broken=broken)
    tested = apart([year for year in known if year in intervals], years_in_value)[-POINTS:]
    if len(tested) < POINTS:
        return Trend(Marker.NO_TEST, points, reason=Reason.NO_COUNTS, broken=broken)

    year = np.array(tested, dtype="float64")
    value = np.array([known[y] for y in tested])
    weight = 1 / np.array([(intervals[y].upper - intervals[y].lower) / WIDTH for y in tested]) ** 2
    slope, variance = _slope(year, value, weight)
    chi_square = slope**2 / variance
    without = [_slope(*(np.delete(part, i) for part in (year, value, weight)))[0] for i in range(POINTS)]
    holds = all(other * slope > 0 for other in without)
    changed = Marker.RISING if slope > 0 else Marker.FALLING
    marker = changed if holds and above(chi_square, LIMIT) else Marker.NO_CHANGE
    return Trend(marker, tested, slope, chi_square, broken=broken)


def apart(years: Iterable[int], years_in_value: int) -> tuple[int, ...]:
    """Those of `years`, from the last one back, whose values share no data; ascending."""
    chosen: list[int] = []
    for year in sorted(years, reverse=True):
        if not chosen or chosen[-1] - year >= years_in_value:
            chosen.append(year)
    return tuple(reversed(chosen))


def _slope(
    year: npt.NDArray[np.float64], value: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]
) -> tuple[float, float]:
    """The weighted least-squares slope and its variance, where each weight is one over a known variance."""
    away = year - np.average(year, weights=weight)
    information = float(np.sum(weight * away**2))
    # Of a straight and level line the slope is 0, and its sign is asked for.
    centre = float(np.average(value, weights=weight))
    slope = float(np.sum(weight * away * (value - centre))) / information
    level = close(slope * float(np.ptp(year)), 0.0, scale=float(np.abs(value).max()))
    return 0.0 if level else slope, 1 / information
