"""The gap's development: the chosen place and the country as lines, the middle eighty per cent of areas as a band."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any

import altair as alt
import pandas as pd

from halsogap.figures.charts import ACCENT, INK, PALE, QUIET, Filled, templated
from halsogap.figures.gap.sentences import gap_number
from halsogap.i18n import Words
from halsogap.i18n import words as words_of
from halsogap.model import Indicator
from halsogap.stats.gap.measure import Measure
from halsogap.stats.gap.series import in_runs

HEIGHT = 300
WHOLE, PLACE = "whole", "place"
COLOURS = {WHOLE: INK, PLACE: ACCENT}


def gap_years(
    lines: Mapping[str, Mapping[int, float]],
    names: Mapping[str, str],
    band: pd.DataFrame,
    indicator: Indicator,
    measure: Measure,
    words: Words,
    *,
    marked: int | None = None,
) -> Filled:
    """The chart.

    Parameters
    ----------
    lines
        The gap by year, of `WHOLE` (dashed) and of the chosen `PLACE`, those there are.
    names
        What the two are called.
    band
        `period`, `low`, `high`, as `gap_series.gap_band` gives.
    indicator, measure, words
        What is shown, how, in whose language. Breaks of the indicator break lines and band.
    marked
        The year that the scatter shows.
    """
    parts = [in_runs(values, indicator).assign(line=line, place=names[line]) for line, values in lines.items()]
    runs = pd.concat(parts, ignore_index=True)
    runs["text"] = [gap_number(value, indicator, measure, words) for value in runs["value"]]
    low, high = (in_runs(dict(zip(band["period"], band[end], strict=True)), indicator) for end in ("low", "high"))
    years = [runs["year"].min(), runs["year"].max()]
    breaks = [broken.year - 0.5 for broken in indicator.breaks if years[0] < broken.year <= years[1]]
    data = {
        "none": pd.DataFrame({"value": [0.0 if measure is Measure.DIFF else 1.0]}),
        "band": low.assign(high=high["value"]),
        "breaks": pd.DataFrame({"year": breaks}, dtype=float),
        "lines": runs,
        "marked": runs[runs["year"] == marked],
    }
    unit = words(f"unit.{indicator.unit}.diff") if measure is Measure.DIFF else words("map.ratio_unit")
    return Filled(_template(words.language), data, {"@unit": unit})


def key_html(names: Mapping[str, str], words: Words, *, band: bool) -> str:
    """What the lines and the band are, as HTML: a line of key above the chart."""
    keys = [f'<span class="hg-swatch hg-swatch-{line}"></span>{escape(name)}' for line, name in names.items()]
    if band:
        keys.append(f'<span class="hg-swatch hg-swatch-band"></span>{escape(words("gap.band_key"))}')
    return f'<p class="hg-keys">{"".join(f"<span>{key}</span>" for key in keys)}</p>'


@cache
def _template(language: str) -> dict[str, Any]:
    words = words_of(language)
    axis = alt.Axis(format="d", tickMinStep=1, grid=False)
    x = alt.X("year:Q", title=None, scale=alt.Scale(nice=False, zero=False), axis=axis)
    y = alt.Y("value:Q", title="@unit", scale=alt.Scale(zero=False), axis=alt.Axis(format=",~f"))
    colour = alt.Color("line:N", legend=None, scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())))
    lines = _over("lines").encode(
        x=x,
        y=y,
        color=colour,
        detail="run:N",
        strokeDash=alt.StrokeDash(
            "line:N", legend=None, scale=alt.Scale(domain=[WHOLE, PLACE], range=[[5, 4], [1, 0]])
        ),
        tooltip=[
            alt.Tooltip("place:N", title=words("gap.area")),
            alt.Tooltip("year:Q", title=words("control.year"), format="d"),
            alt.Tooltip("text:N", title=words("panel.gap")),
        ],
    )
    layers = [
        _over("none").mark_rule(color=QUIET).encode(y=y),
        _over("band").mark_area(color=PALE, opacity=0.4).encode(x=x, y=y, y2="high:Q", detail="run:N"),
        _over("breaks").mark_rule(color=QUIET, strokeDash=[2, 3]).encode(x=x),
        lines.mark_line(strokeWidth=2.4, point={"size": 34}),
        _over("marked").mark_circle(size=130).encode(x=x, y=y, color=colour),
    ]
    return templated(alt.layer(*layers, height=HEIGHT), words)


def _over(data: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=data))
