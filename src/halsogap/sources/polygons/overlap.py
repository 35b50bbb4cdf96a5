"""How much of each source area lies in each target area: the weights with which `stats.apportion` carries values.

A source area's share is of its population where finer areas with a known population are given (each lies where its
inner point is), else of its surface, which supposes that people live evenly over it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from halsogap.errors import BadInput
from halsogap.sources.geometry import CRS

if TYPE_CHECKING:
    import geopandas as gpd

SLIVER = 1e-4
"""A smaller share than this of both areas is two drawings of one border, not an overlap."""

COLUMNS = ["source", "target", "share", "target_share", "basis"]


def overlap(
    sources: gpd.GeoDataFrame,
    targets: gpd.GeoDataFrame,
    *,
    finer: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """The overlap weights of `sources` and `targets`.

    Parameters
    ----------
    sources, targets
        Index the areas' codes (unique); `geometry` in any CRS that is said.
    finer
        Areas within the sources with a column `people`: shares are then of people. A source in which they find
        nobody is split by surface all the same.

    Returns
    -------
    DataFrame
        One row a pair that overlaps, by source and target: `share` of the source that lies in the target (0 to 1),
        `target_share` of the target's surface that the source covers, and `basis` of the share: "population" or "area".

    Raises
    ------
    BadInput
        Codes stand twice, the CRS is not said, or a polygon is not valid or has no surface.
    """
    import shapely

    source, target = (_checked(frame, what) for frame, what in ((sources, "source"), (targets, "target")))
    one, other = target.sindex.query(source.geometry, predicate="intersects")
    inside, within = source.geometry.to_numpy()[one], target.geometry.to_numpy()[other]
    surface = shapely.area(shapely.intersection(inside, within))
    table = pd.DataFrame(
        {
            "source": source.index[one],
            "target": target.index[other],
            "share": surface / shapely.area(inside),
            "target_share": surface / shapely.area(within),
            "basis": "area",
        }
    )
    table = table[(table["share"] > SLIVER) | (table["target_share"] > SLIVER)]
    table[["share", "target_share"]] = table[["share", "target_share"]].clip(upper=1.0)
    if finer is not None:
        table = _by_people(table, source, target, finer)
    return table.sort_values(["source", "target"], ignore_index=True)[COLUMNS]


def _by_people(
    table: pd.DataFrame, source: gpd.GeoDataFrame, target: gpd.GeoDataFrame, finer: gpd.GeoDataFrame
) -> pd.DataFrame:
    """`table` with the shares of people in place of surface, for the sources in which `finer` finds anybody."""
    points = finer.to_crs(CRS).set_geometry(finer.to_crs(CRS).geometry.representative_point())[["people", "geometry"]]
    point, at = source.sindex.query(points.geometry, predicate="intersects")
    people = pd.DataFrame({"point": point, "source": source.index[at]}).drop_duplicates("point")
    people["people"] = points["people"].to_numpy(dtype=float)[people["point"]]
    whole = people.groupby("source")["people"].sum()
    point, at = target.sindex.query(points.geometry, predicate="intersects")
    lies = pd.DataFrame({"point": point, "target": target.index[at]}).drop_duplicates(["point", "target"])
    shared = people.merge(lies, on="point").groupby(["source", "target"], as_index=False)["people"].sum()
    joined = table.merge(shared, on=["source", "target"], how="outer")
    total = joined["source"].map(whole)
    known = (total > 0).to_numpy()
    joined["share"] = np.where(known, joined["people"].fillna(0) / total, joined["share"])
    joined["basis"] = np.where(known, "population", "area")
    joined["target_share"] = joined["target_share"].fillna(0.0)
    return joined


def _checked(frame: gpd.GeoDataFrame, what: str) -> gpd.GeoDataFrame:
    twice = frame.index[frame.index.duplicated()]
    if len(twice):
        raise BadInput(
            f"{len(twice)} {what} areas stand twice, {twice[0]!r} first.", "Give each area a code of its own."
        )
    if frame.crs is None:
        raise BadInput(f"The {what} areas do not say their coordinate system.", "Set it, such as EPSG:3006.")
    projected = frame.to_crs(CRS)
    wrong = projected.index[~projected.geometry.is_valid | ~(projected.geometry.area > 0)]
    if len(wrong):
        raise BadInput(
            f"{len(wrong)} {what} areas have no valid polygon, {wrong[0]!r} first.",
            "Mend the polygons, in QGIS for instance with »Fix geometries«.",
        )
    return projected
