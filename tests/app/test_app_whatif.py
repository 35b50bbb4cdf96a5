"""The page Tänk om: the answer and its numbers, what the choices do to it, and every question without an answer."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import streamlit as st
from app_driver import App

from builders import everywhere
from halsogap.i18n import words
from halsogap.model import RIKET_CODE, Level

Open = Callable[..., App]
SV = words("sv")
PEOPLE = {Level.RIKET: 21_000.0, Level.LAN: 1_000.0, Level.KOMMUN: 100.0}


def people(slug: str, years: tuple[int, ...]) -> pd.DataFrame:
    """As many in every area of a level, women and men alike."""
    frame = everywhere(slug, years)
    level = frame["level"].map({str(level): n for level, n in PEOPLE.items()})
    return frame.assign(value=level.astype(float) * frame["sex"].map({"K": 0.5, "M": 0.5, "T": 1.0}))


def rates(value: Callable[[str], float]) -> pd.DataFrame:
    """Falls in 2017 and 2013, by area; women's 200 above, men's 200 below; 100 more in 2013."""
    frame = everywhere("fallskador_80", (2013, 2017))
    made = frame["area"].map(lambda code: 5_000.0 if code == RIKET_CODE else value(code))
    sexes = frame["sex"].map({"K": 200.0, "M": -200.0, "T": 0.0})
    return frame.assign(value=made + sexes + (frame["period"] == 2013) * 100.0)


def by_code(code: str) -> float:
    """Gävleborg (21) and the municipality 2180 have 4 000; the others 4 500, and Stockholm 7 000."""
    return 4_000.0 if code in ("21", "2180") else 7_000.0 if code in ("01", "0180") else 4_500.0


@pytest.fixture
def ask(on_store: Callable[[Path], Open], real_store: Callable[..., Path]) -> Open:
    """Sessions on a store of values made by hand: 19 counties gain 5 falls each, Stockholm 30."""
    held = people("befolkning_80", tuple(range(2011, 2018)))
    return on_store(real_store(rates(by_code), held, everywhere("trygg_ak5", (2017,), levels=(Level.KOMMUN,))))


def plain(text: str) -> str:
    return " ".join(text.split())


def controls(app: App, name: str) -> Any:
    """The control of one of the page's own choices."""
    return app.test.selectbox(key=f"control_whatif_{name}")


def test_the_answer_comes_first_with_people_and_money(ask: Open) -> None:
    app = ask("whatif", level="lan").fine()
    # 19 counties of 1 000 at 4 500 and Stockholm at 7 000: 19 × 5 + 30 = 125, at 80 300 kronor each.
    assert plain(app.heading) == (
        "Om alla län nådde nivån i Gävleborgs län skulle 125 vårdtillfällen för fall undvikas om året, "
        "värda 10 miljoner kronor ."
    )
    html = plain(app.html)
    for title in ("sure_title", "where_title", "payers_title", "sexes_title", "tornado_title", "published_title"):
        assert SV(f"whatif.{title}") in html
    assert "Egen bearbetning" in app.source or "egen bearbetning" in app.source
    assert "SKR, En samverkansresa" in app.source
    assert app.address["reference"] == "best"


def test_women_and_men_are_answered_apart(ask: Open) -> None:
    html = ask("whatif", level="lan").html
    table = html[html.index("<h3>Kvinnor och män") :]
    # 500 women in each county, the same differences: 62.5, and as many men.
    assert [table.count(f'<th scope="row">{who}</th>') for who in ("Totalt", "Kvinnor", "Män")] == [1, 1, 1]
    assert "<td>125</td>" in table
    assert table.count("<td>62</td>") == 2
    women = ask("whatif", level="lan", sex="K").fine()
    assert SV("whatif.all_women", areas="län") in women.heading
    assert "62 vårdtillfällen" in plain(women.heading)


@pytest.mark.parametrize(("way", "said"), [("50", "halva vägen"), ("25", "en fjärdedel av vägen")])
def test_part_of_the_way_gives_part_of_it(ask: Open, way: str, said: str) -> None:
    heading = plain(ask("whatif", level="lan", way=way).fine().heading)
    assert said in heading
    assert {"50": "62 vård", "25": "31 vård"}[way] in heading


