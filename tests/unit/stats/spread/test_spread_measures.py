"""Measures of spread and their change, against numbers worked out by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halsogap.catalog.catalog import Catalog
from halsogap.model import Break, Indicator, People, Sex, Text
from halsogap.stats.spread.measures import NOTHING, Measure, compare, measures, populations, years_within

NAN = math.nan


def of(**by_area: float) -> pd.Series:
    """One number an area: of(a1=2.0)."""
    return pd.Series(by_area, dtype="float64")


@pytest.fixture
def plain(whole_catalog: Catalog) -> Indicator:
    return replace(whole_catalog["uvas_16_24"], breaks=(), people=None)


def test_the_four_measures_of_five_areas() -> None:
    """2, 4, 6, 8, 10: tenths at 2.8 and 9.2; deviations 4, 2, 0, 2, 4 from 6, so 8 is the mean square.

    With weights 3, 0.5, 0.5, 0.5, 0.5 the mean is 4 and the squares' mean (3·4 + 0.5·(0 + 4 + 16 + 36)) / 5 = 8.
    """
    values = of(a=2, b=4, c=6, d=8, e=10)
    weights = of(e=0.5, d=0.5, c=0.5, b=0.5, a=3)
    found = measures(values, weights)
    assert found == {
        Measure.RANGE: 8.0,
        Measure.RATIO: pytest.approx(9.2 / 2.8),
        Measure.DEVIATION: pytest.approx(math.sqrt(8)),
        Measure.WEIGHTED: pytest.approx(math.sqrt(8)),
    }
    assert measures(values)[Measure.DEVIATION] == found[Measure.DEVIATION]


def test_equal_weights_are_no_weights() -> None:
    found = measures(of(a=1, b=2, c=9), of(a=7, b=7, c=7))
    assert found[Measure.WEIGHTED] == pytest.approx(found[Measure.DEVIATION])


@pytest.mark.parametrize("weights", [None, {"a": 1.0, "b": NAN}, {"a": 1.0}, {"a": 1.0, "b": 0.0}])
def test_where_a_population_is_not_known_there_is_no_weighted_measure(weights: dict[str, float] | None) -> None:
    found = measures(of(a=1, b=3), None if weights is None else pd.Series(weights))
    assert math.isnan(found[Measure.WEIGHTED])
    assert found[Measure.DEVIATION] == 1.0


def test_a_place_without_a_value_needs_no_population() -> None:
    assert measures(of(a=1, b=3, c=NAN), of(a=2, b=2))[Measure.WEIGHTED] == 1.0


@pytest.mark.parametrize("values", [of(), of(a=NAN), of(a=3.0), of(a=3.0, b=NAN)])
def test_fewer_than_two_areas_have_no_spread(values: pd.Series) -> None:
    assert all(math.isnan(value) for value in measures(values).values())


def test_all_equal_is_no_spread_and_a_ratio_of_one() -> None:
    found = measures(of(a=3, b=3, c=3), of(a=1, b=2, c=3))
    assert found == {Measure.RANGE: 0.0, Measure.RATIO: 1.0, Measure.DEVIATION: 0.0, Measure.WEIGHTED: 0.0}


def test_the_ratio_over_zero_says_nothing() -> None:
    assert math.isnan(measures(of(a=0, b=0, c=5))[Measure.RATIO])


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ([2012, 2015, 2018, 2023], (2015, 2018)),
        ([2016], (None, 2016)),
        ([2010, 2024], (None, None)),
        ([], (None, None)),
        ([2022, 2014], (2014, 2022)),
    ],
)
def test_then_and_now_are_the_first_and_last_within_the_years_asked_for(
    years: list[int], expected: tuple[int | None, int | None]
) -> None:
    assert years_within(years, 2013, 2022) == expected


def table(**by_area: tuple[float, float]) -> pd.DataFrame:
    """Values of 2015 and 2022, one row an area."""
    return pd.DataFrame(by_area, index=[2015, 2022]).T


def test_a_change_is_among_areas_with_a_value_in_both_years(plain: Indicator) -> None:
    """Without the area that is there only in 2022, the range shrinks from 8 to 4."""
    values = table(a=(2, 4), b=(10, 8), c=(NAN, 50), d=(30, NAN))
    found = compare(plain, Sex.T, values, {}, 2015, 2022)
    assert (found.compared, found.before[Measure.RANGE], found.after[Measure.RANGE]) == (2, 8.0, 4.0)
    assert found.change(Measure.RANGE) == -0.5
    assert math.isnan(found.change(Measure.WEIGHTED))


def test_no_change_is_told_across_a_break(plain: Indicator) -> None:
    broken = replace(plain, breaks=(Break(2021, Text("", "")),))
    found = compare(broken, Sex.T, table(a=(2, 4), b=(10, 8)), {}, 2015, 2022)
    assert found.broken
    assert math.isnan(found.change(Measure.RANGE))
    assert found.after[Measure.RANGE] == 4.0


def test_one_year_alone_has_a_spread_and_no_change(plain: Indicator) -> None:
    found = compare(plain, Sex.T, table(a=(NAN, 4), b=(10, 8)), {}, None, 2022)
    assert (found.compared, found.after[Measure.RANGE], dict(found.before)) == (2, 4.0, NOTHING)
    assert math.isnan(found.change(Measure.RANGE))
    nothing = compare(plain, Sex.T, table(), {}, None, None)
    assert (nothing.compared, nothing.now) == (0, None)


def test_from_no_spread_at_all_there_is_no_change_in_per_cent(plain: Indicator) -> None:
    found = compare(plain, Sex.T, table(a=(2, 4), b=(2, 8)), {}, 2015, 2022)
    assert math.isnan(found.change(Measure.RANGE))


def test_areas_weigh_as_the_people_the_indicator_speaks_of(plain: Indicator) -> None:
    young = replace(plain, people=People((("x", 1.0), ("y", 0.5)), Text("", ""), counted=True))
    frame = table(a=(10, 20), b=(30, 40))
    held = {"x": frame, "y": frame[[2022]], "alla": frame * 100}
    found = populations(young, held, "alla", [2015, 2022, 2023])
    assert set(found) == {2015, 2022}
    assert found[2022].to_dict() == {"a": 30.0, "b": 60.0}
    assert found[2015].to_dict() == {"a": 1000.0, "b": 3000.0}, "a part is not known: all residents stand in"
    assert populations(plain, {}, "alla", [2022]) == {}


numbers = st.lists(st.floats(1, 1000), min_size=2, max_size=40)


@settings(deadline=None)
@given(numbers, st.floats(0.1, 10))
def test_measures_grow_with_the_unit_and_the_ratio_does_not(values: list[float], factor: float) -> None:
    series = pd.Series(values)
    one, more = (measures(series * k, series * 0 + 1) for k in (1.0, factor))
    for measure in (Measure.RANGE, Measure.DEVIATION, Measure.WEIGHTED):
        assert more[measure] == pytest.approx(one[measure] * factor, rel=1e-6, abs=1e-6)
    assert more[Measure.RATIO] == pytest.approx(one[Measure.RATIO])
    assert one[Measure.DEVIATION] <= one[Measure.RANGE] / 2 * (1 + 1e-9)


@settings(deadline=None)
@given(numbers)
def test_the_order_of_areas_and_those_without_a_value_do_not_matter(values: list[float]) -> None:
    series = pd.Series(values, index=[f"{i:02}" for i in range(len(values))])
    shuffled = pd.concat([series.sample(frac=1, random_state=1), pd.Series([np.nan], index=["99"])])
    for measure, value in measures(series, series).items():
        assert measures(shuffled, series)[measure] == pytest.approx(value)
