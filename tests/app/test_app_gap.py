"""The gender gap's page: what it says, what it does where there is no gap to show, and its ranking."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from app_driver import App

from builders import everywhere
from halsogap.catalog.catalog import Catalog
from halsogap.i18n import words
from halsogap.model import OWN_GROUP, Source, Text
from halsogap.reading.brought import OwnIndicator

SV = words("sv")

Open = Callable[..., App]
Store = Callable[..., Path]


def test_the_finding_counts_the_sides_and_names_the_widest(on_store: Callable[[Path], Open], real_store: Store) -> None:
    rows = everywhere("behorig_gymnasiet")
    rows.loc[(rows["area"] == "2180") & (rows["sex"] == "M") & (rows["period"] == 2022), "value"] = 90.0
    app = on_store(real_store(rows))("gap", indicator="behorig_gymnasiet").fine()
    assert "I 289 av 290 kommuner är värdet högre, alltså bättre, för kvinnor än för män." in app.finding
    assert SV("gap.reversed", n="1") in app.finding
    assert "Störst är det i Gävle" in app.finding
    assert "Kolada redovisar inga antal bakom andelen" in app.notes
    assert "egen bearbetning av data från Kolada" in app.source


def test_counts_give_the_gap_its_interval(on_store: Callable[[Path], Open], real_store: Store) -> None:
    rows = everywhere("behorig_gymnasiet").assign(numerator=lambda t: t["value"] * 10, denominator=1000.0)
    app = on_store(real_store(rows))("gap", indicator="behorig_gymnasiet", area="2180").fine()
    assert SV("gap.sure_none") in app.finding
    assert SV("gap.interval", low="−2,3", high="+6,3") in app.html.replace("\u202f", " ")
    assert "Newcombes" in app.notes


def test_the_ratio_is_shown_as_times(open_demo: Open) -> None:
    app = open_demo("gap", indicator="fallskador_80", measure="ratio").fine()
    assert "gånger så högt för" in app.finding


def test_an_indicator_without_a_split_offers_the_nearest_that_has_one(open_demo: Open) -> None:
    app = open_demo("gap", indicator="hemtjanst_bemotande")
    assert "redovisas inte uppdelat på kvinnor och män" in app.finding
    app.press("gap_instead")
    app.fine()
    assert app.address["indicator"] != "hemtjanst_bemotande"
    assert "kvinnor mot män" in app.heading


def test_a_year_without_both_sexes_offers_the_nearest_that_has_them(
    on_store: Callable[[Path], Open], real_store: Store
) -> None:
    rows = everywhere("behorig_gymnasiet", (2020, 2021, 2022))
    rows = rows[(rows["period"] != 2022) | (rows["sex"] == "T")]
    app = on_store(real_store(rows))("gap", indicator="behorig_gymnasiet", year="2022")
    assert "inte uppdelat på kvinnor och män 2022. Båda har värden mellan 2020 och 2021." in app.finding
    app.press("gap_instead").fine()
    assert app.address["year"] == "2021"


def test_a_level_without_both_sexes_offers_one_that_has_them(
    on_store: Callable[[Path], Open], real_store: Store
) -> None:
    rows = everywhere("behorig_gymnasiet")
    rows = rows[(rows["level"] != "lan") | (rows["sex"] == "T")]
    app = on_store(real_store(rows))("gap", indicator="behorig_gymnasiet", level="lan")
    assert "för län" in app.finding
    app.press("gap_instead").fine()
    assert app.address["level"] == "kommun"


def test_an_indicator_without_values_says_so(open_demo: Open, on_store: Callable[[Path], Open], real: Path) -> None:
    app = on_store(real)("gap", indicator="kariesfria_3").fine()
    assert "Det finns inga värden" in app.finding


@pytest.mark.parametrize("alone", ["one", "equal", "no_country"])
def test_few_or_equal_values_still_make_a_page(on_store: Callable[[Path], Open], real_store: Store, alone: str) -> None:
    rows = everywhere("behorig_gymnasiet", (2022,))
    if alone == "one":
        rows = rows[rows["area"].isin(["2180", "0000"])]
    elif alone == "equal":
        rows = rows.assign(value=50.0)
    else:
        rows = rows[rows["level"] == "kommun"]
    app = on_store(real_store(rows))("gap", indicator="behorig_gymnasiet", area="2180").fine()
    said = {
        "one": "289 av 290 kommuner saknar värde",
        "equal": "I alla 290 kommuner är värdet lika för kvinnor och män.",
        "no_country": "Kolada har inget riksvärde för 2022.",
    }[alone]
    assert said in app.finding + app.notes
    assert "Det finns bara ett värde (2022)" in app.notes
    assert SV("gap.nothing_ranked") in app.notes


def test_a_place_without_a_value_is_said_to_have_none(on_store: Callable[[Path], Open], real_store: Store) -> None:
    rows = everywhere("behorig_gymnasiet")
    app = on_store(real_store(rows[rows["area"] != "2180"]))("gap", indicator="behorig_gymnasiet", area="2180").fine()
    assert "1 av 290 kommuner saknar värde" in app.notes


def test_similar_municipalities_come_with_the_address_and_with_their_mean(open_demo: Open) -> None:
    app = open_demo("gap", indicator="fallskador_80", area="0114", similar="yes", size="population").fine()
    assert SV("gap.similar_mean", n="7") in app.html
    assert (app.address["similar"], app.address["size"]) == ("yes", "population")


def test_a_parameter_that_does_not_exist_is_not_taken(open_demo: Open) -> None:
    app = open_demo("gap", similar="<script>", size="9", ranking_level="mars").fine()
    assert (app.address["similar"], app.address["size"], app.address["ranking_level"]) == ("no", "equal", "kommun")


def test_small_areas_inside_a_municipality_have_a_scatter(open_demo: Open) -> None:
    app = open_demo("gap", indicator="sjalvskattad_halsa", level="made_up", within="2180").fine()
    assert "påhittade områden är värdet högre" in app.finding


def ranked(app: App) -> list[list[str]]:
    """The ranking's rows, without its head."""
    body = next(element.proto.body for element in app.test.main.get("html") if "hg-ranking" in element.proto.body)
    rows = re.findall(r"<tr>(.*?)</tr>", body)[1:]
    return [[unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def test_the_ranking_is_ordered_and_follows_its_choices(open_demo: Open) -> None:
    app = open_demo("gap", ranking_level="lan").fine()
    rows = ranked(app)
    assert len(rows) > 5
    assert len({row[0] for row in rows}) == len(rows)
    sizes = [float(row[3].replace(",", ".")) for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    app.test.button_group(key="control_gap_ranking_each").set_value("all").run()
    app.test.run()
    again = ranked(app.fine())
    assert len({row[0] for row in again}) < len(again)
    app.test.button_group(key="control_gap_ranking_group").set_value("bakgrund").run()
    app.test.run()
    assert "Medellivslängd" not in {row[0] for row in ranked(app.fine())}


def test_from_the_ranking_the_page_goes_to_the_gap_chosen(open_demo: Open) -> None:
    app = open_demo("gap", indicator="behorig_gymnasiet").fine()
    first = ranked(app)[0]
    app.test.selectbox(key="control_ranked").set_value(0).run()
    assert first[0].split()[0] in app.fine().heading
    assert app.address["area"]
    assert f">{first[1]}</th>" in app.html


def test_the_visitors_own_has_its_gap_shown_as_theirs_and_is_never_ranked(
    open_demo: Open, whole_catalog: Catalog
) -> None:
    app = open_demo("gap")
    mine = replace(
        whole_catalog["behorig_gymnasiet"],
        slug="own_mina_svar",
        name=Text("Mina <svar>", "My <answers>"),
        short=Text("Mina <svar>", "My <answers>"),
        group=OWN_GROUP,
        series=(),
        source=Source("own", "Egna data", "", ""),
    )
    app.test.session_state["own_indicators"] = {
        "own_mina_svar": OwnIndicator(mine, everywhere("own_mina_svar", (2022,)))
    }
    app.test.run()
    app.select("indicator", "own_mina_svar")
    assert app.fine().heading == SV("gap.title", indicator="Mina <svar>", year="2022")
    assert "Kolada" not in app.source
    assert "Mina" not in {row[0] for row in ranked(app)}
    compared = app.go("comparison").fine()
    assert "Mina <svar>" in compared.heading
    assert "Egna data" in compared.source
