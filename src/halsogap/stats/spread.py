"""Spread: the lowest and the highest value among the areas of a level, and where they are."""

from __future__ import annotations

import pandas as pd

BY = ["indicator", "level", "period", "sex"]


def spread(observations: pd.DataFrame) -> pd.DataFrame:
    """The extremes of every indicator, level, period and sex in `observations`.

    Parameters
    ----------
    observations
        OBSERVATIONS rows, of any indicators and levels. Rows without a value take no part.

    Returns
    -------
    DataFrame
        One row an indicator, level, period and sex that has a value, in that order: `areas` (how many have one),
        `low` and `high` (in the indicator's unit), `low_areas` and `high_areas` (tuples of the codes that share the
        extreme, in code order: extremes of small groups are often shared).
    """
    known = observations.loc[observations["value"].notna(), [*BY, "area", "value"]]
    by = known.groupby(BY, observed=True)["value"]
    table = by.agg(areas="size", low="min", high="max").reset_index()
    for end in ("low", "high"):
        extreme = by.transform("min" if end == "low" else "max")
        at = known[known["value"] == extreme].sort_values("area").groupby(BY, observed=True)["area"].agg(tuple)
        table = table.merge(at.rename(f"{end}_areas").reset_index(), on=BY, how="left", validate="one_to_one")
    return table[[*BY, "areas", "low", "low_areas", "high", "high_areas"]]
