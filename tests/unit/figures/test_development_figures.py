"""What the development page answers with, made without a session: whole, sourced, and written as every kind of file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from builders import OWN_FILE, OWN_SLUG, own
from halsogap.exporting.formats import formats
from halsogap.figures.address import Selection
from halsogap.figures.choices import from_link
from halsogap.figures.development.choices import PARTS, Choices
from halsogap.figures.development.figures import make
from halsogap.i18n import words
from halsogap.model import Level
from halsogap.reading.brought import Brought
from halsogap.reading.reader import Reader
from halsogap.store.store import Store

SV, EN = words("sv"), words("en")
GAVLE = Selection(indicator="uvas_16_24", period=2018, area="2180")


@pytest.fixture
def demo(demo_folder: Path) -> Reader:
    """A plain reader of the demo store."""
    return Reader(Store(demo_folder))


@pytest.mark.parametrize("link", [{}, {"lines": "sexes", "among": "near,band"}, {"among": "none"}])
def test_every_figure_is_whole_and_becomes_every_file(demo: Reader, link: dict[str, str]) -> None:
    figures = make(Choices.read(GAVLE, from_link(link)), demo, SV)
    assert [figure.id for figure in figures] == ["development.years", "development.trend"]
    for figure in figures:
        assert figure.title
        assert figure.finding
        assert figure.alternative
        assert len(figure.table.rows)
        assert set(figure.table.columns) & set(figure.table.rows.columns)
        assert figure.provenance.line.startswith("DEMO")
        assert list(figure.marked_rows().columns[-3:]) == ["källa", "hämtad", "DEMO"]
        for kind in formats():
            if kind.fits(figure):
                assert kind.write([figure])
    assert {kind.id for kind in formats() if kind.fits(figures[0])} >= {"csv", "excel", "svg", "png"}


def test_the_picture_has_the_legend_that_the_page_has_beside_it(demo: Reader) -> None:
    chart, _ = make(Choices(GAVLE), demo, SV)
    assert chart.picture is not None
    for line in ("Gävle", "Gävleborgs län", SV("development.country"), SV("development.peers")):
        assert f">{line}<" in chart.picture.svg()


def test_files_are_made_in_a_thread_without_a_session(demo: Reader) -> None:
    """Rows, chart and workbook are made when they are asked for, where Streamlit holds no session."""
    figures = make(Choices(GAVLE), demo, EN)
    with ThreadPoolExecutor(1) as thread:
        files = [thread.submit(kind.write, [f]).result() for f in figures for kind in formats() if kind.fits(f)]
    assert all(files)


def test_a_visitors_own_data_are_said_to_be_theirs(demo_folder: Path) -> None:
    """Neither a publisher's nor made up, although all else in the store is."""
    reader = Reader(Store(demo_folder), Brought({OWN_SLUG: own()}))
    choices = Choices(Selection(indicator=OWN_SLUG, period=2022, area="2180"))
    for figure in make(choices, reader, SV):
        rows = figure.marked_rows()
        assert set(rows["källa"]) == {SV("provenance.row_own_computed", publisher=OWN_FILE)}
        assert "DEMO" not in rows
        assert figure.provenance.line.startswith(SV("provenance.own", name=OWN_FILE))
        assert "påhittade" not in figure.provenance.line
        assert "()" not in "".join(figure.provenance.about(figure.about).values())
        assert not figure.file_name("csv").startswith("DEMO")


def test_what_a_link_says_is_the_way_back() -> None:
    link = {"lines": "sexes", "among": "country,tenths"}
    choices = Choices.read(GAVLE, from_link(link))
    assert choices.by_sex
    assert choices.among == ("country", "tenths")
    parameters = choices.address.parameters
    assert Choices.read(GAVLE, from_link(parameters)) == choices
    assert parameters["area"] == "2180"


@pytest.mark.parametrize(("lines", "among"), [("total", PARTS), ("sexes", ("near", "country"))])
def test_twice_over_less_is_shown_to_begin_with(lines: str, among: tuple[str, ...]) -> None:
    assert Choices.read(GAVLE, from_link({"lines": lines, "among": "nonsense"})).among == among


def test_made_up_areas_are_called_as_the_language_has_it(demo: Reader) -> None:
    year = demo.coverage().periods("uvas_16_24", Level.MADE_UP)[-1]
    area = demo.area_table("uvas_16_24", Level.MADE_UP, year, "2180")[0]["code"].iloc[0]
    selection = Selection(indicator="uvas_16_24", period=year, level=Level.MADE_UP, within="2180", area=area)
    chart, _ = make(Choices(selection), demo, EN)
    assert "Made-up" in chart.title
    assert chart.provenance.demo
