"""Where to start: the areas by what they would gain, and how few of them give half of it."""

from __future__ import annotations

import pandas as pd

from halsogap.stats.tolerance import at_least, levelled

HALF = 0.5


def curve(rows: pd.DataFrame, *, by: str = "avoided") -> pd.DataFrame:
    """The areas with something to gain, the largest gain first, and how the gains add up.

    Parameters
    ----------
    rows
        As `Answer.rows` gives: `area`, `avoided`, `per_1000` are read. Areas without an answer take no part.
    by
        What is sorted by: "avoided", the gain itself, or "per_1000", the gain per 1 000 people.

    Returns
    -------
    DataFrame
        The rows that gain, sorted, with `place` (1 first), `sum` (avoided by this and all before it) and `part` (that
        sum as a share of the whole, 0 to 1). Equal gains stand in code order.
    """
    gaining = rows[rows["avoided"] > 0].assign(order=lambda table: levelled(table[by].astype("float64")))
    gaining = gaining.sort_values(["order", "area"], ascending=[False, True], ignore_index=True).drop(columns="order")
    total = gaining["avoided"].cumsum()
    return gaining.assign(place=range(1, len(gaining) + 1), sum=total, part=total / gaining["avoided"].sum())


def how_many(curved: pd.DataFrame, part: float = HALF) -> int:
    """How many areas, the largest gains first, give at least `part` of the whole; 0 where nobody gains."""
    reached = curved.loc[at_least(curved["part"], part), "place"]
    return int(reached.iloc[0]) if len(reached) else 0
