"""A place at a glance: by hand, with what is missing, and what holds of every place."""

import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import observations
from halsogap.model import Better
from halsogap.stats.at_a_glance import against, among_all, largest_gaps, standings, strongest_and_weakest

BETTER = {"less": Better.LOWER, "more": Better.HIGHER, "neither": Better.UNKNOWN}


def rows(indicator: str, values: list[float], **same: Any) -> pd.DataFrame:
    """Areas 0000, 0001 … with the values given."""
    return observations({f"{i:04}": value for i, value in enumerate(values)}, indicator=indicator, **same)


def of(table: pd.DataFrame, area: str) -> pd.DataFrame:
    return table[table["area"] == area]


TEN = [float(i) for i in range(1, 11)]


def test_the_best_has_none_ahead_and_the_worst_all() -> None:
    table = among_all(pd.concat([rows("less", TEN), rows("more", TEN), rows("neither", TEN)]), BETTER)
    first = of(table, "0000").set_index("indicator")
    assert first.loc["less", ["rank", "ahead", "areas"]].tolist() == [1, 0, 10]
    assert first.loc["more", ["rank", "ahead", "areas"]].tolist() == [10, 1, 10]
    assert math.isnan(first.loc["neither", "ahead"]), "without a direction nothing is ahead"
    assert first.loc["less", "deviation"] == pytest.approx(pd.Series(TEN).std())


def test_equal_values_share_the_better_rank_and_few_areas_have_no_standing() -> None:
    tied = among_all(rows("less", [1.0, 1.0, *TEN[2:]]), BETTER)
    assert tied["rank"].tolist()[:3] == [1, 1, 3]
    few = among_all(rows("less", TEN[:9]), BETTER)
    assert few["ahead"].isna().all()
    alone = among_all(rows("less", [1.0]), BETTER)
    assert alone["ahead"].isna().all()
    assert standings(alone).empty


def test_standings_are_the_last_years_and_the_totals() -> None:
    table = among_all(
        pd.concat(
            [rows("less", TEN), rows("less", TEN[::-1], period=2021), rows("less", TEN[::-1], sex="K"),
             rows("more", TEN, sex="K"), rows("more", [5.0] * 9 + [6.0], sex="M")]
        ),
        BETTER,
    )  # fmt: skip
    found = standings(of(table, "0000"))
    assert found["indicator"].tolist() == ["less", "more"]
    assert found["ahead"].tolist() == [0, 1]
    assert found["sex"].tolist() == ["T", "K"], "without a total, the sex furthest from the middle"
    assert found["period"].tolist() == [2022, 2022]


def test_no_indicator_is_both_strongest_and_weakest() -> None:
    table = pd.DataFrame({"indicator": list("abcde"), "ahead": [0.0, 0.2, 0.4, 0.6, 0.9]})
    best, worst = strongest_and_weakest(table, most=5)
    assert best["indicator"].tolist() == ["a", "b"]
    assert worst["indicator"].tolist() == ["e", "d"]
    best, worst = strongest_and_weakest(table.head(1))
    assert best.empty
    assert worst.empty


def test_gaps_of_different_units_are_compared_in_standard_deviations() -> None:
    """A gap of 2 where areas differ by 3.03 is less than one of 200 where they differ by 30.3."""
    small = [rows("less", TEN, sex="K"), rows("less", [v - 2 for v in TEN], sex="M")]
    large = [rows("more", [10 * v for v in TEN], sex="K"), rows("more", [10 * v + 200 for v in TEN], sex="M")]
    found = largest_gaps(of(among_all(pd.concat([*small, *large]), BETTER), "0003"))
    assert found["indicator"].tolist() == ["more", "less"]
    deviation = pd.Series(TEN).std()
    assert found["score"].tolist() == pytest.approx([-200 / (10 * deviation), 2 / deviation])
    assert found.loc[0, ["women", "men", "gap"]].tolist() == [40, 240, -200]


def test_the_last_year_with_both_sexes_is_told() -> None:
    table = among_all(
        pd.concat(
            [rows("less", TEN, sex="K"), rows("less", TEN, sex="K", period=2020),
             rows("less", [v + 1 for v in TEN], sex="M", period=2020)]
        ),
        BETTER,
    )  # fmt: skip
    assert largest_gaps(of(table, "0000"))["period"].tolist() == [2020]


def test_what_cannot_be_compared_is_no_gap() -> None:
    alike = [rows("less", [3.0] * 10, sex="K"), rows("less", [1.0] * 10, sex="M")]
    assert largest_gaps(of(among_all(pd.concat(alike), BETTER), "0000")).empty, "areas that do not differ"
    same = [rows("less", TEN, sex="K"), rows("less", TEN, sex="M")]
    assert largest_gaps(of(among_all(pd.concat(same), BETTER), "0000")).empty, "sexes that do not differ"
    few = [rows("less", TEN[:5], sex="K"), rows("less", TEN[:5], sex="M")]
    assert largest_gaps(of(among_all(pd.concat(few), BETTER), "0000")).empty
    assert largest_gaps(of(among_all(rows("less", TEN), BETTER), "0000")).empty, "no sexes"
    assert largest_gaps(among_all(rows("less", TEN), BETTER).head(0)).empty
    assert standings(among_all(rows("less", TEN), BETTER).head(0)).empty


@given(values=st.lists(st.floats(-1e6, 1e6), min_size=10, max_size=40), turned=st.booleans())
def test_ahead_is_a_share_and_turns_with_the_direction(values: list[float], turned: bool) -> None:
    better = {"less": Better.HIGHER if turned else Better.LOWER}
    table = among_all(rows("less", values), better)
    assert table["ahead"].between(0, 1).all()
    best = max(values) if turned else min(values)
    assert (table.loc[table["value"] == best, "ahead"] == 0).all()


def test_the_country_is_measured_by_the_areas_and_has_no_standing_among_them() -> None:
    areas = among_all(pd.concat([rows("less", TEN, sex="K"), rows("less", TEN, sex="M")]), BETTER)
    country = pd.concat([rows("less", [7.0], sex="K"), rows("less", [4.0], sex="M"), rows("more", [1.0])])
    own = against(country, areas)
    assert own["indicator"].unique().tolist() == ["less"], "no area tells how large a gap in the other is"
    assert "ahead" not in own
    assert largest_gaps(own)["score"].tolist() == pytest.approx([3 / pd.Series(TEN).std()])
