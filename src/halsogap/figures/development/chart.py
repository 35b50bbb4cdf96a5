"""The chart of a place's development: its line among its county, the country, its similar places and all of its kind.

After the figures 6, 14, 18 and 21 of SKR's final report on Strategi för hälsa (2023), in one grammar: the place's dots
tell its standing each year by shape and colour, the country is broad and light, the county thin, the similar
municipalities dotted, and breaks of definition break every line.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import altair as alt

from halsogap.figures.charts import INK, PALE, QUIET, Filled, templated
from halsogap.figures.development.data import data_of
from halsogap.figures.development.parts import COLOURS, LOOKS, SHAPES, Band, Line, Marks, Role, in_order
from halsogap.i18n import Words, words
from halsogap.model import Indicator, Sex
from halsogap.stats.development import Standing

HEIGHT = 440


class _Structure(NamedTuple):
    """What two charts must have alike to be one chart with other data."""

    language: str
    legend: bool
    decimals: int
    lines: tuple[tuple[Role, Sex], ...]
    bands: tuple[Sex, ...]
    standings: tuple[Standing, ...]
    target_above: bool
    data: frozenset[str]


def development_chart(
    lines: Sequence[Line],
    bands: Sequence[Band],
    marks: Marks,
    indicator: Indicator,
    words: Words,
    *,
    legend: bool = False,
) -> Filled | None:
    """The chart; None where there is nothing to draw.

    Parameters
    ----------
    lines
        In any order; a line without values is left out of chart and legend.
    bands
        Behind the lines.
    marks
        The target is drawn from the baseline's point.
    legend
        Whether the chart explains itself: as a picture it must, on a page `development_legend` does.
    """
    drawn = in_order(lines)
    if not drawn:
        return None
    bands = [band for band in bands if band.limits]
    places = [line for line in drawn if line.role is Role.PLACE]
    data = data_of(drawn, bands, marks, indicator, words)
    standings = {standing for line in places for standing in line.standings.values()}
    structure = _Structure(
        language=words.language,
        legend=legend,
        decimals=indicator.decimals,
        lines=tuple((line.role, line.sex) for line in drawn),
        bands=tuple(band.sex for band in bands),
        standings=tuple(standing for standing in SHAPES if standing in standings),
        target_above=marks.target_above,
        data=frozenset(name for name, frame in data.items() if len(frame)),
    )
    texts = {_name(line.role, line.sex): line.name for line in drawn} | {"@unit": words.unit(indicator)}
    return Filled(_template(structure), {name: data[name] for name in sorted(structure.data)}, texts)


def _name(role: Role, sex: Sex) -> str:
    """What stands in the template for a line's name."""
    return f"@{role}_{sex}"


@lru_cache(maxsize=128)
def _template(structure: _Structure) -> dict[str, Any]:
    """The chart over named data. What differs between charts of one structure is data and texts."""
    spoken = words(structure.language)
    x = alt.X(
        "year:Q",
        axis=alt.Axis(format="d", tickMinStep=1, title=None, grid=False),
        scale=alt.Scale(zero=False, nice=False, padding=14),
    )
    axis = alt.Axis(format=f",.{structure.decimals}f", tickCount=6)
    y = alt.Y("value:Q", title="@unit", scale=alt.Scale(zero=False), axis=axis)
    places = [sex for role, sex in structure.lines if role is Role.PLACE]
    layers = [
        *(layer for sex in structure.bands for layer in _band(sex, structure, x, y)),
        *_vertical("breaks", {"color": QUIET, "strokeDash": [4, 4]}, {"baseline": "top"}, alt.YValue(4), structure, x),
        *_vertical("baseline", {"color": PALE}, {"baseline": "bottom"}, alt.YValue("height"), structure, x),
        *_lines(structure, x, y, spoken),
        *_target(structure, x, y),
        *(layer for sex in places for layer in _dots(sex, structure, x, y, spoken)),
    ]
    return templated(alt.layer(*layers, height=HEIGHT), spoken)


def _layer(name: str, mark: alt.MarkDef, **encoding: Any) -> alt.Chart:
    return alt.Chart(alt.NamedData(name), mark=mark, encoding=alt.FacetedEncoding(**encoding))


def _tooltip(spoken: Words) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("line:N", title=spoken("development.line")),
        alt.Tooltip("year:Q", title=spoken("panel.year"), format="d"),
        alt.Tooltip("shown:N", title=spoken("development.value")),
    ]


def _text(**look: Any) -> alt.MarkDef:
    return alt.MarkDef("text", **{"fontSize": 12, "align": "left", "color": QUIET, **look})


