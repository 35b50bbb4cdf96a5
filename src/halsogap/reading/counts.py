"""The counts behind values, by area, on which intervals rest: the source's own, or those of a rate and its people."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from halsogap.model import Indicator, Level, Sex
from halsogap.reading import small_areas

if TYPE_CHECKING:
    from halsogap.reading.reader import Reader

Counts = tuple[float, float]
"""A numerator and its denominator: people of people, or events of person-time."""


def counts_behind(reader: Reader, indicator: Indicator, level: Level, period: int, sex: Sex) -> Mapping[str, Counts]:
    """Numerator and denominator by area, where they are known. Shared: only to be read.

    Kolada publishes rates without their events: these are then the rate times the population, over all the years that
    a value covers.
    """
    if indicator.unit.per is None:
        return {}
    key = (reader.in_force(), level, period, sex)
    return reader.values_of(indicator.slug, level).remembered(
        "counts behind", key, lambda: _counts_behind(reader, indicator, level, period, sex)
    )


def _counts_behind(reader: Reader, indicator: Indicator, level: Level, period: int, sex: Sex) -> dict[str, Counts]:
    given = small_areas.counts_of(reader, indicator.slug, level, period, sex)
    if len(given) or not indicator.population or not indicator.per:
        return {str(code): (numerator, of) for code, numerator, of in given.itertuples(name=None)}
    values = _values(reader, indicator.slug, level, period, sex)
    years = range(period - indicator.years_in_value(level) + 1, period + 1)
    people = [_values(reader, slug, level, year, sex) for slug in indicator.population for year in years]
    by_slug: dict[str, Counts] = {}
    for code, value in values.items():
        person_time = math.fsum(by_area.get(code, math.nan) for by_area in people)
        if person_time > 0:
            by_slug[code] = (value / indicator.per * person_time, person_time)
    return by_slug


def _values(reader: Reader, indicator: str, level: Level, period: int, sex: Sex) -> dict[str, float]:
    """The values of one sex that year, by area."""
    table, _ = reader.area_table(indicator, level, period)
    known = table[table[str(sex)].notna()]
    return dict(zip(known["code"], known[str(sex)].astype(float), strict=True))
