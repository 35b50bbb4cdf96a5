"""The profile page's choices: the place, and what it is measured against."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from halsogap.errors import UnknownName
from halsogap.figures.address import Selection, encode
from halsogap.figures.choices import Given
from halsogap.figures.figure import Address
from halsogap.geography import area, area_index, lineage
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Area, Level
from halsogap.reading import profile

if TYPE_CHECKING:
    from halsogap.reading.reader import Reader

PAGE = "profile"


@dataclass(frozen=True)
class Choices:
    """What the page shows.

    `selection` is what has been asked for, with the place as its area: a place has a profile whether or not the chosen
    indicator has a value there. `place` is that area, called as the page's language has it; `against` the level of what
    it is measured against.
    """

    selection: Selection
    place: Area
    against: Level

    @classmethod
    def read(cls, selection: Selection, place: Area, given: Given, reader: Reader) -> Choices:
        """The choices out of the `selection`, the `place` it names and what is `given` for the page's own names.

        Where nothing is given, the place is measured against the widest whole with values to measure against.
        """
        levels = levels_above(place)
        table = profile.of(reader, place, Level.RIKET).table
        valued = (level for level in reversed(levels) if table[str(level)].notna().any())
        default = next(valued, Level.RIKET)
        against = Level(given("against", list(map(str, levels)), str(default)))
        return cls(replace(selection, area=place.code), place, against)

    @property
    def address(self) -> Address:
        """The page with all that makes this view."""
        return Address(PAGE, encode(self.selection) | {"against": str(self.against)})


def levels_above(place: Area) -> list[Level]:
    """The levels of the areas that the place lies in, the nearest first."""
    return [level for level in lineage(place) if level != place.level]


def place_of(selection: Selection, reader: Reader, words: Words) -> tuple[Area | None, list[str]]:
    """The area that the selection names, or that its map is held to, called as the language has it; None without any.

    With a note where it names one that is not there: its municipality is then the place.
    """
    code = selection.area or (selection.within if selection.within != RIKET_CODE else None)
    if code is None:
        return None, []
    try:
        return _named(profile.place(reader, code), words), []
    except UnknownName:
        kommun = code[:4]
        return (area(kommun) if kommun in area_index() else None), [words("small.gone", code=code)]


def _named(place: Area, words: Words) -> Area:
    """SCB's small areas have no names but their codes: said with what they are, "DeSO 0180C1010"."""
    if place.name != place.code:
        return place
    return replace(place, name=f"{words(f'level.{place.level}')} {place.code}")
