"""What the doctor sees in stores that are sound, empty, old, damaged or not stores at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from builders import groups, observations
from halsogap.catalog.catalog import Catalog
from halsogap.commands.diagnosis import Diagnosis, examine
from halsogap.store.store import Store

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FETCHED = "2026-05-01T00:00:00+00:00"
NO_GROUPS = groups()


def two(areas: tuple[str, ...] = ("0114", "2180"), fetched_at: str = FETCHED) -> pd.DataFrame:
    return observations(dict.fromkeys(areas, 1.0), indicator="trygg_ak5", fetched_at=fetched_at)


@pytest.fixture
def catalog(whole_catalog: Catalog) -> Catalog:
    return Catalog({"trygg_ak5": whole_catalog["trygg_ak5"]})


def stored(store: Store, **changes: object) -> Store:
    store.add(two(**changes), NO_GROUPS, kind="real", sources=["Kolada"])  # type: ignore[arg-type]
    return store


def said(found: Diagnosis) -> str:
    return " | ".join(f"{finding.severity}: {finding.message} {finding.mend}" for finding in found.findings)


def test_a_sound_store_has_no_findings(store: Store, catalog: Catalog) -> None:
    found = examine(stored(store), catalog, now=NOW)
    assert found.sound
    assert not found.findings
    assert (found.kind, found.rows, found.age_days, found.fetched) == ("real", 2, 31, [FETCHED, FETCHED])
    assert found.kept == [found.snapshot]
    [holding] = found.holdings
    assert (holding.first, holding.last, holding.coverage) == (2022, 2022, {"kommun": 2})


def test_an_empty_store_is_sound_and_says_how_to_fill_it(store: Store, catalog: Catalog) -> None:
    found = examine(store, catalog, now=NOW)
    assert found.sound
    assert found.snapshot is None
    assert "halsogap sync" in said(found)
    assert not store.folder.exists()  # looking makes nothing


def test_old_real_values_are_said_to_be_old(store: Store, catalog: Catalog) -> None:
    found = examine(stored(store), catalog, now=NOW + timedelta(days=400))
    assert found.sound
    assert "431 days old" in said(found)


def test_indicators_without_values_and_unknown_codes_are_named(store: Store, whole_catalog: Catalog) -> None:
    both = Catalog({slug: whole_catalog[slug] for slug in ("trygg_ak5", "uvas_16_24")})
    found = examine(stored(store, areas=("0114", "9999")), both, now=NOW)
    assert not found.sound
    assert "1 of the catalogue's indicators have no values: uvas_16_24" in said(found)
    assert "error: 1 area codes are not known: kommun 9999" in said(found)


def test_a_changed_file_is_found_by_its_hash(store: Store, catalog: Catalog) -> None:
    snapshot = store.folder / "snapshots" / str(stored(store).current_id())
    two(("0114", "0115")).to_parquet(snapshot / "observations.parquet")
    found = examine(store, catalog, now=NOW)
    assert not found.sound
    assert "in force has changed since it was written: observations.parquet" in said(found)


@pytest.mark.parametrize("damage", ["garbage", "empty", "gone", "manifest", "pointer", "pointer bytes"])
def test_a_damaged_store_ends_in_findings_and_never_in_a_traceback(store: Store, catalog: Catalog, damage: str) -> None:
    snapshot = store.folder / "snapshots" / str(stored(store).current_id())
    match damage:
        case "garbage":
            (snapshot / "observations.parquet").write_bytes(b"PAR1 not really")
        case "empty":
            (snapshot / "observations.parquet").write_bytes(b"")
        case "gone":
            (snapshot / "observations.parquet").unlink()
        case "manifest":
            (snapshot / "manifest.json").write_text("{")
        case "pointer":
            (store.folder / "current").write_text("20990101T000000000000Z")
        case "pointer bytes":
            (store.folder / "current").write_bytes(b"\xff\xfe")
    found = examine(store, catalog, now=NOW)
    assert not found.sound
    assert "halsogap" in said(found)
    assert found.to_dict()["sound"] is False


def test_an_older_damaged_snapshot_is_a_warning(store: Store, catalog: Catalog) -> None:
    older = str(stored(store).current_id())
    stored(store)
    (store.folder / "snapshots" / older / "groups.parquet").write_bytes(b"")
    found = examine(store, catalog, now=NOW)
    assert found.sound
    assert f"warning: The snapshot {older} has changed" in said(found)


def test_what_a_killed_writer_left_is_named(store: Store, catalog: Catalog) -> None:
    stored(store)
    (store.folder / "snapshots" / ".20260101T000000000000Z.part").mkdir()
    found = examine(store, catalog, now=NOW)
    assert found.sound
    assert "left 1 unfinished file behind" in said(found)


def test_what_an_unfinished_sync_has_fetched_is_named(store: Store, catalog: Catalog) -> None:
    stored(store)
    (store.folder / "staging").mkdir()
    (store.folder / "staging" / "a.json.gz").write_bytes(b"")
    assert "1 answers of a sync that did not finish" in said(examine(store, catalog, now=NOW))


def test_a_file_in_the_stores_place_is_said_to_be_one(tmp_path: Path, catalog: Catalog) -> None:
    file = tmp_path / "store"
    file.write_text("")
    found = examine(Store(file), catalog, now=NOW)
    assert not found.sound
    assert "is a file" in said(found)
