"""Kolada to a new snapshot: fetch everything the catalogue wants, then put it in force.

What Kolada no longer gives, and we have, stays and is named. What was fetched before something went wrong is staged,
so that the next sync asks only for the rest.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from halsogap.catalog.catalog import Catalog
from halsogap.errors import ContractError, SourceError
from halsogap.model import Indicator
from halsogap.sources.kolada import indicators as kolada
from halsogap.sources.kolada.api import Api, Gone, Patience
from halsogap.sources.kolada.rows import RowsReport, to_observations
from halsogap.sources.service import Progress
from halsogap.store.install import SyncReport, base_of, install, put_in_force
from halsogap.store.snapshot import Snapshot
from halsogap.store.store import Store
from halsogap.sync.staging import Staging

__all__ = ["NoValues", "Progress", "SyncReport", "install", "sync"]

STEPS_AROUND = 3
"""Steps of a sync besides its batches: places, groups, and the checking and writing at the end."""


class NoValues(SourceError):
    """Kolada answered as it should, and has no value of any indicator that was asked for."""


def sync(
    store: Store,
    indicators: Catalog,
    url: str,
    *,
    progress: Progress | None = None,
    concurrency: int = 4,
    patience: Patience | None = None,
    force: bool = False,
) -> SyncReport:
    """Fetch every indicator that Kolada publishes, and the groups of similar municipalities, and put them in force.

    Parameters
    ----------
    store, indicators
        Where to, and what: the catalogue with what the user has added.
    url
        Kolada's API (`settings.kolada_url()`).
    progress
        Told after every step; what it raises stops the sync.
    concurrency
        How many requests at a time, at most.
    force
        Take the values even if many old ones have vanished or some are out of their range.

    Raises
    ------
    SourceError
        Kolada did not give what it should, or gave too little. What was fetched is kept for a day.
    ContractError
        Values are out of their range.
    StoreError
        The store is being written by another, or cannot be written.
    BadInput
        `url` is no address.
    """
    with store.writing(), Api(url, patience=patience, concurrency=concurrency) as api:
        staging = Staging(store.folder / "staging", api.url)
        fetched = _fetch(api, staging, indicators, progress or _silence, concurrency)
        fetched.tell("Checking and storing the values")
        try:
            report = _settle(store, indicators, fetched, force, api.url)
        except (SourceError, ContractError):
            # What was refused must be asked for anew, or a mended answer would not be seen for a day.
            staging.clear()
            raise
        staging.clear()
        fetched.tell("Done")
        return report


# -- fetching ------------------------------------------------------------------------------------


@dataclass
class _Fetched:
    """What a sync has gathered so far."""

    progress: Progress
    total: int
    done: int = 0
    observations: list[pd.DataFrame] = field(default_factory=list)
    groups: pd.DataFrame | None = None
    rows: RowsReport = field(default_factory=RowsReport)
    warnings: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    deleted: int = 0
    requested: int = 0
    resumed: int = 0

    def tell(self, label: str) -> None:
        self.progress(self.done, self.total, label)
        self.done = min(self.done + 1, self.total)


def _fetch(api: Api, staging: Staging, indicators: Catalog, progress: Progress, concurrency: int) -> _Fetched:
    """Everything the catalogue wants from Kolada. Batches are staged as they come."""
    wanted = dict.fromkeys(kpi for indicator in _of_kolada(indicators) for kpi in indicator.kpis)
    requests = kolada.requests(wanted)
    fetched = _Fetched(progress, total=len(requests) + STEPS_AROUND)
    fetched.tell("Asking Kolada for its places")
    names = kolada.places(api)
    if unlisted := [code for code in kolada.place_codes() if code not in names]:
        fetched.warnings.append(
            f"Kolada no longer lists the places {', '.join(unlisted[:5])} ({len(unlisted)} in all)."
        )
    fetched.tell("Asking for the groups of similar municipalities")
    _fetch_groups(api, names, fetched)

    staged = {request: staging.get(_name(*request)) for request in requests}
    for answer in filter(None, staged.values()):
        _take(fetched, indicators, answer)
        fetched.resumed += 1
    with ThreadPoolExecutor(concurrency) as pool:
        running = {pool.submit(kolada.batch, api, *request): request for request in requests if not staged[request]}
        try:
            for future in as_completed(running):
                request = running.pop(future)
                answer = {**vars(future.result()), "fetched_at": datetime.now(UTC).isoformat(timespec="seconds")}
                _take(fetched, indicators, answer)
                staging.put(_name(*request), answer)
                fetched.requested += 1
        except BaseException:  # whatever ends it, a key pressed too: nothing more is asked for
            api.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return fetched


def _fetch_groups(api: Api, names: dict[str, str], fetched: _Fetched) -> None:
    try:
        fetched.groups, strangers = kolada.groups(api, names)
    except Gone:
        strangers = []
    if fetched.groups is None or fetched.groups.empty:
        fetched.groups = None
        fetched.warnings.append("Kolada gave no groups of similar municipalities; those in force stay.")
    if strangers:
        fetched.warnings.append(f"{len(strangers)} groups name no municipality known here, {strangers[0]!r} first.")


def _take(fetched: _Fetched, indicators: Catalog, answer: dict[str, Any]) -> None:
    """One batch, staged or just fetched, as observations."""
    rows = kolada.Batch(answer["rows"]).frame()
    observations, report = to_observations(rows, indicators, answer["fetched_at"])
    fetched.observations.append(observations)
    fetched.rows += report
    fetched.deleted += answer["deleted"]
    fetched.gone |= set(answer["gone"])
    first = observations["indicator"].iloc[0] if len(observations) else "nothing"
    fetched.tell(f"Values of {first} and others")


def _name(kpis: tuple[str, ...], places: tuple[str, ...]) -> str:
    return f"{','.join(kpis)} in {','.join(places)}"


def _of_kolada(indicators: Catalog) -> list[Indicator]:
    return [indicator for indicator in indicators.values() if indicator.source.id == "kolada" and indicator.series]


def _silence(done: int, total: int, label: str) -> None:
    """Progress that nobody watches."""


# -- settling ------------------------------------------------------------------------------------


def _settle(store: Store, indicators: Catalog, fetched: _Fetched, force: bool, url: str) -> SyncReport:
    """What was fetched, completed with what Kolada no longer gives but we have, as the new snapshot."""
    base, faults = base_of(store, "real")
    observations = pd.concat(fetched.observations, ignore_index=True)
    # A series that is unknown in one place and known in another is on its way out; half of it would mislead.
    observations = observations[~observations["source"].isin([f"kolada:{kpi}" for kpi in fetched.gone])]
    if observations.empty:
        raise NoValues(
            f"Kolada at {url} has no values for any of its {len(_of_kolada(indicators))} indicators in the catalogue.",
            "Check the address given with --kolada-url or HALSOGAP_KOLADA_URL. Nothing stored has been changed.",
        )
    given = set(observations["source"].unique())
    held = _held(base)
    warnings = [*faults, *fetched.warnings, *fetched.rows.warnings()]
    kept, without, parts = [], [], [observations]
    for indicator in _of_kolada(indicators):
        series = {f"kolada:{kpi}" for kpi in indicator.kpis}
        missing = sorted(series - given)
        old = [source for source in missing if (indicator.slug, source) in held]
        if old:
            kept.append(indicator.slug)
            since = min(held[indicator.slug, source] for source in old)
            warnings.append(
                f"Kolada no longer gives {', '.join(old)}: the values that {indicator.slug!r} has of it "
                f"stay as they were fetched on {since[:10]}."
            )
        elif missing:
            without.append(indicator.slug)
        if old and base is not None and series & given:
            table = base.observations_table
            parts.append(base.run(table.filter((table.indicator == indicator.slug) & table.source.isin(old))))
    if without:
        warnings.append(f"Kolada has no values for {', '.join(without)}.")
    installed = put_in_force(
        store,
        base,
        pd.concat(parts, ignore_index=True),
        fetched.groups,
        kind="real",
        sources=[f"Kolada ({url})"],
        replace=set(observations["indicator"].unique()),
        indicators=indicators,
        warnings=warnings,
        force=force,
        notes={
            "kept": kept,
            "without_values": without,
            "deleted_at_source": fetched.deleted,
            "requested": fetched.requested,
            "resumed": fetched.resumed,
        },
    )
    return replace(installed, kept=kept, without_values=without, requested=fetched.requested, resumed=fetched.resumed)


def _held(base: Snapshot | None) -> dict[tuple[str, str], str]:
    """When the values of each indicator and series in force were last fetched."""
    if base is None:
        return {}
    table = base.observations_table
    rows = base.run(table.group_by(["indicator", "source"]).agg(fetched_at=table.fetched_at.max()))
    return {(str(row.indicator), str(row.source)): str(row.fetched_at) for row in rows.itertuples()}
