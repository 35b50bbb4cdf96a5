"""The first page's one choice: the place."""

from __future__ import annotations

from dataclasses import dataclass

from halsogap.figures.address import Selection
from halsogap.figures.figure import Address
from halsogap.figures.places import administrative_area
from halsogap.model import RIKET_CODE, Area

PAGE = "start"


@dataclass(frozen=True)
class Choices:
    """What the page shows: the place of the shared `selection`, of which only language and place stand in the address:
    more would make a link to it one to the map."""

    selection: Selection

    @property
    def place(self) -> Area:
        """The country, county or municipality."""
        return administrative_area(self.selection)

    @property
    def is_country(self) -> bool:
        """Whether no place has been chosen yet."""
        return self.place.code == RIKET_CODE

    @property
    def address(self) -> Address:
        """The page with its place."""
        area = {} if self.is_country else {"area": self.place.code}
        return Address(PAGE, {"lang": self.selection.language, **area})
