"""The file of one's own targets: what is written is read again, and what cannot be used is refused by name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halsogap.catalog.catalog import Catalog
from halsogap.i18n import LANGUAGES, words
from halsogap.sources.files.target_file import BadTargets, read, write
from halsogap.stats.goals import LocalTarget

GOOD: dict[str, Any] = {"area": "2180", "indicator": "fallskador_80", "value": 4000, "year": 2030}


def file_of(*targets: Any, **others: Any) -> bytes:
    return json.dumps({"halsogap_targets": 1, "targets": list(targets), **others}).encode()


targets = st.builds(
    LocalTarget,
    area=st.sampled_from(["0000", "21", "2180"]),
    indicator=st.sampled_from(["fallskador_80", "behorig_gymnasiet", "medellivslangd"]),
    value=st.floats(0, 100),
    year=st.integers(2000, 2100),
)


@settings(deadline=None)
@given(st.lists(targets, unique_by=lambda one: (one.area, one.indicator)))
def test_what_is_written_is_read_again(whole_catalog: Catalog, held: list[LocalTarget]) -> None:
    assert read(write(held, whole_catalog), whole_catalog) == held


def test_a_reader_sees_the_names(whole_catalog: Catalog) -> None:
    text = write([LocalTarget("2180", "fallskador_80", 4000, 2030)], whole_catalog).decode()
    assert '"area_name": "Gävle"' in text
    assert "Fallskador bland personer 80 år och äldre" in text


@pytest.mark.parametrize(
    ("data", "why", "given"),
    [
        (b" " * 1_000_001, "large", None),
        (b"", "json", None),
        (b"\xff\xfe", "json", None),
        (b"[" * 100_000, "json", None),
        (b"[]", "kind", None),
        (b'{"halsogap_targets": 2, "targets": []}', "kind", None),
        (b'{"halsogap_targets": 1, "targets": {}}', "kind", None),
        (file_of(*[GOOD] * 10_001), "many", None),
        (file_of("mål"), "target", "mål"),
        (file_of({**GOOD, "area": "9999"}), "area", "9999"),
        (file_of({**GOOD, "area": 2180}), "area", "2180"),
        (file_of({**GOOD, "indicator": "finns_inte"}), "indicator", "finns_inte"),
        (file_of({**GOOD, "indicator": "befolkning"}), "direction", "befolkning"),
        (file_of({**GOOD, "value": -1}), "value", "-1"),
        (file_of({**GOOD, "value": True}), "value", "True"),
        (file_of({**GOOD, "value": "4000"}), "value", "4000"),
        (file_of({**GOOD, "value": None}), "value", "None"),
        (file_of({**GOOD, "indicator": "behorig_gymnasiet", "value": 101}), "value", "101"),
        (file_of(GOOD).replace(b"4000", b"NaN"), "value", "nan"),
        (file_of(GOOD).replace(b"4000", b"1e999"), "value", "inf"),
        (file_of(GOOD).replace(b"4000", b"9" * 400), "value", None),
        (file_of({**GOOD, "year": 1999}), "year", "1999"),
        (file_of({**GOOD, "year": 2030.5}), "year", "2030.5"),
        (file_of(GOOD, GOOD), "twice", "fallskador_80"),
        (file_of({**GOOD, "area": "x" * 100}), "area", "x" * 40 + "…"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_name(
    whole_catalog: Catalog, data: bytes, why: str, given: str | None
) -> None:
    with pytest.raises(BadTargets) as fault:
        read(data, whole_catalog)
    assert fault.value.why == why
    if given is not None:
        assert fault.value.values["given"] == given
    for language in LANGUAGES:
        said = words(language)(f"targets.bad_{why}", **fault.value.values)
        assert given is None or given in said


def test_the_first_bad_target_is_told_by_its_number(whole_catalog: Catalog) -> None:
    with pytest.raises(BadTargets) as fault:
        read(file_of(GOOD, {**GOOD, "area": "01", "year": "i år"}), whole_catalog)
    assert fault.value.values == {"number": 2, "given": "i år"}


def test_a_byte_order_mark_and_fields_of_others_are_let_be(whole_catalog: Catalog) -> None:
    data = b"\xef\xbb\xbf" + file_of({**GOOD, "anteckning": "beslutat i KF"}, version="2")
    assert read(data, whole_catalog) == [LocalTarget("2180", "fallskador_80", 4000.0, 2030)]
