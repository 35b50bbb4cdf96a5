"""The map page's controls, what they change, and what is said where there is less to show than was asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from app_driver import App

from builders import everywhere
from halsogap.catalog.catalog import Catalog
from halsogap.i18n import words
from halsogap.model import Level
from halsogap.stats.classes import Scheme
from halsogap.stats.gap.measure import Measure
from halsogap.stats.map_view import View

Open = Callable[..., App]
SV = words("sv")


def test_the_first_view_is_women_and_men_in_the_latest_year(open_demo: Open) -> None:
    app = open_demo().fine()
    assert app.heading == "Fallskador bland personer 80 år och äldre, 2021"
    assert "för kvinnor och" in app.finding
    assert app.panel.startswith("Riket")
    assert app.address == {
        "indicator": "fallskador_80",
        "year": "2021",
        "level": "kommun",
        "view": "sexes",
        "measure": "diff",
        "scheme": "quantiles",
        "classes": "6",
        "lang": "sv",
    }


def test_an_indicator_chosen_changes_heading_finding_panel_and_address(open_demo: Open, whole_catalog: Catalog) -> None:
    app = open_demo()
    before = (app.finding, app.panel)
    app.select("indicator", "sjalvskattad_halsa").fine()
    assert app.heading == f"{SV.of(whole_catalog['sjalvskattad_halsa'].name)}, {app.address['year']}"
    assert app.address["indicator"] == "sjalvskattad_halsa"
    assert app.finding != before[0]
    assert app.panel != before[1]


def test_a_year_chosen_changes_heading_and_address(open_demo: Open) -> None:
    app = open_demo()
    finding = app.finding
    app.year(2015).fine()
    assert app.heading.endswith(", 2015")
    assert app.address["year"] == "2015"
    assert app.finding != finding


def test_counties_chosen_rank_among_21(open_demo: Open) -> None:
    app = open_demo(area="2180").fine()
    assert app.panel.startswith("Gävle")
    assert re.search(r"plats \d+ av 2[89]\d", app.panel)
    app.select("level", Level.LAN).fine()
    assert app.address["level"] == "lan"
    assert app.panel.startswith("Gävleborgs län"), "a chosen municipality becomes its county"
    assert app.address["area"] == "21"
    assert "av 21" in app.panel


@pytest.mark.parametrize("view", [View.TOTAL, View.GAP])
def test_a_view_chosen_changes_finding_and_address(open_demo: Open, view: View) -> None:
    app = open_demo()
    app.view(view).fine()
    assert app.address["view"] == str(view)
    assert ("kvinnor" in app.finding) == (view is View.GAP)


def test_the_gap_as_a_ratio_is_in_the_address(open_demo: Open) -> None:
    app = open_demo(view="gap").fine()
    app.select("measure", Measure.RATIO).fine()
    assert app.address["measure"] == "ratio"


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize("view", list(View))
def test_every_scheme_paints_every_view(open_demo: Open, scheme: Scheme, view: View) -> None:
    app = open_demo(view=str(view)).fine()
    app.select("scheme", scheme).fine()
    assert app.address["scheme"] == str(scheme)


@pytest.mark.parametrize("count", [3, 7])
def test_the_number_of_classes_is_in_the_address(open_demo: Open, count: int) -> None:
    assert open_demo().select("classes", count).fine().address["classes"] == str(count)


def test_a_county_in_focus_is_in_the_address_and_goes_with_the_whole_country(open_demo: Open) -> None:
    app = open_demo().select("within", "21").fine()
    assert app.address["within"] == "21"
    app.select("within", "0000").fine()
    assert "within" not in app.address


def test_the_years_play_and_pause(open_demo: Open) -> None:
    app = open_demo().press("play").fine()
    first = int(app.address["year"])
    assert first < 2021, "from the last year it starts over"
    app.test.session_state["turned_at"] = 0.0
    app.test.run()
    assert int(app.fine().address["year"]) > first
    app.press("play").fine()
    still = app.address["year"]
    app.test.session_state["turned_at"] = 0.0
    app.test.run()
    assert app.address["year"] == still


VIEWS = [
    {"indicator": "fallskador_80", "year": "2018", "level": "lan", "view": "gap", "measure": "ratio", "area": "21"},
    {"indicator": "stillasittande", "view": "total", "scheme": "kolada", "classes": "4", "within": "14"},
    {"indicator": "fallskador_65", "year": "2016", "area": "2180", "within": "21", "lang": "en"},
]


@pytest.mark.parametrize("given", VIEWS)
def test_a_link_opens_the_very_same_view(open_demo: Open, given: dict[str, str]) -> None:
    first = open_demo(**given).fine()
    assert {name: first.address[name] for name in given} == given
    assert first.notes == ""
    second = open_demo(**first.address).fine()
    assert second.address == first.address
    assert (second.heading, second.finding, second.panel) == (first.heading, first.finding, first.panel)


FORGED = [
    {"indicator": "fallskador_800"},
    {"indicator": "<script>alert(1)</script>"},
    {"year": "20222"},
    {"year": "-1"},
    {"year": "²⁰²²"},
    {"level": "riket"},
    {"level": "ort"},
    {"view": "women"},
    {"measure": "percent"},
    {"scheme": "__class__"},
    {"classes": "99"},
    {"classes": "six"},
    {"within": "99"},
    {"within": "0000"},
    {"area": "9999"},
    {"area": "../../etc/passwd"},
    {"lang": "klingon"},
    {"area": "x" * 5000},
]


@pytest.mark.parametrize("given", FORGED, ids=lambda g: "-".join(f"{k}={v[:12]}" for k, v in g.items()))
def test_a_forged_link_falls_back_with_a_note(open_demo: Open, given: dict[str, str]) -> None:
    app = open_demo(**given).fine()
    assert app.heading.startswith("Fallskador bland personer 80 år och äldre")
    [name] = given
    assert "Länken nämner" in app.notes
    assert SV(f"link.{name}") in app.notes
    assert app.address.get(name) != given[name], "the address then tells what is shown"
    assert "<script>alert" not in app.html
    assert len(app.notes) < 400, "a long value is cut short"


def test_a_parameter_of_others_is_left_alone(open_demo: Open) -> None:
    app = open_demo(utm_source="brev").fine()
    assert app.address["utm_source"] == "brev"
    assert app.notes == ""


def test_the_note_on_a_link_goes_with_the_next_choice(open_demo: Open) -> None:
    app = open_demo(indicator="nothing")
    assert "Länken nämner" in app.notes
    assert "Länken nämner" not in app.select("within", "21").fine().notes


def test_a_year_without_values_gives_the_nearest(open_demo: Open) -> None:
    app = open_demo(year="1950").fine()
    assert "1950 saknar värden" in app.notes
    assert int(app.address["year"]) > 1990


def test_an_indicator_for_both_together_is_shown_as_total_and_the_wish_comes_back(
    open_demo: Open, whole_catalog: Catalog
) -> None:
    together = next(i for i in whole_catalog.values() if not i.by_sex and Level.KOMMUN in i.levels)
    app = open_demo(view="gap")
    app.select("indicator", together.slug).fine()
    assert app.address["view"] == "total"
    assert "totalen visas" in app.notes
    assert "hg-K" not in app.html.split("hg-panel")[1]
    app.select("indicator", "fallskador_80").fine()
    assert app.address["view"] == "gap"


def test_an_indicator_without_a_total_shows_the_sexes(open_demo: Open) -> None:
    app = open_demo(indicator="medellivslangd", view="total").fine()
    assert app.address["view"] == "sexes"
    assert "ingen total" in app.notes


def test_an_indicator_of_counties_says_so(open_demo: Open, whole_catalog: Catalog) -> None:
    app = open_demo(indicator="kariesfria_3", level="kommun").fine()
    assert Level.KOMMUN not in whole_catalog["kariesfria_3"].levels
    assert app.address["level"] == "lan"
    assert "finns inte för kommuner; län visas" in app.notes
    assert app.options("level") == [SV("level.lan")]


def test_an_indicator_without_values_says_so_and_offers_its_successor(
    on_store: Callable[[Path], Open], real: Path, whole_catalog: Catalog
) -> None:
    app = on_store(real)(indicator="barn_ekonomiskt_utsatta").fine()
    name = SV.of(whole_catalog["barn_ekonomiskt_utsatta"].name)
    assert app.heading == name
    assert f"Det finns inga värden för {name}." in app.finding
    assert "Finns inte längre i Kolada" in app.notes
    app.press("show_successor").fine()
    assert app.address["indicator"] == "lag_ekonomisk_standard_0_19"
    assert app.heading.startswith(SV.of(whole_catalog["lag_ekonomisk_standard_0_19"].name))


def test_an_indicator_without_values_and_successor_offers_nothing(on_store: Callable[[Path], Open], real: Path) -> None:
    app = on_store(real)(indicator="stillasittande").fine()
    assert "Det finns inga värden" in app.finding
    assert "show_successor" not in app.buttons()
    app.select("indicator", "fallskador_80").fine()
    assert app.heading.startswith("Fallskador")


def test_only_what_has_values_is_offered(on_store: Callable[[Path], Open], real: Path) -> None:
    app = on_store(real)()
    assert len(app.options("indicator")) == 2


def test_rows_of_unknown_areas_are_named(
    on_store: Callable[[Path], Open], real_store: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from halsogap.store import checks

    rows = everywhere("fallskador_80", start=4000)
    stranger = rows[rows["area"] == "2180"].assign(area="2199")
    monkeypatch.setattr(checks, "known_areas", lambda _: None)  # as an older version of the app might have stored it
    app = on_store(real_store(pd.concat([rows, stranger])))().fine()
    assert "hör inte till något område" in app.notes
    assert "2199" in app.notes


def test_one_year_only_is_shown_without_a_slider(
    on_store: Callable[[Path], Open], real_store: Callable[..., Path]
) -> None:
    app = on_store(real_store(everywhere("fallskador_80", (2022,), start=4000)))().fine()
    assert "play" not in app.buttons()
    assert "bara ett värde (2022)" in app.panel


def test_values_that_are_all_the_same_still_make_a_map(
    on_store: Callable[[Path], Open], real_store: Callable[..., Path]
) -> None:
    folder = real_store(everywhere("fallskador_80", start=4000).assign(value=5000.0))
    for scheme in Scheme:
        for view in View:
            app = on_store(folder)(scheme=str(scheme), view=str(view)).fine()
            assert "5 000" in app.finding


def test_counties_and_country_may_lack_values(
    on_store: Callable[[Path], Open], real_store: Callable[..., Path]
) -> None:
    app = on_store(real_store(everywhere("fallskador_80", levels=(Level.KOMMUN,), start=4000)))(area="2180").fine()
    assert "inget riksvärde" in app.finding
    assert app.options("level") == [SV("level.kommun")]


def test_two_sessions_do_not_mix(open_demo: Open) -> None:
    one, other = open_demo(), open_demo(lang="en", indicator="stillasittande")
    one.select("indicator", "fallskador_65").fine()
    other.view(View.GAP).fine()
    assert one.address["indicator"] == "fallskador_65"
    assert one.address["lang"] == "sv"
    assert other.address["indicator"] == "stillasittande"
    assert (other.address["lang"], other.address["view"]) == ("en", "gap")
