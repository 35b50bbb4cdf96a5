"""A whole sync against the emulator: complete, resumable, honest about revisions, and safe to cut off."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from emulators import kolada as kolada_emulators
from halsogap.catalog import added
from halsogap.catalog import catalog as catalogs
from halsogap.catalog.catalog import Catalog
from halsogap.errors import ContractError, SourceError, StoreError
from halsogap.model import Better, Level, Sex
from halsogap.settings import CATALOG_DIR, ROOT
from halsogap.sources.kolada import indicators
from halsogap.sources.kolada.api import Api, Patience
from halsogap.store.snapshot import KEY
from halsogap.store.store import Store
from halsogap.sync.install import SyncReport, install
from halsogap.sync.kolada import sync

Run = Callable[..., SyncReport]


@pytest.fixture(scope="module")
def synced_folder(kolada_emulator: Any, tmp_path_factory: pytest.TempPathFactory, small_catalog: Catalog) -> Path:
    kolada_emulator.control(reset=True)
    folder = tmp_path_factory.mktemp("synced") / "store"
    sync(Store(folder), small_catalog, kolada_emulator.url)
    return folder


@pytest.fixture
def synced(synced_folder: Path, store: Store) -> Store:
    """A store that holds the small catalogue's values."""
    shutil.copytree(synced_folder, store.folder)
    return store


@pytest.fixture
def run(kolada_api: Any, store: Store, small_catalog: Catalog, quick: Patience) -> Run:
    def go(catalog: Catalog | None = None, **options: Any) -> SyncReport:
        return sync(store, catalog or small_catalog, kolada_api.url, **{"patience": quick, **options})

    return go


def everything(store: Store) -> pd.DataFrame:
    snapshot = store.current()
    assert snapshot is not None
    return snapshot.run(snapshot.observations_table)


def data_requests(api: Any) -> dict[str, int]:
    return {path: count for path, count in api.stats()["by_path"].items() if "/data/" in path}


@pytest.mark.slow
def test_complete_value_by_value(data_folder: Path, store: Store, whole_catalog: Catalog) -> None:
    with kolada_emulators.start(data=data_folder, seed=1) as emulator:
        report = sync(store, whole_catalog, emulator.url)
    held = everything(store)
    wanted = {series.kpi: (indicator, series) for indicator in whole_catalog.values() for series in indicator.series}
    truth = pd.read_parquet(data_folder / "kolada" / "observations.parquet")
    truth = truth[truth["kpi"].isin(wanted)]
    expected = pd.DataFrame(
        {
            "indicator": truth["kpi"].map(lambda kpi: wanted[kpi][0].slug),
            "level": truth["level"].replace({"region": "lan"}),
            "area": truth["geo"],
            "period": truth["year"],
            "sex": [wanted[kpi][1].sex or gender for kpi, gender in zip(truth["kpi"], truth["gender"], strict=True)],
            "value": truth["value"],
        }
    )
    pd.testing.assert_frame_equal(
        held[[*KEY, "value"]].sort_values(KEY, ignore_index=True),
        expected.astype({"sex": str}).sort_values(KEY, ignore_index=True),
        check_dtype=False,
        check_exact=True,
    )
    assert set(held["status"]) == {"value"}
    assert report.without_values, "some indicators have no values in the emulator, and that is said"
    assert not set(report.without_values) & set(held["indicator"])
    assert held.groupby("area")["level"].first().value_counts().to_dict() == {"kommun": 290, "lan": 21, "riket": 1}


def test_life_expectancy_is_one_indicator_with_two_sexes(synced: Store) -> None:
    snapshot = synced.current()
    assert snapshot is not None
    rows = snapshot.observations("medellivslangd", level=Level.RIKET, period=2022)
    assert dict(zip(rows["sex"], rows["source"], strict=True)) == {"K": "kolada:N00925", "M": "kolada:N00923"}
    women, men = (rows.set_index("sex")["value"][sex] for sex in (Sex.K, Sex.M))
    assert women > men


def test_groups(synced: Store) -> None:
    snapshot = synced.current()
    assert snapshot is not None
    groups = snapshot.groups()
    assert groups["area"].nunique() == 290
    assert (groups.groupby("area").size() == 7).all()
    assert not (groups["area"] == groups["member"]).any()
    assert groups["title"].str.fullmatch(r"Liknande kommuner socioekonomi, .+, 2024").all()


