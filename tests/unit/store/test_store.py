"""Snapshots: complete or absent, three of them, and readable from a folder or a server alike."""

import errno
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from builders import everywhere, groups
from halsogap.catalog.catalog import Catalog
from halsogap.errors import ContractError, HalsogapError, SourceError, StoreError, UnknownName
from halsogap.geography import codes
from halsogap.model import Level, Sex
from halsogap.schema import OBSERVATIONS
from halsogap.store import store as store_module
from halsogap.store.store import Store
from halsogap.sync.install import install

NO_GROUPS = groups()


def trygg(indicator: str = "trygg_ak5", *, value: float = 50.0, years: tuple[int, ...] = (2021, 2022)) -> pd.DataFrame:
    """Every municipality's and county's value of every year, for women and men; one is missing."""
    frame = everywhere(
        indicator, years, sexes="KM", levels=(Level.LAN, Level.KOMMUN), value=value, source="kolada:N15613"
    )
    frame.loc[0, ["value", "status"]] = [float("nan"), "missing"]
    return frame


def put(store: Store, frame: pd.DataFrame | None = None, **options: Any) -> str:
    frame = trygg() if frame is None else frame
    options = {"kind": "real", "sources": ["a test"], "replace": set(frame["indicator"]), **options}
    return install(store, frame, None, **options).manifest.id


def test_an_empty_store(store: Store) -> None:
    assert store.current() is None
    assert store.current_id() is None
    assert store.ids() == []
    with pytest.raises(StoreError, match="no older snapshot"):
        store.rollback()


def test_what_is_put_is_read(store: Store) -> None:
    put(store)
    snapshot = store.current()
    assert snapshot is not None
    rows = snapshot.observations("trygg_ak5", level=Level.KOMMUN, period=2022, sex=Sex.K)
    assert list(rows["area"]) == codes(Level.KOMMUN), "leading zeros stay"
    assert snapshot.observations("trygg_ak5", area=["0180", "21"])["area"].unique().tolist() == ["0180", "21"]
    coverage = snapshot.coverage(["trygg_ak5"])
    assert coverage["areas"].sum() == len(trygg()) - 1, "a missing value is not covered"
    assert snapshot.coverage(["another"]).empty
    assert snapshot.groups().empty


def small(code: str, period: int, value: float | None, *, vintage: str = "2018", indicator: str = "trygg_ak5") -> dict:
    return {
        "indicator": indicator,
        "level": "deso",
        "area": code,
        "period": period,
        "sex": "K",
        "value": float("nan") if value is None else value,
        "status": "missing" if value is None else "value",
        "geo_vintage": vintage,
    }


def test_a_profile_is_read_with_its_last_years_fellows_and_those_above(store: Store) -> None:
    """A small area's own rows of all years; of its last year with a value its fellows in the municipality, and what it
    lies in. No other municipality's areas, and none of the other boundaries."""
    wide = trygg()
    rows = [
        small("0180C1010", 2021, 1.0),
        small("0180C1010", 2022, None),
        small("0180C1020", 2021, 2.0),
        small("0180C1020", 2022, 3.0),
        small("0181C1010", 2021, 4.0),
        small("0180C1010", 2023, 5.0, vintage="2025"),
        small("0180C1020", 2023, 6.0, vintage="2025"),
        small("0180C1010", 2022, None, indicator="hjalp_ak5"),
        small("0180C1020", 2022, 7.0, indicator="hjalp_ak5"),
    ]
    put(
        store, pd.concat([wide, pd.DataFrame(rows).assign(**wide.iloc[1][["source", "fetched_at"]])], ignore_index=True)
    )
    place = {Level.DESO: "0180C1010", Level.KOMMUN: "0180", Level.LAN: "01", Level.RIKET: "0000"}
    found = store.current().profile_rows(["trygg_ak5", "hjalp_ak5"], place, fellows="0180", vintage="2018")
    read = sorted(zip(found["indicator"], found["area"], found["period"], found["sex"], strict=True))
    assert read == [
        ("hjalp_ak5", "0180C1010", 2022, "K"),
        ("hjalp_ak5", "0180C1020", 2022, "K"),
        ("trygg_ak5", "01", 2021, "K"),
        ("trygg_ak5", "01", 2021, "M"),
        ("trygg_ak5", "0180", 2021, "K"),
        ("trygg_ak5", "0180", 2021, "M"),
        ("trygg_ak5", "0180C1010", 2021, "K"),
        ("trygg_ak5", "0180C1010", 2022, "K"),
        ("trygg_ak5", "0180C1020", 2021, "K"),
    ]
    assert list(found.columns) == list(OBSERVATIONS.columns)
    kommuner = store.current().profile_rows(["trygg_ak5"], {Level.KOMMUN: "0180", Level.LAN: "01"})
    assert kommuner.query("period == 2022 and level == 'kommun'")["area"].nunique() == len(codes(Level.KOMMUN))
    assert store.current().areas_of(Level.DESO, "0180") == {"0180C1010": "2025", "0180C1020": "2025"}
    assert store.current().areas_of(Level.REGSO, "0180") == {}


