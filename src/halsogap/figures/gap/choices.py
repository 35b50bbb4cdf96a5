"""The gap page's choices: how dots are drawn, which stand out, and what the ranking shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from halsogap.figures.address import Selection, encode
from halsogap.figures.choices import Given
from halsogap.figures.figure import Address
from halsogap.model import Level
from halsogap.stats.map_view import View

PAGE = "gap"

OPTIONS = {
    "size": ("equal", "population"),
    "similar": ("no", "yes"),
    "ranking_level": (str(Level.KOMMUN), str(Level.LAN)),
    "ranking_group": ("all", "strategi", "bakgrund"),
    "ranking_each": ("one", "all"),
}
"""By their name in the address, what they can be; the first is the default."""


@dataclass(frozen=True)
class Choices:
    """What the page shows.

    `selection` is the settled one; `sized` draws dots as large as their population; `similar` lets the chosen
    municipality's similar ones stand out; the ranking is of areas at `ranking_level`, of the indicators of
    `ranking_group` ("all" or a group's id), with one row an indicator where `one_each`.
    """

    selection: Selection
    sized: bool = False
    similar: bool = False
    ranking_level: Level = Level.KOMMUN
    ranking_group: str = "all"
    one_each: bool = True

    @classmethod
    def read(cls, selection: Selection, given: Given) -> Choices:
        """The choices out of the settled `selection` and what is `given` for the page's own names."""
        options = {name: given(name, values, values[0]) for name, values in OPTIONS.items()}
        return cls(
            selection,
            sized=options["size"] == "population",
            similar=options["similar"] == "yes",
            ranking_level=Level(options["ranking_level"]),
            ranking_group=options["ranking_group"],
            one_each=options["ranking_each"] == "one",
        )

    @property
    def address(self) -> Address:
        """The page with all that makes this view."""
        parameters = {
            "size": "population" if self.sized else "equal",
            "similar": "yes" if self.similar else "no",
            "ranking_level": str(self.ranking_level),
            "ranking_group": self.ranking_group,
            "ranking_each": "one" if self.one_each else "all",
        }
        return Address(PAGE, encode(self.selection) | parameters)

    @property
    def map(self) -> Selection:
        """What the page's map shows: the gap, whichever view the other pages have."""
        return replace(self.selection, view=View.GAP)
