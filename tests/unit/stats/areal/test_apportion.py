"""Values carried to areas that cut across others: by hand, by what must hold always, and over real polygons."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from halsogap.errors import BadInput
from halsogap.sources.polygons.overlap import overlap
from halsogap.stats.areal.apportion import Kind, apportion, counts, kind_of, shares
from halsogap.units import Unit


def weights(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["source", "target", "share", "target_share"])


SPLIT = weights(("a", "X", 1.0, 0.5), ("b", "X", 0.25, 0.25), ("b", "Y", 0.75, 0.9), ("c", "Y", 1.0, 0.1))
"""a lies in X; b by a quarter in X and the rest in Y; c in Y. A quarter of X lies in no source."""


def test_counts_by_hand() -> None:
    found = counts(pd.Series({"a": 100, "b": 40, "c": 6}), SPLIT)
    assert found.index.tolist() == ["X", "Y"]
    assert found["value"].tolist() == [110, 36]
    assert found["split"].tolist() == pytest.approx([10 / 110, 30 / 36])
    assert found["uncovered"].tolist() == pytest.approx([0.25, 0])
    assert found["unknown"].tolist() == [0, 0]


def test_shares_are_weighted_by_people_and_never_averaged() -> None:
    """X: (10 + 0.25 × 20) of (100 + 0.25 × 40) = 15/110. The mean of a's 10 % and b's 50 % would be 30 %."""
    numerators, denominators = pd.Series({"a": 10, "b": 20, "c": 3}), pd.Series({"a": 100, "b": 40, "c": 6})
    found = shares(numerators, denominators, SPLIT, per=100)
    assert found["value"].tolist() == pytest.approx([15 / 110 * 100, 18 / 36 * 100])
    assert found["denominator"].tolist() == [110, 36]
    assert found.loc["X", "split"] == pytest.approx(10 / 110)


def test_what_is_unknown_is_told_and_no_zero() -> None:
    found = counts(pd.Series({"a": np.nan, "b": 40, "c": np.nan}), SPLIT)
    assert found["value"].tolist() == [10, 30]
    assert found["unknown"].tolist() == [1, 1]
    assert found["uncovered"].tolist() == pytest.approx([0.75, 0.1])
    assert counts(pd.Series(dtype=float), SPLIT)["value"].isna().all()
    empty = shares(pd.Series({"a": 0}), pd.Series({"a": 0}), SPLIT, per=100)
    assert empty["value"].isna().all()


def test_without_surfaces_nothing_is_said_of_cover() -> None:
    assert counts(pd.Series({"a": 1}), SPLIT.drop(columns="target_share"))["uncovered"].isna().all()


def rows(**columns: list[float]) -> pd.DataFrame:
    empty = [np.nan, np.nan, np.nan]
    return pd.DataFrame({"value": empty, "numerator": empty, "denominator": empty, **columns}, index=list("abc"))


def test_a_median_is_refused() -> None:
    medians = rows(value=[210.0, 250.0, 300.0])
    assert kind_of(medians, Unit.SEK) is Kind.MEDIAN
    with pytest.raises(BadInput, match="'Nettoinkomst' is a median"):
        apportion(medians, SPLIT, name="Nettoinkomst", unit=Unit.SEK, per=1)


def test_each_kind_is_carried_in_its_own_way() -> None:
    persons = rows(value=[100.0, 40.0, 6.0])
    assert apportion(persons, SPLIT, name="Folkmängd", unit=Unit.PERSONS, per=1)["value"].tolist() == [110, 36]
    share = rows(value=[10.0, 50.0, 50.0], numerator=[10.0, 20.0, 3.0], denominator=[100.0, 40.0, 6.0])
    found = apportion(share, SPLIT, name="Andel", unit=Unit.PERCENT, per=100)
    assert found["value"].tolist() == pytest.approx([15 / 110 * 100, 50])


def test_people_are_not_counted_twice() -> None:
    overlapping = weights(("a", "X", 1.0, 1.0), ("a", "Y", 0.5, 1.0))
    with pytest.raises(BadInput, match=r"'a' come to 1\.5"):
        counts(pd.Series({"a": 1}), overlapping)
    with pytest.raises(BadInput, match="more than one value"):
        counts(pd.Series([1, 2], index=["a", "a"]), SPLIT)


@st.composite
def carried(draw: st.DrawFn) -> tuple[pd.Series, pd.DataFrame]:
    """Sources whose shares come to 1, in up to four targets."""
    n = draw(st.integers(1, 6))
    table = []
    for source in range(n):
        parts = draw(st.lists(st.integers(0, 9), min_size=4, max_size=4).filter(any))
        table += [(f"s{source}", f"t{t}", part / sum(parts), 0.1) for t, part in enumerate(parts) if part]
    values = draw(st.lists(st.integers(0, 3_000), min_size=n, max_size=n))
    return pd.Series(values, index=[f"s{i}" for i in range(n)], dtype=float), weights(*table)


@given(carried())
@settings(deadline=None)
def test_totals_are_kept(case: tuple[pd.Series, pd.DataFrame]) -> None:
    values, table = case
    assert counts(values, table)["value"].sum() == pytest.approx(values.sum())


@given(carried(), st.integers(0, 2**32 - 1), st.integers(2, 9))
@settings(deadline=None)
def test_order_does_not_matter_and_scale_follows(case: tuple[pd.Series, pd.DataFrame], seed: int, times: int) -> None:
    values, table = case
    plain = counts(values, table)
    turned = counts(values.sample(frac=1, random_state=seed), table.sample(frac=1, random_state=seed))
    pd.testing.assert_frame_equal(turned, plain)
    scaled = counts(values * times, table)
    pd.testing.assert_series_equal(scaled["value"], plain["value"] * times)
    pd.testing.assert_series_equal(scaled["split"], plain["split"])
    share = shares(values * times, values * times * 2, table, per=100)["value"].dropna()
    assert share.to_numpy() == pytest.approx(np.full(len(share), 50.0))


@given(st.lists(st.integers(0, 3_000), min_size=1, max_size=8))
@settings(deadline=None)
def test_identical_areas_keep_their_values(given_values: list[int]) -> None:
    codes = [f"s{i}" for i in range(len(given_values))]
    values = pd.Series(given_values, index=codes, dtype=float)
    found = counts(values, weights(*[(code, code, 1.0, 1.0) for code in codes]))
    pd.testing.assert_series_equal(found["value"], values, check_names=False)
    assert (found["split"].fillna(0) == 0).all()
    assert (found["uncovered"] == 0).all()


# -- the weights ----------------------------------------------------------------------------------------------


def squares(**boxes: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    geometry = [shapely.box(*[400_000 + 1_000 * edge for edge in box]) for box in boxes.values()]
    return gpd.GeoDataFrame(geometry=geometry, index=list(boxes), crs="EPSG:3006")


TWO = squares(a=(0, 0, 2, 2), b=(2, 0, 4, 2))


def test_shares_of_surface_by_hand() -> None:
    found = overlap(TWO, squares(X=(0, 0, 3, 2), Y=(3, 0, 6, 2)))
    assert found[["source", "target", "basis"]].to_numpy().tolist() == [
        ["a", "X", "area"],
        ["b", "X", "area"],
        ["b", "Y", "area"],
    ]
    assert found["share"].tolist() == pytest.approx([1, 0.5, 0.5])
    assert found["target_share"].tolist() == pytest.approx([2 / 3, 1 / 3, 1 / 3])


def test_people_go_before_surface_where_they_are_known() -> None:
    """b has 90 people in its west half (in X) and 10 in its east; of a nobody is known."""
    finer = squares(p=(2, 0, 3, 2), q=(3, 0, 4, 2)).assign(people=[90, 10])
    found = overlap(TWO, squares(X=(0, 0, 3, 2), Y=(3, 0, 6, 2)), finer=finer).set_index(["source", "target"])
    assert found["share"].to_dict() == pytest.approx({("a", "X"): 1, ("b", "X"): 0.9, ("b", "Y"): 0.1})
    assert found["basis"].to_dict() == {("a", "X"): "area", ("b", "X"): "population", ("b", "Y"): "population"}


def test_neighbours_that_touch_do_not_overlap() -> None:
    assert overlap(TWO, TWO)[["source", "target"]].to_numpy().tolist() == [["a", "a"], ["b", "b"]]
    assert overlap(TWO, squares(far=(90, 90, 91, 91))).empty


def test_areas_that_cannot_be_measured_are_named() -> None:
    with pytest.raises(BadInput, match="coordinate system"):
        overlap(TWO.set_crs(None, allow_override=True), TWO)
    with pytest.raises(BadInput, match="'a' first"):
        overlap(pd.concat([TWO, TWO]), TWO)
    bowtie = shapely.Polygon([(0, 0), (1_000, 1_000), (1_000, 0), (0, 1_000)])
    with pytest.raises(BadInput, match="no valid polygon, 'w' first"):
        overlap(TWO, gpd.GeoDataFrame(geometry=[bowtie], index=["w"], crs="EPSG:3006"))


@pytest.mark.shared
def test_real_areas_make_their_municipality(shared: Path) -> None:
    """Sigtuna's DeSO carried to Sigtuna, dissolved from them, and to its two halves: nobody is lost."""
    deso = gpd.read_file(shared / "data" / "scb" / "deso2018_lan01_03.gpkg").rename(columns={"deso": "code"})
    deso = deso.set_index("code").loc[lambda frame: frame.index.str.startswith("0191")].to_crs("EPSG:3006")
    people = pd.read_csv(shared / "data" / "scb" / "deso2018_2022.csv", dtype={"deso": str}).set_index("deso")
    people = people.loc[deso.index, "folkmangd_2022"].astype(float)
    outline = deso.geometry.union_all()
    west, south, east, north = outline.bounds
    middle = (west + east) / 2
    halves = [shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)]
    targets = gpd.GeoDataFrame(
        geometry=[outline.intersection(half) for half in halves], index=["west", "east"], crs="EPSG:3006"
    )
    found = counts(people, overlap(deso, targets))
    assert found["value"].sum() == pytest.approx(people.sum(), rel=1e-3)
    assert (found["split"] > 0).all()
    assert found["uncovered"].max() < 1e-3
    whole = counts(people, overlap(deso, targets.dissolve().set_index(pd.Index(["all"]))))
    assert whole.loc["all", "value"] == pytest.approx(people.sum(), rel=1e-3)
    assert whole.loc["all", "split"] < 0.01
