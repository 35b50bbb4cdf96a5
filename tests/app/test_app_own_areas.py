"""Own areas: brought by a visitor, given values of the areas under them, and seen on the map like any other."""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from app_driver import App, let_go

from builders import everywhere, observations, own_about
from halsogap.i18n import words
from halsogap.model import Indicator, Level, Sex
from halsogap.reading import own_area_values
from halsogap.reading.brought import Brought
from halsogap.reading.reader import Reader
from halsogap.reading.values import Values
from halsogap.sources.polygons.file import read
from halsogap.sources.polygons.own_areas import own_areas
from halsogap.store.area_store import COMMITTED, AreaStore
from halsogap.store.store import Store
from halsogap.ui.brought import areas as held_areas
from halsogap.ui.state import session

SV = words("sv")

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
    app.test.session_state["own_areas"] = held_areas.as_brought(areas)
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
        from halsogap.reading import small_areas
        from halsogap.ui.state import session

        reader = session.reader()

        table, _ = reader.area_table("befolkning", Level.OWN, 2022)
        st.session_state["found"] = table
        st.session_state["parts"] = reader.area_table("befolkning", Level.MADE_UP, 2022, "2180")[0]
        st.session_state["counts"] = small_areas.counts_of(reader, "eftergymnasial", Level.OWN, 2022, Sex.K)

    open_demo()
    from streamlit.testing.v1 import AppTest

    test = AppTest.from_function(page, default_timeout=60)
    test.session_state["own_areas"] = held_areas.as_brought(
        own_areas(read(as_file(two_halves(gavle)), "halvor.geojson"), "namn")
    )
    test.run()
    assert not test.exception
    found, parts = test.session_state["found"], test.session_state["parts"]
    assert found["code"].tolist() == ["2180E0001", "2180E0002"]
    for sex in "KMT":
        assert found[sex].sum() == pytest.approx(parts[sex].sum(), rel=1e-3)
    assert test.session_state["counts"]["denominator"].sum() > 0


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
    assert "egna områden som visades finns bara hos den som lade in dem" in app.notes


def test_an_indicator_that_cannot_be_carried_falls_back_by_itself(open_demo: Open, gavle: gpd.GeoDataFrame) -> None:
    app = bring(open_demo(indicator="eftergymnasial"), two_halves(gavle)).select("level", Level.OWN)
    app.select("indicator", "fallskador_80").fine()
    assert SV("note.changed_level", wanted="egna områden", level="kommuner") in app.notes


def upload(app: App, content: bytes, name: str = "vårdcentraler.geojson") -> App:
    app.test.file_uploader(key="own_areas_file").set_value((name, content, "application/octet-stream")).run()
    return app


def test_a_file_becomes_own_areas_with_what_they_rest_on(
    open_demo: Open, gavle: gpd.GeoDataFrame, demo_folder: Path
) -> None:
    app = open_demo("own_areas").fine()
    assert SV("own_areas.lead") in app.finding
    upload(app, as_file(two_halves(gavle))).fine()
    assert app.test.selectbox(key="own_areas_column").value == "namn"
    assert "Områden: 2. Västra <b>, Östra." in app.notes
    app.press("own_areas_use").fine()
    assert app.finding.startswith("Du har 2 egna områden i Gävle (vårdcentraler.geojson). Där bodde ")
    assert "% en uppskattning, ur påhittade områden" in app.finding
    table = app.test.dataframe[0].value
    assert table["Område"].tolist() == ["Västra <b>", "Östra"]
    assert table["Kommun"].tolist() == ["Gävle", "Gävle"]
    whole = sum(int(n.replace("\u202f", "")) for n in table["Invånare 2023"])
    snapshot = Store(demo_folder).current()
    assert snapshot is not None
    everybody = snapshot.observations("befolkning", level=Level.MADE_UP, period=2023, sex=Sex.T)
    gavles = everybody[everybody["area"].str.startswith("2180")]["value"].sum()
    assert whole == pytest.approx(gavles, abs=2), "whole persons in both"
    assert table["Därav ur delade påhittade områden"].str.fullmatch(r"\d+ %").all()
    assert "DEMO" in app.source
    assert "vårdcentraler.geojson" in app.source


def test_from_the_page_to_the_map_and_back_to_nothing(open_demo: Open, gavle: gpd.GeoDataFrame) -> None:
    app = upload(open_demo("own_areas"), as_file(two_halves(gavle))).press("own_areas_use").fine()
    app.test.selectbox(key="own_areas_indicator").set_value("eftergymnasial").run()
    app.press("own_areas_see").fine()
    assert (app.address["indicator"], app.address["level"], app.address["within"]) == ("eftergymnasial", "own", "2180")
    app.go("own_areas").press("own_areas_remove").fine()
    assert SV("own_areas.lead") in app.finding
    app.go("map").fine()
    assert app.address["level"] == "kommun"
    assert app.notes == "", "nothing gave way: it was taken away"


