"""The page of goals: the board of a place, targets of one's own, and what is missing said in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pandas as pd
import pytest
from app_driver import App

from builders import everywhere
from halsogap.i18n import words
from halsogap.model import Level, Status

SV = words("sv")
NINES = b'{"halsogap_targets": 1, "targets": [{"area": "2180", "indicator": "fallskador_80", "value": 9, "year": 9}]}'


def cards(app: App) -> dict[str, str]:
    """What each card says, by the goal's name."""
    [board] = [body for body in app.bodies() if "hg-board" in body]
    found = {}
    for card in re.findall(r'<article class="hg-goal">(.*?)</article>', board, re.DOTALL):
        name, said = re.split(r"</h3>", card)
        text = unescape(re.sub(r"<[^>]+>", " ", said)).replace("\u202f", " ")
        found[unescape(re.sub(r"<[^>]+>", "", name))] = " ".join(text.split())
    return found


def map_link(app: App, label: str) -> dict[str, str]:
    """Where a card's name leads."""
    [board] = [body for body in app.bodies() if "hg-board" in body]
    found = re.search(rf'<a href="karta\?([^"]*)"[^>]*>{re.escape(label)}</a>', board)
    assert found
    return dict(parse_qsl(unescape(found[1])))


def editor(app: App) -> App:
    """The form and the file, which are made when they are opened."""
    app.test.session_state["targets"] = True
    app.test.run()
    return app


def upload(app: App, data: bytes, name: str = "mal.json") -> App:
    editor(app).test.file_uploader(key="targets_file").upload(name, data, "application/json").run()
    return app


def test_the_country_has_22_goals_in_three_columns_and_the_finding_counts_them(open_demo: Callable[..., App]) -> None:
    app = open_demo("goals").fine()
    assert app.heading == SV("goals.title", place="riket")
    assert len(cards(app)) == 22
    said = app.finding
    counts = [int(n) for n in re.findall(r"\d+", said.replace("inget av", "0 av"))]
    assert counts[1] == 22
    assert counts[0] + sum(counts[2:5]) == 22
    marks = {outcome: app.html.count(f"hg-chip hg-chip-{outcome}") - 1 for outcome in ("reached", "closer", "worse")}
    assert [counts[0], counts[2], counts[3]] == list(marks.values())


def test_a_card_says_mark_values_then_and_now_women_and_men_target_and_people(open_demo: Callable[..., App]) -> None:
    falls = cards(open_demo("goals").fine())["Fallskador 80+"]
    assert falls.startswith("● Närmare målet")
    assert "6 200 2015 → 5 800 2021" in falls
    assert "Kvinnor 6 932 → 6 398" in falls
    assert "Män 5 098 → 4 898" in falls
    assert SV("goals.target_published_most", value="5 200", year="2022") in falls
    assert re.search(r"Kvar till målet: [\d ]+ färre vårdtillfällen för fall \(95 %: [\d ]+–[\d ]+\)\.", falls)


def test_where_no_target_is_published_the_card_says_so_and_the_break_is_named(open_demo: Callable[..., App]) -> None:
    said = cards(open_demo("goals").fine())
    assert said["Tobaksrök i spädbarns hem"].startswith("● Bättre än 2015 utan publicerat mål")
    assert "SKR:s rapport" not in "".join(said.values()), "never beside made-up values"
    assert said["Gymnasieexamen inom 4 år"].startswith("○ Kan inte jämföras")
    assert "Serien bryts 2021" in said["Gymnasieexamen inom 4 år"]
    assert "→" not in said["Gymnasieexamen inom 4 år"]
    assert "Nytt nyckeltal 2022" in said["Trygga i skolan, åk 5"]


