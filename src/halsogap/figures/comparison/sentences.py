"""What a comparison shows, in words: how two values correlate, and who does better than conditions predict."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from halsogap.i18n import Words
from halsogap.model import Better, Indicator
from halsogap.stats.comparison.fit import Correlation
from halsogap.stats.tolerance import at_least

OUTSIDE = 0.025
"""The share of areas that lie beyond one end of a 95 % prediction interval although nothing sets them apart."""

MOST = 99
"""The surest that is said, in per cent: nothing here is quite certain."""


def relation(correlation: Correlation | None, x: str, y: str, areas: str, words: Words) -> Markup:
    """The correlation of the two, with its limits and the reminder that this is no cause; as HTML.

    `x` and `y` are what is compared, `areas` what its places are called.
    """
    names = {"x": x, "y": y, "areas": areas}
    if correlation is None:
        return words.markup("comparison.no_relation", **names)
    limits = {end: words.number(getattr(correlation, end), 2) for end in ("r", "lower", "upper")}
    if not correlation.sure:
        return words.markup("comparison.unsure", **names, **limits)
    way = words("comparison.higher" if correlation.r > 0 else "comparison.lower")
    return words.markup(
        "comparison.relation", way=way, strength=words(f"comparison.{correlation.strength}"), **names, **limits
    )


def ahead(
    places: list[str], of: int, indicator: Indicator, areas: str, words: Words, *, same: bool = False, named: int = 3
) -> Markup:
    """How many areas are surely ahead of what their conditions predict, and the surest of them by name; as HTML.

    With `same` it is where they began that predicts.
    """
    judged = "better" if indicator.better is not Better.UNKNOWN else "higher"
    basis = words("comparison.start" if same else "comparison.conditions")
    if not places:
        return words.markup(f"comparison.none_{judged}", areas=areas, basis=basis)
    names = places[:named]
    more = len(places) - len(names)
    listed = words("comparison.and_more", places=", ".join(names), n=more) if more else joined(names, words)
    numbers = {"n": words.number(len(places)), "of": words.number(of), "chance": words.number(of * OUTSIDE)}
    return words.markup(f"comparison.some_{judged}", **numbers, areas=areas, places=listed, basis=basis)


def joined(names: Sequence[str], words: Words) -> str:
    """Names in a row: "A, B och C"."""
    return names[0] if len(names) == 1 else words("comparison.and", first=", ".join(names[:-1]), last=names[-1])


def side(high: bool, indicator: Indicator, words: Words) -> str:
    """A side of an axis in words: better or worse where a direction is known, else higher or lower."""
    if indicator.better is Better.UNKNOWN:
        return words("comparison.higher" if high else "comparison.lower")
    return words("comparison.better" if high == (indicator.better is Better.HIGHER) else "comparison.worse")


def sureness(probability: float, words: Words) -> str:
    """How sure it is that an area is ahead, in a word and per cent."""
    word = "sure" if at_least(probability, 0.975) else "likely" if at_least(probability, 0.9) else "unsure"
    return words(
        "comparison.sureness", word=words(f"comparison.is_{word}"), percent=words.number(min(probability * 100, MOST))
    )