def test_three_are_kept_and_rollback_returns(store: Store) -> None:
    ids = [put(store, trygg(value=float(value))) for value in range(5)]
    assert store.ids() == ids[:1:-1]
    assert store.rollback().id == ids[3]
    assert store.current_id() == ids[3]
    assert store.rollback().id == ids[2]
    with pytest.raises(StoreError, match="no older"):
        store.rollback()
    assert store.rollback(ids[4]).id == ids[4]
    with pytest.raises(UnknownName, match="no snapshot 'x'"):
        store.rollback("x")
    assert store.current_id() == ids[4]


def test_what_was_rolled_back_to_survives_the_next_ones(store: Store) -> None:
    ids = [put(store, trygg(value=float(value))) for value in range(3)]
    store.rollback(ids[0])
    latest = put(store, trygg(value=9.0))
    assert store.current_id() == latest
    assert store.current() is not None


def test_rollback_refuses_a_damaged_snapshot(store: Store) -> None:
    first, second = put(store), put(store, trygg(value=51.0))
    (store.folder / "snapshots" / first / "groups.parquet").write_bytes(b"nothing")
    with pytest.raises(StoreError, match="damaged"):
        store.rollback()
    assert store.current_id() == second


def test_a_reader_keeps_its_snapshot(store: Store) -> None:
    put(store, trygg(value=1.0))
    reader = store.current()
    assert reader is not None
    put(store, trygg(value=2.0))
    assert reader.observations("trygg_ak5", area="0180")["value"].unique().tolist() == [1.0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda f: pd.concat([f, f.head(1)]), "uniqueness"),
        (lambda f: f.assign(sex=f["sex"].replace({"K": "X"})), r"sex: .*'X'"),
        (lambda f: f.assign(value=f["value"] * float("inf")), "value: finite"),
        (lambda f: f.assign(status="missing"), "status"),
        (lambda f: f.drop(columns="source"), "source"),
        (lambda f: f.assign(area=f["area"].replace({"0180": "9999"})), "'9999'"),
        (lambda f: f.assign(area=f["area"].replace({"0180": "180"})), "'180'"),
        (lambda f: f.assign(value=f["value"] - 51), "cannot be percent"),
        (lambda f: f.assign(value=f["value"] + 51), "cannot be percent"),
    ],
    ids=["key twice", "sex", "infinite", "status", "column", "area", "lost zero", "negative share", "share over 100"],
)  # fmt: skip
def test_a_bad_table_changes_nothing(change: Any, said: str, store: Store) -> None:
    before = put(store)
    with pytest.raises(ContractError, match=said):
        put(store, change(trygg()))
    assert store.ids() == [before]
    assert store.verify(before) == []


def test_a_great_loss_is_refused(store: Store) -> None:
    before = put(store)
    half = trygg(years=(2022,))
    with pytest.raises(SourceError, match="are gone"):
        put(store, half)
    assert store.current_id() == before
    assert put(store, half, force=True) == store.current_id()


def test_a_whole_level_lost_is_refused_though_it_is_a_small_share(store: Store) -> None:
    put(store)
    with pytest.raises(SourceError, match="at level lan"):
        put(store, trygg().query("level == 'kommun'"))


def test_what_is_not_replaced_is_carried_over_with_its_source(store: Store) -> None:
    put(store, sources=["first"])
    put(store, trygg("uvas_16_24"), sources=["second"])
    snapshot = store.current()
    assert snapshot is not None
    assert snapshot.manifest.sources == ["second", "first"]
    assert snapshot.manifest.report["carried_over"] == len(trygg())
    assert set(snapshot.coverage()["indicator"]) == {"trygg_ak5", "uvas_16_24"}


