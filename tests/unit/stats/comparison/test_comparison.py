"""One value against another: by hand, against numpy, and what must hold whatever the numbers."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import stdtrit

from halsogap.model import Better
from halsogap.stats.chance import variance_of_counts
from halsogap.stats.comparison.ahead_of_expected import ahead_of_expected, spread_beyond_chance, spread_by_size
from halsogap.stats.comparison.fit import Correlation, Strength, correlation, thirds, weighted_fit


def series(*numbers: float) -> pd.Series:
    return pd.Series(numbers, dtype=float)


def drawn(seed: int, count: int = 80) -> tuple[pd.Series, pd.Series, pd.Series]:
    draw = np.random.default_rng(seed)
    x = draw.normal(30, 8, count)
    return pd.Series(x), pd.Series(50 + 0.6 * x + draw.normal(0, 4, count)), pd.Series(np.exp(draw.normal(9, 1, count)))


def test_thirds_by_hand() -> None:
    found = thirds(series(1, 2, 3, 4, 5, 6, math.nan))
    assert found.tolist() == ["low", "low", "middle", "middle", "high", "high", "unknown"]


@pytest.mark.parametrize("numbers", [(), (1, 1, 1), (1, 2, 1, 2), (math.nan, 3)])
def test_thirds_need_three_different_values(numbers: tuple[float, ...]) -> None:
    assert (thirds(series(*numbers)) == "unknown").all()


@given(seed=st.integers(0, 9999))
@settings(deadline=None)
def test_the_line_is_numpys(seed: int) -> None:
    x, y, w = drawn(seed)
    fit = weighted_fit(x, y, w)
    assert fit is not None
    slope, intercept = np.polyfit(x, y, 1, w=np.sqrt(w))
    assert fit.slope == pytest.approx(slope, rel=1e-9)
    assert fit.at(series(0, 10)).tolist() == pytest.approx([intercept, intercept + 10 * slope], rel=1e-9)


@given(seed=st.integers(0, 9999))
@settings(deadline=None)
def test_the_lines_uncertainty_is_the_sandwich_in_matrices(seed: int) -> None:
    x, y, w = drawn(seed, 30)
    fit = weighted_fit(x, y, w)
    assert fit is not None
    design = np.column_stack([np.ones(30), x])
    bread = np.linalg.inv(design.T @ (design * w.to_numpy()[:, None]))
    residuals = y - design @ bread @ design.T @ (w * y)
    hat = np.einsum("ij,jk,ik->i", design, bread, design) * w
    meat = design.T @ (design * (w**2 * residuals**2 / (1 - hat)).to_numpy()[:, None])
    covariance = bread @ meat @ bread
    for at in (0.0, 30.0, 55.0):
        point = np.array([1, at])
        assert fit.variance(series(at))[0] == pytest.approx(point @ covariance @ point, rel=1e-6)


def test_with_equal_weights_the_band_is_near_the_textbooks() -> None:
    x, y, _ = drawn(3, 400)
    fit = weighted_fit(x, y, pd.Series(1.0, index=x.index))
    assert fit is not None
    band = fit.band(series(30))
    coefficients, covariance = np.polyfit(x, y, 1, cov=True)
    point = np.array([30.0, 1.0])
    half = stdtrit(398, 0.975) * math.sqrt(point @ covariance @ point)
    assert band["value"][0] == pytest.approx(np.polyval(coefficients, 30))
    assert band["upper"][0] - band["value"][0] == pytest.approx(half, rel=0.15)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (series(1, 2, 3), series(1, 2, 3)),
        (series(5, 5, 5, 5, 5, 5), series(1, 2, 3, 4, 5, 6)),
        (series(1, 2, 3, 4, math.nan, 6), series(1, math.nan, 3, 4, 5, 6)),
        (series(), series()),
    ],
)
def test_too_little_makes_no_line(x: pd.Series, y: pd.Series) -> None:
    assert weighted_fit(x, y, pd.Series(1.0, index=x.index)) is None


def test_all_equal_on_y_is_a_level_line_and_no_correlation() -> None:
    x, y = series(1, 2, 3, 4, 5, 6), series(7, 7, 7, 7, 7, 7)
    weights = pd.Series(1.0, index=x.index)
    fit = weighted_fit(x, y, weights)
    assert fit is not None
    assert fit.slope == pytest.approx(0)
    assert correlation(x, y, weights) is None
    found = ahead_of_expected(
        pd.DataFrame({"x": x, "y": y}), fit, Better.HIGHER, chance=y * math.nan, people=y * math.nan
    )
    assert found["score"].tolist() == pytest.approx([0] * 6)


def test_the_correlation_is_numpys_and_its_limits_fishers() -> None:
    x, y, _ = drawn(5, 50)
    found = correlation(x, y, pd.Series(2.0, index=x.index))
    assert found is not None
    r = np.corrcoef(x, y)[0, 1]
    half = 1.959963985 / math.sqrt(47)
    assert (found.r, found.lower, found.upper) == pytest.approx(
        (r, math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half))
    )


def test_unequal_weights_are_worth_fewer_areas() -> None:
    x, y, w = drawn(5, 50)
    equal, unequal = correlation(x, y, w * 0 + 1), correlation(x, y, w)
    assert equal is not None
    assert unequal is not None
    assert unequal.upper - unequal.lower > equal.upper - equal.lower


@pytest.mark.parametrize(
    ("r", "word"), [(0.05, Strength.NONE), (-0.2, Strength.WEAK), (0.45, Strength.MODERATE), (-0.9, Strength.STRONG)]
)
def test_a_correlation_in_a_word(r: float, word: Strength) -> None:
    assert Correlation(r, -1, 1, 50).strength is word


def test_the_chance_of_a_share_by_hand() -> None:
    found = variance_of_counts(series(30, 0, 5), series(100, 50, math.nan), per=100)
    assert found[:2].tolist() == pytest.approx([0.2 * 0.8 / 100 * 1e4, 0.2 * 0.8 / 50 * 1e4])
    assert math.isnan(found[2])


def test_what_lies_beyond_chance_by_hand() -> None:
    """Mean square 10, chance 4 and 2, 3 in the middle: 7 beyond it."""
    assert spread_beyond_chance(series(4, -2), series(4, 2)).tolist() == [11.0, 9.0]
    assert spread_beyond_chance(series(1, -1), series(4, 2)).tolist() == [4.0, 2.0]


def test_small_places_spread_is_found_without_counts() -> None:
    draw = np.random.default_rng(11)
    people = pd.Series(np.exp(draw.uniform(np.log(2000), np.log(500_000), 2000)))
    residuals = pd.Series(draw.normal(0, np.sqrt(4 + 90_000 / people)))
    found = spread_by_size(residuals, people)
    assert (found / (4 + 90_000 / people)).between(0.75, 1.3).all()
    assert spread_by_size(residuals, people * math.nan).nunique() == 1


def test_a_small_place_as_far_ahead_is_less_sure() -> None:
    x, y, _ = drawn(8)
    people = pd.Series(50_000.0, index=x.index)
    people[::2] = 3000.0
    draw = np.random.default_rng(1)
    y = 50 + 0.6 * x + draw.normal(0, np.sqrt(1 + 50_000 / people))
    fit = weighted_fit(x, y, people)
    assert fit is not None
    y[0], y[1] = fit.at(x)[0] + 6, fit.at(x)[1] + 6
    found = ahead_of_expected(pd.DataFrame({"x": x, "y": y}), fit, Better.HIGHER, chance=y * math.nan, people=people)
    assert found["ahead"][:2].tolist() == pytest.approx([6, 6])
    assert found["sure"][0] < found["sure"][1]


@given(seed=st.integers(0, 9999))
@settings(deadline=None)
def test_lower_is_better_turns_who_is_ahead(seed: int) -> None:
    x, y, w = drawn(seed)
    fit = weighted_fit(x, y, w)
    assert fit is not None
    table, nothing = pd.DataFrame({"x": x, "y": y}), y * math.nan
    up, down = (
        ahead_of_expected(table, fit, better, chance=nothing, people=w) for better in (Better.HIGHER, Better.LOWER)
    )
    assert up["ahead"].tolist() == pytest.approx((-down["ahead"]).tolist())
    assert (up["sure"] + down["sure"]).tolist() == pytest.approx([1.0] * len(x))
    inside = table["y"].between(up["lower"], up["upper"])
    assert inside.mean() > 0.8
    assert (inside == (up["sure"].between(0.025, 0.975))).all()
