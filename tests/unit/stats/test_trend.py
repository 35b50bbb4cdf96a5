"""The trend marker: by hand, against England's own examples, and "no test" with its reason."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from halsogap.catalog.catalog import Catalog
from halsogap.model import Break, Indicator, Text
from halsogap.stats.intervals import PERCENT, Interval, from_counts, rate
from halsogap.stats.trend import LIMIT, POINTS, Marker, Reason, Trend, apart, trend

YEARS = (2016, 2017, 2018, 2019, 2020)


@pytest.fixture
def indicator(whole_catalog: Catalog) -> Indicator:
    """A percentage of which less is better, without breaks."""
    return replace(whole_catalog["uvas_16_24"], breaks=(), rolling_years={})


def widths(values: dict[int, float], half: float = 1.96) -> dict[int, Interval]:
    """Intervals of one standard error each: 1.96 to either side."""
    return {year: Interval(value, value - half, value + half) for year, value in values.items()}


def of_counts(counts: list[tuple[float, float]], indicator: Indicator) -> Trend:
    intervals = {2000 + i: from_counts(*pair, per=PERCENT) for i, pair in enumerate(counts)}
    assert all(intervals.values())
    return trend({year: i.value for year, i in intervals.items() if i}, intervals, indicator)  # type: ignore[arg-type]


def test_by_hand(indicator: Indicator) -> None:
    """Values 1 to 5 with standard error 1: slope 1, its variance 1/(4+1+0+1+4) = 0.1, chi-square 10 > 9.55."""
    values = {year: float(i + 1) for i, year in enumerate(YEARS)}
    exact = 1.959963984540054
    found = trend(values, widths(values, exact), indicator)
    assert found.marker is Marker.RISING
    assert found.years == YEARS
    assert found.slope == pytest.approx(1.0)
    assert found.chi_square == pytest.approx(10.0)
    assert found.reason is None
    down = {year: -value for year, value in values.items()}
    assert trend(down, widths(down, exact), indicator).marker is Marker.FALLING
    # A standard error of 1.03 gives 10 / 1.0609 = 9.43, which chance may do.
    wider = trend(values, widths(values, exact * 1.03), indicator)
    assert wider.chi_square == pytest.approx(10 / 1.0609)
    assert wider.marker is Marker.NO_CHANGE


def test_the_limit_is_that_of_chi_square_at_99_8_per_cent() -> None:
    assert pytest.approx(9.54953570608324, rel=1e-12) == LIMIT


def test_weights_are_one_over_the_variance(indicator: Indicator) -> None:
    """Two points with a fourth of the others' standard error weigh sixteen times as much."""
    values = dict(zip(YEARS, (0.0, 9.0, 9.0, 9.0, 0.0), strict=True))
    sure = {year: Interval(v, v - 0.49, v + 0.49) if year in (2016, 2020) else Interval(v, v - 1.96, v + 1.96)
            for year, v in values.items()}  # fmt: skip
    x, y, w = np.arange(5.0), np.array([*values.values()]), np.array([16, 1, 1, 1, 16.0])
    slope = np.polyfit(x, y, 1, w=np.sqrt(w))[0]
    assert trend(values, sure, indicator).slope == pytest.approx(slope, abs=1e-9)


@pytest.mark.parametrize(
    ("counts", "marker"),
    [
        # Examples in the public test suite of Fingertips (ukhsa-collaboration/fingertips-open): counts, populations.
        ([(621, 3454), (599, 3195), (556, 3256), (535, 3227), (447, 3121)], Marker.FALLING),
        ([(2157, 3454), (2090, 3195), (2194, 3256), (2134.81, 3152), (2094, 3062)], Marker.RISING),
        ([(8116, 91530), (8145, 91773), (8222, 92088), (8506, 92238), (8728, 92665.89)], Marker.RISING),
        ([(5405, 18095), (5500, 18170), (5435, 18005), (5480, 17890), (5315, 17860)], Marker.NO_CHANGE),
        ([(22435, 65880), (22445, 67900), (21365, 68705), (20955, 69835), (19055, 70910)], Marker.FALLING),
    ],
)
def test_englands_own_examples(counts: list[tuple[float, float]], marker: Marker, indicator: Indicator) -> None:
    assert of_counts(counts, indicator).marker is marker


def test_one_point_alone_makes_no_trend(indicator: Indicator) -> None:
    """Flat but for the last year: far beyond chance, and gone when that year is left out."""
    values = dict(zip(YEARS, (50.1, 50.0, 50.0, 49.9, 70.0), strict=True))
    found = trend(values, widths(values), indicator)
    assert found.chi_square > LIMIT
    assert found.marker is Marker.NO_CHANGE