def test_indicators_outside_the_catalogue_have_no_range(store: Store) -> None:
    put(store, trygg("N00003", value=-5.0))
    assert store.current_id() is not None


# -- damage --------------------------------------------------------------------------------------


def damage(store: Store, what: str) -> None:
    [folder] = (store.folder / "snapshots").iterdir()
    match what:
        case "no manifest":
            (folder / "manifest.json").unlink()
        case "manifest is no JSON":
            (folder / "manifest.json").write_text("{")
        case "manifest of another kind":
            (folder / "manifest.json").write_text('{"a": 1}')
        case "no table":
            (folder / "observations.parquet").unlink()
        case "empty table":
            (folder / "observations.parquet").write_bytes(b"")
        case "cut table":
            file = folder / "observations.parquet"
            file.write_bytes(file.read_bytes()[:1000])
        case "pointer to nothing":
            (store.folder / "current").write_text("20200101T000000000000Z")
        case "pointer of noise":
            (store.folder / "current").write_bytes(b"\xff\x00\xfe")
        case "empty pointer":
            (store.folder / "current").write_bytes(b"")


DAMAGES = [
    "no manifest", "manifest is no JSON", "manifest of another kind", "no table", "empty table", "cut table",
    "pointer to nothing", "pointer of noise", "empty pointer",
]  # fmt: skip


@pytest.mark.parametrize("what", DAMAGES)
def test_damage_is_one_sentence_and_mends_by_writing_anew(what: str, store: Store) -> None:
    put(store)
    damage(store, what)
    with pytest.raises(StoreError) as caught:
        store.current()
    assert "\n" not in caught.value.message
    assert "halsogap" in caught.value.mend
    new = put(store, trygg(value=51.0))
    assert store.current_id() == new
    assert store.verify(new) == []
    assert store.current() is not None


def test_damage_within_a_table_is_found_when_it_is_read(store: Store) -> None:
    snapshot_id = put(store)
    file = store.folder / "snapshots" / snapshot_id / "observations.parquet"
    content = bytearray(file.read_bytes())
    content[200:2200] = bytes(2000)
    file.write_bytes(bytes(content))
    assert store.verify(snapshot_id) == ["observations.parquet"]
    snapshot = store.current()
    assert snapshot is not None
    with pytest.raises(StoreError, match="cannot be read"):
        snapshot.run(snapshot.observations_table)


def test_what_a_killed_run_left_is_not_a_snapshot_and_is_swept(store: Store) -> None:
    now = put(store)
    left = store.folder / "snapshots" / ".29990101T000000000000Z.part"
    left.mkdir()
    (left / "manifest.json").write_text("{}")
    (store.folder / ".current.1.part").write_text("half")
    assert store.ids() == [now]
    put(store, trygg(value=51.0))
    assert not left.exists()
    assert list(store.folder.glob(".current.*")) == []


# -- disk ----------------------------------------------------------------------------------------


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with 200 kB; skipped where one cannot be made."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "none", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk; the full disk is also tested without one")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_is_full(tiny_disk: Path) -> None:
    store = Store(tiny_disk / "store")
    before = put(store)
    with (tiny_disk / "filler").open("wb") as filler:
        free = os.statvfs(tiny_disk)
        filler.write(bytes(free.f_bavail * free.f_frsize - 4096))
    with pytest.raises(StoreError, match="is full; the values in force are untouched"):
        put(store, trygg(value=51.0))
    assert store.current_id() == before
    assert store.verify(before) == []
    assert store.ids() == [before]
    (tiny_disk / "filler").unlink()
    assert put(store, trygg(value=51.0)) == store.current_id()


