"""The limits of classes as they are written: no two that differ are written alike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from halsogap.catalog.catalog import Catalog
from halsogap.figures.class_labels import class_labels, limit_decimals
from halsogap.i18n import words
from halsogap.stats.classes import Scheme, classify


@pytest.mark.parametrize(("spread", "decimals"), [(50.0, 0), (4.0, 1), (0.3, 2)])
def test_limits_have_as_many_decimals_as_tell_them_apart(whole_catalog: Catalog, spread: float, decimals: int) -> None:
    whole_numbers = replace(whole_catalog["behorig_gymnasiet"], decimals=0)
    classes = classify(pd.Series(np.linspace(99.95 - spread, 99.95, 60)), Scheme.QUANTILES)
    assert classes is not None
    assert limit_decimals(classes, whole_numbers) == decimals
    for language in ("sv", "en"):
        labels = class_labels(classes, whole_numbers, words(language))
        assert len(set(labels)) == len(labels)
        assert all(len(set(label.split("–"))) == 2 for label in labels), "99,9–99,9 says nothing"


def test_a_class_of_one_value_is_that_value(whole_catalog: Catalog) -> None:
    classes = classify(pd.Series([50.0, 50.0, 50.0]), Scheme.QUANTILES)
    assert classes is not None
    assert class_labels(classes, whole_catalog["behorig_gymnasiet"], words("sv")) == ("50,0",)