def test_oddities_are_told_one_sentence_each(open_demo: Open) -> None:
    east, north = 617_000.0, 6_730_000.0
    square = shapely.box(east, north, east + 2000, north + 2000)
    shapes = {
        "Ett": square,
        "Två": shapely.box(east + 1000, north, east + 3000, north + 2000),
        "Liten": shapely.box(east, north + 9000, east + 50, north + 9050),
        "Hav": shapely.box(760_000, 6_700_000, 761_000, 6_701_000),
    }
    app = upload(open_demo("own_areas"), as_file(shapes)).fine()
    assert SV("own_areas.remark_overlapping", names="Ett, Två") in app.notes
    assert SV("own_areas.remark_tiny", names="Liten") in app.notes
    assert SV("own_areas.remark_outside", names="Hav") in app.notes
    app.press("own_areas_use").fine()
    assert app.finding.startswith("Du har 3 egna områden")


@pytest.mark.parametrize(
    "content", [b"", b"x", b'{"type": "FeatureCollection", "features": []}', b"PK\x03\x04broken", b"{" * 1000]
)
def test_a_file_that_is_no_areas_gets_one_sentence(open_demo: Open, content: bytes) -> None:
    app = upload(open_demo("own_areas"), content, "x.geojson")
    assert not app.test.exception
    assert app.errors == ["Filen x.geojson går inte att använda som områden."]
    assert "x.geojson" in app.details, "the fault's own words are below"


def test_own_data_of_small_areas_are_carried_too(open_demo: Open, gavle: gpd.GeoDataFrame) -> None:
    from test_app_own import bring as bring_data
    from test_app_own import on_made_up_areas

    open_demo()
    app = bring(bring_data(open_demo(), on_made_up_areas()), two_halves(gavle))
    app.select("indicator", "own-sma").select("level", Level.OWN).fine()
    assert app.address["level"] == "own"
    assert app.source.startswith("Källa: egna data (vaccin.csv). Värdena är beräknade för egna områden")
    assert SV("provenance.areas_made_up") in app.source, "those that they were carried from"


def test_without_small_areas_the_page_says_how_to_get_them(
    on_store: Callable[[Path], Open], real: Path, gavle: gpd.GeoDataFrame
) -> None:
    app = upload(on_store(real)("own_areas"), as_file(two_halves(gavle))).press("own_areas_use").fine()
    assert app.finding == SV("own_areas.count", n="2", places="Gävle", name="vårdcentraler.geojson")
    assert "halsogap sync-scb" in app.notes


