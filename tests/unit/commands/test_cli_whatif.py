"""`halsogap whatif` on demo values: what it prints in each form, and how it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from halsogap.commands.cli import app


@pytest.fixture
def ask(demo_folder: Path) -> Any:
    def run(*options: str) -> Result:
        return CliRunner().invoke(app, ["whatif", *options, "--store", str(demo_folder), "--draws", "500"])

    return run


def test_text_tells_the_answer_how_sure_and_what_it_is_worth(ask: Any) -> None:
    run = ask("fallskador_80")
    assert run.exit_code == 0, run.output
    assert run.stdout.startswith("DEMO")
    for line in ("Reference", "Avoided", "By chance", "Women", "Men", "Saving", "Half of it"):
        assert f"\n{line} " in run.stdout
    assert "price year not stated" in run.stdout


def test_json_says_what_was_asked_and_answers_the_same_by_seed(ask: Any) -> None:
    options = ("N20402", "--level", "kommun", "--reference", "p10", "--share", "0.5", "--format", "json")
    first, again = (json.loads(ask(*options).stdout) for _ in range(2))
    assert first == again
    assert first["demo"] is True
    assert first["indicator"] == "fallskador_80"
    assert (first["level"], first["share"], first["year"]) == ("kommun", 0.5, 2021)
    assert first["reference"]["id"] == "p10"
    assert first["reference"]["area"] is None
    assert first["reference"]["value"] > 0
    assert set(first["saving"]["payers"]) == {"regions"}
    other = json.loads(ask(*options, "--seed", "5").stdout)
    assert other["avoided"] == first["avoided"]
    assert other["interval"] != first["interval"]


def test_csv_is_a_row_an_area_with_its_source(ask: Any) -> None:
    lines = ask("fallskador_80", "--format", "csv").stdout.splitlines()
    assert lines[0] == "area,name,rate,rate_lower,rate_upper,reference,people,avoided,lower,upper,per_1000,source"
    assert len(lines) == 22


def test_a_comparison_of_the_sexes_asks_the_sex_that_is_to_change(ask: Any) -> None:
    said = json.loads(ask("fallskador_80", "--reference", "women_match_men", "--format", "json").stdout)
    assert said["sex"] == "K"
    assert said["by_sex"] == {}


def test_a_sex_that_has_no_answer_says_why(ask: Any) -> None:
    said = json.loads(ask("fallskador_80", "--reference", "number:6700", "--format", "json").stdout)
    reasons = [of for of in said["by_sex"].values() if of["avoided"] is None]
    assert reasons
    assert "wrong side" in reasons[0]["reason"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("trygg_ak5",), "gives no counts"),
        (("medellivslangd",), "no population"),
        (("eftergymnasial",), "Neither high nor low"),
        (("fallskador_80", "--reference", "area:2180"), ""),
        (("fallskador_80", "--reference", "area:9999"), "has no value"),
        (("fallskador_80", "--reference", "bset"), "Did you mean best"),
        (("fallskador_80", "--reference", "number:99999"), "wrong side"),
        (("fallskador_80", "--unit-cost", "-5"), "cannot be -5 SEK"),
        (("fallskador_80", "--unit-cost", "1e12"), "from 0 to 100,000,000"),
        (("fallskador_80", "--unit-cost", "fall_slutenvard_sk"), "Did you mean fall_slutenvard_skr"),
        (("fallskador_80", "--level", "made_up"), "Choose lan or kommun"),
        (("fallskador_80", "--year", "1990"), "no values for lan in 1990"),
        (("fallskador_80", "--share", "0"), "share of the way"),
        (("falskador_80",), "Did you mean fallskador_80"),
    ],
)
def test_what_has_no_answer_is_refused_with_what_to_do(ask: Any, options: tuple[str, ...], message: str) -> None:
    run = ask(*options)
    if not message:  # a municipality can be the reference of counties
        assert run.exit_code == 0
        return
    assert run.exit_code == 2
    assert run.stdout == ""
    assert message in run.stderr
    assert "Traceback" not in run.stderr


def test_a_unit_cost_of_ones_own_and_none_for_what_has_no_cost(ask: Any) -> None:
    own = json.loads(ask("fallskador_80", "--unit-cost", "1000", "--format", "json").stdout)
    assert own["saving"]["amount"] == pytest.approx(own["avoided"] * 1000)
    assert own["saving"]["payers"] == {}
    none = json.loads(ask("lag_ekonomisk_standard_0_19", "--format", "json").stdout)
    assert none["saving"] is None
    assert none["counted"] == "children and young people"
