"""Areas that do better than their conditions predict, and how sure that is.

An area's distance from the line is set against all that may make it: how uncertain the line is there, how much areas of
the same conditions differ, and the chance in the area's own value. The last is known where counts are. Elsewhere it is
read off the distances themselves, which are wider among small places: their square is taken as a constant plus
something over the population (a generalised variance function, Wolter 2007).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import nnls
from scipy.special import stdtr, stdtrit

from halsogap.model import Better
from halsogap.stats.comparison.fit import FEWEST, Fit
from halsogap.stats.tolerance import above, subtract

ROUNDS = 5
"""How often the variance is fitted anew with its own weights: it no longer moves after that."""


def spread_by_size(residuals: pd.Series, people: pd.Series) -> pd.Series:
    """The variance of each area's distance from the line: a constant, and chance that goes as one over its people.

    Parameters
    ----------
    residuals
        The distances, one an area; NaN takes no part.
    people
        The population by area; where none is known the variance is the same for all.
    """
    known = residuals.notna() & (people > 0)
    plain = float((residuals.dropna() ** 2).mean())
    if known.sum() < FEWEST:
        return pd.Series(plain, index=residuals.index)
    squares = residuals[known].to_numpy() ** 2
    terms = np.column_stack([np.ones(known.sum()), 1 / people[known].to_numpy()])
    fitted = np.full(len(squares), squares.mean())
    share = np.zeros(2)
    for _ in range(ROUNDS):
        if not (fitted > 0).all():
            break
        # The square of a normal distance has twice the square of its variance: far-off ones count less.
        share, _ = nnls(terms / fitted[:, None], squares / fitted)
        fitted = terms @ share
    variance = share[0] + share[1] / people.where(people > 0)
    return variance.fillna(plain)


def spread_beyond_chance(residuals: pd.Series, chance: pd.Series) -> pd.Series:
    """The variance of each area's distance from the line, where the chance in its own value is known from counts.

    What areas differ beyond chance is the distances' mean square less the chance expected (at least 0).
    """
    known = residuals.notna() & chance.notna()
    between = max(float((residuals[known] ** 2).mean() - chance[known].mean()), 0.0)
    return between + chance


def ahead_of_expected(
    table: pd.DataFrame, fit: Fit, better: Better, *, chance: pd.Series, people: pd.Series
) -> pd.DataFrame:
    """Every area against what its conditions predict.

    Parameters
    ----------
    table
        One row an area: `x`, `y`.
    fit
        The line through them.
    better
        The favourable direction of y; without one, higher counts as ahead.
    chance
        By area, the sampling variance of y; NaN where counts are not known.
    people
        The population by area, which stands in where no counts are known; may be NaN.

    Returns
    -------
    DataFrame
        With the index of `table`, areas that have both: `expected`, `lower` and `upper` (95 % prediction interval),
        `ahead` (how much better than expected, in y's unit; below 0 is worse), `score` (`ahead` in standard errors) and
        `sure` (the probability, 0 to 1, that chance and the usual differences put it less far ahead).
    """
    both = table.dropna(subset=["x", "y"])
    expected = fit.at(both["x"])
    size = float(both["y"].abs().max())
    residuals = subtract(both["y"], expected, scale=size)
    by_counts = chance.reindex(both.index)
    counted = by_counts.notna().sum() >= FEWEST
    if counted:
        variance = spread_beyond_chance(residuals, by_counts).fillna(float((residuals**2).mean()))
    else:
        variance = spread_by_size(residuals, people.reindex(both.index))
    error = (variance + fit.variance(both["x"])) ** 0.5
    half = float(stdtrit(fit.areas - 2, 0.975)) * error
    ahead = -residuals if better is Better.LOWER else residuals
    # An error of nothing but residue is none: whoever lies on the line is neither ahead nor behind.
    score = (ahead / error.where(above(error, 0.0, scale=size))).fillna(0.0)
    return pd.DataFrame(
        {
            "expected": expected,
            "lower": expected - half,
            "upper": expected + half,
            "ahead": ahead,
            "score": score,
            "sure": stdtr(fit.areas - 2, score),
        }
    )