def test_a_place_is_chosen_and_follows_to_the_map_and_back(open_demo: Callable[..., App]) -> None:
    app = open_demo("goals").select("place", "2180").fine()
    assert app.heading == SV("goals.title", place="Gävle")
    assert app.address["area"] == "2180"
    assert map_link(app, "Fallskador 80+") | {"indicator": "fallskador_80", "area": "2180", "level": "kommun"} == (
        map_link(app, "Fallskador 80+")
    )
    assert app.go("map").fine().address["area"] == "2180"
    assert app.go("goals").fine().heading.endswith("Gävle")
    assert SV("goals.only_levels", levels="län") in cards(app)["Kariesfria 3-åringar"]
    assert map_link(app, "Kariesfria 3-åringar")["area"] == "21"


def test_a_county_stands_though_the_indicator_chosen_has_none(open_demo: Callable[..., App]) -> None:
    app = open_demo("goals", indicator="trygg_ak5", area="21").fine()
    assert app.heading == SV("goals.title", place="Gävleborgs län")
    assert SV("goals.only_levels", levels="kommuner") in cards(app)["Trygga i skolan, åk 5"]


def test_a_small_area_is_its_municipality(open_demo: Callable[..., App]) -> None:
    assert open_demo("goals", area="2180P001", level="made_up").fine().heading.endswith("Gävle")


def test_life_stages_and_the_reports_years_stand_in_the_address(open_demo: Callable[..., App]) -> None:
    app = open_demo("goals", by="life_stage", until="report").fine()
    assert SV("goals.group_vuxna") in app.html
    assert "8,0 % 2020" in cards(app)["Tobaksrök i spädbarns hem"]
    app.test.button_group(key="control_goals_by").set_value("goal_area").run()
    app.select("goals_until", "2018")
    assert (app.address["by"], app.address["until"]) == ("goal_area", "2018")
    assert "2018" in cards(app)["Tobaksrök i spädbarns hem"]
    assert open_demo("goals", by="colour", until="3000").fine().address["by"] == "goal_area"


def test_a_target_of_ones_own_is_set_shown_in_people_and_removed(open_demo: Callable[..., App]) -> None:
    app = editor(open_demo("goals", area="2180")).fine()
    app.test.selectbox(key="target_indicator").set_value("tobaksrok_8man").run()
    app.test.number_input(key="target_value_2180_tobaksrok_8man").set_value(1.0).run()
    app.press("target_save").fine()
    card = cards(app)["Tobaksrök i spädbarns hem"]
    assert "Eget mål: högst 1,0 % år" in card
    assert re.search(r"Kvar till målet: ungefär \d+ färre små barn \(95 %: \d+–\d+\)\.", card)
    assert "mot egna mål: 1" in app.finding
    assert any("hg-target" in body and "Tobaksrök" in body for body in app.bodies())
    assert "Eget mål" not in "".join(cards(app.select("place", "2181")).values())
    app.select("place", "2180").press("target_remove_tobaksrok_8man").fine()
    assert "Eget mål" not in "".join(cards(app).values())


def test_a_file_of_targets_is_read_and_its_places_keep_theirs(open_demo: Callable[..., App]) -> None:
    targets = [
        {"area": code, "indicator": slug, "value": value, "year": 2030}
        for code, slug, value in (
            ("2180", "medellivslangd", 90),
            ("21", "stillasittande", 1),
            ("2180", "pv_respekt", 99),
        )
    ]
    app = open_demo("goals", area="2180")
    upload(app, json.dumps({"halsogap_targets": 1, "targets": targets}).encode()).fine()
    assert SV("targets.taken", n="3") in app.notes
    assert SV("goals.target_local_least", value="90,0 år", year="2030") in cards(app)["Medellivslängd"]
    assert "underlaget publiceras inte" in cards(app)["Medellivslängd"]
    assert SV("goals.target_local_most", value="1 %", year="2030") in cards(app.select("place", "21"))["Stillasittande"]
    assert SV("goals.persons_survey") in cards(app)["Stillasittande"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "Filen går inte att läsa som JSON."),
        (b"{}", "Filen är ingen målfil från Hälsogap."),
        (NINES, "Mål 1 i filen har ett år som inte kan vara ett målår (9)."),
        (NINES.replace(b"2180", b"<b>9</b>"), "Mål 1 i filen gäller en plats som inte finns (<b>9</b>)."),
    ],
)
def test_a_bad_file_is_one_sentence_and_changes_nothing(open_demo: Callable[..., App], data: bytes, said: str) -> None:
    app = upload(open_demo("goals", area="2180"), data)
    assert not app.test.exception
    assert len(app.errors) == 1
    assert app.errors[0].startswith(said)
    assert "Eget mål" not in "".join(cards(app).values())


