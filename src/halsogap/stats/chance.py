"""How much of a value chance alone may make: the sampling variance of a share or a rate."""

from __future__ import annotations

import pandas as pd

from halsogap.stats.intervals import PERCENT


def variance_of_counts(count: pd.Series, of: pd.Series, *, per: float) -> pd.Series:
    """The variance that chance gives each area's value, in the square of its unit; NaN where counts are not known.

    The areas' common share or rate stands in for each area's own, as in Marshall (1991): a small area without a single
    case is not therefore sure of its value.

    Parameters
    ----------
    count, of
        Numerator and denominator, one an area, same index.
    per
        100 for a percentage (a binomial share of people), another base for a rate of events (Poisson).
    """
    known = count.notna() & (of > 0)
    if not known.any():
        return pd.Series(float("nan"), index=count.index)
    common = count[known].sum() / of[known].sum()
    spread = max(common * (1 - common), 0.0) if per == PERCENT else common
    return spread / of.where(known) * per**2
