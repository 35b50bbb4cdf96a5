"""The what-if on Kolada's own values: the report's figure and what it comes to, and chance at the sizes of Sweden."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from halsogap.catalog.catalog import Catalog
from halsogap.commands.cli import app
from halsogap.model import Better, Level, Sex
from halsogap.reading.reader import Reader
from halsogap.reading.whatif import evidence
from halsogap.stats.whatif.answer import Question, match
from halsogap.stats.whatif.evidence import Basis, Evidence
from halsogap.stats.whatif.menu import Kind, Reference
from halsogap.stats.whatif.published_figure import FALLS, by_years
from halsogap.stats.whatif.references import bind
from halsogap.stats.whatif.simulation import simulate
from halsogap.store.store import Store

pytestmark = pytest.mark.shared

GAVLEBORG = Reference(Kind.AREA, area="21")


@pytest.fixture(scope="module")
def folder(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the harvest's short copy."""
    made = tmp_path_factory.mktemp("whatif")
    source = shared / "data" / "kolada" / "observations.parquet"
    imported = CliRunner().invoke(app, ["import", str(source), "--store", str(made)])
    assert imported.exit_code == 0, imported.output
    return made


@pytest.fixture(scope="module")
def reader(folder: Path) -> Reader:
    return Reader(Store(folder))


def printed(folder: Path, *options: str) -> dict[str, Any]:
    run = CliRunner().invoke(app, ["whatif", *options, "--format", "json", "--store", str(folder)])
    assert run.exit_code == 0, run.output
    return json.loads(run.stdout)


@pytest.mark.parametrize(
    ("kpi", "year", "population_year", "sex", "avoided"),
    [
        ("N20402", 2017, 2017, "T", 5960.3),
        ("N20402", 2013, 2013, "T", 4196.8),
        ("N20402", 2017, 2017, "K", 3719.0),
        ("N20402", 2017, 2017, "M", 2162.9),
        ("U20462", 2013, 2013, "T", 12961.1),
        ("U20462", 2017, 2017, "T", 18704.6),
        ("U20462", 2013, 2016, "T", 13705.7),
        ("U20462", 2013, 2017, "T", 13923.4),
    ],
)
def test_counties_against_gavleborg(
    folder: Path, kpi: str, year: int, population_year: int, sex: str, avoided: float
) -> None:
    options = ["--level", "lan", "--year", str(year), "--population-year", str(population_year), "--sex", sex]
    said = printed(folder, kpi, *options, "--reference", "area:21", "--draws", "1000")
    assert round(said["avoided"], 1) == avoided
    assert said["reference"]["area"] == "21"
    assert said["interval"]["lower"] < said["avoided"] < said["interval"]["upper"]
    assert sum(area["avoided"] for area in said["areas"]) == pytest.approx(said["avoided"])
    assert len(said["areas"]) == 21
    assert said["source"] == "Own calculations on data from Kolada"


def test_the_command_agrees_with_the_parquet_read_by_hand(folder: Path, shared: Path) -> None:
    harvest = pd.read_parquet(shared / "data" / "kolada" / "observations.parquet")
    regions = harvest[(harvest["level"] == "region") & (harvest["year"] == 2017) & (harvest["gender"] == "T")]
    rates, people = (regions[regions["kpi"] == kpi].set_index("geo")["value"] for kpi in ("N20402", "N01957"))
    by_hand = people * (rates - rates["21"]).clip(lower=0) / 100_000
    said = printed(folder, "N20402", "--year", "2017", "--reference", "area:21", "--draws", "1000")
    assert {a["area"]: a["avoided"] for a in said["areas"]} == pytest.approx(by_hand.to_dict())
    assert said["reference"] == {
        "id": "area:21",
        "area": "21",
        "name": "Gävleborgs län",
        "value": rates["21"],
        "areas": ["21"],
    }
    assert said["half_of_it"] == 3
    assert [round(said["by_sex"][sex]["avoided"], 1) for sex in "KM"] == [3719.0, 2162.9]
    assert said["saving"]["amount"] == pytest.approx(said["avoided"] * 80_300)
    # Of 5,960 some 1,217 are what identical counties would show (Poisson drawn exactly, 10,000 times).
    assert said["noise_floor"]["mean"] == pytest.approx(1217, abs=40)