def test_the_page_closes_with_source_and_files(open_demo: Callable[..., App]) -> None:
    app = open_demo("goals", area="2180").fine()
    assert app.source.startswith("DEMO")
    assert [button.proto.label for button in app.test.main.get("download_button")][-2:] == ["CSV", "Excel"]
    app.test.session_state["goals_board_table"] = True
    app.test.run()
    table = app.fine().test.dataframe[0].value
    assert len(table) == 22
    assert set(table["område"]) == {"Gävle"}


def test_real_values_without_a_national_one_show_the_reports_own_and_say_so(
    on_store: Callable[[Path], Callable[..., App]], real_store: Callable[..., Path]
) -> None:
    municipal = everywhere("trygg_ak5", levels=(Level.KOMMUN,))
    falls = everywhere("fallskador_80", (2015, 2016, 2017), start=4000)
    app = on_store(real_store(falls, municipal))("goals").fine()
    said = cards(app)
    assert "84 % 2022" in said["Trygga i skolan, åk 5"]
    assert SV("goals.from_report") in said["Trygga i skolan, åk 5"]
    assert "SKR:s rapport 2023: Målet nått eller överträffat." in said["Tobaksrök i spädbarns hem"]
    assert "rapportens egna" not in said["Fallskador 80+"]
    assert "befolkningen 2017 är inte hämtad" in said["Fallskador 80+"]
    assert "Källa: Kolada, hämtad" in app.source
    assert "Egen bearbetning" in app.source or "egen bearbetning" in app.source
    bare = cards(app.select("place", "2180"))
    assert SV("goals.why_no_values", place="Gävle") in bare["Stillasittande"]


def bad(kind: str) -> pd.DataFrame:
    """Values with something missing."""
    falls = everywhere("fallskador_80", (2015, 2016, 2022), start=4000)
    if kind == "no_sexes":
        return falls[falls["sex"] == "T"]
    if kind == "one_year":
        return falls[falls["period"] == 2022]
    if kind == "only_baseline":
        return falls[falls["period"] == 2015]
    if kind == "no_value":
        return falls.assign(value=float("nan"), status=str(Status.SUPPRESSED))
    if kind == "all_equal":
        return falls.assign(value=4000.0)
    assert kind == "one_place"
    return falls[falls["area"].isin(["0114"])]


@pytest.mark.parametrize(
    ("kind", "area", "said"),
    [
        ("no_sexes", "2180", "●"),
        ("one_year", "2180", "Utgångsläget 2015 saknar värde"),
        ("only_baseline", "2180", "Det finns inget värde efter 2015."),
        ("no_value", "2180", "Det finns inga värden för Gävle."),
        ("all_equal", "2180", "● Oförändrat"),
        ("one_place", "2180", "Det finns inga värden för Gävle."),
        ("one_place", "0114", "2022"),
    ],
)
def test_what_is_missing_is_said_and_the_page_stands(
    on_store: Callable[[Path], Callable[..., App]], real_store: Callable[..., Path], kind: str, area: str, said: str
) -> None:
    app: Any = on_store(real_store(bad(kind)))("goals", area=area).fine()
    assert said in cards(app)["Fallskador 80+"]
    assert len(cards(app)) == 22
