"""A whole sync of small areas against the emulator: every value as published, each in its own vintage and no other."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from builders import demo_tables
from emulators import made_up, pxweb
from halsogap import geography
from halsogap.catalog.catalog import Catalog, load
from halsogap.commands.cli import app
from halsogap.errors import BadInput, SourceError, StoreError, UnknownName
from halsogap.model import Level, Sex
from halsogap.settings import CATALOG_DIR
from halsogap.sources.scb import tables
from halsogap.sources.service import Patience
from halsogap.store.snapshot import KEY
from halsogap.store.store import Store
from halsogap.sync import scb
from halsogap.sync.install import SyncReport, install
from halsogap.sync.kolada import sync as sync_kolada

Run = Callable[..., SyncReport]

DALARNA = made_up.COUNTS["2025"]
"""How many areas there are in Dalarna, by either vintage."""

BY_SEX = """
[[indicator]]
slug = "inkomst"
group = "smaomraden"
name = "Disponibel inkomst"
short = "Inkomst"
definition = { sv = "Medelvärde.", en = "Mean." }
unit = "sek"
decimals = 0
better = "higher"
sexes = ["K", "M", "T"]
levels = ["kommun", "regso"]
source = "scb"
queries = [{ table = "EMU0001", levels = ["kommun", "regso"], cells = { contents = "DISPINK" }, scale = 1000 }]

[[indicator]]
slug = "sysselsatta"
group = "smaomraden"
name = "Sysselsatta"
short = "Sysselsatta"
definition = { sv = "Andel.", en = "Share." }
unit = "percent"
decimals = 1
better = "higher"
sexes = ["K", "M", "T"]
levels = ["kommun", "regso"]
source = "scb"
queries = [{ table = "EMU0001", levels = ["kommun", "regso"], cells = { contents = "SYSS" }, scale = 100 }]
"""
"""EMU0001 is the emulator's own: a real split by sex, which the tables of SCB at hand lack."""


@pytest.fixture
def service(pxweb_api: Any) -> Any:
    """SCB's emulator without faults or limits of its own."""
    return pxweb_api


@pytest.fixture
def run(service: Any, store: Store, whole_catalog: Catalog, quick: Patience) -> Run:
    def go(**options: Any) -> SyncReport:
        given = {"indicators": whole_catalog, "url": service.url, "patience": quick, **options}
        return scb.sync(given.pop("store", store), given.pop("indicators"), given.pop("url"), **given)

    return go


@pytest.fixture(scope="module")
def whole(
    data_folder: Path, tmp_path_factory: pytest.TempPathFactory, whole_catalog: Catalog
) -> tuple[Store, SyncReport]:
    """Everything the emulator has of SCB's indicators, fetched once with the catalogue as it is."""
    store = Store(tmp_path_factory.mktemp("scb") / "store")
    limits = {"out_of_vintage": "zero", "repeated_keys": "reject", "max_cells": 60_000}
    with pxweb.start(data=data_folder, seed=1, rate="off", **limits) as running:
        return store, scb.sync(store, whole_catalog, running.url)


def values(store: Store, slug: str, level: Level = Level.DESO, period: int = 2022, sex: Sex = Sex.T) -> pd.DataFrame:
    """The rows of one indicator, level, year and sex by area."""
    snapshot = store.current()
    assert snapshot is not None
    return snapshot.observations(slug, level=level, period=period, sex=sex).set_index("area").sort_index()


def everything(store: Store) -> pd.DataFrame:
    snapshot = store.current()
    assert snapshot is not None
    return snapshot.run(snapshot.observations_table)


@pytest.fixture(scope="module")
def published(data_folder: Path) -> pd.DataFrame:
    """SCB's extract of all areas in 2022."""
    return pd.read_csv(data_folder / "scb" / "deso2018_2022.csv", dtype={"deso": str}).set_index("deso").sort_index()


# -- as published --------------------------------------------------------------------------------

OLD = ["alder_65-69 år", "alder_70-74 år", "alder_75-79 år", "alder_80-år"]
YOUNG = ["alder_0-4 år", "alder_5-9 år", "alder_10-14 år", "alder_15-19 år"]
EDUCATION = ["utb_forgym", "utb_gym", "utb_efter_lt3", "utb_efter_ge3", "utb_saknas"]


