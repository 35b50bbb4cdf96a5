"""Any file of polygons a user may hand us, read in memory: GeoPackage, GeoJSON, zipped Shapefile, GeoParquet.

The kind is told from the content, since a name can say anything, and only what is one of the four reaches GDAL:
among its two hundred formats are some that read other files or ask the network. Nothing is written to disk. Sizes
are looked at before anything is unpacked, and what was done to the polygons is said in `warnings`.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from halsogap.errors import BadInput
from halsogap.settings import polygon_limit
from halsogap.sources.encoding import decode
from halsogap.sources.polygons import packages
from halsogap.sources.polygons.coordinates import in_sweref

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

FORMS = "Give a GeoPackage, GeoJSON, zipped Shapefile or GeoParquet file."
POLYGONS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class PolygonFile:
    """A file of polygons, read.

    `frame` has the file's own columns (numbered from 0, in its order) and valid or invalid polygons in SWEREF 99 TM,
    flat; `name` and `layer` say where they come from; `warnings` is what somebody should know, one sentence each.
    """

    frame: gpd.GeoDataFrame
    name: str
    layer: str
    warnings: tuple[str, ...]


def read_path(path: Path) -> PolygonFile:
    """Read the polygons in the file `path`, as `read` does.

    Raises
    ------
    BadInput
        The file is absent or cannot be opened; or it is not what `read` takes.
    """
    try:
        size = path.stat().st_size
        _check_size(size, path.name)
        return read(path.read_bytes(), path.name)
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {path}.", "Check the path.") from error
    except OSError as error:
        raise BadInput(f"The file {path} cannot be opened: {error.strerror or error}.", FORMS) from error


def read(content: bytes, name: str) -> PolygonFile:
    """Read the polygons in `content`, a file that its owner calls `name`.

    Raises
    ------
    BadInput
        It is empty, too large, damaged, or no file of polygons; or its coordinates are not in Sweden.
    """
    _check_size(len(content), name)
    head = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        raise BadInput(f"The file {name} is empty.", FORMS)
    if head.startswith(b"PK\x03\x04"):
        content, layer = packages.shapefile(content, name)
        frame = _with_gdal(content, name, "Shapefile")
    elif head.startswith(b"SQLite format 3\0"):
        layer = packages.geopackage_layer(content, name)
        frame = _with_gdal(content, name, "GeoPackage", layer=layer)
    elif head.startswith(b"PAR1"):
        layer, frame = "", packages.geoparquet(content, name)
    elif head.startswith(b"{"):
        _check_size(len(content), name, "HALSOGAP_POLYGON_TEXT_BYTES")
        layer, frame = "", _with_gdal(_in_utf8(content, name), name, "GeoJSON")
    elif head.startswith(b"\x00\x00\x27\x0a"):
        raise BadInput(f"The file {name} is one part of a Shapefile.", "Zip it together with its .shx, .dbf and .prj.")
    else:
        raise BadInput(f"The file {name} is no kind of polygon file that can be read.", FORMS)
    frame, left_out = _polygons(frame, name)
    frame, placed = in_sweref(frame, name)
    return PolygonFile(frame, name, layer, (*left_out, *placed))


def _in_utf8(content: bytes, name: str) -> bytes:
    """A text in UTF-8, as GeoJSON is to be: some programs write it in the encoding of Windows."""
    decoded = decode(content)
    if decoded is None:
        raise BadInput(f"The signs in {name} cannot be read.", "Save it in UTF-8.")
    return content if decoded.encoding.startswith("utf-8") else decoded.text.encode()


def _check_size(size: int, name: str, limit: str = "HALSOGAP_POLYGON_BYTES") -> None:
    if size > (most := polygon_limit(limit)):
        text = "Save it as GeoPackage, cut" if limit == "HALSOGAP_POLYGON_TEXT_BYTES" else "Cut"
        raise BadInput(
            f"The file {name} is {size / 1e6:,.1f} MB, more than the {most / 1e6:,.1f} MB that are read of its kind.",
            f"{text} out the areas you need, or raise {limit}.",
        )


def _with_gdal(content: bytes, name: str, form: str, **options: Any) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pyogrio
    from pyogrio.errors import DataSourceError

    try:
        with warnings.catch_warnings():
            # GDAL warns of much that does not matter here, and of what does the checks below speak.
            warnings.simplefilter("ignore")
            read = pyogrio.read_dataframe(
                content, max_features=polygon_limit("HALSOGAP_POLYGON_AREAS") + 1, on_invalid="ignore", **options
            )
    except (
        DataSourceError,
        shapely.errors.ShapelyError,
        RuntimeError,
        ValueError,
        LookupError,
        OverflowError,
    ) as error:
        raise packages.damaged(name, form, error) from error
    if not isinstance(read, gpd.GeoDataFrame):
        raise BadInput(f"The file {name} has no polygons, only a table.", FORMS)
    return read


def _polygons(frame: gpd.GeoDataFrame, name: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """The rows with a polygon, flat and finite, and what was left out or flattened."""
    if frame.empty:
        raise BadInput(f"The file {name} has no areas in it.", FORMS)
    if len(frame) > (most := polygon_limit("HALSOGAP_POLYGON_AREAS")):
        raise BadInput(f"The file {name} has more than the {most:,} areas that are read.", "Cut out those you need.")
    shapes = frame.geometry.to_numpy()
    corners = int(shapely.get_num_coordinates(shapes).sum())
    if corners > (most := polygon_limit("HALSOGAP_POLYGON_VERTICES")):
        raise BadInput(
            f"The borders in {name} have {corners:,} corners, more than the {most:,} that are read.",
            "Simplify the borders, or cut out the areas you need.",
        )
    kinds = frame.geometry.geom_type
    kept = kinds.isin(POLYGONS).to_numpy() & ~shapely.is_empty(shapes)
    if not kept.any():
        other_kinds = ", ".join(sorted(set(kinds.dropna()) - set(POLYGONS))) or "nothing"
        raise BadInput(f"The file {name} has no polygons but {other_kinds}.", FORMS)
    remarks = []
    nested = [str(column) for column in frame.columns.drop(frame.geometry.name) if _is_nested(frame[column])]
    if nested:
        # A list or an object names no area, and cannot be told from another one.
        frame = frame.drop(columns=nested)
        remarks.append(f"The columns with lists or objects in {name} were left out: {', '.join(nested)[:200]}.")
    if not kept.all():
        remarks.append(f"{int((~kept).sum()):,} rows of {name} have no polygon and were left out.")
    frame, shapes = frame[kept], shapes[kept]
    if shapely.has_z(shapes).any():
        remarks.append(f"The heights in {name} were left out.")
        shapes = shapely.force_2d(shapes)
    flat, of = shapely.get_coordinates(shapes, return_index=True)
    broken = np.unique(of[~np.isfinite(flat).all(axis=1)])
    if broken.size:
        raise BadInput(
            f"{broken.size:,} polygons in {name} have coordinates that are no numbers, "
            f"the one in row {int(frame.index[broken[0]]) + 1} first.",
            "Correct them in a GIS program.",
        )
    return frame.set_geometry(shapes, crs=frame.crs).reset_index(drop=True), remarks


def _is_nested(column: pd.Series) -> bool:
    return column.dtype == object and any(isinstance(cell, (list, tuple, dict, np.ndarray)) for cell in column)
