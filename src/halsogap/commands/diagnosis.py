"""What the store holds and what is wrong with it. Looks, and changes nothing.

Works on any store: one that is empty, missing, damaged, or on a server. What cannot be read becomes a finding, not an
error.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ibis
import pandas as pd

from halsogap.catalog.catalog import Catalog
from halsogap.errors import HalsogapError
from halsogap.geography import EXPECTED, area_index
from halsogap.model import Level
from halsogap.store.snapshot import Manifest, Snapshot
from halsogap.store.store import Store
from halsogap.sync import kolada, scb

STALE_DAYS = 400
"""Kolada revises most series once a year: an older copy has missed at least one release."""

SHOWN = 5


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and how to mend it. `severity` is "error" (the store is not sound) or "warning"."""

    severity: str
    message: str
    mend: str = ""


@dataclass(frozen=True)
class Holding:
    """What the store holds of one indicator: `coverage` is how many areas have a value at each level, at most."""

    indicator: str
    rows: int
    first: int
    last: int
    coverage: dict[str, int]


@dataclass(frozen=True)
class Diagnosis:
    """What the store is and holds. `snapshot` is None where there is none in force or it cannot be opened.

    `fetched` is the first and the last `fetched_at` of its values; `age_days` counts from the last.
    """

    location: str
    snapshot: str | None = None
    kind: str | None = None
    created_at: str | None = None
    sources: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    age_days: int | None = None
    rows: int = 0
    holdings: list[Holding] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """True where nothing found is an error."""
        return all(finding.severity != "error" for finding in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values, `sound` among them, for JSON."""
        return {"sound": self.sound, **asdict(self)}


def examine(store: Store, catalog: Catalog, *, now: datetime | None = None) -> Diagnosis:
    """Look the store over: its snapshot in force, the others it keeps, and what killed runs left.

    Parameters
    ----------
    store, catalog
        The store, and the indicators it should hold.
    now
        The time to count ages from; the present where it is not given.
    """
    now = now or datetime.now(UTC)
    findings: list[Finding] = []
    if not store.is_server and store.folder.exists() and not store.folder.is_dir():
        message = f"The store {store.location} is a file, and a store is a folder."
        return Diagnosis(store.location, findings=[Finding("error", message, "Choose another with --store PATH.")])
    kept = _kept(store, findings)
    try:
        snapshot = store.current()
    except HalsogapError as error:
        findings.insert(0, _as_finding(error))
        return Diagnosis(store.location, kept=kept, findings=findings)
    if snapshot is None:
        findings.insert(
            0,
            Finding(
                "warning",
                "Nothing is stored here yet.",
                "`halsogap sync` fetches values, `halsogap demo` makes some up.",
            ),
        )
        return Diagnosis(store.location, kept=kept, findings=findings)
    manifest = snapshot.manifest
    try:
        holdings, fetched = _holdings(snapshot), _fetched(snapshot)
        findings += _content(snapshot, manifest, holdings, catalog)
    except HalsogapError as error:
        findings.insert(0, _as_finding(error))
        holdings, fetched = [], []
    age = _age_days(fetched[-1] if fetched else manifest.created_at, now)
    if age is not None and age > STALE_DAYS and not manifest.demo:
        findings.append(
            Finding(
                "warning", f"The values are {age} days old (over {STALE_DAYS}).", "`halsogap sync` fetches them anew."
            )
        )
    return Diagnosis(
        location=store.location,
        snapshot=manifest.id,
        kind=manifest.kind,
        created_at=manifest.created_at,
        sources=list(manifest.sources),
        fetched=fetched,
        age_days=age,
        rows=sum(holding.rows for holding in holdings),
        holdings=holdings,
        kept=kept,
        findings=findings,
    )


def _kept(store: Store, findings: list[Finding]) -> list[str]:
    """The snapshots kept, newest first; whatever is wrong with their files goes to `findings`."""
    if store.is_server:
        return []
    try:
        kept = store.ids()
    except HalsogapError as error:
        findings.append(_as_finding(error))
        return []
    now = _current_id(store)
    for snapshot_id in kept:
        try:
            broken = store.verify(snapshot_id)
        except (HalsogapError, OSError) as error:
            findings.append(_as_finding(error, "error" if snapshot_id == now else "warning"))
            continue
        if broken:
            in_force = snapshot_id == now
            findings.append(
                Finding(
                    "error" if in_force else "warning",
                    f"The snapshot {snapshot_id}{' in force' if in_force else ''} has changed since it was written: "
                    f"{', '.join(broken)}.",
                    "`halsogap rollback` returns to an older one, `halsogap sync` fetches anew."
                    if in_force
                    else "Do not roll back to it; the next sync or two will remove it.",
                )
            )
    left = _left_behind(store.folder)
    if left:
        findings.append(
            Finding(
                "warning",
                f"A sync or import that was cut off left {len(left)} unfinished "
                f"file{'s' if len(left) > 1 else ''} behind, {left[0].name} first.",
                "They do no harm; the next sync or import removes them.",
            )
        )
    for folder, command in ((kolada.STAGING, "sync"), (scb.STAGING, "sync-scb")):
        staged = list((store.folder / folder).glob("*"))
        if staged:
            findings.append(
                Finding(
                    "warning",
                    f"There are {len(staged)} answers of a sync that did not finish.",
                    f"`halsogap {command}` goes on from there, where they are less than a day old.",
                )
            )
    return kept


def _current_id(store: Store) -> str | None:
    try:
        return store.current_id()
    except HalsogapError:
        return None  # `examine` meets the same fault when it opens the snapshot, and reports it


def _left_behind(folder: Path) -> list[Path]:
    places = [place for place in (folder, folder / "snapshots") if place.is_dir()]
    return sorted(path for place in places for path in place.glob(".*.part"))


def _holdings(snapshot: Snapshot) -> list[Holding]:
    table = snapshot.observations_table
    by_indicator = snapshot.run(
        table.group_by("indicator")
        .agg(rows=ibis._.count(), first=ibis._.period.min(), last=ibis._.period.max())
        .order_by("indicator")
    )
    # One code can mean two areas, in two vintages: each vintage is counted by itself, and the fullest one told.
    by_vintage = (
        table.filter(table.status == "value")
        .group_by(["indicator", "level", "geo_vintage"])
        .agg(areas=ibis._.area.nunique())
    )
    areas = snapshot.run(by_vintage.group_by(["indicator", "level"]).agg(areas=ibis._.areas.max()))
    order = {str(level): at for at, level in enumerate(Level)}
    coverage: dict[str, dict[str, int]] = {}
    for row in areas.sort_values("level", key=lambda levels: levels.map(order)).to_dict("records"):
        coverage.setdefault(row["indicator"], {})[row["level"]] = int(row["areas"])
    return [
        Holding(
            row["indicator"], int(row["rows"]), int(row["first"]), int(row["last"]), coverage.get(row["indicator"], {})
        )
        for row in by_indicator.to_dict("records")
    ]


def _fetched(snapshot: Snapshot) -> list[str]:
    table = snapshot.observations_table
    row = snapshot.run(table.agg(first=table.fetched_at.min(), last=table.fetched_at.max())).iloc[0]
    return [] if pd.isna(row["first"]) else [str(row["first"]), str(row["last"])]


def _content(snapshot: Snapshot, manifest: Manifest, holdings: list[Holding], catalog: Catalog) -> list[Finding]:
    """What is wrong with the values themselves."""
    findings = []
    rows = sum(holding.rows for holding in holdings)
    if rows != manifest.observations:
        findings.append(
            Finding("error", f"The snapshot {manifest.id} holds {rows} rows, and should hold {manifest.observations}.")
        )
    if not rows:
        findings.append(Finding("error", f"The snapshot {manifest.id} holds no values.", "Run `halsogap sync`."))
    with_values = {holding.indicator for holding in holdings if holding.coverage}
    of_kolada = [slug for slug, indicator in catalog.items() if indicator.series]
    of_scb = [slug for slug, indicator in catalog.items() if indicator.queries]
    # Small areas are fetched by who wants them: none at all is nothing wrong, some and not others may be.
    expected = [(of_kolada, "sync", "Kolada"), (of_scb if with_values & set(of_scb) else [], "sync-scb", "SCB")]
    for slugs, command, publisher in expected:
        if without := [slug for slug in slugs if slug not in with_values]:
            findings.append(
                Finding(
                    "warning",
                    f"{len(without)} of the catalogue's indicators have no values: {_some(without)}.",
                    f"`halsogap {command}` fetches what {publisher} has of them.",
                )
            )
    strangers = _unknown_codes(snapshot)
    if strangers:
        findings.append(
            Finding(
                "error",
                f"{len(strangers)} area codes are not known: {_some(strangers)}.",
                "`halsogap rollback` returns to an older snapshot, `halsogap sync` fetches anew.",
            )
        )
    return findings


def _unknown_codes(snapshot: Snapshot) -> list[str]:
    """Codes at the levels of whole Sweden that `geo/areas.csv` lacks or has at another level."""
    table = snapshot.observations_table
    given = snapshot.run(
        table.filter(table.level.isin([str(level) for level in EXPECTED])).select("level", "area").distinct()
    )
    known = {(str(area.level), area.code) for area in area_index().values()}
    return sorted(f"{level} {area}" for level, area in set(zip(given["level"], given["area"], strict=True)) - known)


def _some(names: list[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def _age_days(moment: str, now: datetime) -> int | None:
    try:
        then = datetime.fromisoformat(moment)
    except ValueError:
        return None  # a server's own stamp may be any text; then the age is not known
    return (now - (then if then.tzinfo else then.replace(tzinfo=UTC))).days


def _as_finding(error: Exception, severity: str = "error") -> Finding:
    if isinstance(error, HalsogapError):
        return Finding(severity, error.message, error.mend)
    return Finding(severity, f"The store cannot be read: {error}.", "`halsogap sync` fetches anew.")
