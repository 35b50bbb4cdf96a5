"""What is read once and kept: bounded, made by one while others wait, forgotten in one way, never what is brought."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from builders import groups, observations, own
from halsogap.reading import memory
from halsogap.reading.brought import NOTHING, Brought
from halsogap.reading.memory import Memory, per_snapshot, remembered
from halsogap.reading.reader import Reader
from halsogap.store.store import Store

NO_GROUPS = groups()


def refuse() -> str:
    raise AssertionError("what is kept is not made again")


def test_what_is_kept_is_not_made_again() -> None:
    kept = Memory(2)
    assert kept.get("a", lambda: "first") == "first"
    assert kept.get("a", refuse) == "first"


def test_nothing_too_can_be_kept() -> None:
    kept = Memory(2)
    assert kept.get("a", lambda: None) is None
    assert kept.get("a", refuse) is None


def test_it_keeps_so_many_and_lets_go_of_what_went_unread_the_longest() -> None:
    kept = Memory(2)
    kept.get("a", lambda: 1)
    kept.get("b", lambda: 2)
    kept.get("a", refuse)
    kept.get("c", lambda: 3)
    assert len(kept) == 2
    assert kept.get("a", refuse) == 1, "read since b was"
    assert kept.get("b", lambda: 4) == 4, "b had gone"


def test_one_makes_while_the_others_wait_and_then_have_the_same() -> None:
    kept, asked = Memory(4), threading.Barrier(8)
    begun, go_on = threading.Event(), threading.Event()
    made: list[object] = []

    def make() -> object:
        begun.set()
        assert go_on.wait(10)
        made.append(object())
        return made[-1]

    def ask() -> object:
        asked.wait(10)
        return kept.get("a", make)

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(ask) for _ in range(8)]
        assert begun.wait(10)
        assert not any(answer.done() for answer in answers), "nobody is answered before it is made"
        go_on.set()
        assert {id(answer.result(10)) for answer in answers} == {id(made[0])}
    assert len(made) == 1


def test_nobody_waits_for_what_is_made_of_another_key() -> None:
    kept, go_on = Memory(4), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(kept.get, "slow", lambda: go_on.wait(10))
        assert kept.get("quick", lambda: "here") == "here"
        assert not slow.done()
        go_on.set()
        assert slow.result(10) is True


def test_what_could_not_be_made_is_raised_and_tried_again() -> None:
    kept = Memory(2)

    def fail() -> str:
        raise OSError("the disk is away")

    with pytest.raises(OSError, match="the disk is away"):
        kept.get("a", fail)
    assert len(kept) == 0
    assert kept.get("a", lambda: "now") == "now"


def test_after_a_failure_too_one_makes_while_the_others_wait() -> None:
    """Who comes anew after a failure joined nobody: they made it beside one of those who had waited."""
    kept, asked = Memory(4), threading.Barrier(8)
    counting = threading.Lock()
    now = most = failures = 0

    def make() -> str:
        nonlocal now, most, failures
        with counting:
            now, failures = now + 1, failures + 1
            most, fails = max(most, now), failures <= 20
        time.sleep(0.002)
        with counting:
            now -= 1
        if fails:
            raise OSError
        return "made"

    def ask() -> str:
        asked.wait(10)
        while True:
            with suppress(OSError):
                return kept.get("a", make)

    with ThreadPoolExecutor(8) as pool:
        assert [answer.result(10) for answer in [pool.submit(ask) for _ in range(8)]] == ["made"] * 8
    assert most == 1
    assert failures == 21


def test_forgetting_empties_every_memory() -> None:
    one, other = Memory(2), Memory(2)
    one.get("a", lambda: 1)
    other.get("a", lambda: 1)
    memory.forget()
    assert (len(one), len(other)) == (0, 0)
    assert one.get("a", lambda: 2) == 2


def test_a_function_is_remembered_by_its_arguments() -> None:
    calls: list[tuple[int, int]] = []

    @remembered(2)
    def added(a: int, b: int = 0) -> int:
        """The sum."""
        calls.append((a, b))
        return a + b

    assert (added(1, b=2), added(1, b=2), added(2, b=1)) == (3, 3, 3)
    assert calls == [(1, 2), (2, 1)]
    assert added.__doc__ == "The sum."
    memory.forget()
    added(1, b=2)
    assert len(calls) == 3


@pytest.fixture
def stored(store: Store) -> Store:
    store.add(observations({"2180": 1.0}, indicator="trygg_ak5"), NO_GROUPS, kind="real", sources=["test"])
    return store


def test_what_is_kept_by_snapshot_is_never_made_of_what_a_visitor_brought(stored: Store, tmp_path: Path) -> None:
    handed: list[Reader] = []

    @per_snapshot(4)
    def read(reader: Reader, what: str) -> str:
        handed.append(reader)
        return what

    brought = Brought({"own-vaccinerade": own()})
    assert read(Reader(stored, brought), "a") == "a"
    assert read(Reader(stored), "a") == "a"
    assert read(Reader(stored, Brought({"own-x": own("own-x")})), "a") == "a"
    assert [reader.brought for reader in handed] == [NOTHING], "made once, for all, of what is published"
    assert handed[0].snapshot().id == stored.current_id()


def test_another_snapshot_store_or_argument_is_read_anew(stored: Store, tmp_path: Path) -> None:
    @per_snapshot(8)
    def read(reader: Reader, indicator: str, year: int = 0) -> object:
        return object()

    before = Reader(stored)
    first = read(before, "a", year=1)
    assert read(before, "a", year=1) is first
    assert read(before, "b", year=1) is not first
    assert read(before, "a", year=2) is not first
    stored.add(observations({"2180": 2.0}, indicator="trygg_ak5"), NO_GROUPS, kind="real", sources=["test"])
    assert read(Reader(stored), "a", year=1) is not first, "the snapshot in force is another"
    assert read(before, "a", year=1) is first, "an old reader holds to the edition it was made in"
    other = Store(tmp_path / "other")
    other.add(observations({"2180": 1.0}, indicator="trygg_ak5"), NO_GROUPS, kind="real", sources=["test"])
    assert read(Reader(other), "a", year=1) is not first
