"""The rows behind each layer of a development chart, by the layer's name; cut where the series breaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from halsogap.figures.development.parts import Band, Line, Marks, Role
from halsogap.i18n import Words
from halsogap.model import Indicator
from halsogap.stats.series import Run, runs

SMALL, LARGE = 70, 150
"""The place's dots, and that of the year that is told about."""


def data_of(
    drawn: Sequence[Line], bands: Sequence[Band], marks: Marks, indicator: Indicator, words: Words
) -> dict[str, pd.DataFrame]:
    """A frame for each layer there may be: empty, or not there at all, where there is nothing for it.

    `drawn` are lines with values, the first of a legend first; `bands` have limits.
    """
    places = [line for line in drawn if line.role is Role.PLACE]
    data = {
        **_of_lines(drawn, indicator, words),
        **_of_bands(bands, indicator),
        **_of_places(places, marks, indicator, words),
    }
    years = {int(year) for frame in data.values() for year in frame["year"]}
    return data | _of_breaks(indicator, min(years), max(years), words) | _of_marks(marks, indicator, words)


def _points(lines: Sequence[Run], **also: object) -> list[dict[str, Any]]:
    """One row a year, with the number of the unbroken run that it belongs to."""
    return [
        {"year": year, "value": value, "run": i, **also} for i, run in enumerate(lines) for year, value in run.points
    ]


def _of_lines(drawn: Sequence[Line], indicator: Indicator, words: Words) -> dict[str, pd.DataFrame]:
    rows = [point for line in drawn[::-1] for point in _points(runs(line.values, indicator), line=line.name)]
    frame = pd.DataFrame([{**point, "shown": words.value(point["value"], indicator)} for point in rows])
    # A year alone makes no line: it is a ring, and says its name where no line of it does.
    alone = frame.groupby(["line", "run"])["year"].transform("size") == 1
    only = frame.groupby("line")["year"].transform("size") == 1
    return {"lines": frame, "rings": frame[alone], "names": frame[only]}


def _of_bands(bands: Sequence[Band], indicator: Indicator) -> dict[str, pd.DataFrame]:
    data: dict[str, pd.DataFrame] = {}
    for band in bands:
        low = runs({year: limits[0] for year, limits in band.limits.items()}, indicator)
        frame = pd.DataFrame(_points(low))
        frame["high"] = [band.limits[year][1] for year in frame["year"]]
        # A year alone makes no area: it is a bar.
        alone = frame.groupby("run")["year"].transform("size") == 1
        named = frame.head(1).assign(said=band.name, value=frame["high"])
        data |= {f"band_{band.sex}": frame, f"bars_{band.sex}": frame[alone], f"named_{band.sex}": named}
    return data


def _of_places(places: Sequence[Line], marks: Marks, indicator: Indicator, words: Words) -> dict[str, pd.DataFrame]:
    data = {}
    for line in places:
        rows = [
            {
                "year": year,
                "value": value,
                "shown": words.value(value, indicator),
                "line": line.name,
                "standing": words(f"kolada.{line.standings[year]}") if year in line.standings else None,
                "size": LARGE if year == marks.year else SMALL,
            }
            for year, value in line.values.items()
        ]
        frame = pd.DataFrame(rows)
        ranked = frame["standing"].notna()
        data[f"ranked_{line.sex}"] = frame[ranked]
        data[f"plain_{line.sex}"] = frame[~ranked].drop(columns="standing")
        data[f"told_{line.sex}"] = frame[frame["year"] == marks.year].drop(columns="standing")
    return data


def _of_breaks(indicator: Indicator, first: int, last: int, words: Words) -> dict[str, pd.DataFrame]:
    inside = [b.year for b in indicator.breaks if first < b.year <= last]
    rows = [{"year": year - 0.5, "said": words("development.break", year=year)} for year in inside]
    return {"breaks": pd.DataFrame(rows)}


def _of_marks(marks: Marks, indicator: Indicator, words: Words) -> dict[str, pd.DataFrame]:
    data = {}
    if marks.baseline:
        year = marks.baseline[0]
        data["baseline"] = pd.DataFrame([{"year": year, "said": words("development.baseline", year=year)}])
    if marks.baseline and marks.target:
        year, value = marks.target
        label = words("development.target", year=year, value=words.value(value, indicator))
        way = [{"year": at, "value": aim, "said": label} for at, aim in (marks.baseline, marks.target)]
        data |= {"way": pd.DataFrame(way), "target": pd.DataFrame(way[1:])}
    return data
