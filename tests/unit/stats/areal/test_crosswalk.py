"""Crosswalks between vintages: by hand, and real areas against themselves and a changed copy of themselves."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from builders import observations
from halsogap.errors import BadInput
from halsogap.model import Level, Sex
from halsogap.schema import CROSSWALK, check
from halsogap.sources.polygons.vintages import crosswalk
from halsogap.stats.areal.apportion import Kind
from halsogap.stats.areal.crosswalk import Converted, convert_counts, convert_values
from halsogap.units import Unit


def table(*rows: tuple[str, str, float, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["from_code", "to_code", "share", "basis"])
    frame = frame.assign(level="deso", from_vintage="2018", to_vintage="2025")
    return check(CROSSWALK, frame[list(CROSSWALK.columns)], "a test")


BY_HAND = table(
    ("A", "A", 1.0, "same"),
    ("B", "B1", 0.4, "population"),
    ("B", "B2", 0.6, "population"),
    ("C", "B2", 0.5, "area"),
    ("C", "D", 0.5, "area"),
    ("E", "D", 1.0, "population"),
)
"""A is as it was; B was parted; half of C went to each of B2 and D; E became a part of D."""


def test_counts_by_hand() -> None:
    found = convert_counts(pd.Series({"A": 10, "B": 100, "C": 40, "E": 7}), BY_HAND)
    assert found["value"].to_dict() == {"A": 10, "B1": 40, "B2": 80, "D": 27}
    assert found["carried"].to_dict() == {"A": 0, "B1": 1, "B2": 1, "D": 1}
    assert found["basis"].to_dict() == {"A": "same", "B1": "population", "B2": "mixed", "D": "mixed"}
    assert found["value"].sum() == 157


def test_what_is_missing_stays_missing_and_is_told() -> None:
    found = convert_counts(pd.Series({"A": np.nan, "B": 100, "C": np.nan, "E": 0}), BY_HAND)
    assert np.isnan(found.loc["A", "value"])
    assert found["unknown"].to_dict() == {"A": 1, "B1": 0, "B2": 1, "D": 1}
    assert found.loc["D", "value"] == 0
    assert np.isnan(found.loc["D", "carried"])


def test_an_area_that_grew_is_carried_in_part() -> None:
    grown = table(("A", "A", 1.0, "same"), ("F", "A", 0.1, "area"))
    found = convert_counts(pd.Series({"A": 90, "F": 100}), grown)
    assert found.loc["A"].tolist() == [100, pytest.approx(0.1), "area", 0]


@pytest.mark.parametrize("kind", [Kind.SHARE, Kind.MEDIAN])
def test_rates_and_medians_are_never_carried(kind: Kind) -> None:
    with pytest.raises(BadInput, match=f"'Andel' is a {kind}, and only counts") as error:
        convert_counts(pd.Series({"A": 10.0}), BY_HAND, kind=kind, name="Andel")
    assert "numerator" in error.value.mend


def test_one_pair_of_vintages_at_a_time() -> None:
    with pytest.raises(BadInput, match="more than one to_vintage: 2025, 2030"):
        convert_counts(pd.Series({"A": 1}), pd.concat([BY_HAND, BY_HAND.assign(to_vintage="2030")]))


@pytest.fixture(scope="module")
def deso(shared: Path) -> gpd.GeoDataFrame:
    frame = gpd.read_file(shared / "data" / "scb" / "deso2018_lan01_03.gpkg").rename(columns={"deso": "code"})
    return frame.set_index("code")[["geometry"]].to_crs("EPSG:3006").sort_index()


@pytest.fixture(scope="module")
def people(shared: Path) -> pd.Series:
    frame = pd.read_csv(shared / "data" / "scb" / "deso2018_2022.csv", dtype={"deso": str}).set_index("deso")
    return frame["folkmangd_2022"].astype(float)


@pytest.mark.shared
def test_real_areas_are_the_same_as_themselves(deso: gpd.GeoDataFrame, people: pd.Series) -> None:
    found = crosswalk(deso, deso, level=Level.DESO, from_vintage="2018", to_vintage="2018b")
    assert len(found) == len(deso) == 1_525
    assert (found["from_code"] == found["to_code"]).all()
    assert set(found["basis"]) == {"same"}
    carried = convert_counts(people.reindex(deso.index), found)
    assert carried["value"].tolist() == people[deso.index].tolist()
    assert (carried["carried"].dropna() == 0).all()


@pytest.mark.shared
def test_real_areas_that_were_changed(deso: gpd.GeoDataFrame, people: pd.Series) -> None:
    """Of Uppsala's areas two are merged, one is cut in two, and one code is given to another area's land."""
    uppsala = deso[deso.index.str.startswith("0380")]
    later = uppsala.copy()
    merged, gone = _neighbours(uppsala)
    later.loc[merged, "geometry"] = shapely.union(uppsala.geometry[merged], uppsala.geometry[gone])
    later = later.drop(index=gone)
    cut = uppsala.area.idxmax()
    west, south, east, north = uppsala.geometry[cut].bounds
    half = shapely.box(west, south, (west + east) / 2, north)
    later.loc[cut, "geometry"] = uppsala.geometry[cut].intersection(half)
    later.loc["0380A9990", "geometry"] = uppsala.geometry[cut].difference(half)
    one, other = [code for code in uppsala.index if code not in (merged, gone, cut)][:2]
    later.loc[[one, other], "geometry"] = [uppsala.geometry[other], uppsala.geometry[one]]

    found = crosswalk(uppsala, later, level=Level.DESO, from_vintage="2018", to_vintage="2025")
    by_source = found.groupby("from_code")
    assert by_source["share"].sum().tolist() == pytest.approx([1] * len(uppsala), abs=1e-3)
    pairs = found.set_index(["from_code", "to_code"])
    assert pairs.loc[(gone, merged), ["share", "basis"]].tolist() == [pytest.approx(1), "area"]
    assert pairs.loc[(merged, merged), "basis"] == "area"
    assert set(by_source.get_group(cut)["to_code"]) == {cut, "0380A9990"}
    # The same code, but not the same land.
    assert by_source.get_group(one)["to_code"].tolist() == [other]
    assert set(found[~found["from_code"].isin([merged, gone, cut, one, other])]["basis"]) == {"same"}

    carried = convert_counts(people[uppsala.index], found)
    assert carried["value"].sum() == pytest.approx(people[uppsala.index].sum(), rel=1e-3)
    assert carried.loc[merged, "value"] == pytest.approx(people[merged] + people[gone], rel=1e-3)
    assert carried.loc[other, "value"] == pytest.approx(people[one], rel=1e-3)
    assert (carried["carried"] > 0).sum() == 5


def _neighbours(areas: gpd.GeoDataFrame) -> tuple[str, str]:
    """The smallest area and one that shares a border with it."""
    smallest = areas.area.idxmin()
    borders = areas.geometry.intersection(areas.geometry[smallest]).length.drop(smallest)
    return smallest, str(borders.idxmax())


@pytest.mark.shared
def test_areas_of_other_places_have_no_crosswalk(deso: gpd.GeoDataFrame) -> None:
    stockholm, uppsala = (deso[deso.index.str.startswith(code)] for code in ("0186", "0380"))
    assert crosswalk(stockholm, uppsala, level=Level.DESO, from_vintage="2018", to_vintage="2025").empty


def rows(**counted: tuple[float, float]) -> pd.DataFrame:
    """Women's counts a year by area: numerator and denominator, and the percentage they make."""
    cells = [(area, *counts) for area, counts in counted.items()]
    return observations(*cells, columns="area numerator denominator", sex="K")


