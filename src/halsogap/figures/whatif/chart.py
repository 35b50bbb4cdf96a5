"""The charts of the page Tänk om: areas in two years beside the reference, chance beside the estimate, where to start,
and what the answer hangs on."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap

import altair as alt
import pandas as pd

from halsogap.figures.charts import ACCENT, INK, PALE, QUIET
from halsogap.figures.palette import MEN, WOMEN
from halsogap.figures.whatif.reading import Reading
from halsogap.i18n import Words
from halsogap.stats.tolerance import order

ROW = 22
"""Pixels a line of the dots: every name is read."""

MOST = 30
"""How many areas the dots show; the table has them all."""

LINE, CHARACTER = 13, 6.5
"""Characters a line of the words at a bar's end, and the pixels that one takes."""

OF = {"T": ACCENT, "K": WOMEN, "M": MEN}


@dataclass(frozen=True)
class Dots:
    """What the dots show: `rows` have `name`, `rate`, `rate_lower`, `rate_upper`, `before` (NaN where there is none)
    and `reference`; `common` is the reference that all share, or None."""

    rows: pd.DataFrame
    common: float | None
    sex: str
    year: int
    against: int | None
    unit: str


def dots(reading: Reading, words: Words) -> Dots:
    """The answer's rows as the dots show them, the most favourable first; of many areas those that gain the most."""
    indicator, asked, rows = reading.indicator, reading.question, reading.rows
    if len(rows) > MOST:
        rows = rows.iloc[order(rows["avoided"], falling=True)].head(MOST)
    rows = rows.iloc[order(rows["rate"], falling=reading.answer.match.basis.sign < 0)]
    of_an_age = indicator.unit == "per_100000" and indicator.population
    unit = words("whatif.per_age") if of_an_age else words.unit(indicator)
    common = reading.answer.match.common_reference
    return Dots(rows, common, str(asked.sex), asked.year, reading.choices.against, unit)


def dots_chart(data: Dots, words: Words) -> alt.LayerChart:
    """A line an area: a ring for the year before, a dot with its interval for this one, and the reference as a line."""
    rows, colour = data.rows, OF[data.sex]
    extremes = [*rows["rate_lower"], *rows["rate_upper"], *rows["before"].dropna(), *rows["reference"].dropna()]
    room = (max(extremes) - min(extremes)) * 0.03 or 1
    y = alt.Y(
        "name:N", sort=rows["name"].tolist(), title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=220)
    )
    scale = alt.Scale(domain=[min(extremes) - room, max(extremes) + room], nice=False, zero=False)
    x = alt.X("rate:Q", scale=scale, title=data.unit, axis=alt.Axis(grid=True, tickCount=6))
    base = alt.Chart(rows).encode(y=y)
    tip = [
        alt.Tooltip("name:N", title=words("export.area")),
        alt.Tooltip("rate:Q", title=str(data.year), format=",.1f"),
        *([alt.Tooltip("before:Q", title=str(data.against), format=",.1f")] if data.against else []),
        alt.Tooltip("reference:Q", title=words("whatif.column.reference"), format=",.1f"),
    ]
    layers = [
        base.mark_bar(height=7, color=colour, opacity=0.22).encode(
            x=alt.X("rate_lower:Q", scale=scale, title=data.unit), x2="rate_upper:Q"
        )
    ]
    if data.against:
        both = base.transform_filter("isValid(datum.before)")
        layers.append(both.mark_rule(color=PALE, strokeWidth=2).encode(x=alt.X("before:Q", scale=scale), x2="rate:Q"))
        layers.append(
            both.mark_point(size=70, color=QUIET, fill="#ffffff", filled=False, strokeWidth=1.6, opacity=1).encode(
                x=alt.X("before:Q", scale=scale), tooltip=tip
            )
        )
    if data.common is not None:
        line = alt.Chart(pd.DataFrame({"rate": [data.common]}))
        layers.append(line.mark_rule(color=colour, strokeWidth=2).encode(x=alt.X("rate:Q", scale=scale)))
    else:
        layers.append(
            base.mark_tick(color=INK, thickness=2, size=14).encode(x=alt.X("reference:Q", scale=scale), tooltip=tip)
        )
    layers.append(base.mark_circle(size=95, color=colour, opacity=1).encode(x=x, tooltip=tip))
    return alt.layer(*layers).properties(height=ROW * len(rows) + 10)


