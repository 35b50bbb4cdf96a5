"""Quantile classes are NumPy's; they must stay those of mapclassify, which the other schemes come from."""

from __future__ import annotations

import mapclassify
import numpy as np
import pytest

from halsogap.stats.classes import Scheme, classify


@pytest.mark.parametrize("k", range(3, 8))
def test_quantiles_are_mapclassifys(k: int) -> None:
    draw = np.random.default_rng(k)
    for values in (draw.normal(5000, 900, 580), draw.integers(0, 40, 311).astype(float), draw.gamma(0.5, 10, 42)):
        made = classify(values, Scheme.QUANTILES, k=k)
        assert made is not None
        assert made.upper == pytest.approx(tuple(mapclassify.Quantiles(values, k).bins), rel=1e-11)
