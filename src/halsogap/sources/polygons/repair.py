"""Polygons made valid where that changes next to nothing, and refused where it would.

Repairing is the dangerous step: a polygon of 1,000 random corners crosses itself some 170,000 times, and GEOS works
on it for seconds (the time grows with the square). So crossings are estimated before anything is repaired.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from halsogap.errors import BadInput

if TYPE_CHECKING:
    import geopandas as gpd

MOST_CHANGED = 0.01
"""The share of its surface that a polygon may lose or gain by being repaired."""
MOST_CROSSINGS = 20_000
"""Of borders with themselves, in all polygons together: about half a second's work."""
MOST_CORNERS = 200_000
"""Of one polygon that is to be repaired; the largest of SCB's areas have some 10,000."""
SAMPLED = 50
"""How many pieces of a border are tried against all others to estimate its crossings."""

CORRECT = "Correct it in a GIS program (in QGIS: Fix geometries), or leave it out."


def repaired(polygons: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[str]]:
    """The polygons, all valid, and the index labels of those that had to be repaired.

    Raises
    ------
    BadInput
        A polygon crosses itself too often, or repairing would change more than `MOST_CHANGED` of its surface.
    """
    given = polygons.geometry.to_numpy()
    broken = np.flatnonzero(~shapely.is_valid(given))
    if not broken.size:
        return polygons, []
    crossings = 0.0
    for at in broken:
        corners = shapely.get_num_coordinates(given[at])
        crossings += _crossings(given[at]) if corners <= MOST_CORNERS else np.inf
        if crossings > MOST_CROSSINGS:
            raise BadInput(
                f"The border of {str(polygons.index[at])!r} crosses itself, too often or among "
                "too many corners to be repaired.",
                CORRECT,
            )
    made = np.array(
        [_surface(shapely.make_valid(shape, method="structure", keep_collapsed=False)) for shape in given[broken]]
    )
    before, after = shapely.area(given[broken]), shapely.area(made)
    changed = np.abs(after - before) / np.maximum(before, 1e-9)
    if (changed > MOST_CHANGED).any():
        worst = polygons.index[broken[int(changed.argmax())]]
        raise BadInput(
            f"The border of {str(worst)!r} crosses itself, and repairing it would change more than "
            f"{MOST_CHANGED:.0%} of its surface.",
            CORRECT,
        )
    whole = given.copy()
    whole[broken] = made
    return polygons.set_geometry(whole, crs=polygons.crs), [str(label) for label in polygons.index[broken]]


def _surface(shape: shapely.Geometry) -> shapely.Geometry:
    """What of `shape` has a surface: repairing may leave a line or a point beside the polygon."""
    parts = shapely.get_parts(shape)
    return shape if len(parts) <= 1 else shapely.union_all(parts[shapely.area(parts) > 0])


def _crossings(shape: shapely.Geometry) -> float:
    """About how often the borders of `shape` cross each other, from a sample of their pieces."""
    pieces = []
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        corners = shapely.get_coordinates(ring)
        pieces.append(np.stack([corners[:-1], corners[1:]], axis=1))
    lines = shapely.linestrings(np.concatenate(pieces))
    sample = lines[:: max(1, len(lines) // SAMPLED)]
    hits = shapely.STRtree(lines).query(sample, predicate="intersects").shape[1]
    # Every piece meets itself and the two beside it; a crossing is found from both its pieces.
    return max(0.0, (hits - 3 * len(sample)) / 2 * len(lines) / len(sample))
