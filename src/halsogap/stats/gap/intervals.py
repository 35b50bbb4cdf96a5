"""How sure a gap is: confidence intervals for the difference and the ratio of two proportions or two rates.

A difference combines the limits of its two parts, each as they are shown beside the values themselves (Wilson's for a
proportion, Byar's for a rate), as `intervals.difference` does. A ratio has the log method's limits (Katz et al. 1978;
for rates Rothman, Greenland and Lash 2008).
"""

from __future__ import annotations

import math
from collections.abc import Callable

from scipy.special import ndtri

from halsogap.stats.gap.measure import Measure
from halsogap.stats.intervals import PERCENT, Interval, difference, rate, wilson
from halsogap.stats.tolerance import at_least, within

Counts = tuple[float, float]
"""A numerator and its denominator: people of people, or events of person-time."""


def difference_of_proportions(first: Counts, second: Counts, *, confidence: float = 0.95) -> Interval:
    """The first proportion minus the second (each 0 to 1), by Newcombe's method 10.

    Raises
    ------
    ValueError
        A denominator is not above 0, or a count is not between 0 and it.
    """
    return difference(wilson(*first, confidence=confidence), wilson(*second, confidence=confidence))


def difference_of_rates(first: Counts, second: Counts, *, per: float, confidence: float = 0.95) -> Interval:
    """The first rate minus the second, events per `per` of person-time, by MOVER over Byar's limits.

    Raises
    ------
    ValueError
        Person-time is not above 0, or a count is negative.
    """
    one, other = (rate(*counts, per=per, confidence=confidence) for counts in (first, second))
    return difference(one, other)


def ratio_of_proportions(first: Counts, second: Counts, *, confidence: float = 0.95) -> Interval | None:
    """The first proportion over the second, with the log method's limits; None where a count is 0 (no limits there)."""
    return _log_ratio(first, second, lambda count, of: 1 / count - 1 / of, confidence)


def ratio_of_rates(first: Counts, second: Counts, *, confidence: float = 0.95) -> Interval | None:
    """The first rate over the second, with the log method's limits; None where a count is 0 (no limits there)."""
    return _log_ratio(first, second, lambda count, of: 1 / count, confidence)


def gap_interval(
    women: Counts | None, men: Counts | None, measure: Measure, *, per: float, confidence: float = 0.95
) -> Interval | None:
    """The gap between women and men with its limits, in the indicator's own unit (a ratio has none).

    Parameters
    ----------
    women, men
        Numerator and denominator of each; None or NaN where the source gives none.
    measure
        Women minus men, or women over men.
    per
        What a count over its denominator is multiplied by: 100 makes it a percentage (a proportion of people), any
        other base a rate of events.

    Returns
    -------
    Interval or None
        None where the counts are missing, cannot be those of a share or rate, or give a ratio no limits.
    """
    if women is None or men is None or not all(_usable(*counts, per=per) for counts in (women, men)):
        return None
    share = per == PERCENT
    if measure is Measure.RATIO:
        of = ratio_of_proportions if share else ratio_of_rates
        return of(women, men, confidence=confidence)
    if not share:
        return difference_of_rates(women, men, per=per, confidence=confidence)
    interval = difference_of_proportions(women, men, confidence=confidence)
    return Interval(interval.value * per, interval.lower * per, interval.upper * per)


def beyond_chance(interval: Interval | None, measure: Measure) -> bool | None:
    """Whether chance alone does not explain the gap: no gap lies outside its limits. None where there are none."""
    if interval is None:
        return None
    none = 0.0 if measure is Measure.DIFF else 1.0
    return not within(interval.lower, none, interval.upper)


def _usable(count: float, of: float, *, per: float) -> bool:
    return of > 0 and count >= 0 and (per != PERCENT or at_least(of, count))


def _log_ratio(
    first: Counts, second: Counts, variance: Callable[[float, float], float], confidence: float
) -> Interval | None:
    if not (first[0] > 0 and second[0] > 0):
        return None
    value = (first[0] / first[1]) / (second[0] / second[1])
    half = float(ndtri(0.5 + confidence / 2)) * math.sqrt(variance(*first) + variance(*second))
    return Interval(value, value * math.exp(-half), value * math.exp(half))
