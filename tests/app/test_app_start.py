"""Start as a visitor meets it: a place chosen once, what stands out there, what is new, and the ways on."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
import pytest
from app_driver import PAGES, App

from builders import everywhere
from halsogap.catalog.catalog import Catalog
from halsogap.catalog.report_figures import figures
from halsogap.geography import codes
from halsogap.i18n import words
from halsogap.model import Level

Open = Callable[..., App]
SV = words("sv")

OF_PATH = {"konsgap": "gap", "utveckling": "development"}
"""The page of an address that a row leads to."""


def ranked(indicator: str, own: float, *, sexes: str = "T", step: float = 1.0) -> pd.DataFrame:
    """All municipalities at 100, 101, … by `step`, but for Gävle at `own`."""
    frame = everywhere(indicator, (2022,), sexes=sexes)
    order = {code: 100.0 + step * i for i, code in enumerate(codes(Level.KOMMUN))}
    frame["value"] = frame["area"].map(order).fillna(150.0)
    frame.loc[frame["area"] == "2180", "value"] = own
    return frame


def with_gap(indicator: str, gap: float, *, step: float) -> pd.DataFrame:
    """Women's values `gap` above men's in Gävle, nowhere else; areas differ by `step`."""
    frame = ranked(indicator, 120.0, sexes="KMT", step=step)
    frame.loc[(frame["area"] == "2180") & (frame["sex"] == "K"), "value"] = 120.0 + gap
    return frame


@pytest.fixture
def opened(on_store: Callable[[Path], Open], real_store: Callable[..., Path]) -> Callable[..., App]:
    def open_page(*frames: pd.DataFrame, **parameters: str) -> App:
        return on_store(real_store(*frames))("start", **parameters).fine()

    return open_page


def said(app: App) -> str:
    return re.sub(r" +([.,:;)])", r"\1", re.sub(r"\s+", " ", app.finding))


def links(app: App) -> list[tuple[str, dict[str, str]]]:
    """The links of the page's main part: label, and the query parameters each opens its page with."""
    return [
        (link.proto.label, {name: values[0] for name, values in parse_qs(link.proto.query_string).items()})
        for link in app.test.main.get("page_link")
    ]


def test_without_a_place_the_country_is_shown_and_a_place_is_asked_for(open_demo: Open) -> None:
    app = open_demo("start").fine()
    assert app.heading == "Hälsogap i Sverige"
    assert app.notes.count(SV("start.choose")) == 2, "in the place of either list of standings"
    assert "Störst gap:" in app.finding
    assert "plats" not in app.finding
    assert app.address == {"lang": "sv"}


def test_a_place_is_chosen_once_for_all_pages(open_demo: Open) -> None:
    app = open_demo("start")
    app.test.selectbox(key="control_place").set_value("2180").run()
    app.test.run()
    assert app.fine().heading == "Hälsogap i Gävle"
    assert app.address == {"lang": "sv", "area": "2180"}
    assert "Gävle" in app.go("map").fine().panel
    assert app.go("development").fine().heading.endswith("i Gävle")
    app.test.selectbox(key="control_place").set_value("21").run()
    assert app.go("start").fine().heading == "Hälsogap i Gävleborgs län"


def test_a_link_opens_with_its_place(open_demo: Open) -> None:
    assert open_demo("start", area="0114", lang="en").fine().heading == "Health gaps in Upplands Väsby"


def test_standings_are_told_from_either_end(opened: Callable[..., App]) -> None:
    app = opened(
        ranked("fallskador_80", 99.0),  # fewer is better: the best
        ranked("sjalvskattad_halsa", 99.0),  # more is better: the worst
        ranked("uvas_16_24", 150.5),
        ranked("stillasittande", 300.5),
        area="2180",
    )
    assert "Starkast läge: Fallskador 80+, plats 1 av 290." in said(app)
    assert "Svagast läge: Bra självskattad hälsa, plats 290 av 290." in said(app)
    labels = [label.replace("\\", "") for label, _ in links(app)]
    assert labels[:2] == ["Fallskador 80+", words("sv").of(_catalog()["uvas_16_24"].short)]


