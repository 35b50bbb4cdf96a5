"""Small counts and their complements, in tables worked out by hand."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest

from builders import observations
from halsogap.stats.suppression import suppress

rows = partial(observations, columns="area sex numerator", denominator=100.0)
"""Counts of a hundred, as per cent."""


def shown(frame: pd.DataFrame) -> dict[tuple[str, str], float | str]:
    return {
        (r.area, r.sex): r.value if r.status == "value" else r.status
        for r in frame[["area", "sex", "value", "status"]].itertuples()
    }


def test_men_are_hidden_with_the_women_they_would_give_away() -> None:
    result = suppress(rows(("2180", "K", 2), ("2180", "M", 30), ("2180", "T", 32)))
    assert shown(result) == {("2180", "K"): "suppressed", ("2180", "M"): "suppressed", ("2180", "T"): 32.0}
    hidden = result[result["status"] == "suppressed"]
    assert hidden[["value", "numerator", "denominator"]].isna().all(axis=None)


def test_the_smallest_other_area_is_hidden_where_the_municipality_is_published() -> None:
    parents = dict.fromkeys(("2180C1010", "2180C1020", "2180C1030"), "2180")
    cells = (("2180C1010", "T", 3), ("2180C1020", "T", 20), ("2180C1030", "T", 40), ("2180", "T", 63))
    assert shown(suppress(rows(*cells), parents=parents)) == {
        ("2180C1010", "T"): "suppressed",
        ("2180C1020", "T"): "suppressed",
        ("2180C1030", "T"): 40.0,
        ("2180", "T"): 63.0,
    }
    assert (suppress(rows(*cells))["status"] == "suppressed").sum() == 1  # no total is known, so nothing gives it away


def test_two_areas_with_one_case_each_are_hidden_behind_a_third() -> None:
    parents = dict.fromkeys(("2180C1010", "2180C1020", "2180C1030"), "2180")
    cells = (("2180C1010", "T", 1), ("2180C1020", "T", 1), ("2180C1030", "T", 40), ("2180", "T", 42))
    result = suppress(rows(*cells), parents=parents)
    # "2 in two areas that both have some" would be 1 and 1.
    assert result["status"].tolist() == ["suppressed"] * 3 + ["value"]


def test_zero_is_no_small_count_and_missing_stays_missing() -> None:
    frame = rows(("2180", "K", 0), ("2180", "M", 8))
    frame.loc[2] = {**frame.loc[0].to_dict(), "sex": "T", "value": np.nan, "numerator": np.nan, "status": "missing"}
    assert shown(suppress(frame)) == {("2180", "K"): 0.0, ("2180", "M"): 8.0, ("2180", "T"): "missing"}


def test_few_people_are_hidden_as_few_cases_are() -> None:
    assert suppress(rows(("2180", "T", 0), denominator=3))["status"].tolist() == ["suppressed"]


def test_ratios_are_computed_from_the_counts_that_are_left() -> None:
    frame = rows(("2180", "K", 12), ("0114", "K", 2)).assign(value=99.0)
    result = suppress(frame, per=100)
    assert result["value"].iloc[0] == 12.0
    assert np.isnan(result["value"].iloc[1])


def test_a_value_may_be_the_count_itself() -> None:
    frame = rows(("2180", "T", 3), ("0114", "T", 9)).assign(numerator=np.nan, denominator=np.nan, value=[3.0, 9.0])
    assert suppress(frame)["status"].tolist() == ["value", "value"]
    assert suppress(frame, counts_are_values=True)["status"].tolist() == ["suppressed", "value"]


def test_no_threshold_hides_nothing_and_a_negative_one_is_refused() -> None:
    frame = rows(("2180", "K", 1), ("2180", "M", 2), ("2180", "T", 3))
    assert (suppress(frame, threshold=0)["status"] == "value").all()
    with pytest.raises(ValueError, match="-1"):
        suppress(frame, threshold=-1)
