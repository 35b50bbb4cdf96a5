"""The life cycle of a sync, with a publisher of its own: what a third one costs, and what every one gets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from halsogap.catalog.catalog import Catalog, load
from halsogap.errors import ContractError, SourceError, StoreError
from halsogap.schema import OBSERVATIONS
from halsogap.settings import CATALOG_DIR
from halsogap.sources.service import Patience, Publisher, Service
from halsogap.store.store import Store
from halsogap.sync import cycle
from halsogap.sync.install import SyncReport
from halsogap.sync.source import Answer, Batch, NoValues, Source

AREAS = ("0114", "0115", "0117", "0120", "0123", "0125", "0126", "0127", "0128", "0136")
YEARS = (2021, 2022)


class Registry(Service):
    """The service of a made-up publisher; it is never connected to."""

    publisher = Publisher("The registry", "the registry", "https://registry.example", "--registry-url")

    def __init__(self) -> None:
        super().__init__("http://registry.example", patience=Patience(), concurrency=1)


class Third(Source[int]):
    """A third publisher: a year is a request, and all years together are a batch."""

    name = "The registry"
    staging = "staging-registry"

    def plan(self) -> Sequence[Batch[int]]:
        return [Batch(YEARS, "The registry's values")]

    def ask(self, request: int) -> dict[str, Any]:
        asked.append(request)
        if request in broken:
            raise SourceError(f"The registry has no {request} today.")
        return {"values": given.get(request, {})}

    def observe(self, batch: Batch[int], answers: Sequence[Answer]) -> pd.DataFrame:
        if wrong:
            raise ContractError("The registry contradicts itself.")
        rows = [
            (area, year, value, answer.fetched_at)
            for year, answer in zip(batch.requests, answers, strict=True)
            for area, value in answer.content["values"].items()
        ]
        frame = pd.DataFrame(rows, columns=["area", "period", "value", "fetched_at"]).astype({"period": "int32"})
        said = {"indicator": "trygg_ak5", "level": "kommun", "sex": "T", "status": "value", "source": "registry"}
        nothing = {"numerator": float("nan"), "denominator": float("nan"), "geo_vintage": "2007"}
        return frame.assign(**said, **nothing)[list(OBSERVATIONS.columns)]


asked: list[int] = []
broken: set[int] = set()
given: dict[int, dict[str, float]] = {}
wrong: list[bool] = []


@pytest.fixture(autouse=True)
def _as_it_was() -> None:
    for changed in (asked, broken, given, wrong):
        changed.clear()
    given.update({year: dict.fromkeys(AREAS, 80.0) for year in YEARS})


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load(CATALOG_DIR)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def fetch(store: Store, catalog: Catalog, *names: str, concurrency: int = 1, **options: Any) -> SyncReport:
    with Registry() as service:
        source = Third(service, [catalog[name] for name in names or ("trygg_ak5",)], concurrency)
        return cycle.run(store, source, catalog, **options)


@pytest.mark.parametrize("concurrency", [1, 2])
def test_three_methods_make_a_publisher(store: Store, catalog: Catalog, concurrency: int) -> None:
    told: list[tuple[int, int]] = []
    report = fetch(
        store, catalog, concurrency=concurrency, progress=lambda done, total, label: told.append((done, total))
    )
    assert report.manifest.observations == len(AREAS) * len(YEARS)
    assert report.manifest.sources == ["The registry (http://registry.example)"]
    assert told == [(step, 3) for step in range(4)], "from nothing to all"
    assert sorted(asked) == list(YEARS)
    assert not (store.folder / "staging-registry").exists()


@pytest.mark.parametrize("concurrency", [1, 2])
def test_what_was_answered_before_it_broke_off_is_not_asked_for_again(
    store: Store, catalog: Catalog, concurrency: int
) -> None:
    broken.add(2022)
    with pytest.raises(SourceError, match="no 2022 today"):
        fetch(store, catalog)
    assert store.current_id() is None
    broken.clear()
    asked.clear()
    report = fetch(store, catalog, concurrency=concurrency)
    assert (asked, report.resumed, report.requested) == ([2022], 1, 1)


def test_answers_that_cannot_be_true_are_asked_for_anew(store: Store, catalog: Catalog) -> None:
    wrong.append(True)
    with pytest.raises(ContractError):
        fetch(store, catalog)
    assert list((store.folder / "staging-registry").iterdir()) == []
    wrong.clear()
    assert fetch(store, catalog).resumed == 0


def test_losses_are_refused_and_asked_for_anew(store: Store, catalog: Catalog) -> None:
    before = fetch(store, catalog).manifest
    given[2022] = {}
    with pytest.raises(SourceError, match="Of the 20 values of 'trygg_ak5' at level kommun, 10 are gone"):
        fetch(store, catalog)
    assert store.current_id() == before.id
    assert not (store.folder / "staging-registry").exists()
    assert fetch(store, catalog, force=True).changes.summary()["vanished"]["count"] == 10


def test_what_is_no_longer_given_stays_and_what_never_was_is_named(store: Store, catalog: Catalog) -> None:
    fetch(store, catalog)
    report = fetch(store, catalog, "trygg_ak5", "stillasittande")
    assert (report.kept, report.without_values) == ([], ["stillasittande"])
    assert "The registry has no values for stillasittande." in report.warnings
    given.clear()
    with pytest.raises(NoValues, match="gave no values of trygg_ak5"):
        fetch(store, catalog)
    assert store.current_id() == report.manifest.id


def test_one_writer_at_a_time(store: Store, catalog: Catalog) -> None:
    with store.writing(), pytest.raises(StoreError, match="is writing"):
        fetch(store, catalog)
    assert not asked
