"""The what-if page's answer without a page: a plain reader, and what leaves the app made of its figures."""

from __future__ import annotations

import io
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from builders import observations, own_about
from halsogap.exporting.formats import formats
from halsogap.figures.address import Selection
from halsogap.figures.choices import from_link
from halsogap.figures.figure import Figure
from halsogap.figures.map.drawing import live
from halsogap.figures.whatif import figures
from halsogap.figures.whatif.choices import Choices, comparable
from halsogap.figures.whatif.payers import payer_rows
from halsogap.figures.whatif.published import published_rows
from halsogap.figures.whatif.reading import Reading, reading
from halsogap.geography import codes
from halsogap.i18n import words
from halsogap.model import Better, Level, Sex, Source, Text
from halsogap.reading.brought import Brought, OwnIndicator
from halsogap.reading.reader import Reader
from halsogap.stats.whatif.menu import Kind, Reference
from halsogap.store.store import Store

SV, EN = words("sv"), words("en")
COUNTIES = Selection(period=2021, level=Level.LAN)
OWN = "own-trangbodda"


@pytest.fixture(scope="module")
def reader(demo_folder: Path) -> Reader:
    return Reader(Store(demo_folder))


def choices(reader: Reader, selection: Selection = COUNTIES, **link: str) -> Choices:
    return Choices.read(selection, from_link(link), reader)


def read(reader: Reader, **link: str) -> Reading:
    return reading(choices(reader, **link), reader)


def named(reader: Reader, **link: str) -> Mapping[str, Figure]:
    return {figure.id: figure for figure in figures.make(choices(reader, **link), reader, SV)}


def about(figure: Figure) -> str:
    write = next(kind.write for kind in formats() if kind.id == "excel")
    book = openpyxl.load_workbook(io.BytesIO(write([figure])))
    return " ".join(str(cell) for row in book.worksheets[1].iter_rows(values_only=True) for cell in row if cell)


def test_every_chart_table_and_map_of_the_page_is_a_figure(reader: Reader) -> None:
    """The published figure is checked on published values alone."""
    ids = ["dots", "sexes", "chance", "curve", "payers", "map", "tornado"]
    assert list(named(reader)) == [f"whatif.{name}" for name in ids]
    made = figures.make(choices(reader), reader, SV)
    assert all(figure.title and figure.alternative and figure.provenance.line for figure in made)
    assert all(len(figure.table.rows) for figure in made)
    assert len({figure.stem for figure in made}) == len(made)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_is_written_in_every_format_in_a_thread_without_a_session(reader: Reader, language: str) -> None:
    made = figures.make(choices(reader), reader, words(language))
    # Swedish has all formats tried; of English the tables are enough.
    kinds = formats() if language == "sv" else formats()[:2]
    with ThreadPoolExecutor(1) as thread:
        for figure in made:
            for kind in (kind for kind in kinds if kind.fits(figure) and kind.id != "png"):
                written = thread.submit(kind.write, [figure]).result()
                assert written, (figure.id, kind.id)
                assert figure.file_name(kind.suffix).startswith("DEMO_")
                if kind.id == "csv":
                    assert "DEMO" in written.decode("utf-8-sig").splitlines()[1]
                if kind.id == "svg":
                    assert figure.provenance.mark in written.decode("utf-8")


def test_the_main_figure_says_the_answer_and_how_sure_it_is(reader: Reader) -> None:
    main = named(reader)["whatif.dots"]
    assert main.title.startswith("Om alla län nådde nivån i ")
    assert main.finding.text.startswith("Mellan ")
    assert main.stem == "fallskador_80_2021_lan_best"
    assert main.notes[0].startswith(SV.of(reader.catalog()["fallskador_80"].name)), "what the marks mean"
    rows = main.table.rows
    assert len(rows) == 21
    assert rows["Vinst"].is_monotonic_decreasing
    assert set(main.table.columns) >= {"Vinst", "Kronor", "Nivå 2021"}
    assert main.title in about(main)


def test_women_and_men_are_answered_apart_and_only_beside_the_total(reader: Reader) -> None:
    rows = named(reader)["whatif.sexes"].table.rows
    assert rows["För"].tolist() == ["Totalt", "Kvinnor", "Män"]
    assert (rows["Lägst (95 %)"] <= rows["Vinst"]).all()
    assert (rows["Av områden"] == 21).all()
    assert "whatif.sexes" not in named(reader, sex="K")


def test_the_curve_goes_by_what_is_chosen(reader: Reader) -> None:
    by = {gain: named(reader, gain=gain)["whatif.curve"].table.rows for gain in ("avoided", "per_1000")}
    assert by["avoided"]["Vinst"].is_monotonic_decreasing
    assert by["per_1000"][SV("whatif.column.per_1000")].is_monotonic_decreasing
    assert by["avoided"]["Summa"].iloc[-1] == pytest.approx(by["per_1000"]["Summa"].iloc[-1], abs=0.2)


def test_the_map_is_called_what_it_shows_and_not_by_a_sex(reader: Reader) -> None:
    found = read(reader, gain="per_1000")
    table = live(figures.drawing(found, SV), reader, SV)
    assert [map_view.title for map_view in table.map_views] == [SV("whatif.map_title_per_1000")]
    assert table.map_views[0].national_text == "vårdtillfällen för fall"
    assert table.decimals == 1
    assert SV("provenance.boundaries") in figures.gain_map(found, SV).provenance.line


