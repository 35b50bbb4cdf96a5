"""Utveckling as a visitor meets it: right numbers and words, choices that last, a useful page for every bad input."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from app_driver import App

from builders import everywhere
from halsogap.geography import codes
from halsogap.i18n import words
from halsogap.model import Level

SV = words("sv")

Open = Callable[..., App]
FALLS = "fallskador_80"


@pytest.fixture
def opened(on_store: Callable[[Path], Open], real_store: Callable[..., Path]) -> Callable[..., App]:
    """`opened(frame, **query parameters)` is the page on a store of those values."""

    def open_page(frame: pd.DataFrame, **parameters: str) -> App:
        parameters.setdefault("indicator", str(frame["indicator"].iloc[0]))
        return on_store(real_store(frame))("development", **parameters).fine()

    return open_page


def series(indicator: str = FALLS, years: tuple[int, ...] = tuple(range(2007, 2023)), **also: Any) -> pd.DataFrame:
    return everywhere(indicator, years, start=4000.0, **also)


def without(frame: pd.DataFrame, area: str, years: set[int]) -> pd.DataFrame:
    return frame[~((frame["area"] == area) & frame["period"].isin(years))]


def charts(app: App) -> list[Any]:
    return list(app.test.main.get("vega_lite_chart"))


def drawn(app: App) -> dict[str, Any]:
    (chart,) = charts(app)
    return dict(json.loads(chart.proto.spec))


def said(app: App) -> str:
    """The finding as it is read: without the spaces that its markup left."""
    return re.sub(r" +([.,:;)])", r"\1", re.sub(r"\s+", " ", app.finding))


def rank_of(code: str) -> int:
    """Among the values that `everywhere` makes, where less is better."""
    own = int(code) % 97
    return 1 + sum(int(other) % 97 < own for other in codes(Level.KOMMUN))


def test_the_finding_tells_value_change_and_standing(opened: Callable[..., App]) -> None:
    """Gävle's total is 4000 + 4.6 + a step a year + 1: 4 013,6 in 2015 and 4 020,6 in 2022."""
    app = opened(series(), area="2180")
    assert app.heading == "Fallskador bland personer 80 år och äldre: utvecklingen i Gävle"
    assert "I Gävle är värdet 4 021 per 100 000 invånare 2022." in said(app)
    assert "Det är mindre än 1 % högre än utgångsåret 2015." in said(app)
    assert f"(plats {rank_of('2180')})" in said(app)
    assert "Av 290 kommuner ligger Gävle i mitten" in said(app)
    assert "egen bearbetning av data från Kolada" in app.source


def test_women_and_men_are_two_lines_on_demand_and_the_choice_lasts(opened: Callable[..., App]) -> None:
    app = opened(series(), area="2180")
    assert app.address["lines"] == "total"
    app.test.button_group(key="control_development_lines").set_value("sexes").run()
    app.test.run()
    app.fine()
    assert "4 022 för kvinnor och 4 020 för män" in said(app)
    assert app.address["lines"] == "sexes"
    lines = {row["line"] for rows in drawn_data(app) for row in rows if "line" in row}
    assert {"Gävle, kvinnor", "Gävle, män"} <= lines
    assert app.go("map").fine().go("development").fine().address["lines"] == "sexes"


def drawn_data(app: App) -> list[list[dict[str, Any]]]:
    """The rows of every data set that the chart holds."""
    import pyarrow as pa

    (chart,) = charts(app)
    return [pa.ipc.open_stream(set_.data.data).read_all().to_pylist() for set_ in chart.proto.datasets]


def test_what_the_place_is_compared_with_can_be_left_out(opened: Callable[..., App]) -> None:
    everything = opened(series(), area="2180")
    names = {row["line"] for rows in drawn_data(everything) for row in rows if "line" in row}
    assert {"Gävle", "Gävleborgs län", "Riket", "Högsta tiondelen (medel)", "Lägsta tiondelen (medel)"} <= names


@pytest.mark.parametrize(("among", "left"), [("country", {"Gävle", "Riket"}), ("none", {"Gävle"}), ("nonsense", None)])
def test_a_link_tells_what_the_place_is_shown_among(
    opened: Callable[..., App], among: str, left: set[str] | None
) -> None:
    app = opened(series(), area="2180", among=among)
    names = {row["line"] for rows in drawn_data(app) for row in rows if "line" in row}
    assert names == left if left else len(names) > 2, "what no page knows is not taken"


def test_a_county_stands_among_counties_and_the_country_among_none(opened: Callable[..., App]) -> None:
    county = opened(series(), level="lan", area="21")
    assert "Av 21 län" in said(county)
    country = App("development", indicator=FALLS).fine()
    assert said(country).startswith("I riket är värdet")
    assert "plats" not in said(country)


def test_the_place_is_chosen_here_for_all_pages(opened: Callable[..., App]) -> None:
    app = opened(series())
    app.test.selectbox(key="control_place").set_value("0114").run()
    app.test.run()
    assert app.fine().heading.endswith("Upplands Väsby")
    assert "Upplands Väsby" in app.go("map").fine().panel


def test_three_year_means_are_tested_three_years_apart_and_say_so(opened: Callable[..., App]) -> None:
    frame = pd.concat([series(), everywhere("befolkning_80", tuple(range(2005, 2023)), start=900.0)])
    app = opened(frame, area="2180")
    assert "Treårsmedelvärden: värdet för 2022 gäller 2020–2022." in app.html
    assert "Mätningar: 2010, 2013, 2016, 2019 och 2022." in app.html
    assert "Ingen säker förändring" in app.html


