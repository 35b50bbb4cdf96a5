"""Files of polygons that somebody may hand us: each read rightly or refused in one sentence, nothing left behind."""

from __future__ import annotations

import io
import json
import sqlite3
import stat
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pyogrio
import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from halsogap.errors import BadInput
from halsogap.model import Level
from halsogap.sources.polygons import area_file
from halsogap.sources.polygons import file as polygon_file
from halsogap.sources.polygons.repair import repaired
from halsogap.sources.polygons.small_areas import small_areas

EAST, NORTH = 674_000.0, 6_580_000.0
"""A point in Stockholm, in SWEREF 99 TM."""


def squares(count: int = 3, **columns: Any) -> gpd.GeoDataFrame:
    """A row of squares of one kilometre in Stockholm that touch, with DeSO codes."""
    shapes = [box(EAST + i * 1000, NORTH, EAST + (i + 1) * 1000, NORTH + 1000) for i in range(count)]
    rows = {"desokod": [f"0180C{1000 + i}" for i in range(count)], **columns}
    return gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:3006")


def with_shape(shape: Any) -> gpd.GeoDataFrame:
    """The squares, the first of which is `shape`."""
    frame = squares()
    return frame.set_geometry([shape, *frame.geometry[1:]], crs="EPSG:3006")


def geojson(frame: gpd.GeoDataFrame, crs: str | None = None) -> bytes:
    """The frame as GeoJSON with its coordinates as they are, which claims to be in `crs` if that is given."""
    document = json.loads(frame.set_crs(None, allow_override=True).to_json())
    if crs:
        document["crs"] = {"type": "name", "properties": {"name": crs}}
    return json.dumps(document).encode()


def package(frame: gpd.GeoDataFrame, driver: str = "GPKG", layer: str = "areas") -> bytes:
    buffer = io.BytesIO()
    pyogrio.write_dataframe(frame, buffer, driver=driver, layer=layer)
    return buffer.getvalue()


def geoparquet(frame: gpd.GeoDataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    return buffer.getvalue()


def shapefile(frame: gpd.GeoDataFrame, tmp_path: Path, **more: bytes) -> bytes:
    """A zipped Shapefile; `more` are further members by name."""
    folder = tmp_path / "shape"
    folder.mkdir()
    frame.to_file(folder / "områden.shp")
    return zipped({file.name: file.read_bytes() for file in folder.iterdir()} | more)


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def edited(content: bytes, *statements: str) -> bytes:
    """The GeoPackage `content` after some SQL."""
    database = sqlite3.connect(":memory:")
    database.deserialize(content)
    for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
        database.create_function(name, 1, lambda shape: 0)
    for statement in statements:
        database.execute(statement)
    database.commit()
    return database.serialize()


def swapped(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_geometry(shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1]), crs=frame.crs)


# -- read rightly ---------------------------------------------------------------------------------

RIGHT: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "GeoPackage": (lambda _: package(squares()), ""),
    "GeoPackage in degrees": (lambda _: package(squares().to_crs(4326)), ""),
    "GeoParquet": (lambda _: geoparquet(squares()), ""),
    "GeoParquet in degrees": (lambda _: geoparquet(squares().to_crs(4326)), ""),
    "zipped Shapefile": (lambda tmp: shapefile(squares(), tmp), ""),
    "zipped Shapefile with more in it": (lambda tmp: shapefile(squares(), tmp, **{"läs mig.txt": b"hej"}), ""),
    "GeoJSON in degrees": (lambda _: geojson(squares().to_crs(4326)), ""),
    "GeoJSON with a byte order mark": (lambda _: b"\xef\xbb\xbf" + geojson(squares().to_crs(4326)), ""),
    "GeoJSON that says metres": (lambda _: geojson(squares(), "urn:ogc:def:crs:EPSG::3006"), ""),
    "GeoJSON in unlabelled metres": (lambda _: geojson(squares()), "EPSG:4326; its numbers were read as SWEREF 99 TM."),
    "GeoJSON with latitude first": (lambda _: geojson(swapped(squares().to_crs(4326))), "WGS 84 with north"),
    "metres with north first": (lambda _: package(swapped(squares())), "SWEREF 99 TM with north before east"),
    "no CRS, metres": (lambda _: package(squares().set_crs(None, allow_override=True)), "read as SWEREF 99 TM"),
    "no CRS, RT 90": (
        lambda _: geoparquet(squares().to_crs(3021).set_crs(None, allow_override=True)), "read as RT 90 2.5 gon V",
    ),
    "a CRS that lies": (
        lambda _: package(squares().set_crs(4326, allow_override=True)), "EPSG:4326; its numbers were read as SWEREF",
    ),
    "heights": (
        lambda _: package(squares().set_geometry(shapely.force_3d(squares().geometry.to_numpy(), 7.0), crs=3006)),
        "heights",
    ),
    "many-part polygons": (lambda _: package(with_shape(MultiPolygon([squares().geometry[0]]))), ""),
}  # fmt: skip


