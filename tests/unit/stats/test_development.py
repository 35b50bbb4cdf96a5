"""A place among all of its kind, year by year: small tables worked out by hand, and what holds of all of them."""

import math
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import observations
from halsogap.catalog.catalog import Catalog
from halsogap.model import Better, Break, Indicator, Sex, Text
from halsogap.stats.classes import Scheme, classify
from halsogap.stats.development import (
    Change,
    Mean,
    Standing,
    change,
    mean_by_year,
    ranks_by_year,
    spread_by_year,
    standing,
    target_value,
)

rows = partial(observations, period=2020)


TWENTY = rows({f"{1000 + i}": float(i) for i in range(1, 21)})


def test_the_spread_of_twenty_areas_by_hand() -> None:
    found = spread_by_year(TWENTY)[Sex.T, 2020]
    assert found.areas == 20
    assert (found.lowest, found.lowest_area) == (1, "1001")
    assert (found.highest, found.highest_area) == (20, "1020")
    assert (found.lower_quarter, found.upper_quarter) == (5.75, 15.25)
    assert (found.lower_tenth, found.upper_tenth) == (1.5, 19.5)


def test_a_tenth_is_whole_areas_and_there_is_none_of_fewer_than_ten() -> None:
    many = spread_by_year(rows({f"{i:04}": float(i) for i in range(1, 26)}))[Sex.T, 2020]
    assert many.lower_tenth == 2.0, "25 / 10 rounds to 3 areas: 1, 2, 3"
    few = spread_by_year(rows({f"{i:04}": float(i) for i in range(9)}))[Sex.T, 2020]
    assert math.isnan(few.lower_tenth)
    assert math.isnan(few.upper_tenth)


def test_years_and_sexes_are_kept_apart_and_what_is_missing_takes_no_part() -> None:
    table = pd.concat(
        [rows({"0114": 1, "0115": 3}, sex="K"), rows({"0114": 5, "0115": math.nan}, sex="M"),
         rows({"0114": math.nan}, sex="T", period=2021), rows({"0115": 9}, sex="T", period=2022)]
    )  # fmt: skip
    found = spread_by_year(table)
    assert list(found) == [("K", 2020), ("M", 2020), ("T", 2022)]
    assert [spread.areas for spread in found.values()] == [2, 1, 1]
    assert (found[Sex.M, 2020].lowest, found[Sex.M, 2020].highest) == (5, 5)
    assert spread_by_year(table.iloc[:0]) == {}


def test_an_extreme_that_several_share_names_the_first_of_them() -> None:
    found = spread_by_year(rows({"0117": 9, "0115": 0, "0114": 0, "0116": 9}))[Sex.T, 2020]
    assert (found.lowest_area, found.highest_area) == ("0114", "0116")


@pytest.mark.parametrize(
    ("better", "value", "expected"),
    [
        (Better.LOWER, 5, Standing.BEST), (Better.LOWER, 6, Standing.MIDDLE), (Better.LOWER, 16, Standing.WORST),
        (Better.HIGHER, 5, Standing.WORST), (Better.HIGHER, 15, Standing.MIDDLE), (Better.HIGHER, 16, Standing.BEST),
        (Better.UNKNOWN, 5, Standing.LOWEST), (Better.UNKNOWN, 16, Standing.HIGHEST), (Better.LOWER, math.nan, None),
    ],
)  # fmt: skip
def test_standing_by_hand(better: Better, value: float, expected: Standing | None) -> None:
    assert standing(value, spread_by_year(TWENTY)[Sex.T, 2020], better) is expected


def test_nothing_stands_out_where_all_are_alike_or_few() -> None:
    alike = spread_by_year(rows(dict.fromkeys(["0114", "0115", "0116", "0117", "0120"], 7.0)))[Sex.T, 2020]
    assert standing(7.0, alike, Better.LOWER) is Standing.MIDDLE
    few = spread_by_year(rows({"0114": 1, "0115": 2, "0116": 3}))[Sex.T, 2020]
    assert standing(1.0, few, Better.LOWER) is None
    alone = spread_by_year(rows({"0114": 1}))[Sex.T, 2020]
    assert standing(1.0, alone, Better.LOWER) is None


published = st.integers(-(10**6), 10**6).map(lambda tenths: tenths / 10)
"""Values have the decimals that a publisher prints: what differs in the last bits alone counts as the same."""


