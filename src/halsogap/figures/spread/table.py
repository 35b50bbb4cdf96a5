"""The table of spread as a file: one row a line, both levels, every measure, in plain numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from halsogap.exporting.tables import marked
from halsogap.figures.spread.table_html import SpreadRow, remarks
from halsogap.i18n import Words
from halsogap.model import Level, Sex
from halsogap.stats.spread.measures import Measure


def spread_table(
    rows: Sequence[SpreadRow], asked: Level, names: Mapping[str, str], words: Words, *, day: str, demo: bool
) -> pd.DataFrame:
    """The lines, named in the user's language.

    Parameters
    ----------
    asked
        Among whose areas the spread was to be measured.
    names
        The areas' names by code; an extreme that several share names them all.
    day
        The ISO day the values were fetched.
    demo
        Whether they are made up: then every row says so.
    """
    publishers = " / ".join(dict.fromkeys(row.spread.indicator.source.name for row in rows))
    frame = pd.DataFrame([_line(row, asked, names, words) for row in rows])
    whole = dict.fromkeys([words(f"spread.column_{column}") for column in ("then", "now", "compared")], "Int64")
    return marked(
        frame.astype(whole), fetched_at=day, demo=demo, language=words.language, computed=True, publisher=publishers
    ).rename(columns={"source": words("export.source")})


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
            found = row.ends.get((level, year or 0))
            for end in ("low", "high"):
                value, codes = (
                    (math.nan, ())
                    if found is None
                    else (found.low, found.low_areas)
                    if end == "low"
                    else (found.high, found.high_areas)
                )
                column = words(f"spread.{end}_{level}")
                line[f"{column}, {words(f'goals.column_{name}')}"] = value
                line[f"{column}, {words(f'spread.column_who_{name}')}"] = ", ".join(names[code] for code in codes)
    line[words("spread.column_level")] = words(f"level.many_{row.level}")
    line[words("spread.column_compared")] = spread.compared
    for measure in Measure:
        said = words(f"spread.measure_{measure}")
        line[f"{said}, {words('goals.column_then')}"] = spread.before[measure]
        line[f"{said}, {words('goals.column_now')}"] = spread.after[measure]
        line[f"{said}, {words('spread.column_change')}"] = 100 * spread.change(measure)
    line[words("export.status")] = "; ".join(remarks(row, asked, words)[1:])
    return line