@pytest.mark.parametrize(("make", "said"), RIGHT.values(), ids=RIGHT.keys())
def test_read_rightly(make: Callable[[Path], bytes], said: str, tmp_path: Path) -> None:
    file = polygon_file.read(make(tmp_path), "områden.fil")
    expected = squares()
    assert file.frame["desokod"].tolist() == expected["desokod"].tolist()
    assert str(file.frame.crs) == "EPSG:3006"
    assert not file.frame.has_z.any()
    distance = shapely.hausdorff_distance(file.frame.geometry.to_numpy(), expected.geometry.to_numpy())
    assert distance.max() < 0.5  # RT 90 and back is a transformation between datums
    assert said in " ".join(file.warnings)
    assert bool(file.warnings) == bool(said)


def test_rows_without_polygons_are_left_out_and_counted() -> None:
    frame = squares(5)
    shapes = [*frame.geometry[:3], None, Point(EAST, NORTH)]
    file = polygon_file.read(geojson(frame.set_geometry(shapes, crs=3006).to_crs(4326)), "blandat.geojson")
    assert len(file.frame) == 3
    assert file.warnings == ("2 rows of blandat.geojson have no polygon and were left out.",)


# -- refused in one sentence ----------------------------------------------------------------------


def bomb(_: Path) -> bytes:
    """A zip of half a megabyte that says it holds 600 MB."""
    return zipped({"a.shp": b"\0" * 600_000_000})


def lying_bomb(_: Path) -> bytes:
    """A zip whose directory says that 100 MB are 100 bytes."""
    content = bytearray(zipped({"a.shp": b"\0" * 100_000_000, "a.shx": b"", "a.dbf": b""}))
    size = (100_000_000).to_bytes(4, "little")
    while (at := content.find(size)) >= 0:
        content[at : at + 4] = (100).to_bytes(4, "little")
    return bytes(content)


