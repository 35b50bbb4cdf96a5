"""Spread: the lowest and the highest value among the areas of a level, and where they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from halsogap.stats.tolerance import levelled

BY = ["indicator", "level", "period", "sex"]


@dataclass(frozen=True)
class Extent:
    """The lowest and the highest value among `areas` areas, and the codes of those that have it, in order."""

    areas: int
    low: float
    low_areas: tuple[str, ...]
    high: float
    high_areas: tuple[str, ...]


def extent(values: pd.Series) -> Extent | None:
    """The lowest and highest of `values` (one number an area, indexed by code); None where there is no value."""
    numbers = values.to_numpy(dtype="float64")
    areas = int((~np.isnan(numbers)).sum())
    if not areas:
        return None
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    tied = levelled(numbers)
    limits = (np.nanmin(tied), np.nanmax(tied))
    of_low, of_high = (tuple(sorted(values.index[tied == end])) for end in limits)
    return Extent(areas, low, of_low, high, of_high)


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
    known = observations.loc[observations["value"].notna(), [*BY, "area", "value"]].copy()
    known["tied"] = levelled(known["value"])
    table = known.groupby(BY, observed=True)["value"].agg(areas="size", low="min", high="max").reset_index()
    by = known.groupby(BY, observed=True)["tied"]
    for end in ("low", "high"):
        extreme = by.transform("min" if end == "low" else "max")
        at = known[known["tied"] == extreme].sort_values("area").groupby(BY, observed=True)["area"].agg(tuple)
        table = table.merge(at.rename(f"{end}_areas").reset_index(), on=BY, how="left", validate="one_to_one")
    return table[[*BY, "areas", "low", "low_areas", "high", "high_areas"]]
