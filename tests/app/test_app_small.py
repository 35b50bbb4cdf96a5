"""Small areas on the map page: down and up, measured against their whole, and honest about what is not held."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from app_driver import App, observations

from halsogap.i18n import words
from halsogap.model import Level
from halsogap.ui import cached

SV = words("sv")
Open = Callable[..., App]
SHARE = {"indicator": "eftergymnasial", "level": "made_up", "within": "2180"}


def test_from_a_municipality_down_and_back_up(open_demo: Open) -> None:
    app = open_demo(indicator="eftergymnasial", area="2180").fine()
    app.press("way_down").fine()
    assert (app.address["level"], app.address["within"]) == ("made_up", "2180")
    assert "area" not in app.address
    assert app.finding.startswith("I Gävle är värdet")
    assert app.panel.startswith("Gävle")
    app.press("way_up").fine()
    assert (app.address["level"], app.address["area"]) == ("kommun", "2180")
    assert "within" not in app.address


def test_an_indicator_without_small_areas_leads_to_one_that_has_them(open_demo: Open) -> None:
    app = open_demo(indicator="fallskador_80", area="2180").fine().press("way_down").fine()
    assert app.address["indicator"] != "fallskador_80"
    assert app.address["level"] == "made_up"


def test_up_to_the_county_and_the_country(open_demo: Open) -> None:
    app = open_demo(**SHARE).fine().press("way_21").fine()
    assert app.address["within"] == "21"
    assert app.finding.startswith("I Gävleborgs län är värdet")
    app.press("way_0000").fine()
    assert "within" not in app.address
    assert app.finding.startswith("I riket är värdet")


def test_a_made_up_area_says_what_it_is_and_how_sure_its_value_is(open_demo: Open) -> None:
    app = open_demo(**SHARE, area="2180P003").fine()
    assert app.panel.startswith("Påhittat område 3 i Gävle")
    assert "95 %:" in app.panel
    assert "DeSO" in app.notes, "it says that these are none"
    assert "DEMO" in app.source
    assert "påhittade områden" in app.source.lower()


def test_the_ends_stand_beside_the_map_with_their_people(open_demo: Open) -> None:
    app = open_demo(**SHARE).fine()
    assert app.html.count('class="hg-ends"') == 2, "women's and men's"
    assert "Från Gävle" in app.html
    assert "Bor där: folkbokförda den 31 december 2023" in app.html
    assert "Utjämnat" in app.html
    assert "Kvinnor: slumpen ensam skulle ge" in app.html
    assert "Män: slumpen ensam skulle ge" in app.html
    assert 'class="hg-ends"' not in open_demo(**SHARE, area="2180P003").html


def test_a_map_of_gaps_has_no_ends(open_demo: Open) -> None:
    app = open_demo(**SHARE, view="gap").fine()
    assert 'class="hg-ends"' not in app.html


def test_a_link_to_an_area_that_is_not_there_falls_back_with_a_note(open_demo: Open) -> None:
    app = open_demo(**SHARE, area="2180P999").fine()
    assert "2180P999" in app.notes
    assert app.panel.startswith("Gävle")


def test_values_without_boundaries_say_how_to_get_them(real_store: Callable[..., Path], on_store: Callable) -> None:
    folder = real_store(observations("befolkning", levels=(Level.RIKET, Level.LAN, Level.KOMMUN)), deso("2018"))
    app = on_store(folder)(indicator="befolkning", level="deso", within="0180").fine()
    assert "DeSO 2018 är inte hämtade" in app.finding
    assert "halsogap areas fetch deso 2018" in app.notes


def deso(vintage: str, codes: tuple[str, ...] = ("0180C1010", "0180C1020")) -> pd.DataFrame:
    """Values by hand of two areas of Stockholm."""
    rows = observations("befolkning", years=(2022,), levels=(Level.RIKET,))
    parts = [rows.assign(level="deso", area=code, geo_vintage=vintage) for code in codes]
    return pd.concat(parts, ignore_index=True)


@pytest.fixture
def stockholm(real_store: Callable[..., Path], tmp_path: Path) -> Path:
    """Two DeSO with values in the boundaries of 2018, and boundaries of both vintages; those of 2025 lie elsewhere."""
    geopandas, shapely = pytest.importorskip("geopandas"), pytest.importorskip("shapely")
    from halsogap.area_store import AreaStore

    folder = real_store(observations("befolkning"), deso("2018"))
    held = AreaStore(folder / "areas", served=tmp_path / "served")
    for vintage, codes in (("2018", ["0180C1010", "0180C1020"]), ("2025", ["0180C1010", "0180C9999"])):
        shapes = [shapely.box(i * 1000, 0, (i + 1) * 1000, 1000) for i in range(2)]
        frame = geopandas.GeoDataFrame({"name": codes, "parent": "0180"}, index=codes, geometry=shapes, crs="EPSG:3006")
        said = {"source": "SCB", "licence": "CC0", "fetched_at": "2026-11-25T10:00:00+00:00", "expected": 5984}
        held.put(frame, level=Level.DESO, vintage=vintage, **said)
    return folder


def test_values_are_joined_to_areas_of_their_own_vintage(stockholm: Path, on_store: Callable) -> None:
    app = on_store(stockholm)(indicator="befolkning", level="deso", within="0180").fine()
    table, report = cached.area_table("befolkning", Level.DESO, 2022, "0180")
    assert table["code"].tolist() == ["0180C1010", "0180C1020"]
    assert report.complete
    assert "0180C9999" not in app.html
    assert "DeSO-gränser" in app.source or "SCB" in app.source


def test_a_part_of_the_country_is_said_to_be_one(stockholm: Path, on_store: Callable) -> None:
    app = on_store(stockholm)(indicator="befolkning", level="deso").fine()
    assert "Gränser finns för 2 av 5 984 områden" in app.notes


def test_a_store_that_moved_gets_its_files_again(stockholm: Path, tmp_path: Path, on_store: Callable) -> None:
    shutil.rmtree(tmp_path / "served")
    on_store(stockholm)(indicator="befolkning", level="deso", within="0180").fine()
