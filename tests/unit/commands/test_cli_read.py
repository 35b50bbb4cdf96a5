"""`halsogap read`: what the page of own data would make of a table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from halsogap.commands.cli import app

CASES = Path(__file__).parents[2] / "cases" / "tables"
EXPECTED = json.loads((CASES / "expected.json").read_text("utf-8"))


@pytest.mark.parametrize("name", ["b1b_only_samtliga.csv", "n1_percent_format_2023.xlsx", "ee2_rkolada_lan.csv"])
def test_a_table_is_read_as_the_page_does(name: str, tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["read", str(CASES / name), "--format", "json", "--store", str(tmp_path / "none")])
    assert answer.exit_code == 0
    found = json.loads(answer.stdout)
    rows = {(row["area"], row["period"], row["sex"]): row["value"] for row in found["rows"]}
    expected = {(area, year, sex): value for area, year, sex, value in EXPECTED[name]["values"]}
    assert {key: rows[key] for key in expected} == expected
    assert set(found) >= {"rows", "unit", "questions", "report"}
    assert sum(found["report"]["rows"].values()) == len(found["report"]["fates"])


def test_what_must_be_answered_first_is_said(tmp_path: Path) -> None:
    file = tmp_path / "tabell.csv"
    file.write_text("kommun;andel\nAle;12\nAlvesta;13\n", "utf-8")
    answer = CliRunner().invoke(app, ["read", str(file), "--format", "json", "--store", str(tmp_path / "none")])
    found = json.loads(answer.stdout)
    assert (answer.exit_code, found["rows"], found["report"]) == (0, [], None)
    assert [question["key"] for question in found["questions"]] == ["year"]
    assert found["refused"].startswith("The table does not say which year")


def test_no_table_is_bad_input(tmp_path: Path) -> None:
    for name, content in (("a.pdf", b"%PDF-1.7"), ("b.csv", None)):
        file = tmp_path / name
        if content is not None:
            file.write_bytes(content)
        answer = CliRunner().invoke(app, ["read", str(file), "--store", str(tmp_path / "none")])
        assert answer.exit_code == 2
