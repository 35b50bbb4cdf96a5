"""Appendix 1 of the report against ours: every difference is written in docs/methods.md, and nothing else is."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from emulators import kolada
from halsogap.catalog.catalog import Catalog
from halsogap.commands.cli import app
from halsogap.figures.spread.bilaga1 import COLUMNS, bilaga1, in_report
from halsogap.settings import ROOT

VALUES = COLUMNS[2:]
SHORT_COPY_LACKS = "hemtjanst_bemotande"

Cell = tuple[str, int, str]

pytestmark = pytest.mark.shared


def agrees(ours: float, printed: str) -> bool:
    """Whether `printed` is a rounding of `ours`; either neighbour is, where ours lies half-way."""
    decimals = len(printed.partition(".")[2])
    return abs(ours - float(printed)) <= 0.5 * 10**-decimals + 1e-9


def printed_table(shared: Path) -> list[dict[str, str]]:
    with (shared / "facts" / "bilaga1.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def our_table(source: Path, folder: Path) -> tuple[list[dict[str, str]], str]:
    """What the program prints after it has imported `source`."""
    run = CliRunner().invoke
    imported = run(app, ["import", str(source), "--store", str(folder)])
    assert imported.exit_code == 0, imported.output
    table = run(app, ["--store", str(folder), "table", "bilaga1", "--format", "csv"])
    assert table.exit_code == 0, table.output
    return list(csv.DictReader(io.StringIO(table.stdout))), table.stdout


def differences(ours: list[dict[str, str]], printed: list[dict[str, str]]) -> tuple[dict[Cell, tuple[str, str]], dict]:
    """Cells with another value (printed, ours), and cells with a value on one side only (on which)."""
    other, alone = {}, {}
    for mine, theirs in zip(ours, printed, strict=True):
        for column in VALUES:
            cell = (mine["slug"], int(mine["year"]), column)
            if bool(mine[column]) != bool(theirs[column]):
                alone[cell] = "ours" if mine[column] else "report"
            elif mine[column] and not agrees(float(mine[column]), theirs[column]):
                other[cell] = (theirs[column], mine[column])
    return other, alone


def documented() -> tuple[dict[Cell, tuple[str, str]], dict[Cell, str]]:
    """The two tables of docs/methods.md, cell by cell."""
    text = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    section = text.partition("## Where our figures differ from the report")[2]
    rows = [re.split(r"\s*\|\s*", line.strip("| ")) for line in section.splitlines() if line.startswith("| ")]
    other = {(r[0], int(r[1]), r[2]): (r[3], r[4]) for r in rows if len(r) == 6 and r[1] != "year"}
    alone = {
        (r[0], int(year), column): r[3]
        for r in rows
        if len(r) == 5 and r[1] != "years"
        for year in r[1].split(", ")
        for column in r[2].split(", ")
    }
    assert all(row[-1] for row in rows), "a difference without its cause"
    return other, alone


@pytest.fixture(scope="module")
def short_copy(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, str]], str]:
    return our_table(shared / "data" / "kolada" / "observations.parquet", tmp_path_factory.mktemp("store"))


def test_header_slugs_and_years_are_those_of_the_facts(short_copy: tuple, shared: Path) -> None:
    ours, text = short_copy
    assert text.splitlines()[0] == "slug,year,riket,kommun_min,kommun_max,lan_min,lan_max"
    assert [(row["slug"], row["year"]) for row in ours] == [(r["slug"], r["year"]) for r in printed_table(shared)]


def test_every_difference_is_in_the_docs_and_every_one_in_the_docs_is_real(short_copy: tuple, shared: Path) -> None:
    other, alone = differences(short_copy[0], printed_table(shared))
    said_other, said_alone = documented()
    assert {cell: (printed, float(ours)) for cell, (printed, ours) in other.items()} == {
        cell: (printed, float(ours)) for cell, (printed, ours) in said_other.items()
    }
    assert alone == said_alone


def test_where_the_facts_say_exact_nothing_differs(short_copy: tuple, shared: Path) -> None:
    """Per slug and year; "(kommun)" says that only the municipalities were compared, "riket exact" only the country."""
    with (shared / "facts" / "indicators.csv").open(encoding="utf-8") as handle:
        said = {row["slug"]: row["verified_against_bilaga1"] for row in csv.DictReader(handle)}
    other, alone = differences(short_copy[0], printed_table(shared))
    different = set(other) | {cell for cell, who in alone.items() if who == "report"}
    compared = 0
    for row in printed_table(shared):
        slug = re.sub(r"_[km]$", "", row["slug"]) if row["slug"].startswith("medellivs") else row["slug"]
        claim = said[slug]
        if slug == SHORT_COPY_LACKS or "differs" in claim or "exact;" in claim or "in data" in claim:
            continue
        if "exact" in claim and row["year"] in claim:
            columns = VALUES[1:3] if "(kommun)" in claim else VALUES
            mine = {(row["slug"], int(row["year"]), column) for column in columns}
            assert not mine & different
            compared += len(mine)
    assert compared > 80
    assert ("etablering_90d", 2015, "riket") not in different
    assert not {("fallskador_80", year, "riket") for year in (2015, 2021)} & different
    assert not {("fallskador_80", 2021, column) for column in ("kommun_min", "kommun_max")} & different
    assert ("fallskador_80", 2015, "kommun_min") not in different


def test_the_causes_given_are_true(shared: Path) -> None:
    """The figures that docs/methods.md gives as causes, computed."""
    values = pd.read_parquet(shared / "data" / "kolada" / "observations.parquet").query("gender == 'T'")

    def municipalities(kpi: str, year: int) -> pd.Series:
        chosen = values.query("kpi == @kpi and year == @year and level == 'kommun'")
        return chosen.set_index("geo")["value"]

    for kpi, year, zeros, least in (("U01901", 2020, 5, 0.6), ("N00973", 2015, 13, 2.9), ("N00973", 2021, 5, 5.3)):
        found = municipalities(kpi, year)
        assert (found == 0).sum() == zeros
        assert round(found[found > 0].min(), 1) == least
    falls = municipalities("N20402", 2015)
    assert falls.idxmax() == "1763"
    assert round(falls.drop("1763").max() / 100, 1) == 90.2
    assert municipalities("N20402", 2021).idxmax() == "1763"
    counties = values.query("kpi == 'N20402' and year == 2015 and level == 'region'")["value"]
    assert round(counties.min()) == 5252
    means = {("N15613", 2022): 83.8, ("N15601", 2022): 76.3, ("N15602", 2022): 41.4}
    means |= {("U30453", 2016): 75.3, ("U30453", 2022): 75.9, ("U28532", 2016): 72.6, ("U28532", 2022): 75.6}
    for (kpi, year), mean in means.items():
        assert round(municipalities(kpi, year).mean(), 1) == mean
        assert values.query("kpi == @kpi and level == 'riket'").empty


def test_demo_values_come_out_as_published_and_say_that_they_are_made_up(shared: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    assert run(app, ["demo", "--store", str(tmp_path)]).exit_code == 0
    made = run(app, ["table", "bilaga1", "--format", "csv", "--store", str(tmp_path)])
    other, alone = differences(list(csv.DictReader(io.StringIO(made.stdout))), printed_table(shared))
    assert not other
    assert "report" not in alone.values()
    assert "DEMO" in made.stderr
    as_json = json.loads(run(app, ["table", "bilaga1", "--format", "json", "--store", str(tmp_path)]).stdout)
    assert as_json["demo"] is True
    assert len(as_json["rows"]) == len(printed_table(shared))
    assert "DEMO" in run(app, ["table", "bilaga1", "--store", str(tmp_path)]).stdout


@pytest.mark.slow
def test_with_the_whole_harvest_only_what_the_short_copy_lacks_changes(shared: Path, tmp_path: Path) -> None:
    ours, _ = our_table(shared / "data" / "kolada" / "full.parquet", tmp_path)
    other, alone = differences(ours, printed_table(shared))
    said_other, said_alone = documented()
    assert other.keys() == said_other.keys()
    assert alone == {cell: who for cell, who in said_alone.items() if cell[0] != SHORT_COPY_LACKS}


def test_a_store_without_values_gives_the_reports_rows_empty(whole_catalog: Catalog) -> None:
    from halsogap.schema import OBSERVATIONS

    table = bilaga1(pd.DataFrame({name: [] for name in OBSERVATIONS.columns}), whole_catalog)
    assert tuple(table.columns) == COLUMNS
    assert len(table) == len(in_report(whole_catalog))
    assert table[list(VALUES)].isna().all(axis=None)


@pytest.mark.slow
def test_synced_from_kolada_the_differences_are_the_same(shared: Path, real_data: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    with kolada.start(data=real_data, seed=1) as service:
        common = ["--kolada-url", service.url, "--store", str(tmp_path)]
        assert run(app, ["sync", *common]).exit_code == 0
        table = run(app, ["table", "bilaga1", "--format", "csv", *common])
    other, alone = differences(list(csv.DictReader(io.StringIO(table.stdout))), printed_table(shared))
    said_other, said_alone = documented()
    assert other.keys() == said_other.keys()
    assert alone == said_alone