@pytest.mark.parametrize(
    ("slug", "columns"),
    [
        ("folkmangd", ["alder_total"]),
        ("lag_ekonomisk_standard", ["lag_ek_std_pct"]),
        ("hog_ekonomisk_standard", ["hog_ek_std_pct"]),
        ("alder_80", ["alder_80-år"]),
        ("alder_0_9", ["alder_0-4 år", "alder_5-9 år"]),
        ("alder_70_79", ["alder_70-74 år", "alder_75-79 år"]),
    ],
)
def test_values_are_those_published(
    slug: str, columns: list[str], whole: tuple[Store, SyncReport], published: pd.DataFrame
) -> None:
    rows = values(whole[0], slug)
    assert rows.index.tolist() == published.index.tolist()
    expected = published[columns].sum(axis=1, skipna=False)
    np.testing.assert_array_equal(rows["value"], expected)
    assert (rows["status"] == "value").tolist() == expected.notna().tolist()


@pytest.mark.parametrize(
    ("slug", "numerator", "denominator"),
    [
        ("andel_65", OLD, ["alder_total"]),
        ("andel_0_19", YOUNG, ["alder_total"]),
        ("sysselsatta_16_64", ["sysselsatta_16_64"], ["tot_16_64"]),
        ("arbetslosa_16_64", ["arbetslosa_16_64"], ["arbetskraft_16_64"]),
        ("eftergymnasial_omrade", ["utb_efter_lt3", "utb_efter_ge3"], EDUCATION),
        ("forgymnasial_omrade", ["utb_forgym"], EDUCATION),
    ],
)
def test_shares_are_made_of_the_counts_published(
    slug: str, numerator: list[str], denominator: list[str], whole: tuple[Store, SyncReport], published: pd.DataFrame
) -> None:
    rows = values(whole[0], slug)
    above, below = (published[columns].sum(axis=1, skipna=False) for columns in (numerator, denominator))
    np.testing.assert_array_equal(rows["numerator"], above)
    np.testing.assert_array_equal(rows["denominator"], below)
    np.testing.assert_allclose(rows["value"], 100 * above / below, rtol=1e-12)


def test_the_population_of_2023(whole: tuple[Store, SyncReport], data_folder: Path) -> None:
    file = data_folder / "scb" / "deso2018_folkmangd_2023.csv"
    truth = pd.read_csv(file, dtype=str).set_index("deso").iloc[:, 0].astype(float).sort_index()
    rows = values(whole[0], "folkmangd", period=2023)
    assert rows["value"].to_dict() == truth.to_dict()
    assert set(rows["geo_vintage"]) == {"2018"}


def test_dalarna_in_2024_cell_by_cell(whole: tuple[Store, SyncReport], data_folder: Path) -> None:
    table = pd.read_csv(data_folder / "scb" / "deso2025_lan20_folkmangd_2024.csv", dtype=str)
    table["area"] = table["Region"].str.removesuffix("_DeSO2025")
    wide = table.assign(n=table.iloc[:, 3].astype(float)).pivot(index="area", columns="Alder", values="n").sort_index()
    total = values(whole[0], "folkmangd", period=2024)
    old = values(whole[0], "andel_65", period=2024)
    oldest = values(whole[0], "alder_80", period=2024)
    seventies = values(whole[0], "alder_70_79", period=2024)
    assert total["value"].to_dict() == wide["totalt"].to_dict()
    assert old["numerator"].to_dict() == wide[["65-69", "70-74", "75-79", "80-"]].sum(axis=1).to_dict()
    assert oldest["value"].to_dict() == wide["80-"].to_dict()
    assert seventies["value"].to_dict() == wide[["70-74", "75-79"]].sum(axis=1).to_dict()
    assert set(total["geo_vintage"]) == {"2025"}
    assert not total.index.str.contains("_").any()


def test_what_scb_does_not_have_is_said(whole: tuple[Store, SyncReport]) -> None:
    report = whole[1]
    assert report.without_values == ["nettoinkomst_median", "nettoinkomst_medel", "utlandsk_bakgrund"]
    said = " ".join(report.warnings)
    for words in ("no table 'TAB6679'", "no table 'TAB6571'", "TAB6574 has no values here by sex K, M.", "TAB6534"):
        assert words in said


# -- joined to the polygons of their vintage -----------------------------------------------------