def test_only_the_five_latest_points_count(indicator: Indicator) -> None:
    values = {2011: 90.0, 2012: 80.0, 2013: 70.0} | dict.fromkeys(YEARS, 50.0)
    found = trend(values, widths(values), indicator)
    assert found.years == YEARS
    assert found.marker is Marker.NO_CHANGE


def test_points_that_share_data_are_never_both_used(indicator: Indicator) -> None:
    values = {year: float(year - 2000) * 10 for year in range(2007, 2023)}
    found = trend(values, widths(values), indicator, years_in_value=3)
    assert found.years == (2010, 2013, 2016, 2019, 2022)
    assert found.slope == pytest.approx(10), "the slope is that of a year, not of a step"
    few = trend({y: v for y, v in values.items() if y > 2011}, widths(values), indicator, years_in_value=3)
    assert (few.marker, few.reason) == (Marker.NO_TEST, Reason.FEW_POINTS)
    assert few.years == (2013, 2016, 2019, 2022)
    assert math.isnan(few.chi_square)


def test_no_test_crosses_a_break(indicator: Indicator) -> None:
    broken = replace(indicator, breaks=(Break(2018, Text("ny definition", "new definition")),))
    values = dict(zip(YEARS, map(float, range(5)), strict=True))
    found = trend(values, widths(values), broken)
    assert (found.marker, found.reason, found.broken) == (Marker.NO_TEST, Reason.FEW_POINTS, 2018)
    assert found.years == (2018, 2019, 2020)


def test_values_without_intervals_are_not_tested(indicator: Indicator) -> None:
    values = dict(zip(YEARS, map(float, range(5)), strict=True))
    assert trend(values, {}, indicator).reason is Reason.NO_COUNTS
    partly = {year: i for year, i in widths(values).items() if year != 2018}
    assert trend(values, partly, indicator).reason is Reason.NO_COUNTS


def test_a_place_without_values_has_no_test(indicator: Indicator) -> None:
    assert trend({}, {}, indicator).reason is Reason.NO_VALUES
    assert trend({2020: math.nan}, {}, indicator).reason is Reason.NO_VALUES
    one = trend({2020: 1.0}, {}, indicator)
    assert (one.reason, one.years) == (Reason.FEW_POINTS, (2020,))


def test_the_falls_of_a_place_are_tested_as_three_years_of_persons(indicator: Indicator) -> None:
    """Equal rates a year are flat whatever the populations."""
    years = (2010, 2013, 2016, 2019, 2022)
    intervals = {year: rate(60 + i, 1000 + i * 1000 / 60, per=1000) for i, year in enumerate(years)}
    found = trend({y: i.value for y, i in intervals.items()}, intervals, indicator, years_in_value=3)
    assert found.marker is Marker.NO_CHANGE
    assert found.slope == pytest.approx(0, abs=1e-9)


@given(
    values=st.lists(st.floats(-1e3, 1e3), min_size=5, max_size=9),
    half=st.floats(0.01, 100),
    moved=st.floats(-1e3, 1e3),
    scale=st.floats(0.1, 100),
)
def test_unit_and_level_do_not_matter_and_a_mirror_turns_the_marker(
    values: list[float], half: float, moved: float, scale: float, small_catalog: Catalog
) -> None:
    plain = replace(small_catalog["medellivslangd"], breaks=())

    def tested(change: list[float], width: float) -> Trend:
        series = dict(enumerate(change, start=2000))
        return trend(series, widths(series, width), plain)

    found = tested(values, half)
    again = tested([value * scale + moved for value in values], half * scale)
    assert again.chi_square == pytest.approx(found.chi_square, rel=1e-6, abs=1e-6)
    mirrored = tested([-value for value in values], half)
    turned = {Marker.RISING: Marker.FALLING, Marker.FALLING: Marker.RISING}
    assert mirrored.marker is turned.get(found.marker, found.marker)


@given(years=st.sets(st.integers(1990, 2030)), window=st.integers(1, 6))
def test_chosen_years_lie_a_window_apart_and_begin_with_the_last(years: set[int], window: int) -> None:
    chosen = apart(years, window)
    assert set(chosen) <= years
    assert all(later - earlier >= window for earlier, later in pairwise(chosen))
    assert not years or chosen[-1] == max(years)
    assert window > 1 or chosen == tuple(sorted(years))
    assert POINTS == 5
