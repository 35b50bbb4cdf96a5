"""Bending made-up scores onto published extremes: country, lowest and highest county, lowest and highest municipality.

Every step is monotone within a county, so a field keeps its places and clusters. First the counties' mean scores are
bent by a power onto [lowest, highest county] so that their weighted mean is the country's value. Then each county's
municipalities are shifted on a logit scale so that their weighted mean is the county's value, while the lowest and the
highest municipality of the country land on the published extremes. Published county extremes thus take precedence:
municipalities follow their county, not the other way round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from halsogap.model import Published

SPREAD = 0.6
"""Logits per standard deviation of score: how far the ordinary municipality lies from the extremes."""

TAIL = 0.05
"""How much further out the far scores are moved, by their cube: real extremes stand a little apart from the rest."""

REACH = 0.7
"""The least part of the logistic curve to be used. On less of it the curve is all but an exponential, whose skewness
does not depend on where one stands, and a mean near one extreme could not be reached; the spread is widened then."""

ROUNDS, CLOSE_ENOUGH = 200, 1e-5

RESTLESSNESS = 0.06
"""Yearly step of the country's value between published years, as a share of the counties' range."""


@dataclass(frozen=True, eq=False)
class Course:
    """What is to come out, year by year: `riket` (years), `lan` and `kommun` (years by lowest, highest) or None."""

    riket: np.ndarray
    lan: np.ndarray | None
    kommun: np.ndarray | None


def course(
    anchors: Sequence[Published],
    years: np.ndarray,
    scale: float,
    limits: tuple[float, float],
    draw: np.random.Generator,
) -> Course:
    """The published values (divided by `scale`) at their years, and a plausible course between and around them.

    Between anchors a line, outside them the nearest anchor, and on both a random walk tied down at the anchors.
    Extremes that one anchor lacks follow the country's value from the nearest anchor that has them.
    """
    at = np.array([anchor.year for anchor in anchors], dtype=float)
    riket = np.array([anchor.riket for anchor in anchors]) / scale
    lan = _pairs([(a.lan_min, a.lan_max) for a in anchors], at, riket, scale)
    kommun = _pairs([(a.kommun_min, a.kommun_max) for a in anchors], at, riket, scale)
    step = RESTLESSNESS * float(_range(lan) if lan is not None else _range(kommun) / 3 if kommun is not None else 0)
    walk = np.cumsum(step * draw.standard_normal(len(years)))
    walk = walk - np.interp(years, at, np.interp(at, years, walk))

    def through(values: np.ndarray) -> np.ndarray:
        # Rounded so that a quotient like 43.27 / 0.01 is the number that was meant.
        return np.round(np.clip(np.interp(years, at, values) + walk, *limits), 8)

    pairs = [None if p is None else np.stack([through(p[:, 0]), through(p[:, 1])], axis=1) for p in (lan, kommun)]
    return Course(through(riket), *pairs)


def _range(pairs: np.ndarray) -> float:
    return float((pairs[:, 1] - pairs[:, 0]).mean())


def _pairs(
    given: list[tuple[float | None, float | None]], at: np.ndarray, riket: np.ndarray, scale: float
) -> np.ndarray | None:
    """Anchors by (lowest, highest) in the data's unit, with gaps filled in proportion to the country's value."""
    known = [i for i, pair in enumerate(given) if None not in pair]
    if not known:
        return None
    nearest = [min(known, key=lambda k: abs(at[k] - year)) for year in at]
    ratio = np.array([1.0 if near == i else riket[i] / riket[near] for i, near in enumerate(nearest)])
    return np.array([given[k] for k in nearest], dtype=float) / scale * ratio[:, None]


def bend(scores: np.ndarray, weights: np.ndarray, extremes: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """`scores` (years by areas) bent by a power onto `extremes` so that the weighted mean of each year is `mean`.

    The lowest and highest score of a year become exactly its extremes. Where no power reaches `mean` (it lies
    outside what the extremes and weights allow) the nearest one is taken.
    """
    low, high = extremes[:, :1], extremes[:, 1:]
    unit = (scores - scores.min(axis=1, keepdims=True)) / np.ptp(scores, axis=1, keepdims=True)
    share = weights / weights.sum(axis=1, keepdims=True)
    wanted = (mean[:, None] - low) / (high - low)
    lower, upper = np.full_like(wanted, -4.0), np.full_like(wanted, 4.0)
    for _ in range(60):
        middle = (lower + upper) / 2
        too_high = (share * unit ** np.exp(middle)).sum(axis=1, keepdims=True) > wanted
        lower, upper = np.where(too_high, middle, lower), np.where(too_high, upper, middle)
    return low + (high - low) * unit ** np.exp((lower + upper) / 2)


def spread(
    scores: np.ndarray,
    weights: np.ndarray,
    membership: np.ndarray,
    extremes: np.ndarray,
    means: np.ndarray,
    eligible: np.ndarray,
) -> np.ndarray:
    """`scores` (years by municipalities) as values between `extremes` whose weighted mean in each group is `means`.

    Parameters
    ----------
    weights
        People, years by municipalities.
    membership
        Municipalities by groups (counties, or one group for the country): 0 or 1.
    extremes, means
        Years by (lowest, highest), and years by groups.
    eligible
        Years by municipalities: those that may hold an extreme and that count in the means. The others get a value
        of their own too, kept between the extremes.
    """
    low, high = extremes[:, :1], extremes[:, 1:]
    counted = weights * eligible
    people = counted @ membership
    wanted = (means - low) / (high - low)
    scores = SPREAD * (scores + TAIL * scores**3)
    shift, width = _logit(wanted), np.ones_like(low)
    for _ in range(ROUNDS):
        unit = _logistic(width * scores + shift @ membership.T)
        least = np.where(eligible, unit, np.inf).min(axis=1, keepdims=True)
        most = np.where(eligible, unit, -np.inf).max(axis=1, keepdims=True)
        shares = np.where(people > 0, (counted * unit) @ membership / np.maximum(people, 1), 0.5)
        goal = np.where(people > 0, least + wanted * (most - least), 0.5)
        if np.abs(shares - goal).max() < CLOSE_ENOUGH:
            break
        shift = shift + _logit(goal) - _logit(shares)
        width = np.where(most - least < REACH, width * 1.02, width)
    return low + (high - low) * np.clip((unit - least) / (most - least), 0, 1)


def _logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def _logit(share: np.ndarray) -> np.ndarray:
    share = np.clip(share, 1e-6, 1 - 1e-6)
    return np.log(share / (1 - share))
