"""Women against men: one dot an area, the line of equality, the country, and what stands out."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from halsogap.figures.charts import BRUSH, INK, PALE, PICK, QUIET, Filled, templated
from halsogap.figures.palette import MEN, WOMEN
from halsogap.i18n import Words
from halsogap.i18n import words as words_of
from halsogap.model import Indicator
from halsogap.stats.tolerance import subtract

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
) -> Filled:
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
    low, high = scale
    chosen = dots[dots["chosen"]]
    named = pd.DataFrame(
        {
            "name": [whole[0], *chosen["name"]],
            "women": [whole[1], *chosen["women"]],
            "men": [whole[2], *chosen["men"]],
            "whole": [True, *[False] * len(chosen)],
        }
    ).dropna()
    drawn = dots.sort_values("out").assign(
        side=np.sign(subtract(dots["women"], dots["men"])),
        women_text=dots["women"].map(lambda value: words.value(value, indicator)),
        men_text=dots["men"].map(lambda value: words.value(value, indicator)),
    )
    sides = {"women": [low, high], "men": [high, low], "top": [True, False]}
    data = {
        "ends": pd.DataFrame({"women": [low, high], "men": [low, high]}),
        "sides": pd.DataFrame({**sides, "text": [words("map.men_higher"), words("map.women_higher")]}),
        "dots": drawn,
        "named": named.assign(right=named["women"] > (low + high) / 2),
    }
    return Filled(_template(words.language, sized), data)


@cache
def _template(language: str, sized: bool) -> dict[str, Any]:
    words = words_of(language)
    x, y = _axis(alt.X, "women", words), _axis(alt.Y, "men", words)
    brush = alt.selection_interval(name=BRUSH, encodings=["x", "y"], zoom=False)
    # Each click turns its dot on or off, so that what changed tells which dot it was, also the second time.
    pick = alt.selection_point(name=PICK, fields=["code"], on="click", toggle="true", clear=False)
    size = alt.value(ONE_SIZE)
    if sized:
        size = alt.Size("people:Q", scale=alt.Scale(range=[SMALLEST, LARGEST], zero=False), legend=None)
    # The line of equality reaches from the lowest to the highest value, and so makes the axes what they are.
    equality = _over("ends").mark_line(color=QUIET, strokeDash=[5, 4], strokeWidth=1.2).encode(x=x, y=y)
    dots = (
        _over("dots")
        .mark_circle(stroke="#ffffff", strokeWidth=0.5)
        .encode(
            x=x,
            y=y,
            color=alt.when("!datum.out")
            .then(alt.value(PALE))
            .when("datum.side > 0")
            .then(alt.value(WOMEN))
            .when("datum.side < 0")
            .then(alt.value(MEN))
            .otherwise(alt.value(QUIET)),
            opacity=alt.when(brush).then(alt.value(0.78)).otherwise(alt.value(0.2)),
            size=size,
            tooltip=[
                alt.Tooltip("name:N", title=words("gap.area")),
                alt.Tooltip("women_text:N", title=words("sex.K")),
                alt.Tooltip("men_text:N", title=words("sex.M")),
                alt.Tooltip("gap:N", title=words("panel.gap")),
            ],
        )
        .add_params(brush, pick)
    )
    template = templated(alt.layer(equality, _sides(x, y), dots, *_named(x, y), height=HEIGHT), words)
    # As SVG the box over the dots would have a role without a name, which only a canvas spares a screen reader.
    template["usermeta"] = {"embedOptions": {**template["usermeta"]["embedOptions"], "renderer": "canvas"}}
    return template


def _over(data: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=data))


def _axis(channel: Any, field: str, words: Words) -> Any:
    """One axis, in its sex's colour."""
    sex = "K" if field == "women" else "M"
    axis = alt.Axis(titleColor=WOMEN if sex == "K" else MEN, titleFontWeight="bold", tickCount=6, format=",~f")
    return channel(f"{field}:Q", title=words(f"sex.{sex}"), scale=alt.Scale(nice=False, zero=False), axis=axis)


def _sides(x: alt.X, y: alt.Y) -> alt.Chart:
    """What each side of the line means, in its corner."""
    look = {
        "color": _either("datum.top", MEN, WOMEN),
        "align": _either("datum.top", "left", "right"),
        "baseline": _either("datum.top", "top", "bottom"),
        "dx": _either("datum.top", 8, -8),
        "dy": _either("datum.top", 8, -8),
    }
    return _over("sides").mark_text(fontSize=13, fontStyle="italic", **look).encode(x=x, y=y, text="text:N")


def _named(x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The whole as a diamond and the chosen area as a ring, each with its name, written towards the middle."""
    base = _over("named").encode(x=x, y=y)
    text: dict[str, Any] = {
        "align": _either("datum.right", "right", "left"),
        "dx": _either("datum.right", -11, 11),
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
    """One look or another, datum by datum."""
    return alt.ExprRef(f"{test} ? {true!r} : {false!r}")
