"""An area's profile: by hand, with what is missing, and for every made-up area of a municipality."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from halsogap.catalog import Catalog
from halsogap.model import Better, Indicator, Level
from halsogap.sources import demo
from halsogap.stats.profile import profile, strengths_and_needs

PLACE = {Level.MADE_UP: "2180P001", Level.KOMMUN: "2180", Level.LAN: "21", Level.RIKET: "0000"}


@pytest.fixture
def indicator(whole_catalog: Catalog) -> Indicator:
    """A percentage of which less is better."""
    return replace(whole_catalog["uvas_16_24"], slug="andel")


def rows(*given: tuple[str, str, float | None], of: float | None = 1_000, period: int = 2023, sex: str = "T"):
    """`level`, `area`, `value` in per cent of `of` persons."""
    frame = pd.DataFrame(given, columns=["level", "area", "value"]).astype({"value": float})
    frame["status"] = frame["value"].notna().map({True: "value", False: "suppressed"})
    frame["denominator"] = float("nan") if of is None else float(of)
    return frame.assign(
        indicator="andel", period=period, sex=sex, numerator=frame["value"] / 100 * frame["denominator"]
    )


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
    few = profile(rows(*AREAS, *ABOVE, of=10), PLACE, {"andel": indicator})
    assert not few.loc[0, "apart"]
    assert not any(len(part) for part in strengths_and_needs(few))
    bare = profile(rows(*AREAS, *ABOVE, of=None), PLACE, {"andel": indicator})
    assert bare["apart"].isna().all()
    assert len(strengths_and_needs(bare)[1]) == 1


def test_the_period_is_the_last_with_a_value_and_never_mixed(indicator: Indicator) -> None:
    later = rows(("made_up", "2180P001", None), ("kommun", "2180", 99.0), period=2024)
    earlier = rows(*AREAS, *ABOVE[1:], of=None)
    found = profile(pd.concat([later, earlier]), PLACE, {"andel": indicator}).iloc[0]
    assert found["period"] == 2023
    assert math.isnan(found["kommun"])
    # Without the municipality's value the county is the nearest reference.
    assert found["score"] == pytest.approx(-10 / pd.Series([20, 8, 9, 10, 11, 12]).std())
    only = profile(later, PLACE, {"andel": indicator}).iloc[0]
    assert only[["period", "status"]].tolist() == [2024, "suppressed"]
    assert math.isnan(only["value"])
    assert pd.isna(only["rank"])


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
