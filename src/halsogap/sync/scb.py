"""SCB's small areas to a new snapshot, beside Kolada's values.

Only the indicators fetched are replaced, and of those only what SCB gave: areas, years and tables that were not asked
for, or that SCB no longer gives, stay as they were and are named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from halsogap import geography
from halsogap.catalog.catalog import Catalog
from halsogap.errors import BadInput, StoreError, did_you_mean
from halsogap.model import Indicator
from halsogap.sources.scb import tables as scb
from halsogap.sources.scb.api import Api, NoSuchTable
from halsogap.sources.scb.jsonstat import Cube, Table
from halsogap.sources.service import Patience, Progress
from halsogap.store.snapshot import Snapshot
from halsogap.store.store import Store
from halsogap.sync import cycle
from halsogap.sync.install import SyncReport
from halsogap.sync.source import Answer, Batch, Completed, Source

SINCE = 2019
"""The first year fetched unless told otherwise: five years of the areas of 2018 before those of 2025 begin."""

STAGING = "staging-scb"

_Request = tuple[str, dict[str, list[str]]]
"""A table and the codes asked for of each of its variables."""


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

    `store`, `indicators` and `progress` are as in `cycle.run`, as is what is raised; besides:

    Parameters
    ----------
    url
        SCB's statistics database (`settings.scb_url()`).
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
    wanted = of_scb(indicators, names)
    for code in within:
        geography.area(code)
    with Api(url, patience=patience) as api:
        source = _Scb(api, wanted, within, since)
        return cycle.run(store, source, indicators, progress=progress, force=force)


class _Scb(Source[_Request]):
    """SCB's statistics database, asked for some indicators in some areas since a year."""

    name = "SCB"
    staging = STAGING

    def __init__(self, api: Api, wanted: list[Indicator], within: Sequence[str], since: int) -> None:
        super().__init__(api, wanted)
        self.api = api
        self.within = within
        self.since = since
        self.report = scb.TableReport()

    def accept(self, store: Store, base: Snapshot | None, *, demo: bool, force: bool) -> list[str]:
        if demo and not force:
            raise StoreError(
                f"The store {store.location} holds demo values, which real ones of small areas cannot be added to.",
                "Run `halsogap sync` first: it puts Kolada's real values in their place.",
            )
        if base is None:
            return ["There are no values from Kolada yet: `halsogap sync` fetches municipalities and counties."]
        return []

    def plan(self) -> Sequence[Batch[_Request]]:
        """A table or category that SCB does not have is said, and the others are asked for."""
        tables: dict[str, Table | None] = {}
        plan = []
        for indicator, query in ((one, query) for one in self.wanted for query in one.queries):
            if query.table not in tables:
                try:
                    tables[query.table] = self.api.table(query.table)
                except NoSuchTable as error:
                    tables[query.table] = None
                    self.report.say(error.message)
            table = tables[query.table]
            if table is not None:
                try:
                    plan += scb.parts(indicator, query, table, self.report, within=self.within, since=self.since)
                except scb.NotOffered as error:
                    self.report.say(f"{error.message} It was asked for {indicator.slug!r}.")
        return [
            Batch(
                [(part.query.table, selection) for selection in self.api.parts(part.selection)],
                f"{part.indicator.slug} at level {part.edition.level}",
                part,
            )
            for part in plan
        ]

    def key(self, request: _Request) -> str:
        table, selection = request
        return f"{table} {selection}"

    def ask(self, request: _Request) -> dict[str, Any]:
        cube = self.api.cells(*request)
        return {"values": cube.values, "signs": cube.signs}

    def observe(self, batch: Batch[_Request], answers: Sequence[Answer]) -> pd.DataFrame:
        cubes = [
            # As JSON a cell's number is a text.
            Cube(selection, answer.content["values"], {int(at): sign for at, sign in answer.content["signs"].items()})
            for (_, selection), answer in zip(batch.requests, answers, strict=True)
        ]
        cells = pd.concat([cube.frame() for cube in cubes], ignore_index=True)
        return scb.to_observations(batch.about, cells, min(answer.fetched_at for answer in answers), self.report)

    def complete(self, fresh: pd.DataFrame, base: Snapshot | None) -> Completed:
        """Of an indicator that came, other areas, levels and years stay."""
        completed = super().complete(fresh, base)
        if base is None:
            return completed
        stay = self._staying(base, fresh)
        missed = stay[(stay["period"] >= self.since) & self._covers(stay)]
        warnings = list(completed.warnings)
        for (slug, level), rows in missed.groupby(["indicator", "level"]):
            years = ", ".join(str(year) for year in sorted(rows["period"].unique()))
            warnings.append(f"SCB no longer gives {slug!r} at level {level} for {years}: the values there are stay.")
        return replace(completed, observations=pd.concat([fresh, stay], ignore_index=True), warnings=warnings)

    def warnings(self) -> list[str]:
        return self.report.sentences()

    def _staying(self, base: Snapshot, fresh: pd.DataFrame) -> pd.DataFrame:
        """The rows in force of the indicators fetched that `fresh` does not replace."""
        old = base.observations(list(fresh["indicator"].unique()))
        keys = ["indicator", "level", "period"]
        replaced = pd.MultiIndex.from_frame(old[keys]).isin(pd.MultiIndex.from_frame(fresh[keys].drop_duplicates()))
        return old[~(replaced & self._covers(old))]

    def _covers(self, rows: pd.DataFrame) -> np.ndarray:
        """Which rows are of areas that were asked for."""
        areas = {area for area in rows["area"].unique() if scb.inside(area, self.within)}
        return rows["area"].isin(areas).to_numpy(dtype=bool)
