"""Made-up small areas: each municipality split into areas of some 1,750 people, for a demo without SCB's polygons.

They behave like DeSO and are none: people are scattered over the municipality's polygon, most of them in a town,
some in villages, a few in the countryside, and the areas are the centroidal Voronoi cells of those people (Du, Faber
and Gunzburger 1999), found by Lloyd's algorithm (1982). So areas are small in town and large in the countryside, and
follow no real border but the municipality's. Nothing of SCB's division is in them.

Names are data and Swedish, as the names of counties are; a page in English makes its own from the code.

`python -m halsogap.sync.made_up_areas` makes them again, as the committed edition `made_up` `demo` of the area
store, and `geo/made_up_areas.csv` with the midpoints from which the demo makes their values.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from halsogap.errors import HalsogapError
from halsogap.model import Level
from halsogap.settings import GEO_DIR
from halsogap.sources import municipalities
from halsogap.sources.demo import population, recipe
from halsogap.sources.demo.field import country, generator
from halsogap.sources.geometry import CRS

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely import MultiPolygon, Polygon

VINTAGE = "demo"

PEOPLE = 1_750
"""Per area: DeSO were drawn for 700 to 2,700 (SCB 2018)."""

TOWN, VILLAGES = 0.65, 0.2
"""The shares of the people who live in the municipality's town and in its villages; the others live anywhere."""

TOWN_RADIUS, VILLAGE_RADIUS = 400.0, 500.0
"""Standard deviation in metres of where people live: round a town per square root of its areas, round a village."""

AREAS_A_VILLAGE = 8
"""A municipality has two villages, and one more for every so many areas."""

SCATTERED = 60
"""People drawn for each area: enough for its middle, few enough for Stockholm."""

ROUNDS = 15
"""Of Lloyd's algorithm: the cells have settled but for metres."""

GRID = 1.0
"""Metres: all borders are drawn in whole metres, once for both sides, so that they are shared exactly."""

MIDPOINTS = GEO_DIR / "made_up_areas.csv"

REBUILD = "Run `python -m halsogap.sync.made_up_areas` to make the areas again."


def counts() -> pd.Series:
    """How many areas each municipality is split into (at least 1), by its code."""
    people = population.counts(recipe.load().total)[-1].sum(axis=1)
    return pd.Series(np.maximum(1, np.round(people / PEOPLE)).astype(int), index=list(country().kommuner))


def polygons() -> gpd.GeoDataFrame:
    """The made-up areas, computed from scratch; every call gives the same ones.

    Returns
    -------
    GeoDataFrame
        Index `code`, in order: the municipality's, P and a number, from its town outwards; columns `name`,
        `parent`, `geometry` (SWEREF 99 TM, whole metres). Each area is in one piece, and may have islands besides.
    """
    import geopandas as gpd
    import shapely

    kommuner = municipalities.polygons(Level.KOMMUN)
    seeds = {str(code): middles(kommuner.geometry[code], n, str(code)) for code, n in counts().items()}
    cuts = [_between(points, kommuner.geometry[code]) for code, points in seeds.items()]
    # All borders of the country are noded together: what two areas share, they share to the metre.
    borders = shapely.union_all([*shapely.boundary(kommuner.geometry.to_numpy()), *cuts], grid_size=GRID)
    faces = np.array(list(shapely.polygonize([borders]).geoms))
    face, kommun = kommuner.sindex.query(shapely.point_on_surface(faces), predicate="within")
    frame = pd.DataFrame({"geometry": faces[face], "parent": kommuner.index[kommun]})
    parts = [_assigned(mine, str(code), seeds[str(code)]) for code, mine in frame.groupby("parent")]
    made = gpd.GeoDataFrame(pd.concat(parts), geometry="geometry", crs=CRS).dissolve("code", method="coverage")
    number = made.index.str[-3:].astype(int).astype(str)
    made["name"] = "Påhittat område " + number + " i " + made["parent"].map(kommuner["name"])
    return made[["name", "parent", "geometry"]]


def middles(polygon: Polygon | MultiPolygon, n: int, code: str) -> np.ndarray:
    """`n` points of the municipality `code`, each in the middle of the people nearest to it, from its town outwards.

    An array of `n` rows by east and north, in metres.
    """
    from scipy.spatial import cKDTree

    draw = generator("made-up areas", code)
    town = _town(polygon)
    people = _scattered(polygon, n, town, draw)
    points = people[draw.choice(len(people), n, replace=False)]
    for _ in range(ROUNDS):
        nearest = cKDTree(points).query(people)[1]
        mine = np.bincount(nearest, minlength=n)
        sums = np.stack([np.bincount(nearest, people[:, axis], minlength=n) for axis in (0, 1)], axis=1)
        points = np.where(mine[:, None] > 0, sums / np.maximum(mine, 1)[:, None], points)
    return points[np.argsort(np.linalg.norm(points - town, axis=1), kind="stable")]