def test_real_small_areas_are_said_to_be_computed(
    real_store: Callable[..., Path], on_store: Callable[[Path], Open], gavle: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    """Two DeSO of 1 km² with 100 and 300 women; an own area has all of one and half of the other: 250."""
    origin = shapely.union_all(gavle.geometry.to_numpy()).representative_point()
    squares = [shapely.box(origin.x + i * 1000, origin.y, origin.x + (i + 1) * 1000, origin.y + 1000) for i in (0, 1)]
    codes = ["2180C1010", "2180C1020"]
    rows = [
        everywhere("folkmangd", years=(2022,), levels=(Level.RIKET,)).assign(
            level="deso", area=code, geo_vintage="2018", value=people
        )
        for code, people in zip(codes, (100.0, 300.0), strict=True)
    ]
    folder = real_store(everywhere("befolkning"), pd.concat(rows))
    polygons = gpd.GeoDataFrame({"name": codes, "parent": "2180"}, index=codes, geometry=squares, crs="EPSG:3006")
    said = {"source": "SCB", "licence": "CC0", "fetched_at": "2026-11-25T10:00:00+00:00", "expected": 5984}
    AreaStore(folder / "areas", served=tmp_path / "served").put(polygons, level=Level.DESO, vintage="2018", **said)
    own = {"Mitt": shapely.box(origin.x, origin.y, origin.x + 1500, origin.y + 1000)}
    app = upload(on_store(folder)("own_areas"), as_file(own)).press("own_areas_use").fine()
    assert app.finding.startswith(
        "Du har ett eget område i Gävle (vårdcentraler.geojson). Där bodde 250 personer 2022."
    )
    assert "60 % en uppskattning, ur DeSO-områden" in app.finding, "150 of 250"
    assert app.source.startswith("Källa: SCB (TAB6574), hämtad")
    assert SV("own_areas.carried", areas="DeSO-områden") in app.source
    assert "DEMO" not in app.source
    app.press("own_areas_see").fine()
    assert app.address["indicator"] == "folkmangd"
    assert "antal är delade efter yta" in app.notes


def test_regso_are_split_by_where_their_people_live(on_store: Callable[[Path], Open], tmp_path: Path) -> None:
    """A RegSO of 2 km² with 1,000 people in its western DeSO and none in the eastern; the own area is the western."""
    origin = shapely.Point(617_000, 6_730_000)
    west, east = (shapely.box(origin.x + i, origin.y, origin.x + i + 1000, origin.y + 1000) for i in (0, 1000))
    on_store(tmp_path / "store")
    store = AreaStore(tmp_path / "store" / "areas", served=tmp_path / "served")
    said = {"source": "SCB", "licence": "CC0", "fetched_at": "2026-11-25T10:00:00+00:00", "expected": 9}
    for level, vintage, shapes in (
        (Level.DESO, "2018", {"2180C1010": west, "2180C1020": east}),
        (Level.REGSO, "2020", {"2180R001": shapely.union(west, east)}),
    ):
        index = list(shapes)
        frame = gpd.GeoDataFrame(
            {"name": index, "parent": "2180"}, index=index, geometry=list(shapes.values()), crs="EPSG:3006"
        )
        store.put(frame, level=level, vintage=vintage, **said)

    def rows(level: str, vintage: str, people: dict[str, float]) -> pd.DataFrame:
        cells = [(area, sex, n) for area, n in people.items() for sex in "KMT"]
        same = {"indicator": "folkmangd", "level": level, "geo_vintage": vintage}
        return observations(*cells, columns="area sex value", **same)

    held = held_areas.as_brought(own_areas(read(as_file({"Väst": west}), "v.geojson"), "namn"))
    reader = Reader(session.store(), Brought(areas=held))
    population = Values(rows("deso", "2018", {"2180C1010": 1000.0, "2180C1020": 0.0}))
    regso = Values(rows("regso", "2020", {"2180R001": 600.0}))
    found, values = own_area_values.interpolated(reader, persons("own-regso"), regso, Level.REGSO, population)
    assert values.by_year(Level.OWN, "2180E0001")[2022][Sex.K] == pytest.approx(600, rel=1e-3), "by surface it is 300"
    held.weights.clear()
    by_surface, _ = own_area_values.interpolated(reader, persons("own-third"), regso, Level.REGSO, None)
    assert by_surface.observations["value"].tolist() == pytest.approx([300] * 3, rel=1e-3)
    assert found.basis["split"].tolist() == pytest.approx([0] * 3, abs=1e-3)


def persons(slug: str) -> Indicator:
    return own_about(slug, sexes="KM", unit="persons")


def test_nothing_that_sessions_share_keeps_hold_of_own_areas(open_demo: Open, gavle: gpd.GeoDataFrame) -> None:
    open_demo()  # the process's first picture freezes what is loaded, this test's objects must come after
    held = held_areas.as_brought(own_areas(read(as_file(two_halves(gavle)), "v.geojson"), "namn"))
    kept = weakref.ref(held)
    app = open_demo(indicator="eftergymnasial")
    app.test.session_state["own_areas"] = held
    app.test.run()
    app.select("level", Level.OWN).view("gap").fine()
    assert held.interpolated, "they have been used"
    del app, held
    assert let_go(kept)


def test_an_own_area_has_a_profile_beside_its_municipality(open_demo: Open, gavle: gpd.GeoDataFrame) -> None:
    app = bring(open_demo("profile", area="2180"), two_halves(gavle))
    assert "Västra <b>" in app.test.selectbox(key="profile_small").options
    app.test.selectbox(key="profile_small").set_value("2180E0002").run()
    app.fine()
    assert app.address["area"] == "2180E0002"
    assert app.heading == "Områdesprofil: Östra"
    heads = re.findall(r'<th scope="colgroup" colspan="3">([^<]+)</th>', app.html)
    assert heads == ["Östra", "Gävle", "Gävleborgs län", "Riket"]
    assert "Eftergymnasial utbildning" in app.html
    assert "Invånare efter ålder" in app.html


def test_a_stranger_to_the_session_has_no_such_profile(open_demo: Open) -> None:
    app = open_demo("profile", area="2180E0002").fine()
    assert "2180E0002" in app.notes
    assert app.heading == "Områdesprofil: Gävle"
