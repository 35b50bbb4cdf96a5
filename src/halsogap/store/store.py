"""The observation store: snapshots of contract tables, read through ibis.

By default a store is a folder: each snapshot is a folder of Parquet files and a manifest, and the file `current`
names the one in force. A new snapshot is made complete beside the old, then `current` is replaced in one step, so a
reader (or a sync killed at any moment) sees the old snapshot or the new one, never a torn one. Snapshots follow each
other by the number in their manifests, as a computer's clock may be wrong by a century.

    store/current                                the id of the snapshot in force
    store/snapshots/<id>/manifest.json           kind, source, release, counts, hashes
    store/snapshots/<id>/observations.parquet    OBSERVATIONS, sorted by indicator, level, period, area, sex
    store/snapshots/<id>/groups.parquet          GROUPS

A location with "://" is an ibis URL of a database server that holds the same two tables and one row in `manifest`;
it is read-only here, and no caller can tell the difference.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock, Timeout

from halsogap.errors import StoreError, UnknownName, os_error
from halsogap.schema import GROUPS, OBSERVATIONS, check
from halsogap.store.kept import Kept, file_hash
from halsogap.store.snapshot import SORTED_BY, Manifest, read_manifest

KEPT_SNAPSHOTS = 3
"""How many snapshots are kept: the one in force and those a rollback can return to."""

ROW_GROUP_SIZE = 50_000

_OURS = re.compile(r"\d{8}T\d{12}Z(-\d+)?")
"""How the folders of snapshots are called: only such are ever removed."""


class Store(Kept):
    """A folder of snapshots (or a database server by URL): which is in force, and how to add, switch and remove."""

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
            try:
                self._sweep()
            except OSError as error:
                raise os_error(error, self.folder) from error
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
        made: Path | None = None
        try:
            staging, folder = self._free_places(now)
            made = staging
            observations.to_parquet(staging / "observations.parquet", index=False, row_group_size=ROW_GROUP_SIZE)
            groups.to_parquet(staging / "groups.parquet", index=False)
            manifest = Manifest(
                id=folder.name,
                kind=kind,
                created_at=now.isoformat(timespec="seconds"),
                sources=sources,
                observations=len(observations),
                files={p.name: file_hash(p) for p in sorted(staging.iterdir())},
                report=report or {},
                sequence=1 + max((self._sequence(i) for i in self.ids()), default=0),
            )
            text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
            (staging / "manifest.json").write_text(text, encoding="utf-8")
            for file in staging.iterdir():
                _to_disk(file)
            _to_disk(staging)
            staging.rename(folder)
            made = folder
            _to_disk(folder.parent)
            self._switch(folder.name)
            made = None
        except OSError as error:
            # Neither half a snapshot nor one that was never in force may stay; what was there before must.
            if made is not None and self._named() != made.name:
                shutil.rmtree(made, ignore_errors=True)
            raise os_error(error, self.folder) from error
        self._prune()
        return manifest

    def rollback(self, snapshot_id: str | None = None) -> Manifest:
        """Return to `snapshot_id`, or to the newest sound snapshot older than the one in force.

        Where the one in force is damaged and none older is sound, that is the newest sound one of all.

        Raises
        ------
        UnknownName
            There is no such snapshot.
        StoreError
            There is none to return to, or it is damaged, or another is writing; nothing is changed.
        """
        self._refuse_server("roll back")
        if not self.folder.is_dir():
            raise StoreError(f"There is no older snapshot in {self.folder} to return to.", "Kept: none.")
        with self.writing():
            kept = self.ids()
            listed = ", ".join(kept) or "none"
            if snapshot_id is None:
                snapshot_id = self._one_to_return_to(kept)
            elif snapshot_id not in kept:
                raise UnknownName(f"There is no snapshot {snapshot_id!r} in {self.folder}.", f"Kept: {listed}.")
            if fault := self.fault(snapshot_id):
                raise StoreError(
                    f"{fault} Nothing was changed.",
                    f"Name another with `halsogap rollback ID` ({listed}), or run `halsogap sync`.",
                )
            manifest = read_manifest(self.folder / "snapshots" / snapshot_id)
            try:
                self._switch(snapshot_id)
            except OSError as error:
                raise os_error(error, self.folder) from error
            return manifest

    def _one_to_return_to(self, kept: list[str]) -> str:
        """The newest sound snapshot older than the one in force; where none is sound, the first that would be it."""
        now = self.current_id()
        older = self.before(now) if now else kept
        if now is not None and (now not in kept or self.fault(now)):
            older = [*older, *(i for i in kept if i not in older and i != now)]
        if not older:
            raise StoreError(
                f"There is no older snapshot in {self.folder} to return to.", f"Kept: {', '.join(kept) or 'none'}."
            )
        return next((i for i in older if self.fault(i) is None), older[0])

    def _free_places(self, now: datetime) -> tuple[Path, Path]:
        """A new folder to write a snapshot in, and the one it will be: names that nothing in the store has."""
        snapshots = self.folder / "snapshots"
        stamp = now.strftime("%Y%m%dT%H%M%S%fZ")
        for name in itertools.chain([stamp], (f"{stamp}-{number}" for number in itertools.count(2))):
            folder, staging = snapshots / name, snapshots / f".{name}.part"
            if os.path.lexists(folder):
                continue
            try:
                staging.mkdir(parents=True)
            except FileExistsError:
                if not snapshots.is_dir():
                    raise
                continue
            return staging, folder
        raise AssertionError("the names never end")

    def _switch(self, snapshot_id: str) -> None:
        part = self.folder / f".current.{os.getpid()}.part"
        part.write_text(snapshot_id, encoding="utf-8")
        _to_disk(part)
        part.replace(self.folder / "current")
        _to_disk(self.folder)

    def _prune(self) -> None:
        """Remove snapshots beyond those kept. Readers keep files they have open.

        A folder that is no snapshot of ours is somebody else's: it stays.
        """
        kept = self.ids()
        for name in kept[KEPT_SNAPSHOTS:]:
            if name != self.current_id() and _OURS.fullmatch(name):
                shutil.rmtree(self.folder / "snapshots" / name, ignore_errors=True)

    def _sweep(self) -> None:
        """Remove what killed runs left half-written; on a full disk it may be what fills it. The lock must be held."""
        for part in self.folder.glob(".current.*.part"):
            part.unlink(missing_ok=True)
        for part in self.folder.glob("snapshots/.*.part"):
            if _OURS.fullmatch(part.name.removeprefix(".").removesuffix(".part")):
                shutil.rmtree(part, ignore_errors=True)

    def _refuse_server(self, what: str) -> None:
        if self.is_server:
            raise StoreError(
                f"The store {self.location} is a database server, which Hälsogap reads but does not {what}.",
                "Give a folder with --store PATH.",
            )


def _to_disk(path: Path) -> None:
    """Make sure that a file's content, or a folder's list of names, has reached the disk before it is relied on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