def test_an_untouched_source_changes_nothing(run: Run, synced: Store) -> None:
    report = run()
    assert report.changes.summary() == {name: {"count": 0, "examples": []} for name in ("changed", "vanished", "new")}


def test_after_a_revision_only_what_changed_is_listed(kolada_api: Any, run: Run, synced: Store) -> None:
    old = everything(synced).set_index(KEY)["value"]
    control = kolada_api.control(
        {"revise_share": {"kpi": "N00925", "share": 0.02, "factor": 1.01}, "date": "2026-02-01"}
    )
    deleted = {"kpi": "N15613", "municipality": "0180", "period": 2022, "gender": "T"}
    assert kolada_api.control({"delete": [deleted]})["changed"]
    report = run()
    areas = {code: code[2:] if code.startswith("00") and code != "0000" else code for code in indicators.place_codes()}
    told = {(areas[place], period): value for _, place, period, _, value in control["changed"]}
    listed = report.changes.changed
    assert set(listed["indicator"]) == {"medellivslangd"}
    assert set(listed["sex"]) == {"K"}
    assert {(row.area, row.period): row.value_after for row in listed.itertuples()} == told
    assert all(row.value_before == old[tuple(getattr(row, name) for name in KEY)] for row in listed.itertuples())
    gone = report.changes.vanished[KEY].to_dict("records")
    assert gone == [{"indicator": "trygg_ak5", "level": "kommun", "area": "0180", "period": 2022, "sex": "T"}]
    assert report.changes.new.empty
    noted = report.manifest.report
    assert noted["changed"]["count"] == len(told)
    assert len(noted["changed"]["examples"]) == min(50, len(told))


@pytest.mark.parametrize("mode", ["empty", "404"])
def test_what_kolada_no_longer_gives_stays(mode: str, kolada_api: Any, run: Run, synced: Store) -> None:
    before = everything(synced)
    kolada_api.control(faults=[{"kind": "vanish", "kpis": ["N15613"], "mode": mode}])
    report = run()
    assert report.kept == ["trygg_ak5"]
    assert any("N15613" in w and "'trygg_ak5'" in w and before["fetched_at"].iloc[0][:10] in w for w in report.warnings)
    pd.testing.assert_frame_equal(everything(synced)[[*KEY, "value"]], before[[*KEY, "value"]])
    old = before.query("indicator == 'trygg_ak5'")["fetched_at"]
    assert set(everything(synced).query("indicator == 'trygg_ak5'")["fetched_at"]) == set(old), "the age stays true"


@pytest.mark.parametrize("mode", ["empty", "404"])
def test_one_of_two_series_gone_keeps_its_sex(mode: str, kolada_api: Any, run: Run, synced: Store) -> None:
    before = everything(synced)
    kolada_api.control(faults=[{"kind": "vanish", "kpis": ["N00923"], "mode": mode}])
    report = run()
    assert report.kept == ["medellivslangd"]
    pd.testing.assert_frame_equal(everything(synced)[[*KEY, "value"]], before[[*KEY, "value"]])


@pytest.mark.parametrize("mode", ["empty", "404"])
def test_what_never_had_values_is_named(mode: str, kolada_api: Any, run: Run, store: Store) -> None:
    kolada_api.control(faults=[{"kind": "vanish", "kpis": ["N15613"], "mode": mode}])
    report = run()
    assert report.without_values == ["trygg_ak5"]
    assert any("trygg_ak5" in warning for warning in report.warnings)
    assert set(everything(store)["indicator"]) == {"medellivslangd", "stillasittande"}


def test_a_series_gone_in_one_place_only_counts_as_gone(kolada_api: Any, run: Run, synced: Store) -> None:
    before = everything(synced)
    fault = {"kind": "vanish", "kpis": ["N15613"], "mode": "404", "match": "2580"}
    kolada_api.control(faults=[fault])
    assert run().kept == ["trygg_ak5"]
    assert len(everything(synced)) == len(before)


def test_indicators_not_asked_for_are_carried_over(run: Run, synced: Store, small_catalog: Catalog) -> None:
    only = Catalog({"trygg_ak5": small_catalog["trygg_ak5"]})
    report = run(only)
    others = everything(synced).query("indicator != 'trygg_ak5'")
    assert report.manifest.report["carried_over"] == len(others) > 5_000
    assert set(everything(synced)["indicator"]) == set(small_catalog)
    assert report.changes.vanished.empty


# -- resuming ------------------------------------------------------------------------------------


