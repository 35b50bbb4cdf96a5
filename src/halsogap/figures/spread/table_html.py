"""The report's appendix as a live table: lowest to highest and who they are, women, men, and the change in spread.

HTML, with each cell's number beside its text for `static/sort_table.js` to sort by.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from halsogap.figures.markup import joined
from halsogap.figures.spread.reading import SpreadRow
from halsogap.figures.spread.sentences import name, percent, places, remarks, size
from halsogap.i18n import Words
from halsogap.model import Indicator, Level, Sex
from halsogap.stats.spread.measures import Measure, Spread

NO_BREAK = "\u00a0"


def table_html(
    rows: Sequence[SpreadRow], measure: Measure, asked: Level, names: Mapping[str, str], caption: str, words: Words
) -> Markup:
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
    button = Markup('<th scope="col"><button type="button" class="{}">{}</button></th>')
    head = joined(button.format(look, words(key)) for key, look in heads)
    body = joined(_row(row, measure, asked, names, words) for row in rows)
    return Markup(
        '<div class="hg-scroll" role="region" tabindex="0" aria-label="{caption}">'
        '<table class="hg-appendix hg-sortable"><caption>{caption}</caption>'
        "<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    ).format(caption=caption, head=head, body=body)


def _row(row: SpreadRow, measure: Measure, asked: Level, names: Mapping[str, str], words: Words) -> Markup:
    spread, indicator = row.spread, row.spread.indicator
    before, after = (size(of[measure], indicator, measure, words) for of in (spread.before, spread.after))
    cells = [
        *(_country(row, sex, words) for sex in (spread.sex, Sex.K, Sex.M)),
        *(_end(row, level, end, names, words) for level in (Level.KOMMUN, Level.LAN) for end in ("low", "high")),
        _cell(spread.after[measure], after, then=_then(spread, before)),
        _cell(spread.change(measure), percent(spread.change(measure), words)),
    ]
    line = Markup('<tr><th scope="row" data-value="{title}">{title}<small>{below}</small></th>{cells}</tr>')
    below = " · ".join(remarks(row, asked, words))
    return line.format(title=name(row, words), below=below, cells=joined(cells))


def _country(row: SpreadRow, sex: Sex, words: Words) -> Markup:
    """The country's value now, and what it was."""
    spread = row.spread
    now, then = (row.country.get(year or 0, {}).get(sex, math.nan) for year in (spread.now, spread.then))
    text, was = (_value(value, spread.indicator, words) for value in (now, then))
    return _cell(now, text, then=_then(spread, was))


def _end(row: SpreadRow, level: Level, end: str, names: Mapping[str, str], words: Words) -> Markup:
    """An extreme now and who has it, and what and who it was."""

    def value_of(year: int | None) -> tuple[float, str, str]:
        extent = row.extents.get((level, year or 0))
        if extent is None:
            return math.nan, "–", ""
        value, codes = (extent.low, extent.low_areas) if end == "low" else (extent.high, extent.high_areas)
        return value, _value(value, row.spread.indicator, words), places(codes, level, names, words)

    value, text, who = value_of(row.spread.now)
    _, was, whose = value_of(row.spread.then)
    return _cell(value, text, who, then=_then(row.spread, f"{was} {whose}".strip()))


def _then(spread: Spread, text: str) -> str:
    return f"{spread.then}:{NO_BREAK}{text}" if spread.then and text != "–" else ""


def _value(value: float, indicator: Indicator, words: Words) -> str:
    """A value whose unit never falls to the next line; a dash where there is none."""
    return "–" if math.isnan(value) else words.value(value, indicator).replace(" ", NO_BREAK)


def _cell(value: float, text: str, who: str = "", *, then: str = "") -> Markup:
    sort = "" if math.isnan(value) else Markup(' data-value="{:.9g}"').format(value)
    small = Markup("<small>{}</small>").format(then) if then else ""
    return Markup("<td{}><b>{}</b> {}{}</td>").format(sort, text, who, small)
