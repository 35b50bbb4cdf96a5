"""The value of a whole out of its parts' counts: numerators and denominators added, then divided."""

from __future__ import annotations

import pandas as pd

from halsogap.model import Sex


def whole(rows: pd.DataFrame, *, per: float) -> dict[Sex, float]:
    """One value a sex for all areas of `rows` together.

    Parameters
    ----------
    rows
        OBSERVATIONS rows of one indicator, level and period: `sex`, `numerator`, `denominator` are read.
    per
        What numerator over denominator is multiplied by: 100 for a percentage.

    Returns
    -------
    dict
        By sex. A sex is absent where an area has no counts (nobody can say what the sum would have been), or where
        there is no one to count. Values of areas are never averaged.
    """
    found: dict[Sex, float] = {}
    for sex, parts in rows.groupby("sex", observed=True)[["numerator", "denominator"]]:
        people = float(parts["denominator"].sum(skipna=False))
        if people > 0 and parts["numerator"].notna().all():
            found[Sex(str(sex))] = float(parts["numerator"].sum()) / people * per
    return found