def link(_: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        member = zipfile.ZipInfo("a.shp")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    return buffer.getvalue()


def endless_view(_: Path) -> bytes:
    """A GeoPackage whose layer is a view that counts for ever."""
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, x'' AS geom FROM n"
    return edited(
        package(squares()),
        "DELETE FROM areas",
        f"CREATE VIEW endless AS {endless}",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('endless','features','e',3006)",
        "INSERT INTO gpkg_geometry_columns VALUES ('endless','geom','POLYGON',3006,0,0)",
    )


def repeated_cell(_: Path) -> bytes:
    """A Parquet file of some kilobytes with one cell of a megabyte 10,000 times."""
    dictionary = pa.DictionaryArray.from_arrays(pa.array([0] * 10_000), pa.array([b"\1" * 1_000_000]))
    table = pa.table({"geometry": dictionary, "desokod": ["0180C1000"] * 10_000})
    buffer = io.BytesIO()
    parquet.write_table(table, buffer, compression="zstd", use_dictionary=["geometry"])
    return buffer.getvalue()


def ten_million_corners(_: Path) -> bytes:
    turn = np.linspace(0, 2 * np.pi, 2_500_000)
    ring = Polygon(np.column_stack([EAST + 900 * np.cos(turn), NORTH + 900 * np.sin(turn)]))
    return geoparquet(gpd.GeoDataFrame({"desokod": list("abcd")}, geometry=[ring] * 4, crs=3006))


def two_layers(tmp_path: Path) -> bytes:
    file = tmp_path / "two.gpkg"
    squares().to_file(file, layer="skolor")
    squares().to_file(file, layer="vård")
    return file.read_bytes()


REFUSED: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "nothing": (lambda _: b"", "is empty"),
    "only blanks": (lambda _: b" \n\t ", "is empty"),
    "text": (lambda _: b"kod;namn\n0180C1000;A\n", "no kind of polygon file"),
    "a web page": (lambda _: b"<!DOCTYPE html><html>", "no kind of polygon file"),
    "GDAL's virtual format, that reads other files": (
        lambda _: b'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource>', "no kind",
    ),
    "KML": (lambda _: b'<?xml version="1.0"?><kml></kml>', "no kind of polygon file"),
    "a Shapefile's one part": (lambda _: b"\x00\x00\x27\x0a" + b"\0" * 96, "one part of a Shapefile"),
    "a cut GeoPackage": (lambda _: package(squares())[:5000], "GeoPackage file f cannot be read"),
    "a database that is no GeoPackage": (
        lambda _: edited(package(squares()), "DROP TABLE gpkg_contents"), "GeoPackage file f cannot be read",
    ),
    "an empty layer": (lambda _: edited(package(squares()), "DELETE FROM areas"), "one layer with areas, and has none"),
    "two layers": (two_layers, "has 'skolor', 'vård'"),
    "a view that never ends": (endless_view, "one layer with areas, and has none"),
    "a cut GeoJSON": (lambda _: geojson(squares().to_crs(4326))[:400], "GeoJSON file f cannot be read"),
    "JSON of another kind": (lambda _: b'{"hello": [1, 2]}', "GeoJSON file f cannot be read"),
    "deep GeoJSON": (
        lambda _: b'{"type":"Polygon","coordinates":' + b"[" * 3_000_000 + b"]" * 3_000_000 + b"}", "GeoJSON file f",
    ),
    "deep properties": (
        lambda _: geojson(squares().to_crs(4326)).replace(
            b'"0180C1000"', b'{"a":' * 300_000 + b"1" + b"}" * 300_000
        ),
        "GeoJSON file f cannot be read",
    ),
    "no features": (lambda _: b'{"type": "FeatureCollection", "features": []}', "no areas in it"),
    "points": (lambda _: package(squares().set_geometry(squares().centroid)), "no polygons but Point"),
    "lines": (
        lambda _: package(squares().set_geometry([LineString([(EAST, NORTH), (EAST + 9, NORTH)])] * 3, crs=3006)),
        "no polygons but LineString",
    ),
    "empty polygons": (lambda _: geoparquet(squares().set_geometry([Polygon()] * 3, crs=3006)), "polygons but nothing"),
    "coordinates that are no numbers": (
        lambda _: geoparquet(with_shape(Polygon([(EAST, NORTH), (float("nan"), NORTH), (EAST, NORTH + 9)]))),
        "coordinates that are no numbers, the one in row 1 first",
    ),
    "endless coordinates": (
        lambda _: geoparquet(with_shape(Polygon([(EAST, NORTH), (float("inf"), NORTH), (EAST, NORTH + 9)]))),
        "coordinates that are no numbers",
    ),
    "Paris": (lambda _: geojson(gpd.GeoDataFrame(geometry=[box(2, 48, 2.1, 48.1)])), "row 1 of f does not lie in"),
    "a local grid": (
        lambda _: package(squares().to_crs(3011).set_crs(None, allow_override=True)), "does not lie in Sweden",
    ),
    "degrees and metres together": (
        lambda _: geojson(pd.concat([squares(1), squares(1).to_crs(4326).set_crs(3006, allow_override=True)])),
        "mixed: some are SWEREF 99 TM and some WGS 84",
    ),
    "a cut zip": (lambda tmp: shapefile(squares(), tmp)[:700], "zip file f cannot be read"),
    "a zip without a Shapefile": (lambda _: zipped({"a.txt": b"hej"}), "one Shapefile (.shp) in it, and has none"),
    "two Shapefiles": (lambda _: zipped({"a.shp": b"1", "b.shp": b"2"}), "has 'a.shp', 'b.shp'"),
    "a Shapefile without its table": (lambda _: zipped({"a.shp": b"1", "a.shx": b"2"}), "lacks its .dbf"),
    "a Shapefile that is none": (lambda _: zipped({"a.shp": b"1", "a.shx": b"2", "a.dbf": b"3"}), "Shapefile file f"),
    "a path that climbs out": (lambda _: zipped({"../../a.shp": b"1"}), "a path that leads out of it: '../../a.shp'"),
    "a path that climbs out, as Windows writes it": (lambda _: zipped({"..\\a.shp": b"1"}), "leads out of it"),
    "a path from the root": (lambda _: zipped({"/etc/a.shp": b"1"}), "leads out of it"),
    "a link in a zip": (link, "has a link in it"),
    "a zip in a zip": (lambda _: zipped({"inner.zip": zipped({"a.shp": b"1"})}), "has another archive in it"),
    "a zip bomb": (bomb, "more than 500 MB when it is unpacked"),
    "a zip bomb that lies": (lying_bomb, "zip file f cannot be read"),
    "thousands of files in a zip": (lambda _: zipped({f"{i}.txt": b"" for i in range(1500)}), "1,500 files in it"),
    "a cut Parquet file": (lambda _: geoparquet(squares())[:600], "GeoParquet file f cannot be read"),
    "a Parquet file without geometry": (
        lambda _: _plain_parquet({"desokod": ["0180C1000"]}), "GeoParquet file f cannot be read",
    ),
    "a Parquet cell repeated": (repeated_cell, "more than 500 MB when it is unpacked"),
    "a million areas": (lambda _: _plain_parquet({"desokod": ["a"] * 1_000_000}), "1,000,000 areas, too many"),
    "ten million corners": (ten_million_corners, "10,000,000 corners"),
}  # fmt: skip


