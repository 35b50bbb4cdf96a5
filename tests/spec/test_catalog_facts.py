"""The catalogue says what the team's collected facts say: ids, directions, sexes, targets and the report's appendix 1.

The facts and Kolada's own catalogue lie beside the repository, in ../shared; where they do not, these tests skip.
"""

import csv
import re

import duckdb
import pytest

from halsogap.catalog.catalog import load
from halsogap.model import Level, Published, Sex
from halsogap.settings import CATALOG_DIR, ROOT

SHARED = ROOT.parent / "shared"
FACTS = SHARED / "facts"
KOLADA = SHARED / "data" / "kolada"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not (FACTS.is_dir() and KOLADA.is_dir()), reason=f"the team's facts and values are not in {SHARED}"
    ),
]

GONE = {"U01901"}
"""Ids with values that Kolada's catalogue of April 2026 no longer has."""

ROLLING_BY_KOLADA = {
    "avsaknad_tillit": (4, "T-3 till T"),
    "stillasittande": (4, "T-3 till T"),
    "sjalvskattad_halsa": (4, "T till T-3"),
    "placerade_gymnasium": (6, "det aktuella året och de fem föregående åren"),
    "medellivslangd": (5, "fem-årsintervall"),
    "fallskador_80": (3, "T-2 till år T"),
    "fallskador_65": (3, "år T till år T-2"),
    "fallskador_80_med_oppenvard": (3, "T-2 till år T"),
}
"""What Kolada's descriptions say of pooled years. The facts file leaves the surveys and the placed children at 1."""

UNITS = {"%": "percent", "index": "index", "år": "years", "antal slutenvårdstillfällen per 100 000": "per_100000"}

UNWEIGHTED = ("trygg_ak5", "hjalp_ak5", "intresse_ak5", "ifo_forbattrad", "lss_sjalvbestammande")


def read(name: str) -> list[dict[str, str]]:
    """The rows of a facts file; none where it is absent, so that collecting tests does not fail."""
    file = FACTS / name
    return list(csv.DictReader(file.open(encoding="utf-8"))) if file.is_file() else []


@pytest.fixture(scope="module")
def catalog():
    return load(CATALOG_DIR)


@pytest.fixture(scope="module")
def kpis() -> dict[str, dict[str, str]]:
    with (KOLADA / "kpi.csv").open(encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


facts = pytest.mark.parametrize("fact", [pytest.param(row, id=row["slug"]) for row in read("indicators.csv")])


def ids(text: str) -> set[str]:
    """The Kolada ids in a cell of the facts, whatever words stand round them."""
    return set(re.findall(r"[NU]\d{5}", text))


def test_the_slugs_are_those_of_the_facts_in_the_order_of_the_report(catalog):
    order = list(dict.fromkeys(re.sub("_[km]$", "", row["slug"]) for row in read("bilaga1.csv")))
    assert [indicator.slug for indicator in catalog.in_group("strategi")] == order
    assert set(order) == {row["slug"] for row in read("indicators.csv")}


@facts
@pytest.mark.parametrize(("column", "level"), [("kpi_kommun", Level.KOMMUN), ("kpi_lan", Level.LAN)])
def test_kolada_ids_by_level(catalog, fact, column, level):
    given = {series.kpi for series in catalog[fact["slug"]].series if level in series.levels}
    assert given == ids(fact[column])


@facts
def test_direction_sexes_unit_and_scale(catalog, fact):
    indicator = catalog[fact["slug"]]
    assert str(indicator.better) == fact["better"]
    assert {str(sex) for sex in indicator.sexes} == set(fact["sexes"].split()[0])
    assert indicator.unit == UNITS[fact["unit"]]
    assert indicator.report_scale == float(fact["scale_to_report"])


@facts
def test_population_and_successor(catalog, fact):
    indicator = catalog[fact["slug"]]
    assert {kpi for slug in indicator.population for kpi in catalog[slug].kpis} == ids(fact["population_kpi"])
    successor = catalog[indicator.successor.indicator].kpis if indicator.successor else ()
    assert set(successor) == ids(fact["kpi_successor"])


@facts
def test_rolling_years(catalog, fact):
    indicator = catalog[fact["slug"]]
    stated = int(fact["rolling_years"].split()[0])
    here = {indicator.years_in_value(level) for level in indicator.levels}
    if fact["slug"] in ROLLING_BY_KOLADA:
        assert here == {ROLLING_BY_KOLADA[fact["slug"]][0]}
        assert stated in (1, *here)
    else:
        assert here == {stated}


@pytest.mark.parametrize("slug", ROLLING_BY_KOLADA)
def test_rolling_years_are_those_of_koladas_descriptions(catalog, kpis, slug):
    years, words = ROLLING_BY_KOLADA[slug]
    indicator = catalog[slug]
    assert set(indicator.rolling_years.values()) == {years}
    assert all(words in kpis[kpi]["description"] for kpi in indicator.kpis)


@facts
def test_breaks(catalog, fact):
    years = {int(year) for year in re.findall(r"\b(2022|2023)\b(?=:|$)", fact["breaks"])}
    assert years <= {series_break.year for series_break in catalog[fact["slug"]].breaks}


def test_breaks_told_by_koladas_descriptions(catalog, kpis):
    """Graduation without IB pupils from 2021; qualification by eight subjects; home care by more answers from 2023."""
    assert "från och med år 2021 exkluderas ib" in kpis["N17461"]["description"].casefold()
    assert [b.year for b in catalog["examen_4ar"].breaks] == [2021]
    assert [b.year for b in catalog["behorig_gymnasiet"].breaks] == [2011]
    assert "år 2022 och 2023" in kpis["U21454"]["description"]
    assert [b.year for b in catalog["hemtjanst_bemotande"].breaks] == [2023]
    # The wider scale of 2021 was applied to the whole series, so that 2020 and 2021 can be compared.
    assert "tillämpas fr.o.m. inkomstår 2011" in kpis["N66077"]["description"]
    assert catalog["lag_ekonomisk_standard_0_19"].breaks == ()


def published(row: dict[str, str]) -> Published:
    """One line of the appendix as the catalogue words it."""
    extremes = {
        name: float(row[name]) if row[name] else None for name in ("kommun_min", "kommun_max", "lan_min", "lan_max")
    }
    sex = {"_k": Sex.K, "_m": Sex.M}.get(row["slug"][-2:], Sex.T) if "medellivslangd" in row["slug"] else Sex.T
    return Published(year=int(row["year"]), sex=sex, riket=float(row["riket"]), **extremes)


def test_the_published_figures_are_the_appendix_line_by_line(catalog):
    rows = read("bilaga1.csv")
    expected = {(re.sub("_[km]$", "", row["slug"]), published(row)) for row in rows}
    given = [(i.slug, row) for i in catalog.in_group("strategi") for row in i.published]
    assert len(given) == len(rows) == 43
    assert set(given) == expected


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['slug']}-{row['year']}") for row in read("bilaga1.csv")])
def test_order_life_stage_goal_area_and_baseline(catalog, row):
    indicator = catalog[re.sub("_[km]$", "", row["slug"])]
    assert (str(indicator.order), indicator.life_stage, indicator.goal_area) == (
        row["order"],
        row["life_stage"],
        row["goal_area"],
    )
    years = [published.year for published in indicator.published]
    assert indicator.baseline_year == (None if len(years) == 1 else min(years))


