"""One value against another, area by area: thirds, the fitted line and its interval, and the correlation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from halsogap.stats.tolerance import above, at_least, close, levelled, no_spread, subtract

FEWEST = 5
"""Of fewer areas no line is drawn and no correlation is given."""


class Third(StrEnum):
    """The lowest, middle and highest third of areas by some condition, or that it is not known."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"
    UNKNOWN = "unknown"


class Strength(StrEnum):
    """How strong a correlation is, by Cohen's (1988) limits for a correlation."""

    NONE = "none"
    WEAK = "weak"
    MODERATE = "moderate"
    STRONG = "strong"


LIMITS = {Strength.NONE: 0.1, Strength.WEAK: 0.3, Strength.MODERATE: 0.5}
"""Below which correlation (either way) a word holds."""


def thirds(values: pd.Series) -> pd.Series:
    """Each area's third, by the limits that cut the known values in three; a value on a limit belongs below it.

    Unknown where the value is missing, or where fewer than three values differ.
    """
    values = levelled(values.astype("float64"))
    known = values.dropna()
    if known.nunique() < 3:
        return pd.Series(str(Third.UNKNOWN), index=values.index)
    low, high = known.quantile([1 / 3, 2 / 3])
    thirds_of = np.select([above(values, high), above(values, low)], [str(Third.HIGH), str(Third.MIDDLE)], Third.LOW)
    return pd.Series(thirds_of, index=values.index).where(values.notna(), str(Third.UNKNOWN))


@dataclass(frozen=True)
class Fit:
    """A straight line through weighted points, with what is needed for its uncertainty.

    `covariance` is that of (intercept at the mean of x, slope); `areas` how many points, `centre` their weighted mean.
    """

    centre: float
    level: float
    slope: float
    covariance: tuple[tuple[float, float], tuple[float, float]]
    areas: int

    def at(self, x: pd.Series) -> pd.Series:
        """The line's height at each x."""
        return self.level + self.slope * (x - self.centre)

    def variance(self, x: pd.Series) -> pd.Series:
        """The variance of the line's height at each x."""
        (level, both), (_, slope) = self.covariance
        away = x - self.centre
        return level + 2 * both * away + slope * away**2

    def band(self, x: pd.Series, *, confidence: float = 0.95) -> pd.DataFrame:
        """`x`, `value`, `lower` and `upper`: where the line itself may lie, at each x."""
        half = _t(self.areas, confidence) * np.sqrt(self.variance(x))
        value = self.at(x)
        return pd.DataFrame({"x": x, "value": value, "lower": value - half, "upper": value + half})


def weighted_fit(x: pd.Series, y: pd.Series, weights: pd.Series) -> Fit | None:
    """The line by weighted least squares, so that it holds for people rather than for municipalities.

    The weights say how much an area matters, not how sure its value is; so the line's uncertainty comes from the
    points' own distances (the sandwich estimator HC2, MacKinnon and White 1985) and not from the weights.

    Parameters
    ----------
    x, y, weights
        One number an area, same index; an area that lacks any takes no part, nor one without a positive weight.

    Returns
    -------
    Fit or None
        None where fewer than `FEWEST` areas take part, or all have the same x.
    """
    known = x.notna() & y.notna() & (weights > 0)
    if known.sum() < FEWEST or no_spread(x[known]):
        return None
    xs, ys, w = (values[known].to_numpy(dtype=float) for values in (x, y, weights))
    w = w / w.sum()
    centre, level = float(w @ xs), float(w @ ys)
    away = xs - centre
    spread = float(w @ away**2)
    slope = 0.0 if no_spread(ys) else float(w @ (away * (ys - level))) / spread
    residuals = subtract(ys, level + slope * away, scale=float(np.abs(ys).max()))
    leverage = np.minimum(w * (1 + away**2 / spread), 1 - 1e-9)
    # What each point does to the two coefficients, times its own distance from the line.
    pulls = np.vstack([w, w * away / spread]) * (residuals / np.sqrt(1 - leverage))
    (a, b), (c, d) = (pulls @ pulls.T).tolist()
    return Fit(centre, level, slope, ((a, b), (c, d)), int(known.sum()))


@dataclass(frozen=True)
class Correlation:
    """The weighted correlation of two values over areas: `r`, its 95 % limits, and how many areas it is of."""

    r: float
    lower: float
    upper: float
    areas: int

    @property
    def strength(self) -> Strength:
        """The correlation in a word."""
        return next((word for word, limit in LIMITS.items() if above(limit, abs(self.r))), Strength.STRONG)

    @property
    def sure(self) -> bool:
        """Whether its limits leave no correlation at all out."""
        return above(self.lower, 0.0, scale=1.0) or above(0.0, self.upper, scale=1.0)


def correlation(x: pd.Series, y: pd.Series, weights: pd.Series) -> Correlation | None:
    """The weighted correlation (Pearson) with Fisher's limits, on as many areas as the weights are worth (Kish 1965).

    None where fewer than `FEWEST` areas have both values, or one of the two does not vary.
    """
    known = x.notna() & y.notna() & (weights > 0)
    if known.sum() < FEWEST:
        return None
    xs, ys, w = (values[known].to_numpy(dtype=float) for values in (x, y, weights))
    w = w / w.sum()
    dx, dy = xs - w @ xs, ys - w @ ys
    sx, sy = float(w @ dx**2), float(w @ dy**2)
    if no_spread(xs) or no_spread(ys) or not sx * sy > 0:
        return None
    r = float(np.clip(w @ (dx * dy) / math.sqrt(sx * sy), -1.0, 1.0))
    r = math.copysign(1.0, r) if close(abs(r), 1.0) else r
    worth = float(1 / (w**2).sum())
    if abs(r) == 1 or at_least(3.0, worth):
        return Correlation(r, r if abs(r) == 1 else -1.0, r if abs(r) == 1 else 1.0, int(known.sum()))
    half = float(ndtri(0.975)) / math.sqrt(worth - 3)
    return Correlation(r, math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half), int(known.sum()))


def _t(areas: int, confidence: float) -> float:
    return float(stdtrit(areas - 2, 0.5 + confidence / 2))
