"""An area's profile: by hand, with what is missing, and for every made-up area of a municipality."""

import math
from dataclasses import replace
from functools import partial

import pandas as pd
import pytest

from builders import observations
from halsogap.catalog.catalog import Catalog
from halsogap.model import Better, Indicator, Level, Status
from halsogap.sources.demo import demo
from halsogap.stats.intervals import rate, wilson
from halsogap.stats.profile import Standing, profile, standing_of, standings, strengths_and_needs

PLACE = {Level.MADE_UP: "2180P001", Level.KOMMUN: "2180", Level.LAN: "21", Level.RIKET: "0000"}


@pytest.fixture
def indicator(whole_catalog: Catalog) -> Indicator:
    """A percentage of which less is better."""
    return replace(whole_catalog["uvas_16_24"], slug="andel")


rows = partial(observations, columns="level area value", missing=Status.SUPPRESSED, denominator=1_000, period=2023)
"""Percentages of 1 000 persons."""


AREAS = [("made_up", f"2180P00{i + 1}", value) for i, value in enumerate([20.0, 8, 9, 10, 11, 12])]
ABOVE = [("kommun", "2180", 11.0), ("lan", "21", 10.0), ("riket", "0000", 9.0)]


def test_by_hand(indicator: Indicator) -> None:
    """20 % where the municipality has 11: 9 points of which less is better, over a deviation of 4.32."""
    table = profile(rows(*AREAS, *ABOVE), PLACE, {"andel": indicator})
    assert len(table) == 1
    found = table.iloc[0]
    assert found[["indicator", "period", "sex", "status"]].tolist() == ["andel", 2023, "T", "value"]
    assert found[["value", "kommun", "lan", "riket"]].tolist() == [20, 11, 10, 9]
    assert (found["rank"], found["areas"]) == (6, 6)
    deviation = pd.Series([20, 8, 9, 10, 11, 12]).std()
    assert found["score"] == pytest.approx(-9 / deviation)
    assert found["apart"]
    strengths, needs = strengths_and_needs(table)
    assert strengths.empty
    assert needs["indicator"].tolist() == ["andel"]


def test_the_direction_turns_the_score(indicator: Indicator) -> None:
    table = rows(*AREAS, *ABOVE)
    more = profile(table, PLACE, {"andel": replace(indicator, better=Better.HIGHER)})
    assert more.loc[0, "score"] > 0
    assert more.loc[0, "rank"] == 1
    assert strengths_and_needs(more)[0]["indicator"].tolist() == ["andel"]
    unknown = profile(table, PLACE, {"andel": replace(indicator, better=Better.UNKNOWN)})
    assert math.isnan(unknown.loc[0, "score"])
    assert not any(len(part) for part in strengths_and_needs(unknown))


def test_what_chance_explains_is_neither_strength_nor_need(indicator: Indicator) -> None:
    """2 of 10 persons may be chance; without counts nothing contradicts the distance."""
    few = profile(rows(*AREAS, *ABOVE, denominator=10), PLACE, {"andel": indicator})
    assert not few.loc[0, "apart"]
    assert not any(len(part) for part in strengths_and_needs(few))
    bare = profile(rows(*AREAS, *ABOVE, denominator=None), PLACE, {"andel": indicator})
    assert bare["apart"].isna().all()
    assert len(strengths_and_needs(bare)[1]) == 1


def test_the_period_is_the_last_with_a_value_and_never_mixed(indicator: Indicator) -> None:
    later = rows(("made_up", "2180P001", None), ("kommun", "2180", 99.0), period=2024)
    earlier = rows(*AREAS, *ABOVE[1:], denominator=None)
    found = profile(pd.concat([later, earlier]), PLACE, {"andel": indicator}).iloc[0]
    assert found["period"] == 2023
    assert math.isnan(found["kommun"])
    # Without the municipality's value the county is the nearest reference.
    assert found["score"] == pytest.approx(-10 / pd.Series([20, 8, 9, 10, 11, 12]).std())
    only = profile(later, PLACE, {"andel": indicator}).iloc[0]
    assert only[["period", "status"]].tolist() == [2024, "suppressed"]
    assert math.isnan(only["value"])
    assert pd.isna(only["rank"])


