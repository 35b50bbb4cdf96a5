"""What everyone would avoid by matching the reference: tables made by hand, and every question that has no answer."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from halsogap.errors import BadInput, NoCounts, NoDirection, NoPopulation, NoReference, WrongSide
from halsogap.model import Better, Level, Sex
from halsogap.stats.whatif.answer import Match, Question, match, what_if
from halsogap.stats.whatif.evidence import Evidence
from halsogap.stats.whatif.menu import Kind, Reference
from whatif_cases import CATALOG, FALLS, POOR, evidence, rows

RATES = {"01": 5000.0, "03": 4000.0, "04": 4500.0, "05": 6000.0}
PEOPLE = {"01": 10_000.0, "03": 2_000.0, "04": 4_000.0, "05": 1_000.0}


def asked(reference: str, **question: object) -> Match:
    return match(evidence(RATES, PEOPLE), Question(2020, reference=Reference.parse(reference), **question))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reference", "value", "avoided"),
    [
        ("best", 4000, [100, 0, 20, 20]),
        ("best3", 4500, [50, 0, 0, 15]),
        ("p10", 4150, [85, 0, 14, 18.5]),
        ("area:04", 4500, [50, 0, 0, 15]),
        ("number:4800", 4800, [20, 0, 0, 12]),
    ],
)
def test_avoided_is_people_times_the_distance_to_the_reference(
    reference: str, value: float, avoided: list[float]
) -> None:
    found = asked(reference)
    assert found.common_reference == pytest.approx(value)
    assert found.avoided == pytest.approx(avoided)
    assert found.total == pytest.approx(sum(avoided))


def test_where_higher_is_better_the_best_is_the_highest_and_those_below_it_gain() -> None:
    found = match(evidence(RATES, PEOPLE, better=Better.HIGHER), Question(2020))
    assert found.common_reference == 6000
    assert found.avoided == pytest.approx([100, 40, 60, 0])
    tenth = match(evidence(RATES, PEOPLE, better=Better.HIGHER), Question(2020, reference=Reference(Kind.TENTH)))
    assert tenth.common_reference == pytest.approx(5700)


@pytest.mark.parametrize("share", [1.0, 0.5, 0.25])
def test_a_part_of_the_way_gives_that_part(share: float) -> None:
    assert asked("best", share=share).total == pytest.approx(140 * share)


@pytest.mark.parametrize("share", [0.0, -0.5, 1.5, math.nan])
def test_no_other_part_of_the_way_can_be_gone(share: float) -> None:
    with pytest.raises(BadInput, match="share of the way"):
        asked("best", share=share)


def test_the_country_and_a_county_can_be_the_reference_of_municipalities() -> None:
    country = rows(FALLS.slug, {"0000": 4600}, level=Level.RIKET)
    county = rows(FALLS.slug, {"21": 4200}, level=Level.LAN)
    persons = [rows("befolkning_80", {"0000": 17_000}, level=Level.RIKET), rows("befolkning_80", {"21": 5_000})]
    held = evidence(
        {"2101": 5000, "2104": 4000}, {"2101": 1000, "2104": 1000}, country, county, *persons, level=Level.KOMMUN
    )
    assert match(held, Question(2020, reference=Reference(Kind.COUNTRY))).avoided == pytest.approx([4, 0])
    assert match(held, Question(2020, reference=Reference.parse("area:21"))).avoided == pytest.approx([8, 0])


def test_each_municipality_matches_the_best_five_of_its_own_seven() -> None:
    codes = [f"01{n:02d}" for n in range(10, 18)]
    rates = dict(zip(codes, [8000, 1000, 2000, 3000, 4000, 5000, 6000, 7000], strict=True))
    others = {code: tuple(other for other in codes if other != code) for code in codes}
    held = evidence(rates, dict.fromkeys(codes, 1000), level=Level.KOMMUN, peers=others | {"0117": ("0110", "0111")})
    found = match(held, Question(2020, reference=Reference(Kind.PEERS)))
    # The first has the others' 1000 to 5000 to match; the last has too few similar ones to be asked.
    assert found.reference[:2] == pytest.approx([3000, 4000])
    assert found.avoided[:2] == pytest.approx([50, 0])
    assert math.isnan(found.reference[-1])
    assert math.isnan(found.avoided[-1])
    assert found.common_reference is None
    answer = what_if(held, Question(2020, reference=Reference(Kind.PEERS)), draws=500)
    assert np.isfinite([answer.avoided, answer.interval.lower, answer.interval.upper, answer.floor.mean]).all()
    assert math.isnan(answer.rows()["avoided"].iloc[-1])


def test_women_match_men_in_their_own_area_and_men_match_women() -> None:
    women, men = {"01": 7000.0, "03": 3000.0}, {"01": 5000.0, "03": 4000.0}
    half = {"01": 1000.0, "03": 1000.0}
    parts = [
        rows(FALLS.slug, women, sex="K"),
        rows(FALLS.slug, men, sex="M"),
        rows("befolkning_80", half, sex="K"),
        rows("befolkning_80", half, sex="M"),
    ]
    held = evidence({"01": 6000, "03": 3500}, {"01": 2000, "03": 2000}, *parts)
    as_men = match(held, Question(2020, Sex.K, Reference(Kind.WOMEN_MATCH_MEN)))
    assert as_men.avoided == pytest.approx([20, 0])
    as_women = match(held, Question(2020, Sex.M, Reference(Kind.MEN_MATCH_WOMEN)))
    assert as_women.avoided == pytest.approx([0, 10])
    with pytest.raises(BadInput, match="Choose sex K"):
        match(held, Question(2020, Sex.T, Reference(Kind.WOMEN_MATCH_MEN)))


def test_women_and_men_are_answered_from_their_own_rates_and_not_made_to_sum() -> None:
    parts = [
        rows(FALLS.slug, {"01": 6000, "03": 4000}, sex="K"),
        rows(FALLS.slug, {"01": 2000, "03": 5000}, sex="M"),
        rows("befolkning_80", {"01": 500, "03": 500}, sex="K"),
        rows("befolkning_80", {"01": 500, "03": 500}, sex="M"),
    ]
    held = evidence({"01": 4000, "03": 4500}, {"01": 1000, "03": 1000}, *parts)
    by_sex = [match(held, Question(2020, sex)).total for sex in (Sex.K, Sex.M, Sex.T)]
    assert by_sex == pytest.approx([10, 15, 5])


def test_the_target_is_the_countrys_baseline_moved_as_far_as_the_target_says() -> None:
    baseline = rows(FALLS.slug, {"0000": 6200}, year=2015, level=Level.RIKET)
    found = match(evidence(RATES | {"05": 5300}, PEOPLE, baseline), Question(2020, reference=Reference(Kind.TARGET)))
    # 10 fewer per 1 000, and the values are per 100 000.
    assert found.common_reference == 5200
    assert found.avoided == pytest.approx([0, 0, 0, 1])


def test_another_years_population_counts_the_same_rates_in_other_people() -> None:
    later = rows("befolkning_80", {code: 2 * n for code, n in PEOPLE.items()}, year=2022)
    held = evidence(RATES, PEOPLE, later)
    assert match(held, Question(2020, population_year=2022)).total == pytest.approx(280)


def test_a_rolling_mean_rests_on_as_many_years_of_people() -> None:
    earlier = [rows("befolkning_80", {"01": n, "03": n}, year=year) for n, year in ((900, 2018), (1000, 2019))]
    held = evidence({"01": 5000, "03": 4000}, {"01": 1100, "03": 1100}, *earlier)
    assert held.basis(2020, Sex.T).exposure == pytest.approx([3000, 3000])
    # A year that is not stored counts as the mean of those that are.
    assert evidence({"01": 5000}, {"01": 1100}).basis(2020, Sex.T).exposure == pytest.approx([3300])


def test_counts_of_the_values_own_stand_in_for_a_population() -> None:
    own = replace(POOR, people=None)
    counted = rows(own.slug, {"01": 20.0, "03": 10.0}).assign(numerator=[200.0, 50.0], denominator=[1000.0, 500.0])
    found = match(Evidence(own, Level.LAN, counted, counted.iloc[:0]), Question(2020))
    assert found.basis.proportion
    assert found.avoided == pytest.approx([100, 0])


def test_an_area_without_value_or_population_is_named_and_never_counts_as_0() -> None:
    held = evidence(RATES | {"05": math.nan}, {code: n for code, n in PEOPLE.items() if code != "03"} | {"06": 100})
    found = match(held, Question(2020))
    assert found.basis.codes.tolist() == ["01", "04"]
    assert found.basis.without == ("03", "05", "06")


def test_rows_tell_each_areas_gain_in_people_and_per_thousand() -> None:
    answer = what_if(evidence(RATES, PEOPLE), Question(2020), draws=1000)
    table = answer.rows()
    assert table["area"].tolist() == list(RATES)
    assert table["avoided"].sum() == pytest.approx(answer.avoided)
    assert table["per_1000"].tolist() == pytest.approx([10, 0, 5, 20])
    assert (table["lower"] <= table["avoided"]).all()
    assert (table["avoided"] <= table["upper"]).all()


# -- what has no answer -----------------------------------------------------------------------------------------------


def without_counts(slug: str) -> Evidence:
    indicator = CATALOG[slug]
    return Evidence(indicator, Level.LAN, rows(slug, {"01": 80.0}), pd.DataFrame())


def test_a_survey_percentage_without_counts_is_refused() -> None:
    with pytest.raises(NoCounts, match=r"gives no counts.*Choose an indicator where everyone"):
        without_counts("sjalvskattad_halsa")


def test_an_indicator_without_population_is_refused() -> None:
    with pytest.raises(NoPopulation, match=r"\(years\) has no population.*name its `people`"):
        without_counts("medellivslangd")


def test_where_no_direction_is_good_nothing_can_be_avoided() -> None:
    with pytest.raises(NoDirection, match="Neither high nor low"):
        without_counts("eftergymnasial")


def test_a_year_without_values_or_without_population_says_which_there_are() -> None:
    with pytest.raises(NoPopulation, match=r"no values for lan in 1990.*values: 2020–2020; with population: 2020"):
        match(evidence(RATES, PEOPLE), Question(1990))
    with pytest.raises(NoPopulation, match="no population of 2031"):
        match(evidence(RATES, PEOPLE), Question(2020, population_year=2031))
    with pytest.raises(NoPopulation, match="Nothing is stored"):
        evidence(RATES, PEOPLE).latest(Sex.K)


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("area:24", "'24' has no value"),
        ("area:05", "'05' has no value"),
        ("country", "'0000' has no value"),
        ("target", "the country's value of 2015"),
        ("peers", "similar areas are municipalities"),
        ("women_match_men", "no values by sex"),
    ],
)
def test_a_reference_without_a_value_is_refused(reference: str, message: str) -> None:
    held = evidence(
        RATES | {"05": math.nan}, PEOPLE, rows("befolkning_80", PEOPLE, sex="K"), rows(FALLS.slug, RATES, sex="K")
    )
    sex = Sex.K if reference == "women_match_men" else Sex.T
    with pytest.raises(NoReference, match=message):
        match(held, Question(2020, sex, Reference.parse(reference)))


def test_an_indicator_without_a_target_says_so() -> None:
    with pytest.raises(NoReference, match="no published target"):
        match(evidence({"01": 20}, {"01": 100}, indicator=POOR), Question(2020, reference=Reference(Kind.TARGET)))


@pytest.mark.parametrize(("better", "number"), [(Better.LOWER, 6000), (Better.LOWER, 9000), (Better.HIGHER, 4000)])
def test_a_number_where_everyone_already_is_lies_on_the_wrong_side(better: Better, number: float) -> None:
    with pytest.raises(WrongSide, match=r"wrong side.*Type a target that is (below 6000|above 4000)"):
        match(evidence(RATES, PEOPLE, better=better), Question(2020, reference=Reference(Kind.NUMBER, number=number)))


def test_a_share_of_more_than_all_is_no_target() -> None:
    held = evidence({"01": 20, "03": 10}, {"01": 100, "03": 100}, indicator=POOR, better=Better.HIGHER)
    with pytest.raises(WrongSide, match="none that"):
        match(held, Question(2020, reference=Reference.parse("number:101")))


def test_a_target_against_the_favourable_direction_is_refused() -> None:
    held = evidence(RATES, PEOPLE, better=Better.HIGHER)
    with pytest.raises(WrongSide, match="to decrease what is better higher"):
        match(held, Question(2020, reference=Reference(Kind.TARGET)))


@pytest.mark.parametrize("said", ["bset", "area:", "number:", "number:many", "number:-1", "number:nan", "best:3", ""])
def test_a_reference_that_is_none_is_refused(said: str) -> None:
    with pytest.raises(BadInput):
        Reference.parse(said)


@pytest.mark.parametrize("said", [*(str(k) for k in Kind if k not in ("area", "number")), "area:21", "number:4800.5"])
def test_a_reference_goes_to_text_and_back(said: str) -> None:
    assert str(Reference.parse(said)) == said
    assert Reference.parse("number:4800,5").number == 4800.5
