"""An area's profile: each indicator beside the areas above it, how it stands, its strengths and needs.

A strength or a need is a value that lies far from the reference's in a direction known to be good or bad, measured in
standard deviations between areas of the same kind, and that chance does not explain where counts can tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from halsogap.model import SMALL_LEVELS, Better, Indicator, Level, Sex, Status
from halsogap.stats.areal.aggregate import whole
from halsogap.stats.intervals import PERCENT, Interval, from_counts, from_people
from halsogap.stats.ranks import rank
from halsogap.stats.tolerance import at_least, levelled, no_spread, subtract, within
from halsogap.units import Unit

FEWEST = 5
"""Of fewer areas the spread says too little to measure a distance by."""

NOTABLE = 0.5
"""Standard deviations from the reference at which a value is worth a word: a medium effect (Cohen 1988)."""

BESIDE = (Level.KOMMUN, Level.LAN, Level.RIKET)


class Standing(StrEnum):
    """How a value stands against its reference, where a direction is known to be good."""

    BETTER = "better"
    WORSE = "worse"
    LIKE = "like"
    MIXED = "mixed"
    """Of an indicator without a total: women and men stand in different ways."""


COLUMNS = {
    "indicator": "object",
    "period": "int64",
    "years": "int64",
    "sex": "object",
    "value": "float64",
    "status": "object",
    **dict.fromkeys(map(str, BESIDE), "float64"),
    "reference": "float64",
    "lower": "float64",
    "upper": "float64",
    "rank": "Int64",
    "areas": "int64",
    "score": "float64",
    "apart": "boolean",
    "standing": "object",
    "notable": "bool",
}


_TEXTS = ["indicator", "level", "area", "sex", "status"]
_READ = [*_TEXTS, "period", "value", "numerator", "denominator"]


@dataclass(frozen=True)
class _Place:
    """The profiled area, the areas above it, and the values of all of these by level, indicator, year and sex."""

    level: Level
    code: str
    above: Mapping[Level, str]
    values: Mapping[tuple[str, str, int, str], float]

    def value(self, level: Level, indicator: str, period: int, sex: Sex) -> float:
        """The value of the area of `level`; NaN where there is none."""
        return self.values.get((level, indicator, period, sex), np.nan)


def profile(
    rows: pd.DataFrame,
    place: Mapping[Level, str],
    indicators: Mapping[str, Indicator],
    *,
    against: Level | None = None,
) -> pd.DataFrame:
    """Every indicator of one area, by sex, beside the areas above it.

    Parameters
    ----------
    rows
        OBSERVATIONS rows of any indicators and periods: the area's own, those of the areas above it, and for standing
        and spread those of its kind (a small area's fellows in the municipality; all municipalities).
    place
        The area's code at its own level first, then the codes above it, nearest first:
        `{Level.DESO: "2180C1010", Level.KOMMUN: "2180", Level.LAN: "21", Level.RIKET: "0000"}`.
    indicators
        The catalogue. Indicators that it lacks take no part, and neither do numbers of people: they say how large an
        area is and not how it fares.
    against
        The level above that the area is measured against; None for the nearest that has a value.

    Returns
    -------
    DataFrame
        One row an indicator and sex that the area has, in the catalogue's order and K, M, T. `period` is the last in
        which the area has a value (or, without any, a row), and all else is of it: `years`, how many the value is a
        mean of; `value`, `status`;
        `kommun`, `lan`, `riket` (NaN where there is none, or where it is the area itself; the municipality's share is
        worked out of its small areas' counts where none is published); `reference`, the one of these measured
        against; `lower` and `upper`, the value's 95 % interval (NaN without counts); `rank` (1 is the most
        favourable) of `areas` with a value; `score`, the distance from the reference in standard deviations between
        the `areas`, positive where it is favourable (NaN without direction, reference or enough areas); `apart`,
        whether the interval leaves the reference out (<NA> without counts); and `standing`, a `Standing`: by the
        interval where there is one, else by `NOTABLE` ("" where neither can tell);
        and `notable`, whether it stands out: at least `NOTABLE` away, more than chance as far as counts can tell, and
        on that side of the middle of its kind too where that is the whole country's.
    """
    level, code = next(iter(place.items()))
    # As Python's strings: what is looked up many times is found in a tenth of the time it takes in Arrow's.
    rows = rows.loc[rows["indicator"].isin(list(indicators)), _READ].astype(dict.fromkeys(_TEXTS, object))
    own = (rows["level"] == level) & (rows["area"] == code)
    above = {other: area for other, area in place.items() if other != level}
    higher = [(rows["level"] == other) & (rows["area"] == area) for other, area in above.items()]
    chain = rows[np.logical_or.reduce([own, *higher])]
    keys = zip(chain["level"], chain["indicator"], chain["period"].astype(int), chain["sex"], strict=True)
    here = _Place(level, code, above, dict(zip(keys, chain["value"], strict=True)))
    fellows = rows[rows["level"] == level]
    kinds = fellows.groupby(["indicator", "period", "sex"]).indices
    fellows = fellows.set_index("area")
    lines = []
    for slug, mine in rows[own].groupby("indicator", sort=False):
        if indicators[str(slug)].unit is Unit.PERSONS:
            continue
        valued = mine[mine["status"] == Status.VALUE]
        period = int((mine if valued.empty else valued)["period"].max())
        for sex in [sex for sex in Sex if (mine["sex"] == sex).any()]:
            kind = fellows.iloc[kinds.get((slug, period, sex), [])]
            lines.append(_line(kind, here, indicators[str(slug)], period, sex, against))
    table = pd.DataFrame(lines, columns=list(COLUMNS)).astype(COLUMNS)
    order = {slug: position for position, slug in enumerate(indicators)}
    return table.sort_values("indicator", key=lambda slugs: slugs.map(order), kind="stable", ignore_index=True)


def strengths_and_needs(table: pd.DataFrame, *, most: int = 5) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of `profile` that stand out as good, and those as bad: each at most `most`, the most certain first.

    Of equally certain ones the furthest away goes first. A value within chance of its reference is neither. An
    indicator is named once: by its total where that has a score, else by the sex whose value lies furthest away.
    """
    notable = table[table["notable"]]
    scored = table[table["score"].notna()]
    totals = set(scored.loc[scored["sex"] == Sex.T, "indicator"])
    notable = notable[(notable["sex"] == Sex.T) | ~notable["indicator"].isin(totals)]
    # What counts show to be no chance goes before what has no counts.
    order = pd.DataFrame(
        {"sure": notable["apart"].fillna(False).astype(bool), "size": levelled(notable["score"].abs())}
    )
    order = order.sort_values(["sure", "size"], ascending=False, kind="stable")
    notable = notable.loc[order.index].drop_duplicates("indicator")
    return notable[notable["score"] > 0].head(most), notable[notable["score"] < 0].head(most)


def standing_of(rows: pd.DataFrame) -> Standing | None:
    """How one indicator stands: as its total, or where that is not judged as women and men, mixed if they differ.

    `rows` are the indicator's of `profile`; None where none of them is judged.
    """
    judged = {sex: Standing(name) for sex, name in zip(rows["sex"], rows["standing"], strict=True) if name}
    if Sex.T in judged:
        return judged[Sex.T]
    differing = set(judged.values())
    return Standing.MIXED if len(differing) > 1 else next(iter(differing), None)


def standings(table: pd.DataFrame) -> Counter[Standing]:
    """How many of the indicators of `profile` stand better, worse, like their reference, and mixed."""
    each = (standing_of(rows) for _, rows in table.groupby("indicator", sort=False))
    return Counter(standing for standing in each if standing)


def _line(
    kind: pd.DataFrame, here: _Place, indicator: Indicator, period: int, sex: Sex, against: Level | None
) -> dict[str, object]:
    """One indicator, period and sex: the value, what it stands beside, and how far it lies from that.

    `kind` are the areas that the place is one of, by code.
    """
    values = kind["value"]
    value = float(values.get(here.code, np.nan))
    beside = {level: here.value(level, indicator.slug, period, sex) for level in here.above}
    small = here.level in SMALL_LEVELS
    if small and np.isnan(beside[Level.KOMMUN]) and indicator.unit.is_share:
        inside = kind[kind.index.str.startswith(here.above[Level.KOMMUN])]
        beside[Level.KOMMUN] = whole(inside, per=PERCENT).get(sex, np.nan)
    if against is None:
        reference = next((number for number in beside.values() if not np.isnan(number)), np.nan)
    else:
        reference = beside.get(against, np.nan)
    known, place = int(values.notna().sum()), rank(values, indicator.better).get(here.code, pd.NA)
    deviation = float(values.std()) if known >= FEWEST and not no_spread(values) else np.nan
    sign = {Better.HIGHER: 1.0, Better.LOWER: -1.0, Better.UNKNOWN: np.nan}[indicator.better]
    limits = _limits(kind, here, indicator, period, sex, value)
    beyond = sign * subtract(value, reference)
    score = beyond / deviation if deviation > 0 else np.nan
    apart = None if limits is None or np.isnan(reference) else not within(limits.lower, reference, limits.upper)
    return {
        "indicator": indicator.slug,
        "period": period,
        "years": indicator.years_in_value(here.level),
        "sex": str(sex),
        "value": value,
        "status": str(kind["status"].get(here.code, Status.MISSING)),
        **{str(level): beside.get(level, np.nan) for level in BESIDE},
        "reference": reference,
        "lower": limits.lower if limits else np.nan,
        "upper": limits.upper if limits else np.nan,
        "rank": place,
        "areas": known,
        "score": score,
        "apart": apart,
        "standing": str(_standing(beyond, score, apart) or ""),
        "notable": at_least(abs(score), NOTABLE)
        and apart is not False
        and (small or (score > 0) == (place <= (known + 1) / 2)),
    }


def _standing(favour: float, score: float, apart: bool | None) -> Standing | None:
    """By chance where counts can tell, else by distance; None where the direction, or both, are unknown."""
    if np.isnan(favour) or (apart is None and np.isnan(score)):
        return None
    if not (apart if apart is not None else at_least(abs(score), NOTABLE)):
        return Standing.LIKE
    return Standing.BETTER if favour > 0 else Standing.WORSE


def _limits(
    kind: pd.DataFrame, here: _Place, indicator: Indicator, period: int, sex: Sex, value: float
) -> Interval | None:
    """The value's interval: from its own counts where they are given, else from the population behind a rate."""
    if np.isnan(value):
        return None
    if per := indicator.unit.per:
        count, people = (float(kind[column].get(here.code, np.nan)) for column in ("numerator", "denominator"))
        if limits := from_counts(count, people, per=per):
            return limits
    if not (indicator.population and indicator.per):
        return None
    years = range(period - indicator.years_in_value(here.level) + 1, period + 1)
    behind = [here.value(here.level, slug, year, sex) for slug in indicator.population for year in years]
    return from_people(value, behind, per=indicator.per)
