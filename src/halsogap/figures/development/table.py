"""The table behind a place's development: every year with all that its chart can show."""

from __future__ import annotations

import math

import pandas as pd

from halsogap.figures.development.reading import ByYear, Reading
from halsogap.figures.development.sentences import evidence, marker_words
from halsogap.figures.figure import Column
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Better, Sex
from halsogap.stats.development import Mean, standing


def year_rows(reading: Reading, words: Words) -> pd.DataFrame:
    """One row a year and sex, newest first, under the language's own column names. What has no value is NaN."""
    near, country = reading.near_by_year(), reading.country_by_year()
    years = {year for _, year in reading.history.spread} | set(reading.own) | set(country)
    rows = [
        _row(reading, year, sex, near, country, words) for year in sorted(years, reverse=True) for sex in reading.sexes
    ]
    return pd.DataFrame(rows)


def _row(reading: Reading, year: int, sex: Sex, near: ByYear, country: ByYear, words: Words) -> dict[str, object]:
    value, among = reading.own.get(year, {}).get(sex, math.nan), reading.spread(sex).get(year)
    row: dict[str, object] = {
        words("export.indicator"): words.of(reading.indicator.name),
        words("export.unit"): words.unit(reading.indicator),
        words("export.year"): year,
        words("development.table.sex"): words(f"sex.{sex}"),
        reading.place.name: value,
    }
    if reading.among:
        place_in_order = standing(value, among, reading.indicator.better) if among else None
        row[words("development.standing")] = words(f"kolada.{place_in_order}") if place_in_order else ""
        if reading.indicator.better is not Better.UNKNOWN:
            row[words("development.table.rank")] = reading.rank(sex, year)
    if reading.near:
        row[reading.near.name] = near.get(year, {}).get(sex, math.nan)
    if reading.place.code != RIKET_CODE:
        row[words("development.country")] = country.get(year, {}).get(sex, math.nan)
    if reading.peers:
        mean = reading.peer_means.get((sex, year), Mean(math.nan, 0))
        row |= {words("development.peers"): mean.value, words("development.table.peers_n"): mean.areas}
    row |= {
        words("development.table.areas"): among.areas if among else 0,
        words("development.table.lowest"): among.lowest if among else math.nan,
        words("development.table.lowest_area"): reading.name(among.lowest_area, words) if among else "",
        words("development.table.highest"): among.highest if among else math.nan,
        words("development.table.highest_area"): reading.name(among.highest_area, words) if among else "",
        words("development.low_tenth"): among.lower_tenth if among else math.nan,
        words("development.high_tenth"): among.upper_tenth if among else math.nan,
    }
    return row


def year_columns(reading: Reading, words: Words) -> dict[str, Column]:
    """How the numbers of `year_rows` are written."""
    value, count = Column(words.unit(reading.indicator), reading.indicator.decimals), Column(decimals=0)
    named = ("country", "peers", "table.lowest", "table.highest", "low_tenth", "high_tenth")
    places = [reading.place.name, *([reading.near.name] if reading.near else [])]
    values = dict.fromkeys([*places, *(words(f"development.{name}") for name in named)], value)
    return values | dict.fromkeys((words(f"development.table.{name}") for name in ("rank", "peers_n", "areas")), count)


def trend_rows(reading: Reading, words: Words) -> pd.DataFrame:
    """One row a sex: the trend marker, its chi-square (NaN: not tested), and what it rests on."""
    window = reading.indicator.years_in_value(reading.place.level)
    return pd.DataFrame(
        [
            {
                words("development.table.sex"): words(f"sex.{sex}"),
                words("development.table.trend"): marker_words(trend, reading.indicator, words),
                words("development.table.chi_square"): trend.chi_square,
                words("development.table.evidence"): evidence(trend, window, reading.indicator, words),
                words("export.area"): reading.place.name,
                words("export.indicator"): words.of(reading.indicator.name),
            }
            for sex, trend in reading.trends.items()
        ]
    )
