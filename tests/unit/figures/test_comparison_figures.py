"""What the comparison page answers with, made without a session: whole, sourced, and written as every kind of file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from builders import OWN_FILE, OWN_SLUG, own
from halsogap.exporting.formats import formats
from halsogap.figures.address import Selection
from halsogap.figures.choices import from_link
from halsogap.figures.comparison.choices import NEAREST, Choices
from halsogap.figures.comparison.figures import make
from halsogap.figures.figure import Figure
from halsogap.i18n import words
from halsogap.model import Level, Sex
from halsogap.reading.brought import Brought, OwnIndicator
from halsogap.reading.reader import Reader
from halsogap.store.store import Store

SV, EN = words("sv"), words("en")
YOUNG = "uvas_16_24"
"""An indicator of the demo with women, men and total, at every level."""


@pytest.fixture
def demo(demo_folder: Path) -> Reader:
    """A plain reader of the demo store."""
    return Reader(Store(demo_folder))


def gavle(reader: Reader, **changes: Any) -> Selection:
    """Gävle in the latest year, settled."""
    level = changes.get("level", Level.KOMMUN)
    latest = reader.coverage().periods(YOUNG, level)[-1]
    return Selection(**{"indicator": YOUNG, "period": latest, "area": "2180", **changes})


def figures(reader: Reader, selection: Selection | None = None, language: str = "sv", **link: str) -> list[Figure]:
    choices = Choices.read(selection or gavle(reader), from_link(link), reader)
    return make(choices, reader, words(language))


@pytest.mark.parametrize("link", [{}, {"sex": "K", "who": "low"}, {"against": "uvas_16_24"}])
def test_every_figure_is_whole_and_becomes_every_file(demo: Reader, link: dict[str, str]) -> None:
    made = figures(demo, **link)
    assert [figure.id for figure in made] == ["comparison.scatter", "comparison.ahead"]
    for figure in made:
        assert figure.title
        assert figure.finding
        assert figure.alternative
        assert figure.notes
        assert len(figure.table.rows)
        assert set(figure.table.columns) <= set(figure.table.rows.columns)
        assert figure.provenance.line.startswith("DEMO")
        assert list(figure.marked_rows().columns[-3:]) == ["källa", "hämtad", "DEMO"]
        for kind in formats():
            if kind.fits(figure):
                assert kind.write([figure])
    assert {kind.id for kind in formats() if kind.fits(made[0])} >= {"csv", "excel", "svg", "png"}


def test_those_ahead_are_numbers_the_surest_first(demo: Reader) -> None:
    scatter, ahead = figures(demo)
    rows = ahead.table.rows
    assert 0 < len(rows) <= 12
    assert (rows[SV("comparison.ahead")] > 0).all()
    assert rows[SV("comparison.probability")].is_monotonic_decreasing
    assert set(rows[SV("export.code")]) < set(scatter.table.rows[SV("export.code")])
    low = figures(demo, who="low")[1].table.rows
    assert set(low.iloc[:, list(low.columns).index(SV("comparison.people")) - 1]) == {SV("comparison.low")}


def test_files_are_made_in_a_thread_without_a_session(demo: Reader) -> None:
    with ThreadPoolExecutor(1) as thread:
        made = figures(demo, language="en")
        files = [thread.submit(kind.write, [f]).result() for f in made for kind in formats() if kind.fits(f)]
    assert all(files)


def test_where_nobody_can_be_ahead_there_is_no_list(demo_folder: Path) -> None:
    """Three areas make no line."""
    mine = own()
    few = mine.observations[mine.observations["area"].isin(["2180", "2181", "2182"])]
    reader = Reader(Store(demo_folder), Brought({OWN_SLUG: OwnIndicator(mine.indicator, few)}))
    (only,) = figures(reader, Selection(indicator=OWN_SLUG, period=2022))
    assert only.id == "comparison.scatter"
    assert isinstance(only.table.rows, pd.DataFrame)


def test_what_rests_on_own_and_made_up_data_says_both(demo_folder: Path) -> None:
    """The other axis and the thirds are the demo's: the rows are the visitor's own, and marked."""
    reader = Reader(Store(demo_folder), Brought({OWN_SLUG: own()}))
    for figure in figures(reader, Selection(indicator=OWN_SLUG, period=2022)):
        rows = figure.marked_rows()
        assert set(rows["källa"]) == {SV("provenance.row_own_made_up", publisher=OWN_FILE)}
        assert set(rows["DEMO"]) == {"DEMO"}
        assert figure.provenance.line.startswith(SV("provenance.own", name=OWN_FILE))
        assert "()" not in "".join(figure.provenance.about(figure.about).values())


def test_counts_that_the_visitor_gives_are_said_to_be_known(demo_folder: Path) -> None:
    """Own data carry their counts themselves, and need no population of the catalogue's."""
    reader = Reader(Store(demo_folder), Brought({OWN_SLUG: own()}))
    scatter, *_ = figures(reader, Selection(indicator=OWN_SLUG, period=2022))
    assert SV("comparison.chance_counts") in scatter.notes
    assert SV("comparison.chance_size") not in scatter.notes


def test_the_nearest_year_follows_the_year_that_is_shown(demo: Reader) -> None:
    """A link that says no year of its own keeps saying none, so that another year takes its nearest along."""
    choices = Choices.read(gavle(demo), from_link({}), demo)
    assert choices.address.parameters["against_year"] == NEAREST
    earlier = Choices.read(gavle(demo, period=2018), from_link(choices.address.parameters), demo)
    assert earlier.against_period == 2018


def test_what_a_link_says_is_the_way_back(demo: Reader) -> None:
    link = {"against": "forgymnasial", "against_year": "2017", "sex": "M", "condition": "nettoinkomst", "who": "low"}
    choices = Choices.read(gavle(demo), from_link(link), demo)
    assert (choices.against, choices.against_period, choices.sex) == ("forgymnasial", 2017, Sex.M)
    assert (choices.condition, choices.only_low) == ("nettoinkomst", True)
    assert Choices.read(gavle(demo), from_link(choices.address.parameters), demo) == choices


def test_made_up_areas_are_called_as_the_language_has_it(demo: Reader) -> None:
    small = gavle(demo, level=Level.MADE_UP, within="2180", area=None)
    scatter, *_ = figures(demo, small, "en")
    assert scatter.table.rows[EN("export.area")].str.startswith("Made-up area").all()
