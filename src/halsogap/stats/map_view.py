"""Map views: the one or two maps beside each other (women, men, total or the gap), with values, ranks and classes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from halsogap.model import Better, Sex, Status
from halsogap.stats.classes import Classes, Scheme, classify, classify_gap
from halsogap.stats.gap.measure import Measure, gap_status, gender_gap
from halsogap.stats.gap.summary import gap_width
from halsogap.stats.ranks import rank


class View(StrEnum):
    """What the map shows: women beside men, both together, or the gap between them."""

    SEXES = "sexes"
    TOTAL = "total"
    GAP = "gap"


@dataclass(frozen=True)
class MapView:
    """One map's numbers, one row an area in the order of the table they came from.

    `id` is "K", "M", "T", "diff" or "ratio"; `values` float with NaN, `status` and `ranks` (Int64) go with them;
    `national` is the country's own value, NaN where there is none.
    """

    id: str
    values: pd.Series
    status: pd.Series
    ranks: pd.Series
    national: float

    @property
    def ranked(self) -> int:
        """How many areas have a value, and so a rank."""
        return int(self.values.notna().sum())


def map_views(
    table: pd.DataFrame, national: dict[Sex, float], view: View, measure: Measure, better: Better
) -> list[MapView]:
    """The maps that a view has beside each other.

    Parameters
    ----------
    table
        One row an area: `K`, `M`, `T` and `status_K`, `status_M`, `status_T`, as `gap.by_sex` gives.
    national
        The country's values by sex; a sex that is absent has none.
    view, measure, better
        What to show. Ranks follow the favourable direction; in the gap view, rank 1 is the smallest gap.
    """
    if view is View.GAP:
        values = gender_gap(table["K"], table["M"], measure)
        status = gap_status(table["status_K"], table["status_M"])
        # A ratio over zero men has no value although both sexes have one: on the map it is missing, not a number.
        status = status.where(values.notna() | (status != Status.VALUE), str(Status.MISSING))
        away = gap_width(values, measure)
        women, men = (pd.Series([national.get(sex, math.nan)]) for sex in (Sex.K, Sex.M))
        whole = float(gender_gap(women, men, measure).iloc[0])
        return [MapView(str(measure), values, status, rank(away, Better.LOWER), whole)]
    sexes = (Sex.K, Sex.M) if view is View.SEXES else (Sex.T,)
    return [_view_of(sex, table, national, better) for sex in sexes]


def views_of_sexes(table: pd.DataFrame, national: dict[Sex, float], better: Better) -> list[MapView]:
    """One map view each for women, men and the total, whatever the map shows: for the panel and the files."""
    return [_view_of(sex, table, national, better) for sex in Sex]


def _view_of(sex: Sex, table: pd.DataFrame, national: dict[Sex, float], better: Better) -> MapView:
    values = table[str(sex)]
    return MapView(str(sex), values, table[f"status_{sex}"], rank(values, better), national.get(sex, math.nan))


def shared_classes(map_views: list[MapView], scheme: Scheme, k: int, better: Better) -> Classes | None:
    """The classes that all map views share, so that a colour means the same on each; None where there is no value."""
    pooled = np.concatenate([map_view.values.to_numpy(dtype="float64") for map_view in map_views])
    if map_views[0].id in tuple(Measure):
        neutral = 0.0 if map_views[0].id == Measure.DIFF else 1.0
        return classify_gap(pooled, neutral=neutral, scheme=scheme, k=k if k % 2 else k + 1)
    return classify(pooled, scheme, k=k, better=better)
