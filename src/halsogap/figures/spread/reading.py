"""What the table of spread shows: the country's values, both levels' extremes, and the spread in two years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from halsogap.figures.spread.choices import LEVELS, Choices, asked
from halsogap.model import RIKET_CODE, Indicator, Level, Sex
from halsogap.reading import many_indicators
from halsogap.reading.reader import Reader
from halsogap.reading.values import Values
from halsogap.stats.spread.extremes import Extent, extent
from halsogap.stats.spread.measures import Spread, compare, populations, years_within


@dataclass(frozen=True)
class SpreadRow:
    """One line: the spread among the areas of `level`, and by year the country's values and each level's extremes.

    `level` is the one asked for, or the one that the indicator has.
    """

    spread: Spread
    level: Level
    country: Mapping[int, Mapping[Sex, float]]
    extents: Mapping[tuple[Level, int], Extent | None]


@dataclass(frozen=True)
class Reading:
    """The lines of the table in the catalogue's order, and the indicators `without` a value in those years."""

    choices: Choices
    reader: Reader
    rows: tuple[SpreadRow, ...]
    without: tuple[Indicator, ...]


def reading(choices: Choices, reader: Reader) -> Reading:
    """Read what the page shows.

    Each indicator has the first and last of its own years within those asked for. Where both sexes together have no
    values (life expectancy), women and men have a line each.
    """
    indicators = asked(reader, choices.strategy)
    by_slug = many_indicators.read(reader, indicators)
    rows: list[SpreadRow] = []
    without = []
    for one in indicators:
        of_one = [_remembered(one, sex, choices, by_slug) for sex in _sexes(one, choices.sex)]
        rows += [row for row in of_one if row]
        if not any(of_one):
            without.append(one)
    return Reading(choices, reader, tuple(rows), tuple(without))


def _sexes(indicator: Indicator, sex: Sex) -> tuple[Sex, ...]:
    return (Sex.K, Sex.M) if sex is Sex.T and Sex.T not in indicator.sexes else (sex,)


def _remembered(indicator: Indicator, sex: Sex, choices: Choices, by_slug: Mapping[str, Values]) -> SpreadRow | None:
    """One line, made once for each question and kept with the indicator's values."""
    values, level, first, last = by_slug.get(indicator.slug), choices.level, choices.first, choices.last
    if values is None:
        return None
    key = (indicator, sex, level, first, last)
    return values.remembered("spread", key, lambda: _row(indicator, sex, level, by_slug, first, last))


def _row(
    indicator: Indicator, sex: Sex, asked: Level, by_slug: Mapping[str, Values], first: int, last: int
) -> SpreadRow | None:
    """One line, or None where neither level has a value in those years."""
    own = by_slug[indicator.slug]
    for level in sorted(LEVELS, key=lambda one: one is not asked):
        values = own.wide(level, sex)
        then, now = years_within([] if values is None else [int(year) for year in values.columns], first, last)
        if values is None or now is None:
            continue
        compared = [year for year in (then, now) if year]
        people = {
            slug: by_slug[slug].wide(level, sex) for slug in many_indicators.slugs_of([indicator]) if slug in by_slug
        }
        weights = populations(indicator, people, many_indicators.RESIDENTS, compared)
        spread = compare(indicator, sex, values, weights, then, now)
        extents = {(at, year): _ends(own.wide(at, sex), year) for at in LEVELS for year in compared}
        country = own.by_year(Level.RIKET, RIKET_CODE)
        return SpreadRow(spread, level, {year: country.get(year, {}) for year in compared}, extents)
    return None


def _ends(values: pd.DataFrame | None, year: int) -> Extent | None:
    return extent(values[year]) if values is not None and year in values else None
