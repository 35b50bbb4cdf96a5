"""The observation store: snapshots of contract tables, read through ibis.

By default a store is a folder: each snapshot is a folder of Parquet files and a manifest, and the file `current`
names the one in force. A new snapshot is made complete beside the old, then `current` is replaced in one step, so a
reader (or a sync killed at any moment) sees the old snapshot or the new one, never a torn one.

    store/current                                the id of the snapshot in force
    store/snapshots/<id>/manifest.json           kind, source, release, counts, hashes
    store/snapshots/<id>/observations.parquet    OBSERVATIONS, sorted by indicator, level, period, area, sex
    store/snapshots/<id>/groups.parquet          GROUPS

A location with "://" is an ibis URL of a database server that holds the same two tables and one row in `manifest`;
it is read-only here, and no caller can tell the difference.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
from filelock import FileLock, Timeout

from halsogap.errors import StoreError, UnknownName, os_error
from halsogap.schema import GROUPS, OBSERVATIONS, check
from halsogap.store.snapshot import SORTED_BY, Manifest, Snapshot, open_server, read_manifest

KEPT_SNAPSHOTS = 3
"""How many snapshots are kept: the one in force and those a rollback can return to."""

ROW_GROUP_SIZE = 50_000


class Store:
    """A folder of snapshots (or a database server by URL): which is in force, and how to add, switch and remove."""

    def __init__(self, location: str | Path) -> None:
        self.location = str(location)
        self.is_server = "://" in self.location
        self.folder = Path(self.location)

    # -- reading -----------------------------------------------------------------------------

    def current(self) -> Snapshot | None:
        """The snapshot in force, or None where nothing has been stored yet.

        Raises
        ------
        StoreError
            There is one, but it cannot be opened.
        """
        if self.is_server:
            return open_server(self.location)
        snapshot_id = self.current_id()
        return None if snapshot_id is None else self.open(snapshot_id)

    def current_id(self) -> str | None:
        """The id of the snapshot in force, without opening it; None where there is none.

        Raises
        ------
        StoreError
            The file that names it cannot be read.
        """
        if self.is_server:
            return self.location
        pointer = self.folder / "current"
        try:
            return pointer.read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(
                f"The file {pointer} cannot be read: {error.strerror or error}.", "Check the folder's permissions."
            ) from error

    def ids(self) -> list[str]:
        """The ids of the snapshots kept, newest first."""
        folder = self.folder / "snapshots"
        if not folder.is_dir():
            return []
        # A name with a dot in front is still being written, or was when its writer was killed.
        return sorted((p.parent.name for p in folder.glob("[!.]*/manifest.json")), reverse=True)

    def open(self, snapshot_id: str) -> Snapshot:
        """Open one snapshot by its id.

        Raises
        ------
        StoreError
            A file of it is missing or not what the manifest says it is.
        """
        folder = self.folder / "snapshots" / snapshot_id
        manifest = read_manifest(folder)
        missing = [name for name in manifest.files if not (folder / name).is_file()]
        if missing:
            raise StoreError(
                f"The snapshot {snapshot_id} lacks {missing[0]} in {folder}.",
                "Run `halsogap rollback` to return to the one before, or `halsogap sync` to fetch anew.",
            )
        connection = ibis.duckdb.connect()
        try:
            tables = {
                name: connection.read_parquet(folder / f"{name}.parquet", table_name=name)
                for name in ("observations", "groups")
            }
        except Exception as error:  # DuckDB has several kinds for a file that is not Parquet; each means the same
            raise StoreError(
                f"The snapshot {snapshot_id} in {folder} is damaged: {str(error).splitlines()[0]}.",
                "Run `halsogap rollback` to return to the one before, or `halsogap sync` to fetch anew.",
            ) from error
        for name, contract in (("observations", OBSERVATIONS), ("groups", GROUPS)):
            if list(tables[name].columns) != list(contract.columns):
                raise StoreError(
                    f"In the snapshot {snapshot_id} in {folder}, {name}.parquet has other columns than it should.",
                    "Run `halsogap rollback` to return to the one before, or `halsogap sync` to fetch anew.",
                )
        return Snapshot(connection, manifest, tables)

    # -- writing -----------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the store for one writer: two syncs at a time would throw away each other's work.

        Raises
        ------
        StoreError
            Another process is writing, or the folder cannot be written.
        """
        self._refuse_server("write to")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / ".lock", timeout=0)
            lock.acquire()
        except Timeout as error:
            raise StoreError(
                f"Another sync or import is writing to {self.folder}.", "Wait until it has ended, then try again."
            ) from error
        except OSError as error:
            raise os_error(error, self.folder) from error
        try:
            self._sweep()
            yield
        finally:
            lock.release()

    def add(
        self,
        observations: pd.DataFrame,
        groups: pd.DataFrame,
        *,
        kind: str,
        sources: list[str],
        report: dict[str, Any] | None = None,
    ) -> Manifest:
        """Check the tables, write them as a new snapshot beside the others, and switch to it in one step.

        Parameters
        ----------
        observations, groups
            The contract tables, whole: a snapshot is complete by itself.
        kind
            "demo" or "real".
        sources
            In words, where the values came from.
        report
            What the sync or import had to say, kept in the manifest.

        Raises
        ------
        ContractError
            A table breaks its contract; nothing has been written.
        StoreError
            The disk is full or the folder cannot be written; the snapshot in force stays in force.
        """
        self._refuse_server("write to")
        observations = check(OBSERVATIONS, observations, "the new snapshot").sort_values(SORTED_BY, ignore_index=True)
        groups = check(GROUPS, groups, "the new snapshot")
        now = datetime.now(UTC)
        snapshot_id = now.strftime("%Y%m%dT%H%M%S%fZ")
        folder = self.folder / "snapshots" / snapshot_id
        staging = folder.with_name(f".{snapshot_id}.part")
        try:
            staging.mkdir(parents=True)
            observations.to_parquet(staging / "observations.parquet", index=False, row_group_size=ROW_GROUP_SIZE)
            groups.to_parquet(staging / "groups.parquet", index=False)
            manifest = Manifest(
                id=snapshot_id,
                kind=kind,
                created_at=now.isoformat(timespec="seconds"),
                sources=sources,
                observations=len(observations),
                files={p.name: _sha256(p) for p in sorted(staging.iterdir())},
                report=report or {},
            )
            text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
            (staging / "manifest.json").write_text(text, encoding="utf-8")
            for file in staging.iterdir():
                _to_disk(file)
            staging.rename(folder)
            self._switch(snapshot_id)
        except OSError as error:
            # Neither half a snapshot nor one that was never in force may stay.
            shutil.rmtree(staging, ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)
            raise os_error(error, self.folder) from error
        self._prune()
        return manifest

    def rollback(self, snapshot_id: str | None = None) -> Manifest:
        """Return to `snapshot_id`, or to the newest snapshot older than the one in force.

        Raises
        ------
        UnknownName
            There is no such snapshot.
        StoreError
            There is none to return to, or the one asked for cannot be opened; nothing is changed.
        """
        self._refuse_server("roll back")
        kept, now = self.ids(), self.current_id()
        if snapshot_id is None:
            older = [i for i in kept if now is None or i < now]
            if not older:
                raise StoreError(
                    f"There is no older snapshot in {self.folder} to return to.", f"Kept: {', '.join(kept) or 'none'}."
                )
            snapshot_id = older[0]
        elif snapshot_id not in kept:
            raise UnknownName(
                f"There is no snapshot {snapshot_id!r} in {self.folder}.", f"Kept: {', '.join(kept) or 'none'}."
            )
        manifest = self.open(snapshot_id).manifest
        if damaged := self.verify(snapshot_id):
            raise StoreError(
                f"The snapshot {snapshot_id} in {self.folder} is damaged ({', '.join(damaged)}); nothing was changed.",
                f"Name another with `halsogap rollback ID` ({', '.join(kept)}), or run `halsogap sync`.",
            )
        try:
            self._switch(snapshot_id)
        except OSError as error:
            raise os_error(error, self.folder) from error
        return manifest

    def verify(self, snapshot_id: str) -> list[str]:
        """The names of the snapshot's files whose content is not what the manifest says; empty where all is well."""
        folder = self.folder / "snapshots" / snapshot_id
        return [
            name
            for name, expected in read_manifest(folder).files.items()
            if not (folder / name).is_file() or _sha256(folder / name) != expected
        ]

    def _switch(self, snapshot_id: str) -> None:
        part = self.folder / f".current.{os.getpid()}.part"
        part.write_text(snapshot_id, encoding="utf-8")
        _to_disk(part)
        part.replace(self.folder / "current")

    def _prune(self) -> None:
        """Remove snapshots beyond those kept, and what killed runs left behind. Readers keep files they have open."""
        kept = {self.current_id(), *self.ids()[:KEPT_SNAPSHOTS]}
        for folder in (self.folder / "snapshots").iterdir():
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def _sweep(self) -> None:
        """Remove what killed runs left half-written; on a full disk it may be what fills it. The lock must be held."""
        for part in (*self.folder.glob(".current.*.part"), *self.folder.glob("snapshots/.*.part")):
            shutil.rmtree(part, ignore_errors=True) if part.is_dir() else part.unlink(missing_ok=True)

    def _refuse_server(self, what: str) -> None:
        if self.is_server:
            raise StoreError(
                f"The store {self.location} is a database server, which Hälsogap reads but does not {what}.",
                "Give a folder with --store PATH.",
            )


def _sha256(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _to_disk(file: Path) -> None:
    """Make sure the file's content has reached the disk before anything points at it."""
    with file.open("rb") as handle:
        os.fsync(handle.fileno())