def test_the_published_figure_fits_65_and_over_with_the_rates_of_2013_and_the_people_of_2016(reader: Reader) -> None:
    near = {
        slug: [
            (row.rate_year, row.population_year)
            for row in by_years(evidence(reader, slug, Level.LAN)).itertuples()
            if row.near
        ]
        for slug in ("fallskador_80", "fallskador_65")
    }
    assert near == {"fallskador_80": [], "fallskador_65": [(2013, 2016)]}
    older = by_years(evidence(reader, "fallskador_80", Level.LAN))
    assert older["avoided"].max() < FALLS / 2


def test_a_year_that_is_not_stored_leaves_a_gap_in_the_check_and_no_more(reader: Reader) -> None:
    held = evidence(reader, "fallskador_80", Level.LAN)
    table = by_years(held, rate_years=(2017, 1990), population_years=(2017,))
    assert table["avoided"].notna().tolist() == [True, False]
    assert not table["near"].any()


POPULATION_OF = 2005
"""The year whose 80-year-olds the orientation figures are tried on. They are given without one: of the years there are,
1995 to 2010 come within a percentage point of all of them; people of 2017 give 30.6 for the fourth."""


@pytest.mark.parametrize(
    ("level", "kind", "years", "percent", "upper"),
    [
        (Level.LAN, Kind.BEST, 1, 7.6, 12.9),
        (Level.LAN, Kind.BEST, 3, 4.3, 7.4),
        (Level.KOMMUN, Kind.BEST, 1, 52, None),
        (Level.KOMMUN, Kind.BEST, 3, 32, None),
        (Level.KOMMUN, Kind.TENTH, 3, 10.5, None),
    ],
)
def test_noise_floors_of_identical_areas_are_within_a_percentage_point_of_the_teams(
    reader: Reader,
    whole_catalog: Catalog,
    level: Level,
    kind: Kind,
    years: int,
    percent: float,
    upper: float | None,
) -> None:
    people = (
        reader.snapshot()
        .observations("befolkning_80", level=level, period=POPULATION_OF, sex=Sex.T)["value"]
        .to_numpy()
    )
    alike = Basis(
        codes=np.array([f"{n:04d}" for n in range(len(people))]),
        rates=np.full(len(people), 50.0),
        people=people,
        exposure=people * years,
        per=1000.0,
        better=Better.LOWER,
        proportion=False,
    )
    indicator = whole_catalog["fallskador_80"]
    rows = reader.snapshot().observations(indicator.slug)
    held = Evidence(indicator, level, rows, reader.snapshot().observations("befolkning_80"))
    _, chosen = bind(Reference(kind), held, alike, POPULATION_OF, Sex.T)
    floor = simulate(alike, chosen, draws=20_000).floor.times(100 / (people.sum() * 0.05))
    assert floor.mean == pytest.approx(percent, abs=1)
    if upper:
        assert floor.upper == pytest.approx(upper, abs=1)


def test_municipalities_match_their_best_five_similar_ones(reader: Reader, shared: Path) -> None:
    """With Kolada's groups, read off the file by hand for one municipality."""
    groups = pd.read_csv(shared / "data" / "kolada" / "municipality_groups.csv", dtype=str)
    of_ale = groups[groups["group_title"] == "Liknande kommuner socioekonomi, Ale, 2024"]["member_id"].tolist()
    indicator = reader.catalog()["fallskador_80"]
    rows = reader.snapshot().observations(indicator.slug)
    held = Evidence(
        indicator, Level.KOMMUN, rows, reader.snapshot().observations("befolkning_80"), {"1440": tuple(of_ale)}
    )
    found = match(held, Question(2017, reference=Reference(Kind.PEERS)))
    rates = held.basis(2017, Sex.T)
    similar = sorted(rates.rates[np.isin(rates.codes, [code for code in of_ale if code != "1440"])])
    assert found.reference[found.basis.codes == "1440"] == pytest.approx([np.mean(similar[:5])])
    assert np.isnan(found.avoided[found.basis.codes != "1440"]).all()
