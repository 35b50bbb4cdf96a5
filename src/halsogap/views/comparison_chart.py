"""One value against another: dots by third of a condition, the line with its band, the four quarters in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from halsogap.i18n import Words
from halsogap.stats.comparison import Third
from halsogap.views.charts import ACCENT, INK, PALE, QUIET
from halsogap.views.gap_scatter import PICK
from halsogap.views.palette import SEQUENCE

HEIGHT = 540
LOOK = {
    Third.LOW: ("#2f9a86", "triangle-down"),
    Third.MIDDLE: (SEQUENCE[4], "circle"),
    Third.HIGH: ("#142f52", "triangle-up"),
}
"""A colour and a shape a third, so that neither is needed alone: darker is more, as on the maps, and the
lightest still stands out from white (3:1)."""

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Axis:
    """One axis: its `title`, the `decimals` of its numbers, and the `reference` where the quarters meet (NaN: none)."""

    title: str
    decimals: int
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
) -> alt.LayerChart:
    """The chart.

    Parameters
    ----------
    dots
        One row an area with both values: `code`, `name`, `x`, `y`, `third` (low, middle, high or unknown), `out`
        (whether it stands out; the others are pale), `chosen`, and `ahead` (how far from what is expected, in words).
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
    spans = {name: _span(dots[name], axis.reference) for name, axis in (("x", x), ("y", y))}
    across = alt.X("x:Q", title=x.title, scale=alt.Scale(domain=spans["x"], zero=False, nice=False), axis=_ticks())
    upward = alt.Y("y:Q", title=y.title, scale=alt.Scale(domain=spans["y"], zero=False, nice=False), axis=_ticks())
    layers: list[alt.Chart] = []
    references = pd.DataFrame({"x": [x.reference], "y": [y.reference]})
    if references.notna().all(axis=None):
        rule: dict[str, Any] = {"color": PALE, "strokeWidth": 1.2}
        layers += [alt.Chart(references).mark_rule(**rule).encode(x=across)]
        layers += [alt.Chart(references).mark_rule(**rule).encode(y=upward), _corners(corners, spans, across, upward)]
    if equality:
        low, high = max(spans["x"][0], spans["y"][0]), min(spans["x"][1], spans["y"][1])
        same = alt.Chart(pd.DataFrame({"x": [low, high], "y": [low, high]}))
        layers.append(
            same.mark_line(color=QUIET, strokeDash=[5, 4], strokeWidth=1.2, clip=True).encode(x=across, y=upward)
        )
    if len(band):
        base = alt.Chart(band)
        layers.append(
            base.mark_area(color=ACCENT, opacity=0.14, clip=True).encode(x=across, y=alt.Y("lower:Q"), y2="upper:Q")
        )
        layers.append(base.mark_line(color=ACCENT, strokeWidth=2, clip=True).encode(x=across, y=alt.Y("value:Q")))
    return alt.layer(
        *layers, _dots(dots, x, y, across, upward, legend, words), *_chosen(dots, across, upward), height=HEIGHT
    )


def _dots(dots: pd.DataFrame, x: Axis, y: Axis, across: alt.X, upward: alt.Y, legend: str, words: Words) -> alt.Chart:
    thirds = [str(third) for third in Third] + ([UNKNOWN] if (dots["third"] == UNKNOWN).any() else [])
    names = [words(f"comparison.{third}") for third in thirds]
    looks = [LOOK[Third(third)] if third != UNKNOWN else (QUIET, "stroke") for third in thirds]
    shown = dots.assign(group=dots["third"].map(dict(zip(thirds, names, strict=True))))
    return (
        alt.Chart(shown)
        .mark_point(filled=True, size=62, stroke="#ffffff", strokeWidth=0.5)
        .encode(
            x=across,
            y=upward,
            color=alt.Color("group:N", title=legend, scale=alt.Scale(domain=names, range=[c for c, _ in looks])),
            opacity=alt.when("datum.out").then(alt.value(0.85)).otherwise(alt.value(0.15)),
            shape=alt.Shape("group:N", title=legend, scale=alt.Scale(domain=names, range=[s for _, s in looks])),
            tooltip=[
                alt.Tooltip("name:N", title=words("gap.area")),
                alt.Tooltip("x:Q", title=x.title, format=f",.{x.decimals}f"),
                alt.Tooltip("y:Q", title=y.title, format=f",.{y.decimals}f"),
                alt.Tooltip("group:N", title=legend),
                alt.Tooltip("ahead:N", title=words("comparison.against_expected")),
            ],
        )
        .add_params(alt.selection_point(name=PICK, fields=["code"], on="click", toggle="true", clear=False))
    )


def _corners(corners: dict[tuple[str, str], str], spans: dict[str, list[float]], x: alt.X, y: alt.Y) -> alt.Chart:
    rows = pd.DataFrame(
        [
            {
                "x": spans["x"][side == "high"],
                "y": spans["y"][height == "high"],
                "text": text,
                "right": side == "high",
                "top": height == "high",
            }
            for (side, height), text in corners.items()
        ]
    )
    look = {
        "align": alt.ExprRef("datum.right ? 'right' : 'left'"),
        "baseline": alt.ExprRef("datum.top ? 'top' : 'bottom'"),
        "dx": alt.ExprRef("datum.right ? -6 : 6"),
        "dy": alt.ExprRef("datum.top ? 6 : -6"),
    }
    return (
        alt.Chart(rows)
        .mark_text(fontSize=12, lineBreak="\n", fontStyle="italic", color=QUIET, **look)
        .encode(x=x, y=y, text="text:N")
    )


def _chosen(dots: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    chosen = dots.loc[dots["chosen"], ["name", "x", "y"]]
    if chosen.empty:
        return []
    base = alt.Chart(chosen).encode(x=x, y=y)
    text: dict[str, Any] = {"dy": -14, "fontSize": 13, "fontWeight": "bold"}
    return [
        base.mark_point(size=190, stroke=INK, strokeWidth=2.4, fill="transparent"),
        base.mark_text(**text, color="#ffffff", stroke="#ffffff", strokeWidth=4).encode(text="name:N"),
        base.mark_text(**text, color=INK).encode(text="name:N"),
    ]


def _ticks() -> alt.Axis:
    return alt.Axis(format=",~f", tickCount=6, grid=False)


def _span(values: pd.Series, reference: float) -> list[float]:
    """The axis from the lowest to the highest value with a margin, the reference within."""
    low, high = (float(f([*values, *([reference] if reference == reference else [])])) for f in (min, max))
    margin = (high - low) / 12 or abs(high) / 12 or 1.0
    return [low - margin, high + margin]
