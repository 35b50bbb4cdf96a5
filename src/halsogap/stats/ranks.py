"""Standing among areas: rank 1 is the most favourable value, or the highest where no direction is known."""

from __future__ import annotations

import pandas as pd

from halsogap.model import Better
from halsogap.stats.tolerance import levelled


def rank(values: pd.Series, better: Better) -> pd.Series:
    """Competition rank (1, 2, 2, 4) of each value; NaN has none. Values that differ in their last bits share a rank.

    Parameters
    ----------
    values
        One number an area.
    better
        The favourable direction. `unknown` ranks from the highest, without calling it best.

    Returns
    -------
    Series of Int64
        Same index as `values`; <NA> where the value is missing.
    """
    return levelled(values.astype("float64")).rank(method="min", ascending=better is Better.LOWER).astype("Int64")
