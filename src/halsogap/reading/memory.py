"""What is read once and kept: bounded, made by one thread while the others wait, and forgotten in one way.

A snapshot never changes, so its id in the key is all the invalidation there is: after a sync or a rollback readers ask
with another id, and what was read of the old one is pushed out by what is read of the new.
"""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from halsogap.reading.reader import Reader

P = ParamSpec("P")
T = TypeVar("T")

_ABSENT = object()
_memories: list[Memory] = []


@dataclass
class _Making:
    """What is being made of one key: `lock` is held by who makes it; so many `threads` hold it or wait for it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    threads: int = 0


class Memory:
    """At most `most` values by key; the one that has gone unread the longest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, _Making] = {}
        self._lock = threading.Lock()
        _memories.append(self)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of `key`, made by `make` where it is not kept. What `make` raises is raised, and nothing kept."""
        if (kept := self._found(key)) is not _ABSENT:
            return cast(T, kept)
        with self._one_at_a_time(key):
            # Another thread may have made it while this one waited.
            if (kept := self._found(key)) is not _ABSENT:
                return cast(T, kept)
            made = make()
            with self._lock:
                self._kept[key] = made
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)

    @contextmanager
    def _one_at_a_time(self, key: Hashable) -> Iterator[None]:
        """Hold the lock of `key`, which lives as long as anyone holds it or waits for it."""
        with self._lock:
            making = self._making.setdefault(key, _Making())
            making.threads += 1
        try:
            with making.lock:
                yield
        finally:
            with self._lock:
                making.threads -= 1
                if not making.threads:
                    del self._making[key]

    def _found(self, key: Hashable) -> Any:
        with self._lock:
            if key not in self._kept:
                return _ABSENT
            self._kept.move_to_end(key)
            return self._kept[key]


def remembered(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep the last `most` answers of a function of hashable arguments. What is kept is shared: only to be read."""

    def decorate(read: Callable[P, T]) -> Callable[P, T]:
        memory = Memory(most)

        @functools.wraps(read)
        def reading(*args: P.args, **kwargs: P.kwargs) -> T:
            return memory.get((args, tuple(sorted(kwargs.items()))), lambda: read(*args, **kwargs))

        return reading

    return decorate


def per_snapshot(
    most: int,
) -> Callable[[Callable[Concatenate[Reader, P], T]], Callable[Concatenate[Reader, P], T]]:
    """Keep the last `most` answers of a function whose first argument is a `Reader`, by its snapshot and the others.

    The function is handed a reader without what a visitor has brought: what all sessions share is made of what is
    published and nothing else. What is kept is only to be read.
    """

    def decorate(read: Callable[Concatenate[Reader, P], T]) -> Callable[Concatenate[Reader, P], T]:
        memory = Memory(most)

        @functools.wraps(read)
        def reading(reader: Reader, *args: P.args, **kwargs: P.kwargs) -> T:
            key = (reader.in_force(), args, tuple(sorted(kwargs.items())))
            return memory.get(key, lambda: read(reader.published(), *args, **kwargs))

        return reading

    return decorate


def forget() -> None:
    """Empty every cache: for tests, and after an error that a stale answer may have caused."""
    for memory in _memories:
        memory.clear()
