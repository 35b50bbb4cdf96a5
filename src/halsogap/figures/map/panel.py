"""The side panel: one area's values, standing, gap and trend, as HTML. Every text from data is escaped."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape

from halsogap.i18n import Words
from halsogap.model import Indicator
from halsogap.stats.intervals import Interval


@dataclass(frozen=True)
class Row:
    """One line of the panel: `id` ("K", "M", "T", "gap") gives label and colour; `value` NaN says `status` instead.

    `standing` is the rank in words, `interval` the value's limits, `text` what is shown instead of the plain value.
    `smoothed` is the value when chance has had its part, NaN where that is not known.
    """

    id: str
    value: float
    status: str
    standing: str = ""
    interval: Interval | None = None
    text: str = ""
    smoothed: float = math.nan


@dataclass(frozen=True)
class Panel:
    """What the panel says: the place, its rows, a ready trend picture, the years as (year, values), notes, and what
    the indicator is (folded away)."""

    place: str
    parent: str
    rows: tuple[Row, ...]
    trend: str = ""
    trend_caption: str = ""
    hint: str = ""
    notes: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    years: tuple[tuple[str, tuple[float, ...]], ...] = ()
    year_columns: tuple[str, ...] = ()


def panel_html(panel: Panel, indicator: Indicator, words: Words) -> str:
    """The panel as an HTML section with a heading, a table of values, the trend and the notes."""
    rows = "".join(_row(row, indicator, words) for row in panel.rows)
    notes = "".join(f"<p>{escape(note)}</p>" for note in panel.notes)
    parts = [
        f"<h2>{escape(panel.place)}</h2>",
        f'<p class="hg-parent">{escape(panel.parent)}</p>' if panel.parent else "",
        f'<table class="hg-values">{rows}</table>',
    ]
    if panel.trend:
        parts.append(f'<p class="hg-caption">{escape(panel.trend_caption)}</p>{panel.trend}')
    elif panel.trend_caption:
        parts.append(f'<p class="hg-caption">{escape(panel.trend_caption)}</p>')
    if panel.hint:
        parts.append(f'<p class="hg-hint">{escape(panel.hint)}</p>')
    if notes:
        parts.append(f'<div class="hg-note">{notes}</div>')
    return f'<section class="hg-panel" aria-live="polite">{"".join(parts)}</section>'


def more_html(panel: Panel, indicator: Indicator, words: Words) -> str:
    """What is shown on demand: what the indicator is, and every year's values, newest first, as a table.

    The table holds the trend's numbers for those who cannot see it.
    """
    about = "".join(f"<p>{escape(line)}</p>" for line in panel.about)
    head = "".join(f'<th scope="col">{escape(c)}</th>' for c in (words("panel.year"), *panel.year_columns))
    body = "".join(
        f'<tr><th scope="row">{escape(year)}</th>'
        + "".join(f"<td>{words.number(v, indicator.decimals) if not math.isnan(v) else '–'}</td>" for v in values)
        + "</tr>"
        for year, values in panel.years
    )
    table = f'<table class="hg-years"><tr>{head}</tr>{body}</table>' if panel.years else ""
    return f'<section class="hg-panel">{table}{about}</section>'


def _row(row: Row, indicator: Indicator, words: Words) -> str:
    label = words("panel.gap") if row.id == "gap" else words(f"sex.{row.id}")
    text = row.text or words(f"status.{row.status}") if math.isnan(row.value) else row.text
    if not text:
        text = words.value(row.value, indicator)
    kind = "hg-number" if not math.isnan(row.value) else "hg-word"
    limits = ""
    if row.interval:
        low, high = (words.number(limit, indicator.decimals) for limit in (row.interval.lower, row.interval.upper))
        limits = f"<small>{words('panel.interval', low=low, high=high)}</small>"
    if not math.isnan(row.smoothed):
        limits += f"<small>{words('panel.smoothed', value=words.number(row.smoothed, indicator.decimals))}</small>"
    return (
        f'<tr><th scope="row" class="hg-{row.id}">{escape(label)}</th>'
        f'<td class="{kind}">{escape(text)}{limits}</td><td class="hg-standing">{escape(row.standing)}</td></tr>'
    )
