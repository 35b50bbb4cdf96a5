"""What headings and cells say of sexes, years and counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halsogap.model import Sex
from halsogap.sources.upload.labels import Role, heading_of, sex_of, year_of


@pytest.mark.parametrize(
    ("heading", "sex", "year", "role"),
    [
        ("Andel kvinnor 2022", Sex.K, 2022, Role.VALUE),
        ("2022", None, 2022, None),
        ("Män", Sex.M, None, None),
        ("andel_k", Sex.K, None, Role.VALUE),
        ("Antal fall (män) 2019–2021", Sex.M, 2021, Role.NUMERATOR),
        ("Antal invånare", None, None, Role.DENOMINATOR),
        ("Folkmängd båda könen", Sex.T, None, Role.DENOMINATOR),
        ("Women 2020/21", Sex.K, 2021, None),
        ("Manifestation", None, None, None),
        ("Mål", None, None, None),
        ("T-test", None, None, None),
        ("12345", None, None, None),
    ],
)
def test_a_heading(heading: str, sex: Sex | None, year: int | None, role: Role | None) -> None:
    found = heading_of(heading)
    assert (found.sex, found.year, found.role) == (sex, year, role)


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("Kvinnor", Sex.K),
        ("män", Sex.M),
        ("BÅDA KÖNEN", Sex.T),
        ("1", Sex.M),
        ("2.0", Sex.K),
        ("annat", None),
        ("", None),
    ],
)
def test_a_sex(text: str, sex: Sex | None) -> None:
    assert sex_of(text) is sex


@pytest.mark.parametrize(
    ("text", "year", "why"),
    [
        ("2019", 2019, ""),
        ("2019.0", 2019, ""),
        ("2019-12-31", 2019, ""),
        ("2019-12-31 00:00:00", 2019, ""),
        ("2019/20", 2020, ""),
        ("2018–2020", 2020, ""),
        ("2020-2018", None, "not_year"),
        ("2019K2", None, "part_of_year"),
        ("Kv 2 2019", None, "part_of_year"),
        ("HT 2019", None, "part_of_year"),
        ("2019M07", None, "part_of_year"),
        ("2019-07", None, "part_of_year"),
        ("19", None, "not_year"),
        ("", None, "no_year"),
    ],
)
def test_a_year(text: str, year: int | None, why: str) -> None:
    found = year_of(text)
    assert (found.year, found.why) == (year, why)


@given(st.text(max_size=40))
def test_no_text_is_too_odd(text: str) -> None:
    year, heading = year_of(text), heading_of(text)
    assert (year.year is None) == bool(year.why)
    assert heading.year is None or 1900 <= heading.year <= 2100