def areas(polygons: gpd.GeoDataFrame, code: str, vintage: str) -> pd.DataFrame:
    codes = polygons[code].astype(str)
    return pd.DataFrame({"code": codes, "level": "deso", "name": codes, "parent": codes.str[:4], "vintage": vintage})


def polygon_file(data_folder: Path, vintage: str) -> pd.DataFrame:
    name = {"2018": "deso2018_lan01_03.gpkg", "2025": "deso2025_lan20.geojson"}[vintage]
    polygons = gpd.read_file(data_folder / "scb" / name)
    code = next(c for c in ("desokod", "deso", "code", "id") if c in polygons.columns)
    return areas(polygons, code, vintage)


@pytest.mark.parametrize(
    ("slug", "period", "vintage"),
    [
        ("folkmangd", 2022, "2018"),
        ("folkmangd", 2023, "2018"),
        ("sysselsatta_16_64", 2022, "2018"),
        ("lag_ekonomisk_standard", 2022, "2018"),
        ("eftergymnasial_omrade", 2022, "2018"),
        ("andel_65", 2022, "2018"),
        ("folkmangd", 2024, "2025"),
        ("andel_65", 2024, "2025"),
    ],
)
def test_nothing_that_has_a_value_is_unmatched(
    slug: str, period: int, vintage: str, whole: tuple[Store, SyncReport], data_folder: Path
) -> None:
    table = polygon_file(data_folder, vintage)
    counties = tuple(table["code"].str[:2].unique())
    rows = values(whole[0], slug, period=period).reset_index()
    assert set(rows["geo_vintage"]) == {vintage}
    there = rows[rows["area"].str.startswith(counties)]
    joined, report = geography.join(there, Level.DESO, table=table)
    assert len(joined) == report.matched == len(table)
    assert report.complete
    assert joined["value"].notna().sum() == there["value"].notna().sum()


def test_no_area_of_one_vintage_carries_a_year_of_the_other(whole: tuple[Store, SyncReport]) -> None:
    rows = everything(whole[0])
    vintages = rows[rows["level"] == "deso"].groupby("geo_vintage")["period"].agg(["min", "max"])
    assert vintages.to_dict("index") == {"2018": {"min": 2022, "max": 2023}, "2025": {"min": 2024, "max": 2024}}


# -- the trap of vintages ------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["null", "zero"])
def test_the_wrong_vintage_is_never_asked_for(mode: str, service: Any, run: Run, store: Store) -> None:
    service.control(out_of_vintage=mode)
    run(names=["folkmangd"], within=["20"])
    rows = everything(store)
    assert (rows["value"] > 0).all()
    assert rows.groupby("period")["area"].nunique().to_dict() == dict.fromkeys((2022, 2023, 2024), DALARNA)


