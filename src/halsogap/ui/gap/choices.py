"""The gap page's own choices: how dots are drawn, which stand out, and what the ranking shows."""

from __future__ import annotations

from halsogap.figures.address import encode
from halsogap.model import Level
from halsogap.ui.state import parameters, selection

CHOICES = {
    "size": ("equal", "population"),
    "similar": ("no", "yes"),
    "ranking_level": (str(Level.KOMMUN), str(Level.LAN)),
    "ranking_group": ("all", "strategi", "bakgrund"),
    "ranking_each": ("one", "all"),
}
"""By their name in the address, what they can be; the first is the default."""


def chosen(name: str) -> str:
    """What is chosen."""
    return parameters.chosen(name, CHOICES[name], CHOICES[name][0])


def write_address() -> None:
    """Make the address tell what is shown, in whichever part of the page something was chosen."""
    choice, _ = selection.current()
    selection.write_address(encode(choice) | {name: chosen(name) for name in CHOICES})