def test_who_pays_is_told_by_the_source(reader: Reader) -> None:
    shared = named(reader, cost="fall_direkta_2020")["whatif.payers"]
    rows = shared.table.rows
    assert rows["Procent av kostnaden"].sum() == pytest.approx(100, abs=0.2)
    worth = read(reader, cost="fall_direkta_2020").worth
    assert worth is not None
    assert rows["Kronor"].sum() == pytest.approx(worth.amount, abs=2)
    # One bears all of the default cost: the shares shown are of another, and no part of this saving.
    alone = payer_rows(read(reader), SV)
    assert "Kronor" not in alone
    assert len(alone) > 1
    assert "whatif.payers" not in named(reader, cost="none")
    assert "whatif.payers" not in named(reader, cost="own:1000:500:2000"), "nobody says who pays"


def test_the_unit_costs_source_is_said_where_money_is(reader: Reader) -> None:
    made = named(reader)
    assert "Styckkostnad: " in made["whatif.tornado"].provenance.line
    assert "Styckkostnad: " not in made["whatif.map"].provenance.line
    assert "Styckkostnad: " not in named(reader, cost="none")["whatif.tornado"].provenance.line


def test_a_question_without_an_answer_has_no_figures(reader: Reader) -> None:
    assert named(reader, reference="number:99999") == {}


def test_a_cost_that_cannot_be_is_refused_and_the_rest_answered(reader: Reader) -> None:
    found = read(reader, cost="own:-5:-5:-5")
    assert found.cost_refused
    assert found.worth is None
    assert "kronor" not in figures.areas(found, SV).title


def test_the_published_figure_has_a_row_a_year_of_rates_and_of_people(reader: Reader) -> None:
    years = {"rate_year": [2013, 2017], "population_year": [2013, 2013]}
    tables = {"65": pd.DataFrame({**years, "avoided": [13_650.0, float("nan")], "off": [-0.0036, float("nan")]})}
    rows = published_rows(tables, SV)
    assert rows.index.tolist() == ["fallskador_65"] * 2
    assert rows["Procent från 13 700"].tolist()[0] == -0.4


# -- choices ----------------------------------------------------------------------------------------------------------


def test_the_choices_go_into_the_address_and_back(reader: Reader) -> None:
    link = {"reference": "area:24", "way": "50", "sex": "K", "against": "none", "gain": "per_1000", "cost": "none"}
    made = choices(reader, **link)
    assert made == Choices(COUNTIES, Reference(Kind.AREA, area="24"), 0.5, Sex.K, None, "per_1000", "none")
    assert link.items() <= made.address.parameters.items()
    assert choices(reader, **dict(made.address.parameters)) == made


def test_the_sex_that_is_to_match_the_other_is_given_and_not_chosen(reader: Reader) -> None:
    assert choices(reader, reference="women_match_men", sex="M").sex is Sex.K
    assert choices(reader, reference="men_match_women").sex is Sex.M


def test_municipalities_are_compared_where_small_areas_are_chosen(reader: Reader) -> None:
    small = Selection("lag_ekonomisk_standard_0_19", 2021, Level.MADE_UP, within="0114")
    moved, notes = comparable(small, reader, SV)
    assert moved.level is Level.KOMMUN
    assert SV("whatif.to_level") in notes
    assert comparable(COUNTIES, reader, SV) == (COUNTIES, [])


# -- the visitor's own ------------------------------------------------------------------------------------------------


def own_counties() -> OwnIndicator:
    """A visitor's own share of people, by county, women and men together, with counts."""
    values = {code: 10.0 + number / 2 for number, code in enumerate(codes(Level.LAN))}
    rows = observations(values, indicator=OWN, period=2023, source="own:enkat.csv", denominator=2_000.0)
    about_it = own_about(
        OWN,
        sexes="T",
        name=Text("Trångbodda", "Crowded"),
        better=Better.LOWER,
        levels=(Level.LAN,),
        source=Source("own", "enkat.csv", "", ""),
    )
    return OwnIndicator(about_it, rows)


def test_files_of_own_data_say_so_and_are_no_publishers_and_not_made_up(demo_folder: Path) -> None:
    """In a demo store they said that they were made up, in another "Egen bearbetning av data från enkat.csv"."""
    reader = Reader(Store(demo_folder), Brought({OWN: own_counties()}))
    made = figures.make(choices(reader, Selection(OWN, 2023, Level.LAN)), reader, SV)
    assert {figure.id for figure in made} >= {"whatif.dots", "whatif.curve", "whatif.map", "whatif.chance"}
    for figure in made:
        assert set(figure.marked_rows()["källa"]) == {"Egen bearbetning av egna data (enkat.csv)"}, figure.id
        assert not figure.file_name("csv").startswith("DEMO")
        assert SV("provenance.own", name="enkat.csv") in figure.provenance.line
        assert "Kolada" not in figure.provenance.line
        assert "DEMO" not in about(figure)
        assert "Trångbodda ()" not in about(figure)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("kind", Kind)
def test_every_reference_has_a_name_in_the_menu_and_in_the_answer(kind: Kind, language: str) -> None:
    in_answer = Kind.AREA if kind is Kind.BEST else kind  # the best is named after the area that it is
    assert f"whatif.kind.{kind}" in words(language)
    assert f"whatif.goal.{in_answer}" in words(language)