def test_each_reference_has_its_sentence(ask: Open) -> None:
    app = ask("whatif", level="lan")
    for kind, said in {
        "best3": "snittet för de tre bästa",
        "p10": "den bästa tiondelen",
        "women_match_men": "männens nivå i samma län",
        "country": "nivån i riket",
        "best": "nivån i Gävleborgs län",
    }.items():
        controls(app, "reference").set_value(kind).run()
        app.test.run()
        assert said in app.fine().heading, kind
        assert app.address["reference"] == kind
    controls(app, "reference").set_value("women_match_men").run()
    app.test.run()
    # 500 women a county, each 400 above the men: 2 each in 21 counties.
    assert "42 vårdtillfällen" in plain(app.heading)
    assert controls(app, "sex").disabled


def test_an_area_or_a_number_of_ones_own_can_be_the_reference(ask: Open) -> None:
    app = ask("whatif", level="lan", reference="area:24").fine()
    assert "nivån i Västerbottens län" in app.heading
    assert "25 vårdtillfällen" in plain(app.heading)
    app.test.selectbox(key="control_whatif_reference_area").set_value("21").run()
    app.test.run()
    assert app.address["reference"] == "area:21"
    number = ask("whatif", level="lan", reference="number:5000").fine()
    assert "20 vårdtillfällen" in plain(number.heading)
    number.test.number_input(key="control_whatif_reference_number").set_value(6000.0).run()
    number.test.run()
    assert number.address["reference"] == "number:6000"
    assert "10 vårdtillfällen" in plain(number.heading)


def test_municipalities_begin_with_a_percentile_and_their_single_best_comes_with_a_warning(ask: Open) -> None:
    app = ask("whatif", level="kommun").fine()
    assert app.address["reference"] == "p10"
    assert "hg-luck" not in app.html
    app = ask("whatif", level="kommun", reference="best").fine()
    assert "hg-luck" in app.html
    assert "den som haft tur" in plain(app.html)
    assert "mest tur" in controls(app, "reference").options[0]
    named = ask("whatif", level="kommun", reference="area:2180").fine()
    assert "den som haft tur" in plain(named.html)


def test_a_visit_begins_with_counties_but_a_choice_made_on_another_page_is_kept(ask: Open) -> None:
    def followed(app: App) -> App:
        """The link in the navigation carries the language alone."""
        app.test.query_params.clear()
        return app.go("whatif").fine()

    assert followed(ask("map")).address["level"] == "lan"
    app = followed(ask("map", area="2180"))
    assert app.address["level"] == "kommun"
    app.test.selectbox(key="control_level").set_value(Level.LAN).run()
    app.test.run()
    assert app.fine().address["level"] == "lan"
    app.test.selectbox(key="control_level").set_value(Level.KOMMUN).run()
    app.test.run()
    assert app.fine().address["level"] == "kommun"


def test_an_areas_own_share_is_told_and_what_it_is_worth(ask: Open) -> None:
    html = plain(ask("whatif", level="lan", area="01").html)
    assert "Stockholms län: 30 vårdtillfällen för fall" in html
    assert "30,0 per 1 000 invånare i åldern, värda 2,4 miljoner kronor." in html
    assert "Gävleborgs län är redan där eller bättre" in plain(ask("whatif", level="lan", area="21").html)
    assert SV("whatif.share_choose") in plain(ask("whatif", level="lan").html)


def test_the_year_beside_is_four_years_earlier_and_can_be_let_go(ask: Open) -> None:
    app = ask("whatif", level="lan").fine()
    assert app.address["against"] == "2013"
    assert "Ring: 2013" in plain(app.html)
    controls(app, "against").set_value("none").run()
    app.test.run()
    assert "Ring:" not in plain(app.fine().html)


