"""What the page's three buttons give, read back as a receiver would: the mark, the source, the map's colours."""

from __future__ import annotations

import io
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
import streamlit as st
from app_driver import App
from PIL import Image

from builders import everywhere
from halsogap.figures.palette import SEQUENCE

Open = Callable[..., App]
Files = dict[str, tuple[str, Callable[[], bytes]]]


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    """By kind, the file name and maker that the page has handed to its download buttons."""
    held: Files = {}

    def button(label: str, data: Callable[[], bytes], file_name: str, *_: Any, **rest: Any) -> None:
        held[rest["key"].removeprefix("download_")] = (file_name, data)

    monkeypatch.setattr(st, "download_button", button)
    return held


def csv(data: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(data), sep=";", decimal=",", dtype={"kod": str}, encoding="utf-8-sig")


def test_csv_of_demo_values_says_demo_on_every_row(open_demo: Open, files: Files) -> None:
    open_demo().fine()
    name, make = files["csv"]
    assert name == "DEMO_fallskador_80_2021_kommun_sexes.csv"
    table = csv(make())
    assert len(table) == 290
    assert set(table["DEMO"]) == {"DEMO"}
    assert table["källa"].str.startswith("DEMO: påhittade värden").all()
    assert table.loc[table["kod"] == "2180", "område"].item() == "Gävle"
    assert np.allclose(table["kvinnor"] - table["män"], table["gap (kvinnor minus män)"], equal_nan=True)


def test_csv_of_real_values_has_the_source_and_no_mark(
    on_store: Callable[[Path], Open], real: Path, files: Files
) -> None:
    on_store(real)(lang="en").fine()
    name, make = files["csv"]
    assert name == "fallskador_80_2022_kommun_sexes.csv"
    table = pd.read_csv(io.BytesIO(make()), dtype=str, encoding="utf-8-sig")
    assert set(table["source"]) == {"Own calculations on data from Kolada"}
    assert "DEMO" not in make().decode("utf-8-sig")


def test_excel_has_values_as_numbers_and_a_sheet_about_them(open_demo: Open, files: Files) -> None:
    open_demo(level="lan").fine()
    name, make = files["excel"]
    assert name == "DEMO_fallskador_80_2021_lan_sexes.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(make()))
    assert book.sheetnames == ["DEMO Värden", "DEMO Om data"]
    values, about = book.worksheets
    assert values.max_row == 22
    head = [cell.value for cell in values[1]]
    assert isinstance(values.cell(2, head.index("kvinnor") + 1).value, int | float)
    assert values.cell(2, head.index("kod") + 1).value == "01"
    assert about.cell(1, 1).value == "DEMO"
    assert "påhittade värden" in " ".join(str(cell.value) for row in about.rows for cell in row)


def colours(data: bytes) -> tuple[Image.Image, dict[tuple[int, ...], int]]:
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    counted = picture.getcolors(maxcolors=picture.width * picture.height)
    return picture, {colour: count for count, colour in counted}


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be asked of any other machine."""

    def refused(*args: object, **_: object) -> None:
        raise AssertionError(f"asked {args[-1]} while the picture was made")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


@pytest.mark.usefixtures("offline")
def test_png_has_the_maps_colours_in_the_maps_and_is_made_offline(
    on_store: Callable[[Path], Open], real: Path, files: Files
) -> None:
    on_store(real)().fine()
    name, make = files["png"]
    assert name == "fallskador_80_2022_kommun_sexes.png"
    picture, counted = colours(make())
    assert picture.width > 1500
    for colour in SEQUENCE:
        assert counted.get(rgb(colour), 0) > 4000, f"{colour} fills no area"


MARK_ON_WHITE = (215, 211, 199)
"""The mark's colour, #4a3900 at 22 %, where there is nothing but the page under it."""


def test_png_of_demo_values_has_the_mark_across_each_map(
    open_demo: Open, on_store: Callable[[Path], Open], real: Path, files: Files
) -> None:
    open_demo().fine()
    name, make = files["png"]
    assert name.startswith("DEMO_")
    picture, _ = colours(make())
    rows, columns = np.nonzero((np.abs(np.asarray(picture, dtype=int) - MARK_ON_WHITE) <= 2).all(axis=2))
    half = picture.width / 2
    for side in (columns < half, columns > half):
        assert side.sum() > 300
        assert np.ptp(rows[side]) > picture.height / 3, "the mark stands in one place only"
    on_store(real)().fine()
    plain, _ = colours(files["png"][1]())
    assert (np.abs(np.asarray(plain, dtype=int) - MARK_ON_WHITE) <= 2).all(axis=2).sum() < 50


@pytest.mark.parametrize("view", ["total", "gap"])
@pytest.mark.parametrize("kind", ["csv", "excel", "png"])
def test_every_view_can_be_taken_away(open_demo: Open, files: Files, view: str, kind: str) -> None:
    open_demo(view=view, level="lan", lang="en").fine()
    name, make = files[kind]
    assert f"_{view}." in name
    data = make()
    signature = {"csv": b"\xef\xbb\xbf", "excel": b"PK", "png": b"\x89PNG"}[kind]
    assert data.startswith(signature)
    if kind == "excel":
        assert zipfile.is_zipfile(io.BytesIO(data))


def test_what_is_suppressed_is_empty_and_says_why(
    on_store: Callable[[Path], Open], real_store: Callable[..., Path], files: Files
) -> None:
    rows = everywhere("fallskador_80", start=4000)
    hidden = (rows["area"] == "2180") & (rows["sex"] != "T")
    rows.loc[hidden, "value"] = float("nan")
    rows.loc[hidden, "status"] = "suppressed"
    app = on_store(real_store(rows))(area="2180").fine()
    assert app.panel.count("sekretess") == 2
    [row] = csv(files["csv"][1]()).query("kod == '2180'").to_dict("records")
    assert np.isnan(row["kvinnor"])
    assert row["totalt"] > 4000
    assert row["anmärkning"] == "kvinnor: sekretess; män: sekretess"


@pytest.mark.parametrize("status", ["missing", "not_applicable", "suppressed"])
def test_the_country_alone_is_not_painted_as_a_map(
    on_store: Callable[[Path], Open], real_store: Callable[..., Path], files: Files, status: str
) -> None:
    """A year in which no municipality has a value is none that can be chosen: the nearest that has is shown."""
    rows = everywhere("fallskador_80", start=4000)
    none = (rows["level"] == "kommun") & (rows["period"] == 2022)
    rows.loc[none, "value"] = float("nan")
    rows.loc[none, "status"] = status
    app = on_store(real_store(rows))(year="2022").fine()
    assert app.address["year"] == "2021"
    assert "2022 saknar värden" in app.notes
    assert len(csv(files["csv"][1]())) == 290
