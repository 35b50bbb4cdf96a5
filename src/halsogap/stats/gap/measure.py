"""The gap between women and men: as a difference and as a ratio."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd

from halsogap.model import Sex, Status
from halsogap.stats.tolerance import close, subtract


class Measure(StrEnum):
    """How a gap is measured: women minus men in the indicator's unit, or women over men."""

    DIFF = "diff"
    RATIO = "ratio"


def by_sex(observations: pd.DataFrame) -> pd.DataFrame:
    """One row an area, the sexes side by side.

    Parameters
    ----------
    observations
        OBSERVATIONS rows of one indicator, level and period.

    Returns
    -------
    DataFrame
        `area`, then `K`, `M`, `T` (float, NaN where there is no number) and `status_K`, `status_M`, `status_T`
        (`missing` where there was no row at all), in the order of the areas' codes.

    Raises
    ------
    ValueError
        An area has more than one value of one sex: choose one indicator, level and period first.
    """
    wide = observations.pivot(index="area", columns="sex", values=["value", "status"])
    table = pd.DataFrame({"area": wide.index.astype(str)}, index=wide.index)
    for sex in Sex:
        has = ("value", str(sex)) in wide.columns
        table[str(sex)] = wide["value", str(sex)].astype("float64") if has else np.nan
    for sex in Sex:
        has = ("status", str(sex)) in wide.columns
        status = wide["status", str(sex)] if has else pd.Series(None, index=wide.index, dtype=object)
        table[f"status_{sex}"] = status.fillna(str(Status.MISSING)).astype(str)
    return table.sort_index().reset_index(drop=True)


def gender_gap(women: pd.Series, men: pd.Series, measure: Measure) -> pd.Series:
    """Women minus men, or women over men, with the index of `women`; NaN where either is missing.

    A ratio with no men's value to stand on (0) is NaN: it says nothing. Values that are tied have no gap: 0, or 1.
    """
    if measure is Measure.DIFF:
        return subtract(women, men)
    ratio = (women / men.where(men != 0)).astype("float64")
    return ratio.mask(close(ratio, 1.0), 1.0)


def gap_status(status_women: pd.Series, status_men: pd.Series) -> pd.Series:
    """The status of a gap: a value where both sexes have one, else the more telling of the two reasons."""
    order = [Status.VALUE, Status.MISSING, Status.NOT_APPLICABLE, Status.SUPPRESSED]
    weight = {str(status): i for i, status in enumerate(order)}
    both = np.maximum(status_women.map(weight).to_numpy(), status_men.map(weight).to_numpy())
    return pd.Series([str(order[i]) for i in both], index=status_women.index)
