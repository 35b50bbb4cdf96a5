"""What a visitor brings is an indicator like any other on the map, for them alone: never made up, never shared."""

from __future__ import annotations

import io
import weakref
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import streamlit as st
from app_driver import App, let_go

import builders
from builders import OWN_SLUG, observations, own_about
from halsogap.i18n import words
from halsogap.model import OWN_GROUP, Level, Text
from halsogap.reading.brought import OwnIndicator
from halsogap.reading.reader import Reader
from halsogap.ui.state import session

SV = words("sv")

Open = Callable[..., App]
NAME = "Vaccinerade <b>mot</b> mässling"
own = partial(builders.own, years=(2023,), sexes="KM", name=Text(NAME, NAME))


def on_made_up_areas() -> OwnIndicator:
    """Own values of the demo's made-up areas in Gävle."""
    table, _ = Reader(session.store()).area_table("eftergymnasial", Level.MADE_UP, 2022, "2180")
    cells = [(code, sex, value) for code in table["code"] for sex, value in (("K", 42.0), ("M", 40.0))]
    rows = observations(*cells, columns="area sex value", indicator="own-sma", geo_vintage="demo")
    return OwnIndicator(own_about("own-sma", sexes="KM", levels=(Level.MADE_UP,)), rows)


def bring(app: App, *brought: OwnIndicator) -> App:
    """Put what `own.keep` would have kept into the session."""
    app.test.session_state["own_indicators"] = {each.indicator.slug: each for each in brought}
    app.test.run()
    return app


def choose(app: App, slug: str = OWN_SLUG) -> App:
    return app.select("indicator", slug).fine()


def test_it_is_chosen_and_shown_like_any_other(open_demo: Open) -> None:
    app = choose(bring(open_demo(area="2180"), own()))
    assert app.heading == f"{NAME}, 2023"
    assert app.address["indicator"] == OWN_SLUG
    assert app.panel.startswith("Gävle")
    assert "66,4 %" in app.panel
    assert "95 %: " in app.panel, "its counts give an interval"
    assert "kartan" not in app.notes


def test_the_list_tells_it_from_what_is_published_and_shows_it_first(open_demo: Open) -> None:
    names = bring(open_demo(), own()).options("indicator")
    assert names[0] == "Vaccinerade (egna data)"
    assert sum("egna data" in name for name in names) == 1


def test_markup_in_its_name_is_text(open_demo: Open) -> None:
    app = choose(bring(open_demo(), own()))
    assert "<b>mot</b>" not in app.html
    assert "&lt;b&gt;mot&lt;/b&gt;" in app.html


def test_the_finding_tells_what_there_is_where_no_whole_has_a_value(open_demo: Open) -> None:
    app = choose(bring(open_demo(), own()))
    assert app.finding.startswith("Dina egna data har inget riksvärde för 2023. Bland kvinnor har ")
    assert "Kolada" not in app.finding + app.panel + app.source


def test_own_data_are_not_made_up_although_the_rest_is(open_demo: Open) -> None:
    app = choose(bring(open_demo(), own()))
    assert app.band.startswith("DEMO. ")
    assert SV("brought.not_demo") in app.band
    assert app.source.startswith("Källa: egna data (vaccin.csv). Gap, rang, klasser och intervall: ")
    assert "DEMO" not in app.source
    assert "egna data" not in open_demo().band


def test_own_data_on_made_up_areas_carry_the_mark_of_the_areas(open_demo: Open, files: dict[str, Any]) -> None:
    open_demo()
    app = choose(bring(open_demo(level="made_up", within="2180"), on_made_up_areas()), "own-sma")
    assert app.address["level"] == "made_up"
    assert SV("provenance.areas_made_up") in app.source
    name, make = files["csv"]
    assert name.startswith("DEMO_own-sma")
    assert "DEMO: egna data (vaccin.csv) på områden som är påhittade" in make().decode()


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """By kind, the file name and maker that the page has handed to its download buttons."""
    held: dict[str, Any] = {}

    def button(label: str, data: Callable[[], bytes], file_name: str, *_: Any, **rest: Any) -> None:
        held[rest["key"].removeprefix("download_")] = (file_name, data)

    monkeypatch.setattr(st, "download_button", button)
    return held


