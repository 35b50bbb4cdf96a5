"""A place's values through the years, cut where they cannot be compared."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from halsogap.model import Indicator


@dataclass(frozen=True)
class Run:
    """An unbroken run of years: `points` are (year, value), ascending."""

    points: tuple[tuple[int, float], ...]


def runs(values: Mapping[int, float], indicator: Indicator) -> list[Run]:
    """The values of one place and sex as runs that no change of definition cuts through.

    Parameters
    ----------
    values
        One value a year. Years without a value (absent, or NaN) do not break a run: the line goes on between measured
        years, and the table shows which those are.
    indicator
        Its `breaks` cut the runs: a run never holds years on both sides of one.
    """
    unbroken: list[list[tuple[int, float]]] = []
    for year, value in sorted(values.items()):
        if math.isnan(value):
            continue
        if not unbroken or indicator.break_between(unbroken[-1][-1][0], year):
            unbroken.append([])
        unbroken[-1].append((year, value))
    return [Run(tuple(points)) for points in unbroken]
