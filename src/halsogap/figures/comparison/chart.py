"""One value against another: dots by third of a condition, the line with its band, the four quarters in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from halsogap.figures.charts import ACCENT, INK, PALE, PICK, QUIET, Filled, templated
from halsogap.figures.palette import SEQUENCE
from halsogap.i18n import Words
from halsogap.i18n import words as words_of
from halsogap.stats.comparison.fit import Third
from halsogap.stats.tolerance import subtract

HEIGHT = 540
LOOK = {
    Third.LOW: ("#2f9a86", "triangle-down"),
    Third.MIDDLE: (SEQUENCE[4], "circle"),
    Third.HIGH: ("#142f52", "triangle-up"),
    Third.UNKNOWN: (QUIET, "square"),
}
"""A colour and a shape a third, so that neither is needed alone: darker is more, as on the maps, and the lightest still
stands out from white (3:1)."""


@dataclass(frozen=True)
class Axis:
    """One axis: its `title`, and the `reference` where the quarters meet (NaN: none)."""

    title: str
    reference: float


def comparison_chart(
    dots: pd.DataFrame,
    band: pd.DataFrame,
    x: Axis,
    y: Axis,
    corners: dict[tuple[str, str], str],
    legend: str,
    words: Words,
    *,
    equality: bool = False,
) -> Filled:
    """The chart.

    Parameters
    ----------
    dots
        One row an area with both values: `code`, `name`, `x`, `y`, the same in words (`x_text`, `y_text`), `third`
        (low, middle, high or unknown), `out` (whether it stands out; the others are pale), `chosen`, and `ahead` (how
        far from what is expected, in words).
    band
        `x`, `value`, `lower`, `upper` of the fitted line, ascending; empty where there is none.
    x, y
        The axes.
    corners
        What a quarter means, by its side of the references: ("low", "high") is low on x and high on y.
    legend
        What the thirds are of.
    equality
        Whether the two axes measure the same, so that the line where nothing has changed says something.
    """
    across, upward = _span(dots["x"], x.reference), _span(dots["y"], y.reference)
    met = not (math.isnan(x.reference) or math.isnan(y.reference))
    same = [max(across[0], upward[0]), min(across[1], upward[1])] if equality else []
    # The corners reach as far as the axes do, and so make them what they are.
    rows = [
        {
            "x": across[side == "high"],
            "y": upward[height == "high"],
            "text": text if met else "",
            "right": side == "high",
            "top": height == "high",
        }
        for (side, height), text in corners.items()
    ]
    data = {
        "corners": pd.DataFrame(rows),
        "references": pd.DataFrame({"x": [x.reference], "y": [y.reference]}).head(int(met)),
        "same": pd.DataFrame({"x": same, "y": same}, dtype=float),
        "band": band.astype(float),
        "dots": dots.assign(group=dots["third"].map(lambda third: words(f"comparison.{third}"))),
        "chosen": dots.loc[dots["chosen"], ["name", "x", "y"]],
    }
    texts = {"@x": x.title, "@y": y.title, "@third": legend}
    return Filled(_template(words.language, bool((dots["third"] == Third.UNKNOWN).any())), data, texts)


@cache
def _template(language: str, unknown: bool) -> dict[str, Any]:
    words = words_of(language)
    scale, axis = alt.Scale(zero=False, nice=False), alt.Axis(format=",~f", tickCount=6, grid=False)
    x, y = alt.X("x:Q", title="@x", scale=scale, axis=axis), alt.Y("y:Q", title="@y", scale=scale, axis=axis)
    rule: dict[str, Any] = {"color": PALE, "strokeWidth": 1.2}
    band, chosen = _over("band"), _over("chosen").encode(x=x, y=y)
    name: dict[str, Any] = {"dy": -14, "fontSize": 13, "fontWeight": "bold"}
    layers = [
        _corners(x, y),
        _over("references").mark_rule(**rule).encode(x=x),
        _over("references").mark_rule(**rule).encode(y=y),
        _over("same").mark_line(color=QUIET, strokeDash=[5, 4], strokeWidth=1.2).encode(x=x, y=y),
        band.mark_area(color=ACCENT, opacity=0.14, clip=True).encode(x=x, y=alt.Y("lower:Q"), y2="upper:Q"),
        band.mark_line(color=ACCENT, strokeWidth=2, clip=True).encode(x=x, y=alt.Y("value:Q")),
        _dots(x, y, [third for third in Third if unknown or third is not Third.UNKNOWN], words),
        chosen.mark_point(size=190, stroke=INK, strokeWidth=2.4, fill="transparent"),
        chosen.mark_text(**name, color="#ffffff", stroke="#ffffff", strokeWidth=4).encode(text="name:N"),
        chosen.mark_text(**name, color=INK).encode(text="name:N"),
    ]
    return templated(alt.layer(*layers, height=HEIGHT), words)


def _dots(x: alt.X, y: alt.Y, thirds: list[Third], words: Words) -> alt.Chart:
    names = [words(f"comparison.{third}") for third in thirds]
    colours, shapes = ([LOOK[third][i] for third in thirds] for i in (0, 1))
    return (
        _over("dots")
        .mark_point(filled=True, size=62, stroke="#ffffff", strokeWidth=0.5)
        .encode(
            x=x,
            y=y,
            color=alt.Color("group:N", title="@third", scale=alt.Scale(domain=names, range=colours)),
            shape=alt.Shape("group:N", title="@third", scale=alt.Scale(domain=names, range=shapes)),
            opacity=alt.when("datum.out").then(alt.value(0.85)).otherwise(alt.value(0.15)),
            tooltip=[
                alt.Tooltip("name:N", title=words("gap.area")),
                alt.Tooltip("x_text:N", title="@x"),
                alt.Tooltip("y_text:N", title="@y"),
                alt.Tooltip("group:N", title="@third"),
                alt.Tooltip("ahead:N", title=words("comparison.against_expected")),
            ],
        )
        .add_params(alt.selection_point(name=PICK, fields=["code"], on="click", toggle="true", clear=False))
    )


def _corners(x: alt.X, y: alt.Y) -> alt.Chart:
    look = {
        "limit": alt.ExprRef("width / 2 - 12"),
        "align": alt.ExprRef("datum.right ? 'right' : 'left'"),
        "baseline": alt.ExprRef("datum.top ? 'top' : 'bottom'"),
        "dx": alt.ExprRef("datum.right ? -6 : 6"),
        "dy": alt.ExprRef("datum.top ? 6 : -20"),
    }
    text = _over("corners").mark_text(fontSize=12, lineBreak="\n", fontStyle="italic", color=QUIET, **look)
    return text.encode(x=x, y=y, text="text:N")


def _over(data: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=data))


def _span(values: pd.Series, reference: float) -> list[float]:
    """The axis from the lowest to the highest value with a margin, the reference within; 0 to 1 without any value."""
    known = [*values, *([] if math.isnan(reference) else [reference])]
    if not known:
        return [0.0, 1.0]
    low, high = float(min(known)), float(max(known))
    margin = subtract(high, low) / 12 or abs(high) / 12 or 1.0
    return [low - margin, high + margin]
