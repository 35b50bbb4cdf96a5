"""The gap of a few places in numbers: women, men, difference and ratio, with their intervals, as a small HTML table."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from halsogap.figures.gap.sentences import gap_number
from halsogap.figures.markup import each, joined
from halsogap.i18n import Words
from halsogap.model import Indicator
from halsogap.stats.gap.measure import Measure
from halsogap.stats.intervals import Interval


@dataclass(frozen=True)
class GapRow:
    """One place: its name, women's and men's values (NaN for none), and the gap's intervals by measure, where known."""

    place: str
    women: float
    men: float
    intervals: dict[Measure, Interval | None]


def numbers_html(rows: list[GapRow], indicator: Indicator, words: Words) -> Markup:
    """The table, one row a place."""
    unit = words(f"unit.{indicator.unit}.diff")
    difference = words("gap.difference") + (f" ({unit})" if unit else "")
    heads = [words("gap.area"), words("sex.K"), words("sex.M"), difference, words("gap.ratio")]
    head = each('<th scope="col">{}</th>', heads)
    body = joined(_row(row, indicator, words) for row in rows)
    table = Markup('<div class="hg-scroll" tabindex="0"><table class="hg-gaps"><tr>{}</tr>{}</table></div>')
    return table.format(head, body)


def numbers_rows(rows: list[GapRow], words: Words) -> pd.DataFrame:
    """The numbers of `numbers_html` as rows for a file, under the language's own column names.

    There are columns of limits where any place has them.
    """
    table_rows = []
    for row in rows:
        ratio = row.women / row.men if row.men else math.nan
        line: dict[str, object] = {
            words("gap.area"): row.place,
            words("export.women"): row.women,
            words("export.men"): row.men,
        }
        for measure, gap in ((Measure.DIFF, row.women - row.men), (Measure.RATIO, ratio)):
            line[words(f"export.gap_{measure}")] = gap
            interval = row.intervals.get(measure)
            line[words(f"gap.lower_{measure}")] = interval.lower if interval else math.nan
            line[words(f"gap.upper_{measure}")] = interval.upper if interval else math.nan
        table_rows.append(line)
    return pd.DataFrame(table_rows).dropna(axis="columns", how="all")


def _row(row: GapRow, indicator: Indicator, words: Words) -> Markup:
    cell = Markup('<td class="hg-{}">{}</td>')
    cells = [
        cell.format(sex, words.value(value, indicator) if not math.isnan(value) else "–")
        for sex, value in (("K", row.women), ("M", row.men))
    ]
    gaps = {Measure.DIFF: row.women - row.men, Measure.RATIO: row.women / row.men if row.men else math.nan}
    cells += [each("<td>{}</td>", [_gap(gaps[m], row.intervals.get(m), indicator, m, words)]) for m in Measure]
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(row.place, joined(cells))


def _gap(gap: float, interval: Interval | None, indicator: Indicator, measure: Measure, words: Words) -> Markup:
    if math.isnan(gap):
        return Markup("–")
    html = Markup("<b>{}</b>").format(gap_number(gap, indicator, measure, words))
    if interval:
        low, high = (gap_number(limit, indicator, measure, words) for limit in (interval.lower, interval.upper))
        html += Markup("<small>{}</small>").format(words("gap.interval", low=low, high=high))
    return html
