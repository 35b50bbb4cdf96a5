"""What small areas alone have: the counts behind their values, who lives there, years in other boundaries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from halsogap.model import EVERYONE, Level, Sex
from halsogap.reading import areas
from halsogap.stats.areal.crosswalk import Converted, convert_values

if TYPE_CHECKING:
    from halsogap.reading.reader import Reader


@dataclass(frozen=True)
class Residents:
    """How many `people` of `sex` lived in each area, by its code, on 31 December of `year`."""

    year: int
    sex: Sex
    people: pd.Series


def counts_of(reader: Reader, indicator: str, level: Level, period: int, sex: Sex) -> pd.DataFrame:
    """The counts behind one sex's values that year: `numerator` and `denominator` by area, where there are any.

    Shared: only to be read.
    """
    vintage = reader.vintage_of(indicator, level, period)
    return reader.values_of(indicator, level).counts_of(level, period, sex, vintage)


def residents(reader: Reader, level: Level, vintage: str, period: int, sex: Sex) -> Residents | None:
    """How many live in each area of `vintage`: that year, or else the nearest that is known in those boundaries.

    Those of `sex`, or where only all are counted, all. None where nobody has counted them.
    """
    coverage = reader.coverage()
    for slug, indicator in reader.catalog().items():
        if indicator.ages != EVERYONE:
            continue
        years = [year for year in coverage.periods(slug, level) if coverage.vintage(slug, level, year) == vintage]
        if years:
            year = min(years, key=lambda year: (abs(year - period), -year))
            of = sex if sex in coverage.sexes(slug, level, year) else Sex.T
            return Residents(year, of, reader.values_of(slug, level).known(level, year, of))
    return None


def converted(reader: Reader, indicator: str, level: Level, code: str, vintage: str) -> dict[int, dict[Sex, Converted]]:
    """A small area's values in years that are known in other boundaries than those of `vintage`, carried to these.

    Nothing of editions whose polygons are not held.
    """
    by_year: dict[int, dict[Sex, Converted]] = {}
    measured, values = reader.catalog()[indicator], reader.values_of(indicator, level)
    for period in reader.coverage().periods(indicator, level):
        other = reader.vintage_of(indicator, level, period)
        table = areas.crosswalk(reader, level, other, vintage, code[:4]) if other != vintage else None
        if table is not None:
            rows = values.of_year(level, period)
            rows = rows[(rows["geo_vintage"] == other) & rows["area"].str.startswith(code[:4])]
            if of_year := convert_values(rows, table, code, unit=measured.unit):
                by_year[period] = of_year
    return by_year