def test_a_unit_cost_is_chosen_typed_in_or_left_out(ask: Open) -> None:
    app = ask("whatif", level="lan")
    controls(app, "cost").set_value("fall_direkta_2020").run()
    app.test.run()
    html = plain(app.fine().html)
    assert "2020 års priser" in html
    assert "Kommuner 56 %" in html
    assert "Kommuner: 12 miljoner kronor" in html
    own = ask("whatif", level="lan", cost="own:1000:500:2000").fine()
    assert "värda 125 000 kronor" in plain(own.heading)
    assert SV("whatif.no_payers") in plain(own.html)
    none = ask("whatif", level="lan", cost="none").fine()
    assert "kronor" not in none.heading
    assert SV("whatif.no_cost") in plain(none.html)


def test_the_same_view_gives_the_same_numbers(ask: Open) -> None:
    first, again = (ask("whatif", level="lan").html for _ in range(2))
    assert first == again


# -- what has no answer -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cost", ["own:-5:-5:-5", "own:0:0:0", "own:999999999:1:999999999", "own:100:200:300"])
def test_a_unit_cost_that_cannot_be_is_explained_and_no_money_is_shown(ask: Open, cost: str) -> None:
    app = ask("whatif", level="lan", cost=cost).fine()
    assert SV("whatif.refused.BadUnitCost") in plain(app.notes)
    assert "kronor" not in app.heading
    assert "125 vårdtillfällen" in plain(app.heading)


@pytest.mark.parametrize(
    ("parameters", "kind"),
    [
        ({"indicator": "trygg_ak5", "level": "kommun"}, "NoCounts"),
        ({"level": "lan", "reference": "number:9000"}, "WrongSide"),
        ({"level": "lan", "reference": "area:99"}, "NoReference"),
        ({"level": "lan", "reference": "target"}, "NoReference"),
    ],
)
def test_a_question_without_an_answer_says_what_is_wrong_and_shows_no_number(
    ask: Open, parameters: dict[str, str], kind: str
) -> None:
    app = ask("whatif", **parameters)
    assert app.fine().finding == SV(f"whatif.refused.{kind}")
    assert app.details
    assert "hg-answer" not in app.html
    assert "vårdtillfällen" not in app.html
    assert "ask_other" in app.buttons() or parameters.get("indicator") is None


def test_from_a_question_without_an_answer_one_press_leads_to_one_that_has(ask: Open) -> None:
    app = ask("whatif", indicator="trygg_ak5", level="kommun")
    app.press("ask_other")
    app.test.run()
    assert app.fine().address["indicator"] == "fallskador_80"


def test_a_year_without_population_has_no_answer(
    on_store: Callable[[Path], Open], real_store: Callable[..., Path]
) -> None:
    app = on_store(real_store(rates(by_code), people("befolkning_80", (2010,))))("whatif", level="lan")
    assert app.fine().finding == SV("whatif.refused.NoPopulation")
    assert "hg-answer" not in app.html


def test_where_nobody_has_anything_to_gain_the_page_says_so(
    on_store: Callable[[Path], Open], real_store: Callable[..., Path]
) -> None:
    held = real_store(rates(lambda _: 5_000.0), people("befolkning_80", tuple(range(2011, 2018))))
    app = on_store(held)("whatif", level="lan").fine()
    assert "inget att vinna" in app.heading
    assert SV("whatif.where_none") in plain(app.html)


def test_what_a_forged_link_says_is_not_taken(ask: Open) -> None:
    forged = {"reference": "<b>best</b>", "way": "200", "sex": "X", "against": "1066", "cost": "free", "gain": "all"}
    app = ask("whatif", level="lan", **forged).fine()
    told = {name: app.address[name] for name in forged}
    assert told == {
        "reference": "best",
        "way": "100",
        "sex": "T",
        "against": "2013",
        "cost": "fall_slutenvard_skr",
        "gain": "avoided",
    }


def test_from_a_map_of_small_areas_municipalities_are_shown_with_a_word(open_demo: Open) -> None:
    app = open_demo("map", indicator="lag_ekonomisk_standard_0_19", level="made_up", within="0114")
    app.go("whatif").fine()
    assert app.address["level"] == "kommun"
    assert SV("whatif.to_level") in plain(app.notes)


