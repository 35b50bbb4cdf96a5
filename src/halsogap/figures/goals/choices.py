"""The goals page's choices: how the goals are laid out, and the last year that counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from halsogap.figures.address import Selection, encode
from halsogap.figures.choices import Given
from halsogap.figures.figure import Address
from halsogap.figures.places import administrative_area
from halsogap.model import Area

PAGE = "goals"

GROUPS = {
    "goal_area": ("god_jamlik_halsa", "god_kvalitet", "hallbart_uthalligt"),
    "life_stage": ("barn_unga", "vuxna", "aldre"),
}
"""How the goals can be laid out: the field of the indicator, and its values in the report's order."""

LATEST, REPORT = "latest", "report"
"""What "now" can be beside a year: the latest value, or the one that the report used."""


@dataclass(frozen=True)
class Choices:
    """What the page shows.

    `selection` is what is wished for: its area is the place, and a goal's link takes the rest of it to the map. `by` is
    one of `GROUPS`; `until` is `LATEST`, `REPORT` or the last year that counts, one of `years`.
    """

    selection: Selection
    by: str = "goal_area"
    until: str = LATEST
    years: tuple[int, ...] = ()

    @classmethod
    def read(cls, selection: Selection, given: Given, years: Sequence[int]) -> Choices:
        """The choices out of the wished `selection`, what is `given` for the page's own names, and the `years` that the
        goals have values for (`reading.years`)."""
        allowed = [LATEST, REPORT, *map(str, years)]
        return cls(selection, given("by", GROUPS, "goal_area"), given("until", allowed, LATEST), years=tuple(years))

    @property
    def place(self) -> Area:
        """The country, county or municipality whose goals are shown."""
        return administrative_area(self.selection)

    @property
    def address(self) -> Address:
        """The page with all that makes this view."""
        return Address(PAGE, {**encode(self.selection), "by": self.by, "until": self.until})
