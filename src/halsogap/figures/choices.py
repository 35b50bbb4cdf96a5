"""A page's own choices, beside the selection that all pages share: each a word in the page's address.

Every page has a frozen `Choices` in its folder, made once a rerun by `Choices.read` of the settled selection and of
what is given for its own names; `Choices.address` is the way back. Nothing here knows where what is given is kept: on a
page it is the address and the session (`ui.state.parameters`), elsewhere a link's parameters or nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass
from typing import Protocol

from halsogap.figures.figure import Address

NONE = "none"
"""How an address says that nothing is chosen of what several can be chosen of."""


class Given(Protocol):
    """What has been chosen by a name: one of the `allowed`, else the `default`."""

    def __call__(self, name: str, allowed: Container[str], default: str) -> str: ...


def from_link(parameters: Mapping[str, str]) -> Given:
    """What a link's parameters say. A word that is not allowed says nothing."""

    def given(name: str, allowed: Container[str], default: str) -> str:
        value = parameters.get(name, default)
        return value if value in allowed else default

    return given


@dataclass(frozen=True)
class AnyOf:
    """The words by which an address names any of some `values`: with commas between, or `NONE`."""

    values: tuple[str, ...]

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and (word == NONE or set(word.split(",")) <= set(self.values))

    def word(self, chosen: Collection[str]) -> str:
        """The word that names those `chosen`."""
        return ",".join(value for value in self.values if value in chosen) or NONE

    def chosen(self, word: str) -> tuple[str, ...]:
        """Those that a word names, in the order of the values."""
        named = word.split(",")
        return tuple(value for value in self.values if value in named)


@dataclass(frozen=True)
class LanguageOnly:
    """The choices of a page that has none of its own: its address is the language."""

    page: str
    language: str

    @property
    def address(self) -> Address:
        """The page."""
        return Address(self.page, {"lang": self.language})
