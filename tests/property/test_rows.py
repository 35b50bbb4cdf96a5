"""Kolada's rows to OBSERVATIONS: whatever the order, the twins and the writing, every row is accounted for."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import indicator
from halsogap.catalog.catalog import Catalog
from halsogap.errors import SourceError
from halsogap.geography import VINTAGE, codes
from halsogap.model import Better, Indicator, Level, Series, Sex
from halsogap.schema import OBSERVATIONS
from halsogap.sources.kolada.indicators import place_codes
from halsogap.sources.kolada.rows import ROWS, RowsReport, to_observations
from halsogap.store.snapshot import KEY

NOW = "2026-02-03T04:05:06+00:00"


def counted(slug: str, *series: Series) -> Indicator:
    levels = tuple(dict.fromkeys(level for s in series for level in s.levels))
    return indicator(slug, unit="number", better=Better.UNKNOWN, levels=levels, series=series, group="strategi")


EVERYWHERE = (Level.RIKET, Level.LAN, Level.KOMMUN)
CATALOG = Catalog(
    {
        "falls": counted("falls", Series("N20402", EVERYWHERE)),
        "life": counted("life", Series("N00925", EVERYWHERE, Sex.K), Series("N00923", EVERYWHERE, Sex.M)),
        "care": counted("care", Series("U71453", (Level.LAN,))),
        "split": counted("split", Series("N10001", (Level.KOMMUN,)), Series("N10002", (Level.RIKET, Level.LAN))),
    }
)


def sent(*cells: tuple[Any, ...]) -> pd.DataFrame:
    """Rows as the service sends them: (kpi, municipality, period, gender, value, status)."""
    return pd.DataFrame([list(cell) for cell in cells], columns=ROWS, dtype=object)


def turned(*cells: tuple[Any, ...]) -> tuple[pd.DataFrame, RowsReport]:
    return to_observations(sent(*cells), CATALOG, NOW)


def test_one_row_by_hand() -> None:
    frame, report = turned(("N20402", "0014", 2022, "K", 5123.5, ""))
    assert frame.iloc[0].dropna().to_dict() == {
        "indicator": "falls",
        "level": "lan",
        "area": "14",
        "period": 2022,
        "sex": "K",
        "value": 5123.5,
        "status": "value",
        "source": "kolada:N20402",
        "geo_vintage": VINTAGE,
        "fetched_at": NOW,
    }
    assert report == RowsReport(rows=1, observations=1)


def test_nothing_at_all() -> None:
    frame, report = turned()
    assert frame.empty
    assert list(frame.columns) == list(OBSERVATIONS.columns)
    assert report == RowsReport()


@pytest.mark.parametrize(
    ("code", "level", "area"),
    [
        ("0000", "riket", "0000"),
        ("0001", "lan", "01"),
        ("0025", "lan", "25"),
        ("0114", "kommun", "0114"),
        ("2584", "kommun", "2584"),
    ],
)
def test_codes(code: str, level: str, area: str) -> None:
    frame, _ = turned(("N20402", code, 2022, "T", 1, ""))
    assert frame[["level", "area"]].iloc[0].tolist() == [level, area]


@pytest.mark.parametrize("code", ["9999", "0002", "0099", "180", "01", "0", "", "abcd", "01800"])
def test_unknown_codes_are_set_aside_and_listed(code: str) -> None:
    frame, report = turned(("N20402", code, 2022, "T", 1, ""), ("N20402", "0180", 2022, "T", 1, ""))
    assert len(frame) == 1
    assert report.unknown_codes == {code: 1}
    assert repr(code) in report.warnings()[0]


def test_groups_are_dropped_without_a_word() -> None:
    frame, report = turned(("N20402", "G114418", 2022, "T", 1, ""))
    assert frame.empty
    assert report.groups == 1
    assert report.warnings() == []


def test_every_place_has_a_code_that_comes_back() -> None:
    frame, _ = turned(*(("N20402", code, 2022, "T", 1, "") for code in place_codes()))
    assert frame.groupby("level")["area"].agg(sorted).to_dict() == {level: codes(level) for level in EVERYWHERE}


def test_a_series_about_one_sex_is_read_as_that_sex() -> None:
    frame, report = turned(
        ("N00925", "0180", 2022, "T", 84.0, ""),
        ("N00923", "0180", 2022, "T", 81.0, ""),
        ("N00925", "0180", 2022, "K", 99.0, ""),
        ("N00925", "0180", 2022, "M", 99.0, ""),
    )
    assert frame.set_index("sex")["value"].to_dict() == {"K": 84.0, "M": 81.0}
    assert set(frame["indicator"]) == {"life"}
    assert report.other_sexes == 2


def test_a_kpi_outside_the_catalogue_is_called_by_its_id() -> None:
    frame, _ = turned(("N99999", "0180", 2022, "T", 1, ""))
    assert frame["indicator"].tolist() == ["N99999"]


def test_a_level_that_the_series_does_not_have_is_set_aside() -> None:
    frame, report = turned(("U71453", "0180", 2022, "T", 1, ""), ("U71453", "0001", 2022, "T", 1, ""))
    assert frame["level"].tolist() == ["lan"]
    assert report.other_levels == {"U71453 at kommun": 1}


def test_two_series_of_different_levels_make_one_indicator() -> None:
    frame, _ = turned(("N10001", "0180", 2022, "T", 1, ""), ("N10002", "0001", 2022, "T", 2, ""))
    assert frame.set_index("level")[["indicator", "source"]].to_dict("index") == {
        "kommun": {"indicator": "split", "source": "kolada:N10001"},
        "lan": {"indicator": "split", "source": "kolada:N10002"},
    }


CELLS: list[tuple[Any, str, float | None, str]] = [
    (12.3, "", 12.3, "value"),
    (0, "", 0.0, "value"),
    (None, "Missing", None, "missing"),
    (None, "", None, "missing"),
    (None, "Not applicable", None, "not_applicable"),
    (None, "NotApplicable", None, "not_applicable"),
    (None, "Suppressed", None, "suppressed"),
    (None, "Preliminary", None, "missing"),
    (12.3, "Missing", None, "missing"),
    (12.3, "Preliminary", None, "missing"),
    ("12.3", "", 12.3, "value"),
    ("12,3", "", 12.3, "value"),
    ("1 234,5", "", 1234.5, "value"),
    ("", "", None, "missing"),
    ("many", "", None, "missing"),
    ("NaN", "", None, "missing"),
    (math.nan, "", None, "missing"),
    (math.inf, "", None, "missing"),
    (-math.inf, "", None, "missing"),
    (True, "", None, "missing"),
    ([1], "", None, "missing"),
    (10**400, "", None, "missing"),
]


@pytest.mark.parametrize(("value", "status", "read", "meant"), CELLS)
def test_cells(value: Any, status: str, read: float | None, meant: str) -> None:
    frame, report = turned(("N20402", "0180", 2022, "T", value, status), ("N20402", "0181", 2022, "T", 1, ""))
    got = frame[frame["area"] == "0180"].iloc[0]
    assert got["status"] == meant
    assert got["value"] == read if read is not None else math.isnan(got["value"])
    assert report.mended == int(isinstance(value, str) and read is not None)
    assert bool(report.bad_values) == (status == "" and read is None and value not in (None, ""))
    assert dict(report.unknown_statuses) == ({"Preliminary": 1} if status == "Preliminary" else {})


@pytest.mark.parametrize("value", [math.nan, None])
def test_in_a_column_of_numbers_nothing_is_nothing(value: float | None) -> None:
    frame = sent(("N20402", "0180", 2022, "T", value, "Missing"), ("N20402", "0181", 2022, "T", 2.0, ""))
    observations, report = to_observations(frame.astype({"value": "float64"}), CATALOG, NOW)
    assert sorted(observations["status"]) == ["missing", "value"]
    assert report.warnings() == []


def test_genders_and_periods_that_are_none() -> None:
    frame, report = turned(
        ("N20402", "0180", 2022, "X", 1, ""),
        ("N20402", "0180", 2022, None, 1, ""),
        ("N20402", "0180", "soon", "T", 1, ""),
        ("N20402", "0180", 2022.5, "T", 1, ""),
        ("N20402", "0180", 20222, "T", 1, ""),
        ("N20402", "0180", "2021", "T", 1, ""),
    )
    assert frame["period"].tolist() == [2021]
    assert report.unknown_genders == {"X": 1, "nothing": 1}
    assert report.unknown_periods == {"soon": 1, "2022.5": 1, "20222": 1}
    assert len(report.warnings()) == 2


def test_identical_twins_are_one() -> None:
    frame, report = turned(*[("N20402", "0180", 2022, "T", 1.5, "")] * 3, ("N20402", "0180", 2022, "T", "1,5", ""))
    assert frame["value"].tolist() == [1.5]
    assert report.repeated == 3


@pytest.mark.parametrize(("value", "status"), [(2.5, ""), (None, "Missing")])
def test_twins_that_differ_are_an_error(value: float | None, status: str) -> None:
    with pytest.raises(SourceError, match=r"two things about N20402, area 0180, 2022, T: 1\.5 and (2\.5|Missing)"):
        turned(
            ("N20402", "0181", 2022, "T", 1.5, ""),
            ("N20402", "0180", 2022, "T", 1.5, ""),
            ("N20402", "0180", 2022, "T", value, status),
        )


def test_what_is_set_aside_is_no_twin() -> None:
    frame, report = turned(
        ("N00925", "0180", 2022, "T", 84.0, ""),
        ("N00925", "0180", 2022, "K", 1.0, ""),
        ("N00925", "0180", 2022, "K", 2.0, ""),
        ("N20402", "9999", 2022, "T", 1.0, ""),
        ("N20402", "9999", 2022, "T", 2.0, ""),
    )
    assert len(frame) == 1
    assert report.repeated == 0


def test_categories_are_read_like_texts() -> None:
    plain = sent(("N20402", "0180", 2022, "T", 1.0, ""), ("N00925", "0014", 2021, "T", 2.0, ""))
    typed = plain.astype(dict.fromkeys(["kpi", "municipality", "period", "gender", "status"], "category"))
    typed["value"] = typed["value"].astype("float64")
    pd.testing.assert_frame_equal(to_observations(plain, CATALOG, NOW)[0], to_observations(typed, CATALOG, NOW)[0])


# -- properties ----------------------------------------------------------------------------------

CELL = st.tuples(
    st.sampled_from(["N20402", "N00925", "N00923", "U71453", "N10001", "N99999"]),
    st.sampled_from(["0000", "0001", "0014", "0180", "2584", "9999", "G1"]),
    st.integers(2019, 2022),
    st.sampled_from(["T", "K", "M", "?"]),
    st.none() | st.floats(-1e9, 1e9) | st.sampled_from([math.nan, "1,5", "x"]),
    st.sampled_from(["", "", "", "Missing", "Odd"]),
)
TABLES = st.lists(CELL, max_size=60, unique_by=lambda cell: cell[:4])


@settings(max_examples=80, deadline=None)
@given(TABLES)
def test_every_row_is_accounted_for(cells: list[tuple[Any, ...]]) -> None:
    frame, report = turned(*cells)
    aside = [report.unknown_codes, report.unknown_genders, report.unknown_periods, report.other_levels]
    set_aside = report.groups + report.other_sexes + sum(sum(counts.values()) for counts in aside)
    assert report.rows == len(cells)
    assert report.observations == len(frame)
    assert len(frame) + set_aside == len(cells)
    assert not frame.duplicated(KEY).any()


@settings(max_examples=60, deadline=None)
@given(TABLES, st.data())
def test_neither_order_nor_twins_matter(cells: list[tuple[Any, ...]], data: st.DataObject) -> None:
    twins = data.draw(st.lists(st.sampled_from(cells), max_size=10)) if cells else []
    shuffled = data.draw(st.permutations(cells + twins))
    straight, crooked = turned(*cells), turned(*shuffled)
    pd.testing.assert_frame_equal(
        straight[0].sort_values(KEY, ignore_index=True), crooked[0].sort_values(KEY, ignore_index=True)
    )
    assert crooked[1].repeated <= len(twins)


@settings(max_examples=60, deadline=None)
@given(TABLES, st.integers(0, 60))
def test_parts_add_up(cells: list[tuple[Any, ...]], cut: int) -> None:
    whole, first, second = turned(*cells), turned(*cells[:cut]), turned(*cells[cut:])
    together = pd.concat([first[0], second[0]])
    pd.testing.assert_frame_equal(
        whole[0].sort_values(KEY, ignore_index=True),
        together.sort_values(KEY, ignore_index=True),
        check_dtype=bool(len(first[0]) and len(second[0])),
    )
    assert first[1] + second[1] == whole[1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=4))
def test_numbers_come_back_exactly_as_number_or_text(values: list[float]) -> None:
    cells = [("N20402", "0180", 2000 + at, "T", value, "") for at, value in enumerate(values)]
    for written in (lambda v: v, repr, lambda v: repr(v).replace(".", ",")):
        frame, _ = turned(*((*cell[:4], written(cell[4]), "") for cell in cells))
        np.testing.assert_array_equal(frame.sort_values("period")["value"].to_numpy(), np.array(values))
