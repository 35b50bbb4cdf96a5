"""Import files: every form, delimiter, encoding and fault that a planner's file may come with."""

from __future__ import annotations

import io
import resource
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from halsogap.errors import BadInput
from halsogap.settings import ROOT
from halsogap.sources.files import longfile
from halsogap.sources.files.longfile import area_code
from halsogap.sources.numbers import number, year

FULL = ROOT.parent / "shared" / "data" / "kolada" / "full.parquet"

GOOD = pd.DataFrame(
    {
        "kpi": ["N15428", "N15428", "U01405"],
        "municipality": ["0000", "0021", "2180"],
        "period": [2015, 2015, 2022],
        "gender": ["T", "K", "M"],
        "value": [85.6, 81.25, 73.0],
    }
)


def text_file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "values.csv"
    file.write_bytes(text.encode(encoding))
    return file


def rows_of(file: Path) -> list[tuple]:
    rows = longfile.read(file).rows
    return [tuple(row) for row in rows[["kpi", "municipality", "period", "gender", "value"]].astype(object).to_numpy()]


EXPECTED = [tuple(row) for row in GOOD.astype(object).to_numpy()]


def test_parquet_comes_back_as_it_went_in(tmp_path: Path) -> None:
    GOOD.to_parquet(tmp_path / "a.parquet")
    assert rows_of(tmp_path / "a.parquet") == EXPECTED


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_is_read_whatever_its_delimiter_and_encoding(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = GOOD.assign(ort="Älvkarleby").to_csv(index=False, sep=delimiter)
    file = text_file(tmp_path, text, encoding)
    assert rows_of(file) == EXPECTED
    assert longfile.read(file).ignored == ("ort",)


def test_decimal_commas_and_spaces_between_thousands_are_numbers(tmp_path: Path) -> None:
    text = (
        "kpi;geo;year;gender;value\nN20402;0114;2015;T;1 234,5\nN20402;0115;2015;T;−2,5\nN20402;0117;2015;T;12\xa0000\n"
    )
    assert [row[-1] for row in rows_of(text_file(tmp_path, text))] == [1234.5, -2.5, 12000.0]


def test_header_in_any_case_and_order_and_other_columns_are_named(tmp_path: Path) -> None:
    text = "Value,GENDER, Year ,Geo,KPI,count,Title\n85.6,t,2015,0,n15428,1,x\n"
    read = longfile.read(text_file(tmp_path, text))
    assert rows_of(tmp_path / "values.csv") == EXPECTED[:1]
    assert read.ignored == ("count", "Title")


def test_municipality_wins_over_geo_and_geo_is_named(tmp_path: Path) -> None:
    read = longfile.read(text_file(tmp_path, "kpi,geo,municipality,year,gender,value\nN15428,0114,0115,2015,T,1\n"))
    assert list(read.rows["municipality"]) == ["0115"]
    assert read.ignored == ("geo",)


def test_excel_is_read_below_a_title_and_from_the_sheet_that_has_the_table(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["About this file"])
    sheet = book.create_sheet("values")
    sheet.append(["Values from Kolada"])
    sheet.append([])
    sheet.append(["KPI", "Municipality", "Period", "Gender", "Value", "Note"])
    sheet.append(["N15428", "0000", 2015, "T", 85.6, "=1+1"])
    sheet.append([None, None, None, None, None, None])
    sheet.append(["N15428", 21, 2015.0, "K", "81,25", None])
    sheet.append(["U01405", 2180, "2022", "M", 73, None])
    sheet.append(["U01405", 2180, "2021", "M", "many", None])
    book.save(tmp_path / "values.xlsx")
    read = longfile.read(tmp_path / "values.xlsx")
    assert rows_of(tmp_path / "values.xlsx") == EXPECTED
    assert read.ignored == ("Note",)
    assert list(read.unusable.itertuples(index=False, name=None)) == [(8, "not a number: 'many'")]


def test_what_excel_could_not_work_out_is_told_and_not_taken_for_empty(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["kpi", "geo", "year", "gender", "value"], ["N15428", "0114", 2015, "T", 1], ["N15428", "0115", 2015]):
        book.active.append(row)
    book.active["D3"], book.active["E3"] = "T", "#DIV/0!"
    book.active["E3"].data_type = "e"
    book.save(tmp_path / "values.xlsx")
    read = longfile.read(tmp_path / "values.xlsx")
    assert rows_of(tmp_path / "values.xlsx") == [("N15428", "0114", 2015, "T", 1.0)]
    assert list(read.unusable.itertuples(index=False, name=None)) == [(3, "not a number: '#DIV/0!'")]


def test_text_is_read_below_a_title(tmp_path: Path) -> None:
    file = text_file(
        tmp_path, "Värden från Kolada\n\nkpi;geo;year;gender;value\nN15428;0114;15;T;1\nN15428;0114;2015;T;1\n"
    )
    assert rows_of(file) == [("N15428", "0114", 2015, "T", 1.0)]
    assert list(longfile.read(file).unusable["row"]) == [4]


def test_a_workbook_that_would_fill_the_memory_is_refused_with_a_mend(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["kpi", "geo", "year", "gender", "value"])
    book.active["XFD1048576"] = 1
    book.save(tmp_path / "values.xlsx")
    with pytest.raises(BadInput, match=r"cannot be read: The table spans .* cells; at most") as caught:
        longfile.read(tmp_path / "values.xlsx")
    assert caught.value.mend


def test_the_name_of_the_file_does_not_decide(tmp_path: Path) -> None:
    GOOD.to_parquet(tmp_path / "values.csv")
    assert rows_of(tmp_path / "values.csv") == EXPECTED


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("0", "0000"),
        ("0000", "0000"),
        ("1", "0001"),
        ("01", "0001"),
        ("25", "0025"),
        ("0021", "0021"),
        ("114", "0114"),
        ("0114", "0114"),
        ("2180", "2180"),
        ("02", None),  # there has been no county 02 since 1968
        ("999", None),
        ("0199", None),
        ("G123", None),
        ("", None),
        ("٠١١٤", None),
        ("01140", None),
    ],
)
def test_area_codes(given: str, code: str | None) -> None:
    assert area_code(given) == code


