"""The development page's choices: for whom the place's line is drawn, and among what."""

from __future__ import annotations

from dataclasses import dataclass

from halsogap.figures.address import Selection, encode
from halsogap.figures.choices import AnyOf, Given
from halsogap.figures.figure import Address

PAGE = "development"

LINES = ("total", "sexes")
"""Whether women and men together are shown, or each apart; the first is the default."""

PARTS = ("near", "country", "peers", "band", "tenths")
"""What the place can be shown among."""

AMONG = AnyOf(PARTS)


@dataclass(frozen=True)
class Choices:
    """What the page shows.

    `selection` is the settled one; `by_sex` draws women and men apart; `among` are those of `PARTS` that the place is
    shown among.
    """

    selection: Selection
    by_sex: bool = False
    among: tuple[str, ...] = PARTS

    @classmethod
    def read(cls, selection: Selection, given: Given) -> Choices:
        """The choices out of the settled `selection` and what is `given` for the page's own names."""
        by_sex = given("lines", LINES, LINES[0]) == "sexes"
        return cls(selection, by_sex, AMONG.chosen(given("among", AMONG, usual(by_sex=by_sex))))

    @property
    def address(self) -> Address:
        """The page with all that makes this view."""
        chosen = {"lines": LINES[self.by_sex], "among": AMONG.word(self.among)}
        return Address(PAGE, encode(self.selection) | chosen)


def usual(*, by_sex: bool) -> str:
    """The word for what a place is shown among where nothing is chosen.

    Everything twice over, for women and for men, is too much to begin with.
    """
    return AMONG.word(("near", "country") if by_sex else PARTS)
