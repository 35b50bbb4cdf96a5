"""How polygons are kept and sent: in SWEREF 99 TM, and to the browser as quantised TopoJSON with a content hash."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from halsogap.model import Level

if TYPE_CHECKING:
    import geopandas as gpd

CRS = "EPSG:3006"
"""SWEREF 99 TM, the national grid in metres: surfaces are true to some tenths of a per cent all over the country."""


def topology(polygons: Mapping[Level, gpd.GeoDataFrame], steps: int) -> dict[str, Any]:
    """The polygons of some levels as one TopoJSON topology with shared borders.

    Parameters
    ----------
    polygons
        By level, in the order of the topology's objects: index the areas' codes, which become the geometries' `id`;
        columns beside `geometry` become their properties.
    steps
        Points of the grid along each axis.
    """
    from topojson import Topology

    made = Topology(
        list(polygons.values()), object_name=[str(level) for level in polygons], prequantize=steps
    ).to_dict()
    for level, frame in polygons.items():
        for geometry, code in zip(made["objects"][str(level)]["geometries"], frame.index, strict=True):
            geometry["id"] = code
    # `coordinates` repeats nothing that TopoJSON needs, and full precision of the box would promise more than the grid.
    made["bbox"] = [round(edge) for edge in made["bbox"]]
    return {key: made[key] for key in ("type", "bbox", "transform", "objects", "arcs")}


def packed(topology: Mapping[str, Any]) -> tuple[bytes, str]:
    """The topology as the browser fetches it, compressed, and the SHA-256 of what is compressed.

    The hash is taken before compression, which may differ between versions of zlib: the same polygons have the same.
    """
    plain = json.dumps(topology, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    return gzip.compress(plain, compresslevel=9, mtime=0), hashlib.sha256(plain).hexdigest()
