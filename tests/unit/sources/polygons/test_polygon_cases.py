"""Files of polygons that people have: odd properties, names in other encodings, coordinate systems that are none."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
import shapely

from halsogap.errors import BadInput
from halsogap.sources.polygons import own_areas
from halsogap.sources.polygons.file import read

CASES = Path(__file__).parents[3] / "cases" / "polygons"
SQUARE = shapely.box(17.60, 59.85, 17.63, 59.87)


@pytest.mark.parametrize("case", sorted(CASES.glob("*.geojson")), ids=lambda path: path.stem)
def test_arrays_and_objects_among_the_properties_name_no_area(case: Path) -> None:
    file = read(case.read_bytes(), case.name)
    assert own_areas.name_columns(file)[0] == "namn"
    assert file.frame["namn"].iloc[0] == "Norra"


def geojson(name: str) -> str:
    feature = {"type": "Feature", "properties": {"namn": name}, "geometry": shapely.geometry.mapping(SQUARE)}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_geojson_has_its_names_in_any_encoding(encoding: str) -> None:
    file = read(geojson("Södra Ängby").encode(encoding), "a.geojson")
    assert file.frame["namn"].tolist() == ["Södra Ängby"]


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1"])
def test_a_shapefile_without_its_encoding_has_its_names(encoding: str, tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"namn": ["Södra Ängby"]}, geometry=[SQUARE], crs="EPSG:4326")
    frame.to_file(tmp_path / "a.shp", encoding=encoding)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in tmp_path.iterdir():
            if part.suffix != ".cpg":
                data = part.read_bytes()
                # The byte that names a code page is 0 in what most programs write.
                archive.writestr(part.name, data[:29] + b"\0" + data[30:] if part.suffix == ".dbf" else data)
    assert read(packed.getvalue(), "a.zip").frame["namn"].tolist() == ["Södra Ängby"]


def geoparquet(geometry: bytes, crs: object) -> bytes:
    described = {
        "version": "1.0.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": [], "crs": crs}},
    }
    table = pa.table({"namn": ["Norra"], "geometry": [geometry]})
    buffer = io.BytesIO()
    parquet.write_table(table.replace_schema_metadata({b"geo": json.dumps(described).encode()}), buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("geometry", "crs"),
    [
        (b"no well-known binary", "EPSG:4326"),
        (SQUARE.wkb[:-7], "EPSG:4326"),
        (SQUARE.wkb, "EPSG:999999"),
        (SQUARE.wkb, {"type": "no such thing"}),
        (SQUARE.wkb, 17.5),
    ],
)
def test_a_bad_coordinate_system_or_geometry_is_the_files_own_fault(geometry: bytes, crs: object) -> None:
    with pytest.raises(BadInput, match=r"a\.parquet"):
        read(geoparquet(geometry, crs), "a.parquet")


def test_a_geoparquet_with_lists_and_objects_is_read() -> None:
    content = geoparquet(SQUARE.wkb, None)
    table = parquet.read_table(io.BytesIO(content)).append_column("mer", pa.array([{"a": [1, 2]}]))
    buffer = io.BytesIO()
    parquet.write_table(table, buffer)
    file = read(buffer.getvalue(), "a.parquet")
    assert own_areas.name_columns(file) == ["namn"]
    assert any("mer" in warning for warning in file.warnings)
