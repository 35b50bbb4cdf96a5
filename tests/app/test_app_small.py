"""Small areas on the map page: down and up, measured against their whole, and honest about what is not held."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from app_driver import App

from builders import deso, everywhere
from halsogap.i18n import words
from halsogap.model import Level
from halsogap.reading.reader import Reader
from halsogap.store.area_store import AreaStore
from halsogap.ui.state import session

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


def test_in_english_made_up_areas_have_english_names(open_demo: Open) -> None:
    app = open_demo(**SHARE, area="2180P003", lang="en").fine()
    assert app.panel.startswith("Made-up area 3 in Gävle")
    assert "Made-up area 3 in Gävle" in app.finding
    app = open_demo(**SHARE, lang="en").fine()
    assert "Påhittat" not in app.html
    assert "Made-up area 33 in Gävle" in app.html


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
    folder = real_store(everywhere("befolkning", levels=(Level.RIKET, Level.LAN, Level.KOMMUN)), deso("2018"))
    app = on_store(folder)(indicator="befolkning", level="deso", within="0180").fine()
    assert "DeSO 2018 är inte hämtade" in app.finding
    assert "halsogap areas fetch deso 2018" in app.notes


@pytest.fixture
def stockholm(real_store: Callable[..., Path], tmp_path: Path) -> Path:
    """Two DeSO with values in the boundaries of 2018, and boundaries of both vintages; those of 2025 lie elsewhere."""
    geopandas, shapely = pytest.importorskip("geopandas"), pytest.importorskip("shapely")
    folder = real_store(everywhere("befolkning"), deso("2018"))
    held = AreaStore(folder / "areas", served=tmp_path / "served")
    for vintage, codes in (("2018", ["0180C1010", "0180C1020"]), ("2025", ["0180C1010", "0180C9999"])):
        shapes = [shapely.box(i * 1000, 0, (i + 1) * 1000, 1000) for i in range(2)]
        frame = geopandas.GeoDataFrame({"name": codes, "parent": "0180"}, index=codes, geometry=shapes, crs="EPSG:3006")
        said = {"source": "SCB", "licence": "CC0", "fetched_at": "2026-11-25T10:00:00+00:00", "expected": 5984}
        held.put(frame, level=Level.DESO, vintage=vintage, **said)
    return folder


def test_values_are_joined_to_areas_of_their_own_vintage(stockholm: Path, on_store: Callable) -> None:
    app = on_store(stockholm)(indicator="befolkning", level="deso", within="0180").fine()
    table, report = Reader(session.store()).area_table("befolkning", Level.DESO, 2022, "0180")
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


@pytest.fixture
def two_vintages(real_store: Callable[..., Path], tmp_path: Path) -> Path:
    """Two DeSO of 2018, one of which is parted in the middle in 2025; the western half keeps its code."""
    geopandas, shapely = pytest.importorskip("geopandas"), pytest.importorskip("shapely")

    def year(period: int, vintage: str, **counted: tuple[float, float]) -> pd.DataFrame:
        parts = [
            everywhere("eftergymnasial_omrade", years=(period,), sexes="T", levels=(Level.RIKET,)).assign(
                level="deso", area=code, geo_vintage=vintage, numerator=n, denominator=of, value=n / of * 100
            )
            for code, (n, of) in counted.items()
        ]
        return pd.concat(parts, ignore_index=True)

    folder = real_store(
        everywhere("befolkning"),
        year(2022, "2018", **{"0180C1010": (30.0, 100.0), "0180C1020": (40.0, 80.0)}),
        year(2024, "2025", **{"0180C1010": (10.0, 50.0), "0180C1020": (44.0, 80.0), "0180C1030": (25.0, 50.0)}),
    )
    held = AreaStore(folder / "areas", served=tmp_path / "served")
    for vintage, boxes in (
        ("2018", {"0180C1010": (0, 2_000), "0180C1020": (2_000, 3_000)}),
        ("2025", {"0180C1010": (0, 1_000), "0180C1020": (2_000, 3_000), "0180C1030": (1_000, 2_000)}),
    ):
        shapes = [shapely.box(west, 0, east, 1_000) for west, east in boxes.values()]
        names = {"name": list(boxes), "parent": "0180"}
        frame = geopandas.GeoDataFrame(names, index=list(boxes), geometry=shapes, crs="EPSG:3006")
        said = {"source": "SCB", "licence": "CC0", "fetched_at": "2026-11-25T10:00:00+00:00", "expected": 6160}
        held.put(frame, level=Level.DESO, vintage=vintage, **said)
    return folder


PARTED = {"indicator": "eftergymnasial_omrade", "level": "deso", "within": "0180"}


def test_years_in_other_boundaries_are_carried_and_marked(two_vintages: Path, on_store: Callable) -> None:
    """The eastern half gets half of 30 and of 100, so 30 % in 2022: the share is divided anew, never carried."""
    app = on_store(two_vintages)(**PARTED, area="0180C1030").fine()
    assert "○ 2022: omräknat" in app.panel
    assert "Totalt: 30,0 % 2022, 50,0 % 2024." in app.html
    assert app.html.count("stroke-width='1.6'") == 1, "one ring"


def test_an_area_that_is_the_same_in_both_keeps_its_own_value_unmarked(two_vintages: Path, on_store: Callable) -> None:
    app = on_store(two_vintages)(**PARTED, area="0180C1020").fine()
    assert "Totalt: 50,0 % 2022, 55,0 % 2024." in app.html
    assert "omräknat" not in app.panel


def test_on_the_older_map_an_area_has_its_own_value_and_the_newer_is_carried(
    two_vintages: Path, on_store: Callable
) -> None:
    """10 of 50 and 25 of 50 come together to 35 of 100: another area than the one of the same code in 2025."""
    app = on_store(two_vintages)(**PARTED, year="2022", area="0180C1010").fine()
    assert "30,0 %" in app.panel
    assert "Totalt: 30,0 % 2022, 35,0 % 2024." in app.html
    assert "○ 2024: omräknat" in app.panel


def test_without_the_other_boundaries_nothing_is_carried(two_vintages: Path, on_store: Callable) -> None:
    shutil.rmtree(two_vintages / "areas" / "deso-2018")
    app = on_store(two_vintages)(**PARTED, area="0180C1030").fine()
    assert "omräknat" not in app.panel
    assert "Det finns bara ett värde (2024)" in app.panel
