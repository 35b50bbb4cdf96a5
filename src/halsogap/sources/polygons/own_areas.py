"""A visitor's own areas, from a file of polygons or drawn: named, placed in Sweden, and what to know of them.

Health-centre areas, school districts, housing areas: nobody publishes them, so nothing is known of them beforehand.
Faults that can be lived with are told and not refused: that areas overlap, are tiny, or reach outside the country.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from halsogap.errors import BadInput
from halsogap.model import Level
from halsogap.settings import polygon_limit
from halsogap.sources import municipalities
from halsogap.sources.polygons.repair import repaired
from halsogap.sources.polygons.topology import TOLERANCE

if TYPE_CHECKING:
    import geopandas as gpd

    from halsogap.sources.polygons.file import PolygonFile

NAME_COLUMNS = ("namn", "name", "omrade", "område", "vardcentral", "vårdcentral", "enhet", "skola", "stadsdel")
"""What a column of names may be called (in any case); the first that there is is proposed."""

LONGEST_NAME = 80
TINY = 10_000.0
"""Square metres: smaller areas (a hectare) rarely hold anybody, and are often a slip of the pen."""
OVERLAP = 0.01
"""The share of the smaller area that two may have in common before it is told: neighbours drawn by hand never fit."""
TOUCHING = 1.0
"""Square metres that two areas may have in common and still be neighbours."""
OUTSIDE = 0.05
"""The share of an area outside every municipality from which it is told: borders at sea are generalised."""

KINDS = ("unnamed", "joined", "repaired", "outside", "partly_outside", "tiny", "overlapping")


@dataclass(frozen=True)
class Remark:
    """Something to know of own areas: `kind` is one of `KINDS`, `names` the areas it is about, in their order."""

    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class OwnAreas:
    """Own areas, checked.

    `name` is what the visitor calls their source (a file's name). `polygons` has the index `code`, in order, and
    `name`, `parent`, `geometry` (SWEREF 99 TM): a code is that of the municipality in which the area mostly lies, E,
    and a number. `overlapping` is True where some have surface in common.
    """

    name: str
    polygons: gpd.GeoDataFrame
    remarks: tuple[Remark, ...]

    @property
    def overlapping(self) -> bool:
        """Whether some areas have surface in common: their people are then counted in each."""
        return any(remark.kind == "overlapping" for remark in self.remarks)


def name_columns(file: PolygonFile) -> list[str]:
    """The columns of `file` that can be names, the likeliest first: texts, and numbers that differ."""
    frame = file.frame.drop(columns=file.frame.geometry.name)
    texts = [str(c) for c in frame if not pd.api.types.is_float_dtype(frame[c]) and frame[c].notna().any()]
    known = {name: number for number, name in enumerate(NAME_COLUMNS)}

    def likely(column: str) -> tuple[int, bool, int]:
        numeric = pd.api.types.is_numeric_dtype(frame[column])
        return known.get(column.casefold(), len(known)), numeric, -frame[column].nunique()

    return sorted(texts, key=likely)


def own_areas(file: PolygonFile, name_column: str | None) -> OwnAreas:
    """The areas in `file`, called as in `name_column`; rows with the same name are one area.

    Parameters
    ----------
    file
        Polygons as `polygon_file.read` gives: in SWEREF 99 TM, valid or not.
    name_column
        The column with the areas' names; None where there is none.

    Raises
    ------
    BadInput
        A polygon cannot be repaired, no area lies in Sweden, or there are more than HALSOGAP_OWN_AREAS.
    """
    remarks: list[Remark] = []
    named, unnamed = _names(file.frame, name_column)
    frame = file.frame[["geometry"]].set_axis(pd.Index(named, name="name"))
    if unnamed:
        remarks.append(Remark("unnamed", tuple(unnamed)))
    frame, mended = repaired(frame)
    if mended:
        remarks.append(Remark("repaired", tuple(dict.fromkeys(mended))))
    if twice := list(dict.fromkeys(frame.index[frame.index.duplicated()])):
        remarks.append(Remark("joined", tuple(twice)))
        frame = frame.reset_index().dissolve("name", sort=False)
    if len(frame) > (most := polygon_limit("HALSOGAP_OWN_AREAS")):
        raise BadInput(
            f"The file {file.name} has {len(frame):,} areas with different names, more than the {most:,} kept.",
            "Choose the column with the areas' own names, cut out those you need, or raise HALSOGAP_OWN_AREAS.",
        )
    placed, outside = _placed(frame, file.name)
    remarks += outside
    if tiny := placed.loc[placed.geometry.area < TINY, "name"].tolist():
        remarks.append(Remark("tiny", tuple(tiny)))
    if common := _overlapping(placed):
        remarks.append(Remark("overlapping", tuple(common)))
    return OwnAreas(file.name, placed, tuple(remarks))


def _names(frame: pd.DataFrame, column: str | None) -> tuple[list[str], list[str]]:
    """A name a row, and those that had to be made up because there was none."""
    given = [""] * len(frame) if column is None else frame[column].astype(object).where(frame[column].notna(), "")
    names, made = [], []
    for number, cell in enumerate(given, start=1):
        name = " ".join(str(cell).split())[:LONGEST_NAME]
        if not name:
            name = str(number)
            made.append(name)
        names.append(name)
    return names, made


def _placed(frame: gpd.GeoDataFrame, file: str) -> tuple[gpd.GeoDataFrame, list[Remark]]:
    """The areas that lie in a municipality, with codes by the one that has most of each."""
    kommun = municipalities.polygons(Level.KOMMUN)
    one, other = kommun.sindex.query(frame.geometry, predicate="intersects")
    shared = shapely.area(shapely.intersection(frame.geometry.to_numpy()[one], kommun.geometry.to_numpy()[other]))
    pairs = pd.DataFrame({"at": one, "parent": kommun.index[other], "shared": shared})
    pairs = pairs[pairs["shared"] > 0]
    inside = pairs.groupby("at")["shared"].sum().reindex(range(len(frame)), fill_value=0.0).to_numpy()
    remarks = []
    if (lost := inside == 0).any():
        remarks.append(Remark("outside", tuple(frame.index[lost])))
    if lost.all():
        raise BadInput(
            f"No area of {file} lies in a municipality of Sweden.", "Check where the polygons are, and their CRS."
        )
    partly = ~lost & (1 - inside / frame.geometry.area.to_numpy() > OUTSIDE)
    if partly.any():
        remarks.append(Remark("partly_outside", tuple(frame.index[partly])))
    parents = pairs.sort_values("shared").groupby("at")["parent"].last()
    kept = frame[~lost].assign(parent=parents.to_numpy()).reset_index()
    number = kept.groupby("parent").cumcount() + 1
    codes = [f"{parent}E{n:04d}" for parent, n in zip(kept["parent"], number, strict=True)]
    return kept.set_axis(pd.Index(codes, name="code")).sort_index()[["name", "parent", "geometry"]], remarks


def _overlapping(polygons: gpd.GeoDataFrame) -> list[str]:
    """The names of areas that have more than `OVERLAP` of the smaller in common with another."""
    sizes = polygons.geometry.area.to_numpy()
    one, other, shared = _in_common(polygons)
    much = shared > OVERLAP * np.minimum(sizes[one], sizes[other])
    return polygons["name"].iloc[sorted({*one[much], *other[much]})].tolist()


def _in_common(polygons: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The pairs of areas that meet, as two arrays of positions, and the surface they have in common."""
    shapes = polygons.geometry.to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    return one, other, shapely.area(shapely.intersection(shapes[one], shapes[other]))


def apart(polygons: gpd.GeoDataFrame) -> list[gpd.GeoDataFrame]:
    """The areas in as few groups as come easily, within each of which none overlap: what is carried at a time."""
    one, other, shared = _in_common(polygons)
    meets: dict[int, set[int]] = {}
    for a, b in zip(one[shared > TOUCHING], other[shared > TOUCHING], strict=True):
        meets.setdefault(int(a), set()).add(int(b))
        meets.setdefault(int(b), set()).add(int(a))
    group_of: dict[int, int] = {}
    for at in range(len(polygons)):
        taken = {group_of[neighbour] for neighbour in meets.get(at, ()) if neighbour in group_of}
        group_of[at] = next(number for number in range(len(polygons)) if number not in taken)
    groups = pd.Series(group_of)
    return [polygons.iloc[groups.index[groups == number]] for number in sorted(set(groups))]


def browser_shapes(own: OwnAreas) -> gpd.GeoDataFrame:
    """The polygons as they are drawn: simplified a little, shared borders together, each left in its place."""
    shapes = own.polygons.geometry.to_numpy()
    return own.polygons.set_geometry(shapely.coverage_simplify(shapes, TOLERANCE), crs=own.polygons.crs)
