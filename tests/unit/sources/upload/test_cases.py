"""Tables that people have: each read with the values it should have where nobody corrects a guess."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from halsogap.sources.upload.divisions import divisions
from halsogap.sources.upload.interpretation import Interpretation, interpret
from halsogap.sources.upload.report import Fate

CASES = Path(__file__).parents[3] / "cases" / "tables"
EXPECTED: dict[str, dict[str, Any]] = json.loads((CASES / "expected.json").read_text("utf-8"))
KNOWN = divisions()


def read(name: str) -> Interpretation:
    return interpret((CASES / name).read_bytes(), name, KNOWN, fetched_at="2026-01-02T03:04:05+00:00")


@pytest.mark.parametrize("name", EXPECTED)
def test_the_values_are_those_of_the_file(name: str) -> None:
    found = read(name)
    rows = {(row.area, row.period, row.sex): row.value for row in found.observations.itertuples()}
    for area, year, sex, value in EXPECTED[name]["values"]:
        assert rows[area, year, sex] == pytest.approx(value)
    if unit := EXPECTED[name].get("unit"):
        assert found.description.unit == unit


@pytest.mark.parametrize("name", EXPECTED)
def test_every_row_of_the_file_is_accounted_for_once(name: str) -> None:
    found = read(name)
    assert found.report is not None
    numbers = found.report.fates["row"].tolist()
    assert numbers == list(range(1, int(found.sheet.cells.index.max()) + 1))
    told = found.report.by_fate
    assert sum(told.values()) - told[Fate.BLANK] == len(found.sheet.cells)
    others = found.report.fates.query("fate == 'other'")
    assert (others["why"] != "").all()
