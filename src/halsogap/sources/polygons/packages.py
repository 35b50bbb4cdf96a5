"""The three packed forms of polygon files, looked through before they are opened.

A zip can hold a thousand times its size, a path that climbs out of it, a link or another zip; a GeoPackage is a
database, whose views can compute for ever; a Parquet file can repeat one large cell a million times.
"""

from __future__ import annotations

import io
import re
import sqlite3
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet
import shapely

from halsogap.errors import BadInput
from halsogap.settings import polygon_limit

if TYPE_CHECKING:
    import geopandas as gpd

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
"""The parts of a Shapefile that are read."""
NESTED = (".zip", ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz")
TEXTS = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_dictionary,
)
"""The kinds of Parquet columns whose cells can be of any length, geometry among them."""
MOST_MEMBERS = 1_000

ANEW = "It may be cut short: fetch or save it anew."


def damaged(name: str, form: str, error: Exception) -> BadInput:
    """The sentence for a file that its reader cannot read."""
    reason = (str(error).splitlines() or [type(error).__name__])[0]
    reason = re.sub(r"'?/vsi\S+", "it", reason)[:200].rstrip(".")  # GDAL's names for what lies in memory
    return BadInput(f"The {form} file {name} cannot be read: {reason}.", ANEW)


def shapefile(content: bytes, name: str) -> tuple[bytes, str]:
    """The Shapefile in the zip `content`, alone in a new zip in memory, and its name.

    Raises
    ------
    BadInput
        The zip is damaged, unsafe, too large when unpacked, or has not exactly one Shapefile.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check_members(members, name)
            shapes = [m for m in members if m.filename.lower().endswith(".shp") and "__MACOSX" not in m.filename]
            if len(shapes) != 1:
                listed = ", ".join(repr(m.filename[:60]) for m in shapes[:5]) or "none"
                raise BadInput(
                    f"The zip {name} must have one Shapefile (.shp) in it, and has {listed}.",
                    "Zip one Shapefile with its .shx, .dbf and .prj.",
                )
            stem = shapes[0].filename[:-4]
            parts = {m.filename[-4:].lower(): m for m in members if m.filename[:-4] == stem}
            if ".shx" not in parts or ".dbf" not in parts:
                absent = ".shx" if ".shx" not in parts else ".dbf"
                raise BadInput(
                    f"The Shapefile in {name} lacks its {absent}.", "Zip it together with its .shx, .dbf and .prj."
                )
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w") as alone:
                for ending in PARTS:
                    if ending in parts:
                        with archive.open(parts[ending]) as part:
                            data = part.read(parts[ending].file_size + 1)  # a zip can hold more than it says
                        alone.writestr(f"layer{ending}", data)
                        if ending == ".dbf" and ".cpg" not in parts and _is_utf8(data):
                            alone.writestr("layer.cpg", b"UTF-8")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeError) as error:
        raise damaged(name, "zip", error) from error
    return packed.getvalue(), PurePosixPath(stem).name


def _is_utf8(table: bytes) -> bool:
    """Whether a dBASE table has texts in UTF-8: without a .cpg beside it they would be read as Latin-1."""
    records = table[int.from_bytes(table[8:10], "little") :]  # the header's length stands in it
    try:
        return not records.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def _check_members(members: list[zipfile.ZipInfo], name: str) -> None:
    if len(members) > MOST_MEMBERS:
        raise BadInput(f"The zip {name} has {len(members):,} files in it.", "Zip one Shapefile alone.")
    for member in members:
        path = member.filename.replace("\\", "/")
        if path.startswith("/") or ":" in path or ".." in path.split("/"):
            raise BadInput(f"The zip {name} has a path that leads out of it: {member.filename[:80]!r}.", "Zip it anew.")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise BadInput(f"The zip {name} has a link in it: {member.filename[:80]!r}.", "Zip the file itself.")
        if path.lower().endswith(NESTED):
            raise BadInput(f"The zip {name} has another archive in it: {member.filename[:80]!r}.", "Unpack that first.")
        if member.flag_bits & 1:
            raise BadInput(f"The zip {name} is locked with a password.", "Zip it without one.")
    if sum(member.file_size for member in members) > polygon_limit("HALSOGAP_POLYGON_UNPACKED_BYTES"):
        raise _too_large(name)


def _too_large(name: str) -> BadInput:
    most = polygon_limit("HALSOGAP_POLYGON_UNPACKED_BYTES")
    return BadInput(
        f"The file {name} holds more than {most / 1e6:,.0f} MB when it is unpacked.", "Cut out the areas you need."
    )


def geopackage_layer(content: bytes, name: str) -> str:
    """The one layer of polygons in the GeoPackage `content`.

    Raises
    ------
    BadInput
        The database is damaged or no GeoPackage, or has not exactly one layer with areas.
    """
    database = sqlite3.connect(":memory:")
    try:
        database.deserialize(content)
        database.execute("PRAGMA trusted_schema = OFF")
        listed = database.execute(
            "SELECT c.table_name, m.type, m.sql FROM gpkg_contents c JOIN gpkg_geometry_columns USING (table_name) "
            "JOIN sqlite_master m ON m.name = c.table_name"
        ).fetchall()
        # A view can be made to compute for ever, and a virtual table runs code: neither is asked for anything.
        tables = [table for table, kind, sql in listed if kind == "table" and "VIRTUAL" not in str(sql).upper()[:20]]
        layers = [t for t in tables if database.execute(f"SELECT 1 FROM {_quoted(t)} LIMIT 1").fetchone()]
    except sqlite3.Error as error:
        raise damaged(name, "GeoPackage", error) from error
    finally:
        database.close()
    if len(layers) != 1:
        names = ", ".join(repr(layer[:60]) for layer in layers[:5]) or "none"
        raise BadInput(
            f"The GeoPackage {name} must have one layer with areas, and has {names}.",
            "Save the layer you mean in a file of its own.",
        )
    return layers[0]


def _quoted(table: str) -> str:
    doubled = table.replace('"', '""')
    return f'"{doubled}"'


def geoparquet(content: bytes, name: str) -> gpd.GeoDataFrame:
    """The GeoParquet file `content` as a frame.

    Raises
    ------
    BadInput
        It is damaged, has no geometry, or would be too large in memory.
    """
    import geopandas as gpd

    try:
        file = parquet.ParquetFile(io.BytesIO(content))
        groups = [file.metadata.row_group(at) for at in range(file.metadata.num_row_groups)]
        columns = [group.column(at) for group in groups for at in range(group.num_columns)]
        rows, most = file.metadata.num_rows, polygon_limit("HALSOGAP_POLYGON_UNPACKED_BYTES")
        if rows > polygon_limit("HALSOGAP_POLYGON_AREAS"):
            raise BadInput(f"The file {name} has {rows:,} areas, too many to be read.", "Cut out those you need.")
        cells = sum(column.num_values for column in columns)
        if max(8 * cells, sum(column.total_uncompressed_size for column in columns)) > most:
            raise _too_large(name)
        texts = [field.name for field in file.schema_arrow if any(is_text(field.type) for is_text in TEXTS)]
        # As dictionaries, a cell that is repeated a million times is held once: so its repeats can be counted.
        packed = parquet.read_table(io.BytesIO(content), columns=texts, read_dictionary=texts)
        if sum(_length(column) for column in packed.columns) > most:
            raise _too_large(name)
        return gpd.read_parquet(io.BytesIO(content)).reset_index(drop=True)
    except (
        pa.ArrowException,
        shapely.errors.ShapelyError,
        OSError,
        RuntimeError,  # pyproj's, of a CRS that is none
        ValueError,
        KeyError,
        TypeError,
        NotImplementedError,
        AttributeError,
    ) as error:
        raise damaged(name, "GeoParquet", error) from error


def _length(column: pa.ChunkedArray) -> int:
    """How many bytes the texts of a column of dictionaries would be, one by one."""
    total = 0
    for chunk in column.chunks:
        if pa.types.is_dictionary(chunk.type):
            lengths = pc.take(pc.binary_length(chunk.dictionary), chunk.indices)
            total += pc.sum(pc.cast(lengths, pa.int64())).as_py() or 0
        else:
            total += chunk.nbytes
    return total
