"""SCB's codes, cells and sums by hand: the vintage of a code, what an empty cell is, what a share is made of."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from halsogap.catalog.catalog import Catalog
from halsogap.errors import ContractError
from halsogap.model import Cells, Indicator, Level, Query, Status
from halsogap.sources.scb import tables
from halsogap.sources.scb.jsonstat import Table, read_cube, read_table
from halsogap.sources.service import WrongShape

DESO_2018, DESO_2025 = (
    next(e for e in tables.EDITIONS if (e.level, e.vintage) == ("deso", v)) for v in ("2018", "2025")
)


@pytest.mark.parametrize(
    ("code", "year", "level", "vintage", "area"),
    [
        ("00", 2024, "riket", "2007", "0000"),
        ("20", 2024, "lan", "2007", "20"),
        ("2080", 2015, "kommun", "2007", "2080"),
        ("2080R001", 2023, "regso", "2020", "2080R001"),
        ("2080R001_RegSO2025", 2024, "regso", "2025", "2080R001"),
        ("2080A0010", 2010, "deso", "2018", "2080A0010"),
        ("2080A0010", 2023, "deso", "2018", "2080A0010"),
        ("2080A0010_DeSO2025", 2024, "deso", "2025", "2080A0010"),
    ],
)
def test_a_code_belongs_to_an_edition(code: str, year: int, level: str, vintage: str, area: str) -> None:
    edition, bare = tables.edition_of(code, year)
    assert (edition.level, edition.vintage, bare) == (level, vintage, area)


@pytest.mark.parametrize(
    ("code", "year"),
    [
        ("2080A0010", 2024),
        ("2080A0010_DeSO2025", 2023),
        ("2080R001", 2024),
        ("2080R001_RegSO2025", 2020),
    ],
)
def test_a_code_in_a_year_not_its_own_is_refused(code: str, year: int) -> None:
    with pytest.raises(ContractError, match=f"{code}.* has no values in {year}"):
        tables.edition_of(code, year)


@pytest.mark.parametrize(
    "code", ["", "1", "208", "2080A001", "2080A0010_RegSO2025", "2080R001_DeSO2025", "2080A0010_DeSO2018", "2080D0010"]
)
def test_what_is_no_code_of_scbs(code: str) -> None:
    with pytest.raises(ContractError, match="not a code of a Swedish area"):
        tables.edition_of(code, 2022)


@pytest.mark.parametrize(
    ("area", "within", "expected"),
    [
        ("2080A0010", (), True),
        ("2080A0010", ("20",), True),
        ("2080A0010", ("2080",), True),
        ("2080A0010", ("2081", "01"), False),
        ("20", ("2080",), True),
        ("0000", ("2080",), True),
        ("21", ("2080",), False),
    ],
)
def test_an_area_comes_with_those_it_lies_in(area: str, within: tuple[str, ...], expected: bool) -> None:
    assert tables.inside(area, within) is expected


# -- cells to values -----------------------------------------------------------------------------

SHARE = Query("TAB1", (Level.DESO,), Cells("N", (("Alder", ("a", "b")),)), of=Cells("N", (("Alder", ("a", "b", "c")),)))
COUNT = Query("TAB1", (Level.DESO,), Cells("N", (("Alder", ("a",)),)), scale=1000, null=Status.SUPPRESSED)


@pytest.fixture(scope="module")
def indicator(whole_catalog: Catalog) -> Indicator:
    return replace(whole_catalog["folkmangd"], slug="x")


def cells(rows: list[tuple[Any, ...]], sex: str = "1+2", year: str = "2022") -> pd.DataFrame:
    """Cells of areas by age: (area, age, value, sign)."""
    frame = pd.DataFrame(rows, columns=["Region", "Alder", "value", "sign"])
    return frame.assign(Kon=sex, ContentsCode="N", Tid=year).astype({"value": "float64"})


def made(indicator: Indicator, query: Query, frame: pd.DataFrame, edition: tables.Edition = DESO_2018) -> pd.DataFrame:
    part = tables.Part(indicator, query, edition, {})
    return tables.to_observations(part, frame, "2026-01-01T00:00:00+00:00", tables.TableReport()).set_index("area")


def test_a_share_keeps_both_its_counts(indicator: Indicator) -> None:
    frame = cells([("2080A0010", age, value, "") for age, value in (("a", 3), ("b", 4), ("c", 13))])
    row = made(indicator, SHARE, frame).loc["2080A0010"]
    assert (row["value"], row["numerator"], row["denominator"]) == (35.0, 7.0, 20.0)
    assert (row["status"], row["sex"], row["source"], row["geo_vintage"]) == ("value", "T", "scb:TAB1", "2018")


def test_a_sum_with_an_empty_cell_is_empty_and_never_zero(indicator: Indicator) -> None:
    known = [("2080A0010", age, 5, "") for age in "abc"]
    frame = cells([*known, ("2080A0020", "a", np.nan, ".."), ("2080A0020", "b", 4, ""), ("2080A0020", "c", 9, "")])
    row = made(indicator, SHARE, frame).loc["2080A0020"]
    assert row["status"] == "missing"
    assert row[["value", "numerator", "denominator"]].isna().all()


def test_what_an_empty_cell_means_is_the_tables(indicator: Indicator) -> None:
    frame = cells([("2080A0010", "a", 320, ""), ("2080A0020", "a", np.nan, ".."), ("2080A0030", "a", np.nan, ".")])
    rows = made(indicator, COUNT, frame)
    assert rows["status"].tolist() == ["value", "suppressed", "not_applicable"]
    assert rows.loc["2080A0010", "value"] == 320_000


def test_a_share_of_nobody_is_not_applicable(indicator: Indicator) -> None:
    rows = [(area, age, value, "") for area, value in (("2080A0010", 1), ("2080A0020", 0)) for age in "abc"]
    row = made(indicator, SHARE, cells(rows)).loc["2080A0020"]
    assert (row["status"], row["denominator"]) == ("not_applicable", 0.0)


def test_a_zero_among_values_is_a_zero(indicator: Indicator) -> None:
    rows = made(indicator, COUNT, cells([("2080A0010", "a", 0, ""), ("2080A0020", "a", 2, "")]))
    assert rows["value"].tolist() == [0.0, 2000.0]


@pytest.mark.parametrize("empty", [0.0, np.nan])
def test_a_year_of_nothing_but_empty_cells_and_zeros_is_not_published(indicator: Indicator, empty: float) -> None:
    years = pd.concat([cells([("2080A0010", "a", 7, "")]), cells([("2080A0010", "a", empty, "..")], year="2023")])
    told = tables.TableReport()
    rows = tables.to_observations(tables.Part(indicator, COUNT, DESO_2018, {}), years, "2026", told)
    assert rows["period"].tolist() == [2022]
    assert "TAB1 at level deso 2018 has only empty cells and zeros for 2023, taken as not published: x." in (
        told.sentences()
    )


def test_noise_does_not_make_a_share_of_more_than_all(indicator: Indicator) -> None:
    query = replace(SHARE, of=Cells("N", (("Alder", ("c",)),)))
    told = tables.TableReport()
    frame = cells([("2080A0010", age, value, "") for age, value in (("a", 6), ("b", 6), ("c", 11))])
    rows = tables.to_observations(tables.Part(indicator, query, DESO_2018, {}), frame, "2026", told)
    assert rows["value"].tolist() == [100.0]
    assert rows["numerator"].tolist() == [12.0]
    assert any("1 shares of 'x' over 100 %" in sentence for sentence in told.sentences())


def test_the_suffix_stays_in_the_vintage(indicator: Indicator) -> None:
    rows = made(indicator, COUNT, cells([("2080A0010_DeSO2025", "a", 7, "")], year="2024"), DESO_2025)
    assert rows["geo_vintage"].to_dict() == {"2080A0010": "2025"}


def test_a_foreign_vintage_in_an_answer_breaks_the_contract(indicator: Indicator) -> None:
    with pytest.raises(ContractError, match="has no values in 2024"):
        made(indicator, COUNT, cells([("2080A0010", "a", 7, "")], year="2024"))


# -- what is asked for ---------------------------------------------------------------------------

TABLE = Table(
    "TAB1",
    {
        "Region": ("00", "20", "2080A0010", "2081A0010", "2080A0010_DeSO2025"),
        "Alder": ("a", "b", "c"),
        "Kon": ("1", "2", "1+2"),
        "Bakgrund": ("tot",),
        "ContentsCode": ("N",),
        "Tid": ("2021", "2022", "2023", "2024", "2025"),
    },
    frozenset({"Bakgrund"}),
)


def test_each_vintage_is_asked_for_in_its_own_years(indicator: Indicator) -> None:
    parts = tables.parts(indicator, SHARE, TABLE, tables.TableReport(), since=2022)
    asked = {p.edition.vintage: p.selection for p in parts}
    assert asked["2018"]["Region"] == ["2080A0010", "2081A0010"]
    assert asked["2018"]["Tid"] == ["2022", "2023"]
    assert asked["2025"]["Region"] == ["2080A0010_DeSO2025"]
    assert asked["2025"]["Tid"] == ["2024", "2025"]
    assert asked["2025"]["Kon"] == ["1", "2", "1+2"]
    assert asked["2025"]["Alder"] == ["a", "b", "c"]
    assert "Bakgrund" not in asked["2025"]


def test_what_the_table_lacks_is_told(indicator: Indicator) -> None:
    table = replace(TABLE, variables={**TABLE.variables, "Kon": ("1+2",)})
    told = tables.TableReport()
    [part, _] = tables.parts(indicator, replace(SHARE, levels=(Level.REGSO, Level.DESO)), table, told)
    assert part.selection["Kon"] == ["1+2"]
    assert told.sentences() == ["TAB1 has no values here by sex K, M.", "TAB1 has no areas at level regso."]


@pytest.mark.parametrize(
    ("cells_", "optional", "says"),
    [
        (Cells("N", (("Alder", ("z",)),)), True, "no category 'z' of 'Alder'"),
        (Cells("M", (("Alder", ("a",)),)), True, "no category 'M' of 'ContentsCode'"),
        (Cells("N", (("Aalder", ("a",)),)), True, "'Aalder'"),
        (Cells("N", (("Alder", ("a",)),)), False, "a variable 'Bakgrund' that the catalogue says nothing of"),
    ],
)
def test_a_question_that_the_table_cannot_answer(
    indicator: Indicator, cells_: Cells, optional: bool, says: str
) -> None:
    table = TABLE if optional else replace(TABLE, optional=frozenset())
    with pytest.raises(tables.NotOffered, match=says):
        tables.parts(indicator, Query("TAB1", (Level.DESO,), cells_), table, tables.TableReport())


# -- JSON-stat -----------------------------------------------------------------------------------

SELECTION = {"Region": ["x", "y"], "Alder": ["a", "b", "c"], "Tid": ["2022"]}


def document(order: list[str], categories: dict[str, list[str]]) -> dict[str, Any]:
    """An answer whose every cell tells where it belongs: its codes, as a number. Those of y are empty."""
    digits = {"x": 100, "a": 10, "b": 20, "c": 30, "2022": 0}
    rows = list(itertools.product(*[categories[name] for name in order]))
    return {
        "id": order,
        "dimension": {
            name: {"category": {"index": {code: at for at, code in enumerate(categories[name])}}} for name in order
        },
        "value": [None if "y" in row else sum(digits[code] for code in row) for row in rows],
        "status": {str(at): ".." for at, row in enumerate(rows) if "y" in row},
    }


@given(st.permutations(["Region", "Alder", "Tid"]), st.permutations(["x", "y"]), st.permutations(["a", "b", "c"]))
def test_cells_come_in_the_order_asked_for_whatever_the_answers(
    order: list[str], regions: list[str], ages: list[str]
) -> None:
    cube = read_cube(document(order, {"Region": regions, "Alder": ages, "Tid": ["2022"]}), SELECTION)
    assert cube.values == [110, 120, 130, None, None, None]
    frame = cube.frame()
    assert frame.columns.tolist() == ["Region", "Alder", "Tid", "value", "sign"]
    assert frame["sign"].tolist() == [""] * 3 + [".."] * 3


def test_sparse_values_and_a_single_category_without_index() -> None:
    sparse = document(["Region", "Alder", "Tid"], SELECTION)
    sparse["value"] = {"0": 110, "2": 130.5}
    sparse["dimension"]["Tid"] = {"category": {"label": {"2022": "2022"}}}
    cube = read_cube(sparse, SELECTION)
    assert cube.values == [110, None, 130.5, None, None, None]
    assert cube.signs == {3: "..", 4: "..", 5: ".."}


@pytest.mark.parametrize(
    "change",
    [
        {"id": ["Region", "Alder"]},
        {"id": None},
        {"dimension": {}},
        {"value": [1, 2]},
        {"value": "no"},
        {"value": {"9": 1}},
        {"value": [1, 2, 3, 4, 5, float("nan")]},
        {"value": [1, 2, 3, 4, 5, "6"]},
        {"value": [1, 2, 3, 4, 5, True]},
        {"status": ["..", ".."]},
    ],
    ids=str,
)
def test_an_answer_of_another_shape_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(WrongShape):
        read_cube({**document(["Region", "Alder", "Tid"], SELECTION), **change}, SELECTION)


def test_other_categories_than_asked_for_are_refused() -> None:
    with pytest.raises(WrongShape, match="categories of Region instead of the 2 asked for"):
        read_cube(document(["Region", "Alder", "Tid"], {**SELECTION, "Region": ["x"]}), SELECTION)


def test_a_tables_variables_and_which_may_be_left_out() -> None:
    described = document(["Region", "Alder", "Tid"], SELECTION)
    described["dimension"]["Alder"]["extension"] = {"elimination": True}
    table = read_table("TAB1", described)
    assert table.variables == {"Region": ("x", "y"), "Alder": ("a", "b", "c"), "Tid": ("2022",)}
    assert table.optional == {"Alder"}
