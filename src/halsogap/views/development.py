"""The chart of a place's development: its line among its county, the country, its similar places and all of its kind.

After the figures 6, 14, 18 and 21 of SKR's final report on Strategi för hälsa (2023), in one grammar: the place's dots
tell its standing each year by shape and colour, the country is broad and light, the county thin, the similar
municipalities dotted, and breaks of definition break every line.
"""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from halsogap.i18n import Words
from halsogap.model import Indicator
from halsogap.stats.series import Run, runs
from halsogap.views.charts import INK, PALE, QUIET
from halsogap.views.development_parts import COLOURS, LOOKS, SHAPES, Band, Line, Marks, Role, in_order

HEIGHT = 440


def development_chart(
    lines: Sequence[Line],
    bands: Sequence[Band],
    marks: Marks,
    indicator: Indicator,
    words: Words,
    *,
    legend: bool = False,
) -> alt.LayerChart | None:
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
    drawn = in_order(lines)[::-1]
    if not drawn:
        return None
    years = {year for line in drawn for year in line.values} | {year for band in bands for year in band.limits}
    if marks.target:
        years.add(marks.target[0])
    x = _x(min(years), max(years))
    y = alt.Y(
        "value:Q",
        title=words.unit(indicator) or None,
        scale=alt.Scale(zero=False),
        axis=alt.Axis(format=f",.{indicator.decimals}f", tickCount=6),
    )
    layers = [*_bands(bands, indicator, x, y, legend), *_breaks(indicator, min(years), max(years), x, words)]
    if marks.baseline:
        layers += _baseline(marks.baseline[0], x, words)
    layers.append(_lines(drawn, indicator, x, y, words, legend))
    if marks.baseline and marks.target:
        layers += _target(marks.baseline, marks.target, indicator, x, y, words, above=marks.target_above)
    layers += _dots([line for line in drawn if line.role is Role.PLACE], marks, indicator, x, y, words, legend)
    return alt.layer(*layers).properties(height=HEIGHT)


def _x(first: int, last: int) -> alt.X:
    # A single year stands in the middle.
    domain = [first, last] if first < last else [first - 1, last + 1]
    axis = alt.Axis(format="d", tickMinStep=1, title=None, grid=False)
    return alt.X("year:Q", axis=axis, scale=alt.Scale(domain=domain, nice=False, padding=14))


def _points(found: Sequence[Run], **also: object) -> list[dict[str, object]]:
    """One row a year, with the number of the unbroken run that it belongs to."""
    return [
        {"year": year, "value": value, "run": i, **also} for i, run in enumerate(found) for year, value in run.points
    ]


def _lines(
    drawn: Sequence[Line], indicator: Indicator, x: alt.X, y: alt.Y, words: Words, legend: bool
) -> alt.LayerChart:
    rows = [
        {**point, "shown": words.value(float(point["value"]), indicator)}  # type: ignore[arg-type]
        for line in drawn
        for point in _points(runs(line.values, indicator), line=line.name)
    ]
    frame = pd.DataFrame(rows)
    order = [line.name for line in drawn[::-1]]
    looks = {line.name: (COLOURS[line.sex][LOOKS[line.role][0]], *LOOKS[line.role][1:]) for line in drawn}
    told = alt.Legend(title=None, columns=3, symbolType="stroke", symbolSize=400, labelLimit=300) if legend else None

    def scale(part: int) -> alt.Scale:
        # Widths too: what Vega-Lite would choose for them reads only the first and last of the range.
        return alt.Scale(type="ordinal", domain=order, range=[looks[name][part] for name in order])

    base = alt.Chart(frame).encode(
        x=x,
        y=y,
        detail="run:N",
        stroke=alt.Stroke("line:N", scale=scale(0), legend=told),
        tooltip=[
            alt.Tooltip("line:N", title=words("development.line")),
            alt.Tooltip("year:Q", title=words("panel.year"), format="d"),
            alt.Tooltip("shown:N", title=words("development.value")),
        ],
    )
    ways = base.mark_line(strokeCap="butt", strokeJoin="round").encode(
        strokeDash=alt.StrokeDash("line:N", scale=scale(2), legend=told),
        strokeWidth=alt.StrokeWidth("line:N", scale=scale(1), legend=told),
        order="year:Q",
    )
    # A year alone makes no line: it is a ring.
    alone = frame.groupby(["line", "run"])["year"].transform("size") == 1
    rings = base.properties(data=frame[alone]).mark_point(size=60, filled=False, strokeWidth=2)
    return alt.layer(ways, rings) if alone.any() else alt.layer(ways)


