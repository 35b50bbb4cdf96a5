"""The ends of a map: who stands there, how far from the whole, and whether chance would do."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halsogap.stats.areal.highest_lowest import highest_lowest, noise_share, smoothed


def frame(pairs: dict[str, tuple[float, float]]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(pairs, orient="index", columns=["numerator", "denominator"], dtype=float)


COUNTS = frame({"a": (10.0, 100.0), "b": (150.0, 500.0), "c": (200.0, 1_000.0), "d": (4.0, 10.0), "e": (180.0, 900.0)})
VALUES = COUNTS["numerator"] / COUNTS["denominator"] * 100
WHOLE = 544 / 2_510 * 100


def test_by_hand() -> None:
    """21.7 % in all. 4 of 10 may be chance (Wilson 16.8 to 68.7 %); 150 of 500 is none (26.1 to 34.2 %)."""
    high, low = highest_lowest(VALUES, COUNTS, WHOLE, most=2)
    assert [extreme.code for extreme in high] == ["d", "b"]
    assert [extreme.code for extreme in low] == ["a", "c"]
    assert high[0].distance == pytest.approx(40 - WHOLE)
    assert (high[0].people, high[0].apart) == (10, False)
    assert (high[1].people, high[1].apart) == (500, True)
    assert low[0].apart is True


def test_the_smoothed_value_of_few_people_has_moved_most() -> None:
    (few, many), _ = highest_lowest(VALUES, COUNTS, WHOLE, most=2)
    assert few.smoothed is not None
    assert many.smoothed is not None
    assert WHOLE < few.smoothed < many.smoothed < many.value
    assert few.value - few.smoothed > 5 * (many.value - many.smoothed)


def test_a_rate_has_the_limits_of_a_count() -> None:
    """5 of 100 person-years: 1,623 to 11,668 per 100,000 (exact); 65 of 100: 50,163 to 82,849 (Byar)."""
    counts = frame({"a": (5.0, 100.0), "b": (65.0, 100.0)})
    values = pd.Series({"a": 5_000.0, "b": 65_000.0})
    for whole, apart in (
        (1_600, [True, True]),
        (11_600, [False, True]),
        (50_200, [True, False]),
        (82_900, [True, True]),
    ):
        (high,), (low,) = highest_lowest(values, counts, whole, most=1, per=100_000)
        assert [low.apart, high.apart] == apart
        assert low.smoothed is not None
        assert 5_000 < low.smoothed < 35_000


def test_without_counts_nothing_is_claimed() -> None:
    (high,), (low,) = highest_lowest(pd.Series({"a": 1.0, "b": 2.0}), frame({}), 1.5, most=3)
    assert (high.people, high.apart, high.smoothed) == (None, None, None)
    assert low.distance == -0.5
    odd = frame({"a": (3.0, 0.0), "b": (9.0, 5.0)})
    (high,), _ = highest_lowest(pd.Series({"a": 1.0, "b": 2.0}), odd, 1.5, most=1)
    assert (high.people, high.apart) == (5, None)
    (high,), _ = highest_lowest(VALUES[["a", "b"]], COUNTS, math.nan, most=1)
    assert (high.people, high.apart) == (500, None)


def test_the_noise_is_a_share_s_for_percentages_and_a_count_s_for_rates() -> None:
    """70 and 90 of 100: variance 0.01; 0.8 x 0.2 / 100 of it is chance for people, 0.8 / 100 for events."""
    counts = frame({"a": (70, 100), "b": (90, 100)})
    percent = pd.Series({"a": 70.0, "b": 90.0})
    assert noise_share(percent, counts) == pytest.approx(0.16)
    assert smoothed(percent, counts).tolist() == pytest.approx([71.6, 88.4])
    assert noise_share(percent * 1_000, counts, per=100_000) == pytest.approx(0.8)


def test_areas_without_a_value_or_with_impossible_counts_say_nothing_of_the_noise() -> None:
    counts = frame({"a": (70, 100), "b": (90, 100), "c": (9, 5), "d": (1, 10)})
    values = pd.Series({"a": 70.0, "b": 90.0, "c": 180.0, "d": math.nan, "e": 3.0})
    assert noise_share(values, counts) == pytest.approx(0.16)
    assert smoothed(values, counts).isna().tolist() == [False, False, True, True, True]
    assert math.isnan(noise_share(values, frame({})))


@given(st.lists(st.floats(0, 100) | st.just(math.nan), max_size=12), st.integers(1, 5))
@settings(deadline=None)
def test_no_area_stands_at_both_ends(values: list[float], most: int) -> None:
    series = pd.Series(values, index=[f"area{i}" for i in range(len(values))], dtype=float)
    high, low = highest_lowest(series, frame({}), 50, most=most)
    assert len(high) == len(low) == min(most, int(series.notna().sum()) // 2)
    assert not {extreme.code for extreme in high} & {extreme.code for extreme in low}
    assert all(above.value >= below.value for above in high for below in low)
