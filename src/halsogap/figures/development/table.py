"""The table behind a place's development: every year with all that its chart can show."""

from __future__ import annotations

import math

import pandas as pd

from halsogap.figures.development.reading import ByYear, Development
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Better, Level, Sex
from halsogap.stats.development import Mean, standing
from halsogap.ui.state import session


def development_table(shown: Development, words: Words) -> pd.DataFrame:
    """One row a year and sex, newest first, under the language's own column names. What has no value is NaN."""
    reader = session.reader()
    near = reader.by_year(shown.indicator.slug, shown.near.level, shown.near.code) if shown.near else {}
    country = reader.by_year(shown.indicator.slug, Level.RIKET, RIKET_CODE)
    years = {year for _, year in shown.history.spread} | set(shown.own) | set(country)
    rows = [_row(shown, year, sex, near, country, words) for year in sorted(years, reverse=True) for sex in shown.sexes]
    return pd.DataFrame(rows)


def _row(shown: Development, year: int, sex: Sex, near: ByYear, country: ByYear, words: Words) -> dict[str, object]:
    value, among = shown.own.get(year, {}).get(sex, math.nan), shown.spread(sex).get(year)
    row: dict[str, object] = {
        words("export.year"): year,
        words("development.table.sex"): words(f"sex.{sex}"),
        shown.place.name: value,
    }
    if shown.among:
        found = standing(value, among, shown.indicator.better) if among else None
        row[words("development.standing")] = words(f"kolada.{found}") if found else ""
        if shown.indicator.better is not Better.UNKNOWN:
            row[words("development.table.rank")] = shown.rank(sex, year)
    if shown.near:
        row[shown.near.name] = near.get(year, {}).get(sex, math.nan)
    if shown.place.code != RIKET_CODE:
        row[words("development.country")] = country.get(year, {}).get(sex, math.nan)
    if shown.peers:
        mean = shown.peer_means.get((sex, year), Mean(math.nan, 0))
        row |= {words("development.peers"): mean.value, words("development.table.peers_n"): mean.areas}
    row |= {
        words("development.table.areas"): among.areas if among else 0,
        words("development.table.lowest"): among.lowest if among else math.nan,
        words("development.table.lowest_area"): shown.name(among.lowest_area) if among else "",
        words("development.table.highest"): among.highest if among else math.nan,
        words("development.table.highest_area"): shown.name(among.highest_area) if among else "",
        words("development.low_tenth"): among.lower_tenth if among else math.nan,
        words("development.high_tenth"): among.upper_tenth if among else math.nan,
    }
    return row