def test_codes_that_lost_zeros_are_mended_and_said(tmp_path: Path) -> None:
    text = (
        "kpi,geo,year,gender,value\nN15428,114,2015,T,1\nN15428,01,2015,T,2\nN15428,3,2015,T,3\nN15428,114,2016,T,4\n"
    )
    read = longfile.read(text_file(tmp_path, text))
    assert list(read.rows["municipality"]) == ["0114", "0001", "0003", "0114"]
    assert read.mended == ("'114' as 0114", "'3' as 0003")


def test_rows_that_cannot_be_used_are_counted_and_listed_with_their_numbers(tmp_path: Path) -> None:
    text = (
        "kpi;municipality;period;gender;value\n"
        "N15428;0114;2015;T;1\n"  # row 2
        ";0114;2015;T;1\n"
        "N15428;9999;2015;T;1\n"
        "\n"
        "N15428;0114;15;T;1\n"  # row 6
        "N15428;0114;2016;x;1\n"
        "N15428;0114;2017;T;about 5\n"
        "N15428;0114;2018;T;1.234,5\n"
        "N15428;0114;2019;T;inf\n"
    )
    read = longfile.read(text_file(tmp_path, text))
    assert len(read.rows) == 1
    assert dict(read.unusable.itertuples(index=False, name=None)) == {
        3: "no KPI",
        4: "unknown area: '9999'",
        6: "not a year: '15'",
        7: "unknown gender: 'x'",
        8: "not a number: 'about 5'",
        9: "not a number: '1.234,5'",
        10: "not a number: 'inf'",
    }
    assert sum(read.counts.values()) == 7
    assert read.counts["not a number"] == 3


def test_no_value_is_missing_and_never_zero(tmp_path: Path) -> None:
    text = "kpi,geo,year,gender,value\n" + "".join(
        f"N15428,0114,{2000 + at},T,{value}\n" for at, value in enumerate(["", "..", "null", "NaN", "-", "0"])
    )
    rows = longfile.read(text_file(tmp_path, text)).rows
    assert rows["value"].isna().tolist() == [True] * 5 + [False]
    assert rows["status"].tolist() == ["Missing"] * 5 + [""]


