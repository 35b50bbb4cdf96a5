"""The area profile: whose it is, what it says of it, and what it says where something is missing."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import streamlit as st
from app_driver import App

from builders import everywhere
from halsogap.catalog.catalog import Catalog
from halsogap.i18n import words
from halsogap.model import Level, Text
from halsogap.reading.brought import OwnIndicator
from halsogap.reading.reader import Reader
from halsogap.ui.brought import indicators
from halsogap.ui.state import session

Open = Callable[..., App]
SV, EN = words("sv"), words("en")
SMALL = {"area": "2180P003", "level": "made_up"}


def test_without_a_place_it_says_what_to_choose(open_demo: Open) -> None:
    app = open_demo("profile").fine()
    assert app.heading == "Områdesprofil"
    assert SV("profile.lead") in app.finding
    assert app.test.selectbox(key="profile_place").value is None


def test_a_municipality_is_chosen_and_follows_to_the_map(open_demo: Open) -> None:
    app = open_demo("profile", indicator="uvas_16_24").fine()
    app.test.selectbox(key="profile_place").set_value("2180").run()
    app.fine()
    assert app.heading == "Områdesprofil: Gävle"
    assert re.match(r"Gävle har +[\d ]+ +invånare \(2023\):", app.finding)
    assert app.address["area"] == "2180"
    assert app.go("map").fine().panel.startswith("Gävle")
    assert app.heading.startswith("Unga 16–24"), "the indicator is as it was"


def test_a_small_area_is_chosen_within_it_whatever_the_indicator(open_demo: Open) -> None:
    """The chosen indicator has no values for small areas, and the profile has all that do."""
    app = open_demo("profile", indicator="fallskador_80", area="2180").fine()
    app.test.selectbox(key="profile_small").set_value("2180P003").run()
    assert app.fine().heading == "Områdesprofil: Påhittat område 3 i Gävle"
    assert "DeSO" in app.notes, "it says that it is none"
    assert (app.address["area"], app.address["within"], app.address["level"]) == ("2180P003", "2180", "made_up")
    app.test.selectbox(key="profile_small").set_value("2180").run()
    assert app.fine().heading == "Områdesprofil: Gävle"
    assert (app.address["level"], "within" in app.address) == ("kommun", False)


def test_a_county_has_a_profile(open_demo: Open) -> None:
    app = open_demo("profile", area="21", level="lan").fine()
    assert app.heading == "Områdesprofil: Gävleborgs län"
    assert "av 21 län" in app.html
    assert "profile_small" not in {box.key for box in app.test.selectbox}


def test_every_indicator_stands_beside_what_the_place_lies_in(open_demo: Open) -> None:
    app = open_demo("profile", **SMALL).fine()
    table = app.html[app.html.index('<table class="hg-profile-table"') :]
    heads = re.findall(r'<th scope="colgroup" colspan="3">([^<]+)</th>', table)
    assert heads == ["Påhittat område 3 i Gävle", "Gävle", "Gävleborgs län", "Riket"]
    having = [
        i
        for i in Reader(session.store()).published_catalog().values()
        if Level.MADE_UP in i.levels and i.unit != "persons"
    ]
    assert table.count('<th scope="row">') == len(having)
    assert "nyckeltal redovisas inte för påhittade områden" in app.html


def test_what_it_is_measured_against_is_in_the_address(open_demo: Open) -> None:
    app = open_demo("profile", **SMALL).fine()
    assert app.address["against"] == "riket"
    assert "än i riket" in app.finding
    app.test.button_group(key="control_profile_against").set_value("kommun").run()
    assert app.fine().address["against"] == "kommun"
    assert "än i Gävle" in app.finding
    assert "än i Gävle" in open_demo("profile", **SMALL, against="kommun").finding
    assert "än i riket" in open_demo("profile", **SMALL, against="<b>").fine().finding


def test_the_pyramid_has_words_and_a_table(open_demo: Open) -> None:
    app = open_demo("profile", **SMALL).fine()
    assert re.search(
        r'<img class="hg-pyramid"[^>]*alt="Befolkningspyramid för Påhittat område 3 i Gävle 2023', app.html
    )
    assert '<th scope="row">25–34</th>' in app.html
    assert re.search(r'<img class="hg-locator"[^>]*alt="Karta som visar var Påhittat område 3', app.html)


def test_a_link_to_an_area_that_is_not_there_shows_its_municipality(open_demo: Open) -> None:
    app = open_demo("profile", area="2180P999", level="made_up").fine()
    assert app.heading == "Områdesprofil: Gävle"
    assert "2180P999" in app.notes


def test_from_the_map_one_button_leads_to_the_profile(open_demo: Open) -> None:
    app = open_demo(indicator="uvas_16_24", area="2180").fine()
    assert "open_profile" in app.buttons()
    assert "open_profile" not in open_demo().buttons(), "no place, no profile"


def test_both_languages_and_the_mark_on_both_sheets(open_demo: Open) -> None:
    app = open_demo("profile", area="2180", lang="en").fine()
    assert app.heading == "Area profile: Gävle"
    assert app.html.count('class="hg-print') == 2
    assert app.html.count(EN("source.demo")) >= 3, "on either sheet, and below"
    assert "DEMO" in app.source


def test_real_values_have_their_source_and_no_mark(on_store: Callable[[Path], Open], real: Path) -> None:
    app = on_store(real)("profile", area="2180").fine()
    assert app.source.startswith("Källa: Kolada (N20402, N66077), hämtad")
    assert "egen bearbetning av data från Kolada" in app.source
    assert "DEMO" not in app.html
    assert SV("profile.pyramid_fetch") in app.html
    assert SV("profile.missing", names="").strip(". ") in app.html, "and which indicators are not there"


def test_the_years_are_each_indicators_own(real_store: Callable[..., Path], on_store: Callable[[Path], Open]) -> None:
    folder = real_store(everywhere("uvas_16_24", (2019, 2020)), everywhere("sjalvskattad_halsa", (2021, 2022)))
    app = on_store(folder)("profile", area="2180").fine()
    assert re.search(r"Varken arbete eller studier.*?<td>2020</td>", app.html)
    assert re.search(r"Bra självskattad hälsa.*?<td>2019–22</td>", app.html), "a mean is not a year"


def test_a_deso_without_values_above_is_measured_against_its_municipality(
    real_store: Callable[..., Path], on_store: Callable[[Path], Open]
) -> None:
    """Two areas with counts: the municipality's share is worked out of them. Without boundaries there is no small map,
    and the area goes by its code."""
    rows = everywhere("uvas_16_24", (2022,), levels=(Level.RIKET,)).assign(level="deso", geo_vintage="2018")
    counts = {"0180C1010": 30.0, "0180C1020": 50.0}
    parts = [rows.assign(area=code, value=n / 2, numerator=n, denominator=200.0) for code, n in counts.items()]
    app = on_store(real_store(everywhere("befolkning"), *parts))("profile", area="0180C1010", level="deso").fine()
    assert app.heading == "Områdesprofil: DeSO 0180C1010"
    assert app.address["against"] == "kommun"
    assert ">20,0</td>" in app.html, "80 of 400"
    assert 'class="hg-locator"' in app.html


def test_the_visitors_own_indicator_is_among_the_others(
    open_demo: Open, whole_catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = Text("Mina data", "My data")
    mine = replace(whole_catalog["uvas_16_24"], slug="mina", short=name, group="egna", goal_area=None)
    monkeypatch.setattr(indicators, "held", lambda: {"mina": OwnIndicator(mine, everywhere("mina", (2024,)))})
    app = open_demo("profile", area="2180").fine()
    assert re.search(r"Mina data.*?<td>2024</td>", app.html)
    monkeypatch.setattr(indicators, "held", dict)
    assert "Mina data" not in open_demo("profile", area="2180").fine().html, "and in nobody else's"


def test_the_files_have_every_row_with_source_and_mark(open_demo: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    held: dict[str, tuple[str, Callable[[], bytes]]] = {}

    def button(label: str, data: Callable[[], bytes], file_name: str, *_: Any, **rest: Any) -> None:
        held[rest["key"].removeprefix("download_")] = (file_name, data)

    monkeypatch.setattr(st, "download_button", button)
    open_demo("profile", area="2180").fine()
    name, make = held["csv"]
    assert name == "DEMO_profil_2180.csv"
    table = pd.read_csv(io.BytesIO(make()), sep=";", decimal=",", encoding="utf-8-sig")
    assert set(table["DEMO"]) == {"DEMO"}
    assert table["källa"].str.startswith("DEMO").all()
    assert set(table["kön"]) == {"Kvinnor", "Män", "Totalt"}
    assert {"Gävle", "Gävleborgs län", "Riket", "nedre gräns (95 %)", "Mot riket", "serie"} <= set(table.columns)
    name, make = held["excel"]
    book = openpyxl.load_workbook(io.BytesIO(make()))
    assert name == "DEMO_profil_2180.xlsx"
    assert book.sheetnames == ["DEMO Värden", "DEMO Om data"]
    assert book.worksheets[0].max_row == len(table) + 1
