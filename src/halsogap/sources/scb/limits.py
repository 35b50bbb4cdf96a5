"""What SCB's statistics database allows by its own /config: how many calls in how long, how many cells at a time."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from halsogap.sources.service import WrongShape


@dataclass(frozen=True)
class Limits:
    """At most `most_cells` cells an answer, and `calls` calls in any `window` seconds; no such limit where one is 0."""

    most_cells: int
    calls: int
    window: float
    version: str


def read_limits(document: Any) -> Limits:
    """The limits in the answer to /config.

    Raises
    ------
    WrongShape
        The document does not state them.
    """
    if not isinstance(document, dict):
        raise WrongShape("not an object")
    cells, calls, window = (_number(document, name) for name in ("maxDataCells", "maxCallsPerTimeWindow", "timeWindow"))
    if cells < 1:
        raise WrongShape(f"'maxDataCells' {cells}")
    return Limits(int(cells), int(calls), window, str(document.get("apiVersion", "")))


def cut(selection: dict[str, list[str]], most_cells: int) -> list[dict[str, list[str]]]:
    """`selection` (codes by variable) in parts of at most `most_cells` cells, in order; each cell is in one of them.

    The variable with the most codes is cut first, so that the parts are few. `most_cells` is at least 1.
    """
    cells = math.prod(len(codes) for codes in selection.values())
    if cells <= most_cells:
        return [selection]
    longest = max(selection, key=lambda name: len(selection[name]))
    codes = selection[longest]
    size = max(1, most_cells * len(codes) // cells)
    return [
        part
        for at in range(0, len(codes), size)
        for part in cut({**selection, longest: codes[at : at + size]}, most_cells)
    ]


@dataclass
class Pace:
    """When the next call may be sent, so that no `window` seconds hold more than `calls`.

    A call counts from when it ended: by then the service has counted it, whenever its own window began.
    """

    calls: int = 0
    window: float = 0.0
    ended: deque[float] = field(default_factory=deque)

    def left(self, now: float) -> float:
        """How many seconds from `now` (of a monotonic clock) to wait; 0 or less where the call may be sent."""
        if not self.calls or len(self.ended) < self.calls:
            return 0.0
        return self.ended[-self.calls] + self.window - now

    def end(self, now: float | None = None) -> None:
        """A call has ended, well or not."""
        self.ended.append(time.monotonic() if now is None else now)
        while len(self.ended) > max(self.calls, 1):
            self.ended.popleft()


def _number(document: dict[str, Any], name: str) -> float:
    value = document.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise WrongShape(f"{name!r} {value!r}")
    return value
