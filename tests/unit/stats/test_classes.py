"""Class schemes: hand-computed breaks, direction, ties, too few values."""

import numpy as np
import pytest

from halsogap.model import Better
from halsogap.stats.classes import Reading, Scheme, classify, classify_gap


def test_quantiles_hold_equally_many() -> None:
    classes = classify(range(1, 13), Scheme.QUANTILES, k=4)
    assert classes is not None
    assert classes.counts == (3, 3, 3, 3)
    assert classes.breaks == (3.75, 6.5, 9.25)


def test_equal_intervals_are_equally_wide() -> None:
    classes = classify([0, 1, 5, 10], Scheme.EQUAL_INTERVAL, k=4)
    assert classes is not None
    assert classes.breaks == (2.5, 5.0, 7.5)
    assert classes.of([0, 1, 5, 10]).tolist() == [0, 0, 1, 3]


def test_fisher_jenks_finds_the_gaps() -> None:
    classes = classify([1, 2, 3, 20, 21, 22, 90, 91], Scheme.FISHER_JENKS, k=3)
    assert classes is not None
    assert classes.counts == (3, 3, 2)


def test_standard_deviation_is_centred_on_the_mean() -> None:
    values = np.random.default_rng(1).normal(50, 10, 2000)
    classes = classify(values, Scheme.STANDARD_DEVIATION)
    assert classes is not None
    mean, deviation = values.mean(), values.std(ddof=1)
    assert classes.breaks == pytest.approx([mean + steps * deviation for steps in (-2, -1, 1, 2)])


@pytest.mark.parametrize(("better", "first"), [(Better.LOWER, True), (Better.HIGHER, False)])
def test_koladas_reading_asks_for_the_direction(better: Better, first: bool) -> None:
    classes = classify(range(1, 101), Scheme.KOLADA, better=better)
    assert classes is not None
    assert classes.counts == (25, 50, 25)
    assert classes.reading is Reading.BEST_TO_WORST
    assert classes.favourable_first is first


def test_koladas_reading_judges_nothing_without_a_direction() -> None:
    classes = classify(range(1, 101), Scheme.KOLADA)
    assert classes is not None
    assert classes.reading is Reading.SEQUENTIAL
    assert classes.favourable_first is None


@pytest.mark.parametrize("scheme", [s for s in Scheme if s is not Scheme.KOLADA])
@pytest.mark.parametrize(("values", "most"), [([5.0] * 9, 1), ([1.0, 2.0], 2), ([7.0], 1), ([0.0, np.nan, 3.0], 2)])
def test_few_different_values_give_few_classes(scheme: Scheme, values: list[float], most: int) -> None:
    classes = classify(values, scheme)
    assert classes is not None
    assert 1 <= len(classes) <= most
    assert sum(classes.counts) == np.sum(~np.isnan(values))


def test_no_value_gives_no_classes() -> None:
    assert classify([np.nan, np.nan], Scheme.QUANTILES) is None
    assert classify_gap([], neutral=0, scheme=Scheme.QUANTILES) is None


def test_missing_is_in_no_class() -> None:
    classes = classify([1, 2, 3], Scheme.QUANTILES, k=3)
    assert classes is not None
    assert classes.of([np.nan, 1.0]).tolist() == [-1, 0]


def test_gaps_mirror_around_zero_even_where_all_lie_on_one_side() -> None:
    classes = classify_gap([1, 2, 3, 4, 5, 6, 7, 8], neutral=0, scheme=Scheme.EQUAL_INTERVAL, k=7)
    assert classes is not None
    assert len(classes) % 2 == 1
    assert np.allclose(classes.breaks, [-b for b in reversed(classes.breaks)])
    assert classes.of([0.0]).tolist() == [len(classes) // 2]


def test_ratios_mirror_on_the_logarithmic_scale() -> None:
    classes = classify_gap([0.5, 0.8, 1.0, 1.25, 2.0, 4.0], neutral=1, scheme=Scheme.QUANTILES, k=5)
    assert classes is not None
    assert np.allclose(np.array(classes.breaks) * np.array(classes.breaks[::-1]), 1)
