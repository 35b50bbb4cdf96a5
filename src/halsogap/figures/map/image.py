"""The map as a picture for files: the map views, their legend and, where it is due, the DEMO mark.

Drawn with Altair and vl-convert, on the server and without internet, from the same class numbers as the map on screen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import altair as alt
import geopandas as gpd
import pandas as pd

from halsogap.figures.charts import PICTURE_FONT
from halsogap.figures.palette import class_colours
from halsogap.model import Status
from halsogap.stats.classes import Classes
from halsogap.stats.map_view import MapView

WIDTH, HEIGHT = 430, 640
SIMPLIFIED_TO = 4_000
"""Steps across what is drawn: finer borders than a quarter of a pixel cost time and show nothing."""

NO_VALUE = {Status.MISSING: "#c9cdcf", Status.SUPPRESSED: "#9aa3a8", Status.NOT_APPLICABLE: "#ffffff"}


@dataclass(frozen=True)
class MapPicture:
    """The map views of a map side by side, as the picture of a figure.

    Parameters
    ----------
    polygons
        Reads the areas' polygons when they are asked for: index `code`, column `geometry` in metres (EPSG:3006).
    map_views, codes
        The map views' numbers and the areas they belong to, row by row.
    classes
        The shared classes; their colours are the map's.
    titles, labels, statuses
        The words of the map views, of the classes, and of each status without a value.
    mark
        What stands across the map where anything is made up.
    """

    polygons: Callable[[], gpd.GeoDataFrame]
    map_views: tuple[MapView, ...]
    codes: tuple[str, ...]
    classes: Classes
    titles: tuple[str, ...]
    labels: tuple[str, ...]
    statuses: Mapping[Status, str]
    mark: str = ""

    def svg(self) -> str:
        """The maps and their legend as SVG."""
        import vl_convert

        polygons = self.polygons()
        drawn = [
            _map_view(polygons, map_view, self, title)
            for map_view, title in zip(self.map_views, self.titles, strict=True)
        ]
        used = {str(s) for map_view in self.map_views for s in map_view.status.unique()}
        legend = _legend(self, used, WIDTH * len(self.map_views))
        chart = alt.vconcat(alt.hconcat(*drawn, spacing=8), legend, spacing=6).properties(background="#ffffff")
        return vl_convert.vegalite_to_svg(chart.configure(font=PICTURE_FONT, view={"stroke": None}).to_dict())

    def marks(self) -> Mapping[str, pd.DataFrame]:
        """Each map view's `code`, `value`, `class` (−1 for none) and `status`, by the map view's id."""
        return {
            str(map_view.id): pd.DataFrame(
                {
                    "code": self.codes,
                    "value": map_view.values.to_numpy(),
                    "class": self.classes.of(map_view.values),
                    "status": map_view.status.to_numpy(),
                }
            )
            for map_view in self.map_views
        }


def _map_view(polygons: gpd.GeoDataFrame, map_view: MapView, picture: MapPicture, title: str) -> alt.LayerChart:
    colours = class_colours(picture.classes)
    numbers = picture.classes.of(map_view.values)
    fill = pd.Series(
        [colours[n] if n >= 0 else NO_VALUE[Status(s)] for n, s in zip(numbers, map_view.status, strict=True)],
        index=list(picture.codes),
    )
    shapes = polygons[["geometry"]].join(fill.rename("fill"), how="inner")
    west, south, east, north = shapes.total_bounds
    shapes.geometry = shapes.geometry.simplify_coverage(max(east - west, north - south) / SIMPLIFIED_TO)
    data = alt.Data(values=shapes.__geo_interface__["features"])
    layers = [
        alt.Chart(data)
        .mark_geoshape(stroke="#ffffff", strokeWidth=0.35)
        .encode(color=alt.Color("properties.fill:N", scale=None))
        .project(type="identity", reflectY=True)
    ]
    if picture.mark:
        # Across the map itself, so that no crop of the picture goes without it.
        marks = pd.DataFrame([{"x": WIDTH * fx, "y": HEIGHT * fy, "text": picture.mark} for fx, fy in MARKS])
        across = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, WIDTH]))
        down = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[HEIGHT, 0]))
        layers.append(
            alt.Chart(marks)
            .mark_text(angle=330, fontSize=30, fontWeight="bold", opacity=0.22, color="#4a3900")
            .encode(text="text:N", x=across, y=down)
        )
    return alt.layer(*layers).properties(
        width=WIDTH, height=HEIGHT, title=alt.TitleParams(title, anchor="start", fontSize=16)
    )


MARKS = ((0.5, 0.15), (0.45, 0.45), (0.5, 0.75))
"""Where the mark stands on a map view, as shares of its width and height."""


def _legend(picture: MapPicture, used: set[str], width: int) -> alt.LayerChart:
    """A row of swatches with their labels: the classes, then the statuses that occur."""
    entries = [(label, colour) for label, colour in zip(picture.labels, class_colours(picture.classes), strict=True)]
    entries += [(picture.statuses[s], NO_VALUE[s]) for s in NO_VALUE if str(s) in used]
    columns = max(2, math.floor(width / 150))
    frame = pd.DataFrame(
        [
            {"x": i % columns * (width / columns), "y": i // columns * 24, "label": label, "fill": colour}
            for i, (label, colour) in enumerate(entries)
        ]
    )
    rows = (len(entries) - 1) // columns + 1
    base = alt.Chart(frame).encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False)),
        y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[rows * 24, -12], nice=False)),
    )
    swatches = base.mark_square(size=190, stroke="#6b767d", strokeWidth=0.6, opacity=1, xOffset=8).encode(
        color=alt.Color("fill:N", scale=None)
    )
    texts = base.mark_text(align="left", dx=22, fontSize=13, color="#1b2530").encode(text="label:N")
    return alt.layer(swatches, texts).properties(width=width, height=rows * 24)