def _bands(bands: Sequence[Band], indicator: Indicator, x: alt.X, y: alt.Y, legend: bool) -> list[alt.Chart]:
    layers = []
    for band in bands:
        low = runs({year: limits[0] for year, limits in band.limits.items()}, indicator)
        if not low:
            continue
        frame = pd.DataFrame(_points(low))
        frame["high"] = [band.limits[year][1] for year in frame["year"]]
        colour = COLOURS[band.sex][3]
        base = alt.Chart(frame).encode(x=x, y=y, y2="high:Q", detail="run:N")
        layers.append(base.mark_area(color=colour))
        # A year alone makes no area: it is a bar.
        alone = frame.groupby("run")["year"].transform("size") == 1
        if alone.any():
            layers.append(base.properties(data=frame[alone]).mark_rule(color=colour, strokeWidth=24))
        if legend:
            first = base.properties(data=frame.head(1)).encode(y=alt.Y("high:Q"))
            layers.append(
                first.mark_text(align="left", dx=6, dy=16, color=QUIET, fontSize=12).encode(text=alt.value(band.name))
            )
    return layers


def _breaks(indicator: Indicator, first: int, last: int, x: alt.X, words: Words) -> list[alt.Chart]:
    rows = [
        {"year": b.year - 0.5, "said": words("development.break", year=b.year)}
        for b in indicator.breaks
        if first < b.year <= last
    ]
    if not rows:
        return []
    base = alt.Chart(pd.DataFrame(rows)).encode(x=x)
    return [
        base.mark_rule(color=QUIET, strokeDash=[4, 4]),
        base.mark_text(align="left", dx=4, baseline="top", color=QUIET, fontSize=12).encode(
            text="said:N", y=alt.value(4)
        ),
    ]


def _baseline(year: int, x: alt.X, words: Words) -> list[alt.Chart]:
    base = alt.Chart(pd.DataFrame([{"year": year, "said": words("development.baseline", year=year)}])).encode(x=x)
    return [
        base.mark_rule(color=PALE),
        base.mark_text(align="left", dx=4, baseline="bottom", color=QUIET, fontSize=12).encode(
            text="said:N", y=alt.value("height")
        ),
    ]


def _target(
    baseline: tuple[int, float],
    target: tuple[int, float],
    indicator: Indicator,
    x: alt.X,
    y: alt.Y,
    words: Words,
    *,
    above: bool,
) -> list[alt.Chart]:
    said = words("development.target", year=target[0], value=words.value(target[1], indicator))
    frame = pd.DataFrame([{"year": year, "value": value, "said": said} for year, value in (baseline, target)])
    end = alt.Chart(frame.iloc[1:]).encode(x=x, y=y)
    return [
        alt.Chart(frame).mark_line(color=INK, strokeWidth=1, strokeDash=[1, 3]).encode(x=x, y=y),
        end.mark_point(shape="diamond", size=130, filled=True, fill="#ffffff", stroke=INK, strokeWidth=1.6, opacity=1),
        end.mark_text(align="right", dx=8, dy=-16 if above else 18, color=INK, fontSize=12).encode(text="said:N"),
    ]


def _dots(
    places: Sequence[Line], marks: Marks, indicator: Indicator, x: alt.X, y: alt.Y, words: Words, legend: bool
) -> list[alt.Chart]:
    """The place's dots, with the told year's larger and its value beside it."""
    found = {standing for line in places for standing in line.standings.values()}
    kinds = [standing for standing in SHAPES if standing in found]
    names = [words(f"kolada.{standing}") for standing in kinds]
    told = alt.Legend(title=None, orient="bottom", symbolStrokeWidth=1) if legend else None
    layers, year = [], marks.year
    for line in places:
        rows = [
            {
                "year": at,
                "value": value,
                "shown": words.value(value, indicator),
                "line": line.name,
                "standing": words(f"kolada.{line.standings[at]}") if at in line.standings else None,
                "size": 150 if at == year else 70,
            }
            for at, value in line.values.items()
        ]
        frame = pd.DataFrame(rows)
        base = alt.Chart(frame).encode(x=x, y=y)
        colour = COLOURS[line.sex][0]
        size = alt.Size("size:Q", scale=None, legend=None)
        tooltip = [
            alt.Tooltip("line:N", title=words("development.line")),
            alt.Tooltip("year:Q", title=words("panel.year"), format="d"),
            alt.Tooltip("shown:N", title=words("development.value")),
        ]
        ranked = frame["standing"].notna()
        if ranked.any():
            fills = alt.Scale(domain=names, range=[SHAPES[kind][1] for kind in kinds])
            shapes = alt.Scale(domain=names, range=[SHAPES[kind][0] for kind in kinds])
            layers.append(
                base.properties(data=frame[ranked])
                .mark_point(stroke=colour, strokeWidth=1.4, opacity=1)
                .encode(
                    size=size,
                    fill=alt.Fill("standing:N", scale=fills, legend=told),
                    shape=alt.Shape("standing:N", scale=shapes, legend=told),
                    tooltip=[*tooltip, alt.Tooltip("standing:N", title=words("development.standing"))],
                )
            )
        if not ranked.all():
            plain = base.properties(data=frame[~ranked])
            layers.append(plain.mark_point(filled=True, fill=colour, opacity=1).encode(size=size, tooltip=tooltip))
        if year in line.values:
            label = base.properties(data=frame[frame["year"] == year])
            layers.append(
                label.mark_text(
                    align="center", dy=20 if marks.target_above else -16, color=colour, fontSize=14, fontWeight="bold"
                ).encode(text="shown:N")
            )
    return layers