def test_no_test_says_why(opened: Callable[..., App]) -> None:
    app = opened(series(years=(2019, 2020, 2021, 2022)), area="2180")
    assert "Prövas inte" in app.html
    assert SV("trend.few_points", n="2", years="2019 och 2022") in app.html
    assert "bara sådana som ligger minst 3 år isär räknas" in app.html


def test_without_counts_there_is_no_test(opened: Callable[..., App]) -> None:
    app = opened(everywhere("sjalvskattad_halsa", tuple(range(2012, 2023))), area="2180")
    assert "Prövas inte" in app.html
    years = opened_years(app)
    assert years, "the series is drawn all the same"


def opened_years(app: App) -> set[int]:
    return {row["year"] for rows in drawn_data(app) for row in rows if row.get("line") == "Gävle"}


def test_a_break_is_told_and_no_change_crosses_it(opened: Callable[..., App]) -> None:
    """Year 9's eligibility has a new definition from 2011."""
    frame = without(everywhere("behorig_gymnasiet", tuple(range(2009, 2013))), "2180", {2011})
    app = opened(frame, area="2180", year="2012")
    assert "Det kan inte jämföras med 2009, för serien bryts 2011" in said(app)
    assert "Serien bryts 2011" in app.html
    runs = {
        (row["year"], row["run"])
        for rows in drawn_data(app)
        for row in rows
        if row.get("line") == "Gävle" and "run" in row
    }
    assert {run for year, run in runs if year < 2011} == {0}
    assert {run for year, run in runs if year > 2011} == {1}


def test_an_indicator_without_sexes_shows_its_total_and_says_so(opened: Callable[..., App]) -> None:
    app = opened(everywhere("lag_ekonomisk_standard_0_19", sexes="T"), area="2180", lines="sexes")
    assert SV("development.missing.sexes", year="2022") in app.notes
    assert "I Gävle är värdet" in said(app)


def test_an_indicator_without_a_total_shows_women_and_men(opened: Callable[..., App]) -> None:
    app = opened(everywhere("medellivslangd", sexes="KM"), area="2180", lines="total")
    assert SV("development.missing.total") in app.notes
    assert "för kvinnor och" in said(app)


def test_a_year_without_values_shows_the_nearest(opened: Callable[..., App]) -> None:
    app = opened(series(), area="2180", year="1999")
    assert words("sv")("note.changed_year", wanted=1999, year=2007) in app.notes
    gone = opened(without(series(), "2180", {2022, 2021}), area="2180", year="2022")
    assert SV("development.missing.year", place="Gävle", wanted="2022", year="2020") in gone.notes
    assert "2020." in said(gone)


def test_a_place_with_one_value_has_no_line_but_a_page(opened: Callable[..., App]) -> None:
    app = opened(without(series(), "2180", set(range(2008, 2023))), area="2180", year="2007")
    assert SV("panel.one_value", year="2007") in app.notes
    assert SV("development.change.none") in said(app)
    assert len(charts(app)) == 1


def test_a_place_without_values_still_sees_the_others(opened: Callable[..., App]) -> None:
    app = opened(without(series(), "2180", set(range(2007, 2023))), area="2180")
    assert said(app) == SV("development.missing.values", place="Gävle")
    names = {row["line"] for rows in drawn_data(app) for row in rows if "line" in row}
    assert "Riket" in names
    assert "Gävle" not in names


def test_nobody_stands_out_where_all_are_alike(opened: Callable[..., App]) -> None:
    app = opened(series().assign(value=50.0), area="2180")
    assert SV("development.missing.alike", n="290", areas="kommuner", year="2022") in app.notes
    assert "samma värde som utgångsåret 2015" in said(app)


def test_a_place_alone_with_a_value_is_told_so(opened: Callable[..., App]) -> None:
    frame = series()
    app = opened(frame[frame["area"] == "2180"], area="2180")
    assert SV("development.missing.single", place="Gävle", year="2022") in app.notes
    assert "plats" not in said(app)


def test_an_indicator_without_values_offers_another(on_store: Callable[[Path], Open], real: Path) -> None:
    app = on_store(real)("development", indicator="barn_ekonomiskt_utsatta").fine()
    assert "Det finns inga värden för" in said(app)
    assert "show_successor" in app.buttons()


def test_the_demo_is_marked_and_its_similar_places_are_made_up(open_demo: Open) -> None:
    app = open_demo("development", area="2180").fine()
    assert app.band
    assert "Liknande kommuner (påhittad grupp):" in app.html
    assert app.source.startswith("DEMO")


def test_the_chart_has_words_and_a_table(opened: Callable[..., App]) -> None:
    app = opened(series(), area="2180")
    (chart,) = charts(app)
    assert "I Gävle är värdet 4 021" in chart.proto.alt.replace("\u202f", " ")
    assert "har" in chart.proto.alt
    assert "lägst värde" in chart.proto.alt


@pytest.mark.slow
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_indicator_of_the_demo_has_a_page(open_demo: Open, language: str, whole_catalog: Any) -> None:
    for number, slug in enumerate(whole_catalog):
        area, lines = ("2180", "total") if number % 2 else ("21", "sexes")
        app = open_demo("development", indicator=slug, area=area, lines=lines, lang=language)
        assert not app.test.exception, slug
        assert app.errors == [], slug
        assert app.heading
