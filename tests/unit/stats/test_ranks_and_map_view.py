"""Gaps, ranks and panes on tiny hand-made tables."""

import math
from functools import partial

import numpy as np
import pandas as pd
import pytest

from builders import observations
from halsogap.model import Better, Sex
from halsogap.stats.classes import Scheme
from halsogap.stats.gap.measure import Measure, by_sex, gap_status, gender_gap
from halsogap.stats.map_view import View, map_views, shared_classes
from halsogap.stats.ranks import rank

values = partial(observations, columns="area sex value status")


TABLE = by_sex(
    values(
        ("0117", "K", 30.0, "value"), ("0117", "M", 40.0, "value"), ("0117", "T", 35.0, "value"),
        ("0114", "K", 20.0, "value"), ("0114", "M", 10.0, "value"), ("0114", "T", 15.0, "value"),
        ("0115", "K", None, "suppressed"), ("0115", "M", 12.0, "value"), ("0115", "T", None, "missing"),
        ("0120", "M", 0.0, "value"), ("0120", "K", 5.0, "value"),
    )
)  # fmt: skip


def test_sexes_stand_side_by_side_and_a_missing_row_is_missing() -> None:
    assert TABLE["area"].tolist() == ["0114", "0115", "0117", "0120"]
    assert TABLE["K"].tolist()[0] == 20.0
    assert math.isnan(TABLE["K"][1])
    assert TABLE["status_K"].tolist() == ["value", "suppressed", "value", "value"]
    assert TABLE["status_T"].tolist() == ["value", "missing", "value", "missing"]


def test_two_values_for_one_sex_are_refused() -> None:
    with pytest.raises(ValueError, match="duplicate"):
        by_sex(values(("0114", "K", 1.0, "value"), ("0114", "K", 2.0, "value")))


def test_gap_is_women_minus_men_and_women_over_men() -> None:
    assert gender_gap(TABLE["K"], TABLE["M"], Measure.DIFF).tolist()[::2] == [10.0, -10.0]
    ratio = gender_gap(TABLE["K"], TABLE["M"], Measure.RATIO)
    assert ratio.tolist()[::2] == [2.0, 0.75]
    assert math.isnan(ratio[3]), "nothing can be said of a ratio over zero"
    assert ratio.index.equals(TABLE.index)


def test_gap_status_takes_the_more_telling_reason() -> None:
    women = pd.Series(["value", "missing", "suppressed", "not_applicable"])
    men = pd.Series(["value", "value", "missing", "missing"])
    assert gap_status(women, men).tolist() == ["value", "missing", "suppressed", "not_applicable"]


def test_rank_follows_the_favourable_direction_and_shares_places() -> None:
    values = pd.Series([10.0, 20.0, 10.0, np.nan, 30.0])
    assert rank(values, Better.LOWER).tolist() == [1, 3, 1, pd.NA, 4]
    assert rank(values, Better.HIGHER).tolist() == [3, 2, 3, pd.NA, 1]
    assert rank(values, Better.UNKNOWN).tolist() == [3, 2, 3, pd.NA, 1]


def test_panes_of_each_view() -> None:
    national = {Sex.K: 25.0, Sex.M: 20.0, Sex.T: 22.0}
    women, men = map_views(TABLE, national, View.SEXES, Measure.DIFF, Better.LOWER)
    assert (women.id, men.id, women.national, men.ranked) == ("K", "M", 25.0, 4)
    (total,) = map_views(TABLE, national, View.TOTAL, Measure.DIFF, Better.LOWER)
    assert total.ranks.tolist() == [1, pd.NA, 2, pd.NA]
    (diff,) = map_views(TABLE, national, View.GAP, Measure.DIFF, Better.LOWER)
    assert diff.national == 5.0
    assert diff.ranks.tolist() == [2, pd.NA, 2, 1], "the smallest gap comes first, in whichever direction"
    (ratio,) = map_views(TABLE, national, View.GAP, Measure.RATIO, Better.LOWER)
    assert ratio.status.tolist() == ["value", "suppressed", "value", "missing"]
    assert ratio.national == 1.25


def test_both_maps_share_their_classes() -> None:
    shown = map_views(TABLE, {}, View.SEXES, Measure.DIFF, Better.LOWER)
    classes = shared_classes(shown, Scheme.EQUAL_INTERVAL, 4, Better.LOWER)
    assert classes is not None
    assert (classes.low, classes.high) == (0.0, 40.0)
    assert math.isnan(shown[0].national)
