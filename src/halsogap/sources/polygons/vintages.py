"""From areas of one vintage to areas of another: the CROSSWALK table, made from both vintages' polygons.

A code alone says nothing: SCB's DeSO of 2025 use codes of 2018 for other areas. An area is the same when code and
polygon both are; what is left is shared out by people where they are known, else by surface (`overlap`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from halsogap.model import Level
from halsogap.schema import CROSSWALK, check
from halsogap.sources.polygons.overlap import overlap

if TYPE_CHECKING:
    import geopandas as gpd

SAME = 0.99
"""The share of both polygons that two drawings of one area have in common at least."""


def crosswalk(
    earlier: gpd.GeoDataFrame,
    later: gpd.GeoDataFrame,
    *,
    level: Level,
    from_vintage: str,
    to_vintage: str,
    finer: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """The CROSSWALK from `earlier` to `later`, by code.

    Parameters
    ----------
    earlier, later
        The polygons of two vintages: index `code`, `geometry` in any CRS that is said.
    level, from_vintage, to_vintage
        What they are.
    finer
        Finer areas with a column `people`, by which areas that are not the same are shared out.

    Returns
    -------
    DataFrame
        CROSSWALK. An overlap of less than 1 - `SAME` of the earlier area is two drawings of one border and goes to its
        other areas in proportion; where the later vintage does not cover an area, its shares come to less than 1.

    Raises
    ------
    BadInput
        Codes stand twice, the CRS is not said, or a polygon is not valid.
    """
    pairs = overlap(earlier, later)
    alike = (pairs["source"] == pairs["target"]) & (pairs["share"] >= SAME) & (pairs["target_share"] >= SAME)
    same = pairs[alike].assign(share=1.0, basis="same")
    rest = ~earlier.index.isin(same["source"])
    split = overlap(earlier[rest], later, finer=finer) if rest.any() else pairs.iloc[:0]
    covered = split.groupby("source")["share"].transform("sum").clip(upper=1.0)
    kept = split[(split["share"] > 1 - SAME) & ~split["target"].isin(same["target"])]
    share = kept["share"] / kept.groupby("source")["share"].transform("sum") * covered[kept.index]
    table = pd.concat([same, kept.assign(share=share)])
    table = table.rename(columns={"source": "from_code", "target": "to_code"}).assign(
        level=str(level), from_vintage=from_vintage, to_vintage=to_vintage
    )
    return check(
        CROSSWALK,
        table[list(CROSSWALK.columns)].sort_values(["from_code", "to_code"], ignore_index=True),
        f"{level} {from_vintage} to {to_vintage}",
    )
