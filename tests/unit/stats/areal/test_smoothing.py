"""Empirical Bayes against a table by hand, PySAL's figures, and what must hold whatever the counts are."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halsogap.stats.areal.smoothing import empirical_bayes, local_empirical_bayes, spread

tables = st.lists(
    st.tuples(st.integers(0, 500), st.integers(1, 500)).map(lambda t: (min(t), max(t))), min_size=1, max_size=30
)


def series(values: list[float], codes: str = "abcdefgh") -> pd.Series:
    return pd.Series(values, index=list(codes[: len(values)]), dtype=float)


def columns(table: list[tuple[int, int]]) -> tuple[pd.Series, pd.Series]:
    frame = pd.DataFrame(table, columns=["count", "of"], index=[f"area{i}" for i in range(len(table))], dtype=float)
    return frame["count"], frame["of"]


def test_by_hand() -> None:
    """Two areas of 100: 10 and 30 of them. Mean 0.2, variance 0.01, chance 0.2/100 = 0.002; trust 0.008/0.010 = 0.8."""
    count, of = series([10, 30]), series([100, 100])
    assert empirical_bayes(count, of).tolist() == pytest.approx([0.2 - 0.8 * 0.1, 0.2 + 0.8 * 0.1])
    found = spread(count, of)
    assert (found.areas, found.raw, found.noise) == pytest.approx((2, 0.01, 0.002))
    assert found.between == pytest.approx(0.008)
    assert found.noise_share == pytest.approx(0.2)


def test_a_share_by_hand() -> None:
    """70 and 90 of 100 employed. Mean 0.8, variance 0.01, chance 0.8 x 0.2 / 100 = 0.0016; trust 0.84."""
    count, of = series([70, 90]), series([100, 100])
    assert empirical_bayes(count, of, share=True).tolist() == pytest.approx([0.8 - 0.84 * 0.1, 0.8 + 0.84 * 0.1])
    assert spread(count, of, share=True).noise_share == pytest.approx(0.16)
    assert spread(count, of).noise_share == pytest.approx(0.8)
    local = local_empirical_bayes(count, of, {"a": ["b"], "b": ["a"]}, share=True)
    assert local.tolist() == pytest.approx([0.8 - 0.84 * 0.1, 0.8 + 0.84 * 0.1])


def test_areas_that_differ_by_chance_alone_have_no_other_spread() -> None:
    """2,000 areas of the same 85 per cent, drawn: chance makes all of it, and Poisson's would be far beyond that."""
    draw = np.random.default_rng(7)
    of = pd.Series(draw.integers(50, 2_000, 2_000), dtype=float)
    count = pd.Series(draw.binomial(of.astype(int), 0.85), dtype=float)
    found = spread(count, of, share=True)
    assert found.noise / found.raw == pytest.approx(1, abs=0.1)
    events = pd.Series(draw.poisson(of * 0.02), dtype=float)
    rates = spread(events, of)
    assert rates.noise / rates.raw == pytest.approx(1, abs=0.1)


def test_a_share_has_no_more_in_its_count_than_in_its_denominator() -> None:
    with pytest.raises(ValueError, match="more in its count"):
        spread(series([11]), series([10]), share=True)


def test_the_smaller_area_leans_more() -> None:
    """Three areas with the raw values 0.5, 0.5 and 0.1: the small one is drawn further in."""
    smoothed = empirical_bayes(series([5, 50, 10]), series([10, 100, 100]))
    assert smoothed["a"] < smoothed["b"] < 0.5
    assert smoothed["c"] > 0.1


def test_local_by_hand() -> None:
    """a leans on b alone (as the two in `test_by_hand`), d has no neighbours and keeps its 0.4."""
    count, of = series([10, 30, 90, 40]), series([100, 100, 100, 100])
    smoothed = local_empirical_bayes(count, of, {"a": ["b"], "b": ["a"], "c": ["a", "b"], "d": []})
    assert smoothed[["a", "b", "d"]].tolist() == pytest.approx([0.12, 0.28, 0.4])
    assert smoothed["c"] == pytest.approx(empirical_bayes(count[:3], of[:3])["c"])


