"""The interval of a published value: from its own counts, or from the population behind a rate."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from halsogap.model import Indicator, Level, Sex
from halsogap.stats.intervals import Interval, from_counts, from_people

if TYPE_CHECKING:
    from halsogap.reading.reader import Reader


def interval_of(
    reader: Reader, indicator: Indicator, level: Level, code: str, period: int, sex: Sex, value: float
) -> Interval | None:
    """The value's 95 % interval: from its own counts where they are given, else from the population behind a rate.

    None where neither is there: most of Kolada's percentages come without counts.
    """
    per = indicator.unit.per
    if per and (counted := reader.counts(indicator.slug, level, code, period)):
        return from_counts(*counted[sex], per=per) if sex in counted else None
    if not indicator.population or not indicator.per:
        return None
    years = range(period - indicator.years_in_value(level) + 1, period + 1)
    people = [
        reader.area_values(slug, level, code, year).get(sex, math.nan)
        for slug in indicator.population
        for year in years
    ]
    return from_people(value, people, per=indicator.per)
