"""SCB's limits: what /config states, a question cut to it, and the pace of calls."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halsogap.sources.scb.limits import Limits, Pace, cut, read_limits
from halsogap.sources.service import WrongShape

CONFIG = {"apiVersion": "2.3.2", "maxDataCells": 150_000, "maxCallsPerTimeWindow": 30, "timeWindow": 10}


def test_limits_as_scb_states_them() -> None:
    assert read_limits(CONFIG) == Limits(150_000, 30, 10, "2.3.2")


@pytest.mark.parametrize(
    "document",
    [
        None,
        [CONFIG],
        {},
        *({**CONFIG, name: value} for name in list(CONFIG)[1:] for value in (None, "9", -1, True, float("nan"))),
        {**CONFIG, "maxDataCells": 0},
    ],
    ids=str,
)
def test_a_config_without_limits_is_refused(document: Any) -> None:
    with pytest.raises(WrongShape):
        read_limits(document)


def cells(selection: dict[str, list[str]]) -> list[tuple[str, ...]]:
    return list(itertools.product(*selection.values()))


@given(st.lists(st.integers(1, 9), min_size=1, max_size=4), st.integers(1, 300))
def test_every_cell_is_in_one_part_that_is_small_enough(sizes: list[int], most: int) -> None:
    selection = {f"V{at}": [f"{at}.{code}" for code in range(size)] for at, size in enumerate(sizes)}
    parts = cut(selection, most)
    assert all(len(cells(part)) <= most for part in parts)
    assert all(list(part) == list(selection) for part in parts)
    assert sorted(cell for part in parts for cell in cells(part)) == sorted(cells(selection))


def test_few_parts_and_a_question_that_fits_is_left_whole() -> None:
    selection = {"Region": ["a", "b", "c", "d", "e"], "Tid": ["1", "2"]}
    assert cut(selection, 10) == [selection]
    assert [part["Region"] for part in cut(selection, 4)] == [["a", "b"], ["c", "d"], ["e"]]
    assert len(cut(selection, 1)) == 10


@given(
    st.integers(1, 5),
    st.floats(0.5, 20),
    st.lists(st.tuples(st.floats(0, 3), st.floats(0, 2)), min_size=1, max_size=40),
)
def test_no_window_holds_more_calls_than_allowed(calls: int, window: float, steps: list[tuple[float, float]]) -> None:
    """Each step is idle time before a call, and how long the call takes; the service counts it somewhere in between."""
    pace, now, sent = Pace(calls, window), 0.0, []
    for idle, lasting in steps:
        now += idle
        now += max(0.0, pace.left(now))
        sent.append((now, now + lasting))
        now += lasting
        pace.end(now)
    for first, last in zip(sent, sent[calls:], strict=False):
        assert last[0] - first[1] >= window - 1e-9
    assert len(pace.ended) <= calls


def test_without_a_limit_nobody_waits() -> None:
    pace = Pace()
    for _ in range(3):
        assert pace.left(0.0) == 0.0
        pace.end(0.0)
