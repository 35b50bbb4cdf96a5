"""An area's profile: each indicator beside the areas above it, and the strengths and needs that stand out.

A strength or a need is a value that lies far from the reference's in a direction known to be good or bad, measured in
standard deviations between areas of the same kind, and that chance does not explain where counts can tell.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from halsogap.model import Better, Indicator, Level, Sex, Status
from halsogap.stats.intervals import PER, from_counts
from halsogap.stats.ranks import rank

FEWEST = 5
"""Of fewer areas the spread says too little to measure a distance by."""

NOTABLE = 0.5
"""Standard deviations from the reference at which a value is worth a word: a medium effect (Cohen 1988)."""

BESIDE = (Level.KOMMUN, Level.LAN, Level.RIKET)


def profile(rows: pd.DataFrame, place: Mapping[Level, str], indicators: Mapping[str, Indicator]) -> pd.DataFrame:
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
        The catalogue. Indicators that it lacks take no part.

    Returns
    -------
    DataFrame
        One row an indicator and sex that the area has, in the catalogue's order and K, M, T. `period` is the last in
        which the area has a value (or, without any, a row), and all else is of that period: `value`, `status`;
        `kommun`, `lan`, `riket` (NaN where there is none, or where it is the area itself); `rank` (1 is the most
        favourable) of `areas` with a value; `score`, the distance from the nearest area above in standard deviations
        between the `areas`, positive where it is favourable (NaN without direction, reference or enough areas); and
        `apart`, whether the value's 95 % interval leaves that reference out (<NA> without counts).
    """
    level, code = next(iter(place.items()))
    above = {other: area for other, area in place.items() if other != level}
    made = []
    for slug, indicator in indicators.items():
        of_it = rows[rows["indicator"] == slug]
        own = of_it[(of_it["level"] == level) & (of_it["area"] == code)]
        if own.empty:
            continue
        valued = own[own["status"] == Status.VALUE]
        period = int((own if valued.empty else valued)["period"].max())
        then = of_it[of_it["period"] == period]
        for sex in [sex for sex in Sex if (own["sex"] == sex).any()]:
            line = _line(then[then["sex"] == sex], level, code, above, indicator)
            made.append({"indicator": slug, "period": period, "sex": str(sex), **line})
    columns = ["indicator", "period", "sex", "value", "status", *map(str, BESIDE), "rank", "areas", "score", "apart"]
    return pd.DataFrame(made, columns=columns).astype({"rank": "Int64", "apart": "boolean"})


def strengths_and_needs(table: pd.DataFrame, *, most: int = 5) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of `profile` that stand out as good, and those as bad: each at most `most`, the most certain first.

    Of equally certain ones the furthest away goes first. A value within chance of its reference is neither. An
    indicator is named once: by its total where that has a score, else by the sex whose value lies furthest away.
    """
    told = table[(table["score"].abs() >= NOTABLE) & table["apart"].fillna(True)]
    scored = table[table["score"].notna()]
    totals = set(scored.loc[scored["sex"] == Sex.T, "indicator"])
    told = told[(told["sex"] == Sex.T) | ~told["indicator"].isin(totals)]
    # What counts show to be no chance goes before what has no counts.
    order = pd.DataFrame({"sure": told["apart"].fillna(False).astype(bool), "size": told["score"].abs()})
    order = order.sort_values(["sure", "size"], ascending=False, kind="stable")
    told = told.loc[order.index].drop_duplicates("indicator")
    return told[told["score"] > 0].head(most), told[told["score"] < 0].head(most)


def _line(
    rows: pd.DataFrame, level: Level, code: str, above: Mapping[Level, str], indicator: Indicator
) -> dict[str, object]:
    """One indicator, period and sex: the value, what it stands beside, and how far it lies from that."""
    kind = rows[rows["level"] == level].set_index("area")
    values = kind["value"]
    value = _value(rows, level, code)
    status = str(kind["status"].get(code, Status.MISSING))
    beside = {other: _value(rows, other, area) for other, area in above.items()}
    reference = next((number for number in beside.values() if not np.isnan(number)), np.nan)
    known = int(values.notna().sum())
    deviation = float(values.std()) if known >= FEWEST else np.nan
    sign = {Better.HIGHER: 1.0, Better.LOWER: -1.0, Better.UNKNOWN: np.nan}[indicator.better]
    limits = None
    if indicator.unit in PER and code in kind.index:
        count, people = (_value(rows, level, code, column) for column in ("numerator", "denominator"))
        limits = from_counts(count, people, per=PER[indicator.unit])
    return {
        "value": value,
        "status": status,
        **{str(other): beside.get(other, np.nan) for other in BESIDE},
        "rank": rank(values, indicator.better).get(code, pd.NA),
        "areas": known,
        "score": sign * (value - reference) / deviation if deviation > 0 else np.nan,
        "apart": None if limits is None or np.isnan(reference) else not limits.lower <= reference <= limits.upper,
    }


def _value(rows: pd.DataFrame, level: Level, area: str, column: str = "value") -> float:
    found = rows.loc[(rows["level"] == level) & (rows["area"] == area), column]
    return float(found.iloc[0]) if len(found) else float("nan")