def test_the_targets_are_those_of_the_facts(catalog):
    rows = {row["slug"]: row for row in read("targets.csv")}
    given = {i.slug: i.target for i in catalog.values() if i.target}
    assert given.keys() == rows.keys()
    for slug, target in given.items():
        row = rows[slug]
        assert (target.direction, target.delta) == (row["direction"], float(row["delta"]))
        assert (target.baseline_year, target.target_year) == (int(row["baseline_year"]), int(row["target_year"]))
        assert target.unit.sv.replace(" ", "") in row["unit"].replace(" ", "")
        assert "SKL antar strategi för långsiktig hälsa" in target.source


def test_every_id_is_in_koladas_catalogue_at_its_level(catalog, kpis):
    for indicator in catalog.values():
        for series in indicator.series:
            if series.kpi in GONE:
                assert series.kpi not in kpis
                continue
            letters = {Level.KOMMUN: "K", Level.LAN: "L"}
            asked = {letters[level] for level in series.levels if level in letters}
            offered = (
                set("KL") if kpis[series.kpi]["municipality_type"] == "A" else {kpis[series.kpi]["municipality_type"]}
            )
            assert asked == offered, (indicator.slug, series.kpi)


def test_values_at_hand_have_the_sexes_and_levels_of_the_catalogue(catalog):
    """Where the harvest of 2024 has values, their sexes are those announced and no level comes as a surprise."""
    found = duckdb.sql(
        "select kpi, list(distinct gender) sexes, list(distinct level) levels "
        f"from '{KOLADA / 'observations.parquet'}' group by kpi"
    ).fetchall()
    checked = 0
    for kpi, sexes, levels in found:
        for indicator in catalog.values():
            for series in (s for s in indicator.series if s.kpi == kpi):
                assert set(sexes) == ({"T"} if series.sex else {str(sex) for sex in indicator.sexes}), kpi
                assert {"lan" if level == "region" else level for level in levels} <= {*map(str, series.levels)}, kpi
                checked += 1
    assert checked >= 20


@pytest.mark.parametrize("slug", UNWEIGHTED)
def test_the_reports_national_figure_is_the_unweighted_mean_where_the_note_says_so(catalog, slug):
    indicator = catalog[slug]
    assert "ovägda medelvärdet" in indicator.note.sv
    for row in indicator.published:
        ((mean,),) = duckdb.sql(
            f"select avg(value) from '{KOLADA / 'observations.parquet'}' "
            f"where kpi = '{indicator.kpis[0]}' and level = 'kommun' and gender = 'T' and year = {row.year}"
        ).fetchall()
        assert round(mean) == row.riket
