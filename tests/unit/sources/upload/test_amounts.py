"""Amounts as Swedish and English files write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halsogap.model import Status
from halsogap.sources.upload.amounts import Amount, amount, decimal_signs


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        *[("12,5", ",", 12.5), ("12.5", ",", 12.5), ("1 234,5", ",", 1234.5), ("1\u202f234", ",", 1234)],
        *[("1.234,5", ",", 1234.5), ("1.234", ",", 1234), ("1.234", ".", 1.234), ("1,234", ".", 1234)],
        *[("1,234.5", ".", 1234.5), ("12,5 %", ",", 12.5), ("−3", ",", -3), ("0", ",", 0)],
    ],
)
def test_a_number_is_read_by_the_columns_decimal_sign(text: str, decimal: str, value: float) -> None:
    assert amount(text, decimal) == Amount(value, Status.VALUE)


@pytest.mark.parametrize("text", ["", "NaN", "..", "-", "n/a", "%"])
def test_no_value_is_missing_and_never_zero(text: str) -> None:
    assert amount(text, ",") == Amount(None, Status.MISSING)


@pytest.mark.parametrize("text", ["X", "<5", "< 5", "≤4"])
def test_what_the_publisher_hid_stays_hidden(text: str) -> None:
    assert amount(text, ",") == Amount(None, Status.SUPPRESSED)


@pytest.mark.parametrize("text", ["inf", "1e999", "about 5", "#DIV/0!", "=A1/B1", "1,2,3"])
def test_what_is_no_amount_is_not_made_one(text: str) -> None:
    assert amount(text, ",") == Amount(None, None)


@pytest.mark.parametrize(
    ("texts", "signs"),
    [
        (["12,5", "1.234", "7"], {","}),
        (["12.5", "1,234"], {"."}),
        (["1.234", "2,345"], set()),
        (["1.234,5"], {","}),
        (["12,5", "12.5"], {",", "."}),
        (["0,125 %", ".5"], {",", "."}),
        (["..", "-", "NaN"], set()),
    ],
)
def test_the_decimal_sign_is_told_by_numbers_that_leave_no_doubt(texts: list[str], signs: set[str]) -> None:
    assert decimal_signs(texts) == signs


@settings(deadline=None)
@given(st.floats(-1e9, 1e9).map(lambda value: round(value, 2)))
def test_a_number_written_the_swedish_way_comes_back(value: float) -> None:
    text = f"{value:,.2f}".replace(",", " ").replace(".", ",")
    assert amount(text, ",") == Amount(value, Status.VALUE)
    assert decimal_signs([text]) == {","}