@given(st.lists(published, min_size=4, max_size=60, unique=True))
def test_standing_is_the_maps_kolada_reading(values: list[float]) -> None:
    among = spread_by_year(rows({f"{i:04}": value for i, value in enumerate(values)}))[Sex.T, 2020]
    classes = classify(values, Scheme.KOLADA, better=Better.LOWER)
    assert classes is not None
    found = [standing(value, among, Better.LOWER) for value in values]
    assert [[Standing.BEST, Standing.MIDDLE, Standing.WORST][i] for i in classes.of(values)] == found


@given(st.lists(published, min_size=10, max_size=60))
def test_the_spread_is_in_order(values: list[float]) -> None:
    found = spread_by_year(rows({f"{i:04}": value for i, value in enumerate(values)}))[Sex.T, 2020]
    assert np.all(np.diff([found.lowest, found.lower_tenth, found.upper_tenth, found.highest]) >= -1e-6)
    assert found.lowest <= found.lower_quarter <= found.upper_quarter <= found.highest


def test_ranks_are_of_the_same_year_and_sex() -> None:
    table = pd.concat([rows({"0114": 1, "0115": 1, "0116": 3}), rows({"0114": 9, "0115": 8}, period=2021)])
    assert ranks_by_year(table, Better.LOWER).tolist() == [1, 1, 3, 2, 1]
    assert ranks_by_year(table, Better.HIGHER).tolist() == [2, 2, 1, 1, 2]


def test_the_mean_of_similar_places_needs_more_than_half_of_them() -> None:
    table = pd.concat([rows({"0114": 1, "0115": 2, "0116": 6, "0999": 100}), rows({"0114": 1, "0115": 3}, period=2021)])
    found = mean_by_year(table, ["0114", "0115", "0116", "0117"])
    assert found[Sex.T, 2020] == Mean(3, 3)
    assert math.isnan(found[Sex.T, 2021].value), "two of four are not more than half"
    assert found[Sex.T, 2021].areas == 2
    assert mean_by_year(table, []) == {}


@pytest.fixture
def indicator(whole_catalog: Catalog) -> Indicator:
    return replace(whole_catalog["fallskador_80"], breaks=())


def test_a_change_is_counted_from_the_baseline_year(indicator: Indicator) -> None:
    values = {2010: 80.0, 2015: 60.0, 2016: math.nan, 2022: 45.0}
    found = change(values, 2022, indicator)
    assert found == Change(2015, 2022, 60.0, 45.0)
    assert (found.difference, found.percent) == (-15, -25)


def test_without_a_value_in_the_baseline_year_it_is_counted_from_the_first(indicator: Indicator) -> None:
    assert change({2012: 50.0, 2018: 40.0, 2022: 45.0}, 2022, indicator) == Change(2012, 2022, 50.0, 45.0)
    assert change({2012: 50.0, 2015: 40.0}, 2015, indicator) == Change(2012, 2015, 50.0, 40.0)
    assert change({2022: 45.0}, 2022, indicator) is None
    assert change({2021: math.nan, 2022: 45.0}, 2022, indicator) is None


def test_no_change_crosses_a_break(indicator: Indicator) -> None:
    cut = Break(2018, Text("ny definition", "new definition"))
    broken = replace(indicator, breaks=(cut,))
    assert change({2015: 60.0, 2018: 50.0, 2022: 45.0}, 2022, broken) == Change(2018, 2022, 50.0, 45.0)
    found = change({2015: 60.0, 2022: 45.0}, 2022, broken)
    assert found is not None
    assert found.broken == cut
    assert math.isnan(found.difference)
    assert math.isnan(found.percent)


def test_a_percentage_needs_something_to_be_of() -> None:
    assert math.isnan(Change(2015, 2022, 0.0, 4.0).percent)
    assert Change(2015, 2022, 0.0, 4.0).difference == 4


def test_the_target_is_in_the_values_own_unit(indicator: Indicator, whole_catalog: Catalog) -> None:
    """10 fewer falls per 1 000 from 2015 on, where Kolada counts per 100 000."""
    assert target_value(indicator, 6210.0) == 5210.0
    assert target_value(whole_catalog["kariesfria_3"], 96.0) == 98.0
    assert math.isnan(target_value(indicator, math.nan))
    assert math.isnan(target_value(whole_catalog["uvas_16_24"], 9.0)), "no target is published"
    broken = replace(indicator, breaks=(Break(2020, Text("ny", "new")),))
    assert math.isnan(target_value(broken, 6210.0)), "the target cannot be reached in another definition"