def test_files_say_whose_the_values_are_and_carry_no_mark(open_demo: Open, files: dict[str, Any]) -> None:
    choose(bring(open_demo(), own()))
    name, make = files["csv"]
    assert name == f"{OWN_SLUG}_2023_kommun_sexes.csv"
    table = pd.read_csv(io.BytesIO(make()), sep=";", decimal=",", dtype={"kod": str}, encoding="utf-8-sig")
    assert set(table["källa"]) == {"Egen bearbetning av egna data (vaccin.csv)"}
    assert "DEMO" not in table
    assert set(table["hämtad"]) == {"2026-01-02"}
    book = openpyxl.load_workbook(io.BytesIO(files["excel"][1]()))
    about = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert about["nyckeltal"] == NAME, "no empty brackets where there are no ids"
    assert files["png"][1]().startswith(b"\x89PNG")


def test_another_visitor_sees_nothing_of_it(open_demo: Open) -> None:
    choose(bring(open_demo(), own()))
    other = open_demo(indicator=OWN_SLUG).fine()
    assert other.heading.startswith("Fall")
    assert "Länken visar egna data" in other.notes
    assert other.address["indicator"] == "fallskador_80"
    assert not [name for name in other.options("indicator") if "egna data" in name]


def test_nothing_that_sessions_share_keeps_hold_of_it(open_demo: Open) -> None:
    open_demo()  # the process's first picture freezes what is loaded, this test's objects must come after
    brought = own()
    kept = weakref.ref(brought)
    values = weakref.ref(brought.values)
    app = choose(bring(open_demo(area="2180"), brought)).view("gap").select("level", "kommun").fine()
    app.test.session_state["own_indicators"] = {}
    del app, brought
    assert let_go(kept, values)


def test_taken_away_while_chosen_the_selection_falls_back(open_demo: Open) -> None:
    app = choose(bring(open_demo(), own()))
    bring(app).fine()
    assert app.address["indicator"] == "fallskador_80"
    assert app.heading.startswith("Fall")
    app.select("indicator", "befolkning").fine()
    assert app.address["indicator"] == "befolkning"


def test_replaced_it_shows_its_new_values(open_demo: Open) -> None:
    app = choose(bring(open_demo(area="2180"), own()))
    newer = own()
    newer.observations["value"] += 10
    bring(app, newer).fine()
    assert "76,4 %" in app.panel


def test_every_page_stands_with_it(open_demo: Open) -> None:
    app = choose(bring(open_demo(), own()))
    for page in ("indicators", "data", "map"):
        app.go(page).fine()
    app.go("indicators")
    table = app.test.dataframe[0].value
    assert "Egna data" in set(table["Grupp"])
    lead = app.finding
    assert lead == open_demo("indicators").finding, "what is in the catalogue is not more for it"
    assert "Vaccinerade" not in app.go("data").notes


def test_what_is_fetched_and_stored_is_the_published_catalogue(
    open_demo: Open, own_demo: Path, on_store: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("halsogap.ui.frame.fetching.sync", lambda store, catalog, *_, **__: asked.extend(catalog))
    app = bring(on_store(own_demo)(), own())
    app.press("fetch_demo")
    assert "fallskador_80" in asked
    assert OWN_SLUG not in asked


def test_without_counts_the_panel_says_why_there_is_no_interval(open_demo: Open) -> None:
    plain = own()
    plain.observations[["numerator", "denominator"]] = float("nan")
    app = choose(bring(open_demo(area="2180"), plain))
    assert SV("brought.no_interval") in app.panel


def test_it_speaks_english(open_demo: Open) -> None:
    app = choose(bring(open_demo(lang="en"), own()))
    assert app.finding.startswith("Your own data have no national value for 2023. Among women, ")
    assert app.source.startswith("Source: own data (vaccin.csv).")


def test_whatever_group_it_comes_in_it_is_kept_among_own_data() -> None:
    def page() -> None:
        import streamlit as st
        from test_app_own import own

        from builders import OWN_SLUG
        from halsogap.ui.brought import indicators as owns

        owns.keep(own(group="egna"))
        st.text(owns.brought()[OWN_SLUG].indicator.group)
        owns.remove(OWN_SLUG)
        st.text(len(owns.brought()))

    from streamlit.testing.v1 import AppTest

    shown = AppTest.from_function(page).run()
    assert not shown.exception
    assert [text.value for text in shown.text] == [OWN_GROUP, "0"]
