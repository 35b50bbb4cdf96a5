"""Demo values are made at the first start, and never in the place of a store that is lost."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

from halsogap.errors import StoreError
from halsogap.reading.reader import Reader
from halsogap.store.store import Store
from halsogap.sync import first_demo


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch, demo_folder: object) -> list[int]:
    """How often demo values were made; the making itself is replaced by a copy of those there are."""
    count: list[int] = []
    snapshot = Store(str(demo_folder)).current()
    assert snapshot is not None
    rows, groups = snapshot.observations("trygg_ak5"), snapshot.groups()

    def make(catalog: object) -> tuple[pd.DataFrame, pd.DataFrame]:
        count.append(1)
        return rows, groups

    monkeypatch.setattr(first_demo.demo, "make", make)
    return count


def test_at_the_first_start_only(store: Store, made: list[int]) -> None:
    first_demo.ensure(store)
    first_demo.ensure(store)
    snapshot = store.current()
    assert snapshot is not None
    assert snapshot.manifest.demo
    assert made == [1]


@pytest.mark.parametrize("read_only", ["", "1"])
@pytest.mark.parametrize("lost", ["the folder", "what is in it", "the pointer"])
def test_a_store_that_vanishes_is_told_and_not_replaced(
    lost: str, read_only: str, store: Store, made: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HALSOGAP_READ_ONLY", read_only)
    first_demo.ensure(store)
    if lost == "the pointer":
        (store.folder / "current").unlink()
    else:
        shutil.rmtree(store.folder)
    if lost == "what is in it":
        store.folder.mkdir()
    first_demo.ensure(store)
    with pytest.raises(StoreError):
        Reader(store).snapshot()
    assert made == [1]


def test_a_store_without_its_pointer_is_not_new(store: Store, made: list[int]) -> None:
    first_demo.ensure(store)
    (store.folder / "current").unlink()
    first_demo._started.clear()
    first_demo.ensure(store)
    assert made == [1]


def test_a_first_start_that_failed_is_tried_again(store: Store, made: list[int]) -> None:
    with store.writing(), pytest.raises(StoreError, match="is writing"):
        first_demo.ensure(Store(store.folder))
    first_demo.ensure(store)
    assert made == [1, 1]
