"""What is said of uncertainty on every page: why values stand without an interval."""

from __future__ import annotations

from halsogap.i18n import Words
from halsogap.model import Indicator
from halsogap.units import Unit


def why_no_interval(indicator: Indicator, words: Words) -> list[str]:
    """Why values stand without an interval, where one would be expected: what the publisher does not tell."""
    if indicator.own:
        return [] if indicator.unit == Unit.PERSONS else [words("brought.no_interval")]
    if indicator.population:
        return [words("note.no_denominator")]
    if indicator.unit.is_share:
        return [words("note.no_interval_percent", publisher=indicator.source.name)]
    return [] if indicator.unit == Unit.PERSONS else [words("note.no_interval", publisher=indicator.source.name)]
