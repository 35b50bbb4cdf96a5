"""Kolada to a new snapshot: everything that the catalogue wants of it, and the groups of similar municipalities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from halsogap.catalog.catalog import Catalog
from halsogap.sources.kolada import indicators as kolada
from halsogap.sources.kolada.api import Api, Gone, Patience
from halsogap.sources.kolada.rows import RowsReport, to_observations
from halsogap.sources.service import Progress
from halsogap.store.snapshot import KEY, Snapshot
from halsogap.store.store import Store
from halsogap.sync import cycle
from halsogap.sync.install import SyncReport
from halsogap.sync.source import Answer, Batch, Completed, NoValues, Source

STAGING = "staging"

_Request = tuple[tuple[str, ...], tuple[str, ...]]
"""KPIs and places."""


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

    `store`, `progress` and `force` are as in `cycle.run`, as is what is raised; besides:

    Parameters
    ----------
    indicators
        What to fetch: the catalogue with what the user has added.
    url
        Kolada's API (`settings.kolada_url()`).
    concurrency
        How many requests at a time, at most.

    Raises
    ------
    BadInput
        `url` is no address.
    """
    with Api(url, patience=patience, concurrency=concurrency) as api:
        source = _Kolada(api, indicators, concurrency)
        return cycle.run(store, source, indicators, progress=progress, force=force)


class _Kolada(Source[_Request]):
    """Kolada, asked for all KPIs that feed the catalogue."""

    name = "Kolada"
    staging = STAGING

    def __init__(self, api: Api, indicators: Catalog, concurrency: int) -> None:
        ours = [one for one in indicators.values() if one.source.id == "kolada" and one.series]
        super().__init__(api, ours, concurrency)
        self.api = api
        self.indicators = indicators
        self.slugs = {kpi: indicator.slug for indicator in reversed(ours) for kpi in indicator.kpis}
        self.rows = RowsReport()
        self.remarks: list[str] = []
        self.gone: set[str] = set()
        self.deleted = 0

    def plan(self) -> Sequence[Batch[_Request]]:
        wanted = dict.fromkeys(kpi for indicator in self.wanted for kpi in indicator.kpis)
        return [
            Batch([(kpis, places)], f"Values of {self.slugs[kpis[0]]} and others")
            for kpis, places in kolada.requests(wanted)
        ]

    def key(self, request: _Request) -> str:
        kpis, places = request
        return f"{','.join(kpis)} in {','.join(places)}"

    def opening(self) -> Sequence[tuple[str, Callable[[], None]]]:
        return (
            ("Asking Kolada for its places", self._ask_places),
            ("Asking for the groups of similar municipalities", self._ask_groups),
        )

    def ask(self, request: _Request) -> dict[str, Any]:
        return dict(vars(kolada.batch(self.api, *request)))

    def observe(self, batch: Batch[_Request], answers: Sequence[Answer]) -> pd.DataFrame:
        [answer] = answers
        rows = kolada.Batch(answer.content["rows"]).frame()
        observations, report = to_observations(rows, self.indicators, answer.fetched_at)
        self.rows += report
        self.deleted += answer.content["deleted"]
        self.gone |= set(answer.content["gone"])
        return observations

    def complete(self, fresh: pd.DataFrame, base: Snapshot | None) -> Completed:
        """By series: of an indicator with several, one may be gone and the others given."""
        # A series that is unknown in one place and known in another is on its way out; half of it would mislead.
        if len(fresh):
            fresh = fresh[~fresh["source"].isin([f"kolada:{kpi}" for kpi in self.gone])]
        if fresh.empty:
            raise NoValues(
                f"Kolada at {self.api.url} has no values for any of its {len(self.wanted)} indicators "
                "in the catalogue.",
                self.api.publisher.elsewhere,
            )
        given, stored = set(fresh["source"].unique()), _stored_dates(base)
        kept, without, warnings, parts = [], [], [], [fresh]
        for indicator in self.wanted:
            series = {f"kolada:{kpi}" for kpi in indicator.kpis}
            missing = sorted(series - given)
            old = [source for source in missing if (indicator.slug, source) in stored]
            if old:
                kept.append(indicator.slug)
                since = min(stored[indicator.slug, source] for source in old)
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
        return Completed(pd.concat(parts, ignore_index=True), kept, without, warnings)

    def warnings(self) -> list[str]:
        return [*self.remarks, *self.rows.warnings()]

    def doubtful(self) -> pd.DataFrame:
        return pd.DataFrame(self.rows.doubtful, columns=KEY)

    def notes(self) -> dict[str, Any]:
        return {"deleted_at_source": self.deleted}

    def _ask_places(self) -> None:
        self.names = kolada.places(self.api)
        if unlisted := [code for code in kolada.place_codes() if code not in self.names]:
            self.remarks.append(
                f"Kolada no longer lists the places {', '.join(unlisted[:5])} ({len(unlisted)} in all)."
            )

    def _ask_groups(self) -> None:
        try:
            self.groups, strangers = kolada.groups(self.api, self.names)
        except Gone:
            strangers = []
        if self.groups is None or self.groups.empty:
            self.groups = None
            self.remarks.append("Kolada gave no groups of similar municipalities; those in force stay.")
        if strangers:
            self.remarks.append(f"{len(strangers)} groups name no municipality known here, {strangers[0]!r} first.")


def _stored_dates(base: Snapshot | None) -> dict[tuple[str, str], str]:
    """When the values of each indicator and series in force were last fetched."""
    if base is None:
        return {}
    table = base.observations_table
    rows = base.run(table.group_by(["indicator", "source"]).agg(fetched_at=table.fetched_at.max()))
    return {(str(row.indicator), str(row.source)): str(row.fetched_at) for row in rows.itertuples()}
