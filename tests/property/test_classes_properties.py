"""Whatever the values: every value lands in exactly one class, and a higher value never in a lower class."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from halsogap.model import Better
from halsogap.stats.classes import Scheme, classify, classify_gap

numbers = st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=80)


@settings(max_examples=150, deadline=None)
@given(numbers, st.sampled_from(list(Scheme)), st.integers(2, 9))
def test_classes_partition_the_values(values: list[float], scheme: Scheme, k: int) -> None:
    classes = classify(values, scheme, k=k, better=Better.LOWER)
    assert classes is not None
    found = classes.of(values)
    assert found.min() >= 0
    assert found.max() < len(classes)
    assert np.bincount(found, minlength=len(classes)).tolist() == list(classes.counts)
    order = np.argsort(values, kind="stable")
    assert (np.diff(found[order]) >= 0).all()
    assert list(classes.upper) == sorted(set(classes.upper))


@settings(max_examples=100, deadline=None)
@given(numbers, st.sampled_from([Scheme.QUANTILES, Scheme.FISHER_JENKS, Scheme.EQUAL_INTERVAL]))
def test_gap_classes_treat_women_and_men_alike(values: list[float], scheme: Scheme) -> None:
    classes = classify_gap(values, neutral=0, scheme=scheme)
    assert classes is not None
    assert len(classes) % 2 == 1
    # A value strictly inside a class has its mirror image strictly inside the mirrored class.
    inside = np.array([v for v in values if all(abs(abs(v) - abs(b)) > 1e-6 for b in classes.breaks)])
    if len(inside):
        assert (classes.of(inside) + classes.of(-inside) == len(classes) - 1).all()
