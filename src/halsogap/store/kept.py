"""What a store keeps: its snapshots in their order, which is in force, which are sound. Only read here.

A snapshot's place in the order is the number in its manifest: a computer's clock may be wrong by a century.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import ibis

from halsogap.errors import StoreError, UnreadableStore, unreadable
from halsogap.schema import GROUPS, OBSERVATIONS
from halsogap.store.snapshot import Snapshot, open_server, read_manifest

RETURN = "Run `halsogap rollback` to return to the newest sound snapshot, or `halsogap sync` to fetch anew."


class Kept:
    """A folder of snapshots (or a database server by URL): which there are, and which is in force."""

    def __init__(self, location: str | Path) -> None:
        self.location = str(location)
        self.is_server = "://" in self.location
        self.folder = Path(self.location)

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
        """The id of the snapshot in force, without opening it; None where nothing has been stored yet.

        "" where snapshots are kept and nothing says which is in force: that is damage, which `open` tells.

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
            return "" if self.ids() else None
        except OSError as error:
            raise unreadable(error, pointer) from error

    def ids(self) -> list[str]:
        """The ids of the snapshots kept, newest first: by their numbers, not by any clock.

        One whose manifest cannot be read has no number and comes last.

        Raises
        ------
        StoreError
            The folder cannot be read.
        """
        folder = self.folder / "snapshots"
        try:
            # A name with a dot in front is still being written, or was when its writer was killed.
            names = [
                entry.name
                for entry in (os.scandir(folder) if folder.is_dir() else ())
                if not entry.name.startswith(".") and (folder / entry.name / "manifest.json").exists()
            ]
        except OSError as error:
            raise unreadable(error, folder) from error
        return sorted(names, key=lambda name: (self._sequence(name), name), reverse=True)

    def before(self, snapshot_id: str) -> list[str]:
        """The snapshots kept that are older than `snapshot_id`, newest first; all, where its age is not known."""
        kept = self.ids()
        return (
            kept[kept.index(snapshot_id) + 1 :]
            if self._dated(snapshot_id, kept)
            else [i for i in kept if i != snapshot_id]
        )

    def to_build_upon(self) -> list[str]:
        """The snapshots whose values may be carried on, best first: that in force, then older ones, then newer ones.

        Where nothing says which is in force, or it is not there, all by age, newest first.
        """
        now = self.current_id()
        kept = self.ids()
        first = [now] if now in kept else []
        return list(dict.fromkeys([*first, *(self.before(now) if now else []), *kept]))

    def lost(self) -> str | None:
        """In a sentence, why no snapshot is in force though some are kept; None where one is, or none are kept."""
        now = self.current_id()
        if now is None or now in self.ids():
            return None
        named = f"names {now!r}, which is not kept" if now else "does not say which snapshot is in force"
        return f"The file {self.folder / 'current'} {named}."

    def open(self, snapshot_id: str) -> Snapshot:
        """Open one snapshot by its id.

        Raises
        ------
        StoreError
            A file of it is missing or not what the manifest says it is.
        """
        folder = self.folder / "snapshots" / snapshot_id
        try:
            there = re.fullmatch(r"[^/\\\0.][^/\\\0]*", snapshot_id) and folder.is_dir()
        except OSError as error:
            raise unreadable(error, folder) from error
        if not there:
            raise StoreError(self.lost() or f"There is no snapshot {snapshot_id!r} in {self.folder}.", RETURN)
        manifest = read_manifest(folder)
        missing = [name for name in manifest.files if not (folder / name).is_file()]
        if missing:
            raise StoreError(
                f"The snapshot {snapshot_id} lacks {missing[0]} in {folder}.",
                RETURN,
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
                RETURN,
            ) from error
        for name, contract in (("observations", OBSERVATIONS), ("groups", GROUPS)):
            if list(tables[name].columns) != list(contract.columns):
                raise StoreError(
                    f"In the snapshot {snapshot_id} in {folder}, {name}.parquet has other columns than it should.",
                    RETURN,
                )
        return Snapshot(connection, manifest, tables)

    def verify(self, snapshot_id: str) -> list[str]:
        """The names of the snapshot's files whose content is not what the manifest says; empty where all is well."""
        folder = self.folder / "snapshots" / snapshot_id
        files = read_manifest(folder).files
        try:
            return [
                name
                for name, expected in files.items()
                if not (folder / name).is_file() or file_hash(folder / name) != expected
            ]
        except OSError as error:
            raise unreadable(error, folder) from error

    def fault(self, snapshot_id: str) -> str | None:
        """In a sentence, what is wrong with the snapshot; None where every file of it is what the manifest says.

        Raises
        ------
        UnreadableStore
            It may not be read, so nobody knows.
        """
        try:
            damaged = self.verify(snapshot_id)
            if not damaged:
                self.open(snapshot_id)
        except UnreadableStore:
            raise
        except StoreError as error:
            return error.message
        return f"The snapshot {snapshot_id} in {self.folder} is damaged ({', '.join(damaged)})." if damaged else None

    def _sequence(self, snapshot_id: str) -> int:
        """The number of the snapshot among those made here; 0 before there were numbers, −1 where it cannot be read."""
        try:
            return read_manifest(self.folder / "snapshots" / snapshot_id).sequence
        except StoreError:
            return -1

    def _dated(self, snapshot_id: str, kept: list[str]) -> bool:
        return snapshot_id in kept and self._sequence(snapshot_id) >= 0

    def _named(self) -> str:
        """What `current` says, whether or not that is kept; "" where it says nothing."""
        pointer = self.folder / "current"
        return pointer.read_text(encoding="utf-8", errors="replace").strip() if pointer.is_file() else ""


def file_hash(file: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal digits."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
