"""Made-up small areas: they cover their municipality, touch without gaps, and are the same whoever makes them."""

from __future__ import annotations

import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from halsogap import geography
from halsogap.errors import HalsogapError
from halsogap.model import Level
from halsogap.schema import CODE_PATTERNS
from halsogap.sources import municipalities
from halsogap.sources.demo import made_up_areas
from halsogap.store.area_store import COMMITTED, SERVED, AreaStore


@pytest.fixture(scope="module")
def made() -> gpd.GeoDataFrame:
    return made_up_areas.polygons()


@pytest.fixture(scope="module")
def committed() -> AreaStore:
    return AreaStore(COMMITTED)


def test_the_same_input_gives_the_committed_areas(made: gpd.GeoDataFrame, committed: AreaStore) -> None:
    kept = committed.polygons(Level.MADE_UP, made_up_areas.VINTAGE)
    assert list(kept.index) == list(made.index)
    assert kept["name"].tolist() == made["name"].tolist()
    same = shapely.equals_exact(
        shapely.normalize(kept.geometry.to_numpy()), shapely.normalize(made.geometry.to_numpy())
    )
    assert same.all()


def test_the_committed_edition_is_whole(committed: AreaStore) -> None:
    edition = committed.edition(Level.MADE_UP, made_up_areas.VINTAGE)
    assert edition.complete
    assert sum(geometry.areas for geometry in edition.counties.values()) == edition.count
    assert all((SERVED / geometry.file).is_file() for geometry in edition.counties.values())
    assert "DEMO" in edition.source


def test_there_are_about_as_many_as_deso(made: gpd.GeoDataFrame) -> None:
    assert 5_900 < len(made) < 6_100
    pd.testing.assert_series_equal(
        made.groupby("parent").size(), made_up_areas.counts(), check_names=False, check_dtype=False
    )
    assert set(made["parent"]) == set(geography.codes(Level.KOMMUN))


def test_codes_and_names_say_what_they_are(made: gpd.GeoDataFrame) -> None:
    assert all(re.fullmatch(CODE_PATTERNS[Level.MADE_UP], code) for code in made.index)
    assert (made.index.str[:4] == made["parent"]).all()
    assert made.loc["2180P001", "name"] == "Påhittat område 1 i Gävle"
    assert made["name"].is_unique
    assert not made["name"].str.contains("DeSO", case=False).any()


def test_borders_are_shared_exactly(made: gpd.GeoDataFrame) -> None:
    polygons = made.geometry.to_numpy()
    assert shapely.is_valid(polygons).all()
    assert shapely.coverage_is_valid(polygons)
    assert (shapely.get_coordinates(polygons) % made_up_areas.GRID == 0).all()


def test_each_municipality_is_covered_to_the_metre(made: gpd.GeoDataFrame) -> None:
    """Not by the Hausdorff distance: Uppsala's border has a spike 150 m long and narrower than the grid."""
    together = made[["parent", "geometry"]].dissolve("parent", method="coverage").geometry
    kommuner = municipalities.polygons(Level.KOMMUN).geometry
    assert list(together.index) == list(kommuner.index)
    assert kommuner.boundary.buffer(made_up_areas.GRID).covers(together.boundary).all()
    assert (together.symmetric_difference(kommuner).area < 0.5 * made_up_areas.GRID * kommuner.length).all()


def test_no_area_is_torn_apart(made: gpd.GeoDataFrame) -> None:
    """A second part is an island of its own: no part touches another area of the municipality but the largest."""
    several = made[shapely.get_num_geometries(made.geometry.to_numpy()) > 1]
    for code, area in several.iterrows():
        parts = sorted(area.geometry.geoms, key=lambda part: part.area)
        others = made[(made["parent"] == area["parent"]) & (made.index != code)].geometry
        assert all(others.intersection(part).length.sum() == 0 for part in parts[:-1])


def test_areas_are_small_in_town_and_large_in_the_countryside(made: gpd.GeoDataFrame) -> None:
    for _, mine in made[made["parent"].isin(["2180", "2480", "2584"])].groupby("parent"):
        third = len(mine) // 3
        assert mine.area.iloc[:third].median() < mine.area.iloc[-third:].median() / 4


def test_midpoints_are_those_of_the_polygons(made: gpd.GeoDataFrame) -> None:
    points = made_up_areas.midpoints()
    assert list(points.index) == list(made.index)
    there = shapely.points(points[["east", "north"]].to_numpy())
    assert shapely.distance(made.geometry.to_numpy(), there).max() < 100


def test_midpoints_of_another_country_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "midpoints.csv"
    made_up_areas.midpoints().iloc[1:].to_csv(file)
    monkeypatch.setattr(made_up_areas, "MIDPOINTS", file)
    with pytest.raises(HalsogapError, match="does not hold the"):
        made_up_areas.midpoints.__wrapped__()


def test_one_area_alone_is_the_whole_place() -> None:
    island = shapely.box(0, 0, 5_000, 5_000)
    assert made_up_areas.middles(island, 1, "9999") == pytest.approx(np.array([[2_500, 2_500]]), abs=400)


def test_the_middles_come_from_the_town_outwards() -> None:
    points = made_up_areas.middles(shapely.box(0, 0, 40_000, 40_000), 30, "9999")
    away = np.linalg.norm(points - 20_000, axis=1)
    assert (np.diff(away) >= 0).all()
