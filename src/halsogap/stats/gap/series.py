"""The gap through the years: of one place, and how the areas of a level lie round it."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from halsogap.model import Indicator, Sex
from halsogap.stats.gap.measure import Measure, gender_gap
from halsogap.stats.series import runs

BAND = (0.1, 0.9)
"""The shares between which the middle eighty per cent of areas lie: the extremes are mostly small places' chance."""

FEWEST = 10
"""Of fewer areas a band of tenths says nothing."""


def gap_by_year(by_year: Mapping[int, Mapping[Sex, float]], measure: Measure) -> dict[int, float]:
    """One place's gap, year by year; a year that lacks one of the sexes (or gives no ratio) has none."""
    women, men = (
        pd.Series([values.get(sex, math.nan) for values in by_year.values()], dtype=float) for sex in (Sex.K, Sex.M)
    )
    gaps = zip(by_year, gender_gap(women, men, measure), strict=True)
    return {year: float(gap) for year, gap in gaps if not math.isnan(gap)}


def gap_band(history: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Between which gaps the middle eighty per cent of areas lie, each year.

    Parameters
    ----------
    history
        One row an area and `period`, with `K` and `M`.
    measure
        The gap as difference or ratio.

    Returns
    -------
    DataFrame
        `period` (ascending), `low`, `high`, and `areas` with a gap; years with fewer than `FEWEST` are left out.
    """
    gaps = history.assign(gap=gender_gap(history["K"], history["M"], measure)).dropna(subset=["gap"])
    by = gaps.groupby("period")["gap"]
    band = pd.DataFrame({"low": by.quantile(BAND[0]), "high": by.quantile(BAND[1]), "areas": by.size()})
    return band[band["areas"] >= FEWEST].reset_index()


def in_runs(values: Mapping[int, float], indicator: Indicator) -> pd.DataFrame:
    """One row a year with `year`, `value` and the number of its unbroken `run`: a line joins only years of one run."""
    rows = [(year, value, number) for number, run in enumerate(runs(values, indicator)) for year, value in run.points]
    return pd.DataFrame(rows, columns=["year", "value", "run"])
