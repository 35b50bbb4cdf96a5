"""Areal interpolation: values of source areas given to target areas that cut across them.

Counts are added, shares are divided again.

A count is split by how much of each source lies in each target (areal interpolation: Goodchild and Lam 1980). A share
or rate is carried as its numerator and denominator and divided afterwards, so that it is weighted by its people and
never averaged. A median cannot be carried: no weights make the median of a whole out of the medians of its parts.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import pandas as pd

from halsogap.errors import BadInput
from halsogap.stats.tolerance import above
from halsogap.units import Unit

WHOLE = 1e-6
"""How near 1 a source's share is when it lies wholly in one target."""

TWICE = 1e-3
"""By how much a source's shares may pass 1, as where neighbours were drawn a metre into each other."""


class Kind(StrEnum):
    """What a value is, and so whether it can be carried: a count of persons, a share or rate, a median."""

    COUNT = "count"
    SHARE = "share"
    MEDIAN = "median"


def counts(values: pd.Series, weights: pd.DataFrame) -> pd.DataFrame:
    """Counts of source areas as counts of target areas.

    Parameters
    ----------
    values
        One count an area, index the sources' codes (unique); NaN where it is missing or suppressed.
    weights
        One row an overlapping pair: `source`, `target`, `share` of the source, as `sources.polygons.overlap` gives.
        With a column `target_share` the part of the target that no known source covers is told.

    Returns
    -------
    DataFrame
        Index the targets' codes in order, and per target: `value` (persons, not rounded; NaN where no source has a
        value), `split` (the part of the count that rests on sources which also lie elsewhere, 0 to 1; NaN where the
        count is 0), `unknown` (how many of its sources have no value: the count is then too low) and `uncovered`
        (the part of the target's surface without a known source, 0 to 1; NaN without `target_share`).

    Raises
    ------
    BadInput
        A source stands twice, or its shares are negative or come to more than 1.
    """
    _check(values, weights)
    table = weights.assign(count=weights["source"].map(values).astype(float))
    table["known"] = table["count"].notna()
    table["carried"] = table["count"] * table["share"]
    table["cut"] = table["carried"].where(table["share"] < 1 - WHOLE, 0.0)
    # A source that only touches the target, or whose people live elsewhere, takes nothing away when it is missing.
    table["unknown"] = ~table["known"] & above(table["share"], 0.0, scale=1.0)
    table["covered"] = table["target_share"].where(table["known"], 0.0) if "target_share" in table else np.nan
    by = table.groupby("target", sort=True)
    totals = by[["carried", "cut", "unknown"]].sum()
    return pd.DataFrame(
        {
            "value": totals["carried"].where(by["known"].any()),
            "split": (totals["cut"] / totals["carried"]).where(totals["carried"] > 0),
            "unknown": totals["unknown"].astype(int),
            "uncovered": (1 - by["covered"].sum(min_count=1)).clip(0, 1),
        }
    )


def shares(numerators: pd.Series, denominators: pd.Series, weights: pd.DataFrame, *, per: float) -> pd.DataFrame:
    """Shares or rates of source areas as those of target areas, weighted by their denominators.

    Parameters
    ----------
    numerators, denominators
        One an area, index the sources' codes (unique). An area that lacks either takes no part in either.
    weights
        As in `counts`.
    per
        What numerator over denominator is multiplied by: 100 for a percentage.

    Returns
    -------
    DataFrame
        As of `counts`, told of the denominator, with `numerator` and `denominator` besides; `value` is their
        quotient times `per`, NaN where nobody lives.

    Raises
    ------
    BadInput
        As in `counts`.
    """
    both = numerators.notna() & denominators.reindex(numerators.index).notna()
    above = counts(numerators.where(both), weights)
    below = counts(denominators.reindex(numerators.index).where(both), weights)
    value = (above["value"] / below["value"]).where(below["value"] > 0) * per
    return below.assign(value=value, numerator=above["value"], denominator=below["value"])


def kind_of(rows: pd.DataFrame, unit: Unit) -> Kind:
    """What the values of `rows` are: persons are counts, what has numerators and denominators is a share."""
    if unit == Unit.PERSONS:
        return Kind.COUNT
    counted = rows["numerator"].notna() & rows["denominator"].notna()
    return Kind.SHARE if counted.any() else Kind.MEDIAN


def apportion(
    rows: pd.DataFrame, weights: pd.DataFrame, *, name: str, unit: Unit, per: float, kind: Kind | None = None
) -> pd.DataFrame:
    """Values of one indicator, period and sex carried to target areas, in the way that its kind allows.

    Parameters
    ----------
    rows
        Index the sources' codes; `value`, `numerator` and `denominator` as in OBSERVATIONS.
    weights, per
        As in `shares`.
    name, unit
        The indicator's name, for messages, and its unit as in the catalogue.
    kind
        What the values are; by default as `kind_of` tells from `rows`, which a part of them may not.

    Returns
    -------
    DataFrame
        As of `counts`, or as of `shares`.

    Raises
    ------
    BadInput
        The values are neither counts nor shares with their counts; otherwise as in `counts`.
    """
    kind = kind or kind_of(rows, unit)
    if kind is Kind.MEDIAN:
        raise BadInput(
            f"{name!r} is a median, or a mean or share without its counts, and cannot be carried to other areas.",
            "Choose a count, or a share with its numerator and denominator.",
        )
    if kind is Kind.COUNT:
        return counts(rows["value"], weights)
    return shares(rows["numerator"], rows["denominator"], weights, per=per)


def _check(values: pd.Series, weights: pd.DataFrame) -> None:
    twice = values.index[values.index.duplicated()]
    if len(twice):
        raise BadInput(
            f"{len(twice)} areas have more than one value, {twice[0]!r} first.", "Choose one period and sex."
        )
    given = weights.groupby("source")["share"]
    total = given.sum()
    wrong = total[(given.min() < 0) | (above(total, 1 + TWICE))]
    if len(wrong):
        code, amount = wrong.index[0], wrong.iloc[0]
        raise BadInput(
            f"The shares of {code!r} come to {amount:.3g}, so people would be counted twice.",
            "Target areas may not overlap each other: correct their polygons, or carry to one at a time.",
        )
