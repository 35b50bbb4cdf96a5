"""Small areas added up: by hand, with what is lacking, and against the demo's and SCB's own municipalities."""

from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import observations
from halsogap.catalog.catalog import Catalog
from halsogap.errors import BadInput
from halsogap.model import Level, Sex
from halsogap.sources.demo import demo
from halsogap.stats.areal.aggregate import aggregate, whole

rows = partial(observations, columns="area status numerator denominator", period=2023)


def counts(**values: float | None) -> pd.DataFrame:
    return observations(values, indicator="folk", period=2023)


def test_shares_are_divided_anew() -> None:
    """10 of 100 and 30 of 50 are 40 of 150, not the mean of 10 % and 60 %."""
    found = aggregate(rows(("2180P001", "value", 10, 100), ("2180P002", "value", 30, 50)), Level.KOMMUN, per=100)
    assert len(found) == 1
    total = found.iloc[0]
    assert (total["area"], total["parts"], total["complete"], total["status"]) == ("2180", 2, True, "value")
    assert (total["numerator"], total["denominator"]) == (40, 150)
    assert total["value"] == pytest.approx(40 / 150 * 100)


def test_the_whole_of_a_map_is_only_told_where_no_part_lacks() -> None:
    """10 of 100 and 30 of 50; and where the third area's counts are hidden, nobody knows what the sum would be."""
    known = [("2180P001", "value", 10, 100), ("2180P002", "value", 30, 50)]
    assert whole(rows(*known), per=100) == {Sex.T: pytest.approx(40 / 150 * 100)}
    assert whole(rows(*known, ("2180P003", "suppressed", None, None)), per=100) == {}
    assert whole(rows(("2180P001", "value", 0, 0)), per=100) == {}


def test_each_level_by_hand() -> None:
    values = {"0114A0010": 5, "0114C1010": 7, "0180A0010": 11, "2180B2030": 13}
    for level, expected in (
        (Level.KOMMUN, {"0114": 12, "0180": 11, "2180": 13}),
        (Level.LAN, {"01": 23, "21": 13}),
        (Level.RIKET, {"0000": 36}),
    ):
        found = aggregate(counts(**values), level).set_index("area")
        assert found["value"].to_dict() == expected
        assert found["complete"].all()
        assert found["numerator"].isna().all()


def test_an_incomplete_sum_says_so() -> None:
    found = aggregate(
        rows(
            ("2180P001", "value", 10, 100),
            ("2180P002", "suppressed", None, None),
            ("2180P003", "missing", None, None),
            ("2181P001", "suppressed", None, None),
            ("2181P002", "missing", None, None),
            ("2182P001", "missing", None, None),
            ("2183P001", "value", 1, 2),
            ("2183P002", "not_applicable", None, None),
            ("2184P001", "not_applicable", None, None),
        ),
        Level.KOMMUN,
        per=100,
    ).set_index("area")
    assert found["status"].to_dict() == {
        "2180": "value",
        "2181": "suppressed",
        "2182": "missing",
        "2183": "value",
        "2184": "not_applicable",
    }
    assert found["complete"].tolist() == [False, False, False, True, True]
    assert found.loc["2180", ["value", "parts", "missing", "suppressed"]].tolist() == [10, 3, 1, 1]
    assert found["value"].isna().tolist() == [False, True, True, False, True]


def test_what_cannot_be_added_up_is_named() -> None:
    with pytest.raises(BadInput, match="not averaged"):
        aggregate(counts(**{"2180P001": 12.5}), Level.KOMMUN, per=100)
    with pytest.raises(BadInput, match="more than one value"):
        aggregate(pd.concat([counts(a=1), counts(a=2)]), Level.RIKET)
    with pytest.raises(BadInput, match="'deso'"):
        aggregate(counts(**{"2180P001": 1}), Level.DESO)


@given(st.lists(st.tuples(st.integers(0, 80), st.integers(1, 80)), min_size=1, max_size=25), st.randoms())
@settings(deadline=None)
def test_the_way_up_does_not_matter(parts: list[tuple[int, int]], draw) -> None:
    """Areas straight to the country, or by way of municipalities and counties; in any order."""
    table = rows(*[(f"{1280 + i % 7}P{i + 1:03}", "value", min(p), max(p)) for i, p in enumerate(parts)])
    straight = aggregate(table.sample(frac=1, random_state=draw.randrange(1_000)), Level.RIKET, per=100)
    stepwise = aggregate(aggregate(table, Level.KOMMUN, per=100), Level.RIKET, per=100)
    columns = ["value", "numerator", "denominator"]
    pd.testing.assert_frame_equal(straight[columns], stepwise[columns])
    assert straight["value"].between(table["value"].min() - 1e-9, table["value"].max() + 1e-9).all()


def test_the_demos_areas_add_up_to_its_municipalities(whole_catalog: Catalog) -> None:
    made = demo.make({slug: whole_catalog[slug] for slug in ("befolkning", "befolkning_80")})[0]
    small, kommun = (made[made["level"] == level] for level in ("made_up", "kommun"))
    found = aggregate(small, Level.KOMMUN)
    both = found.merge(kommun, on=["indicator", "area", "period", "sex"], validate="one_to_one")
    assert len(both) == len(found) == 2 * 290 * 2 * 3
    assert (both["value_x"] == both["value_y"]).all()


@pytest.mark.shared
def test_scb_s_employed_of_stockholm(shared: Path) -> None:
    """The employed 16-64 of Stockholm county's 1,287 DeSO in 2022: persons over persons, as from the file itself."""
    frame = pd.read_csv(shared / "data" / "scb" / "deso2018_2022.csv", dtype={"deso": str})
    frame = frame[frame["deso"].str.startswith("01")]
    table = rows(
        *[
            (area, "value" if of > 0 else "not_applicable", count, of)
            for area, count, of in frame[["deso", "sysselsatta_16_64", "tot_16_64"]].itertuples(index=False)
        ]
    )
    found = aggregate(table, Level.LAN, per=100).set_index("area")
    assert found.loc["01", "parts"] == 1_287
    assert found.loc["01", "complete"]
    expected = frame["sysselsatta_16_64"].sum() / frame["tot_16_64"].sum() * 100
    assert found.loc["01", "value"] == pytest.approx(expected)
    assert 70 < expected < 85