def test_a_sync_that_failed_is_resumed(kolada_api: Any, run: Run, synced: Store) -> None:
    before = everything(synced)
    kolada_api.control(faults=[{"kind": "status", "code": 500, "match": "/data/.*2580"}], clear_stats=True)
    with pytest.raises(SourceError):
        run(concurrency=1)
    first = data_requests(kolada_api)
    failed = {path for path in first if "2580" in path}
    assert len(failed) == 1
    kolada_api.control(faults=[], clear_stats=True)
    report = run()
    second = data_requests(kolada_api)
    assert not set(second) & (set(first) - failed), "a finished batch was asked for again"
    assert report.resumed == len(set(first) - failed) > 5
    assert report.resumed + report.requested == len(indicators.requests(["N15613"]))
    pd.testing.assert_frame_equal(everything(synced)[[*KEY, "value"]], before[[*KEY, "value"]])
    kolada_api.control(clear_stats=True)
    assert run().resumed == 0, "a sync that completed leaves nothing to resume"


def fail_once(run: Run, api: Any) -> None:
    api.control(faults=[{"kind": "status", "code": 500, "match": "/data/.*2580"}])
    with pytest.raises(SourceError):
        run(concurrency=1)
    api.control(faults=[], clear_stats=True)


def test_damaged_staging_is_fetched_again(kolada_api: Any, run: Run, synced: Store) -> None:
    before = everything(synced)
    fail_once(run, kolada_api)
    files = sorted((synced.folder / "staging").iterdir())
    files[0].write_bytes(b"")
    files[1].write_bytes(files[1].read_bytes()[:-20])
    flipped = bytearray(files[2].read_bytes())
    flipped[len(flipped) // 2] ^= 255
    files[2].write_bytes(bytes(flipped))
    report = run()
    assert report.resumed == len(files) - 3
    pd.testing.assert_frame_equal(everything(synced)[[*KEY, "value"]], before[[*KEY, "value"]])


def test_staging_is_good_for_a_day(kolada_api: Any, run: Run, synced: Store) -> None:
    fail_once(run, kolada_api)
    for file in (synced.folder / "staging").iterdir():
        os.utime(file, (file.stat().st_mtime - 25 * 3600,) * 2)
    assert run().resumed == 0


def test_staging_of_another_service_is_not_used(
    kolada_api: Any, run: Run, synced: Store, small_catalog: Catalog
) -> None:
    fail_once(run, kolada_api)
    other = kolada_api.url.replace("127.0.0.1", "localhost")
    assert sync(synced, small_catalog, other).resumed == 0


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit, ValueError])
def test_what_the_watcher_raises_stops_the_sync(
    interruption: type[BaseException], kolada_api: Any, run: Run, synced: Store
) -> None:
    before = synced.current_id()

    def stop(done: int, total: int, label: str) -> None:
        if done > 5:
            raise interruption

    with pytest.raises(interruption):
        run(progress=stop)
    assert synced.current_id() == before
    assert synced.verify(str(before)) == []
    report = run()
    assert report.resumed > 0, "what was fetched before the interruption is used"


def test_progress_reaches_its_end(run: Run, store: Store) -> None:
    seen: list[tuple[int, int, str]] = []
    run(progress=lambda *step: seen.append(step))
    done, totals, labels = zip(*seen, strict=True)
    assert list(done) == list(range(len(done)))
    assert set(totals) == {done[-1]}
    assert all(labels)


# -- checks --------------------------------------------------------------------------------------


def test_values_out_of_range_are_refused_unless_forced(kolada_api: Any, run: Run, synced: Store) -> None:
    before = synced.current_id()
    cell = {"kpi": "N15613", "municipality": "0180", "period": 2022, "gender": "T", "value": 101.0}
    kolada_api.control({"revise": [cell]})
    with pytest.raises(ContractError, match=r"'trygg_ak5' cannot be percent: 101 in area 0180, 2022"):
        run()
    assert synced.current_id() == before
    report = run(force=True)
    assert any("cannot be percent" in warning for warning in report.warnings)


def test_demo_never_meets_real(run: Run, synced: Store) -> None:
    demo = everything(synced).query("indicator == 'trygg_ak5'").assign(source="demo", value=1.0)
    install(synced, demo, None, kind="demo", sources=["made up"])
    assert set(everything(synced)["source"]) == {"demo"}
    report = run()
    assert report.manifest.kind == "real"
    assert not everything(synced)["source"].eq("demo").any()
    assert report.changes.changed.empty, "real values are not changes of made-up ones"


