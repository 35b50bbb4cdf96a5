"""The classes in words: their limits in the indicator's unit, or Kolada's reading."""

from __future__ import annotations

from itertools import pairwise

from halsogap.i18n import Words
from halsogap.model import Indicator
from halsogap.rounding import rounded
from halsogap.stats.classes import Classes, Reading, Scheme
from halsogap.stats.gap.measure import Measure
from halsogap.stats.tolerance import close

MOST_MORE = 3
"""How many decimals more than its values a limit may have."""


def decimals_of(indicator: Indicator, map_view: str) -> int:
    """How many decimals a map view's numbers have: a ratio two, all else the indicator's own."""
    return 2 if map_view == Measure.RATIO else indicator.decimals


def limit_decimals(classes: Classes, indicator: Indicator, map_view: str = "") -> int:
    """How many decimals the limits of classes have: those of the values, or as many as tell every limit from the next.

    At most `MOST_MORE` more: limits that are nearer than that are the same for every reader.
    """
    fewest = decimals_of(indicator, map_view)
    edges = [classes.low, *classes.breaks, classes.high]
    apart = [(low, high) for low, high in pairwise(edges) if not close(low, high)]
    for decimals in range(fewest, fewest + MOST_MORE):
        if all(rounded(low, decimals) != rounded(high, decimals) for low, high in apart):
            return decimals
    return fewest + MOST_MORE


def class_labels(
    classes: Classes, indicator: Indicator, words: Words, *, map_view: str = "", scheme: str = ""
) -> tuple[str, ...]:
    """One label a class, ascending: "4 139–4 812", with Kolada's reading or the direction of the gap in words.

    Parameters
    ----------
    classes
        The classes of the map.
    map_view
        "diff" or "ratio" where the map shows a gap.
    scheme
        The scheme's id: Kolada's reading says quarters, also where no direction is known.
    """
    decimals = limit_decimals(classes, indicator, map_view)
    edges = [classes.low, *classes.breaks, classes.high]
    spans = [_span(low, high, decimals, words) for low, high in pairwise(edges)]
    if classes.reading is Reading.DIVERGING and len(classes) > 1:
        # The scale is mirrored, so its outermost classes may lie beyond every value: only their inner limits are sure.
        spans[0] = words("class.under", limit=words.number(classes.breaks[0], decimals))
        spans[-1] = words("class.over", limit=words.number(classes.breaks[-1], decimals))
    if scheme == Scheme.KOLADA and len(classes) == 3 and classes.reading is not Reading.DIVERGING:
        if classes.reading is Reading.BEST_TO_WORST:
            positions = ["best", "middle", "worst"] if classes.favourable_first else ["worst", "middle", "best"]
        else:
            positions = ["lowest", "middle", "highest"]
        return tuple(
            f"{SIGNS[end]} {words(f'kolada.{end}')}: {span}" for end, span in zip(positions, spans, strict=True)
        )
    return tuple(spans)


def _span(low: float, high: float, decimals: int, words: Words) -> str:
    if close(low, high):
        return words.number(low, decimals)
    key = "class.span_signed" if low < 0 else "class.span"
    return words(key, low=words.number(low, decimals), high=words.number(high, decimals))


SIGNS = {"best": "▲", "middle": "●", "worst": "▼", "lowest": "–", "highest": "+"}
"""A sign beside the colour, so that the reading never rests on colour alone."""