@pytest.mark.parametrize("moment", ["to_parquet", "write_text", "rename", "fsync", "replace"])
def test_a_disk_that_fills_up_at_any_step(moment: str, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = put(store)
    owner = {"to_parquet": pd.DataFrame, "fsync": os}.get(moment, Path)

    def full(*arguments: Any, **options: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(owner, moment, full)
        with pytest.raises(StoreError, match="is full"):
            put(store, trygg(value=51.0))
    assert store.current_id() == before
    assert store.ids() == [before]
    assert store.verify(before) == []


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written"):
        put(Store(tmp_path / "file" / "store"))


def test_one_writer_at_a_time(store: Store) -> None:
    with store.writing(), pytest.raises(StoreError, match="Another sync or import"), Store(store.folder).writing():
        pass
    with store.writing():
        pass


# -- server --------------------------------------------------------------------------------------


@pytest.fixture
def server(store: Store, tmp_path: Path) -> Store:
    """The store's snapshot in force as a database, which is reached by URL."""
    folder = store.folder / "snapshots" / put(store)
    manifest = json.loads((folder / "manifest.json").read_text())
    with duckdb.connect(str(tmp_path / "served.duckdb")) as database:
        for table in ("observations", "groups"):
            database.execute(f"create table {table} as select * from read_parquet('{folder / table}.parquet')")
        database.execute("create table manifest (id text, kind text, created_at text, sources text, observations int)")
        values = [manifest["id"], "real", manifest["created_at"], "a test", manifest["observations"]]
        database.execute("insert into manifest values (?, ?, ?, ?, ?)", values)
    return Store(f"duckdb:///{tmp_path / 'served.duckdb'}")


def test_a_server_reads_like_a_folder(store: Store, server: Store) -> None:
    here, there = store.current(), server.current()
    assert here is not None
    assert there is not None
    assert (there.id, there.manifest.kind) == (here.id, "real")
    for read in (
        lambda s: s.observations("trygg_ak5", level=Level.KOMMUN, period=2022),
        lambda s: s.observations(["trygg_ak5"], area="0180", sex=Sex.M),
        lambda s: s.coverage().sort_values(["level", "period", "sex"], ignore_index=True),
        lambda s: s.groups(),
    ):
        pd.testing.assert_frame_equal(read(here), read(there))


def test_a_server_is_not_written_to(server: Store) -> None:
    for write in (
        lambda: put(server),
        server.rollback,
        lambda: server.add(trygg(), NO_GROUPS, kind="real", sources=[]),
    ):
        with pytest.raises(StoreError, match="does not"):
            write()


@pytest.mark.parametrize(
    "url", ["duckdb:////nowhere/at/all.duckdb", "nothing://x", "postgres://user:secret@127.0.0.1:9/x"]
)
def test_a_server_that_is_not_there(url: str) -> None:
    with pytest.raises(HalsogapError) as caught:
        Store(url).current()
    assert "secret" not in str(caught.value)
    assert "\n" not in caught.value.message


def test_install_needs_no_catalogue_of_its_own(store: Store) -> None:
    assert put(store, indicators=Catalog({})) == store.current_id()


# -- order, and what is lost ---------------------------------------------------------------------


def others(store: Store) -> set[str]:
    snapshot = store.current()
    assert snapshot is not None
    return set(snapshot.coverage()["indicator"])


LOST = {
    "empty": lambda pointer: pointer.write_bytes(b""),
    "blank": lambda pointer: pointer.write_text(" \n"),
    "dangling": lambda pointer: pointer.write_text("20200101T000000000000Z"),
    "noise": lambda pointer: pointer.write_bytes(b"\xff\x00\xfe"),
    "elsewhere": lambda pointer: pointer.write_text("../snapshots"),
    "gone": lambda pointer: pointer.unlink(),
}


@pytest.mark.parametrize("what", LOST)
def test_without_a_pointer_the_newest_sound_snapshot_is_built_upon_and_returned_to(what: str, store: Store) -> None:
    first, second = put(store), put(store, trygg("uvas_16_24"))
    LOST[what](store.folder / "current")
    with pytest.raises(StoreError, match="current"):
        store.current()
    assert store.rollback().id == second
    assert others(store) == {"trygg_ak5", "uvas_16_24"}
    LOST[what](store.folder / "current")
    report = install(store, trygg("hjalp_ak5"), None, kind="real", sources=["t"], replace={"hjalp_ak5"})
    assert others(store) == {"trygg_ak5", "uvas_16_24", "hjalp_ak5"}, "an import drops nothing"
    assert any("current" in text for text in report.warnings)
    assert first in store.ids()


def test_a_damaged_newest_is_passed_over(store: Store) -> None:
    first, second = put(store), put(store, trygg("uvas_16_24"))
    third = put(store, trygg(value=60.0))
    (store.folder / "snapshots" / second / "groups.parquet").write_bytes(b"nothing")
    assert store.rollback().id == first
    (store.folder / "snapshots" / first / "observations.parquet").write_bytes(b"nothing")
    put(store, trygg("hjalp_ak5"))
    assert others(store) == {"trygg_ak5", "uvas_16_24", "hjalp_ak5"}, "a newer sound one is better than none"
    assert third in store.ids()


def clock(monkeypatch: pytest.MonkeyPatch, year: int) -> None:
    class Then(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(year, 1, 1, tzinfo=tz)

    monkeypatch.setattr("halsogap.store.store.datetime", Then)


def test_snapshots_follow_each_other_whatever_the_clock_says(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = []
    for year in (2026, 2099, 1999, 2027):
        clock(monkeypatch, year)
        ids.append(put(store, trygg(value=float(year - 1990) / 2)))
    assert store.ids() == ids[:0:-1]
    assert [store.rollback().id, store.rollback().id] == [ids[2], ids[1]]
    with pytest.raises(StoreError, match="no older"):
        store.rollback()


def test_a_taken_id_is_left_alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two snapshots of one microsecond, and a folder that nobody of ours has made."""
    clock(monkeypatch, 2026)
    first = put(store)
    own = store.folder / "snapshots" / f"{first}-2"
    own.mkdir()
    (own / "mine.txt").write_text("mine")
    for value in range(4):
        put(store, trygg(value=float(value)))
    assert (own / "mine.txt").read_text() == "mine"
    assert len(store.ids()) == 3
    assert store.verify(str(store.current_id())) == []


@pytest.mark.parametrize("name", ["backup", "2025 års värden"])
def test_folders_of_others_stay(name: str, store: Store) -> None:
    put(store)
    own = store.folder / "snapshots" / name
    shutil.copytree(store.folder / "snapshots" / str(store.current_id()), own)
    (store.folder / "snapshots" / ".mine.part").mkdir()
    for value in range(5):
        put(store, trygg(value=float(value)))
    assert own.is_dir()
    assert (store.folder / "snapshots" / ".mine.part").is_dir()


def test_a_failure_removes_only_what_this_run_has_made(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    clock(monkeypatch, 2026)
    before = put(store)

    def taken(*arguments: Any) -> None:
        raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY))

    monkeypatch.setattr(Path, "rename", taken)
    with pytest.raises(StoreError):
        put(store, trygg(value=51.0))
    assert store.ids() == [before]
    assert store.verify(before) == []


def test_a_disk_that_fails_after_the_switch_leaves_what_is_in_force(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store)
    whole = store_module._to_disk

    def failing(path: Path) -> None:
        if path == store.folder:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        whole(path)

    monkeypatch.setattr(store_module, "_to_disk", failing)
    with pytest.raises(StoreError):
        put(store, trygg(value=51.0))
    assert store.current() is not None


def test_folders_reach_the_disk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    whole = store_module._to_disk
    monkeypatch.setattr(store_module, "_to_disk", lambda path: (synced.append(path), whole(path)))
    put(store)
    assert {store.folder, store.folder / "snapshots"} <= set(synced)
    assert synced[-1] == store.folder


def test_rollback_is_refused_while_another_writes(store: Store) -> None:
    first, second = put(store), put(store, trygg(value=51.0))
    with Store(store.folder).writing(), pytest.raises(StoreError, match="Another sync or import"):
        store.rollback()
    assert store.current_id() == second
    assert store.rollback().id == first


@pytest.mark.parametrize("method", ["scandir", "open"])
def test_what_cannot_be_read_is_a_sentence(method: str, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot_id = put(store)

    def denied(*arguments: Any, **options: Any) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os if method == "scandir" else Path, method, denied)
    with pytest.raises(StoreError, match="cannot be read"):
        store.ids() if method == "scandir" else store.verify(snapshot_id)


def test_what_may_not_be_read_is_no_damage(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """An import that cannot read what is in force would drop it: it ends with the sentence, and changes nothing."""
    before = put(store)

    def denied(path: Path) -> str:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as patched:
        patched.setattr("halsogap.store.kept.file_hash", denied)
        with pytest.raises(StoreError, match="cannot be read: Permission denied"):
            put(store, trygg("uvas_16_24"))
    assert store.ids() == [before]
