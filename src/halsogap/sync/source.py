"""What a publisher is to a sync: what it is asked in batches, and how a batch becomes OBSERVATIONS."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

import pandas as pd

from halsogap.errors import SourceError
from halsogap.model import Indicator
from halsogap.sources.service import Service
from halsogap.store.snapshot import KEY, Snapshot
from halsogap.store.store import Store

Request = TypeVar("Request")


class NoValues(SourceError):
    """The publisher answered as it should, and has no value of any indicator that was asked for."""


@dataclass(frozen=True)
class Batch(Generic[Request]):
    """Requests whose answers become observations together.

    `label` is what progress is reported under; `about` is handed on to `observe`.
    """

    requests: Sequence[Request]
    label: str
    about: Any = None


@dataclass(frozen=True)
class Answer:
    """What a publisher answered to a request, as JSON can hold it, and when (ISO date and time, UTC)."""

    content: dict[str, Any]
    fetched_at: str


@dataclass(frozen=True)
class Completed:
    """The values to put in force: what came, with those in force that stay although their publisher gave none.

    `kept` are the indicators with values that stay, `without` those that have never had any, and `warnings` says both.
    """

    observations: pd.DataFrame
    kept: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Source(ABC, Generic[Request]):
    """A publisher during one sync: asked through `service` for the indicators `wanted`.

    Three methods must be given: `plan`, `ask` and `observe`. What the publisher has to say beside its values gathers in
    `warnings`, one sentence each, and in `notes`, which are kept with the snapshot.
    """

    name: ClassVar[str]
    """What the publisher is called in sentences."""
    staging: ClassVar[str]
    """The folder of the store in which its answers are staged: its own, as a sync that ends well clears it."""

    groups: pd.DataFrame | None = None
    """GROUPS to put in force with the values. None: those in force stay."""

    def __init__(self, service: Service, wanted: Sequence[Indicator], concurrency: int = 1) -> None:
        self.service = service
        self.wanted = wanted
        self.concurrency = concurrency

    @abstractmethod
    def plan(self) -> Sequence[Batch[Request]]:
        """What to ask for."""

    @abstractmethod
    def ask(self, request: Request) -> dict[str, Any]:
        """The answer to one request, in as many threads at a time as `concurrency` says.

        Raises
        ------
        SourceError
            The service did not answer as it should.
        """

    @abstractmethod
    def observe(self, batch: Batch[Request], answers: Sequence[Answer]) -> pd.DataFrame:
        """The answers to all of a batch's requests, in their order, as OBSERVATIONS.

        Raises
        ------
        SourceError, ContractError
            They cannot be true. They are then asked for anew in the next sync.
        """

    def key(self, request: Request) -> str:
        """The name under which the answer to `request` is staged."""
        return str(request)

    def accept(self, store: Store, base: Snapshot | None, *, demo: bool, force: bool) -> list[str]:
        """What to say of the values in force (`base` where they are real, `demo` where made up) before asking.

        Raises
        ------
        StoreError
            The publisher's values cannot be put beside them.
        """
        return []

    def opening(self) -> Sequence[tuple[str, Callable[[], None]]]:
        """What is asked before the batches, each with the label that progress is reported under."""
        return ()

    def complete(self, fresh: pd.DataFrame, base: Snapshot | None) -> Completed:
        """What came (`fresh`), completed with what is in force and stays.

        Here an indicator is given or not, as a whole; a publisher of which less is asked at a time says it itself.

        Raises
        ------
        NoValues
            Nothing came.
        """
        if fresh.empty:
            slugs = ", ".join(indicator.slug for indicator in self.wanted)
            text = " ".join(self.warnings())
            raise NoValues(
                f"{self.name} at {self.service.url} gave no values of {slugs}. {text}".strip(),
                self.service.publisher.elsewhere,
            )
        given = set(fresh["indicator"].unique())
        stored = _stored_dates(base, self.wanted)
        absent = [indicator.slug for indicator in self.wanted if indicator.slug not in given]
        kept, without = [s for s in absent if s in stored], [s for s in absent if s not in stored]
        warnings = [
            f"{self.name} gives no values of {slug!r}: "
            f"those there are stay as they were fetched on {stored[slug][:10]}."
            for slug in kept
        ]
        if without:
            warnings.append(f"{self.name} has no values for {', '.join(without)}.")
        return Completed(fresh, kept, without, warnings)

    def warnings(self) -> list[str]:
        """What somebody should know of what came, one sentence each."""
        return []

    def doubtful(self) -> pd.DataFrame:
        """The keys of values that came and could not be read, as `install` takes them."""
        return pd.DataFrame(columns=KEY)

    def notes(self) -> dict[str, Any]:
        """What else is kept with the snapshot, as JSON can hold it."""
        return {}


def _stored_dates(base: Snapshot | None, wanted: Sequence[Indicator]) -> dict[str, str]:
    """When the values in force of each wanted indicator were last fetched."""
    if base is None:
        return {}
    table = base.observations_table
    ours = table.filter(table.indicator.isin([indicator.slug for indicator in wanted]))
    rows = base.run(ours.group_by("indicator").agg(fetched_at=ours.fetched_at.max()))
    return {str(row.indicator): str(row.fetched_at) for row in rows.itertuples()}
