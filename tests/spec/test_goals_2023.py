"""The country's goals against the report's own judgement: every difference is written in docs/methods.md."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from halsogap.catalog.catalog import Catalog
from halsogap.model import Indicator, Level, Sex
from halsogap.settings import ROOT
from halsogap.stats.goals import Basis, Judgement, Outcome, Reason, judge, report_year, reported
from halsogap.stats.people import ByYear, behind

pytestmark = pytest.mark.shared

Values = Callable[[Indicator], ByYear]


def status_2023(shared: Path) -> dict[str, str]:
    with (shared / "facts" / "status_2023.csv").open(encoding="utf-8") as handle:
        return {row["slug"]: row["status"] for row in csv.DictReader(handle)}


def documented() -> dict[str, tuple[str, str]]:
    """The table of docs/methods.md: the report's judgement and ours by slug, each with its cause."""
    text = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    section = text.partition("### Where our judgement of the country differs")[2].partition("\n## ")[0]
    rows = [re.split(r"\s*\|\s*", line.strip("| ")) for line in section.splitlines() if line.startswith("| ")]
    assert all(len(row) == 4 and row[3] for row in rows), "a difference without its cause"
    return {slug: (theirs, ours) for slug, theirs, ours, _ in rows if slug != "slug"}


@pytest.fixture(scope="module")
def harvested(shared: Path) -> pd.DataFrame:
    rows = pd.read_parquet(shared / "data" / "kolada" / "full.parquet")
    return rows[rows["geo"] == "0"]


@pytest.fixture(scope="module")
def kolada(harvested: pd.DataFrame) -> Values:
    """The country's values as Kolada had them, or the report's own where it had none: what the board shows."""

    def values(indicator: Indicator) -> ByYear:
        found: dict[int, dict[Sex, float]] = {}
        for series in indicator.series:
            if Level.RIKET in series.levels:
                rows = harvested[harvested["kpi"] == series.kpi]
                for year, sex, value in zip(rows["year"], rows["gender"], rows["value"], strict=True):
                    found.setdefault(int(year), {})[series.sex or Sex(sex)] = float(value)
        return found or reported(indicator)

    return values


def judgements(catalog: Catalog, values: Values) -> dict[str, Judgement]:
    found = {}
    for one in catalog.in_group("strategi"):
        populations = {slug: values(catalog[slug]) for slug, _ in one.people.of} if one.people else {}
        who = behind(one, Level.RIKET, populations)
        found[one.slug] = judge(one, Level.RIKET, values(one), who=who, until=report_year(one))
    return found


@pytest.mark.parametrize("source", ["kolada", "printed"])
def test_the_country_stands_as_in_the_report_but_for_what_the_docs_explain(
    whole_catalog: Catalog, shared: Path, kolada: Values, source: str
) -> None:
    judged = judgements(whole_catalog, kolada if source == "kolada" else reported)
    theirs = status_2023(shared)
    assert len(theirs) == 15
    different = {
        slug: (said, str(judged[slug].outcome)) for slug, said in theirs.items() if said != judged[slug].outcome
    }
    assert different == documented()


def test_the_causes_given_are_true(whole_catalog: Catalog, kolada: Values) -> None:
    judged = judgements(whole_catalog, kolada)
    for slug, (theirs, _) in documented().items():
        if theirs == "reached":
            assert (judged[slug].basis, judged[slug].movement) == (Basis.BASELINE, "better"), slug
        else:
            assert (slug, judged[slug].reason) == ("examen_4ar", Reason.BREAK)


def test_the_years_are_those_of_the_report(whole_catalog: Catalog, kolada: Values) -> None:
    compared = [one for one in judgements(whole_catalog, kolada).values() if one.movement]
    assert len(compared) == 18
    for one in compared:
        assert one.then
        assert one.now
        years = {row.year for row in one.indicator.published}
        assert {one.then.year, one.now.year} == years, one.indicator.slug


def test_the_catalogue_has_the_reports_judgements(whole_catalog: Catalog, shared: Path) -> None:
    held = {one.slug: one.report_status for one in whole_catalog.values() if one.report_status}
    assert held == status_2023(shared)


def test_the_board_says_reached_only_of_goals_with_a_published_target(whole_catalog: Catalog, kolada: Values) -> None:
    judged = judgements(whole_catalog, kolada)
    assert {slug for slug, one in judged.items() if one.basis is Basis.PUBLISHED} == {
        "kariesfria_3",
        "behorig_gymnasiet",
        "fallskador_80",
        "etablering_90d",
    }
    assert not [one for one in judged.values() if one.outcome is Outcome.REACHED and one.basis is Basis.BASELINE]