def test_the_municipalitys_share_is_worked_out_of_its_areas_where_none_is_published(indicator: Indicator) -> None:
    """(20 + 8 + 9 + 10 + 11 + 12) % of 1,000 each: 700 of 6,000."""
    elsewhere = ("made_up", "2101P001", 90.0)
    found = profile(rows(*AREAS, elsewhere), PLACE, {"andel": indicator}).iloc[0]
    assert found["kommun"] == pytest.approx(700 / 60)
    assert found[["lan", "riket"]].isna().all()
    one_hidden = rows(*AREAS[:5], ("made_up", "2180P006", None))
    assert math.isnan(profile(one_hidden, PLACE, {"andel": indicator}).loc[0, "kommun"]), "nobody knows the sum"
    assert math.isnan(profile(rows(*AREAS, denominator=None), PLACE, {"andel": indicator}).loc[0, "kommun"])


def test_against_says_what_is_measured_against(indicator: Indicator) -> None:
    table = rows(*AREAS, *ABOVE, denominator=None)
    deviation = pd.Series([20, 8, 9, 10, 11, 12]).std()
    for level, value in ((Level.KOMMUN, 11), (Level.LAN, 10), (Level.RIKET, 9)):
        found = profile(table, PLACE, {"andel": indicator}, against=level).iloc[0]
        assert found["reference"] == value
        assert found["score"] == pytest.approx(-(20 - value) / deviation)
    without = profile(rows(*AREAS, *ABOVE[:2]), PLACE, {"andel": indicator}, against=Level.RIKET).iloc[0]
    assert math.isnan(without["reference"]), "the county does not stand in for the country"
    assert without["standing"] == ""


def test_counts_decide_the_standing_where_there_are_any(indicator: Indicator) -> None:
    """20 % of 1,000 leaves 11 % out of its interval; 20 % of 10 does not, however far away it lies."""
    sure = profile(rows(*AREAS, *ABOVE), PLACE, {"andel": indicator}).iloc[0]
    assert sure["standing"] == Standing.WORSE
    limits = wilson(200, 1000)
    assert (sure["lower"], sure["upper"]) == pytest.approx((limits.lower * 100, limits.upper * 100))
    assert (
        profile(rows(*AREAS, *ABOVE, denominator=10), PLACE, {"andel": indicator}).loc[0, "standing"] == Standing.LIKE
    )
    better = profile(rows(*AREAS, *ABOVE), PLACE, {"andel": replace(indicator, better=Better.HIGHER)})
    assert better.loc[0, "standing"] == Standing.BETTER


@pytest.mark.parametrize(("value", "standing"), [(13.0, "worse"), (11.4, "like"), (10.6, "like"), (9.0, "better")])
def test_without_counts_half_a_standard_deviation_decides(indicator: Indicator, value: float, standing: str) -> None:
    areas = [("made_up", "2180P001", value), *AREAS[1:]]
    assert profile(rows(*areas, *ABOVE, denominator=None), PLACE, {"andel": indicator}).loc[0, "standing"] == standing


def test_where_nothing_can_tell_nothing_is_judged(indicator: Indicator) -> None:
    bare = profile(rows(*AREAS[:4], *ABOVE, denominator=None), PLACE, {"andel": indicator})
    assert bare.loc[0, "standing"] == "", "four areas give no scale"
    unknown = profile(rows(*AREAS, *ABOVE), PLACE, {"andel": replace(indicator, better=Better.UNKNOWN)})
    assert unknown.loc[0, "standing"] == ""
    assert standing_of(unknown) is None
    assert not standings(unknown)


def test_a_rate_has_the_interval_of_the_people_behind_it(whole_catalog: Catalog) -> None:
    """4,000 per 100,000 of 3 x 5,000 person-years is 600 falls, and a three-year mean has three years' people."""
    falls = replace(
        whole_catalog["fallskador_80"], slug="falls", population=("people",), rolling_years={Level.KOMMUN: 3}
    )
    people = replace(whole_catalog["befolkning_80"], slug="people")
    given = [("kommun", "2180", 4000.0), ("riket", "0000", 5000.0)]
    behind = [
        rows(("kommun", "2180", 5000.0), denominator=None, period=year).assign(indicator="people")
        for year in (2021, 2022, 2023)
    ]
    place = {Level.KOMMUN: "2180", Level.RIKET: "0000"}
    known = {"falls": falls, "people": people}
    found = profile(pd.concat([rows(*given, denominator=None).assign(indicator="falls"), *behind]), place, known)
    assert found["indicator"].tolist() == ["falls"], "numbers of people say nothing of how an area fares"
    limits = rate(600, 15_000, per=100_000)
    assert (found.loc[0, "lower"], found.loc[0, "upper"]) == pytest.approx((limits.lower, limits.upper))
    assert found.loc[0, "standing"] == Standing.BETTER
    two_years = pd.concat([rows(*given, denominator=None).assign(indicator="falls"), *behind[1:]])
    assert math.isnan(profile(two_years, place, known).loc[0, "lower"]), "a year's people are missing"


