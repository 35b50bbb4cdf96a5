"""The page of own areas has no choices of its own: its address is the language."""

from __future__ import annotations

from dataclasses import dataclass

from halsogap.figures.figure import Address

PAGE = "own_areas"


@dataclass(frozen=True)
class Choices:
    """What the page shows: the visitor's areas, in a `language`."""

    language: str

    @property
    def address(self) -> Address:
        """The page; the areas themselves are in nobody's address."""
        return Address(PAGE, {"lang": self.language})
