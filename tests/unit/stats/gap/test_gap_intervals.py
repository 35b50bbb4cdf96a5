"""The gap's intervals against published figures, other people's limits, and what must hold of any interval."""

import csv
import itertools
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halsogap.stats.gap.intervals import (
    beyond_chance,
    difference_of_proportions,
    difference_of_rates,
    gap_interval,
    ratio_of_proportions,
    ratio_of_rates,
)
from halsogap.stats.gap.measure import Measure
from halsogap.stats.intervals import Interval

DIFF, RATIO = Measure.DIFF, Measure.RATIO


def ends(interval: Interval | None) -> tuple[float, float, float]:
    assert interval is not None
    return interval.value, interval.lower, interval.upper


def test_newcombes_own_example() -> None:
    assert ends(difference_of_proportions((56, 70), (48, 80))) == pytest.approx((0.2, 0.05243, 0.33387), abs=5e-6)


def test_two_rates_by_mover() -> None:
    assert ends(difference_of_rates((65, 1000), (40, 1000), per=1000)) == pytest.approx(
        (25.0, 4.2753, 46.1934), abs=5e-5
    )


def phe(shared: Path, file: str, methods: tuple[str, ...], multiplier: str) -> list[dict[str, str]]:
    with (shared / "vectors" / "phe" / file).open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    return [r for r in rows if r["lower95_0cl"] and r["method"] in methods and r["multiplier"] == multiplier]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "methods", "multiplier"),
    [
        ("testdata_Proportion__testdata_Prop.csv", ("Wilson",), "100"),
        ("testdata_Rate__testdata_Rate.csv", ("Byars", "Exact"), "100000"),
    ],
)
def test_a_difference_combines_the_limits_that_phe_publishes(
    shared: Path, file: str, methods: tuple[str, ...], multiplier: str
) -> None:
    rows = phe(shared, file, methods, multiplier)
    assert len(rows) >= 8
    for one, other in itertools.permutations(rows, 2):
        (a, low_a, high_a), (b, low_b, high_b) = (
            [float(row[name]) for name in ("value", "lower95_0cl", "upper95_0cl")] for row in (one, other)
        )
        counts = [(float(row["Numerator"]), float(row["Denominator"])) for row in (one, other)]
        made = gap_interval(*counts, DIFF, per=float(multiplier))
        expected = (
            a - b,
            a - b - math.sqrt((a - low_a) ** 2 + (high_b - b) ** 2),
            a - b + math.sqrt((high_a - a) ** 2 + (b - low_b) ** 2),
        )
        assert ends(made) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_a_ratio_of_proportions_by_hand() -> None:
    """30 of 100 over 20 of 100: ln 1.5, standard error sqrt(1/30 - 1/100 + 1/20 - 1/100) = 0.2516611."""
    half = 1.959963985 * 0.2516611478
    expected = (1.5, 1.5 * math.exp(-half), 1.5 * math.exp(half))
    assert ends(ratio_of_proportions((30, 100), (20, 100))) == pytest.approx(expected, rel=1e-8)


def test_a_ratio_of_rates_by_hand() -> None:
    """65 over 40 of equal person-time: standard error sqrt(1/65 + 1/40) = 0.2009592."""
    half = 1.959963985 * 0.2009592384
    expected = (1.625, 1.625 * math.exp(-half), 1.625 * math.exp(half))
    assert ends(ratio_of_rates((65, 1000), (40, 1000))) == pytest.approx(expected, rel=1e-8)


def test_a_percentage_is_said_in_percentage_points() -> None:
    assert ends(gap_interval((56, 70), (48, 80), DIFF, per=100)) == pytest.approx((20.0, 5.243, 33.387), abs=5e-4)


@pytest.mark.parametrize(
    ("women", "men", "per"),
    [
        (None, (1.0, 10.0), 100),
        ((1.0, 10.0), None, 100),
        ((math.nan, 10.0), (1.0, 10.0), 100),
        ((1.0, math.nan), (1.0, 10.0), 100),
        ((1.0, 0.0), (1.0, 10.0), 100),
        ((11.0, 10.0), (1.0, 10.0), 100),
        ((-1.0, 10.0), (1.0, 10.0), 100_000),
    ],
)
def test_without_usable_counts_there_is_no_interval(
    women: tuple[float, float] | None, men: tuple[float, float] | None, per: float
) -> None:
    for measure in Measure:
        assert gap_interval(women, men, measure, per=per) is None


def test_no_events_leave_a_difference_but_no_ratio() -> None:
    assert gap_interval((0, 50), (4, 50), RATIO, per=100) is None
    difference = gap_interval((0, 50), (4, 50), DIFF, per=100)
    assert difference is not None
    assert difference.lower < -8 < difference.upper


def test_beyond_chance_asks_whether_no_gap_lies_inside() -> None:
    assert beyond_chance(Interval(2, 1, 3), DIFF) is True
    assert beyond_chance(Interval(2, -1, 5), DIFF) is False
    assert beyond_chance(Interval(1.2, 0.9, 1.6), RATIO) is False
    assert beyond_chance(Interval(0.5, 0.4, 0.6), RATIO) is True
    assert beyond_chance(None, DIFF) is None


PEOPLE = st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(women=PEOPLE, men=PEOPLE, per=st.sampled_from([100.0, 100_000.0]), measure=st.sampled_from(Measure))
def test_the_gap_lies_within_its_limits_and_turns_with_its_sides(
    women: tuple[int, int], men: tuple[int, int], per: float, measure: Measure
) -> None:
    made, turned = gap_interval(women, men, measure, per=per), gap_interval(men, women, measure, per=per)
    assert (made is None) == (turned is None)
    if made is None or turned is None:
        return
    assert made.lower <= made.value <= made.upper
    mirrored = (
        (-turned.value, -turned.upper, -turned.lower)
        if measure is DIFF
        else (1 / turned.value, 1 / turned.upper, 1 / turned.lower)
    )
    assert ends(made) == pytest.approx(mirrored, rel=1e-9, abs=1e-9)


@given(women=PEOPLE, men=PEOPLE, times=st.integers(2, 50))
def test_more_people_make_a_gap_surer(women: tuple[int, int], men: tuple[int, int], times: int) -> None:
    few = difference_of_proportions(women, men)
    many = difference_of_proportions((women[0] * times, women[1] * times), (men[0] * times, men[1] * times))
    assert many.upper - many.lower < few.upper - few.lower
