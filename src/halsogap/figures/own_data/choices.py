"""The page of own data has no choices of its own in its address: a file is in nobody's link."""

from __future__ import annotations

from dataclasses import dataclass

from halsogap.figures.figure import Address

PAGE = "own_data"


@dataclass(frozen=True)
class Choices:
    """What the page shows: the visitor's file, in a `language`."""

    language: str

    @property
    def address(self) -> Address:
        """The page."""
        return Address(PAGE, {"lang": self.language})
