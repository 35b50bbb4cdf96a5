"""Files that leave the app: sourced, marked, and with nothing that a spreadsheet would run."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from openpyxl import load_workbook

from halsogap.catalog.catalog import Catalog
from halsogap.errors import BadInput
from halsogap.exporting import csv, xlsx
from halsogap.exporting.csv import csv_bytes
from halsogap.exporting.formats import formats
from halsogap.exporting.observations import long_table
from halsogap.exporting.text import safe_text
from halsogap.figures.figure import Address, Column, Figure, Sentence, Table
from halsogap.figures.provenance import Origin, Provenance
from halsogap.i18n import words

FRAME = pd.DataFrame(
    {
        "name": ["=1+1", "Åre", "-", "@x"],
        "value": [-1.5, np.nan, 3.0, 0.25],
        "count": pd.array([1, None, 3, 4], "Int64"),
    }
)

OBSERVATIONS = pd.DataFrame(
    {
        "indicator": ["fallskador_80", "N00053"],
        "level": ["kommun", "lan"],
        "area": ["2180", "21"],
        "period": [2021, 2021],
        "sex": ["K", "T"],
        "value": [4103.5, None],
        "status": ["value", "missing"],
        "numerator": [None, None],
        "denominator": [None, None],
        "source": ["kolada:N20402", "kolada:N00053"],
        "geo_vintage": ["2007", "2007"],
        "fetched_at": ["2026-01-01T00:00:00+00:00"] * 2,
    }
)

Make = Callable[..., Figure]


@pytest.fixture
def figure(whole_catalog: Catalog) -> Make:
    """A figure of `rows`, of one published indicator, made up where `demo`."""

    def make(rows: pd.DataFrame = FRAME, *, demo: bool = False, language: str = "sv", title: str = "=Fall") -> Figure:
        origin = Origin(whole_catalog["fallskador_80"], "2026-01-01", made_up=demo)
        return Figure(
            id="test.rows",
            address=Address("map", {}),
            title=title,
            finding=Sentence(Markup("")),
            table=Table(lambda: rows, {"value": Column("per 100 000", 1)}),
            provenance=Provenance((origin,), language, computed="Gap"),
            alternative="",
            stem="rader",
            notes=("=note",),
            about={"=label": "=evil"},
        )

    return make


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+46",
        "-1",
        "@x",
        "\tx",
        "\rx",
        "  =1",
        "＝1+1",
        "\n=1",
        "\u200b=1",
        "\ufeff=1",
        "\u2060@x",
        "\u00ad-1",
        "\u202e=1",
        "\u2800+1",
        "\ufe0f=1",
        "\ufeff \u200d=1",
        "﹦1",
    ],
)
def test_what_a_spreadsheet_may_run_gets_an_apostrophe(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Åre", "1 = 1", "a-b", "'quoted", "80+"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


@settings(deadline=None)
@given(st.text(max_size=30))
def test_no_text_leaves_that_could_be_run_or_breaks_a_workbook(text: str) -> None:
    assert not safe_text(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    clean = text.encode("utf-8", "ignore").decode()
    xlsx.workbook([xlsx.Sheet("a", pd.DataFrame({"a": [clean]}))], "b", [(clean, clean)])


def test_swedish_and_english_csv_are_what_each_excel_opens() -> None:
    swedish, english = csv_bytes(FRAME, "sv"), csv_bytes(FRAME, "en", mark=False)
    assert swedish.startswith(b"\xef\xbb\xbfname;value;count\r\n'=1+1;-1,5;1\r\n")
    assert english.decode().splitlines() == ["name,value,count", "'=1+1,-1.5,1", "Åre,,", "'-,3.0,3", "'@x,0.25,4"]


def test_csv_comes_back_as_it_was() -> None:
    back = pd.read_csv(io.BytesIO(csv_bytes(FRAME, "sv")), sep=";", decimal=",")
    assert back["value"].tolist()[2:] == [3.0, 0.25]


def test_several_figures_are_tables_one_after_the_other(figure: Make) -> None:
    text = csv.write([figure(title="Ett"), figure(title="Två")]).decode("utf-8-sig")
    assert text.startswith("Ett\r\nname;value;count")
    assert "\r\n\r\nTvå\r\nname;value;count" in text


def test_a_workbook_has_numbers_as_numbers_no_formula_and_says_what_it_is(figure: Make) -> None:
    book = load_workbook(io.BytesIO(xlsx.write([figure()])))
    assert book.sheetnames == ["Värden", "Om data"]
    head, *rows = [[cell.value for cell in row] for row in book["Värden"].iter_rows()]
    assert head == ["name", "value", "count", "källa", "hämtad"]
    assert [row[:3] for row in rows] == [["'=1+1", -1.5, 1], ["Åre", None, None], ["'-", 3, 3], ["'@x", 0.25, 4]]
    assert {tuple(row[3:]) for row in rows} == {("Egen bearbetning av data från Kolada", "2026-01-01")}
    assert book["Värden"]["B2"].number_format == "#,##0.0"
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    about = [[cell.value for cell in row] for row in book["Om data"].iter_rows()]
    assert about[0] == ["figur", "'=Fall"]
    assert ["'=label", "'=evil"] in about
    assert [None, "'=note"] in about
    assert any(label == "källa" and "Källa: Kolada" in str(text) for label, text in about)


def test_a_demo_workbook_is_marked_on_every_sheet(figure: Make) -> None:
    book = load_workbook(io.BytesIO(xlsx.write([figure(demo=True, language="en")])))
    assert book.sheetnames == ["DEMO Values", "DEMO About the data"]
    assert book["DEMO About the data"]["A1"].value == "DEMO"


def test_several_figures_are_a_sheet_each_with_contents_last(figure: Make) -> None:
    book = load_workbook(io.BytesIO(xlsx.write([figure(title="Fall: [80+]/'x'"), figure(title="Gap " * 20)])))
    first, second, about = book.sheetnames
    assert first.startswith("1 Fall")
    assert not set("[]:*?/") & set(first)
    assert len(second) <= 31
    assert about == "Om data"


def test_too_many_rows_for_excel_are_refused(figure: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "EXCEL_ROWS", 4)
    with pytest.raises(BadInput, match="Excel holds 4 rows a sheet, and this table has 4"):
        xlsx.write([figure()])


def test_every_format_has_its_words_and_says_what_it_is() -> None:
    found = formats()
    assert {each.id for each in found} >= {"csv", "excel", "png", "svg"}
    for language in ("sv", "en"):
        assert all(f"download.{each.id}" in words(language) for each in found)
        assert all(f"download.help_{each.id}" in words(language) for each in found)


def test_only_a_figure_with_a_picture_is_offered_as_one(figure: Make) -> None:
    fitting = {each.id for each in formats() if each.fits(figure())}
    assert fitting >= {"csv", "excel"}
    assert not fitting & {"png", "svg"}


def test_the_long_table_has_names_units_and_the_indicators_own_id_where_there_is_no_name(
    whole_catalog: Catalog,
) -> None:
    table = long_table(OBSERVATIONS, whole_catalog, words("sv"), demo=False)
    first, second = table.to_dict("records")
    assert first["area_name"] == "Gävle"
    assert first["unit"] == "per_100000"
    assert first["name"] == whole_catalog["fallskador_80"].name.sv
    assert first["source"] == "Källa: Kolada"
    assert first["series"] == "kolada:N20402"
    assert second["name"] == "N00053"
    assert np.isnan(second["value"])
    assert second["status"] == "missing"
