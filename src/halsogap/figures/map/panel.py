"""The side panel: one area's values, standing, gap and trend, as HTML."""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup

from halsogap.figures.markup import each, joined
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
    trend: Markup | None = None
    trend_caption: str = ""
    hint: str = ""
    notes: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    years: tuple[tuple[str, tuple[float, ...]], ...] = ()
    year_columns: tuple[str, ...] = ()


def panel_html(panel: Panel, indicator: Indicator, words: Words) -> Markup:
    """The panel as an HTML section with a heading, a table of values, the trend and the notes."""
    caption = Markup('<p class="hg-caption">{}</p>').format(panel.trend_caption)
    return Markup('<section class="hg-panel" aria-live="polite">{}</section>').format(
        joined(
            [
                Markup("<h2>{}</h2>").format(panel.place),
                Markup('<p class="hg-parent">{}</p>').format(panel.parent) if panel.parent else "",
                Markup('<table class="hg-values">{}</table>').format(
                    joined(_row(row, indicator, words) for row in panel.rows)
                ),
                caption if panel.trend or panel.trend_caption else "",
                panel.trend or "",
                Markup('<p class="hg-hint">{}</p>').format(panel.hint) if panel.hint else "",
                Markup('<div class="hg-note">{}</div>').format(each("<p>{}</p>", panel.notes)) if panel.notes else "",
            ]
        )
    )


def more_html(panel: Panel, indicator: Indicator, words: Words) -> Markup:
    """What is shown on demand: what the indicator is, and every year's values, newest first, as a table.

    The table holds the trend's numbers for those who cannot see it.
    """
    head = each('<th scope="col">{}</th>', (words("panel.year"), *panel.year_columns))
    line = Markup('<tr><th scope="row">{}</th>{}</tr>')
    body = joined(
        line.format(
            year,
            each("<td>{}</td>", ("–" if math.isnan(v) else words.number(v, indicator.decimals) for v in values)),
        )
        for year, values in panel.years
    )
    table = Markup('<table class="hg-years"><tr>{}</tr>{}</table>').format(head, body) if panel.years else ""
    return Markup('<section class="hg-panel">{}{}</section>').format(table, each("<p>{}</p>", panel.about))


def _row(row: Row, indicator: Indicator, words: Words) -> Markup:
    label = words("panel.gap") if row.id == "gap" else words(f"sex.{row.id}")
    text = row.text or words(f"status.{row.status}") if math.isnan(row.value) else row.text
    below = []
    if row.interval:
        low, high = (words.number(limit, indicator.decimals) for limit in (row.interval.lower, row.interval.upper))
        below.append(words("panel.interval", low=low, high=high))
    if not math.isnan(row.smoothed):
        below.append(words("panel.smoothed", value=words.number(row.smoothed, indicator.decimals)))
    return Markup(
        '<tr><th scope="row" class="hg-{id}">{label}</th>'
        '<td class="{kind}">{text}{below}</td><td class="hg-standing">{standing}</td></tr>'
    ).format(
        id=row.id,
        label=label,
        kind="hg-word" if math.isnan(row.value) else "hg-number",
        text=text or words.value(row.value, indicator),
        below=each("<small>{}</small>", below),
        standing=row.standing,
    )