def test_no_page_forgets_what_was_chosen_to_compare_with_on_it(open_demo: Open) -> None:
    """Three pages have a choice called `against`: an indicator, a year, a level."""
    app = open_demo("comparison", area="2180", level="kommun").fine()
    compared = app.address["against"]
    app.test.selectbox(key="control_comparison_against").select_index(1).run()
    app.test.run()
    slug = app.fine().address["against"]
    assert slug != compared

    app.go("whatif").fine()
    controls(app, "against").set_value("none").run()
    app.test.run()
    assert app.fine().address["against"] == "none"

    app.go("profile").fine()
    assert app.address["against"] == "riket"
    app.test.button_group(key="control_profile_against").set_value("lan").run()
    assert app.fine().address["against"] == "lan"

    assert app.go("whatif").fine().address["against"] == "none"
    assert app.go("comparison").fine().address["against"] == slug
    assert app.go("profile").fine().address["against"] == "lan"


def test_the_sex_that_was_forced_is_let_go_with_the_reference_that_forced_it(ask: Open) -> None:
    app = ask("whatif", level="lan").fine()
    for kind, sex in {"women_match_men": "K", "best": "T"}.items():
        controls(app, "reference").set_value(kind).run()
        app.test.run()
        assert app.fine().address["sex"] == sex


# -- made-up values, languages, files ---------------------------------------------------------------------------------


def test_made_up_values_say_so_and_leave_the_published_figure_alone(open_demo: Open) -> None:
    app = open_demo("whatif", level="lan").fine()
    assert app.band
    assert "DEMO" in app.source
    assert SV("whatif.published_demo") in plain(app.html)
    assert "13 706" not in plain(app.html)


def test_in_english_the_same_numbers(ask: Open) -> None:
    heading = plain(ask("whatif", level="lan", lang="en").fine().heading)
    assert heading.startswith("If all counties reached the level of Gävleborgs län,")
    assert "125 admissions for falls" in heading
    assert "worth SEK 10 million" in heading


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, Callable[[], bytes]]]:
    """By kind, the file name and maker that the page has handed to its download buttons."""
    held: dict[str, tuple[str, Callable[[], bytes]]] = {}

    def button(label: str, data: Callable[[], bytes], file_name: str, *_: Any, **rest: Any) -> None:
        held[rest["key"].removeprefix("download_")] = (file_name, data)

    monkeypatch.setattr(st, "download_button", button)
    return held


def test_the_files_hold_the_pages_numbers_their_source_and_its_sentence(ask: Open, files: Any) -> None:
    ask("whatif", level="lan").fine()
    name, make = files["csv"]
    assert name == "fallskador_80_2017_lan_best.csv"
    table = pd.read_csv(io.BytesIO(make()), sep=";", decimal=",", dtype={"kod": str}, encoding="utf-8-sig")
    assert table["Vinst"].sum() == pytest.approx(125)
    assert table.loc[table["kod"] == "01", "Kronor"].item() == 30 * 80_300
    assert set(table["källa"]) == {"Egen bearbetning av data från Kolada"}
    book = openpyxl.load_workbook(io.BytesIO(files["excel"][1]()))
    about = " ".join(str(cell.value) for row in book.worksheets[1].iter_rows() for cell in row)
    assert "125 vårdtillfällen för fall undvikas om året" in about
    assert "SKR, En samverkansresa" in about
    assert files["png"][1]().startswith(b"\x89PNG")
    assert "125 vårdtillfällen" in files["svg"][1]().decode("utf-8").replace("\u202f", " ")


def test_files_of_made_up_values_carry_the_mark(open_demo: Open, files: Any) -> None:
    open_demo("whatif", level="lan").fine()
    name, make = files["csv"]
    assert name.startswith("DEMO_")
    table = pd.read_csv(io.BytesIO(make()), sep=";", decimal=",", encoding="utf-8-sig")
    assert set(table["DEMO"]) == {"DEMO"}
    assert "DEMO" in files["svg"][1]().decode("utf-8")
