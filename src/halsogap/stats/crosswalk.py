"""Counts carried from one vintage of areas to another, and what of them was carried and on what ground."""

from __future__ import annotations

import pandas as pd

from halsogap.errors import BadInput
from halsogap.stats.apportion import Kind, counts

MIXED = "mixed"
"""The basis of a target whose count rests on shares of both people and surface."""


def carry(values: pd.Series, crosswalk: pd.DataFrame, *, kind: Kind = Kind.COUNT, name: str = "") -> pd.DataFrame:
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
    found = counts(values, table)
    kept = table.assign(kept=table["source"].map(values).astype(float) * table["share"]).loc[table["basis"] == "same"]
    same = kept.groupby("target")["kept"].sum().reindex(found.index, fill_value=0.0)
    bases = table[table["share"] > 0].groupby("target")["basis"].agg(_basis)
    return pd.DataFrame(
        {
            "value": found["value"],
            "carried": (1 - same / found["value"]).clip(lower=0).where(found["value"] > 0),
            "basis": bases.reindex(found.index),
            "unknown": found["unknown"],
        }
    )


def _basis(of_target: pd.Series) -> str:
    carried = sorted(set(of_target) - {"same"})
    return {0: "same", 1: carried[0] if carried else ""}.get(len(carried), MIXED)