def test_what_most_municipalities_fare_worse_than_is_no_need(indicator: Indicator) -> None:
    """Large cities pull the country's value: below it, a municipality may still be better than most."""
    place = {Level.KOMMUN: "2180", Level.RIKET: "0000"}
    values = {"2180": 12.0, "0114": 13.0, "0115": 14.0, "0117": 15.0, "0120": 16.0, "0123": 17.0}
    given = [("kommun", code, value) for code, value in values.items()]
    table = profile(rows(*given, ("riket", "0000", 10.0), denominator=None), place, {"andel": indicator})
    assert table.loc[0, "standing"] == Standing.WORSE
    assert not table.loc[0, "notable"]
    worst = rows(("kommun", "2180", 18.0), *given[1:], ("riket", "0000", 10.0), denominator=None)
    assert strengths_and_needs(profile(worst, place, {"andel": indicator}))[1]["indicator"].tolist() == ["andel"]


def test_an_indicator_stands_as_its_total_or_as_both_sexes(indicator: Indicator) -> None:
    def stands(**by_sex: str) -> Standing | None:
        return standing_of(pd.DataFrame({"sex": list(by_sex), "standing": list(by_sex.values())}))

    assert stands(K="better", M="worse", T="like") is Standing.LIKE
    assert stands(K="better", M="better") is Standing.BETTER
    assert stands(K="better", M="like") is Standing.MIXED
    assert stands(K="better", M="") is Standing.BETTER
    assert stands(K="", M="worse", T="") is Standing.WORSE
    assert stands(K="", M="") is None
    table = pd.DataFrame(
        {
            "indicator": ["a", "a", "b", "c", "d"],
            "sex": ["K", "T", "T", "K", "K"],
            "standing": ["like", "worse", "better", "", "worse"],
        }
    )
    assert dict(standings(table)) == {Standing.WORSE: 2, Standing.BETTER: 1}


def test_few_areas_have_no_scale(indicator: Indicator) -> None:
    found = profile(rows(*AREAS[:4], *ABOVE), PLACE, {"andel": indicator}).iloc[0]
    assert math.isnan(found["score"])
    assert found["areas"] == 4


def test_an_indicator_is_named_once(indicator: Indicator) -> None:
    both = {"K": 25.0, "M": 40.0}
    apart = pd.concat([rows(("made_up", "2180P001", v), *AREAS[1:], *ABOVE, sex=s) for s, v in both.items()])
    table = profile(apart, PLACE, {"andel": indicator})
    assert table["sex"].tolist() == ["K", "M"]
    assert strengths_and_needs(table)[1]["sex"].tolist() == [
        table.loc[table["score"].abs().idxmax(), "sex"],
    ]
    with_total = profile(pd.concat([apart, rows(*AREAS, *ABOVE)]), PLACE, {"andel": indicator})
    assert strengths_and_needs(with_total)[1]["sex"].tolist() == ["T"]


def test_an_area_of_nothing_has_an_empty_profile(indicator: Indicator) -> None:
    table = profile(rows(*ABOVE), PLACE, {"andel": indicator, "other": indicator})
    assert table.empty
    assert all(part.empty for part in strengths_and_needs(table))


def test_every_area_of_the_demo_has_a_profile(whole_catalog: Catalog) -> None:
    having = {slug: i for slug, i in whole_catalog.items() if Level.MADE_UP in i.levels}
    made = demo.make(having)[0]
    nearby = made[made["area"].isin(["2180", "21", "0000"]) | made["area"].str.startswith("2180P")]
    for code in sorted(nearby.loc[nearby["level"] == "made_up", "area"].unique())[:8]:
        table = profile(nearby, {**PLACE, Level.MADE_UP: code}, having)
        assert table["indicator"].unique().tolist() == [slug for slug, i in having.items() if i.unit != "persons"]
        strengths, needs = strengths_and_needs(table, most=3)
        assert (strengths["score"] > 0).all()
        assert (needs["score"] < 0).all()
        assert not set(strengths["indicator"]) & set(needs["indicator"])
        assert len(strengths) <= 3
