"""The spread page's answer without a page: a plain reader, and what leaves the app made of its figure."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from halsogap.catalog.catalog import Catalog
from halsogap.exporting.formats import formats
from halsogap.figures.address import Selection
from halsogap.figures.choices import from_link
from halsogap.figures.figure import Figure
from halsogap.figures.spread.choices import Choices
from halsogap.figures.spread.figures import make
from halsogap.i18n import words
from halsogap.model import OWN_GROUP, Level, Sex, Text
from halsogap.reading.brought import Brought, OwnIndicator
from halsogap.reading.reader import Reader
from halsogap.stats.spread.measures import Measure
from halsogap.store.store import Store

SV = words("sv")
YEARS = {"from": "2015", "to": "2021"}


def table(reader: Reader, **parameters: str) -> Figure:
    choices = Choices.read(Selection(), from_link({**YEARS, **parameters}), reader)
    [found] = make(choices, reader, SV)
    return found


def test_the_table_is_a_figure_with_every_measure_and_files(demo_folder: Path) -> None:
    found = table(Reader(Store(demo_folder)))
    assert found.id == "spread.table"
    assert found.title == SV("spread.title", first="2015", last="2021")
    assert found.finding.text.startswith("Mellan landets kommuner har spridningen minskat för")
    assert found.file_name("xlsx") == "DEMO_spridning_kommun_2015_2021.xlsx"
    rows = found.marked_rows()
    assert len(rows) == len(found.table.rows) >= 20
    assert set(rows["DEMO"]) == {"DEMO"}
    assert {f"{SV(f'spread.measure_{measure}')}, nu" for measure in Measure} <= set(rows.columns)
    files = {kind.id: kind.write([found]) for kind in formats() if kind.fits(found)}
    lines = files["csv"].decode("utf-8-sig").splitlines()
    assert lines[0].endswith(";källa;hämtad;DEMO")
    assert len(lines) == len(rows) + 1
    book = openpyxl.load_workbook(io.BytesIO(files["excel"]))
    about = {row[0]: row[1] for row in book["DEMO Om data"].iter_rows(values_only=True)}
    assert about["metod"] == SV("spread.about_all")


def test_a_line_of_the_visitors_own_says_so_and_is_not_called_made_up(
    demo_folder: Path, whole_catalog: Catalog
) -> None:
    """Files of own data said "påhittade värden gjorda av Hälsogap, inte från Kolada" of every line in a demo store."""
    reader = Reader(Store(demo_folder))
    stored = whole_catalog["stillasittande"]
    own = replace(
        stored,
        slug="own-mitt",
        name=Text("Mitt eget", "My own"),
        source=replace(stored.source, name="vaccin.csv"),
        group=OWN_GROUP,
        people=None,
        goal_area=None,
    )
    values = reader.snapshot().observations("stillasittande", level=Level.KOMMUN).assign(indicator="own-mitt")
    mine = Reader(Store(demo_folder), Brought(indicators={"own-mitt": OwnIndicator(own, values)}))
    rows = table(mine, set="alla").marked_rows().set_index("nyckeltal")
    assert rows.loc["Mitt eget", "källa"] == SV("provenance.row_own_computed", publisher="vaccin.csv")
    assert rows.loc["Mitt eget", "DEMO"] == ""
    assert rows.loc[SV.of(stored.name), "DEMO"] == "DEMO"
    line = table(mine, set="alla").provenance.line
    assert line.startswith("Källa: egna data (vaccin.csv).")
    assert "DEMO: påhittade värden" in line


def test_without_any_values_there_is_an_empty_table_and_a_source(demo_folder: Path) -> None:
    reader = Reader(Store(demo_folder))
    choices = replace(Choices.read(Selection(), from_link({}), reader), first=1900, last=1901)
    [found] = make(choices, reader, SV)
    assert isinstance(found.table.rows, pd.DataFrame)
    assert found.table.rows.empty
    assert found.marked_rows().empty
    assert found.provenance.line.startswith("DEMO")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"from": "2021", "to": "2015", "sex": "K", "set": "alla", "spread": "ratio"}, (2015, 2021, "K", "ratio")),
        ({"from": "1066", "to": "2021", "sex": "X", "set": "?", "spread": "<b>"}, (2015, 2021, "T", "deviation")),
    ],
)
def test_the_choices_go_into_the_address_and_back(
    demo_folder: Path, given: dict[str, str], expected: tuple[int, int, str, str]
) -> None:
    reader = Reader(Store(demo_folder))
    choices = Choices.read(Selection(level=Level.LAN), from_link(given), reader)
    assert (choices.first, choices.last, choices.sex, choices.measure) == expected
    assert isinstance(choices.sex, Sex)
    assert choices.level is Level.LAN
    assert Choices.read(Selection(level=Level.LAN), from_link(choices.address.parameters), reader) == choices
