"""SCB's small areas to a new snapshot: fetched a part at a time, then put in force beside Kolada's values.

Only the indicators fetched are replaced, and of those only what SCB gave: areas, years and tables that were not asked
for, or that SCB no longer gives, stay as they were and are named. What was fetched before something went wrong is
staged, as in `sync`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from halsogap import geography
from halsogap.catalog.catalog import Catalog
from halsogap.errors import BadInput, ContractError, SourceError, StoreError, did_you_mean
from halsogap.model import Indicator
from halsogap.sources.scb import tables as scb
from halsogap.sources.scb.api import Api, NoSuchTable
from halsogap.sources.scb.jsonstat import Cube, Table
from halsogap.sources.service import Patience, Progress
from halsogap.store.install import SyncReport, base_of, put_in_force
from halsogap.store.snapshot import Snapshot
from halsogap.store.store import Store
from halsogap.sync.staging import Staging

SINCE = 2019
"""The first year fetched unless told otherwise: five years of the areas of 2018 before those of 2025 begin."""

STAGING = "staging-scb"
"""Beside Kolada's: a sync that ends well clears its own folder only."""


def of_scb(indicators: Catalog, names: Iterable[str] = ()) -> list[Indicator]:
    """The indicators that SCB publishes, all of them or those called `names`.

    Raises
    ------
    UnknownName
        The catalogue has no indicator of that name.
    BadInput
        One of them is not SCB's.
    """
    ours = [indicator for indicator in indicators.values() if indicator.queries]
    named = [indicators[name] for name in names]
    for indicator in named:
        if not indicator.queries:
            raise BadInput(
                f"The indicator {indicator.slug!r} is {indicator.source.name}'s, not SCB's.",
                did_you_mean(indicator.slug, [one.slug for one in ours]) or "`halsogap sync` fetches it.",
            )
    return named or ours


def sync(
    store: Store,
    indicators: Catalog,
    url: str,
    *,
    names: Iterable[str] = (),
    within: Sequence[str] = (),
    since: int = SINCE,
    progress: Progress | None = None,
    patience: Patience | None = None,
    force: bool = False,
) -> SyncReport:
    """Fetch the indicators that SCB publishes and put them in force beside the real values there are.

    `store`, `indicators`, `url` (`settings.scb_url()`), `progress` and `force` are as in `halsogap.sync.sync`, as is
    what is raised; besides:

    Parameters
    ----------
    names
        Only these indicators. None: all of SCB's.
    within
        Only areas in these counties and municipalities. None: the whole country.
    since
        The first year.
    force
        Also where the store holds demo values, which then give way.

    Raises
    ------
    ContractError
        Values are of a vintage that is not their year's, or out of their range.
    StoreError
        The store holds demo values, is being written by another, or cannot be written.
    UnknownName, BadInput
        A name, area or address is none that can be used.
    """
    asked = _Asked(url, of_scb(indicators, names), within, since)
    for code in within:
        geography.area(code)
    with store.writing():
        base, faults = base_of(store, "real")
        if base is None and not faults and store.current_id() is not None and not force:
            raise StoreError(
                f"The store {store.location} holds demo values, which real ones of small areas cannot be added to.",
                "Run `halsogap sync` first: it puts Kolada's real values in their place.",
            )
        if base is None:
            faults.append("There are no values from Kolada yet: `halsogap sync` fetches municipalities and counties.")
        staging = Staging(store.folder / STAGING, url.rstrip("/"))
        fetched = _Fetched(progress or (lambda done, total, label: None))
        with Api(url, patience=patience) as api:
            _fetch(api, staging, asked, fetched)
        fetched.tell("Checking and storing the values")
        try:
            report = _settle(store, base, indicators, asked, fetched, faults, force)
        except (SourceError, ContractError):
            # What was refused must be asked for anew, or a mended answer would not be seen for a day.
            staging.clear()
            raise
        staging.clear()
        fetched.tell("Done")
        return report


# -- fetching ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Asked:
    """What a sync was asked to fetch, and from where."""

    url: str
    wanted: list[Indicator]
    within: Sequence[str]
    since: int

    def covers(self, rows: pd.DataFrame) -> np.ndarray:
        """Which rows are of areas that were asked for."""
        areas = {area for area in rows["area"].unique() if scb.inside(area, self.within)}
        return rows["area"].isin(areas).to_numpy(dtype=bool)


@dataclass
class _Fetched:
    """What a sync has gathered so far, and what is to be told of it."""

    progress: Progress
    total: int = 0
    done: int = 0
    observations: list[pd.DataFrame] = field(default_factory=list)
    told: scb.Told = field(default_factory=scb.Told)
    requested: int = 0
    resumed: int = 0

    def tell(self, label: str) -> None:
        self.progress(self.done, self.total, label)
        self.done = min(self.done + 1, self.total)