@pytest.mark.shared
def test_agrees_with_pysal(shared: Path) -> None:
    """PySAL lets the variance between areas be negative, and then draws values past the mean: so in its own example.

    Its shrinkage is therefore redone here without the floor, and must then be ours in every other step.
    """
    vector = json.loads((shared / "vectors" / "esda.json").read_text("utf-8"))["eb_8"]
    count, of = series(vector["e"]), series(vector["b"])
    found, mean = spread(count, of), count.sum() / of.sum()
    unfloored = found.raw - found.noise
    trust = unfloored / (unfloored + mean / of)
    assert (mean + trust * (count / of - mean)).tolist() == pytest.approx(vector["EB"], abs=1e-12)
    assert unfloored < 0
    assert empirical_bayes(count, of).tolist() == pytest.approx([mean] * 8)
    assert found.noise_share == 1


def test_areas_without_a_denominator_stay_missing() -> None:
    smoothed = empirical_bayes(series([10, np.nan, 3, 30]), series([100, 50, 0, 100]))
    assert smoothed.isna().tolist() == [False, True, True, False]
    assert smoothed["a"] == pytest.approx(0.12)
    assert local_empirical_bayes(series([np.nan, 3]), series([5, 0]), {"a": ["b"]}).isna().all()


def test_nothing_known_and_nothing_counted() -> None:
    assert spread(series([]), series([])).areas == 0
    assert np.isnan(spread(series([np.nan]), series([1])).noise_share)
    assert empirical_bayes(series([0, 0]), series([10, 20])).tolist() == [0, 0]


def test_what_cannot_be_counts_is_refused() -> None:
    with pytest.raises(ValueError, match="same areas"):
        empirical_bayes(series([1]), pd.Series([1], index=["z"]))
    with pytest.raises(ValueError, match="negative"):
        spread(series([-1]), series([1]))
    with pytest.raises(ValueError, match="stands twice"):
        local_empirical_bayes(series([1, 2], "aa"), series([5, 5], "aa"), {})


@given(tables)
@settings(deadline=None)
def test_smoothed_lies_between_raw_and_common_value(table: list[tuple[int, int]]) -> None:
    count, of = columns(table)
    smoothed, raw, mean = empirical_bayes(count, of), count / of, count.sum() / of.sum()
    assert smoothed.index.equals(count.index)
    low, high = np.minimum(raw, mean), np.maximum(raw, mean)
    assert ((smoothed >= low - 1e-12) & (smoothed <= high + 1e-12)).all()


@given(tables, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_areas_does_not_matter(table: list[tuple[int, int]], draw) -> None:
    count, of = columns(table)
    turned = draw.sample(list(count.index), len(count))
    again = empirical_bayes(count[turned], of[turned])[count.index]
    pd.testing.assert_series_equal(again, empirical_bayes(count, of))


@given(tables)
@settings(deadline=None)
def test_with_all_as_neighbours_local_is_global(table: list[tuple[int, int]]) -> None:
    count, of = columns(table)
    everyone = {code: [other for other in count.index if other != code] for code in count.index}
    if len(table) > 1:
        pd.testing.assert_series_equal(local_empirical_bayes(count, of, everyone), empirical_bayes(count, of))


def test_chance_alone_is_found_to_be_chance() -> None:
    draw = np.random.default_rng(3)
    of = pd.Series(draw.integers(300, 900, 20_000), dtype=float)
    same = pd.Series(draw.poisson(0.1 * of), dtype=float)
    differing = pd.Series(draw.poisson(0.1 * of * draw.gamma(8, 1 / 8, 20_000)), dtype=float)
    assert spread(same, of).noise_share == pytest.approx(1, abs=0.04)
    # Gamma of shape 8: variance 0.1² / 8 between areas, 0.1 / 600 by chance.
    assert spread(differing, of).between == pytest.approx(0.01 / 8, rel=0.15)


@pytest.mark.shared
def test_real_areas_smoothed_are_nearer_to_the_truth_of_chance(shared: Path) -> None:
    """The unemployed of Stockholm's DeSO in 2022: most of the spread is real, and small areas move most."""
    frame = pd.read_csv(shared / "data" / "scb" / "deso2018_2022.csv", dtype={"deso": str}).set_index("deso")
    frame = frame[frame.index.str.startswith("0180")]
    count, of = frame["arbetslosa_16_64"], frame["arbetskraft_16_64"]
    smoothed, raw = empirical_bayes(count, of), count / of
    assert 0 < spread(count, of).noise_share < 0.5
    assert smoothed.std() < raw.std()
    assert smoothed.corr(raw) > 0.95
