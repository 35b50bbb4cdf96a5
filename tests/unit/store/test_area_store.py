"""Editions of small areas: kept whole, checked, switched in one step, and served in files a browser can keep."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely.geometry import box

from halsogap import geography
from halsogap.errors import BadInput, StoreError, UnknownName
from halsogap.model import Level
from halsogap.schema import AREAS
from halsogap.store.area_store import AreaStore

SAID = {"source": "SCB", "licence": "CC0", "fetched_at": "2026-11-25T10:00:00+00:00", "expected": 5984}


def squares(*codes: str, side: float = 1000.0) -> gpd.GeoDataFrame:
    """A row of squares that touch, one a code."""
    shapes = [box(600_000 + i * side, 6_700_000, 600_000 + (i + 1) * side, 6_700_000 + side) for i in range(len(codes))]
    names = [f"Område {code}" for code in codes]
    rows = {"name": names, "parent": [code[:4] for code in codes]}
    return gpd.GeoDataFrame(rows, index=list(codes), geometry=shapes, crs="EPSG:3006")


@pytest.fixture
def areas(tmp_path: Path) -> AreaStore:
    return AreaStore(tmp_path / "areas", committed=tmp_path / "committed", served=tmp_path / "served")


def topology(areas: AreaStore, tmp_path: Path, county: str) -> dict[str, Any]:
    (file,) = areas.edition(Level.DESO, "2018").files(county)
    return json.loads(gzip.decompress((tmp_path / "served" / file.file).read_bytes()))


def test_an_edition_is_kept_with_its_areas_and_polygons(areas: AreaStore) -> None:
    codes = ["0180C1010", "0114A0010", "2180B2010"]
    edition = areas.put(squares(*codes), level=Level.DESO, vintage="2018", **SAID)
    assert areas.editions() == [edition]
    assert (edition.count, edition.expected, edition.complete) == (3, 5984, False)
    table = areas.table(Level.DESO, "2018")
    assert list(table.columns) == list(AREAS.columns)
    assert table["code"].tolist() == sorted(codes)
    assert table["parent"].tolist() == ["0114", "0180", "2180"]
    polygons = areas.polygons(Level.DESO, "2018")
    assert polygons.geometry.area.tolist() == pytest.approx([1e6] * 3)
    assert list(areas.polygons(Level.DESO, "2018", "0180").index) == ["0180C1010"]
    assert list(areas.polygons(Level.DESO, "2018", "01").index) == ["0114A0010", "0180C1010"]


def test_the_browser_gets_one_file_a_county_with_shared_borders(areas: AreaStore, tmp_path: Path) -> None:
    edition = areas.put(squares("0180C1010", "0180C1020", "2180B2010"), level=Level.DESO, vintage="2018", **SAID)
    assert {county: file.areas for county, file in edition.counties.items()} == {"01": 2, "21": 1}
    assert len(edition.files()) == 2
    assert edition.files("2180") == edition.files("21") == (edition.counties["21"],)
    assert edition.files("0380") == ()
    made = topology(areas, tmp_path, "0180")
    geometries = made["objects"]["deso"]["geometries"]
    assert [g["id"] for g in geometries] == ["0180C1010", "0180C1020"]
    one, other = ({abs(arc) if arc >= 0 else ~arc for ring in g["arcs"] for arc in ring} for g in geometries)
    assert len(one & other) == 1, "the border between them is one arc"


def test_another_put_takes_the_place_of_the_first(areas: AreaStore, tmp_path: Path) -> None:
    areas.put(squares("0180C1010"), level=Level.DESO, vintage="2018", **SAID)
    areas.put(squares("0180C1010", "0180C1020"), level=Level.DESO, vintage="2018", **SAID)
    assert areas.edition(Level.DESO, "2018").count == 2
    assert len(list((tmp_path / "areas" / "deso-2018").glob("polygons-*.parquet"))) == 1


def test_one_code_in_two_vintages_is_two_areas(areas: AreaStore) -> None:
    areas.put(squares("0180C1010"), level=Level.DESO, vintage="2018", **SAID)
    areas.put(squares("0180C1010", side=500), level=Level.DESO, vintage="2025", **{**SAID, "expected": 6160})
    assert [edition.vintage for edition in areas.editions()] == ["2025", "2018"]
    assert areas.polygons(Level.DESO, "2025").geometry.area.tolist() == pytest.approx([250_000])


def test_files_are_made_again_where_the_store_was_moved(areas: AreaStore, tmp_path: Path) -> None:
    edition = areas.put(squares("0180C1010", "0180C1020"), level=Level.DESO, vintage="2018", **SAID)
    for file in (tmp_path / "served").iterdir():
        file.unlink()
    assert areas.ready(Level.DESO, "2018") == edition
    assert {file.name for file in (tmp_path / "served").iterdir()} == {edition.counties["01"].file}


@pytest.mark.parametrize(
    ("polygons", "said"),
    [
        (squares("0180C1010", "0180C1010"), "1 areas stand twice, '0180C1010' first"),
        (squares("0180X1010"), "'0180X1010'"),
        (squares("0180C1010").assign(parent="0114"), "do not lie in the municipality"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(areas: AreaStore, polygons: Any, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        areas.put(polygons, level=Level.DESO, vintage="2018", **SAID)
    assert areas.editions() == []


def test_areas_that_overlap_are_refused(areas: AreaStore) -> None:
    double = squares("0180C1010", "0180C1020")
    double.geometry = [double.geometry.iloc[0], double.geometry.iloc[0].buffer(-10)]
    with pytest.raises(BadInput, match="overlaps its neighbours"):
        areas.put(double, level=Level.DESO, vintage="2018", **SAID)


def test_what_is_not_held_is_said_with_what_is(areas: AreaStore) -> None:
    areas.put(squares("0180C1010"), level=Level.DESO, vintage="2018", **SAID)
    with pytest.raises(UnknownName, match="no areas deso of '2025' here; held are deso 2018"):
        areas.table(Level.DESO, "2025")


def test_damage_is_said_in_a_sentence(areas: AreaStore, tmp_path: Path) -> None:
    edition = areas.put(squares("0180C1010"), level=Level.DESO, vintage="2018", **SAID)
    folder = tmp_path / "areas" / "deso-2018"
    (folder / edition.polygons).write_bytes(b"x")
    with pytest.raises(StoreError, match="are not what was stored"):
        areas.polygons(Level.DESO, "2018")
    (folder / "edition.json").write_text("{")
    with pytest.raises(StoreError, match=r"edition\.json cannot be read"):
        areas.editions()


@pytest.mark.shared
def test_stockholms_and_uppsalas_real_areas(areas: AreaStore, shared: Path) -> None:
    real = gpd.read_file(shared / "data" / "scb" / "deso2018_lan01_03.gpkg").set_index("deso")
    real = real.assign(name=real["regso"], parent=real.index.str[:4])
    edition = areas.put(real, level=Level.DESO, vintage="2018", **SAID)
    assert {county: file.areas for county, file in edition.counties.items()} == {"01": 1287, "03": 238}
    assert edition.counties["03"].bytes < 60_000, "a county of median size"
    assert sum(f.bytes for f in edition.counties.values()) / edition.count * 6000 < 700_000, (
        "the country, in proportion"
    )
    held = areas.polygons(Level.DESO, "2018")
    assert (held.geometry.area - real.to_crs("EPSG:3006").geometry.area.sort_index()).abs().max() < 1
    table = areas.table(Level.DESO, "2018")
    values = geography.join(table[["code"]].rename(columns={"code": "area"}), Level.DESO, within="0180", table=table)[0]
    assert len(values) == 544, "as many as Stockholm has in SCB's own layer"