def chance_chart(estimate: float, low: float, high: float, mean: float, upper: float, words: Words) -> alt.LayerChart:
    """What chance alone would show, and the estimate with its interval, on one scale from 0."""
    scale = alt.Scale(domain=[0, max(high, upper) * 1.06 or 1], nice=False)
    lanes = [words("whatif.lane_estimate"), words("whatif.lane_chance")]
    y = alt.Y("lane:N", sort=lanes, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=150))
    bars = pd.DataFrame(
        [
            {"lane": lanes[0], "from": low, "to": high, "fill": "#cfe0e2"},
            {"lane": lanes[1], "from": 0, "to": mean, "fill": "#9aa3a8"},
            {"lane": lanes[1], "from": mean, "to": upper, "fill": "#dfe3e4"},
        ]
    )
    axis = alt.Axis(tickCount=4, grid=False, format=",.0f")
    bar = (
        alt.Chart(bars)
        .mark_bar(height=18)
        .encode(
            y=y, x=alt.X("from:Q", scale=scale, title=None, axis=axis), x2="to:Q", color=alt.Color("fill:N", scale=None)
        )
    )
    ticks = pd.DataFrame(
        [{"lane": lanes[0], "at": estimate, "ink": ACCENT}, {"lane": lanes[1], "at": mean, "ink": INK}]
    )
    tick = (
        alt.Chart(ticks)
        .mark_tick(thickness=3, size=24, opacity=1)
        .encode(y=y, x=alt.X("at:Q", scale=scale, title=None, axis=axis), color=alt.Color("ink:N", scale=None))
    )
    return alt.layer(bar, tick).properties(height=94)


def curve_chart(curved: pd.DataFrame, half_at: int, words: Words, *, areas: str) -> alt.LayerChart:
    """How the gains add up, the largest first, with where half of it is reached. `curved` as `stats.gains.curve`."""
    start = pd.DataFrame({"place": [0], "sum": [0.0], "name": [""]})
    points = pd.concat([start, curved[["place", "sum", "name"]]])
    x = alt.X(
        "place:Q",
        title=areas,
        scale=alt.Scale(domain=[0, max(len(curved), 1)], nice=False),
        axis=alt.Axis(tickMinStep=1, grid=False, tickCount=6),
    )
    y = alt.Y("sum:Q", title=None, axis=alt.Axis(tickCount=4, format=",.0f", minExtent=50))
    line = (
        alt.Chart(points)
        .mark_line(color=ACCENT, strokeWidth=2.5, point=alt.OverlayMarkDef(size=18, color=ACCENT))
        .encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("name:N", title=words("export.area")),
                alt.Tooltip("sum:Q", title=words("whatif.column.sum"), format=",.0f"),
            ],
        )
    )
    if not half_at:
        return alt.layer(line).properties(height=130)
    half = curved["sum"].iloc[-1] / 2
    across = pd.DataFrame({"place": [0], "to": [half_at], "sum": [half]})
    rule = alt.Chart(across).mark_rule(color=QUIET, strokeDash=[4, 3]).encode(x="place:Q", x2="to:Q", y="sum:Q")
    down = alt.Chart(across).mark_rule(color=QUIET, strokeDash=[4, 3]).encode(x="to:Q", y="sum:Q", y2=alt.datum(0))
    text = (
        alt.Chart(across)
        .mark_text(align="left", dx=4, dy=-8, fontSize=12, color=QUIET)
        .encode(x="place:Q", y="sum:Q", text=alt.value(words("whatif.half")))
    )
    return alt.layer(line, rule, down, text).properties(height=130)


def tornado_chart(table: pd.DataFrame, words: Words, *, unit: str) -> alt.LayerChart:
    """What the answer hangs on, the most first: a bar a factor, the answer as a line.

    `table` has `label`, `low`, `high`, `said_low`, `said_high` and `base`.
    """
    y = alt.Y(
        "label:N", sort=table["label"].tolist(), title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=240)
    )
    lines = {name: table[name].map(_in_lines) for name in ("said_low", "said_high")}
    longest = max(len(line) for texts in lines.values() for text in texts for line in text.split("\n"))
    # Room for the words at the bars' ends, in pixels: as a share of the scale they would not fit on a phone.
    start, end = float(table["low"].min()), float(table["high"].max())
    scale = alt.Scale(domain=[start, end if end > start else start + 1], nice=False, padding=longest * CHARACTER + 10)
    # The scale leaves room for words at its ends; it has no amounts below 0.
    axis = alt.Axis(tickCount=5, grid=True, format=",.0f", labelExpr="datum.value < 0 ? '' : datum.label")
    table = table.assign(**lines)
    base = alt.Chart(table).encode(y=y)
    x = alt.X("low:Q", scale=scale, title=unit, axis=axis)
    bars = base.mark_bar(height=18, color="#8fb4b8").encode(x=x, x2="high:Q")
    # A text of two lines stands with its middle where one of one line has it.
    text = {"fontSize": 12, "lineHeight": 13, "lineBreak": "\n", "color": INK}
    left = base.mark_text(align="right", dx=-5, dy=_lifted("said_low"), **text).encode(
        x=alt.X("low:Q", scale=scale), text="said_low:N"
    )
    right = base.mark_text(align="left", dx=5, dy=_lifted("said_high"), **text).encode(
        x=alt.X("high:Q", scale=scale), text="said_high:N"
    )
    line = alt.Chart(table.head(1)).mark_rule(color=ACCENT, strokeWidth=2).encode(x=alt.X("base:Q", scale=scale))
    return alt.layer(bars, line, left, right).properties(height=34 * len(table) + 10)


def _in_lines(text: str) -> str:
    return "\n".join(wrap(text, LINE, break_long_words=False))


def _lifted(column: str) -> alt.ExprRef:
    return alt.ExprRef(f"-6.5 * (split(datum.{column}, '\\n').length - 1)")