@pytest.mark.parametrize("mode", ["null", "zero"])
def test_should_scb_move_the_line_its_empty_years_are_no_zeros(
    mode: str, service: Any, run: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a line of our own drawn a year too late and too early, both vintages answer for years not their own."""
    wrong = {"2018": {"last": 2024}, "2025": {"first": 2022}}
    moved = tuple(replace(e, **wrong.get(e.vintage, {})) if e.level == Level.DESO else e for e in tables.EDITIONS)
    monkeypatch.setattr(tables, "EDITIONS", moved)
    service.control(out_of_vintage=mode)
    report = run(names=["folkmangd"], within=["20"])
    rows = everything(store)
    assert rows.groupby(["geo_vintage", "period"]).size().to_dict() == {
        ("2018", 2022): DALARNA,
        ("2018", 2023): DALARNA,
        ("2025", 2024): DALARNA,
    }
    said = " ".join(report.warnings)
    assert "deso 2018 has only empty cells and zeros for 2024" in said
    assert "deso 2025 has only empty cells and zeros for 2022, 2023" in said


# -- women and men -------------------------------------------------------------------------------


@pytest.fixture
def by_sex(tmp_path: Path) -> Catalog:
    folder = tmp_path / "catalog"
    folder.mkdir()
    (folder / "by_sex.toml").write_text(BY_SEX, encoding="utf-8")
    (folder / "sources.toml").write_text((CATALOG_DIR / "sources.toml").read_text("utf-8"), encoding="utf-8")
    return load(folder)


def test_women_and_men_are_each_read(run: Run, store: Store, by_sex: Catalog, data_folder: Path) -> None:
    with pxweb.start(data=data_folder, seed=1, rate="off") as service:
        report = run(url=service.url, indicators=by_sex, since=2020, within=["01", "2080"])
    assert not [w for w in report.warnings if "sex" in w]
    truth = pd.read_parquet(data_folder / "scb" / "regso_kon.parquet")
    truth = truth[(truth["year"] >= 2020) & truth["code"].str.startswith(("01", "2080"))]
    rows = everything(store).set_index(["indicator", "level", "area", "period", "sex"]).sort_index()
    assert len(rows) == len(truth) * 2 * 3
    for slug, stem, scale in (("inkomst", "dispink", 1000), ("sysselsatta", "sysselsatt", 100)):
        for sex in "KMT":
            expected = truth.set_index(["level", "code", "year"])[f"{stem}_{sex}"].sort_index() * scale
            got = rows.xs((slug, sex), level=("indicator", "sex"))["value"]
            np.testing.assert_allclose(got.reindex(expected.index), expected, rtol=1e-12)
    assert set(rows.xs("regso", level="level")["geo_vintage"]) == {"2020"}
    assert set(rows.xs("kommun", level="level")["geo_vintage"]) == {geography.VINTAGE}


# -- faults, limits, cuts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "code": 503, "share": 0.3},
        {"kind": "reset", "share": 0.3},
        {"kind": "truncate", "share": 0.3},
        {"kind": "html", "share": 0.3},
        {"kind": "rate", "limit": 3, "window": 1},
    ],
    ids=lambda fault: fault["kind"],
)
def test_faults_lose_nothing(fault: dict[str, Any], service: Any, run: Run, store: Store, tmp_path: Path) -> None:
    options = {"names": ["folkmangd", "andel_65"], "within": ["20"]}
    run(**options)
    service.control(max_cells=100, faults=[fault])
    other = Store(tmp_path / "other")
    run(store=other, **options)
    assert service.stats()["faults_applied"][fault["kind"]] > 0
    columns = [*KEY, "value", "status", "numerator", "denominator", "geo_vintage"]
    pd.testing.assert_frame_equal(everything(other)[columns], everything(store)[columns])


def test_small_batches_make_the_same_values(service: Any, run: Run, store: Store, tmp_path: Path) -> None:
    options = {"names": ["andel_0_19"], "within": ["2080", "2081"]}
    run(**options)
    service.control(max_cells=7)
    other = Store(tmp_path / "other")
    report = run(store=other, **options)
    assert report.requested > 20
    pd.testing.assert_frame_equal(
        everything(other).drop(columns="fetched_at"), everything(store).drop(columns="fetched_at")
    )


def test_a_sync_cut_off_leaves_the_old_values_and_is_resumed(service: Any, run: Run, store: Store) -> None:
    options = {"names": ["folkmangd", "andel_65"], "within": ["20"]}
    before = run(names=["alder_80"], within=["20"]).manifest
    service.control(max_cells=200, faults=[{"kind": "status", "code": 503, "match": "/data", "skip": 4}])
    with pytest.raises(SourceError, match="error of its own"):
        run(**options)
    assert store.current_id() == before.id
    service.control(faults=[])
    report = run(**options)
    assert report.resumed == 4
    assert report.requested > 0
    assert not (store.folder / scb.STAGING).exists()


def test_nothing_of_scbs_there(service: Any, run: Run, store: Store) -> None:
    with pytest.raises(SourceError, match="gave no values of nettoinkomst_median") as refusal:
        run(names=["nettoinkomst_median"])
    assert "no table 'TAB6679'" in refusal.value.message
    assert store.current_id() is None


# -- beside what there is ------------------------------------------------------------------------


def test_only_what_was_fetched_is_replaced(run: Run, store: Store) -> None:
    run(names=["folkmangd"], within=["20", "03"])
    before = everything(store)
    report = run(names=["folkmangd", "alder_80"], within=["2080"], since=2024)
    after = everything(store)
    assert report.changes.summary()["vanished"]["count"] == 0
    pd.testing.assert_frame_equal(
        after[after["indicator"] == "folkmangd"][[*KEY, "value"]].reset_index(drop=True),
        before[[*KEY, "value"]],
    )
    assert set(after[after["indicator"] == "alder_80"]["area"].str[:4]) == {"2080"}
    assert not [w for w in report.warnings if "no longer gives" in w]


def test_what_scb_no_longer_gives_stays_and_is_named(service: Any, run: Run, store: Store) -> None:
    run(names=["folkmangd", "sysselsatta_16_64"], within=["20"])
    before = everything(store)
    gone = {"type": "Parameter error", "title": "Non-existent table", "status": 404}
    service.control(faults=[{"kind": "status", "code": 404, "match": "TAB6680", "body": gone}])
    report = run(names=["folkmangd", "sysselsatta_16_64"], within=["20"])
    assert report.kept == ["sysselsatta_16_64"]
    assert any("SCB gives no values of 'sysselsatta_16_64'" in warning for warning in report.warnings)
    pd.testing.assert_frame_equal(everything(store)[[*KEY, "value"]], before[[*KEY, "value"]])


def test_kolada_and_scb_leave_each_others_values(
    kolada_api: Any, run: Run, store: Store, small_catalog: Catalog, whole_catalog: Catalog, quick: Patience
) -> None:
    both = Catalog({**small_catalog, "folkmangd": whole_catalog["folkmangd"]})
    sync_kolada(store, both, kolada_api.url, patience=quick)
    kolada = everything(store)
    assert "folkmangd" not in set(kolada["indicator"])
    assert not any("folkmangd" in path for path in kolada_api.stats()["by_path"])
    report = run(indicators=both, within=["20"])
    assert not any("from Kolada yet" in warning for warning in report.warnings)
    again = sync_kolada(store, both, kolada_api.url, patience=quick)
    assert "folkmangd" not in [*again.kept, *again.without_values]
    assert not any("folkmangd" in warning or "deso" in warning for warning in again.warnings), "Kolada has none of it"
    assert set(everything(store)["indicator"]) == set(both)
    assert len(everything(store)) > len(kolada)


def test_on_demo_values_it_says_what_is_missing(run: Run, store: Store, whole_catalog: Catalog) -> None:
    observations, groups = demo_tables()
    made_up = install(store, observations, groups, kind="demo", sources=["Hälsogap demo"], indicators=whole_catalog)
    with pytest.raises(StoreError, match="holds demo values") as refusal:
        run(names=["folkmangd"], within=["20"])
    assert "Run `halsogap sync` first" in refusal.value.mend
    assert store.current_id() == made_up.manifest.id
    report = run(names=["folkmangd"], within=["20"], force=True)
    assert report.manifest.kind == "real"
    assert set(everything(store)["indicator"]) == {"folkmangd"}
    assert any("no values from Kolada yet" in warning for warning in report.warnings)


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"names": ["folkmngd"]}, UnknownName, "Did you mean folkmangd"),
        ({"names": ["fallskador_80"]}, BadInput, "is Kolada's, not SCB's"),
        ({"within": ["99"]}, UnknownName, "no area with the code '99'"),
        ({"url": "not an address"}, BadInput, "cannot be 'not an address'"),
    ],
)
def test_what_cannot_be_asked_for(
    options: dict[str, Any], error: type[Exception], says: str, run: Run, store: Store
) -> None:
    with pytest.raises(error, match=says):
        run(**options)
    assert store.current_id() is None


# -- on the command line -------------------------------------------------------------------------


def test_on_the_command_line(service: Any, tmp_path: Path) -> None:
    def ran(*words: str) -> Any:
        return CliRunner().invoke(app, [*words, "--store", str(tmp_path / "store")])

    done = ran("sync-scb", "folkmangd", "andel_65", "--within", "20", "--scb-url", service.url, "--format", "json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["observations"] == DALARNA * 3 * 2
    assert "andel_65 at level deso" in done.stderr
    looked = ran("doctor")
    assert looked.exit_code == 0
    # Each vintage has as many areas in Dalarna; counted together by their codes they would be more.
    assert f"deso {DALARNA}" in looked.stdout
    assert "`halsogap sync-scb` fetches what SCB has of them." in looked.stdout


def test_the_command_line_says_what_went_wrong(service: Any, tmp_path: Path) -> None:
    service.control(faults=[{"kind": "status", "code": 403}])
    result = CliRunner().invoke(app, ["sync-scb", "--scb-url", service.url, "--store", str(tmp_path / "store")])
    assert result.exit_code == SourceError.exit_code
    assert "answered 403" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "store" / "current").exists()