def _town(polygon: Polygon | MultiPolygon) -> np.ndarray:
    """Where the town lies: the polygon's centroid, or the point of its largest part nearest to that."""
    import shapely

    largest = max(shapely.get_parts(polygon), key=lambda part: part.area)
    line = shapely.shortest_line(largest, largest.centroid)
    return np.array(line.coords[0])


def _scattered(polygon: Polygon | MultiPolygon, n: int, town: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Where `SCATTERED` people for each of `n` areas live: in the town, in villages, anywhere."""
    total = SCATTERED * n
    in_town, in_villages = round(TOWN * total), round(VILLAGES * total)
    west, south, east, north = polygon.bounds

    def anywhere(many: int) -> np.ndarray:
        return draw.uniform((west, south), (east, north), (many, 2))

    villages = _inside(polygon, 2 + n // AREAS_A_VILLAGE, anywhere)
    return np.concatenate(
        [
            _inside(polygon, in_town, lambda many: draw.normal(town, TOWN_RADIUS * np.sqrt(n), (many, 2))),
            _inside(polygon, in_villages, lambda many: draw.normal(draw.choice(villages, many), VILLAGE_RADIUS)),
            _inside(polygon, total - in_town - in_villages, anywhere),
        ]
    )


def _inside(polygon: Polygon | MultiPolygon, many: int, propose: Callable[[int], np.ndarray]) -> np.ndarray:
    """The first `many` of the proposed points that lie in `polygon`."""
    import shapely

    shapely.prepare(polygon)
    points = np.empty((0, 2))
    while len(points) < many:
        proposed = propose(4 * many)
        points = np.concatenate([points, proposed[shapely.contains_xy(polygon, proposed)]])
    return points[:many]


def _between(points: np.ndarray, polygon: Polygon | MultiPolygon) -> MultiPolygon:
    """The lines halfway between `points`, as far as `polygon` reaches and a little beyond, so that they meet it."""
    import shapely

    lines = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=polygon, only_edges=True)
    return shapely.intersection(lines, shapely.buffer(polygon, 2 * GRID))


def _assigned(faces: pd.DataFrame, kommun: str, points: np.ndarray) -> pd.DataFrame:
    """The `faces` of one municipality with the `code` of the area that each belongs to.

    A cell that the municipality's border cuts into pieces keeps the largest; a piece that touches another area goes
    to the one with which it shares most border, so that no area is torn apart. Islands stay whole.
    """
    import shapely
    from scipy.spatial import cKDTree

    geometry = faces["geometry"].to_numpy()
    nearest = cKDTree(points).query(shapely.get_coordinates(shapely.point_on_surface(geometry)))[1]
    largest_first = np.argsort(-shapely.area(geometry), kind="stable")
    settled = np.zeros(len(geometry), dtype=bool)
    settled[largest_first[np.unique(nearest[largest_first], return_index=True)[1]]] = True
    one, other = shapely.STRtree(geometry).query(geometry, predicate="touches")
    shared = shapely.length(shapely.intersection(geometry[one], geometry[other]))
    while not settled.all():
        touching = ~settled[one] & settled[other] & (shared > 0)
        if touching.any():
            most = np.flatnonzero(touching)[np.argmax(shared[touching])]
            nearest[one[most]] = nearest[other[most]]
            settled[one[most]] = True
        else:
            settled[next(face for face in largest_first if not settled[face])] = True
    if missing := set(range(len(points))) - set(nearest):
        raise HalsogapError(f"{len(missing)} of the {len(points)} areas of {kommun} have no land.", REBUILD)
    return faces.assign(code=[f"{kommun}P{area + 1:03}" for area in nearest])


@cache
def midpoints() -> pd.DataFrame:
    """The committed `east` and `north` of each made-up area (whole hundreds of metres), by `code` in order.

    Raises
    ------
    HalsogapError
        The file's areas are not as many in each municipality as the demo's people make.
    """
    frame = pd.read_csv(MIDPOINTS, dtype={"code": str}).set_index("code")
    expected = [f"{kommun}P{number + 1:03}" for kommun, n in counts().items() for number in range(n)]
    if list(frame.index) != expected:
        raise HalsogapError(f"{MIDPOINTS} does not hold the {len(expected)} areas of the demo.", REBUILD)
    return frame