def test_rows_said_twice_are_taken_once_and_contradictions_refused(tmp_path: Path) -> None:
    text = (
        "kpi,geo,year,gender,value\n"
        "N15428,0114,2015,T,1\nN15428,114,2015,T,1.0\n"
        "N15428,0115,2015,T,1\nN15428,0115,2015,T,2\n"
        "N15428,0117,2015,T,1\nN15428,0117,2015,T,\n"
    )
    read = longfile.read(text_file(tmp_path, text))
    assert rows_of(tmp_path / "values.csv") == [("N15428", "0114", 2015, "T", 1.0)]
    assert read.repeated == 1
    assert list(read.unusable["row"]) == [4, 5, 6, 7]
    assert list(read.counts.values()) == [4]


def test_infinite_numbers_in_parquet_are_refused(tmp_path: Path) -> None:
    GOOD.assign(value=[np.inf, np.nan, 1.0]).to_parquet(tmp_path / "a.parquet")
    read = longfile.read(tmp_path / "a.parquet")
    assert list(read.unusable["row"]) == [1]
    assert read.rows["status"].tolist() == ["Missing", ""]


BROKEN = {
    "absent": (None, "There is no file"),
    "empty": (b"", "is empty"),
    "blank lines": (b"\n\n\n", "is empty"),
    "binary": (b"\x7fELF" + bytes(range(256)) * 4, "binary"),
    "random": (
        bytes(np.random.default_rng(1).integers(1, 255, 4000, dtype=np.uint8)),
        "cannot be|no column|binary|unknown",
    ),
    "cut Parquet": (b"PAR1" + b"x" * 200, "Parquet file .* cannot be read"),
    "cut Excel": (b"PK\x03\x04" + b"x" * 200, "Excel file .* cannot be read"),
    "old Excel": (b"\xd0\xcf\x11\xe0" + b"\0" * 200, "old form"),
    "prose": ("Värden från Kolada".encode(), "no column 'kpi'"),
    "header alone": (b"kpi,geo,year,gender,value\n", "No row"),
    "no usable row": (b"kpi,geo,year,gender,value\nN15428,0114,15,T,1\n", "No row .* Row 2: not a year: '15'"),
    "torn row": (
        b"kpi,geo,year,gender,value\nN15428,0114,2015,T,1,5,6\n",
        "cannot be split into columns at ','.*line 2",
    ),
    "misspelt column": (b"kpi,geo,year,gendr,value\nN15428,0114,2015,T,1\n", "no column 'gender'.*Did you mean gendr"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_cannot_be_used_ends_in_one_sentence(tmp_path: Path, kind: str) -> None:
    content, said = BROKEN[kind]
    file = tmp_path / "values"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadInput, match=said) as caught:
        longfile.read(file)
    assert "values" in caught.value.message
    assert "\n" not in str(caught.value)
    assert caught.value.mend


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(BadInput, match="Excel file"):
        longfile.read(tmp_path / "a.xlsx")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be opened: Is a directory"):
        longfile.read(tmp_path)


@settings(deadline=None)
@given(st.text(max_size=12))
def test_what_stands_in_a_cell_never_breaks_the_readers(text: str) -> None:
    found = number(text)
    assert found is None or np.isfinite(found)
    assert area_code(text) is None or len(area_code(text) or "") == 4
    assert year(text) is None or 1900 <= (year(text) or 0) <= 2100


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_read_as_they_were_written(value: float) -> None:
    assert number(repr(value)) == value
    assert number(repr(value).replace(".", ",")) == value


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_content_ends_in_anything_but_a_table_or_a_sentence(content: bytes) -> None:
    import tempfile

    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        with pytest.raises(BadInput):
            longfile.read(file.name)


def test_any_order_of_rows_reads_the_same(tmp_path: Path) -> None:
    shuffled = pd.concat([GOOD, GOOD.assign(period=2010)]).sample(frac=1, random_state=3)
    buffer = io.StringIO()
    shuffled.to_csv(buffer, index=False)
    assert set(rows_of(text_file(tmp_path, buffer.getvalue()))) == {
        tuple(row) for row in shuffled.astype(object).to_numpy()
    }


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.skipif(not FULL.exists(), reason="../shared/data/kolada/full.parquet is not here")
def test_seven_million_rows_are_read_whole_and_soon() -> None:
    begun = time.monotonic()
    read = longfile.read(FULL)
    assert time.monotonic() - begun < 60
    assert len(read.rows) == 7_387_543
    assert not read.counts
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 6 * 1024**2
