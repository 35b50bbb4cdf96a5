"""Who a value speaks of, and a difference as a number of them, against sums made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from halsogap.catalog.catalog import Catalog
from halsogap.model import Indicator, Level, People, Sex, Text
from halsogap.stats.intervals import Interval, difference, rate, wilson
from halsogap.stats.people import Persons, behind, interval, persons


@pytest.fixture
def smoke(whole_catalog: Catalog) -> Indicator:
    return whole_catalog["tobaksrok_8man"]


def test_parts_of_populations_add_up_where_all_are_known(whole_catalog: Catalog) -> None:
    people = People((("a", 1.0), ("b", 0.5)), Text("", ""), counted=True)
    a = {2020: {Sex.T: 10.0, Sex.K: 6.0}, 2021: {Sex.T: 12.0}, 2022: {Sex.T: 13.0}}
    b = {2020: {Sex.T: 4.0}, 2021: {Sex.T: 6.0}}
    who = behind(replace(whole_catalog["uvas_16_24"], people=people), Level.KOMMUN, {"a": a, "b": b})
    assert who
    assert who.by_year == {2020: {Sex.T: 12.0}, 2021: {Sex.T: 15.0}, 2022: {}}


def test_nobody_stands_behind_an_index(whole_catalog: Catalog) -> None:
    assert behind(whole_catalog["pv_respekt"], Level.LAN, {}) is None


def test_thirteen_fewer_infants(smoke: Indicator) -> None:
    """The report's own example: of 1 000 infants (a sixth of 6 000 children) from 6.3 to 5 per cent is 13 fewer."""
    who = behind(smoke, Level.KOMMUN, {"befolkning_0_5": {2021: {Sex.T: 6000.0}}})
    left = persons(6.3, 5.0, 2021, Sex.T, who)
    assert left
    assert left.number == -13
    low, high = wilson(63.01, 1000.2).lower, wilson(63.01, 1000.2).upper
    assert left.limits == (round((0.05 - high) * 1000.2), round((0.05 - low) * 1000.2))


def test_a_survey_gives_a_number_without_an_interval(whole_catalog: Catalog) -> None:
    sitting = whole_catalog["stillasittande"]
    people = {slug: {2022: {Sex.T: 1000.0}} for slug, _ in sitting.people.of} if sitting.people else {}
    who = behind(sitting, Level.KOMMUN, people)
    assert persons(50.0, 40.0, 2022, Sex.T, who) == Persons(-350)


def test_a_three_year_rate_has_three_years_behind_its_interval_and_one_years_people(whole_catalog: Catalog) -> None:
    falls = whole_catalog["fallskador_80"]
    people = {"befolkning_80": {year: {Sex.T: 1000.0 + year - 2019} for year in (2019, 2020, 2021)}}
    who = behind(falls, Level.KOMMUN, people)
    limits = interval(6000.0, 2021, Sex.T, who)
    assert limits == rate(6000 / 100_000 * 3003, 3003, per=100_000)
    left = persons(6000.0, 5000.0, 2021, Sex.T, who)
    assert left
    assert left.number == -10
    assert interval(6000.0, 2020, Sex.T, who) is None, "2018 is not there"


def test_without_the_years_population_there_is_no_number(smoke: Indicator) -> None:
    who = behind(smoke, Level.KOMMUN, {"befolkning_0_5": {2020: {Sex.T: 6000.0}}})
    assert persons(6.3, 5.0, 2021, Sex.T, who) is None
    assert persons(6.3, 5.0, 2021, Sex.T, None) is None


def test_a_difference_of_two_proportions_is_newcombes() -> None:
    found = difference(wilson(56, 70), wilson(48, 80))
    assert (found.value, found.lower, found.upper) == (
        pytest.approx(0.2),
        pytest.approx(0.05243, abs=5e-6),
        pytest.approx(0.33387, abs=5e-5),
    )


def test_a_difference_of_two_rates_is_movers() -> None:
    found = difference(rate(65, 1000, per=1000), rate(40, 1000, per=1000))
    assert (found.value, found.lower, found.upper) == (
        pytest.approx(25),
        pytest.approx(4.2753, abs=5e-5),
        pytest.approx(46.1934, abs=5e-5),
    )


def test_of_values_without_doubt_the_difference_has_none() -> None:
    assert difference(Interval(3, 3, 3), Interval(1, 1, 1)) == Interval(2, 2, 2)
