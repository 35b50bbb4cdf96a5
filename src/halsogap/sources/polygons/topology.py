"""Small areas as the browser fetches them: one quantised TopoJSON file a county, with a content hash in its name.

A county is what is drawn at a time: a municipality's areas are shown among their neighbours, and the country is all
files together. Simplification looks at the whole coverage, so that areas keep their shared borders, across counties
too; municipality borders are the areas' own, found in the browser as the borders between different parents.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from halsogap.errors import BadInput, os_error
from halsogap.model import Level
from halsogap.sources import geometry
from halsogap.sources.geometry import CRS

if TYPE_CHECKING:
    import geopandas as gpd

TOLERANCE = 20.0
"""Metres: triangles with a smaller side than this are cut off borders (Visvalingam and Whyatt 1993). The country's
some 6,000 areas are then 600 kB, and a district of 300 m still has its shape."""
STEP = 5.0
"""Metres between the grid's points."""
FEWEST_STEPS = 500
"""Along the longer side, so that a single block of houses keeps its shape too."""
GAP_WIDTH = 1.0
"""Metres: narrower gaps between neighbours are slips of the pen, and are closed."""
MOST_CHANGED = 0.01
"""The share of its surface that an area may lose or gain when slips are mended, before something is wrong."""


@dataclass(frozen=True)
class GeometryFile:
    """A county's geometry as it is served: its name under the geometry folder, its size as sent, its areas."""

    file: str
    bytes: int
    areas: int


def write(polygons: gpd.GeoDataFrame, level: Level, vintage: str, folder: Path) -> dict[str, GeometryFile]:
    """Write one file a county into `folder` and give them by the county's code.

    Parameters
    ----------
    polygons
        Index `code`, columns `name` and `geometry`, in SWEREF 99 TM.
    level, vintage
        What they are; both are in the files' names, with the first twelve digits of the content's SHA-256.

    Raises
    ------
    BadInput
        The polygons overlap so much that mending their borders would change an area.
    StoreError
        The folder cannot be written.
    """
    made = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for county, members in simplified(polygons).groupby(lambda code: code[:2]):
            made_of, digest = packed(members, level)
            file = folder / f"{level}-{vintage}-{county}-{digest[:12]}.topojson.gz"
            if not file.is_file():
                part = file.with_suffix(".part")
                part.write_bytes(made_of)
                part.replace(file)
            made[str(county)] = GeometryFile(file.name, len(made_of), len(members))
    except OSError as error:
        raise os_error(error, folder) from error
    return made


def packed(polygons: gpd.GeoDataFrame, level: Level) -> tuple[bytes, str]:
    """The polygons as the browser fetches them, compressed TopoJSON, and the SHA-256 of what is compressed.

    Parameters
    ----------
    polygons
        Index `code`, columns `name` and `geometry`, in SWEREF 99 TM, as `simplified` gives.
    level
        What they are: the name of the object in the topology.
    """
    west, south, east, north = polygons.total_bounds
    steps = max(FEWEST_STEPS, round(max(east - west, north - south) / STEP))
    return geometry.packed(geometry.topology({level: polygons[["name", "geometry"]]}, steps))


def simplified(polygons: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The polygons with slips between neighbours mended and borders simplified, none lost.

    Raises
    ------
    BadInput
        An area would lose or gain more than `MOST_CHANGED` of its surface by the mending.
    """
    import shapely

    given = polygons.geometry.to_numpy()
    mended = shapely.coverage_clean(given, gap_width=GAP_WIDTH)
    changed = abs(shapely.area(mended) - shapely.area(given)) / shapely.area(given)
    if (changed > MOST_CHANGED).any():
        worst = int(changed.argmax())
        raise BadInput(
            f"The polygon of {polygons.index[worst]!r} overlaps its neighbours: mending the borders would change "
            f"{changed[worst]:.0%} of it.",
            "Take the polygons from their publisher anew, or correct them in a GIS program.",
        )
    thinned = shapely.coverage_simplify(mended, TOLERANCE)
    return polygons[["name", "geometry"]].set_geometry(thinned, crs=CRS)