def test_two_syncs_at_a_time(run: Run, store: Store) -> None:
    with store.writing(), pytest.raises(StoreError, match="Another sync or import is writing"):
        run()


def test_damaged_snapshot_in_force_is_replaced(run: Run, synced: Store) -> None:
    [snapshot_id] = synced.ids()
    (synced.folder / "snapshots" / snapshot_id / "observations.parquet").write_bytes(b"PAR1 nonsense")
    report = run()
    assert any("damaged" in warning for warning in report.warnings)
    assert synced.verify(report.manifest.id) == []
    assert len(everything(synced)) == report.manifest.observations


# -- added indicators ----------------------------------------------------------------------------


def test_added_indicator_comes_with_the_sync(
    kolada_api: Any, store: Store, quick: Patience, small_catalog: Catalog
) -> None:
    with Api(kolada_api.url, patience=quick) as api:
        [kpi] = indicators.search(api, "n66077")
        found = indicators.search(api, "INVÅNARE antal 65-79 år,")
    assert "N01956" in [hit["id"] for hit in found]
    assert all({"invånare", "antal", "65-79", "år,"} <= set(hit["title"].casefold().split()) for hit in found)
    with pytest.raises(indicators.UnknownName):
        indicators.search(api, "  ")
    already = catalogs.load(CATALOG_DIR)
    if any("N66077" in indicator.kpis for indicator in already.values()):
        kpi = {**kpi, "id": "N00003"}
    indicator = added.add(store.folder, indicators.indicator_table(kpi))
    assert (indicator.better, indicator.group, indicator.unit) == (Better.UNKNOWN, "egna", "percent")
    catalog = catalogs.load(CATALOG_DIR, added.folder(store.folder))
    assert indicator.slug in catalog
    assert added.set_better(store.folder, indicator.slug, Better.LOWER).better == Better.LOWER
    sync(store, Catalog({"trygg_ak5": small_catalog["trygg_ak5"], indicator.slug: indicator}), kolada_api.url)
    added.remove(store.folder, indicator.slug)
    assert added.listed(store.folder) == []


# -- kill ----------------------------------------------------------------------------------------

KILLED = """
import os, shutil, signal, sys
from pathlib import Path
source, out, url = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
from halsogap.catalog import catalog
from halsogap.settings import CATALOG_DIR
from halsogap.store.store import Store
from halsogap.sync.kolada import sync
indicators = catalog.load(CATALOG_DIR)
small = catalog.Catalog({"trygg_ak5": indicators["trygg_ak5"]})

def run(at):
    # Everything Python does to files of the store counts as a moment: opening, renaming, making, removing.
    folder, count = out / str(at), 0
    shutil.copytree(source, folder)
    if pid := os.fork():
        return os.waitpid(pid, 0)[1]

    def die_there(event, arguments):
        nonlocal count
        if event in ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree"):
            if str(arguments[0]).startswith(str(folder)):
                count += 1
                if count == at:
                    os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(die_there)
    sync(Store(folder), small, url)
    (out / "moments").write_text(str(count))
    os._exit(0)

assert run(0) == 0
moments = int((out / "moments").read_text())
# Most moments are batches being staged; the last dozen are the snapshot being written, and the switch.
for at in [2, moments // 3, 2 * moments // 3, *range(moments - 15, moments + 1, 2)]:
    assert run(at) == signal.SIGKILL
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_killed_at_any_moment_leaves_a_store_that_opens(
    kolada_api: Any, synced: Store, small_catalog: Catalog, tmp_path: Path
) -> None:
    out = tmp_path / "killed"
    out.mkdir()
    command = [sys.executable, "-c", KILLED, str(synced.folder), str(out), kolada_api.url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    rows, old = len(everything(synced)), synced.current_id()
    stores = [Store(folder) for folder in out.iterdir() if folder.name not in ("0", "moments")]
    assert len(stores) >= 10
    for store in stores:
        assert store.current_id() is not None
        assert len(everything(store)) == rows
        assert [store.verify(kept) for kept in store.ids()] == [[]] * len(store.ids())
    assert {store.current_id() == old for store in stores} == {True, False}, "killed both before and after the switch"
    for store in stores[::4]:
        sync(store, small_catalog, kolada_api.url)
        assert list(store.folder.rglob("*.part")) == []
        assert not (store.folder / "staging").exists()
