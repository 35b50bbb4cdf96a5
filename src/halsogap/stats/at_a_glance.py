"""A place at a glance: over all indicators, where its women and men lie furthest apart, and where it stands best and
worst among its kind.

Indicators have units of their own, so what is compared is without one: a gap in standard deviations between areas (as
Cohen's d, 1988), a standing as the share of the areas that do better.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from halsogap.model import Better, Sex
from halsogap.stats.tolerance import levelled, order, subtract

FEWEST = 10
"""Of fewer areas neither their spread nor a place among them says much."""

BY = ["indicator", "period", "sex"]


def among_all(rows: pd.DataFrame, better: Mapping[str, Better]) -> pd.DataFrame:
    """Each value with what all areas of the same indicator, year and sex make of it.

    Parameters
    ----------
    rows
        `indicator`, `area`, `period`, `sex`, `value` of areas of one kind, without missing values.
    better
        The favourable direction by indicator.

    Returns
    -------
    DataFrame
        `rows` with `areas` (how many have a value), `deviation` (the standard deviation between them), and `ahead`: the
        share of the other areas that have a better value, 0 for the best and 1 for the worst (NaN where no direction is
        known, and among fewer than ten areas). `rank` is 1 for the best.
    """
    by = rows.assign(value=levelled(rows["value"].astype("float64"))).groupby(BY, observed=True)["value"]
    direction = rows["indicator"].map({slug: str(way) for slug, way in better.items()}).astype(str)
    ascending = by.rank(method="min")
    rank = by.rank(method="min", ascending=False).where(direction == Better.HIGHER, ascending)
    areas = by.transform("size")
    known = (direction != Better.UNKNOWN) & (areas >= FEWEST)
    return rows.assign(
        areas=areas,
        deviation=by.transform("std").mask(by.transform("max") == by.transform("min"), 0.0),
        rank=rank.astype("int64"),
        ahead=((rank - 1) / (areas - 1).where(areas > 1)).where(known),
    )


def standings(own: pd.DataFrame) -> pd.DataFrame:
    """A place's standing in each indicator, the best first.

    Parameters
    ----------
    own
        The place's rows of `among_all`.

    Returns
    -------
    DataFrame
        One row an indicator with a known direction: that of the last year, and of the total where there is one, else of
        the sex that stands furthest from the middle.
    """
    comparable = own[own["ahead"].notna()]
    last = comparable[comparable["period"] == comparable.groupby("indicator", observed=True)["period"].transform("max")]
    ranked = last.assign(total=last["sex"] == Sex.T, off=levelled((last["ahead"] - 0.5).abs()))
    ranked = ranked.sort_values(["total", "off"], ascending=False, kind="stable")
    one_each = ranked.drop_duplicates("indicator")
    return one_each.sort_values("ahead", kind="stable", ignore_index=True).drop(columns=["total", "off"])


def strongest_and_weakest(table: pd.DataFrame, *, most: int = 5) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The strongest and the weakest rows of `standings`: at most `most` each, none in both, the most extreme first."""
    take = min(most, len(table) // 2)
    return table.head(take), table.tail(take)[::-1].reset_index(drop=True)


def largest_gaps(own: pd.DataFrame, *, most: int = 5) -> pd.DataFrame:
    """A place's gaps between women and men, the largest first.

    Parameters
    ----------
    own
        The place's rows of `among_all`, of indicators in which a gap is one of health or conditions.

    Returns
    -------
    DataFrame
        At most `most` indicators: `indicator`, `period` (the last with both sexes), `women`, `men`, `gap` (women minus
        men, in the unit) and `score`: the gap over the standard deviation between areas within a sex. Indicators in
        which areas do not differ, or in which both sexes are alike, are left out.
    """
    columns = ["indicator", "period", "women", "men", "gap", "score"]
    sexes = own[own["sex"].isin([Sex.K, Sex.M])]
    wide = sexes.pivot(index=["indicator", "period"], columns="sex", values=["value", "deviation", "areas"])
    if wide.empty or not {("value", Sex.K), ("value", Sex.M)} <= set(wide.columns):
        return pd.DataFrame(columns=columns)
    women, men = (wide["value", sex].astype("float64") for sex in (Sex.K, Sex.M))
    deviation = np.sqrt((wide["deviation", Sex.K] ** 2 + wide["deviation", Sex.M] ** 2) / 2)
    enough = (wide["areas", Sex.K] >= FEWEST) & (wide["areas", Sex.M] >= FEWEST) & (deviation > 0)
    gaps = pd.DataFrame({"women": women, "men": men, "gap": subtract(women.astype("float64"), men.astype("float64"))})
    gaps = gaps.assign(score=gaps["gap"] / deviation.where(deviation > 0))
    gaps = gaps[enough & gaps["gap"].ne(0)].dropna().reset_index()
    gaps = gaps.sort_values("period").drop_duplicates("indicator", keep="last")
    gaps = gaps.iloc[order(gaps["score"].abs(), falling=True)]
    return gaps[columns].head(most).reset_index(drop=True)


def against(rows: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a place that is not itself one of the areas (the country), with what the areas make of each year.

    Parameters
    ----------
    rows
        As `among_all` takes them.
    table
        What `among_all` gave of the areas. It has no standing to give: `rank` and `ahead` are left out.
    """
    of_year = table[[*BY, "areas", "deviation"]].drop_duplicates(BY)
    return rows.merge(of_year, on=BY, how="inner", validate="many_to_one")
