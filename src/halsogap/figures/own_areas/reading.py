"""Who lives in a visitor's own areas, and how much of that rests on areas that also lie elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from halsogap.model import RIKET_CODE, Indicator, Level, Sex
from halsogap.reading.brought import BroughtAreas
from halsogap.reading.own_area_values import LEVELS_BEHIND, POPULATIONS
from halsogap.reading.reader import Reader
from halsogap.stats.areal.own_areas import rests_on


@dataclass(frozen=True)
class Living:
    """Who lives in own areas.

    `people` by code (NaN where nobody knows), of `indicator` and `period`; `split` and `uncovered` by code: which part
    rests on areas that also lie elsewhere, and which part of the area nothing is known of. `behind` is the level of the
    areas that the values come from.
    """

    indicator: Indicator
    period: int
    people: pd.Series
    split: pd.Series
    uncovered: pd.Series
    behind: Level

    @property
    def split_in_all(self) -> float:
        """The part of all the people that rests on areas which also lie elsewhere."""
        whole = float(self.people.sum())
        return float((self.people * self.split).sum()) / whole if whole else 0.0


def living(brought: BroughtAreas, reader: Reader) -> Living | None:
    """Who lives in the areas, the last year that is known; None where there is no population of small areas."""
    coverage = reader.coverage()
    slug = next((s for s in POPULATIONS if Level.OWN in coverage.levels(s)), None)
    interpolated = reader.interpolated(slug) if slug else None
    if slug is None or interpolated is None:
        return None
    period = coverage.periods(slug, Level.OWN)[-1]
    codes = brought.table["code"].tolist()
    values = [reader.area_values(slug, Level.OWN, code, period).get(Sex.T, float("nan")) for code in codes]
    rests = [rests_on(interpolated[0].basis, code, period) for code in codes]
    split, uncovered = ([part[at] for part in rests] for at in (0, 2))
    series = [pd.Series(column, index=codes, dtype=float) for column in (values, split, uncovered)]
    people, parts, bare = series
    return Living(reader.catalog()[slug], period, people, parts, bare, reader.level_behind(slug, Level.OWN))


def with_values(reader: Reader) -> list[str]:
    """The slugs of the indicators that the areas have values of."""
    coverage = reader.coverage()
    return [slug for slug in reader.catalog() if Level.OWN in coverage.levels(slug)]


def not_interpolated(reader: Reader) -> list[Indicator]:
    """The indicators of small areas whose values cannot be carried to other areas: medians and means."""
    coverage, having = reader.coverage(), set(with_values(reader))
    return [
        indicator
        for slug, indicator in reader.catalog().items()
        if slug not in having and set(coverage.levels(slug)) & set(LEVELS_BEHIND)
    ]


def common_parent(brought: BroughtAreas) -> str:
    """The code of the smallest area that has all own ones: a municipality, a county or the country."""
    parents = set(brought.table["parent"])
    counties = {code[:2] for code in parents}
    return next((codes.pop() for codes in (parents, counties) if len(codes) == 1), RIKET_CODE)
