"""Whom everyone can be asked to match, as it is chosen and written: before there are any rates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from halsogap.errors import BadInput, did_you_mean
from halsogap.model import Sex


class Kind(StrEnum):
    """The ways to choose a reference."""

    BEST = "best"
    BEST_THREE = "best3"
    TENTH = "p10"
    PEERS = "peers"
    COUNTRY = "country"
    TARGET = "target"
    WOMEN_MATCH_MEN = "women_match_men"
    MEN_MATCH_WOMEN = "men_match_women"
    AREA = "area"
    NUMBER = "number"


OF_ONE_SEX = {Kind.WOMEN_MATCH_MEN: (Sex.K, Sex.M), Kind.MEN_MATCH_WOMEN: (Sex.M, Sex.K)}
"""The kinds that compare the sexes: whose rates are to change, and whose they are to become."""


@dataclass(frozen=True)
class Reference:
    """A reference as it is asked for, before there are any rates: `area` is a code, `number` is in the value's unit."""

    kind: Kind
    area: str = ""
    number: float | None = None

    @classmethod
    def parse(cls, text: str) -> Reference:
        """The reference that `str` of it gives: "best", "p10", "area:21", "number:5000".

        Raises
        ------
        BadInput
            It is none of them, or the number is not one.
        """
        name, _, rest = text.strip().partition(":")
        try:
            kind = Kind(name.casefold())
        except ValueError:
            raise BadInput(
                f"There is no reference {text!r}.",
                did_you_mean(name, list(Kind)) or f"There is {', '.join(Kind)}; area:CODE and number:VALUE.",
            ) from None
        if kind is Kind.AREA:
            if not rest:
                raise BadInput(f"The reference {text!r} names no area.", "Write area:21 for the county with code 21.")
            return cls(kind, area=rest)
        if kind is Kind.NUMBER:
            return cls(kind, number=_number(rest, text))
        if rest:
            raise BadInput(f"The reference {text!r} takes nothing after the colon.", f"Write {kind}.")
        return cls(kind)

    def __str__(self) -> str:
        if self.kind is Kind.AREA:
            return f"area:{self.area}"
        return f"number:{self.number:g}" if self.kind is Kind.NUMBER else str(self.kind)


def _number(text: str, reference: str) -> float:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = float("nan")
    if not math.isfinite(number) or number < 0:
        raise BadInput(f"The reference {reference!r} has no number that a value can be.", "Write number:5000.")
    return number
