"""The ranking of gaps: chance by hand, drawn in as it should be, and no tiny place on top by luck."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halsogap.stats.gap.ranking import comparable_gaps, drawn_in, largest, step, variance_of_gap, variance_of_years

NOBODY = pd.Series(dtype=float)


def always(earlier: int, later: int) -> bool:
    return True


def test_the_chance_of_shares_by_hand() -> None:
    """Women 30 of 100 and 0 of 50: 0.2 in common; men 10 of 100 and 5 of 50: 0.1."""
    counts = pd.DataFrame(
        {"count_K": [30.0, 0.0], "of_K": [100.0, 50.0], "count_M": [10.0, 5.0], "of_M": [100.0, 50.0]}
    )
    by_hand = [(0.2 * 0.8 / 100 + 0.1 * 0.9 / 100) * 1e4, (0.2 * 0.8 / 50 + 0.1 * 0.9 / 50) * 1e4]
    assert variance_of_gap(counts, per=100).tolist() == pytest.approx(by_hand)


def test_the_chance_of_rates_by_hand() -> None:
    counts = pd.DataFrame(
        {"count_K": [3.0, 1.0], "of_K": [100.0, 100.0], "count_M": [2.0, math.nan], "of_M": [100.0, 100.0]}
    )
    found = variance_of_gap(counts, per=1000)
    assert found[0] == pytest.approx((0.02 / 100 + 0.02 / 100) * 1e6)
    assert math.isnan(found[1])


def test_the_chance_of_years_by_hand() -> None:
    """Gaps 1, 3, 1, 3 in a: half the mean square is 2. Always 5 in b. Pooled over 10 and 30 people: 10 * 2 / 2 = 10."""
    years = [2001, 2002, 2003, 2004]
    history = pd.DataFrame(
        {"area": ["a"] * 4 + ["b"] * 4, "period": years * 2, "K": [1.0, 3, 1, 3, 5, 5, 5, 5], "M": [0.0] * 8}
    )
    found = variance_of_years(history, pd.Series({"a": 10.0, "b": 30.0}), apart=1, comparable=always)
    assert found.to_dict() == pytest.approx({"a": 2.0, "b": 10 / 30})


def test_years_that_share_data_and_years_across_a_break_are_no_evidence_of_chance() -> None:
    history = pd.DataFrame({"area": ["a"] * 4, "period": [2001, 2002, 2003, 2004], "K": [1.0, 9, 2, 9], "M": [0.0] * 4})
    assert variance_of_years(history, NOBODY, apart=5, comparable=always).empty
    across = variance_of_years(history, NOBODY, apart=1, comparable=lambda a, b: not a < 2003 <= b)
    assert across["a"] == pytest.approx((64 + 49) / 4)


def test_equal_chance_draws_by_the_textbook() -> None:
    """With one variance v for all, the trust is 1 - v / (sample variance), and the centre is the plain mean."""
    gaps = pd.Series(np.arange(10.0))
    v = 2.0
    between = gaps.var() - v
    trust = between / (between + v)
    found = drawn_in(gaps, pd.Series(v, index=gaps.index))
    assert found["drawn"].tolist() == pytest.approx((4.5 + trust * (gaps - 4.5)).tolist())


def test_of_too_few_areas_nothing_is_said() -> None:
    few = pd.Series([1.0, 2.0, 3.0])
    assert drawn_in(few, few).isna().all(axis=None)
    assert math.isnan(step(few, few, NOBODY))


def test_areas_that_are_all_alike_have_no_scale() -> None:
    alike = pd.Series(7.0, index=range(20))
    assert math.isnan(step(alike, alike, NOBODY))
    values = pd.DataFrame({"women": alike, "men": alike - 1})
    assert comparable_gaps(values, pd.Series(1.0, index=alike.index), NOBODY).empty


def test_a_large_place_weighs_more_in_the_step_between_areas() -> None:
    values = pd.Series([0.0] * 19 + [10.0])
    small, large = pd.Series([100.0] * 19 + [1.0]), pd.Series([1.0] * 19 + [100.0])
    assert step(values, values, small) < step(values, values, pd.Series(1.0, index=values.index))
    assert step(values, values, pd.Series([1.0] * 19 + [19.0])) == pytest.approx(5.0)
    assert step(values, values, large) < 5.0


def places(seed: int, count: int = 60) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Areas whose true gaps differ, measured with the chance of their people."""
    draw = np.random.default_rng(seed)
    people = pd.Series(np.exp(draw.uniform(np.log(500), np.log(200_000), count)))
    chance = 4000 / people
    base, gaps = draw.normal(50, 4, count), draw.normal(2, 1.5, count) + draw.normal(0, np.sqrt(chance))
    return pd.DataFrame({"women": base + gaps, "men": base}), chance, people


