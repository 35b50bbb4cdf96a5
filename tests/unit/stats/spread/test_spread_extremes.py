"""The extremes of a level and where they are."""

from __future__ import annotations

from functools import partial

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import observations
from halsogap.stats.spread.extremes import Extent, extent, spread

rows = partial(observations, columns="level area value", indicator="x", period=2021)


def test_lowest_and_highest_with_their_areas_and_shared_ones_together() -> None:
    table = spread(rows(("kommun", "2180", 100), ("kommun", "0114", 100), ("kommun", "0115", 3), ("riket", "0000", 50)))
    assert table.to_dict("records") == [
        {
            "indicator": "x",
            "level": "kommun",
            "period": 2021,
            "sex": "T",
            "areas": 3,
            "low": 3.0,
            "low_areas": ("0115",),
            "high": 100.0,
            "high_areas": ("0114", "2180"),
        },
        {
            "indicator": "x",
            "level": "riket",
            "period": 2021,
            "sex": "T",
            "areas": 1,
            "low": 50.0,
            "low_areas": ("0000",),
            "high": 50.0,
            "high_areas": ("0000",),
        },
    ]


def test_the_ends_of_one_table_name_all_who_share_them() -> None:
    def of(**by_area: float) -> pd.Series:
        return pd.Series(by_area, dtype="float64")

    missing = float("nan")
    assert extent(of(b=1, a=1, c=5, d=missing)) == Extent(3, 1.0, ("a", "b"), 5.0, ("c",))
    assert extent(of(a=2)) == Extent(1, 2.0, ("a",), 2.0, ("a",))
    assert extent(of(a=missing)) is None
    assert extent(of()) is None


def test_missing_values_take_no_part_and_zero_does() -> None:
    [row] = spread(rows(("lan", "01", None), ("lan", "03", 0), ("lan", "04", 2))).to_dict("records")
    assert (row["areas"], row["low"], row["low_areas"]) == (2, 0.0, ("03",))


def test_sexes_and_years_are_kept_apart() -> None:
    women = rows(("lan", "01", 1), ("lan", "03", 2), sex="K")
    later = rows(("lan", "01", 5), ("lan", "03", 4), period=2022)
    table = spread(pd.concat([women, later]))
    assert list(zip(table["sex"], table["period"], table["low_areas"], strict=True)) == [
        ("K", 2021, ("01",)),
        ("T", 2022, ("03",)),
    ]


def test_nothing_gives_an_empty_table_with_its_columns() -> None:
    assert list(spread(rows(("lan", "01", None))).columns) == [
        *("indicator", "level", "period", "sex", "areas", "low", "low_areas", "high", "high_areas")
    ]


published = st.integers(-(10**8), 10**8).map(lambda hundredths: hundredths / 100)
"""Values have the decimals that a publisher prints: what differs in the last bits alone counts as the same."""


@settings(deadline=None, max_examples=50)  # pandas' first call is slow
@given(st.dictionaries(st.from_regex(r"\A[0-9]{4}\Z"), published, min_size=1, max_size=12))
def test_no_area_lies_outside_and_the_named_ones_lie_on_the_edge(values: dict[str, float]) -> None:
    [row] = spread(rows(*(("kommun", area, value) for area, value in values.items()))).to_dict("records")
    assert row["low"] == min(values.values())
    assert row["high"] == max(values.values())
    assert set(row["low_areas"]) == {area for area, value in values.items() if value == row["low"]}
    assert set(row["high_areas"]) == {area for area, value in values.items() if value == row["high"]}
