"""One snapshot: its manifest, and its contract tables open for reading through ibis."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis
import pandas as pd

from halsogap.errors import StoreError, unreadable
from halsogap.model import Level, Sex, Status

KEY = ["indicator", "level", "area", "period", "sex"]
SORTED_BY = ["indicator", "level", "period", "area", "sex"]


@dataclass(frozen=True)
class Manifest:
    """What a snapshot holds and where it came from.

    `kind` is "demo" (made up by the project) or "real" (from a publisher); a snapshot never mixes the two.
    `sources` says in words where the values came from; `created_at` is ISO time in UTC; `observations` counts rows;
    `files` maps a file's name to its SHA-256; `report` is what the sync or import that made it had to say.
    `sequence` counts the snapshots of a store: a later one has a higher number, whatever the clock said.
    """

    id: str
    kind: str
    created_at: str
    sources: list[str]
    observations: int
    files: dict[str, str] = field(default_factory=dict)
    report: dict[str, Any] = field(default_factory=dict)
    sequence: int = 0

    @property
    def demo(self) -> bool:
        """True where the values are made up, so that everything made from them carries the DEMO mark."""
        return self.kind == "demo"


class Snapshot:
    """One immutable edition of the tables, open for reading."""

    def __init__(self, connection: Any, manifest: Manifest, tables: dict[str, Any]) -> None:
        self._connection = connection
        self._tables = tables
        # DuckDB's connection object is not safe for several threads at a time; Streamlit runs one thread a session.
        self._lock = threading.Lock()
        self.manifest = manifest

    @property
    def id(self) -> str:
        """The snapshot's id: what cached readers are keyed by."""
        return self.manifest.id

    @property
    def observations_table(self) -> Any:
        """The OBSERVATIONS table as an ibis expression, for questions that `observations` does not answer."""
        return self._tables["observations"]

    def run(self, expression: Any) -> pd.DataFrame:
        """The rows of an ibis expression as a frame."""
        with self._lock:
            try:
                return self._connection.to_pandas(expression)
            except Exception as error:  # the backend's own errors vary by server; each means the tables cannot be read
                raise StoreError(
                    f"The snapshot {self.id} cannot be read: {str(error).splitlines()[0]}.",
                    "Run `halsogap doctor`, then `halsogap rollback` or `halsogap sync`.",
                ) from error

    def observations(
        self,
        indicator: str | list[str],
        *,
        level: Level | list[Level] | None = None,
        period: int | None = None,
        sex: Sex | None = None,
        area: str | list[str] | None = None,
    ) -> pd.DataFrame:
        """The OBSERVATIONS rows of `indicator` (or several), narrowed by what is given, in the order of the store."""
        table = self.observations_table
        for column, wanted in {
            "indicator": indicator,
            "level": level,
            "period": period,
            "sex": sex,
            "area": area,
        }.items():
            if wanted is None:
                continue
            values = wanted if isinstance(wanted, list) else [wanted]
            table = table.filter(table[column].isin([str(v) if column != "period" else v for v in values]))
        return self.run(table.order_by(SORTED_BY))

    def profile_rows(
        self, indicators: list[str], place: Mapping[Level, str], *, fellows: str = "", vintage: str = ""
    ) -> pd.DataFrame:
        """The OBSERVATIONS rows that an area's profile is made of, in one question.

        Parameters
        ----------
        indicators
            The slugs that are profiled.
        place
            The area's code at its own level first, then the codes above it.
        fellows
            How the codes of the areas begin that it is measured among; "" for all of its level.
        vintage
            The boundaries that the area's code is of; "" where its level has but one.

        Returns
        -------
        DataFrame
            All years of the area itself; and of the last year in which it has a value of an indicator (or, without
            any, a row) those of the areas above it and of its fellows.
        """
        level, code = next(iter(place.items()))
        table = self.observations_table.filter(lambda t: t.indicator.isin(indicators))
        kind = table.level == str(level)
        if vintage:
            kind = kind & (table.geo_vintage == vintage)
        own = kind & (table.area == code)
        valued = table.period.max(where=table.status == Status.VALUE.value)
        last = table.filter(own).group_by("indicator").agg(last=ibis.coalesce(valued, table.period.max()))
        above = [(table.level == str(other)) & (table.area == area) for other, area in place.items() if other != level]
        beside = ibis.or_(kind & table.area.startswith(fellows), *above)
        joined = table.join(last, "indicator")
        return self.run(joined.filter(own | (beside & (joined.period == joined["last"]))).drop("last"))

    def areas_of(self, level: Level, within: str) -> dict[str, str]:
        """The areas of `level` that have any row and whose codes begin with `within`, with their newest vintage."""
        table = self.observations_table.filter(lambda t: (t.level == str(level)) & t.area.startswith(within))
        areas = self.run(table.group_by("area").agg(vintage=table.geo_vintage.max()).order_by("area"))
        return dict(zip(areas["area"], areas["vintage"], strict=True))

    def coverage(self, indicators: list[str] | None = None) -> pd.DataFrame:
        """What there is: one row an indicator, level, period and sex, with `areas` (how many have a value) and the
        newest `vintage` of their boundaries.

        `indicators` narrows it: a snapshot may hold thousands that no page shows.
        """
        table = self.observations_table.filter(lambda t: t.status == "value")
        if indicators is not None:
            table = table.filter(table.indicator.isin(indicators))
        return self.run(
            table.group_by(["indicator", "level", "period", "sex"])
            .agg(areas=ibis._.count(), vintage=ibis._.geo_vintage.max())
            .order_by(ibis._.indicator)
        )

    def groups(self) -> pd.DataFrame:
        """Kolada's groups of similar municipalities, the GROUPS table."""
        return self.run(self._tables["groups"])


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the snapshot in `folder`; a `StoreError` where there is none or it is not one."""
    file = folder / "manifest.json"
    try:
        manifest = Manifest(**json.loads(file.read_text(encoding="utf-8")))
        if not (isinstance(manifest.files, dict) and isinstance(manifest.sequence, int)):
            raise ValueError("not what a manifest holds")
        return manifest
    except PermissionError as error:
        raise unreadable(error, file) from error
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(
            f"The snapshot's manifest {file} cannot be read ({type(error).__name__}).",
            "Run `halsogap rollback` to return to the newest sound one, or `halsogap sync` to fetch anew.",
        ) from error


def open_server(url: str) -> Snapshot:
    try:
        connection = ibis.connect(url)
        row = connection.to_pandas(connection.table("manifest")).iloc[0].to_dict()
        tables = {name: connection.table(name) for name in ("observations", "groups")}
    except Exception as error:  # every backend has errors of its own; each means that the store cannot be opened
        raise StoreError(
            f"The store at {url.split('@')[-1]} cannot be opened: {str(error).splitlines()[0]}.",
            "Check the address, and that it has the tables observations, groups and manifest.",
        ) from error
    manifest = Manifest(
        id=str(row["id"]),
        kind=str(row["kind"]),
        created_at=str(row["created_at"]),
        sources=[str(row["sources"])],
        observations=int(row["observations"]),
    )
    return Snapshot(connection, manifest, tables)
