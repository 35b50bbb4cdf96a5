"""A visitor's own areas out of a file: named, placed, and every oddity told."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import pytest
import shapely
from shapely import box

from halsogap.errors import BadInput
from halsogap.model import Level
from halsogap.sources import municipalities
from halsogap.sources.polygons.file import PolygonFile, read
from halsogap.sources.polygons.own_areas import OwnAreas, apart, browser_shapes, name_columns, own_areas
from halsogap.sources.polygons.topology import packed


def file(shapes: list[Any], names: list[Any] | None = None, **columns: list[Any]) -> PolygonFile:
    frame = gpd.GeoDataFrame({"namn": names or [f"A{n}" for n in range(len(shapes))], **columns}, geometry=shapes)
    return PolygonFile(frame.set_crs("EPSG:3006"), "f.geojson", "", ())


def square(east: float = 0, north: float = 0, side: float = 1000) -> Any:
    """A square in the middle of Gävle, moved."""
    centre = municipalities.polygons(Level.KOMMUN).loc["2180"].geometry.representative_point()
    return box(centre.x + east, centre.y + north, centre.x + east + side, centre.y + north + side)


def told(found: OwnAreas) -> dict[str, tuple[str, ...]]:
    return {remark.kind: remark.names for remark in found.remarks}


def test_areas_get_the_code_of_the_municipality_they_mostly_lie_in() -> None:
    falun = municipalities.polygons(Level.KOMMUN).loc["2080"].geometry.representative_point().buffer(500)
    found = own_areas(file([square(), falun, square(2000)], ["Öst", "Falun", "Väst"]), "namn")
    assert found.polygons["name"].to_dict() == {"2080E0001": "Falun", "2180E0001": "Öst", "2180E0002": "Väst"}
    assert found.polygons["parent"].tolist() == ["2080", "2180", "2180"]
    assert told(found) == {}


def test_rows_with_the_same_name_are_one_area() -> None:
    found = own_areas(file([square(), square(1000), square(5000)], ["A", "A", "B"]), "namn")
    assert found.polygons["name"].tolist() == ["A", "B"]
    assert found.polygons.geometry.area.tolist() == pytest.approx([2e6, 1e6])
    assert told(found) == {"joined": ("A",)}


def test_areas_without_a_name_are_numbered() -> None:
    found = own_areas(file([square(), square(2000)], ["Öst", None]), "namn")
    assert set(found.polygons["name"]) == {"Öst", "2"}
    assert told(found) == {"unnamed": ("2",)}
    assert own_areas(file([square()]), None).polygons["name"].tolist() == ["1"]


def test_each_oddity_is_told() -> None:
    sea = box(800_000, 6_700_000, 801_000, 6_701_000)
    bow = shapely.Polygon([*square(9000).exterior.coords[:4], (square(9000).bounds[0] + 1, square(9000).bounds[1] - 1)])
    shapes = [square(), square(500), square(4000, side=50), sea, bow]
    found = own_areas(file(shapes, ["Ett", "Två", "Liten", "Hav", "Fluga"]), "namn")
    assert told(found)["overlapping"] == ("Ett", "Två")
    assert told(found)["tiny"] == ("Liten",)
    assert told(found)["outside"] == ("Hav",)
    assert "Hav" not in set(found.polygons["name"])
    assert found.overlapping


def test_an_area_that_reaches_far_out_of_the_country_is_told() -> None:
    torne = municipalities.polygons(Level.KOMMUN).loc["2583"].geometry.representative_point()
    found = own_areas(file([box(torne.x, torne.y, torne.x + 80_000, torne.y + 5000)], ["Öst"]), "namn")
    assert told(found) == {"partly_outside": ("Öst",)}


def test_nothing_in_sweden_is_refused() -> None:
    with pytest.raises(BadInput, match=r"No area of f\.geojson lies in a municipality"):
        own_areas(file([box(800_000, 6_700_000, 801_000, 6_701_000)]), "namn")


def test_more_areas_than_are_kept_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALSOGAP_OWN_AREAS", "1")
    with pytest.raises(BadInput, match="2 areas with different names, more than the 1 kept"):
        own_areas(file([square(), square(2000)]), "namn")


def test_areas_that_overlap_are_taken_apart() -> None:
    found = own_areas(file([square(), square(500), square(1000), square(8000)]), "namn")
    groups = apart(found.polygons)
    assert sorted(code for group in groups for code in group.index) == found.polygons.index.tolist()
    assert len(groups) == 2
    for group in groups:
        assert shapely.area(shapely.union_all(group.geometry.to_numpy())) == pytest.approx(group.geometry.area.sum())
    assert len(apart(own_areas(file([square(), square(1000)]), "namn").polygons)) == 1, "neighbours do not overlap"


def test_the_likeliest_column_of_names_comes_first() -> None:
    given = file([square(), square(2000)], ["a", "b"], id=[7, 8], Enhet=["x", "y"], yta=[1.5, 2.5], tom=[None, None])
    assert name_columns(given) == ["namn", "Enhet", "id"]


def test_what_is_drawn_has_all_names_as_text_and_keeps_small_shapes() -> None:
    evil = "<script>x</script>"
    found = own_areas(file([square(side=40)], [evil]), "namn")
    content, digest = packed(browser_shapes(found), Level.OWN)
    import gzip

    topology = json.loads(gzip.decompress(content))
    (geometry,) = topology["objects"]["own"]["geometries"]
    assert geometry["properties"]["name"] == evil
    assert geometry["id"] == "2180E0001"
    assert len(digest) == 64
    corners = sum(len(arc) for arc in topology["arcs"])
    assert corners >= 5, "still a square"


def test_a_saved_file_opens_again_as_it_was() -> None:
    found = own_areas(file([square(), square(2000)], ["Öst", "Väst"]), "namn")
    saved = found.polygons[["name", "geometry"]].to_crs(4326).to_json().encode()
    again = own_areas(read(saved, "igen.geojson"), "name")
    assert again.polygons["name"].to_dict() == found.polygons["name"].to_dict()
    assert again.polygons.geometry.area.tolist() == pytest.approx(found.polygons.geometry.area.tolist(), rel=1e-4)