def test_a_share_is_divided_anew_out_of_its_carried_counts() -> None:
    """B2 gets 0.6 of B's 30 of 100 and half of C's 30 of 40: 33 of 80, while the mean of shares would be 52.5 %."""
    year = rows(A=(2, 10), B=(30, 100), C=(30, 40), E=(1, 7))
    assert convert_values(year, BY_HAND, "B2", unit=Unit.PERCENT) == {
        Sex.K: Converted(pytest.approx(33 / 80 * 100), True)
    }
    assert convert_values(year, BY_HAND, "D", unit=Unit.PER_100000)[Sex.K].value == pytest.approx(16 / 27 * 100_000)


def test_the_same_area_keeps_its_own_value_whatever_it_is() -> None:
    year = rows(A=(2, 10), B=(30, 100), C=(30, 40), E=(1, 7))
    for unit in ("percent", Unit.SEK, Unit.PERSONS):
        assert convert_values(year, BY_HAND, "A", unit=unit) == {Sex.K: Converted(20.0, False)}


def test_counts_of_persons_are_added_and_money_is_not_carried() -> None:
    year = rows(B=(30, 100), C=(30, 40)).assign(value=[100.0, 40.0])
    assert convert_values(year, BY_HAND, "B2", unit=Unit.PERSONS) == {Sex.K: Converted(80.0, True)}
    assert convert_values(year, BY_HAND, "B2", unit=Unit.SEK) == {}


def test_where_a_part_is_not_known_nothing_is_carried() -> None:
    assert convert_values(rows(B=(30, 100)), BY_HAND, "B2", unit=Unit.PERCENT) == {}, "C says nothing"
    hidden = rows(B=(30, 100), C=(30, 40))
    hidden.loc[1, "numerator"] = np.nan
    assert convert_values(hidden, BY_HAND, "B2", unit=Unit.PERCENT) == {}
    assert convert_values(rows(B=(30, 100)), BY_HAND, "Z", unit=Unit.PERCENT) == {}, "no such area"
    assert convert_values(rows(B=(0, 0)), BY_HAND, "B1", unit=Unit.PERCENT) == {}, "nobody to count"
