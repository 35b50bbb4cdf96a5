"""The page of spread: two years, whose values and among whose areas, and what is missing said in words."""

from __future__ import annotations

import gc
import re
import weakref
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from app_driver import App

from builders import everywhere
from halsogap.catalog.catalog import Catalog
from halsogap.i18n import words
from halsogap.model import Level, Status, Text
from halsogap.reading.brought import OwnIndicator

SV = words("sv")


def lines(app: App) -> dict[str, list[str]]:
    """The table's rows by the indicator's name: name with remarks, then the cells."""
    [html] = [body for body in app.bodies() if "hg-appendix" in body] or [""]
    found = {}
    for line in re.findall(r"<tr>(<th scope=\"row\".*?)</tr>", html, re.DOTALL):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL)
        said = [" ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in cells]
        found[re.search(r'data-value="([^"]*)"', line)[1]] = said  # type: ignore[index]
    return found


def test_the_appendix_for_the_reports_years_has_the_printed_extremes(open_demo: Callable[..., App]) -> None:
    """The demo is calibrated to the report: falls 33-90 and 31-95 per 1 000 among municipalities."""
    app = open_demo("spread", **{"from": "2015", "to": "2021"}).fine()
    assert app.heading == SV("spread.title", first="2015", last="2021")
    falls = lines(app)["Fallskador 80+"]
    assert falls[0] == "Fallskador 80+ 2015–2021 · spridning för 288 kommuner med värde båda åren"
    assert falls[1].replace("\u202f", " ") == "5 800 2015: 6 200"
    assert re.match(r"3 100 .+ 2015: 3 300 ", falls[4].replace("\u202f", " "))
    assert re.match(r"9 500 .+ 2015: 9 000 ", falls[5].replace("\u202f", " "))


def test_life_expectancy_has_a_line_for_women_and_one_for_men(open_demo: Callable[..., App]) -> None:
    app = open_demo("spread").fine()
    assert {"Medellivslängd, kvinnor", "Medellivslängd, män"} <= set(lines(app))
    app.test.button_group(key="control_spread_sex").set_value("K").run()
    assert "Medellivslängd, män" not in lines(app)
    assert app.address["sex"] == "K"
    assert "Tobaksrök i spädbarns hem" in app.notes, "it has no values by sex"


def test_the_finding_and_the_last_columns_follow_the_measure(open_demo: Callable[..., App]) -> None:
    app = open_demo("spread").fine()
    assert "standardavvikelsen" in app.finding
    before = lines(app)["Fallskador 80+"][8:]
    app.select("spread_spread", "weighted").fine()
    assert "den vägda standardavvikelsen" in app.finding
    assert lines(app)["Fallskador 80+"][8:] != before
    assert app.address["spread"] == "weighted"


def test_counties_are_compared_where_they_have_values_and_others_say_so(open_demo: Callable[..., App]) -> None:
    app = open_demo("spread", level="lan").fine()
    assert "Mellan landets län" in app.finding
    assert "bara kommuner" in lines(app)["Arbete efter etablering"][0]
    assert "bara" not in lines(app)["Fallskador 80+"][0]
    assert "bara län" in lines(open_demo("spread", level="kommun").fine())["Kariesfria 3-åringar"][0]


def test_a_map_of_small_areas_is_municipalities_here(open_demo: Callable[..., App]) -> None:
    app = open_demo("spread", indicator="uvas_16_24", level="made_up", within="2180").fine()
    assert "Mellan landets kommuner" in app.finding


def test_each_line_tells_its_own_years_and_a_break(open_demo: Callable[..., App]) -> None:
    said = lines(open_demo("spread", **{"from": "2013", "to": "2022"}).fine())
    assert said["Stillasittande"][0].startswith("Stillasittande 2018–2022")
    assert said["Trygga i skolan, åk 5"][0] == "Trygga i skolan, åk 5 bara 2022"
    assert "serien bryts 2021" in said["Gymnasieexamen inom 4 år"][0]
    assert said["Gymnasieexamen inom 4 år"][-1] == "–"


def test_years_the_wrong_way_round_and_a_forged_address_still_show(open_demo: Callable[..., App]) -> None:
    app = open_demo("spread", **{"from": "2021", "to": "2015"}).fine()
    assert app.heading == SV("spread.title", first="2015", last="2021")
    forged = open_demo("spread", spread="<script>", sex="X", set="?", **{"from": "1066", "to": "x"}).fine()
    assert (forged.address["spread"], forged.address["sex"], forged.address["from"]) == ("deviation", "T", "2015")


def test_all_indicators_can_be_asked_for_and_files_taken(open_demo: Callable[..., App]) -> None:
    few = open_demo("spread").fine()
    many = few.select("spread_set", "alla").fine()
    assert len(lines(many)) > 23
    assert "Fallskador 65+" in lines(many)
    assert "Folkmängd" not in lines(many)
    assert [b.proto.label for b in many.test.main.get("download_button")] == ["CSV", "Excel"]
    assert many.source.startswith("DEMO")


def bad(kind: str) -> pd.DataFrame:
    """Values with something missing."""
    falls = everywhere("fallskador_80", (2015, 2022), start=4000)
    here = falls["area"] == "2180"
    if kind == "no_sexes":
        return falls[falls["sex"] == "T"]
    if kind == "one_year":
        return falls[falls["period"] == 2022]
    if kind == "all_equal":
        return falls.assign(value=4000.0)
    if kind == "one_area":
        return falls[here]
    if kind == "only_counties":
        return falls[falls["level"] != str(Level.KOMMUN)]
    assert kind == "none_later"
    later = (falls["period"] == 2022) & (falls["level"] == str(Level.KOMMUN))
    return falls.assign(value=falls["value"].mask(later), status=falls["status"].mask(later, str(Status.MISSING)))


@pytest.mark.parametrize(
    ("kind", "said", "last"),
    [
        ("no_sexes", "2015–2022", "0 %"),
        ("one_year", "bara 2022", "–"),
        ("all_equal", "2015–2022", "–"),
        ("one_area", "2015–2022", "–"),
        ("only_counties", "bara län", "0 %"),
        ("none_later", "bara 2015", "–"),
    ],
)
def test_what_is_missing_is_said_and_the_page_stands(
    on_store: Callable[[Path], Callable[..., App]], real_store: Callable[..., Path], kind: str, said: str, last: str
) -> None:
    app = on_store(real_store(bad(kind)))("spread").fine()
    line = lines(app)["Fallskador 80+"]
    assert said in line[0]
    assert line[-1] == last
    assert "Utan värden" in app.notes
    assert app.source.startswith("Källa: Kolada (N20402), hämtad")


def test_a_sex_without_any_values_says_what_to_choose(
    on_store: Callable[[Path], Callable[..., App]], real_store: Callable[..., Path]
) -> None:
    app = on_store(real_store(bad("no_sexes")))("spread", sex="K").fine()
    assert lines(app) == {}
    assert "Välj år längre isär eller ett annat mått" in app.finding
    assert "Fallskador 80+" in app.notes


def test_the_visitors_own_indicator_is_among_all_and_goes_with_the_session(
    open_demo: Callable[..., App], whole_catalog: Catalog
) -> None:
    stored = whole_catalog["fallskador_80"]
    mine = replace(stored, slug="mitt", short=Text("Mitt eget", "My own"), people=None, goal_area=None)
    brought = OwnIndicator(mine, everywhere("mitt", (2015, 2022), start=10))
    values = weakref.ref(brought.values)
    app = open_demo("spread", set="alla")
    assert "Mitt eget" not in lines(app)
    app.test.session_state["own_indicators"] = {"mitt": brought}
    app.test.run()
    assert "Mitt eget" in lines(app.fine())
    app.test.session_state["own_indicators"] = {}
    del app, brought
    gc.collect()
    assert values() is None, "nothing that sessions share keeps hold of it"