def _fetch(api: Api, staging: Staging, asked: _Asked, fetched: _Fetched) -> None:
    """Every cell that the indicators want, as observations. Answers are staged as they come."""
    plan = [(part, api.parts(part.selection)) for part in _plan(api, asked, fetched.told)]
    fetched.total = sum(len(selections) for _, selections in plan) + 2
    for part, selections in plan:
        answers = []
        for selection in selections:
            answers.append(_answer(api, staging, part.query.table, selection, fetched))
            fetched.tell(f"{part.indicator.slug} at level {part.edition.level}")
        cells = pd.concat([cube.frame() for cube, _ in answers], ignore_index=True)
        oldest = min(moment for _, moment in answers)
        fetched.observations.append(scb.to_observations(part, cells, oldest, fetched.told))


def _plan(api: Api, asked: _Asked, told: scb.Told) -> list[scb.Part]:
    """The parts to ask for. A table or category that SCB does not have is said, and the others are asked for."""
    tables: dict[str, Table | None] = {}
    plan = []
    for indicator, query in ((one, query) for one in asked.wanted for query in one.queries):
        if query.table not in tables:
            try:
                tables[query.table] = api.table(query.table)
            except NoSuchTable as error:
                tables[query.table] = None
                told.say(error.message)
        table = tables[query.table]
        if table is not None:
            try:
                plan += scb.parts(indicator, query, table, told, within=asked.within, since=asked.since)
            except scb.NotOffered as error:
                told.say(f"{error.message} It was asked for {indicator.slug!r}.")
    return plan


def _answer(
    api: Api, staging: Staging, table: str, selection: dict[str, list[str]], fetched: _Fetched
) -> tuple[Cube, str]:
    """The cells of a selection, staged or asked for now, and when they were fetched."""
    name = f"{table} {selection}"
    staged = staging.get(name)
    if staged is not None:
        fetched.resumed += 1
        signs = {int(at): sign for at, sign in staged["signs"].items()}
        return Cube(selection, staged["values"], signs), staged["fetched_at"]
    cube = api.cells(table, selection)
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    staging.put(name, {"values": cube.values, "signs": cube.signs, "fetched_at": moment})
    fetched.requested += 1
    return cube, moment


# -- settling ------------------------------------------------------------------------------------


def _settle(
    store: Store,
    base: Snapshot | None,
    indicators: Catalog,
    asked: _Asked,
    fetched: _Fetched,
    warnings: list[str],
    force: bool,
) -> SyncReport:
    """What was fetched, completed with what we have and SCB did not give, as the new snapshot."""
    warnings = [*warnings, *fetched.told.sentences()]
    observations = pd.concat(fetched.observations, ignore_index=True) if fetched.observations else pd.DataFrame()
    if observations.empty:
        slugs = ", ".join(indicator.slug for indicator in asked.wanted)
        raise SourceError(
            f"SCB at {asked.url} gave no values of {slugs}. {' '.join(fetched.told.sentences())}".strip(),
            "Check the address given with --scb-url or HALSOGAP_SCB_URL. Nothing stored has been changed.",
        )
    given = set(observations["indicator"].unique())
    held = _held(base, asked.wanted)
    kept = [indicator.slug for indicator in asked.wanted if indicator.slug not in given and indicator.slug in held]
    without = [i.slug for i in asked.wanted if i.slug not in given and i.slug not in held]
    warnings += [
        f"SCB gives no values of {slug!r}: those there are stay as they were fetched on {held[slug][:10]}."
        for slug in kept
    ]
    if without:
        warnings.append(f"SCB has no values for {', '.join(without)}.")
    if base is not None:
        stay = _staying(base, observations, asked)
        missed = stay[(stay["period"] >= asked.since) & asked.covers(stay)]
        observations = pd.concat([observations, stay], ignore_index=True)
        for (slug, level), rows in missed.groupby(["indicator", "level"]):
            years = ", ".join(str(year) for year in sorted(rows["period"].unique()))
            warnings.append(f"SCB no longer gives {slug!r} at level {level} for {years}: the values there are stay.")
    installed = put_in_force(
        store,
        base,
        observations,
        None,
        kind="real",
        sources=[f"SCB ({asked.url})"],
        replace=given,
        indicators=indicators,
        warnings=warnings,
        force=force,
        notes={
            "kept": kept,
            "without_values": without,
            "requested": fetched.requested,
            "resumed": fetched.resumed,
        },
    )
    return replace(installed, kept=kept, without_values=without, requested=fetched.requested, resumed=fetched.resumed)


def _held(base: Snapshot | None, wanted: list[Indicator]) -> dict[str, str]:
    """When the values in force of each wanted indicator were last fetched."""
    if base is None:
        return {}
    table = base.observations_table
    ours = table.filter(table.indicator.isin([indicator.slug for indicator in wanted]))
    rows = base.run(ours.group_by("indicator").agg(fetched_at=ours.fetched_at.max()))
    return {str(row.indicator): str(row.fetched_at) for row in rows.itertuples()}


def _staying(base: Snapshot, fresh: pd.DataFrame, asked: _Asked) -> pd.DataFrame:
    """The rows in force of the indicators fetched that `fresh` does not replace: other areas, levels and years."""
    old = base.observations(list(fresh["indicator"].unique()))
    keys = ["indicator", "level", "period"]
    replaced = pd.MultiIndex.from_frame(old[keys]).isin(pd.MultiIndex.from_frame(fresh[keys].drop_duplicates()))
    return old[~(replaced & asked.covers(old))]