def _catalog() -> Catalog:
    from halsogap.reading.reader import Reader
    from halsogap.ui.state import session

    return Reader(session.store()).catalog()


def test_gaps_are_compared_by_how_much_areas_differ(opened: Callable[..., App]) -> None:
    """10 where areas differ little is more than 50 where they differ ten times as much."""
    app = opened(with_gap("uvas_16_24", 10.0, step=0.1), with_gap("fallskador_80", 50.0, step=10.0), area="2180")
    short = SV.of(_catalog()["uvas_16_24"].short)
    assert f"Störst gap: {short}, 130,0 % för kvinnor och 120,0 % för män." in said(app)
    assert "10,0 procentenheter högre för kvinnor" in app.html.replace("\u202f", " ")
    assert "42 % högre för kvinnor" in app.html.replace("\u202f", " ")


def test_a_row_leads_to_its_indicator_place_and_year(opened: Callable[..., App]) -> None:
    app = opened(with_gap("uvas_16_24", 10.0, step=0.1), ranked("fallskador_80", 99.0), area="2180")
    first, *_, last = [query for _, query in links(app) if "indicator" in query]
    assert (first["indicator"], first["area"], first["year"], first["view"]) == ("uvas_16_24", "2180", "2022", "gap")
    assert last["indicator"] in ("uvas_16_24", "fallskador_80")
    assert last["area"] == "2180"


@pytest.mark.parametrize("area", ["2180", "21", ""])
def test_every_row_opens_the_view_that_its_link_says(open_demo: Open, area: str) -> None:
    """All of them opened the indicator that was chosen before: of a link only what Start itself writes was compared."""
    app = open_demo("start", **({"area": area} if area else {})).fine()
    rows = [link.proto for link in app.test.main.get("page_link") if "indicator=" in link.proto.query_string]
    assert len(rows) == (5 if not area else 15)
    for row in rows:
        said = {name: values[0] for name, values in parse_qs(row.query_string).items()}
        app.go("start").fine()
        app.test.query_params.clear()
        app.test.query_params.update(said)
        app.test.switch_page(f"pages/{OF_PATH[row.page]}.py").run()
        if not _catalog()[said["indicator"]].by_sex:
            said["view"] = "total"
        assert app.fine().address.items() >= said.items(), row.label
        name = SV.of(_catalog()[said["indicator"]].name)
        assert app.heading.startswith(name) or name in app.finding, row.label
        if area:
            assert app.address["area"] == area


def test_there_is_a_door_to_every_page(open_demo: Open) -> None:
    app = open_demo("start").fine()
    doors = [query for _, query in links(app) if query == {"lang": "sv"}]
    assert len(doors) == len(PAGES) - 1
    for page in PAGES:
        assert page == "start" or SV(f"start.door.{page}") in app.html


def test_every_figure_of_the_report_is_two_clicks_away(open_demo: Open, whole_catalog: Catalog) -> None:
    """One to open their list, one to open the figure: each names a page and an indicator that there are."""
    for figure in figures():
        assert f"nav.{figure.page}" in SV
        assert figure.query.get("indicator", "fallskador_80") in whole_catalog
    app = open_demo("start", area="2180").fine()
    app.test.session_state["start_figures"] = True
    app.test.run()
    told = dict(links(app.fine()))
    label = next(label for label in told if "Figur 21" in label)
    assert told[label] == {
        "indicator": "fallskador_80",
        "lines": "sexes",
        "area": "2180",
        "level": "kommun",
        "lang": "sv",
    }
    assert sum("Figur" in label or "bilaga" in label for label in told) == sum(
        figure.page in PAGES for figure in figures()
    )


def test_every_figure_of_the_report_opens_the_view_that_its_link_says(open_demo: Open) -> None:
    app = open_demo("start", area="2180").fine()
    for figure in figures():
        if figure.page in PAGES:
            said = {"area": "2180", "level": "kommun", **figure.query, "lang": "sv"}
            app.go("start").fine()
            app.test.query_params.clear()
            app.test.query_params.update(said)
            app.test.switch_page(f"pages/{figure.page}.py").run()
            assert app.fine().address.items() >= figure.query.items(), figure.number


