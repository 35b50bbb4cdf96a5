"""Files that leave the app: marked, sourced, and with nothing that a spreadsheet would run."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from halsogap.catalog.catalog import Catalog
from halsogap.errors import BadInput
from halsogap.exporting import tables
from halsogap.exporting.tables import csv_bytes, excel_bytes, file_name, long_table, marked, safe_text, source_line

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


@pytest.mark.parametrize("text", ["=1+1", "+46", "-1", "@x", "\tx", "\rx", "  =1", "＝1+1", "\n=1"])
def test_what_a_spreadsheet_may_run_gets_an_apostrophe(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Åre", "1 = 1", "a-b", "'quoted", "80+"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


@settings(deadline=None)
@given(st.text(max_size=30))
def test_no_text_leaves_that_could_be_run_or_breaks_a_workbook(text: str) -> None:
    assert not safe_text(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    excel_bytes(pd.DataFrame({"a": [text.encode("utf-8", "ignore").decode()]}), {}, "sv", demo=False)


def test_swedish_and_english_csv_are_what_each_excel_opens() -> None:
    swedish, english = csv_bytes(FRAME, "sv"), csv_bytes(FRAME, "en", mark=False)
    assert swedish.startswith(b"\xef\xbb\xbfname;value;count\r\n'=1+1;-1,5;1\r\n")
    assert english.decode().splitlines() == ["name,value,count", "'=1+1,-1.5,1", "Åre,,", "'-,3.0,3", "'@x,0.25,4"]


def test_csv_comes_back_as_it_was() -> None:
    back = pd.read_csv(io.BytesIO(csv_bytes(FRAME, "sv")), sep=";", decimal=",")
    assert back["value"].tolist()[2:] == [3.0, 0.25]


def test_a_workbook_has_numbers_as_numbers_no_formula_and_says_what_it_is() -> None:
    book = load_workbook(io.BytesIO(excel_bytes(FRAME, {"Källa": "=evil"}, "sv", demo=False)))
    assert book.sheetnames == ["Värden", "Om data"]
    cells = [[cell.value for cell in row] for row in book["Värden"].iter_rows()]
    assert cells == [
        ["name", "value", "count"],
        ["'=1+1", -1.5, 1],
        ["Åre", None, None],
        ["'-", 3, 3],
        ["'@x", 0.25, 4],
    ]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert [cell.value for cell in book["Om data"][1]] == ["Källa", "'=evil"]


def test_a_demo_workbook_is_marked_on_every_sheet() -> None:
    book = load_workbook(io.BytesIO(excel_bytes(FRAME, {"Source": "x"}, "en", demo=True)))
    assert book.sheetnames == ["DEMO Values", "DEMO About the data"]
    assert book["DEMO About the data"]["A1"].value == "DEMO"


def test_too_many_rows_for_excel_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "EXCEL_ROWS", 4)
    with pytest.raises(BadInput, match="Excel holds 4 rows a sheet, and this table has 4"):
        excel_bytes(FRAME, {}, "sv", demo=False)


def test_every_row_is_marked_and_sourced() -> None:
    demo = marked(FRAME, fetched_at="2026-01-01", demo=True, language="sv")
    assert set(demo["demo"]) == {"DEMO"}
    assert demo["source"].str.startswith("DEMO: påhittade").all()
    real = marked(FRAME, fetched_at="2026-01-01", demo=False, language="sv", computed=True)
    assert set(real["demo"]) == {""}
    assert set(real["source"]) == {"Egen bearbetning av data från Kolada"}
    assert source_line("sv", demo=False) == "Källa: Kolada"


def test_made_up_values_never_name_kolada_as_their_source() -> None:
    for language in ("sv", "en"):
        for computed in (True, False):
            assert source_line(language, demo=True, computed=computed).startswith("DEMO")


def test_file_names_carry_the_mark_and_nothing_a_path_could_use() -> None:
    assert file_name("fallskador_80 2021", "csv", demo=True) == "DEMO_fallskador_80_2021.csv"
    assert file_name("../../etc/passwd", "csv", demo=False) == "etc_passwd.csv"
    assert file_name("///", "csv", demo=False) == "halsogap.csv"


def test_the_long_table_has_names_units_and_the_indicators_own_id_where_there_is_no_name(
    whole_catalog: Catalog,
) -> None:
    table = long_table(OBSERVATIONS, whole_catalog, demo=False, language="sv")
    first, second = table.to_dict("records")
    assert first["area_name"] == "Gävle"
    assert first["unit"] == "per_100000"
    assert first["name"] == whole_catalog["fallskador_80"].name.sv
    assert first["source"] == "Källa: Kolada"
    assert first["series"] == "kolada:N20402"
    assert second["name"] == "N00053"
    assert np.isnan(second["value"])
    assert second["status"] == "missing"
