"""A place through the years among all of its kind: its standing each year, the spread around it, what has changed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
import pandas as pd

from halsogap.model import Better, Break, Indicator, Sex
from halsogap.stats.tolerance import above, at_least, close, levelled, subtract

FEWEST = 4
"""Of fewer areas than this there are no quarters."""

FEWEST_FOR_TENTHS = 10
"""Of fewer areas than this there is no tenth."""


class Standing(StrEnum):
    """Kolada's reading of a value among all of the same year and sex; `LOWEST`, `HIGHEST` where no way is better."""

    BEST = "best"
    MIDDLE = "middle"
    WORST = "worst"
    LOWEST = "lowest"
    HIGHEST = "highest"


Key = tuple[Sex, int]
"""A sex and a year."""


@dataclass(frozen=True)
class Spread:
    """What all areas of a kind make of one year and sex.

    `areas` have a value; `lowest` and `highest` are the extremes and `lowest_area`, `highest_area` the first, in code
    order, to have them; `lower_quarter` and `upper_quarter` the quartiles; `lower_tenth` and `upper_tenth` the means of
    the tenth of the areas with the lowest and the highest values, NaN of fewer than ten areas.
    """

    areas: int
    lowest: float
    lowest_area: str
    highest: float
    highest_area: str
    lower_quarter: float
    upper_quarter: float
    lower_tenth: float
    upper_tenth: float


def spread_by_year(rows: pd.DataFrame) -> dict[Key, Spread]:
    """The spread of every year and sex with values.

    Parameters
    ----------
    rows
        `area`, `period`, `sex`, `value` of one indicator and one kind of areas; NaN takes no part. A tenth is rounded
        to whole areas: 29 of 290 municipalities.
    """
    known = rows.loc[rows["value"].notna(), ["sex", "period", "value", "area"]]
    known = known.astype({"sex": str}).assign(tied=levelled(known["value"].astype("float64")))
    ordered = known.sort_values(["sex", "period", "tied", "area"], kind="stable")
    values, tied = (ordered[column].to_numpy("float64") for column in ("value", "tied"))
    areas = ordered["area"].tolist()
    keys = list(zip(ordered["sex"], ordered["period"], strict=True))
    begins = np.flatnonzero(~ordered[["sex", "period"]].duplicated().to_numpy())
    made = {}
    for begin, end in pairwise([*begins.tolist(), len(ordered)]):
        here = values[begin:end]
        tenth = math.floor(len(here) / 10 + 0.5) if len(here) >= FEWEST_FOR_TENTHS else 0
        low, high = np.quantile(tied[begin:end], [0.25, 0.75])
        sex, year = keys[begin]
        made[Sex(sex), int(year)] = Spread(
            areas=len(here),
            lowest=float(here.min()),
            lowest_area=areas[begin],
            highest=float(here.max()),
            highest_area=areas[begin + int(np.searchsorted(tied[begin:end], tied[end - 1]))],
            lower_quarter=float(low),
            upper_quarter=float(high),
            lower_tenth=float(here[:tenth].mean()) if tenth else math.nan,
            upper_tenth=float(here[-tenth:].mean()) if tenth else math.nan,
        )
    return made


def standing(value: float, among: Spread, better: Better) -> Standing | None:
    """Where a value stands among all of its year and sex; None without a value, or among fewer than four.

    Parameters
    ----------
    among
        The spread of that year and sex. Its quartiles are the limits, as in the map's Kolada reading: a value on a
        limit belongs to the lower side. Where both limits are one (all values alike, or nearly) nothing stands out.
    """
    low, high = among.lower_quarter, among.upper_quarter
    if math.isnan(value) or among.areas < FEWEST:
        return None
    size = max(abs(among.lowest), abs(among.highest))
    below, above_all = at_least(low, value, scale=size), above(value, high, scale=size)
    if close(low, high, scale=size) or not (below or above_all):
        return Standing.MIDDLE
    if better is Better.UNKNOWN:
        return Standing.LOWEST if below else Standing.HIGHEST
    return Standing.BEST if below == (better is Better.LOWER) else Standing.WORST


def ranks_by_year(rows: pd.DataFrame, better: Better) -> pd.Series:
    """The competition rank of each row's value among all of its sex and period, as `ranks.rank` has it."""
    by = levelled(rows["value"].astype("float64")).groupby([rows["sex"].astype(str), rows["period"]])
    return by.rank(method="min", ascending=better is Better.LOWER).astype("Int64")


@dataclass(frozen=True)
class Mean:
    """The mean of some areas that year: NaN where half of them or fewer have a value, as `areas` do."""

    value: float
    areas: int


def mean_by_year(rows: pd.DataFrame, areas: Iterable[str]) -> dict[Key, Mean]:
    """The unweighted mean of some areas by sex and year, as Kolada computes its groups.

    A mean of ever new members tells of who they are: there is none unless more than half of `areas` have a value.
    """
    members = list(areas)
    chosen = rows[rows["area"].isin(members) & rows["value"].notna()].astype({"sex": str})
    means = chosen.groupby(["sex", "period"], as_index=False)["value"].agg(["mean", "size"])
    return {
        (Sex(sex), int(year)): Mean(float(mean) if size > len(members) / 2 else math.nan, int(size))
        for sex, year, mean, size in means.itertuples(index=False, name=None)
    }


@dataclass(frozen=True)
class Change:
    """From one year to another: the two values, or the break of definition between them, and then no difference."""

    since: int
    until: int
    before: float
    after: float
    broken: Break | None = None

    @property
    def difference(self) -> float:
        """Later minus earlier, in the unit; NaN across a break."""
        return math.nan if self.broken else subtract(self.after, self.before)

    @property
    def percent(self) -> float:
        """The difference in per cent of the earlier; NaN across a break, or where the earlier is not above 0."""
        return self.difference / self.before * 100 if self.before > 0 else math.nan


def change(values: Mapping[int, float], until: int, indicator: Indicator) -> Change | None:
    """What has happened to `until` since the baseline year, or, where that year has no value, since the first year.

    Parameters
    ----------
    values
        One value a year; NaN is none.
    until
        A year with a value.
    indicator
        Its `baseline_year`; its breaks. Across a break the change says so, unless a comparable year stands after it.

    Returns
    -------
    Change or None
        None where no earlier year has a value.
    """
    earlier = sorted(year for year, value in values.items() if year < until and not math.isnan(value))
    if not earlier:
        return None
    comparable = [year for year in earlier if not indicator.break_between(year, until)]
    baseline = indicator.baseline_year
    since = baseline if baseline in comparable else (comparable or earlier)[0]
    assert since is not None
    return Change(since, until, values[since], values[until], indicator.break_between(since, until))


def target_value(indicator: Indicator, baseline: float) -> float:
    """The value that the published target asks for, from what `baseline` was in the target's first year.

    NaN where there is no target, no baseline value, or a break between the target's two years.
    """
    target = indicator.target
    if target is None or indicator.break_between(target.baseline_year, target.target_year):
        return math.nan
    sign = 1 if target.direction == "increase" else -1
    return baseline + sign * target.delta / indicator.report_scale
