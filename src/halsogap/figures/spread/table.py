"""The table of spread as a file: one row a line, both levels, every measure, in plain numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from halsogap.figures.provenance import BY_ROW
from halsogap.figures.spread.reading import SpreadRow
from halsogap.figures.spread.sentences import remarks
from halsogap.i18n import Words
from halsogap.model import Level, Sex
from halsogap.stats.spread.measures import Measure


def spread_rows(rows: Sequence[SpreadRow], asked: Level, names: Mapping[str, str], words: Words) -> pd.DataFrame:
    """The lines, named in the user's language; the index has the indicators' slugs.

    Parameters
    ----------
    asked
        Among whose areas the spread was to be measured.
    names
        The areas' names by code; an extreme that several share names them all.
    """
    slugs = pd.Index([row.spread.indicator.slug for row in rows], name=BY_ROW, dtype=object)
    frame = pd.DataFrame([_line(row, asked, names, words) for row in rows], index=slugs)
    whole = (words(f"spread.column_{column}") for column in ("then", "now", "compared"))
    return frame.astype({column: "Int64" for column in whole if column in frame})


def _line(row: SpreadRow, asked: Level, names: Mapping[str, str], words: Words) -> dict[str, object]:
    spread = row.spread
    years = {"then": spread.then, "now": spread.now}
    line: dict[str, object] = {
        words("export.indicator"): words.of(spread.indicator.name),
        words("indicators.id"): ", ".join([*spread.indicator.kpis, *spread.indicator.tables]),
        words("spread.column_sex"): words(f"sex.{spread.sex.lower()}"),
        words("export.unit"): words.unit(spread.indicator),
        **{words(f"spread.column_{name}"): year for name, year in years.items()},
    }
    for name, year in years.items():
        for sex, letter in ((spread.sex, "country"), (Sex.K, "country_women"), (Sex.M, "country_men")):
            value = row.country.get(year or 0, {}).get(sex, math.nan)
            line[words(f"spread.column_{letter}_{name}")] = value
    for level in (Level.KOMMUN, Level.LAN):
        for name, year in years.items():
            extent = row.extents.get((level, year or 0))
            for end in ("low", "high"):
                value, codes = (
                    (math.nan, ())
                    if extent is None
                    else (extent.low, extent.low_areas)
                    if end == "low"
                    else (extent.high, extent.high_areas)
                )
                column = words(f"spread.{end}_{level}")
                line[f"{column}, {words(f'goals.column_{name}')}"] = value
                line[f"{column}, {words(f'spread.column_who_{name}')}"] = ", ".join(names[code] for code in codes)
    line[words("spread.column_level")] = words(f"level.many_{row.level}")
    line[words("spread.column_compared")] = spread.compared
    for measure in Measure:
        measured = words(f"spread.measure_{measure}")
        line[f"{measured}, {words('goals.column_then')}"] = spread.before[measure]
        line[f"{measured}, {words('goals.column_now')}"] = spread.after[measure]
        line[f"{measured}, {words('spread.column_change')}"] = 100 * spread.change(measure)
    line[words("export.status")] = "; ".join(remarks(row, asked, words)[1:])
    return line