def _plain_parquet(columns: dict[str, list[str]]) -> bytes:
    buffer = io.BytesIO()
    parquet.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(("make", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_refused_in_one_sentence(
    make: Callable[[Path], bytes], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    content = make(tmp_path)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.chdir(scratch)
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    for variable in ("TMPDIR", "CPL_TMPDIR"):
        monkeypatch.setenv(variable, str(scratch))
    began = time.process_time()  # work, not waiting: a busy machine shall not decide
    with pytest.raises(BadInput) as caught:
        polygon_file.read(content, "f")
    assert time.process_time() - began < 10, "the issue's own limit: nothing may hang"
    assert said in caught.value.message
    assert "\n" not in caught.value.message
    assert "vsimem" not in str(caught.value)
    assert len(caught.value.message) < 400
    assert caught.value.mend
    assert list(scratch.iterdir()) == [], "a file was left on disk"
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(
    ("limit", "content"),
    [
        ("HALSOGAP_POLYGON_BYTES", package(squares())),
        ("HALSOGAP_POLYGON_TEXT_BYTES", geojson(squares(40))),
        ("HALSOGAP_POLYGON_AREAS", package(squares())),
        ("HALSOGAP_POLYGON_VERTICES", package(squares())),
        ("HALSOGAP_POLYGON_UNPACKED_BYTES", geoparquet(squares())),
    ],
)
def test_limits_are_settings(limit: str, content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "stor.fil"
    file.write_bytes(content)
    polygon_file.read_path(file)
    monkeypatch.setenv(limit, "2")
    with pytest.raises(BadInput, match=r"stor\.fil .*(more than|too many)"):
        polygon_file.read_path(file)


def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no file"):
        polygon_file.read_path(tmp_path / "borta.gpkg")
    with pytest.raises(BadInput, match="cannot be opened"):
        polygon_file.read_path(tmp_path)


# -- borders that cross themselves ----------------------------------------------------------------


def test_a_slip_of_the_pen_is_repaired_and_named() -> None:
    x, y = EAST, NORTH
    top = [(x + 500, y + 1000), (x + 502, y + 1001), (x + 500, y + 1001), (x + 502, y + 1000)]
    slip = Polygon([(x, y), (x + 1000, y), (x + 1000, y + 1000), *top, (x, y + 1000), (x, y)])
    assert not slip.is_valid
    mended, named = repaired(with_shape(slip).set_index("desokod"))
    assert named == ["0180C1000"]
    assert mended.geometry.is_valid.all()
    assert mended.geometry.iloc[0].area == pytest.approx(1e6, rel=1e-5)


def test_a_bow_tie_is_refused() -> None:
    bow = Polygon([(EAST, NORTH), (EAST + 1000, NORTH + 1000), (EAST + 1000, NORTH), (EAST, NORTH + 1000)])
    with pytest.raises(BadInput, match="'0180C1000' crosses itself, and repairing it would change more than 1%"):
        repaired(with_shape(bow).set_index("desokod"))


def test_a_scribble_is_refused_before_it_takes_hours() -> None:
    scribble = Polygon(np.random.default_rng(1).random((20_000, 2)) * 1000 + (EAST, NORTH))
    began = time.process_time()  # work, not waiting: a busy machine shall not decide
    with pytest.raises(BadInput, match="crosses itself, too often"):
        repaired(with_shape(scribble).set_index("desokod"))
    assert time.process_time() - began < 10


# -- which areas they are -------------------------------------------------------------------------


def read(frame: gpd.GeoDataFrame, name: str = "min fil.gpkg", **package_options: str) -> polygon_file.PolygonFile:
    return polygon_file.read(package(frame, **package_options), name)


@pytest.mark.parametrize(
    ("frame", "name", "level", "vintage"),
    [
        (squares(version="2018_v3"), "x.gpkg", Level.DESO, "2018"),
        (squares(referensdatum="20250101"), "x.gpkg", Level.DESO, "2025"),
        (squares(), "DeSO_2018.gpkg", Level.DESO, "2018"),
        (squares(desokod=[f"0180C{1000 + i}_DeSO2025" for i in range(3)]), "deso2018.gpkg", Level.DESO, "2025"),
        (squares(desokod=["0180R001", "0180R002", "0180R003"]), "regso 2020.gpkg", Level.REGSO, "2020"),
        (squares(regsokod=["0180R001"] * 3, version="2025_v2"), "x.gpkg", Level.DESO, "2025"),
    ],
)
def test_level_and_vintage_are_told_from_the_file(frame: Any, name: str, level: Level, vintage: str) -> None:
    found = area_file.recognise(read(frame, name))
    assert (found.level, found.vintage, found.code_column) == (level, vintage, "desokod")
    assert found.frame["desokod"].str.len().isin([8, 9]).all()


def test_what_cannot_be_told_is_asked_for() -> None:
    with pytest.raises(BadInput, match=r"does not say which vintage of deso it has \(2018 or 2025\). Say which"):
        area_file.recognise(read(squares()))
    assert area_file.recognise(read(squares()), vintage="2018").vintage == "2018"
    with pytest.raises(BadInput, match="says both 2018 and 2025"):
        area_file.recognise(read(squares(version=["2018", "2025", "2025"])))
    with pytest.raises(BadInput, match="are of 2025, not '2018'"):
        area_file.recognise(read(squares(version="2025_v2")), vintage="2018")


def test_polygons_of_other_areas_are_no_small_areas() -> None:
    file = read(squares(desokod=["Vårdcentralen Ekerö", "<script>alert(1)</script>", "=1+1"]))
    assert len(file.frame) == 3
    with pytest.raises(
        BadInput, match=r"No column of min fil\.gpkg has codes of deso or regso; its columns are 'desokod'"
    ):
        area_file.recognise(file)


def test_two_vintages_in_one_file_are_refused() -> None:
    with pytest.raises(BadInput, match="several vintages: 2018 and 2025"):
        area_file.recognise(read(squares(desokod=["0180C1000_DeSO2018", "0180C1001_DeSO2025", "0180C1002_DeSO2025"])))


# -- whether they are what they should be ---------------------------------------------------------


def checked(frame: gpd.GeoDataFrame, level: Level = Level.DESO, vintage: str = "2018", **options: Any) -> Any:
    return small_areas(frame, level, vintage, "desokod", **options)


def test_names_and_parents() -> None:
    named = checked(squares(regsokod=["0180R001", "0180R001", "0180R002"]), regso_names={"0180R001": "Blackeberg"})
    assert named.polygons["name"].tolist() == ["0180C1000 Blackeberg", "0180C1001 Blackeberg", "0180C1002"]
    assert set(named.polygons["parent"]) == {"0180"}
    codes = ["0180R001", "0180R002", "0180R003"]
    regso = checked(squares(desokod=codes, RegSOnamn=["Tensta", None, " "]), Level.REGSO, "2025")
    assert regso.polygons["name"].tolist() == ["Tensta", "0180R002", "0180R003"]


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (squares(desokod=["0180C1000", "0180D1001", "0180C1002"]), "1 codes are no codes of level deso, '0180D1001'"),
        (squares(desokod=["0180C1000", "0180C1000", "0180C1002"]), "1 codes stand twice, '0180C1000'"),
        (squares(desokod=["0180C1000", "9980C1000", "0180C1002"]), "in the areas' codes are unknown, '9980'"),
        (squares(kommunkod=["0180", "0181", "0180"]), "another municipality than their code says, '0180C1001'"),
        (with_shape(squares().geometry[1]), "'0180C1000' and '0180C1001' overlap by 100%"),
        (with_shape(box(EAST, NORTH, EAST + 1500, NORTH + 1000)), "'0180C1000' and '0180C1001' overlap by 50%"),
    ],
)  # fmt: skip
def test_areas_that_are_not_what_they_should_be(frame: gpd.GeoDataFrame, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        checked(frame)
    assert said in caught.value.message


def test_an_incomplete_edition_and_an_uncovered_municipality_are_said() -> None:
    count, uncovered = checked(squares()).warnings
    assert count == "3 of 5,984 areas, county 01."
    assert uncovered.startswith("The areas leave out ")
    assert uncovered.endswith("% of the municipality Stockholm (0180).")


def test_more_areas_than_the_edition_has() -> None:
    many = squares(3364, desokod=[f"{180 + i // 999:04d}R{i % 999:03d}" for i in range(3364)])
    with pytest.raises(BadInput, match="3,364 areas, more than the 3,363 of regso 2025"):
        checked(many, Level.REGSO, "2025")
