"""How long to wait for a service, and when a page is given up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Patience:
    """How long to wait for what, in seconds, and how many `attempts` a page gets before the work is given up.

    Waits between attempts double from `first_wait` to `longest_wait`, plus up to `jitter`. A `Retry-After` is obeyed
    up to `longest_pause`; a page for which a longer one is asked twice is given up. `silence` is the longest time
    without a byte, `longest_answer` that for a whole answer.
    """

    attempts: int = 7
    first_wait: float = 1.0
    longest_wait: float = 10.0
    jitter: float = 0.5
    longest_pause: float = 60.0
    silence: float = 30.0
    longest_answer: float = 180.0


@dataclass
class Attempts:
    """What has been tried for one page: how many times it was asked for, and how often too long a pause was asked."""

    made: int = 0
    too_long: int = 0
