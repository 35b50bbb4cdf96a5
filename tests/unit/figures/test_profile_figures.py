"""The profile page's answer without a page: a plain reader, and what leaves the app made of its figures."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from builders import observations, own_about
from halsogap.exporting.formats import formats
from halsogap.figures.address import Selection
from halsogap.figures.choices import from_link
from halsogap.figures.figure import Figure
from halsogap.figures.profile import figures
from halsogap.figures.profile.choices import Choices, place_of
from halsogap.i18n import words
from halsogap.model import Level, Source, Text
from halsogap.reading.brought import Brought, OwnIndicator
from halsogap.reading.reader import Reader
from halsogap.store.store import Store

SV, EN = words("sv"), words("en")
GAVLE = Selection(area="2180")
SMALL = Selection(area="2180P003", level=Level.MADE_UP)
OWN = "own-motion"


@pytest.fixture(scope="module")
def reader(demo_folder: Path) -> Reader:
    return Reader(Store(demo_folder))


def choices(reader: Reader, selection: Selection = GAVLE, **link: str) -> Choices:
    place, _ = place_of(selection, reader, SV)
    assert place is not None
    return Choices.read(selection, place, from_link(link), reader)


def named(reader: Reader, selection: Selection = GAVLE, **link: str) -> Mapping[str, Figure]:
    return {figure.id: figure for figure in figures.make(choices(reader, selection, **link), reader, SV)}


@pytest.mark.parametrize("selection", [GAVLE, SMALL, Selection(area="21", level=Level.LAN)])
def test_the_table_the_pyramid_and_the_locator_are_figures(reader: Reader, selection: Selection) -> None:
    made = named(reader, selection)
    assert list(made) == ["profile.table", "profile.pyramid", "profile.locator"]
    for figure in made.values():
        assert figure.title
        assert figure.alternative
        assert figure.finding.text
        assert len(figure.table.rows)
        assert figure.provenance.line.startswith("DEMO")
        assert set(figure.marked_rows()["DEMO"]) == {"DEMO"}


def test_each_is_written_in_the_formats_that_fit_it(reader: Reader) -> None:
    for figure in figures.make(choices(reader), reader, SV):
        kinds = [kind for kind in formats() if kind.fits(figure)]
        assert {kind.id for kind in kinds} >= {"csv", "excel"}
        assert ("svg" in {kind.id for kind in kinds}) is (figure.id != "profile.table")
        for kind in kinds:
            written = kind.write([figure])
            assert written.startswith({"png": b"\x89PNG", "excel": b"PK", "svg": b"<svg"}.get(kind.id, b""))
            if kind.id == "svg":
                assert SV("provenance.mark") in written.decode("utf-8")


def test_the_pyramid_has_a_row_an_age_group_with_its_own_source(reader: Reader) -> None:
    pyramid = named(reader)["profile.pyramid"]
    rows = pyramid.table.rows
    assert rows.index.name == "indicator"
    assert rows["Ålder"].iloc[-1].startswith("0–")
    assert (rows[["Kvinnor", "Män"]] > 0).all(axis=None)
    assert pyramid.finding.text.startswith("Gävle har ")
    assert pyramid.picture is not None
    assert pyramid.picture.marks()["ages"].equals(rows)


def test_the_locator_says_all_that_the_place_lies_in(reader: Reader) -> None:
    rows = named(reader, SMALL)["profile.locator"].table.rows
    assert rows[SV("export.code")].tolist() == ["2180P003", "2180", "21", "0000"]
    assert rows[SV("export.area")].tolist()[1:] == ["Gävle", "Gävleborgs län", "Riket"]


def test_a_row_of_no_values_names_what_it_is_made_of(reader: Reader) -> None:
    """It said "Källa: " and nothing more."""
    of_boundaries = replace(named(reader)["profile.locator"].provenance, demo_store=False)
    assert of_boundaries.row() == SV("provenance.boundaries")
    assert of_boundaries.line == SV("provenance.boundaries")


def test_strengths_and_needs_stand_in_the_workbook(reader: Reader) -> None:
    table = named(reader)["profile.table"]
    write = next(kind.write for kind in formats() if kind.id == "excel")
    about = openpyxl.load_workbook(io.BytesIO(write([table]))).worksheets[1]
    said = {row[0]: row[1] for row in about.iter_rows(values_only=True)}
    assert "mot" in said[SV("profile.strengths")]
    assert "<" not in said[SV("profile.needs")]


# -- choices ----------------------------------------------------------------------------------------------------------


def test_the_choices_go_into_the_address_and_back(reader: Reader) -> None:
    made = choices(reader, SMALL, against="kommun")
    assert (made.place.code, made.against) == ("2180P003", Level.KOMMUN)
    assert made.address.parameters["area"] == "2180P003"
    assert choices(reader, SMALL, **dict(made.address.parameters)) == made
    assert choices(reader, SMALL, against="2017").against is Level.RIKET, "a year is another page's"


def test_a_place_that_is_not_there_is_its_municipality_with_a_note(reader: Reader) -> None:
    place, notes = place_of(Selection(area="2180P999", level=Level.MADE_UP), reader, SV)
    assert place is not None
    assert place.code == "2180"
    assert notes == [SV("small.gone", code="2180P999")]
    assert place_of(Selection(), reader, SV) == (None, [])


# -- the visitor's own ------------------------------------------------------------------------------------------------


def test_rows_of_own_data_are_no_publishers_and_not_made_up(demo_folder: Path) -> None:
    """They said "DEMO: påhittade värden … inte från Kolada", and "Egen bearbetning av data från motion.csv"."""
    values = {"2180": 50.0, "2181": 60.0, "0180": 70.0}
    rows = observations(values, indicator=OWN, period=2023, source="own:motion.csv")
    about = own_about(OWN, sexes="T", name=Text("Rör på sig", "Active"), source=Source("own", "motion.csv", "", ""))
    reader = Reader(Store(demo_folder), Brought({OWN: OwnIndicator(about, rows)}))
    table = named(reader)["profile.table"]
    marked = table.marked_rows()
    mine = marked[marked["nyckeltal"] == "Rör på sig"]
    assert set(mine["källa"]) == {"Egen bearbetning av egna data (motion.csv)"}
    assert set(mine["DEMO"]) == {""}
    assert set(mine["hämtad"]) == {"2026-01-02"}
    others = marked[marked["nyckeltal"] != "Rör på sig"]
    assert others["källa"].str.startswith("DEMO").all()
    assert set(others["DEMO"]) == {"DEMO"}
    assert SV("provenance.own", name="motion.csv") in table.provenance.line
