"""A page's own choices, beside the selection that all pages share: each a word in the page's address.

Every page has a frozen `Choices` in its folder, made once a rerun by `Choices.read` of the settled selection and of
what is given for its own names; `Choices.address` is the way back. Nothing here knows where what is given is kept: on a
page it is the address and the session (`ui.state.parameters`), elsewhere a link's parameters or nothing.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Protocol


class Given(Protocol):
    """What has been chosen by a name: one of the `allowed`, else the `default`."""

    def __call__(self, name: str, allowed: Container[str], default: str) -> str: ...


def from_link(parameters: Mapping[str, str]) -> Given:
    """What a link's parameters say. A word that is not allowed says nothing."""

    def given(name: str, allowed: Container[str], default: str) -> str:
        value = parameters.get(name, default)
        return value if value in allowed else default

    return given
