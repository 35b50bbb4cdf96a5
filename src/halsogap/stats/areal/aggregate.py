"""Small areas added up to their municipality, county or country: sums, shares divided anew, gaps counted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from halsogap.errors import BadInput
from halsogap.model import RIKET_CODE, Level, Sex, Status

DIGITS = {Level.LAN: 2, Level.KOMMUN: 4}
"""How much of a small area's code is the code of the area above it at a level."""

BY = ["indicator", "area", "period", "sex"]

LACKING = (str(Status.SUPPRESSED), str(Status.MISSING))
"""What makes a sum incomplete, the more telling first. Where there is nothing to count (not applicable) none lacks."""


def aggregate(rows: pd.DataFrame, level: Level, *, per: float | None = None) -> pd.DataFrame:
    """Values of small areas added up to the areas of `level` in which they lie.

    Parameters
    ----------
    rows
        OBSERVATIONS rows of small areas of one level, of any indicators of one kind: all counts, or all shares with
        numerator and denominator.
    level
        `kommun`, `lan` or `riket`.
    per
        What numerator over denominator is multiplied by (100 for a percentage); None: the values are counts.

    Returns
    -------
    DataFrame
        One row an indicator, `area` above, period and sex that `rows` speak of, in that order: `value` and `status`,
        `numerator` and `denominator` (NaN of counts), `parts` (how many areas it has), `missing` and `suppressed` (how
        many of them have no value for that reason) and `complete`. An incomplete sum is the sum of the parts that are
        known: of counts it is too low, and no page may show it without saying so. Without any part that is known it
        has no value, and the status of the parts.

    Raises
    ------
    BadInput
        There is no such level above small areas, an area stands twice, or a share lacks its counts.
    """
    above = _above(rows["area"], level)
    twice = rows[rows.duplicated(BY)]
    if len(twice):
        raise BadInput(
            f"{len(twice)} areas have more than one value of a year and sex, {twice['area'].iloc[0]!r} first.",
            "Add up areas of one level and one vintage at a time.",
        )
    known = rows["status"] == Status.VALUE
    shares = per is not None
    bare = rows[known & (rows["numerator"].isna() | ~(rows["denominator"] > 0))] if shares else rows.iloc[:0]
    if len(bare):
        raise BadInput(
            f"{len(bare)} values of {bare['indicator'].iloc[0]!r} have no numerator and denominator, "
            f"{bare['area'].iloc[0]!r} first: shares are not averaged.",
            "Choose an indicator whose counts are published.",
        )
    table = rows.assign(
        area=above,
        known=known,
        missing=rows["status"] == Status.MISSING,
        suppressed=rows["status"] == Status.SUPPRESSED,
        value=rows["value"].where(known),
        numerator=rows["numerator"].where(known & shares),
        denominator=rows["denominator"].where(known & shares),
    )
    by = table.groupby(BY, observed=True)
    sums = by[["value", "numerator", "denominator"]].sum(min_count=1)
    counted = by[["known", "missing", "suppressed"]].sum().astype(int)
    value = sums["numerator"] / sums["denominator"] * per if per is not None else sums["value"]
    why = [counted["known"] > 0, *(counted[status] > 0 for status in LACKING)]
    status = np.select(why, [str(Status.VALUE), *LACKING], default=str(Status.NOT_APPLICABLE))
    return pd.DataFrame(
        {
            "value": value,
            "status": status,
            "numerator": sums["numerator"],
            "denominator": sums["denominator"],
            "parts": by.size(),
            "missing": counted["missing"],
            "suppressed": counted["suppressed"],
            "complete": (counted["missing"] == 0) & (counted["suppressed"] == 0),
        }
    ).reset_index()


def whole(rows: pd.DataFrame, *, per: float) -> dict[Sex, float]:
    """One value a sex for all areas of `rows` together, where nothing lacks: what a map is measured against.

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
    values: dict[Sex, float] = {}
    for sex, parts in rows.groupby("sex", observed=True)[["numerator", "denominator"]]:
        people = float(parts["denominator"].sum(skipna=False))
        if people > 0 and parts["numerator"].notna().all():
            values[Sex(str(sex))] = float(parts["numerator"].sum()) / people * per
    return values


def _above(codes: pd.Series, level: Level) -> pd.Series:
    if level is Level.RIKET:
        return pd.Series(RIKET_CODE, index=codes.index, dtype=codes.dtype)
    if level not in DIGITS:
        raise BadInput(f"Small areas do not add up to the level {str(level)!r}.", "Choose kommun, lan or riket.")
    return codes.str[: DIGITS[level]]
