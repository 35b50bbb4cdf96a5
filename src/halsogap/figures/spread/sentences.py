"""The spread in words: what shrank and grew the most, and what to know of each line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from markupsafe import Markup

from halsogap.figures.markup import spaced, strong
from halsogap.figures.spread.reading import SpreadRow
from halsogap.i18n import Words
from halsogap.model import Indicator, Level, Sex
from halsogap.stats.spread.measures import Measure
from halsogap.stats.tolerance import levelled

NAMED = 2
"""How many of the areas that share an extreme are named; more are counted."""


def finding(rows: Sequence[SpreadRow], measure: Measure, level: Level, words: Words) -> Markup:
    """Whose spread has shrunk and grown the most, as HTML; or what is missing where there is no change to tell."""
    changed = [row for row in rows if row.level is level and not math.isnan(row.spread.change(measure))]
    if not changed:
        return words.markup("spread.finding_none", areas=words(f"level.many_{level}"))
    changes = levelled(np.array([row.spread.change(measure) for row in changed]))
    least, most = changed[int(changes.argmin())], changed[int(changes.argmax())]
    texts = []
    for row, way in ((least, "shrunk"), (most, "grown")):
        change = row.spread.change(measure)
        if (change < 0) == (way == "shrunk") and change:
            texts.append(_moved(row, measure, way, words))
    shrunk = sum(row.spread.change(measure) < 0 for row in changed)
    count = words.markup("spread.finding_count", n=shrunk, of=len(changed), areas=words(f"level.many_{level}"))
    return spaced([count, *texts])


def _moved(row: SpreadRow, measure: Measure, way: str, words: Words) -> Markup:
    spread = row.spread
    return words.markup(
        f"spread.finding_{way}",
        indicator=strong(name(row, words)),
        measure=words(f"spread.said_{measure}"),
        before=size(spread.before[measure], spread.indicator, measure, words),
        after=size(spread.after[measure], spread.indicator, measure, words),
        then=spread.then,
        now=spread.now,
        change=percent(spread.change(measure), words),
    )


def name(row: SpreadRow, words: Words) -> str:
    """The line's name: the indicator, and whose values they are where both together have none."""
    short = words.of(row.spread.indicator.short)
    split = row.spread.sex is not Sex.T and Sex.T not in row.spread.indicator.sexes
    return f"{short}, {words(f'sex.{row.spread.sex.lower()}')}" if split else short


def size(value: float, indicator: Indicator, measure: Measure, words: Words) -> str:
    """A measure's value; in the indicator's unit, but for the ratio."""
    if math.isnan(value):
        return "–"
    if measure is Measure.RATIO:
        return words.number(value, 2)
    whole = indicator.unit in ("per_100000", "sek", "persons")
    return words.number(value, indicator.decimals if whole else max(1, indicator.decimals))


def percent(change: float, words: Words) -> str:
    """A change as a signed percentage; a dash where it says nothing."""
    return "–" if math.isnan(change) else words("panel.percent", n=words.number(100 * change, signed=True))


def remarks(row: SpreadRow, asked: Level, words: Words) -> list[str]:
    """What to know of the line: its years, a break, another level than asked for, areas that lack one of the years."""
    spread = row.spread
    then, now = spread.then, spread.now or 0
    texts = [words("class.span", low=then, high=now) if then else words("spread.one_year", year=now)]
    if spread.broken:
        texts.append(words("spread.break", year=spread.broken.year))
    if row.level is not asked:
        texts.append(words("spread.only", areas=words(f"level.many_{row.level}")))
    counts = [extent.areas for year in (then, now) if year and (extent := row.extents.get((row.level, year)))]
    if then and spread.compared < max(counts, default=0):
        texts.append(words("spread.compared", n=spread.compared, areas=words(f"level.many_{row.level}")))
    return texts


def places(codes: Sequence[str], level: Level, names: Mapping[str, str], words: Words) -> str:
    """Who has an extreme: their names, or how many they are."""
    if len(codes) > NAMED:
        return f"{len(codes)} {words(f'level.many_{level}')}"
    return ", ".join(names[code] for code in codes)
