"""What stands out in a place: its largest gaps between women and men, its best and its worst standings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from halsogap.figures.start.choices import Choices
from halsogap.model import Area, Indicator
from halsogap.reading import at_a_glance
from halsogap.reading.reader import Reader
from halsogap.stats.at_a_glance import largest_gaps, standings, strongest_and_weakest

Row = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """What stands out: `gaps` are rows of `stats.at_a_glance.largest_gaps`, `best` and `worst` of `standings`."""

    choices: Choices
    reader: Reader
    gaps: tuple[Row, ...]
    best: tuple[Row, ...]
    worst: tuple[Row, ...]

    @property
    def place(self) -> Area:
        """The place."""
        return self.choices.place

    @property
    def lists(self) -> dict[str, tuple[Row, ...]]:
        """The three lists by name, in the page's order."""
        return {"gaps": self.gaps, "best": self.best, "worst": self.worst}

    @property
    def nothing(self) -> bool:
        """Whether nothing stands out: all lists are empty."""
        return not any(self.lists.values())

    def indicator(self, row: Row) -> Indicator:
        """The indicator that a row is of."""
        return self.reader.catalog()[row["indicator"]]


def reading(choices: Choices, reader: Reader) -> Reading:
    """Read what stands out in the place. The country stands among none: it has gaps alone."""
    own = at_a_glance.own_rows(reader, choices.place)
    table = pd.DataFrame() if choices.is_country else standings(own)
    best, worst = strongest_and_weakest(table)
    return Reading(choices, reader, *map(_rows, (largest_gaps(own), best, worst)))


def _rows(table: pd.DataFrame) -> tuple[Row, ...]:
    return tuple({str(name): value for name, value in row.items()} for row in table.to_dict("records"))
