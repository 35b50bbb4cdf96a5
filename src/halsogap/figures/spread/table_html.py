"""The report's appendix as a live table: lowest to highest and who they are, women, men, and the change in spread.

HTML, with each cell's number beside its text for `static/sort_table.js` to sort by. Every text from data is escaped.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from halsogap.i18n import Words
from halsogap.model import Indicator, Level, Sex
from halsogap.stats.spread.extremes import Extent
from halsogap.stats.spread.measures import Measure, Spread
from halsogap.stats.tolerance import levelled

NO_BREAK = "\u00a0"

NAMED = 2
"""How many of the areas that share an extreme are named; more are counted."""


@dataclass(frozen=True)
class SpreadRow:
    """One line: the spread among the areas of `level`, and by year the country's values and each level's ends.

    `level` is the one asked for, or the one that the indicator has.
    """

    spread: Spread
    level: Level
    country: Mapping[int, Mapping[Sex, float]]
    ends: Mapping[tuple[Level, int], Extent | None]


def finding(rows: Sequence[SpreadRow], measure: Measure, level: Level, words: Words) -> str:
    """Whose spread has shrunk and grown the most, as HTML; or what is missing where there is no change to tell."""
    changed = [row for row in rows if row.level is level and not math.isnan(row.spread.change(measure))]
    if not changed:
        return words("spread.finding_none", areas=words(f"level.many_{level}"))
    changes = levelled(np.array([row.spread.change(measure) for row in changed]))
    least, most = changed[int(changes.argmin())], changed[int(changes.argmax())]
    said = []
    for row, way in ((least, "shrunk"), (most, "grown")):
        change = row.spread.change(measure)
        if (change < 0) == (way == "shrunk") and change:
            said.append(_moved(row, measure, way, words))
    shrunk = sum(row.spread.change(measure) < 0 for row in changed)
    count = words("spread.finding_count", n=shrunk, of=len(changed), areas=words(f"level.many_{level}"))
    return " ".join([count, *said])


def _moved(row: SpreadRow, measure: Measure, way: str, words: Words) -> str:
    spread = row.spread
    return words(
        f"spread.finding_{way}",
        indicator=f"<b>{escape(name(row, words))}</b>",
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
    said = [words("class.span", low=then, high=now) if then else words("spread.one_year", year=now)]
    if spread.broken:
        said.append(words("spread.break", year=spread.broken.year))
    if row.level is not asked:
        said.append(words("spread.only", areas=words(f"level.many_{row.level}")))
    held = [extent.areas for year in (then, now) if year and (extent := row.ends.get((row.level, year)))]
    if then and spread.compared < max(held, default=0):
        said.append(words("spread.compared", n=spread.compared, areas=words(f"level.many_{row.level}")))
    return said


def places(codes: Sequence[str], level: Level, names: Mapping[str, str], words: Words) -> str:
    """Who has an extreme: their names, or how many they are."""
    if len(codes) > NAMED:
        return f"{len(codes)} {words(f'level.many_{level}')}"
    return ", ".join(names[code] for code in codes)


def table_html(
    rows: Sequence[SpreadRow], measure: Measure, asked: Level, names: Mapping[str, str], caption: str, words: Words
) -> str:
    """The table, one row a line, sortable by every column.

    Parameters
    ----------
    asked
        Among whose areas the spread is measured.
    names
        The areas' names by code.
    """
    heads = [
        ("spread.indicator", ""),
        ("spread.country", ""),
        ("sex.K", "hg-K"),
        ("sex.M", "hg-M"),
        *((f"spread.{end}_{level}", "") for level in (Level.KOMMUN, Level.LAN) for end in ("low", "high")),
        ("spread.spread", ""),
        ("spread.change", ""),
    ]
    head = "".join(
        f'<th scope="col"><button type="button" class="{look}">{escape(words(key))}</button></th>'
        for key, look in heads
    )
    body = "".join(_row(row, measure, asked, names, words) for row in rows)
    return (
        f'<div class="hg-scroll" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f'<table class="hg-appendix hg-sortable"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: SpreadRow, measure: Measure, asked: Level, names: Mapping[str, str], words: Words) -> str:
    spread, indicator = row.spread, row.spread.indicator
    before, after = (size(of[measure], indicator, measure, words) for of in (spread.before, spread.after))
    cells = [
        *(_country(row, sex, words) for sex in (spread.sex, Sex.K, Sex.M)),
        *(_end(row, level, end, names, words) for level in (Level.KOMMUN, Level.LAN) for end in ("low", "high")),
        _cell(spread.after[measure], after, then=_then(spread, before)),
        _cell(spread.change(measure), percent(spread.change(measure), words)),
    ]
    told, title = " · ".join(remarks(row, asked, words)), escape(name(row, words))
    return f'<tr><th scope="row" data-value="{title}">{title}<small>{escape(told)}</small></th>{"".join(cells)}</tr>'


def _country(row: SpreadRow, sex: Sex, words: Words) -> str:
    """The country's value now, and what it was."""
    spread = row.spread
    now, then = (row.country.get(year or 0, {}).get(sex, math.nan) for year in (spread.now, spread.then))
    shown, was = (_value(value, spread.indicator, words) for value in (now, then))
    return _cell(now, shown, then=_then(spread, was))


def _end(row: SpreadRow, level: Level, end: str, names: Mapping[str, str], words: Words) -> str:
    """An extreme now and who has it, and what and who it was."""

    def told(year: int | None) -> tuple[float, str, str]:
        found = row.ends.get((level, year or 0))
        if found is None:
            return math.nan, "–", ""
        value, codes = (found.low, found.low_areas) if end == "low" else (found.high, found.high_areas)
        return value, _value(value, row.spread.indicator, words), places(codes, level, names, words)

    value, shown, who = told(row.spread.now)
    _, was, whose = told(row.spread.then)
    return _cell(value, shown, who, then=_then(row.spread, f"{was} {whose}".strip()))


def _then(spread: Spread, told: str) -> str:
    return f"{spread.then}:{NO_BREAK}{told}" if spread.then and told != "–" else ""


def _value(value: float, indicator: Indicator, words: Words) -> str:
    """A value whose unit never falls to the next line; a dash where there is none."""
    return "–" if math.isnan(value) else words.value(value, indicator).replace(" ", NO_BREAK)


def _cell(value: float, shown: str, who: str = "", *, then: str = "") -> str:
    sort = "" if math.isnan(value) else f' data-value="{value:.9g}"'
    small = f"<small>{escape(then)}</small>" if then else ""
    return f"<td{sort}><b>{escape(shown)}</b> {escape(who)}{small}</td>"
