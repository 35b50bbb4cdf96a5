"""The page on data and methods has no choices of its own: its address is the language."""

from __future__ import annotations

from dataclasses import dataclass

from halsogap.figures.figure import Address

PAGE = "data"


@dataclass(frozen=True)
class Choices:
    """What the page shows: the edition in force, in a `language`."""

    language: str

    @property
    def address(self) -> Address:
        """The page."""
        return Address(PAGE, {"lang": self.language})
