"""The indicators page's choices: the words that are searched for among the publisher's indicators."""

from __future__ import annotations

from dataclasses import dataclass

from halsogap.figures.figure import Address

PAGE = "indicators"

LONGEST_QUERY = 100
"""Characters of a search."""


@dataclass(frozen=True)
class Choices:
    """What the page shows: the catalogue, and what is found by `query` (empty: nothing is searched)."""

    language: str
    query: str = ""

    @property
    def address(self) -> Address:
        """The page with its search."""
        parameters = {"lang": self.language, "q": self.query[:LONGEST_QUERY]}
        return Address(PAGE, {name: value for name, value in parameters.items() if value})
