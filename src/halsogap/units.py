"""What numbers are of: each unit is a value that knows its kind, its range, its base, and how a gap in it is said."""

from __future__ import annotations

import math
from enum import StrEnum


class Kind(StrEnum):
    """What sort of quantity a unit measures."""

    AMOUNT = "amount"
    """How many or how much there is: more of it is no better, and more women than men no gap in health."""
    SHARE = "share"
    """A part of a whole, in per cent."""
    RATE = "rate"
    """Events per person and year, times a base."""
    INDEX = "index"
    """Points on a scale that the publisher has made up."""
    AGE = "age"
    """Years of life."""
    MONEY = "money"
    """Kronor."""


class Unit(StrEnum):
    """The unit of an indicator, as the catalogue names it. Its words are the texts `unit.<unit>.…`."""

    PERCENT = "percent"
    PER_100000 = "per_100000"
    YEARS = "years"
    INDEX = "index"
    PERSONS = "persons"
    SEK = "sek"
    NUMBER = "number"

    @property
    def kind(self) -> Kind:
        """What sort of quantity it measures."""
        return _KINDS[self]

    @property
    def range(self) -> tuple[float, float]:
        """The lowest and highest value there can be. Money, indices and plain numbers can be anything."""
        return _RANGES.get(self, (-math.inf, math.inf))

    @property
    def per(self) -> float | None:
        """What a numerator over its denominator is multiplied by; None where a value is no such fraction."""
        return _PER.get(self)

    @property
    def factor(self) -> float:
        """The same, for those who know that values are fractions.

        Raises
        ------
        ValueError
            They are not.
        """
        if self.per is None:
            raise ValueError(f"values in {self} are not a numerator over a denominator")
        return self.per

    @property
    def is_share(self) -> bool:
        """Whether values are parts of a whole."""
        return self.kind is Kind.SHARE

    @property
    def is_amount(self) -> bool:
        """Whether values say how many or how much there is."""
        return self.kind is Kind.AMOUNT

    @property
    def relative(self) -> bool:
        """Whether a gap is said in per cent of the lower value; else by its difference (percentage points, years)."""
        return self.kind in (Kind.AMOUNT, Kind.RATE, Kind.MONEY)


_KINDS = {
    Unit.PERCENT: Kind.SHARE,
    Unit.PER_100000: Kind.RATE,
    Unit.YEARS: Kind.AGE,
    Unit.INDEX: Kind.INDEX,
    Unit.PERSONS: Kind.AMOUNT,
    Unit.SEK: Kind.MONEY,
    Unit.NUMBER: Kind.AMOUNT,
}

_RANGES = {
    Unit.PERCENT: (0.0, 100.0),
    Unit.PER_100000: (0.0, math.inf),
    Unit.YEARS: (0.0, 130.0),
    Unit.PERSONS: (0.0, math.inf),
}

_PER = {Unit.PERCENT: 100.0, Unit.PER_100000: 100_000.0}
