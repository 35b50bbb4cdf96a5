"""The map page's choices: the selection that all pages share, and nothing of its own."""

from __future__ import annotations

from dataclasses import dataclass

from halsogap.figures.address import Selection, encode
from halsogap.figures.figure import Address

PAGE = "map"


@dataclass(frozen=True)
class Choices:
    """What the page shows: the settled `selection`."""

    selection: Selection

    @property
    def address(self) -> Address:
        """The page with all that makes this view."""
        return Address(PAGE, encode(self.selection))