@pytest.mark.parametrize(
    "parameters", [{"indicator": "fallskador_80", "area": "2180"}, {"year": "2018"}, {"view": "gap"}, {"within": "21"}]
)
def test_an_old_link_to_the_map_still_opens_the_map(open_demo: Open, parameters: dict[str, str]) -> None:
    app = open_demo("start", **parameters).fine()
    assert app.heading.startswith("Fallskador bland personer 80 år och äldre, ")
    assert app.address["indicator"] == "fallskador_80"
    for name, value in parameters.items():
        assert app.address[name] == value


def test_the_first_edition_has_nothing_to_compare_with(opened: Callable[..., App]) -> None:
    app = opened(ranked("fallskador_80", 99.0), area="2180")
    assert SV("start.news_first") in app.notes


def test_what_a_new_edition_changed_is_told_for_the_place(
    on_store: Callable[[Path], Open], real_store: Callable[..., Path]
) -> None:
    first = ranked("fallskador_80", 99.0)
    real_store(first)
    time.sleep(0.01)
    second = pd.concat([first.assign(period=2023), first])
    second.loc[(second["area"] == "2180") & (second["period"] == 2022), "value"] = 98.0
    store = real_store(second)
    app = on_store(store)("start", area="2180").fine()
    assert "Gävle: 1 nya, 1 ändrade och 0 borttagna värden sedan utgåvan från" in app.notes
    assert "Nytt: Fallskador 80+ (2023)." in app.notes
    assert "Ändrat: Fallskador 80+ (2022)." in app.notes
    other = on_store(store)("start", area="0114").fine()
    assert "Upplands Väsby: 1 nya, 0 ändrade" in other.notes


def test_demo_values_are_not_compared_with_real_ones(on_store: Callable[[Path], Open], own_demo: Path) -> None:
    from halsogap.store.store import Store
    from halsogap.sync.install import install

    install(Store(own_demo), ranked("fallskador_80", 99.0), None, kind="real", sources=["Kolada (test)"], force=True)
    app = on_store(own_demo)("start", area="2180").fine()
    assert SV("start.news_first") in app.notes


def test_a_place_without_values_says_so(opened: Callable[..., App]) -> None:
    frame = ranked("fallskador_80", 99.0, sexes="KMT")
    app = opened(frame[frame["area"] != "2180"], area="2180")
    assert SV("start.nothing") in app.finding
    assert SV("start.no_gaps") in app.notes
    assert SV("start.no_best") in app.notes


def test_values_without_sexes_leave_the_gaps_empty(opened: Callable[..., App]) -> None:
    app = opened(ranked("lag_ekonomisk_standard_0_19", 99.0), ranked("fallskador_80", 99.0), area="2180")
    assert SV("start.no_gaps") in app.notes
    assert "Starkast läge" in app.finding


def test_one_indicator_alone_has_neither_end(opened: Callable[..., App]) -> None:
    app = opened(ranked("fallskador_80", 99.0), area="2180")
    assert SV("start.no_best") in app.notes


def test_all_values_alike_is_no_standing_to_speak_of(opened: Callable[..., App]) -> None:
    app = opened(ranked("fallskador_80", 99.0, sexes="KMT").assign(value=5.0), area="2180")
    assert SV("start.no_gaps") in app.notes


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("place", ["2180", "21", "0980", ""])
def test_every_kind_of_place(open_demo: Open, language: str, place: str) -> None:
    app: Any = open_demo("start", lang=language, **({"area": place} if place else {})).fine()
    assert app.heading
    assert app.source.startswith("DEMO")
    app.test.session_state["start_standings_table"] = True
    app.test.run()
    table = app.fine().test.dataframe[0].value
    assert len(table) == (15 if place else 5), "a row a line of the lists"
