"""Own areas: brought by a visitor, given values of the areas under them, and seen on the map like any other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pytest
import shapely
from app_driver import App

from halsogap.area_store import COMMITTED, AreaStore
from halsogap.model import Level
from halsogap.sources.own_areas import own_areas
from halsogap.sources.polygon_file import read
from halsogap.ui import cached
from halsogap.ui import own_areas as held_areas

Open = Callable[..., App]


@pytest.fixture(scope="module")
def gavle() -> gpd.GeoDataFrame:
    """The made-up areas of Gävle."""
    return AreaStore(COMMITTED).polygons(Level.MADE_UP, "demo", "2180")


def as_file(shapes: dict[str, Any]) -> bytes:
    frame = gpd.GeoDataFrame({"namn": list(shapes)}, geometry=list(shapes.values()), crs="EPSG:3006")
    return frame.to_crs(4326).to_json().encode()


def two_halves(gavle: gpd.GeoDataFrame) -> dict[str, Any]:
    """Gävle west and east of a line that cuts through areas."""
    west, south, east, north = gavle.total_bounds
    whole, middle = shapely.union_all(gavle.geometry.to_numpy()), (west + east) / 2 + 100
    return {
        "Västra <b>": shapely.intersection(whole, shapely.box(west, south, middle, north)),
        "Östra": shapely.intersection(whole, shapely.box(middle, south, east, north)),
    }


def bring(app: App, shapes: dict[str, Any]) -> App:
    areas = own_areas(read(as_file(shapes), "vårdcentraler.geojson"), "namn")
    app.test.session_state["own_areas"] = held_areas.held_of(areas)
    app.test.run()
    return app


OWN = {"indicator": "eftergymnasial", "level": "own"}


def test_the_map_shows_the_same_indicator_for_own_areas(open_demo: Open, gavle: gpd.GeoDataFrame) -> None:
    app = bring(open_demo(indicator="eftergymnasial"), two_halves(gavle))
    assert "Egna områden" in app.options("level")
    app.select("level", Level.OWN).fine()
    assert app.address["level"] == "own"
    app.select("within", "2180").fine()
    assert app.finding.startswith("I Gävle är värdet")
    assert app.options("within") == ["Hela landet", "Gävleborgs län", "Gävle"]
    assert "Värdena är beräknade ur påhittade områden" in app.notes
    assert "vårdcentraler.geojson" in app.source
    assert "DEMO" in app.source
    assert "Västra &lt;b&gt;" in app.html
    assert "Västra <b>" not in app.html


def test_halves_of_a_municipality_add_up_to_it(open_demo: Open, gavle: gpd.GeoDataFrame) -> None:
    def page() -> None:
        import streamlit as st

        from halsogap.model import Level, Sex
        from halsogap.ui import cached

        table, _ = cached.area_table("befolkning", Level.OWN, 2022)
        st.session_state["found"] = table
        st.session_state["parts"] = cached.area_table("befolkning", Level.MADE_UP, 2022, "2180")[0]
        st.session_state["counts"] = cached.counts_of("eftergymnasial", Level.OWN, 2022, Sex.K)

    open_demo()
    from streamlit.testing.v1 import AppTest

    test = AppTest.from_function(page, default_timeout=60)
    test.session_state["own_areas"] = held_areas.held_of(
        own_areas(read(as_file(two_halves(gavle)), "halvor.geojson"), "namn")
    )
    test.run()
    assert not test.exception
    found, parts = test.session_state["found"], test.session_state["parts"]
    assert found["code"].tolist() == ["2180E0001", "2180E0002"]
    for sex in "KMT":
        assert found[sex].sum() == pytest.approx(parts[sex].sum(), rel=1e-3)
    assert sum(of for _, of in test.session_state["counts"].values()) > 0


def test_a_chosen_own_area_tells_what_it_rests_on(open_demo: Open, gavle: gpd.GeoDataFrame) -> None:
    app = bring(open_demo(**OWN), two_halves(gavle)).select("level", Level.OWN).fine()
    app.test.session_state["selection_wish"] = cached_choice(app, "2180E0001")
    app.test.run()
    assert app.panel.startswith("Västra <b>")
    assert "% av underlaget kommer från påhittade områden" in app.panel
    assert "95 %:" in app.panel


def cached_choice(app: App, area: str) -> Any:
    from dataclasses import replace

    return replace(app.test.session_state["selection_wish"], area=area)


def test_a_link_to_own_areas_falls_back_for_whoever_has_none(open_demo: Open) -> None:
    app = open_demo(**OWN, area="2180E0001").fine()
    assert app.address["level"] == "kommun"
    assert "Nyckeltalet finns inte för egna områden" in app.notes
    assert cached.carried.__module__ == "halsogap.ui.cached"
