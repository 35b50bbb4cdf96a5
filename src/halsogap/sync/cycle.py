"""The life cycle of every sync: asked, staged, compared, checked, switched in.

A publisher is a `Source`, which says what to ask and how answers become OBSERVATIONS. Everything else is done here,
once: answers are staged as they come, so that a sync that was cut off asks only for the rest; what the publisher no
longer gives, and we have, stays and is named; and the values in force stay until the new ones are complete and checked
(`install`).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Generic

import pandas as pd

from halsogap.catalog.catalog import Catalog
from halsogap.errors import ContractError, SourceError
from halsogap.sources.service import Progress
from halsogap.store.snapshot import Snapshot
from halsogap.store.store import Store
from halsogap.sync.install import SyncReport, base_of, put_in_force
from halsogap.sync.source import Answer, Batch, Request, Source
from halsogap.sync.staging import Staging


def run(
    store: Store,
    source: Source[Any],
    indicators: Catalog,
    *,
    progress: Progress | None = None,
    force: bool = False,
) -> SyncReport:
    """Fetch what `source` wants and put it in force beside the real values of others.

    Parameters
    ----------
    store, indicators
        Where to, and the catalogue that says units and levels.
    progress
        Told after every step; what it raises stops the sync.
    force
        Take the values even if many old ones have vanished or some are out of their range.

    Raises
    ------
    SourceError
        The publisher did not give what it should, or gave too little. What was fetched is kept for a day.
    ContractError
        Values are out of their range, or otherwise cannot be true.
    StoreError
        The store is being written by another, cannot be written, or holds values that these cannot be put beside.
    """
    with store.writing():
        base, faults = base_of(store, "real")
        demo = base is None and not faults and store.current_id() is not None
        faults += source.accept(store, base, demo=demo, force=force)
        staging = Staging(store.folder / source.staging, source.service.url)
        fetched = _fetch(source, staging, progress or _silence)
        fetched.tell("Checking and storing the values")
        try:
            report = _settle(store, base, source, fetched, indicators, faults, force)
        except (SourceError, ContractError):
            # What was refused must be asked for anew, or a mended answer would not be seen for a day.
            staging.clear()
            raise
        staging.clear()
        fetched.tell("Done")
        return report


# -- asked and staged ----------------------------------------------------------------------------


@dataclass
class _Fetched(Generic[Request]):
    """What a sync has gathered so far: `answers` by batch and request, until a batch has all of its."""

    source: Source[Request]
    staging: Staging
    plan: Sequence[Batch[Request]]
    progress: Progress
    total: int
    done: int = 0
    answers: dict[int, dict[int, Answer]] = field(default_factory=dict)
    observations: list[pd.DataFrame] = field(default_factory=list)
    requested: int = 0
    resumed: int = 0

    def tell(self, label: str) -> None:
        self.progress(self.done, self.total, label)
        self.done = min(self.done + 1, self.total)

    def staged(self, request: Request) -> Answer | None:
        """The answer to `request` of a sync that did not finish, or of a batch that asked the same."""
        answer = self.staging.get(self.source.key(request))
        if answer is None:
            return None
        self.resumed += 1
        return Answer(answer, answer["fetched_at"])

    def fresh(self, request: Request, content: dict[str, Any]) -> Answer:
        """What was just answered to `request`, staged."""
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        self.staging.put(self.source.key(request), {**content, "fetched_at": moment})
        self.requested += 1
        return Answer(content, moment)

    def take(self, at: tuple[int, int], answer: Answer) -> None:
        """The answer to the request `at` a place of a batch; with the last one the batch becomes observations."""
        number, place = at
        batch, answers = self.plan[number], self.answers.setdefault(number, {})
        answers[place] = answer
        if len(answers) == len(batch.requests):
            try:
                self.observations.append(self.source.observe(batch, [answers[n] for n in range(len(answers))]))
            except (SourceError, ContractError):
                for request in batch.requests:
                    self.staging.forget(self.source.key(request))
                raise
            del self.answers[number]
        self.tell(batch.label)


def _fetch(source: Source[Request], staging: Staging, progress: Progress) -> _Fetched[Request]:
    """Everything that the source plans to ask for."""
    plan, opening = source.plan(), source.opening()
    asked = [((n, p), request) for n, batch in enumerate(plan) for p, request in enumerate(batch.requests)]
    fetched = _Fetched(source, staging, plan, progress, total=len(opening) + len(asked) + 1)
    for label, ask in opening:
        fetched.tell(label)
        ask()
    if source.concurrency == 1:
        for at, request in asked:
            fetched.take(at, fetched.staged(request) or fetched.fresh(request, source.ask(request)))
    else:
        _ask_together(source, fetched, asked)
    return fetched


def _ask_together(
    source: Source[Request], fetched: _Fetched[Request], asked: list[tuple[tuple[int, int], Request]]
) -> None:
    """What is staged is taken first; the rest is asked for by several threads, and taken as it comes."""
    missing = []
    for at, request in asked:
        if answer := fetched.staged(request):
            fetched.take(at, answer)
        else:
            missing.append((at, request))
    with ThreadPoolExecutor(source.concurrency) as pool:
        running = {pool.submit(source.ask, request): (at, request) for at, request in missing}
        try:
            for future in as_completed(running):
                at, request = running.pop(future)
                fetched.take(at, fetched.fresh(request, future.result()))
        except BaseException:  # whatever ends it, a key pressed too: nothing more is asked for
            source.service.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _silence(done: int, total: int, label: str) -> None:
    """Progress that nobody watches."""


# -- compared, checked, switched in --------------------------------------------------------------


def _settle(
    store: Store,
    base: Snapshot | None,
    source: Source[Any],
    fetched: _Fetched[Any],
    indicators: Catalog,
    faults: list[str],
    force: bool,
) -> SyncReport:
    """What was fetched, completed with what is in force and stays, as the new snapshot."""
    fresh = pd.concat(fetched.observations, ignore_index=True) if fetched.observations else pd.DataFrame()
    completed = source.complete(fresh, base)
    installed = put_in_force(
        store,
        base,
        completed.observations,
        source.groups,
        kind="real",
        sources=[f"{source.name} ({source.service.url})"],
        replace=set(completed.observations["indicator"].unique()),
        indicators=indicators,
        warnings=[*faults, *source.warnings(), *completed.warnings],
        doubtful=source.doubtful(),
        force=force,
        notes={
            "kept": completed.kept,
            "without_values": completed.without,
            **source.notes(),
            "requested": fetched.requested,
            "resumed": fetched.resumed,
        },
    )
    return replace(
        installed,
        kept=completed.kept,
        without_values=completed.without,
        requested=fetched.requested,
        resumed=fetched.resumed,
    )
