"""The goals page's answer without a page: a plain reader, and what leaves the app made of its figure."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from halsogap.exporting.formats import formats
from halsogap.figures.address import Selection
from halsogap.figures.choices import from_link
from halsogap.figures.goals.choices import LATEST, Choices
from halsogap.figures.goals.figures import make
from halsogap.figures.goals.reading import years
from halsogap.i18n import words
from halsogap.reading.brought import Brought
from halsogap.reading.reader import Reader
from halsogap.stats.goals import LocalTarget
from halsogap.store.store import Store

SV = words("sv")


@pytest.fixture
def reader(demo_folder: Path) -> Reader:
    return Reader(Store(demo_folder))


def test_the_board_is_a_figure_with_a_row_a_goal_and_files(reader: Reader) -> None:
    [board] = make(Choices(Selection(area="2180")), reader, SV)
    assert board.id == "goals.board"
    assert board.title == SV("goals.title", place="Gävle")
    assert board.finding.text.startswith("Gävle: ")
    assert len(board.table.rows) == 22
    assert board.file_name("csv") == "DEMO_maluppfyllelse_2180.csv"
    assert board.provenance.line.startswith("DEMO: påhittade värden")
    rows = board.marked_rows()
    assert set(rows["DEMO"]) == {"DEMO"}
    assert [kind.id for kind in formats() if kind.fits(board)][:2] == ["csv", "excel"]
    files = {kind.id: kind.write([board]) for kind in formats() if kind.fits(board)}
    assert files["csv"].decode("utf-8-sig").count("Gävle;") == 22
    book = openpyxl.load_workbook(io.BytesIO(files["excel"]))
    assert book.sheetnames == ["DEMO Värden", "DEMO Om data"]
    about = {row[0]: row[1] for row in book["DEMO Om data"].iter_rows(values_only=True)}
    assert about["metod"] == SV("goals.method")


def test_the_visitors_targets_are_the_readers(demo_folder: Path) -> None:
    target = LocalTarget("2180", "fallskador_80", 100.0, 2030)
    reader = Reader(Store(demo_folder), Brought(targets={("2180", "fallskador_80"): target}))
    choices = Choices(Selection(area="2180"))
    [board] = make(choices, reader, SV)
    assert board.table.rows.loc["fallskador_80", "mätt mot"] == "eget mål"
    [other] = make(Choices(Selection(area="2181")), reader, SV)
    assert "eget mål" not in set(other.table.rows["mätt mot"])
    assert "mätt mot egna mål: 1" in board.finding.text.lower()


def test_the_choices_go_into_the_address_and_back(reader: Reader) -> None:
    some = years(reader)
    assert some == sorted(some, reverse=True)
    choices = Choices.read(Selection(area="21"), from_link({"by": "life_stage", "until": "2018"}), some)
    assert (choices.by, choices.until, choices.place.name) == ("life_stage", "2018", "Gävleborgs län")
    assert choices.address.parameters["area"] == "21"
    assert Choices.read(Selection(area="21"), from_link(choices.address.parameters), some) == choices
    assert Choices.read(Selection(), from_link({"by": "colour", "until": "3000"}), some).until == LATEST
