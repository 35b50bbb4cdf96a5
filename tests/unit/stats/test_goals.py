"""How a goal stands: hand-made values against the rules of docs/methods.md."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halsogap.catalog.catalog import Catalog
from halsogap.model import Better, Break, Indicator, Level, People, Sex, Target, Text
from halsogap.stats.goals import (
    Basis,
    Judgement,
    LocalTarget,
    Movement,
    Outcome,
    Reason,
    judge,
    report_year,
    reported,
    tally,
    target_range,
)
from halsogap.stats.people import behind

NO = Text("", "")
TARGET = Target("increase", 2, Text("procentenheter", "points"), 2015, 2022, "SKL")


@pytest.fixture
def share(whole_catalog: Catalog) -> Indicator:
    """A share of which more is better, with a baseline and no target, break or people."""
    return replace(
        whole_catalog["behorig_gymnasiet"], target=None, breaks=(), people=None, rolling_years={}, baseline_year=2015
    )


def total(**by_year: float) -> dict[int, dict[Sex, float]]:
    """Values of both together: total(y2015=80.0)."""
    return {int(year[1:]): {Sex.T: value} for year, value in by_year.items()}


def of(indicator: Indicator, **by_year: float) -> Judgement:
    return judge(indicator, Level.KOMMUN, total(**by_year))


@pytest.mark.parametrize(
    ("now", "movement", "outcome"),
    [
        (81.0, Movement.BETTER, Outcome.CLOSER),
        (80.5, Movement.BETTER, Outcome.CLOSER),
        (80.49, Movement.UNCHANGED, Outcome.CLOSER),
        (79.51, Movement.UNCHANGED, Outcome.CLOSER),
        (79.5, Movement.WORSE, Outcome.WORSE),
    ],
)
def test_half_a_percentage_point_is_the_least_change(
    share: Indicator, now: float, movement: Movement, outcome: Outcome
) -> None:
    one = of(share, y2015=80.0, y2022=now)
    assert (one.movement, one.outcome, one.basis, one.reason) == (movement, outcome, Basis.BASELINE, None)


def test_the_favourable_direction_decides_what_is_worse(share: Indicator) -> None:
    fewer = replace(share, better=Better.LOWER)
    assert of(fewer, y2015=10.0, y2022=12.0).outcome is Outcome.WORSE
    assert of(fewer, y2015=10.0, y2022=8.0).movement is Movement.BETTER


def test_without_a_direction_nothing_is_judged(share: Indicator) -> None:
    one = of(replace(share, better=Better.UNKNOWN), y2015=10.0, y2022=12.0)
    assert (one.outcome, one.reason) == (Outcome.NOT_COMPARABLE, Reason.NO_DIRECTION)


@pytest.mark.parametrize(
    ("now", "outcome"),
    [(82.0, Outcome.REACHED), (90.0, Outcome.REACHED), (81.9, Outcome.CLOSER), (79.0, Outcome.WORSE)],
)
def test_a_published_target_is_the_places_own_baseline_moved(share: Indicator, now: float, outcome: Outcome) -> None:
    one = of(replace(share, target=TARGET), y2015=80.0, y2022=now)
    assert (one.target, one.target_year, one.basis) == ({Sex.T: 82.0}, 2022, Basis.PUBLISHED)
    assert one.outcome is outcome


def test_a_targets_step_is_in_the_reports_unit(whole_catalog: Catalog) -> None:
    """Falls: 10 fewer per 1 000 is 1 000 fewer per 100 000."""
    one = of(replace(whole_catalog["fallskador_80"], people=None), y2015=6210.0, y2021=5210.0)
    assert (one.target, one.outcome) == ({Sex.T: 5210.0}, Outcome.REACHED)


def test_falls_change_only_from_half_a_fall_per_thousand(whole_catalog: Catalog) -> None:
    falls = replace(whole_catalog["fallskador_80"], people=None)
    assert of(falls, y2015=6000.0, y2021=6049.0).movement is Movement.UNCHANGED
    assert of(falls, y2015=6000.0, y2021=6050.0).movement is Movement.WORSE


def test_a_published_target_needs_a_value_of_its_own_baseline_year(share: Indicator) -> None:
    one = of(replace(share, target=TARGET), y2017=80.0, y2022=83.0)
    assert (one.basis, one.target, one.then.year if one.then else None) == (Basis.BASELINE, {}, 2017)
    assert one.outcome is Outcome.CLOSER


def test_then_is_the_first_year_from_the_baseline_on_and_now_the_last_that_counts(share: Indicator) -> None:
    values = total(y2010=50.0, y2016=60.0, y2018=70.0, y2022=80.0)
    one = judge(share, Level.KOMMUN, values, until=2019)
    assert one.then
    assert one.now
    assert (one.then.year, one.now.year) == (2016, 2018)


def test_nothing_is_compared_across_a_break(share: Indicator) -> None:
    broken = replace(share, target=TARGET, breaks=(Break(2021, NO),))
    one = of(broken, y2015=70.0, y2022=90.0)
    assert (one.outcome, one.reason, one.movement, one.target) == (Outcome.NOT_COMPARABLE, Reason.BREAK, None, {})
    assert judge(broken, Level.KOMMUN, total(y2015=70.0, y2020=90.0)).outcome is Outcome.REACHED


@pytest.mark.parametrize(
    ("values", "reason", "shown"),
    [
        ({}, Reason.NO_VALUES, (None, None)),
        ({"y2015": 80.0}, Reason.NO_VALUE_NOW, (2015, None)),
        ({"y2012": 80.0}, Reason.NO_VALUE_NOW, (None, None)),
        ({"y2012": 80.0, "y2022": 80.0}, Reason.NO_VALUE_THEN, (None, 2022)),
    ],
)
def test_what_lacks_a_value_says_which(
    share: Indicator, values: dict[str, float], reason: Reason, shown: tuple[int | None, int | None]
) -> None:
    one = of(share, **values)
    assert (one.outcome, one.reason) == (Outcome.NOT_COMPARABLE, reason)
    assert (one.then.year if one.then else None, one.now.year if one.now else None) == shown


def test_a_year_after_the_last_that_counts_is_not_now(share: Indicator) -> None:
    one = judge(share, Level.KOMMUN, total(y2020=80.0), until=2016)
    assert (one.reason, one.now) == (Reason.NO_VALUE_NOW, None)


def test_a_new_measure_has_no_baseline(whole_catalog: Catalog) -> None:
    one = of(whole_catalog["trygg_ak5"], y2022=80.0, y2024=90.0)
    assert (one.outcome, one.reason) == (Outcome.NOT_COMPARABLE, Reason.NO_BASELINE)
    assert one.now
    assert one.now.year == 2024


def test_women_and_men_are_judged_apart_where_there_is_no_total_and_the_worse_decides(whole_catalog: Catalog) -> None:
    life = whole_catalog["medellivslangd"]
    values = {2015: {Sex.K: 83.0, Sex.M: 80.0}, 2022: {Sex.K: 84.0, Sex.M: 79.9}}
    one = judge(life, Level.LAN, values)
    assert (one.sexes, one.outcome) == ((Sex.K, Sex.M), Outcome.WORSE)
    assert judge(life, Level.LAN, {**values, 2022: {Sex.K: 84.0, Sex.M: 80.02}}).movement is Movement.UNCHANGED


def test_a_year_that_lacks_one_of_the_sexes_judged_does_not_count(whole_catalog: Catalog) -> None:
    values = {2015: {Sex.K: 83.0, Sex.M: 80.0}, 2021: {Sex.K: 84.0, Sex.M: 81.0}, 2022: {Sex.K: 85.0}}
    one = judge(whole_catalog["medellivslangd"], Level.LAN, values)
    assert one.now
    assert one.now.year == 2021


def test_a_target_of_ones_own_goes_before_the_published_one(share: Indicator) -> None:
    own = LocalTarget("2180", "x", 85.0, 2030)
    one = judge(replace(share, target=TARGET), Level.KOMMUN, total(y2015=80.0, y2022=83.0), local=own)
    assert (one.basis, one.target, one.target_year, one.outcome) == (
        Basis.LOCAL,
        {Sex.T: 85.0},
        2030,
        Outcome.CLOSER,
    )


def test_whether_a_target_of_ones_own_is_reached_needs_no_baseline(share: Indicator, whole_catalog: Catalog) -> None:
    own = LocalTarget("2180", "x", 85.0, 2030)
    new = whole_catalog["trygg_ak5"]
    assert judge(new, Level.KOMMUN, total(y2022=85.0), local=own).outcome is Outcome.REACHED
    assert judge(new, Level.KOMMUN, total(y2022=84.9), local=own).outcome is Outcome.NOT_COMPARABLE
    broken = replace(share, breaks=(Break(2021, NO),))
    assert judge(broken, Level.KOMMUN, total(y2015=70.0, y2022=86.0), local=own).outcome is Outcome.REACHED
    only_then = judge(share, Level.KOMMUN, total(y2015=86.0), local=own)
    assert only_then.now
    assert (only_then.outcome, only_then.now.year) == (Outcome.REACHED, 2015)


def test_a_change_that_chance_may_have_made_is_none_where_people_are_counted(share: Indicator) -> None:
    """Newcombe: 80 of 100 and 84 of 100 differ by 4 points (-6.8 to 14.6); of 10 000 by 2.9 to 5.1."""
    counted = replace(share, people=People((("x", 1.0),), NO, counted=True))
    values = total(y2015=80.0, y2022=84.0)
    few, many = ({"x": {2015: {Sex.T: n}, 2022: {Sex.T: n}}} for n in (100.0, 10_000.0))
    small = judge(counted, Level.KOMMUN, values, who=behind(counted, Level.KOMMUN, few))
    large = judge(counted, Level.KOMMUN, values, who=behind(counted, Level.KOMMUN, many))
    assert (small.movement, small.chance, small.outcome) == (Movement.UNCHANGED, True, Outcome.CLOSER)
    assert (large.movement, large.chance) == (Movement.BETTER, False)


def test_chance_is_not_asked_of_a_survey_nor_of_means_that_share_years(share: Indicator) -> None:
    values = total(y2015=80.0, y2017=84.0)
    people = {"x": {year: {Sex.T: 100.0} for year in range(2010, 2018)}}
    for asked in (
        replace(share, people=People((("x", 1.0),), NO, counted=False)),
        replace(share, people=People((("x", 1.0),), NO, counted=True), rolling_years={Level.KOMMUN: 3}),
    ):
        who = behind(asked, Level.KOMMUN, people)
        assert judge(asked, Level.KOMMUN, values, who=who).movement is Movement.BETTER


def test_the_tally_has_every_outcome_in_order(share: Indicator) -> None:
    judged = [of(share, y2015=80.0, y2022=now) for now in (81.0, 82.0, 70.0)]
    assert list(tally(judged).items()) == [
        (Outcome.REACHED, 0),
        (Outcome.CLOSER, 2),
        (Outcome.WORSE, 1),
        (Outcome.NOT_COMPARABLE, 0),
    ]


def test_the_reports_figures_come_in_the_indicators_own_unit(whole_catalog: Catalog) -> None:
    falls, life = whole_catalog["fallskador_80"], whole_catalog["medellivslangd"]
    assert reported(falls) == {2015: {Sex.T: pytest.approx(6200)}, 2021: {Sex.T: pytest.approx(5800)}}
    assert reported(life)[2022] == {Sex.K: 84.6, Sex.M: 81.0}
    assert (report_year(falls), report_year(replace(falls, published=()))) == (2021, None)


def test_a_target_stays_within_its_unit(whole_catalog: Catalog) -> None:
    assert target_range(whole_catalog["behorig_gymnasiet"]) == (0.0, 100.0)
    assert target_range(whole_catalog["fallskador_80"]) == (0.0, 1e9)


values_by_year = st.dictionaries(
    st.integers(2008, 2024),
    st.dictionaries(st.sampled_from(list(Sex)), st.floats(0, 100), min_size=1),
    max_size=8,
)


@settings(deadline=None)
@given(values=values_by_year, until=st.none() | st.integers(2005, 2026), broken=st.none() | st.integers(2010, 2024))
def test_every_goal_is_judged_and_what_cannot_be_compared_says_why(
    whole_catalog: Catalog, values: dict[int, dict[Sex, float]], until: int | None, broken: int | None
) -> None:
    breaks = (Break(broken, NO),) if broken else ()
    indicator = replace(whole_catalog["behorig_gymnasiet"], breaks=breaks, people=None)
    one = judge(indicator, Level.KOMMUN, values, until=until)
    assert (one.outcome is Outcome.NOT_COMPARABLE) == (one.reason is not None) == (one.movement is None)
    if one.movement:
        assert one.then
        assert one.now
        assert 2015 <= one.then.year < one.now.year <= (until or 2024)
        assert indicator.break_between(one.then.year, one.now.year) is None
        assert set(one.sexes) <= set(one.now.values)


@settings(deadline=None)
@given(then=st.floats(0, 100), now=st.floats(0, 100))
def test_turning_the_direction_turns_the_judgement(whole_catalog: Catalog, then: float, now: float) -> None:
    more = replace(whole_catalog["behorig_gymnasiet"], breaks=(), people=None, target=None)
    turned = {Movement.BETTER: Movement.WORSE, Movement.WORSE: Movement.BETTER, Movement.UNCHANGED: Movement.UNCHANGED}
    up, down = (of(replace(more, better=b), y2015=then, y2022=now).movement for b in (Better.HIGHER, Better.LOWER))
    assert up
    assert down is turned[up]
