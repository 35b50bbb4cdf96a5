"""Contract tables to a new snapshot in force: merged with the one there is, compared, checked, switched in.

Every way in ends here: a sync, a file, the demo. Whatever goes wrong before the switch leaves the snapshot in force
as it was. Demo values and real ones never meet: only a snapshot of the same kind is built upon.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from halsogap.catalog import added, catalog
from halsogap.catalog.catalog import Catalog
from halsogap.model import Status
from halsogap.schema import GROUPS, OBSERVATIONS, check
from halsogap.settings import CATALOG_DIR
from halsogap.store import checks
from halsogap.store.changes import Changes, compare, examples, refuse_losses
from halsogap.store.snapshot import KEY, Manifest, Snapshot
from halsogap.store.store import Store

NAMED = 5
"""How many values that could not be read of an indicator a sentence names; the manifest has more, and counts all."""


@dataclass(frozen=True)
class SyncReport:
    """What a sync or an import did.

    `changes` against the snapshot that was in force; `warnings`, one sentence each; `kept` are the indicators whose
    old values stay because the publisher gave none, `without_values` those that have never had any; `requested`
    batches were asked for now and `resumed` ones were there from a sync that did not finish.
    """

    manifest: Manifest
    changes: Changes
    warnings: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    without_values: list[str] = field(default_factory=list)
    requested: int = 0
    resumed: int = 0


def install(
    store: Store,
    observations: pd.DataFrame,
    groups: pd.DataFrame | None,
    *,
    kind: str,
    sources: list[str],
    replace: set[str] | None = None,
    indicators: Catalog | None = None,
    warnings: Iterable[str] = (),
    doubtful: pd.DataFrame | None = None,
    force: bool = False,
) -> SyncReport:
    """Put `observations` in force: merged with what is there of the same kind, checked, and switched to.

    Parameters
    ----------
    observations, groups
        OBSERVATIONS and GROUPS. No groups: those in force stay.
    kind, sources
        "demo" or "real", and in words where the values came from.
    replace
        The indicators whose old values give way; all others are carried over. None: every one gives way.
    indicators
        The catalogue that says units and levels. None: the project's and what has been added to the store.
    warnings
        What the caller has to say, kept with the snapshot.
    doubtful
        The keys (`snapshot.KEY`) of values that came and could not be read: where the store has a value, it stays.
    force
        Take the values even if many old ones have vanished or some are out of their range.

    Raises
    ------
    SourceError
        More than a fifth of an indicator's values would vanish.
    ContractError
        A table breaks its contract, an area is unknown, or values are out of their range.
    StoreError
        The store is being written by another, or cannot be written.
    """
    with store.writing():
        known = indicators if indicators is not None else catalog.load(CATALOG_DIR, added.folder(store.folder))
        base, faults = base_of(store, kind)
        return put_in_force(
            store,
            base,
            observations,
            groups,
            kind=kind,
            sources=sources,
            replace=replace,
            indicators=known,
            warnings=[*warnings, *faults],
            doubtful=doubtful,
            force=force,
        )


def base_of(store: Store, kind: str) -> tuple[Snapshot | None, list[str]]:
    """The snapshot to build upon, if it is of `kind`: that in force, or the newest sound one; and what was wrong."""
    faults = [lost] if (lost := store.lost()) else []
    for snapshot_id in store.to_build_upon():
        if fault := store.fault(snapshot_id):
            faults.append(f"{fault} Nothing was taken from it.")
            continue
        snapshot = store.open(snapshot_id)
        if faults:
            faults.append(f"The values of the snapshot {snapshot_id} were built upon.")
        return (snapshot if snapshot.manifest.kind == kind else None), faults
    return None, faults


def put_in_force(
    store: Store,
    base: Snapshot | None,
    observations: pd.DataFrame,
    groups: pd.DataFrame | None,
    *,
    kind: str,
    sources: list[str],
    replace: set[str] | None,
    indicators: Catalog,
    warnings: list[str],
    doubtful: pd.DataFrame | None = None,
    force: bool,
    notes: dict[str, Any] | None = None,
) -> SyncReport:
    """Merge, check, add and switch. The caller holds the store."""
    observations = check(OBSERVATIONS, observations, ", ".join(sources))
    warnings = [*warnings, *checks.missing_levels(observations, indicators)]
    checks.known_areas(observations)
    warnings += checks.ranges(observations, indicators, force=force)
    differences = compare(base, observations, replace)
    if not force:
        refuse_losses(base, differences)
    # Judged as it came: a publisher of which much cannot be read is at fault, however well the old values fill in.
    stay = _staying(base, observations, doubtful)
    if len(stay):
        replaced = pd.MultiIndex.from_frame(observations[KEY]).isin(pd.MultiIndex.from_frame(stay[KEY]))
        observations = pd.concat([observations[~replaced], stay], ignore_index=True)
        differences = compare(base, observations, replace)
        warnings += _named(stay)
        notes = {**(notes or {}), "doubtful": {"count": len(stay), "examples": examples(stay[KEY])}}
    carried = 0
    if base is not None and groups is None:
        groups = base.groups()
    if base is not None and replace is not None:
        table = base.observations_table
        rest = base.run(table.filter(~table.indicator.isin(sorted(replace))))
        carried = len(rest)
        if carried:
            sources = list(dict.fromkeys([*sources, *base.manifest.sources]))
            observations = pd.concat([observations, rest], ignore_index=True)
    manifest = store.add(
        observations,
        pd.DataFrame(columns=list(GROUPS.columns), dtype=object) if groups is None else groups,
        kind=kind,
        sources=sources,
        report={
            **differences.summary(),
            "carried_over": carried,
            "warnings": warnings,
            **(notes or {}),
        },
    )
    return SyncReport(manifest, differences, warnings)


def _staying(base: Snapshot | None, observations: pd.DataFrame, doubtful: pd.DataFrame | None) -> pd.DataFrame:
    """The stored rows with a value whose new one came, could not be read, and is nowhere else among `observations`."""
    if base is None or doubtful is None:
        return observations.head(0)
    doubtful = doubtful[doubtful["indicator"].isin(observations["indicator"].unique())]
    if doubtful.empty:
        return observations.head(0)
    old = base.observations(sorted(doubtful["indicator"].unique()))
    read = observations.loc[observations["status"] == Status.VALUE, KEY]
    keys = pd.MultiIndex.from_frame(old[KEY])
    wanted = keys.isin(pd.MultiIndex.from_frame(doubtful[KEY])) & ~keys.isin(pd.MultiIndex.from_frame(read))
    return old[wanted & (old["status"] == Status.VALUE)]


def _named(stay: pd.DataFrame) -> list[str]:
    """The values that stay because those that came could not be read, a sentence an indicator."""
    sentences = []
    for slug, rows in stay.groupby("indicator"):
        listed = "; ".join(f"{row.area}, {row.period}, {row.sex}" for row in rows.head(NAMED).itertuples(index=False))
        more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
        sentences.append(f"Values of {slug!r} that could not be read stay as they were ({len(rows)}): {listed}{more}.")
    return sentences
