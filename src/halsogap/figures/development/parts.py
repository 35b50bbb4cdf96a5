"""What a development chart is made of: its lines, band and marks, and how each looks on screen and in pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from halsogap.figures.charts import ACCENT, QUIET
from halsogap.figures.palette import BEST, MEN, MIDDLE, WOMEN, WORST
from halsogap.model import Sex
from halsogap.stats.development import Standing

COLOURS = {
    Sex.T: (ACCENT, "#5d7f83", "#c4cdd0", "#f0f3f3"),
    Sex.K: (WOMEN, "#8d78b5", "#d3cae3", "#f3f0f8"),
    Sex.M: (MEN, "#d88a55", "#f3d3bd", "#fcf3ec"),
}
"""Of the place, of what is thin beside it, of the country, of the band; by sex."""

SHAPES = {
    Standing.BEST: ("triangle-up", BEST),
    Standing.MIDDLE: ("circle", MIDDLE),
    Standing.WORST: ("triangle-down", WORST),
    Standing.LOWEST: ("square", "#ffffff"),
    Standing.HIGHEST: ("cross", QUIET),
}
"""Shape and colour of each standing: Kolada's where a direction is known, neutral ones where it is not."""


class Role(StrEnum):
    """What a line is to the place."""

    PLACE = "place"
    NEAR = "near"
    COUNTRY = "country"
    PEERS = "peers"
    LOW_TENTH = "low_tenth"
    HIGH_TENTH = "high_tenth"


LOOKS = {
    Role.COUNTRY: (2, 7.0, [1, 0]),
    Role.LOW_TENTH: (1, 1.2, [8, 4]),
    Role.HIGH_TENTH: (1, 1.2, [2, 2, 8, 2]),
    Role.NEAR: (1, 1.4, [1, 0]),
    Role.PEERS: (1, 2.2, [2, 4]),
    Role.PLACE: (0, 2.8, [1, 0]),
}
"""By role, the first drawn first: which of the sex's colours, how wide, and the dashes."""


@dataclass(frozen=True)
class Line:
    """A line of the chart: what it is called, and one value a year. `standings` are the place's own."""

    role: Role
    sex: Sex
    name: str
    values: dict[int, float]
    standings: dict[int, Standing]


@dataclass(frozen=True)
class Band:
    """From the lowest to the highest of all places of a kind, one pair a year; `name` says so."""

    sex: Sex
    name: str
    limits: dict[int, tuple[float, float]]


@dataclass(frozen=True)
class Marks:
    """What is marked: the `year` that is shown and the `value` then, the baseline's year and value, the target."""

    year: int | None
    value: float = math.nan
    baseline: tuple[int, float] | None = None
    target: tuple[int, float] | None = None

    @property
    def target_above(self) -> bool:
        """Whether the target is the higher of the two: its label goes above it, and the value's below."""
        return self.target is not None and not self.target[1] < self.value


def in_order(lines: Sequence[Line]) -> list[Line]:
    """The lines that have values, in the order of a legend: the place first, women before men."""
    with_values = [line for line in lines if line.values]
    return sorted(with_values, key=lambda line: (-list(LOOKS).index(line.role), list(Sex).index(line.sex)))
