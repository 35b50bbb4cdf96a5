"""Women against men: one dot an area, the line of equality, the country, and what stands out."""

from __future__ import annotations

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
    layers = [_equality(scale, x, y), _sides(scale, x, y, words), dot, *_named(dots, whole, scale, x, y)]
    return alt.layer(*layers, height=HEIGHT)


def _axis(channel: Any, field: str, scale: tuple[float, float], words: Words) -> Any:
    """One axis, in its sex's colour."""
    sex = "K" if field == "women" else "M"
    axis = alt.Axis(titleColor=WOMEN if sex == "K" else MEN, titleFontWeight="bold", tickCount=6, format=",~f")
    domain = alt.Scale(domain=list(scale), nice=False, zero=False)
    return channel(f"{field}:Q", title=words(f"sex.{sex}"), scale=domain, axis=axis)


def _equality(scale: tuple[float, float], x: alt.X, y: alt.Y) -> alt.Chart:
    ends = pd.DataFrame({"women": list(scale), "men": list(scale)})
    return alt.Chart(ends).mark_line(color=QUIET, strokeDash=[5, 4], strokeWidth=1.2).encode(x=x, y=y)


def _sides(scale: tuple[float, float], x: alt.X, y: alt.Y, words: Words) -> alt.Chart:
    """What each side of the line means, in its corner."""
    low, high = scale
    corners = pd.DataFrame(
        {"women": [low, high], "men": [high, low], "side": [words("map.men_higher"), words("map.women_higher")]}
    )
    look = {
        "color": _either(f"datum.men > {low}", MEN, WOMEN),
        "align": _either(f"datum.men > {low}", "left", "right"),
        "baseline": _either(f"datum.men > {low}", "top", "bottom"),
        "dx": _either(f"datum.men > {low}", 8, -8),
        "dy": _either(f"datum.men > {low}", 8, -8),
    }
    return alt.Chart(corners).mark_text(fontSize=13, fontStyle="italic", **look).encode(x=x, y=y, text="side:N")


def _named(
    dots: pd.DataFrame, whole: tuple[str, float, float], scale: tuple[float, float], x: alt.X, y: alt.Y
) -> list[alt.Chart]:
    """The whole as a diamond and the chosen area as a ring, each with its name, written towards the middle."""
    chosen = dots[dots["chosen"]]
    points = pd.DataFrame(
        {
            "name": [whole[0], *chosen["name"]],
            "women": [whole[1], *chosen["women"]],
            "men": [whole[2], *chosen["men"]],
            "whole": [True, *[False] * len(chosen)],
        }
    ).dropna()
    if points.empty:
        return []
    base = alt.Chart(points).encode(x=x, y=y)
    right = f"datum.women > {sum(scale) / 2}"
    text: dict[str, Any] = {
        "align": _either(right, "right", "left"),
        "dx": _either(right, -11, 11),
        "dy": _either("datum.whole", -9, 10),
        "fontSize": 13,
        "fontWeight": "bold",
    }
    mark = {
        "shape": _either("datum.whole", "diamond", "circle"),
        "fill": _either("datum.whole", INK, "transparent"),
        "stroke": _either("datum.whole", "#ffffff", INK),
    }
    return [
        base.mark_point(size=190, strokeWidth=2, **mark),
        # A white line round the letters keeps them apart from the dots behind.
        base.mark_text(**text, color="#ffffff", stroke="#ffffff", strokeWidth=4).encode(text="name:N"),
        base.mark_text(**text, color=INK).encode(text="name:N"),
    ]


def _either(test: str, true: str | float, false: str | float) -> alt.ExprRef:
    """One look or another, datum by datum: fewer layers are drawn sooner than one for each look."""
    return alt.ExprRef(f"{test} ? {true!r} : {false!r}")
