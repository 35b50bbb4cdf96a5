"""Counts of one vintage of areas converted to another, with the share that was converted and its basis."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from halsogap.errors import BadInput
from halsogap.model import Sex
from halsogap.stats.areal.apportion import Kind, counts
from halsogap.stats.tolerance import subtract
from halsogap.units import Unit

MIXED = "mixed"
"""The basis of a target whose count rests on shares of both people and surface."""


def convert_counts(
    values: pd.Series, crosswalk: pd.DataFrame, *, kind: Kind = Kind.COUNT, name: str = ""
) -> pd.DataFrame:
    """Counts of the earlier areas as counts of the later ones.

    Parameters
    ----------
    values
        One count an area, index the codes of the earlier vintage (unique); NaN where it is missing or suppressed.
    crosswalk
        CROSSWALK of one level, from one vintage to one other.
    kind, name
        What the values are, and their name for the message: only counts are carried.

    Returns
    -------
    DataFrame
        Index the later codes in order: `value` (persons, not rounded; NaN where nothing is known), `carried` (the part
        of the count, 0 to 1, that did not come from the same area; NaN where the count is 0), `basis` ("same" where
        the area is the same, else "population", "area" or "mixed") and `unknown` (how many earlier areas lack a value).

    Raises
    ------
    BadInput
        The values are shares, rates or medians; the crosswalk has several levels or vintages; or shares come to more
        than 1.
    """
    if kind is not Kind.COUNT:
        raise BadInput(
            f"{name or 'The values'!r} is a {kind}, and only counts are carried between vintages of areas.",
            "Carry its numerator and its denominator, and divide afterwards.",
        )
    for column in ("level", "from_vintage", "to_vintage"):
        if crosswalk[column].nunique() > 1:
            several = ", ".join(sorted(crosswalk[column].unique()))
            raise BadInput(f"The crosswalk has more than one {column}: {several}.", "Choose one before carrying.")
    table = crosswalk.rename(columns={"from_code": "source", "to_code": "target"})
    totals = counts(values, table)
    kept = table.assign(kept=table["source"].map(values).astype(float) * table["share"]).loc[table["basis"] == "same"]
    same = kept.groupby("target")["kept"].sum().reindex(totals.index, fill_value=0.0)
    bases = table[table["share"] > 0].groupby("target")["basis"].agg(_basis)
    return pd.DataFrame(
        {
            "value": totals["value"],
            "carried": subtract(totals["value"], same).clip(lower=0).div(totals["value"]).where(totals["value"] > 0),
            "basis": bases.reindex(totals.index),
            "unknown": totals["unknown"],
        }
    )


def _basis(of_target: pd.Series) -> str:
    carried = sorted(set(of_target) - {"same"})
    return {0: "same", 1: carried[0] if carried else ""}.get(len(carried), MIXED)


@dataclass(frozen=True)
class Converted:
    """A value of one vintage in the areas of another; `moved` is False where the area is the same in both."""

    value: float
    moved: bool


def convert_values(rows: pd.DataFrame, crosswalk: pd.DataFrame, code: str, *, unit: Unit) -> dict[Sex, Converted]:
    """The values of a year in the areas of one vintage as the value of the area `code` of another, by sex.

    Parameters
    ----------
    rows
        OBSERVATIONS rows of one indicator, level, period and vintage: `area`, `sex`, `value`, `numerator`,
        `denominator` are read.
    crosswalk
        CROSSWALK from that vintage to the one of `code`.
    unit
        The indicator's: counts of persons are carried; shares and rates are divided anew out of their carried counts;
        of anything else (a median, an amount of money) only what stands in the same area is given.

    Returns
    -------
    dict
        By sex. A sex is absent where an area that `code` was part of lacks its counts: the sum would be too low.
    """
    pairs = crosswalk[crosswalk["to_code"] == code]
    same = bool(len(pairs)) and bool((pairs["basis"] == "same").all())
    by_sex: dict[Sex, Converted] = {}
    for sex, of_sex in rows.set_index("area").groupby("sex", observed=True):
        if same:
            value = float(of_sex["value"].reindex(pairs["from_code"]).iloc[0])
        elif unit == Unit.PERSONS:
            value = _converted(of_sex["value"], pairs)
        elif unit.per:
            people = _converted(of_sex["denominator"], pairs)
            value = _converted(of_sex["numerator"], pairs) / people * unit.per if people > 0 else float("nan")
        else:
            continue
        if not math.isnan(value):
            by_sex[Sex(str(sex))] = Converted(value, moved=not same)
    return by_sex


def _converted(values: pd.Series, pairs: pd.DataFrame) -> float:
    """The count that the pairs bring to their one target; NaN where any of its parts is not known."""
    totals = convert_counts(values, pairs)
    return float(totals["value"].iloc[0]) if len(totals) and totals["unknown"].iloc[0] == 0 else float("nan")
