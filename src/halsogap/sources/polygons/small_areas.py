"""SCB's small areas (DeSO, RegSO) from whatever came, checked: their codes, municipalities, borders and cover.

What came may be a layer of SCB's own service, or a file of somebody's. Either way the areas are checked against what
is known for sure: how a code looks, which municipalities there are, and roughly where they lie.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from halsogap import geography
from halsogap.errors import BadInput
from halsogap.model import Level
from halsogap.schema import CODE_PATTERNS
from halsogap.sources import municipalities
from halsogap.sources.editions import CODE_FIELDS, expected
from halsogap.sources.polygons.repair import repaired

if TYPE_CHECKING:
    import geopandas as gpd

NAME_FIELDS = ("regsonamn", "regso_namn", "regso", "namn", "name")
"""What a column with the names of RegSO may be called (in any case); the first that there is is taken."""

MOST_OVERLAP = 0.01
"""The share of the smaller area that two areas may have in common. SCB's own, once reprojected to degrees and back,
overlap by 56 m² at most (0.004 % of an area)."""

MARGIN = 1_000
"""Metres inside a municipality's border from where its areas must cover it. The border that we have is generalised and
lies up to several hundred metres off, which in Sundbyberg (7 km²) is 18 % of the municipality."""
MOST_UNCOVERED = 0.10
"""The share of a municipality, `MARGIN` inside its border, that its areas may leave out: lakes and more of the
generalising. In the 49 municipalities of Stockholm, Uppsala and Dalarna it is 3.4 % at most (Håbo, in 2018)."""

ANEW = "Take the areas from their publisher anew, or correct them in a GIS program."


@dataclass(frozen=True)
class SmallAreas:
    """Checked areas: `polygons` as `AreaStore.put` takes them, and what somebody should know, one sentence each."""

    polygons: gpd.GeoDataFrame
    warnings: list[str]


def small_areas(
    frame: gpd.GeoDataFrame,
    level: Level,
    vintage: str,
    code_column: str,
    *,
    regso_names: Mapping[str, str] | None = None,
) -> SmallAreas:
    """The areas in `frame`, checked and repaired.

    Parameters
    ----------
    frame
        One row an area, in SWEREF 99 TM, with the publisher's columns.
    level, vintage, code_column
        What the areas are, and which column has their codes.
    regso_names
        Names of RegSO by code, to stand beside the codes of DeSO.

    Raises
    ------
    UnknownName
        SCB has no such edition.
    BadInput
        A code is wrong or stands twice, a municipality is unknown, a polygon cannot be repaired, or areas overlap.
    """
    announced = expected(level, vintage)
    codes = frame[code_column].astype(str).str.strip()
    _check_codes(codes, level)
    _check_municipalities(codes, frame)
    polygons = frame[["geometry"]].assign(name=_names(frame, codes, level, regso_names), parent=codes.str[:4])
    polygons = polygons.set_axis(pd.Index(codes, name="code")).sort_index()[["name", "parent", "geometry"]]
    polygons, mended = repaired(polygons)
    _check_overlaps(polygons)
    warnings = []
    if len(polygons) > announced:
        raise BadInput(
            f"There are {len(polygons):,} areas, more than the {announced:,} of {level} {vintage}.",
            "Check which vintage they are.",
        )
    if len(polygons) < announced:
        counties = sorted(set(polygons["parent"].str[:2]))
        warnings.append(f"{len(polygons):,} of {announced:,} areas, {_counties(counties)}.")
    if mended:
        warnings.append(f"{len(mended)} polygons crossed themselves and were repaired: {', '.join(mended[:5])}.")
    return SmallAreas(polygons, [*warnings, *_uncovered(polygons)])


def _check_codes(codes: pd.Series, level: Level) -> None:
    pattern = re.compile(CODE_PATTERNS[level])
    strange = [code for code in codes if not pattern.fullmatch(code)]
    twice = codes[codes.duplicated()].tolist()
    for faulty, fault in ((strange, f"are no codes of level {level}"), (twice, "stand twice")):
        if faulty:
            raise BadInput(f"{len(faulty)} codes {fault}, {faulty[0]!r} first.", ANEW)


def _check_municipalities(codes: pd.Series, frame: gpd.GeoDataFrame) -> None:
    known = set(geography.codes(Level.KOMMUN))
    if unknown := sorted(set(codes.str[:4]) - known):
        raise BadInput(f"{len(unknown)} municipalities in the areas' codes are unknown, {unknown[0]!r} first.", ANEW)
    if "kommunkod" in frame:
        astray = codes[codes.str[:4] != frame["kommunkod"].astype(str)].tolist()
        if astray:
            raise BadInput(
                f"{len(astray)} areas lie in another municipality than their code says, {astray[0]!r} first.", ANEW
            )


def _names(frame: pd.DataFrame, codes: pd.Series, level: Level, regso_names: Mapping[str, str] | None) -> list[str]:
    """The areas' names: a RegSO has one, a DeSO is called by its code, with its RegSO's name where that is known."""
    folded = {str(column).casefold(): column for column in frame.columns}
    if level is Level.DESO:
        regso: Any = (
            frame[folded[CODE_FIELDS[Level.REGSO]]] if CODE_FIELDS[Level.REGSO] in folded else [None] * len(codes)
        )
        named = [(regso_names or {}).get(str(code)) for code in regso]
        return [f"{code} {name}" if name else code for code, name in zip(codes, named, strict=True)]
    column = next((folded[name] for name in NAME_FIELDS if name in folded), None)
    given: Any = codes if column is None else frame[column]
    return [
        code if pd.isna(name) or not str(name).strip() else str(name).strip()
        for code, name in zip(codes, given, strict=True)
    ]


def _check_overlaps(polygons: gpd.GeoDataFrame) -> None:
    """Two areas may share a border, and hardly more."""
    shapes = polygons.geometry.to_numpy()
    # Only areas whose borders do not fit their neighbours' can overlap, which is quick to know.
    unfit = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))
    suspects, labels = shapes[unfit], polygons.index[unfit]
    one, other = shapely.STRtree(suspects).query(suspects, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.area(shapely.intersection(suspects[one], suspects[other]))
    share = shared / np.minimum(shapely.area(suspects[one]), shapely.area(suspects[other]))
    if (share > MOST_OVERLAP).any():
        worst = int(share.argmax())
        raise BadInput(
            f"The areas {labels[one[worst]]!r} and {labels[other[worst]]!r} overlap "
            f"by {share[worst]:.0%} of the smaller.",
            ANEW,
        )


def _uncovered(polygons: gpd.GeoDataFrame) -> list[str]:
    """The municipalities of which the areas leave out more than they may, one sentence each."""
    kommun = municipalities.polygons(Level.KOMMUN)
    uncovered = []
    for code, members in polygons.groupby("parent"):
        inner = shapely.buffer(kommun.geometry[code], -MARGIN)
        if shapely.is_empty(inner):
            continue
        left_out = shapely.area(shapely.difference(inner, shapely.union_all(members.geometry.to_numpy())))
        if (share := left_out / shapely.area(inner)) > MOST_UNCOVERED:
            uncovered.append(f"The areas leave out {share:.0%} of the municipality {kommun['name'][code]} ({code}).")
    return uncovered


def _counties(codes: list[str]) -> str:
    if len(codes) == 1:
        return f"county {codes[0]}"
    return f"counties {', '.join(codes[:-1])} and {codes[-1]}"
