"""Confidence intervals for what Kolada and SCB publish: proportions and rates."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

# The two quantile functions themselves: scipy.stats, which wraps them, takes half a second to import.
from scipy.special import gammaincinv, ndtri

from halsogap.stats.tolerance import above, at_least

PERCENT = 100.0
"""What a proportion is multiplied by; a value with another base is a rate."""


@dataclass(frozen=True)
class Interval:
    """A point estimate with its lower and upper confidence limit, in one unit."""

    value: float
    lower: float
    upper: float


def wilson(count: float, of: float, *, confidence: float = 0.95) -> Interval:
    """A proportion (0 to 1) with Wilson's score interval (Wilson 1927).

    Raises
    ------
    ValueError
        `of` is not above 0, or `count` is not between 0 and `of`.
    """
    if not of > 0 or not count >= 0 or not at_least(of, count):
        raise ValueError(f"a proportion needs 0 <= count <= of and of > 0, not {count} of {of}")
    count = min(count, of)  # a count that was worked out may pass its people in the last bits
    z = float(ndtri(0.5 + confidence / 2))
    p, z2 = count / of, z * z
    centre = (2 * count + z2) / (2 * (of + z2))
    half = z * math.sqrt(z2 + 4 * count * (1 - p)) / (2 * (of + z2))
    return Interval(p, centre - half, centre + half)


def poisson_limits(count: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """Limits for a Poisson count: Byar's approximation (Breslow and Day 1987), exact by chi-square below 10.

    Raises
    ------
    ValueError
        `count` is negative.
    """
    if not count >= 0:
        raise ValueError(f"a count cannot be {count}")
    tail = (1 - confidence) / 2
    if not at_least(count, 10.0):
        # Half a chi-square quantile with 2k degrees of freedom is the gamma quantile of shape k.
        lower = float(gammaincinv(count, tail)) if count > 0 else 0.0
        return lower, float(gammaincinv(count + 1, 1 - tail))
    z = float(ndtri(1 - tail))
    lower = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3
    above = count + 1
    upper = above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3
    return lower, upper


def rate(count: float, person_time: float, *, per: float, confidence: float = 0.95) -> Interval:
    """Events per `per` of person-time, with the Poisson limits of the count.

    Parameters
    ----------
    count
        Events.
    person_time
        People times years at risk: for a three-year mean, the sum of three years' populations.
    per
        The base of the rate, such as 100 000.

    Raises
    ------
    ValueError
        `person_time` is not above 0, or `count` is negative.
    """
    if not person_time > 0:
        raise ValueError(f"a rate needs person-time above 0, not {person_time}")
    lower, upper = poisson_limits(count, confidence=confidence)
    return Interval(count / person_time * per, lower / person_time * per, upper / person_time * per)


def from_people(value: float, people: Iterable[float], *, per: float) -> Interval | None:
    """The limits of a published rate whose count is not published: the count is `value` of the `people` at risk.

    Parameters
    ----------
    value
        Events per `per` of person-time.
    people
        The people at risk, one number a year and group: for a three-year mean those of three years.

    Returns
    -------
    Interval or None
        None where a number of people is missing (NaN), or there is nobody.
    """
    person_time = math.fsum(people)
    if math.isnan(value) or not person_time > 0:
        return None
    return rate(value / per * person_time, person_time, per=per)


def from_counts(count: float, of: float, *, per: float, confidence: float = 0.95) -> Interval | None:
    """The value of `count` per `of` with its limits, in the value's own unit.

    A percentage (`per` is 100) has Wilson's limits, a rate of another base those of a Poisson count. None where the
    counts are missing, or cannot be those of a share or rate.
    """
    if not (of > 0 and count >= 0) or (per == PERCENT and above(count, of)):
        return None
    if per != PERCENT:
        return rate(count, of, per=per, confidence=confidence)
    share = wilson(count, of, confidence=confidence)
    return Interval(share.value * per, share.lower * per, share.upper * per)


def difference(first: Interval, second: Interval) -> Interval:
    """`first` minus `second`, of two independent estimates in one unit, with limits computed from the limits of both.

    The method of variance estimates recovery (MOVER; Zou and Donner 2008). Of two Wilson intervals it is Newcombe's
    interval for a difference of proportions (Newcombe 1998, method 10); of two Byar intervals, one for two rates.
    """
    apart = first.value - second.value
    down = math.hypot(first.value - first.lower, second.upper - second.value)
    up = math.hypot(first.upper - first.value, second.value - second.lower)
    return Interval(apart, apart - down, apart + up)