@settings(deadline=None)
@given(seed=st.integers(0, 10_000), wild=st.floats(25, 60), people=st.integers(10, 60))
def test_a_tiny_place_with_a_wild_gap_does_not_top_the_list(seed: int, wild: float, people: int) -> None:
    values, chance, size = places(seed)
    tiny = len(values)
    values.loc[tiny] = {"women": 50.0 + wild, "men": 50.0}
    # The gap is wild as chance makes gaps wild: not further off than three times what its few people explain.
    chance.loc[tiny], size.loc[tiny] = max(4000 / people, (wild / 3) ** 2), float(people)
    found = comparable_gaps(values, chance, size)
    assert values.eval("women - men").abs().idxmax() == tiny
    assert found["score"].abs().idxmax() != tiny
    assert abs(found.loc[tiny, "drawn"]) < wild / 2


@settings(deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_drawn_gap_lies_between_its_own_and_the_common_one_and_keeps_the_order_of_equals(seed: int) -> None:
    values, chance, _ = places(seed)
    gaps = values["women"] - values["men"]
    found = drawn_in(gaps, chance)["drawn"]
    low, high = gaps.min(), gaps.max()
    assert found.between(low, high).all()
    assert (found - gaps).abs().max() < high - low
    equal = drawn_in(gaps, pd.Series(1.0, index=gaps.index))["drawn"]
    spread = equal.max() - equal.min()
    assert spread < 1e-9 or (equal.rank() == gaps.rank()).all()


@settings(deadline=None)
@given(seed=st.integers(0, 10_000), times=st.floats(0.01, 100), shift=st.floats(-1000, 1000))
def test_the_score_has_no_unit_and_turns_with_the_sexes(seed: int, times: float, shift: float) -> None:
    values, chance, people = places(seed)
    score = comparable_gaps(values, chance, people)["score"]
    other = comparable_gaps(values * times + shift, chance * times**2, people)["score"]
    assert other.tolist() == pytest.approx(score.tolist(), rel=1e-6, abs=1e-6)
    turned = comparable_gaps(values.rename(columns={"women": "men", "men": "women"}), chance, people)["score"]
    assert turned.tolist() == pytest.approx((-score).tolist(), rel=1e-9, abs=1e-9)


def test_drawing_in_comes_nearer_the_truth_than_the_raw_gaps() -> None:
    draw = np.random.default_rng(7)
    people = np.exp(draw.uniform(np.log(300), np.log(100_000), 290))
    truth = draw.normal(2, 1, 290)
    chance = pd.Series(4000 / people)
    raw = pd.Series(truth + draw.normal(0, np.sqrt(chance)))
    drawn = drawn_in(raw, chance)["drawn"]
    assert ((drawn - truth) ** 2).mean() < 0.7 * ((raw - truth) ** 2).mean()


def test_the_largest_are_told_once_an_indicator_or_all() -> None:
    ranking = pd.DataFrame({"indicator": ["a", "a", "b"], "area": ["1", "2", "3"], "score": [1.0, -3.0, 2.0]})
    ranking["alike"] = False
    assert largest(ranking, one_each=True, most=5)["area"].tolist() == ["2", "3"]
    assert largest(ranking, one_each=False, most=2)["area"].tolist() == ["2", "3"]
    assert largest(ranking, one_each=False, most=5)["area"].tolist() == ["2", "3", "1"]


def test_areas_that_chance_alone_sets_apart_are_told_once() -> None:
    values = pd.DataFrame({"women": np.linspace(51, 53, 20), "men": np.linspace(50, 51, 20)})
    found = comparable_gaps(values, pd.Series(100.0, index=values.index), NOBODY).assign(indicator="a")
    assert found["alike"].all()
    assert found["score"].nunique() == 1
    assert len(largest(found, one_each=False, most=5)) == 1


def test_gaps_that_never_move_are_taken_as_they_are() -> None:
    gaps = pd.Series(np.arange(12.0))
    found = drawn_in(gaps, pd.Series(0.0, index=gaps.index))
    assert found["drawn"].tolist() == gaps.tolist()
    assert (found["error"] == 0).all()
    one = drawn_in(gaps, pd.Series([0.0] * 6 + [1.0] * 6, index=gaps.index))
    assert np.isfinite(one).all(axis=None)