def _band(sex: Sex, structure: _Structure, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    area = {"x": x, "y": y, "y2": alt.Y2("high:Q"), "detail": alt.Detail("run:N")}
    colour = COLOURS[sex][3]
    layers = [_layer(f"band_{sex}", alt.MarkDef("area", color=colour), **area)]
    if f"bars_{sex}" in structure.data:
        layers.append(_layer(f"bars_{sex}", alt.MarkDef("rule", color=colour, strokeWidth=24), **area))
    if structure.legend:
        layers.append(_layer(f"named_{sex}", _text(dx=6, dy=16), x=x, y=y, text=alt.Text("said:N")))
    return layers


def _vertical(
    name: str, rule: dict[str, Any], text: dict[str, Any], y: alt.YValue, structure: _Structure, x: alt.X
) -> list[alt.Chart]:
    """Upright lines with what they say beside them."""
    if name not in structure.data:
        return []
    label = _layer(name, _text(dx=4, **text), x=x, y=y, text=alt.Text("said:N"))
    return [_layer(name, alt.MarkDef("rule", **rule), x=x), label]


def _lines(structure: _Structure, x: alt.X, y: alt.Y, spoken: Words) -> list[alt.Chart]:
    looks = [(COLOURS[sex][LOOKS[role][0]], *LOOKS[role][1:]) for role, sex in structure.lines]
    domain = [_name(role, sex) for role, sex in structure.lines]
    legend = alt.Legend(title=None, columns=3, symbolType="stroke", symbolSize=400, labelLimit=300)
    colour_legend = legend if structure.legend else None

    def scale(part: int) -> alt.Scale:
        # Widths too: what Vega-Lite would choose for them reads only the first and last of the range.
        return alt.Scale(type="ordinal", domain=domain, range=[look[part] for look in looks])

    way = {
        "x": x,
        "y": y,
        "detail": alt.Detail("run:N"),
        "stroke": alt.Stroke("line:N", scale=scale(0), legend=colour_legend),
        "tooltip": _tooltip(spoken),
    }
    styles = {
        "strokeWidth": alt.StrokeWidth("line:N", scale=scale(1), legend=colour_legend),
        "strokeDash": alt.StrokeDash("line:N", scale=scale(2), legend=colour_legend),
        "order": alt.Order("year:Q"),
    }
    layers = [_layer("lines", alt.MarkDef("line", strokeCap="butt", strokeJoin="round"), **way, **styles)]
    if "rings" in structure.data:
        layers.append(_layer("rings", alt.MarkDef("point", size=60, filled=False, strokeWidth=2), **way))
    if "names" in structure.data:
        layers.append(_layer("names", _text(dx=18, color=INK), x=x, y=y, text=alt.Text("line:N")))
    return layers


def _target(structure: _Structure, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    if "target" not in structure.data:
        return []
    edged = {"fill": "#ffffff", "stroke": INK, "strokeWidth": 1.6, "opacity": 1}
    away = -16 if structure.target_above else 18
    return [
        _layer("way", alt.MarkDef("line", color=INK, strokeWidth=1, strokeDash=[1, 3]), x=x, y=y),
        _layer("target", alt.MarkDef("point", shape="diamond", size=130, filled=True, **edged), x=x, y=y),
        _layer("target", _text(align="right", dx=8, dy=away, color=INK), x=x, y=y, text=alt.Text("said:N")),
    ]


def _dots(sex: Sex, structure: _Structure, x: alt.X, y: alt.Y, spoken: Words) -> list[alt.Chart]:
    """The place's dots, with the larger dot of the year that is shown and its value beside it."""
    colour, layers = COLOURS[sex][0], []
    point = {"x": x, "y": y, "size": alt.Size("size:Q", scale=None, legend=None)}
    if f"ranked_{sex}" in structure.data:
        names = [spoken(f"kolada.{standing}") for standing in structure.standings]
        shapes, fills = zip(*(SHAPES[standing] for standing in structure.standings), strict=True)
        shape_legend = alt.Legend(title=None, orient="bottom", symbolStrokeWidth=1) if structure.legend else None
        layers.append(
            _layer(
                f"ranked_{sex}",
                alt.MarkDef("point", stroke=colour, strokeWidth=1.4, opacity=1),
                **point,
                fill=alt.Fill("standing:N", scale=alt.Scale(domain=names, range=list(fills)), legend=shape_legend),
                shape=alt.Shape("standing:N", scale=alt.Scale(domain=names, range=list(shapes)), legend=shape_legend),
                tooltip=[*_tooltip(spoken), alt.Tooltip("standing:N", title=spoken("development.standing"))],
            )
        )
    if f"plain_{sex}" in structure.data:
        plain = alt.MarkDef("point", filled=True, fill=colour, opacity=1)
        layers.append(_layer(f"plain_{sex}", plain, **point, tooltip=_tooltip(spoken)))
    if f"told_{sex}" in structure.data:
        away = 20 if structure.target_above else -16
        look = {"align": "center", "dy": away, "color": colour, "fontSize": 14, "fontWeight": "bold"}
        # A white edge first, so that the number is read across lines.
        for edge in ({"stroke": "#ffffff", "strokeWidth": 4}, {}):
            layers.append(_layer(f"told_{sex}", _text(**look, **edge), x=x, y=y, text=alt.Text("shown:N")))
    return layers
