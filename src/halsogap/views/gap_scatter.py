"""Women against men: one dot an area, the line of equality, the country, and what stands out."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import pandas as pd

from halsogap.i18n import Words
from halsogap.model import Indicator
from halsogap.views.charts import INK, PALE, QUIET
from halsogap.views.palette import MEN, WOMEN

BRUSH, PICK = "brush", "pick"
"""The names of the chart's selections: the box drawn over dots, and the dot clicked on."""

HEIGHT = 520
ONE_SIZE, SMALLEST, LARGEST = 48, 14, 1100
"""Areas of dots in square pixels: one for all, or from the smallest to the largest population."""


def gap_scatter(
    dots: pd.DataFrame,
    whole: tuple[str, float, float],
    scale: tuple[float, float],
    indicator: Indicator,
    words: Words,
    *,
    sized: bool = False,
) -> alt.LayerChart:
    """The scatter, its dots purple where women are higher and orange where men are.

    Parameters
    ----------
    dots
        One row an area with both values: `code`, `name`, `women`, `men`, `gap` (in words), `out` (whether it stands
        out), `chosen`, and `people` where `sized`.
    whole
        The name and the two values of the country (or another whole); NaN where there are none.
    scale
        The lowest and highest value of both axes, which are the same: a step is as long in either direction.
    indicator, words
        What is shown, in whose language.
    sized
        Whether a dot is as large as its population.
    """
    x, y = _axis(alt.X, "women", scale, words), _axis(alt.Y, "men", scale, words)
    brush = alt.selection_interval(name=BRUSH, encodings=["x", "y"], zoom=False)
    # Each click turns its dot on or off, so that what changed tells which dot it was, also the second time.
    pick = alt.selection_point(name=PICK, fields=["code"], on="click", toggle="true", clear=False)
    number = f",.{indicator.decimals}f"
    size = alt.value(ONE_SIZE)
    if sized:
        size = alt.Size("people:Q", scale=alt.Scale(range=[SMALLEST, LARGEST], zero=False), legend=None)
    dot = (
        alt.Chart(dots.sort_values("out"))
        .mark_circle(stroke="#ffffff", strokeWidth=0.5)
        .encode(
            x=x,
            y=y,
            color=alt.when("!datum.out")
            .then(alt.value(PALE))
            .when("datum.women > datum.men")
            .then(alt.value(WOMEN))
            .when("datum.women < datum.men")
            .then(alt.value(MEN))
            .otherwise(alt.value(QUIET)),
            opacity=alt.when(brush).then(alt.value(0.78)).otherwise(alt.value(0.2)),
            size=size,
            tooltip=[
                alt.Tooltip("name:N", title=words("gap.area")),
                alt.Tooltip("women:Q", title=words("sex.K"), format=number),
                alt.Tooltip("men:Q", title=words("sex.M"), format=number),
                alt.Tooltip("gap:N", title=words("panel.gap")),
            ],
        )
        .add_params(brush, pick)
    )
    named = _named(*whole, scale, x, y, whole=True)
    chosen = dots[dots["chosen"]]
    for place, women, men in zip(chosen["name"], chosen["women"], chosen["men"], strict=True):
        named += _named(place, women, men, scale, x, y, whole=False)
    layers = [_equality(scale, x, y), *_sides(scale, x, y, words), dot, *named]
    return alt.layer(*layers).properties(height=HEIGHT)


def _axis(channel: Any, field: str, scale: tuple[float, float], words: Words) -> Any:
    """One axis, in its sex's colour."""
    sex = "K" if field == "women" else "M"
    axis = alt.Axis(titleColor=WOMEN if sex == "K" else MEN, titleFontWeight="bold", tickCount=6, format=",~f")
    domain = alt.Scale(domain=list(scale), nice=False, zero=False)
    return channel(f"{field}:Q", title=words(f"sex.{sex}"), scale=domain, axis=axis)


def _equality(scale: tuple[float, float], x: alt.X, y: alt.Y) -> alt.Chart:
    ends = pd.DataFrame({"women": list(scale), "men": list(scale)})
    return alt.Chart(ends).mark_line(color=QUIET, strokeDash=[5, 4], strokeWidth=1.2).encode(x=x, y=y)


def _sides(scale: tuple[float, float], x: alt.X, y: alt.Y, words: Words) -> list[alt.Chart]:
    """What each side of the line means, in its corner."""
    low, high = scale
    corners: list[tuple[str, float, float, dict[str, Any]]] = [
        ("map.men_higher", low, high, {"color": MEN, "align": "left", "baseline": "top", "dx": 8, "dy": 8}),
        ("map.women_higher", high, low, {"color": WOMEN, "align": "right", "baseline": "bottom", "dx": -8, "dy": -8}),
    ]
    return [
        alt.Chart(pd.DataFrame({"women": [women], "men": [men]}))
        .mark_text(text=words(key), fontSize=13, fontStyle="italic", **look)
        .encode(x=x, y=y)
        for key, women, men, look in corners
    ]


def _named(
    name: str, women: float, men: float, scale: tuple[float, float], x: alt.X, y: alt.Y, *, whole: bool
) -> list[alt.Chart]:
    """A point with its name, written towards the middle: the whole as a diamond, the chosen area as a ring."""
    if math.isnan(women) or math.isnan(men):
        return []
    base = alt.Chart(pd.DataFrame({"women": [women], "men": [men], "name": [name]})).encode(x=x, y=y)
    look = {"shape": "diamond", "fill": INK, "stroke": "#ffffff"} if whole else {"shape": "circle", "stroke": INK}
    left = women > sum(scale) / 2
    text: dict[str, Any] = {"align": "right" if left else "left", "dx": -11 if left else 11, "dy": -9 if whole else 10}
    text |= {"fontSize": 13, "fontWeight": "bold"}
    return [
        base.mark_point(size=190, strokeWidth=1.5 if whole else 2.4, **look),
        # A white line round the letters keeps them apart from the dots behind.
        base.mark_text(**text, color="#ffffff", stroke="#ffffff", strokeWidth=4).encode(text="name:N"),
        base.mark_text(**text, color=INK).encode(text="name:N"),
    ]
