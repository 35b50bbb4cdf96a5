"""What the scatter shows, in words: right for every indicator, direction and missing value.

As in `sentences`, the text is HTML.
"""

from __future__ import annotations

from markupsafe import Markup

from halsogap.figures.markup import of_sex
from halsogap.i18n import Words
from halsogap.model import Better, Indicator
from halsogap.rounding import rounded
from halsogap.stats.gap.intervals import beyond_chance
from halsogap.stats.gap.measure import Measure
from halsogap.stats.gap.summary import GapSummary
from halsogap.stats.intervals import Interval


def sides(summary: GapSummary, indicator: Indicator, areas: str, words: Words) -> str:
    """In how many areas the value is higher for women, and for men; empty where fewer than two areas have both.

    `areas` is what they are called ("kommuner").
    """
    if summary.areas < 2:
        return ""
    number = {name: words.number(getattr(summary, name)) for name in ("women", "men", "equal", "areas")}
    if summary.equal == summary.areas:
        return words("gap.all_equal", of=number["areas"], areas=areas)
    judged = words(f"gap.judged_{indicator.better}")
    if summary.women == summary.men:
        text = words("gap.as_many", n=number["women"], areas=areas)
    else:
        more, fewer = ("women", "men") if summary.women > summary.men else ("men", "women")
        named = {"higher": words(f"gap.{more}"), "lower": words(f"gap.{fewer}"), "judged": judged}
        if getattr(summary, more) == summary.areas:
            return words("gap.in_all", of=number["areas"], areas=areas, **named)
        text = words("gap.in_most", n=number[more], of=number["areas"], areas=areas, **named)
        if getattr(summary, fewer):
            text += " " + words("gap.reversed", n=number[fewer])
    return text + (" " + words("gap.equal_in", n=number["equal"]) if summary.equal else "")


def widest(
    place: str,
    women: float,
    men: float,
    indicator: Indicator,
    measure: Measure,
    words: Words,
    *,
    shared: int = 1,
    interval: Interval | None = None,
) -> Markup:
    """Where the gap is widest and how wide; with its interval and whether chance may explain it, where that is known.

    `shared` areas have as wide a gap.
    """
    where = place + (words("gap.and_more", n=words.number(shared - 1)) if shared > 1 else "")
    values = {
        "women": of_sex("K", words.value(women, indicator)),
        "men": of_sex("M", words.value(men, indicator)),
    }
    gap = gap_in_words(women, men, indicator, measure, words)
    limits = ""
    if interval:
        low, high = (gap_number(limit, indicator, measure, words) for limit in (interval.lower, interval.upper))
        limits = words.markup(
            "gap.limits" if beyond_chance(interval, measure) else "gap.limits_chance", low=low, high=high
        )
    return words.markup("gap.widest", place=where, gap=gap, limits=limits, **values)


def gap_in_words(women: float, men: float, indicator: Indicator, measure: Measure, words: Words) -> str:
    """A gap and whose value is higher: "3,6 procentenheter högre för kvinnor", "1,31 gånger så högt för kvinnor"."""
    if rounded(women, indicator.decimals) == rounded(men, indicator.decimals):
        return words("gap.none")
    higher = words("gap.women" if women > men else "gap.men")
    low, high = sorted((women, men))
    if measure is Measure.RATIO and low > 0:
        return words("gap.times", ratio=words.number(high / low, 2), higher=higher)
    unit = words(f"unit.{indicator.unit}.diff")
    return words("gap.by", diff=words.number(high - low, indicator.decimals), unit=unit, higher=higher)


def gap_number(gap: float, indicator: Indicator, measure: Measure, words: Words) -> str:
    """A gap as a bare number: signed in the indicator's decimals, or a ratio with two."""
    if measure is Measure.RATIO:
        return words.number(gap, 2)
    return words.number(gap, indicator.decimals, signed=True)


def favours(indicator: Indicator, women_higher: bool) -> str:
    """Whose value is the better one: "women", "men", or "" where no direction is known."""
    if indicator.better is Better.UNKNOWN:
        return ""
    return "women" if women_higher == (indicator.better is Better.HIGHER) else "men"
