"""The first page's answer without a page: a plain reader, where its rows lead, and what leaves the app made of it."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from halsogap.exporting.formats import formats
from halsogap.figures.address import Selection
from halsogap.figures.start.choices import Choices
from halsogap.figures.start.figures import make
from halsogap.figures.start.links import leads_to
from halsogap.figures.start.reading import reading
from halsogap.i18n import words
from halsogap.model import Level
from halsogap.reading.reader import Reader
from halsogap.stats.gap.measure import Measure
from halsogap.stats.map_view import View
from halsogap.store.store import Store

SV = words("sv")


@pytest.fixture
def reader(demo_folder: Path) -> Reader:
    return Reader(Store(demo_folder))


def test_what_stands_out_is_a_figure_with_a_row_an_indicator_and_files(reader: Reader) -> None:
    [found] = make(Choices(Selection(area="2180")), reader, SV)
    assert found.id == "start.standings"
    assert found.title == "Hälsogap i Gävle"
    assert found.finding.text.startswith("Störst gap: ")
    assert dict(found.address.parameters) == {"lang": "sv", "area": "2180"}
    rows = found.table.rows
    assert rows["lista"].value_counts().to_dict() == {SV(f"start.{kind}"): 5 for kind in ("gaps", "best", "worst")}
    gaps = rows[rows["lista"] == SV("start.gaps")]
    assert (gaps["kvinnor"] - gaps["män"] - gaps["gap (skillnad)"]).abs().max() < 1e-9
    assert gaps["plats"].isna().all()
    best = rows[rows["lista"] == SV("start.best")]
    assert (best["plats"] <= best["antal områden"]).all()
    assert set(found.marked_rows()["DEMO"]) == {"DEMO"}
    files = {kind.id: kind.write([found]) for kind in formats() if kind.fits(found)}
    assert len(files["csv"].decode("utf-8-sig").splitlines()) == 16
    book = openpyxl.load_workbook(io.BytesIO(files["excel"]))
    about = {row[0]: row[1] for row in book["DEMO Om data"].iter_rows(values_only=True)}
    assert about["källa"].startswith("DEMO: påhittade värden")


def test_the_country_has_gaps_alone_and_no_area_in_its_address(reader: Reader) -> None:
    [found] = make(Choices(Selection()), reader, SV)
    assert set(found.table.rows["lista"]) == {SV("start.gaps")}
    assert dict(found.address.parameters) == {"lang": "sv"}


def test_a_row_leads_to_its_view_and_keeps_the_rest_of_the_selection(reader: Reader) -> None:
    chosen = Selection(area="21", level=Level.LAN, view=View.TOTAL, measure=Measure.RATIO, within="21", language="en")
    found = reading(Choices(chosen), reader)
    gap = leads_to(found, "gaps", found.gaps[0], chosen)
    assert gap.page == "gap"
    assert gap.parameters == {
        **gap.parameters,
        "indicator": found.gaps[0]["indicator"],
        "year": str(found.gaps[0]["period"]),
        "level": "lan",
        "area": "21",
        "view": "gap",
        "measure": "ratio",
        "lang": "en",
    }
    assert "within" not in gap.parameters
    best = leads_to(found, "best", found.best[0], chosen)
    assert (best.page, best.parameters["view"]) == ("development", "total")
