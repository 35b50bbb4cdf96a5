"""Talking to a publisher's web service: polite, patient with what may pass, plain about what will not.

An answer is judged inside its retries: status, body and content, so that half an answer never counts as read. What
may be better in a moment (`Passing`) is tried again; everything else is one sentence for the user.
"""

from __future__ import annotations

import json
import logging
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Any, Self, TypeVar

import httpx
import stamina

from halsogap.errors import BadInput, SourceError
from halsogap.sources.patience import Attempts, Patience
from halsogap.sources.retry_after import retry_after

USER_AGENT = f"Halsogap/{version('halsogap')} (health gaps on a map)"
"""Without the dots: a header is ASCII."""
MOST_BYTES = 100_000_000
"""No page that is asked for comes near: an answer this large is something else."""
MOST_PAGES = 10_000

SAFE = "Nothing stored has been changed."

Progress = Callable[[int, int, str], None]
"""Called with how many steps are done, how many there are, and what is being done, in words."""

Read = TypeVar("Read")

# Stamina logs every retry; without a handler of its own Python would print that into the progress bar.
logging.getLogger("stamina").addHandler(logging.NullHandler())


class Gone(SourceError):
    """The service knows nothing under this address (404)."""


class WrongShape(ValueError):
    """An answer can be read, but is not what the service sends."""


class Stopped(SourceError):
    """The work was called off while this request waited."""


class Passing(Exception):
    """What may be better in a moment. `pause` is how long the service asked us to wait, in seconds, however long."""

    def __init__(self, what: str, pause: float | None = None) -> None:
        super().__init__(what)
        self.pause = pause


@dataclass(frozen=True)
class Publisher:
    """How a service is spoken of: its `name`, what its address is called, an `example`, and the setting that has it.

    `later` is what to do when the service does not answer as it should.
    """

    name: str
    api: str
    example: str
    setting: str
    later: str = f"Try again later. {SAFE}"

    @property
    def elsewhere(self) -> str:
        """What to do when the service is not the right one."""
        return f"Check the address given with {self.setting}. {SAFE}"


class Service:
    """A client of the service at `url`, for several threads, with at most `concurrency` requests at a time.

    Raises
    ------
    BadInput
        `url` is not the address of a web service.
    """

    publisher: Publisher
    judged: tuple[int, ...] = (200,)
    """The statuses whose bodies are read: those that the service sends its own answers with."""
    explained: tuple[int, ...] = ()
    """The statuses of refusals whose bodies say why, for `_refusal`."""

    def __init__(self, url: str, *, patience: Patience, concurrency: int) -> None:
        self.url = url.rstrip("/")
        self.patience = patience
        self._base = self._address()
        self._stopped = threading.Event()
        self._open_at = 0.0
        self._client = httpx.Client(
            headers={"User-Agent": USER_AGENT, "Accept": "application/json"},
            timeout=httpx.Timeout(self.patience.silence, pool=None),
            limits=httpx.Limits(max_connections=concurrency),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._client.close()

    def stop(self) -> None:
        """Call the work off: requests that wait end with `Stopped`, and nothing is tried again."""
        self._stopped.set()

    def ask(self, url: httpx.URL, read: Callable[[bytes], Read], question: Any = None) -> Read:
        """The answer at `url` as `read` makes it of the body; asked for again where `read` raises `WrongShape`.

        A `question` is posted, as JSON; without one the answer is got.

        Raises
        ------
        Gone
            The service answered 404.
        SourceError
            The answer could not be read; the message says what was wrong with the last attempt.
        """
        attempt = Attempts()
        try:
            ask = partial(self._read, url, read, question, attempt)
            return patiently(ask, self.patience, self.publisher.name, partial(self._try_again, attempt))
        except Passing as error:
            wait = f" and to be left alone for {error.pause:.0f} seconds" if attempt.too_long else ""
            raise SourceError(
                f"{self.publisher.name} at {self.url} {error}{wait} "
                f"(asked for {short(url)}, {attempt.made} {'time' if attempt.made == 1 else 'times'}).",
                self.publisher.later,
            ) from error

    def _read(self, url: httpx.URL, read: Callable[[bytes], Read], question: Any, attempt: Attempts) -> Read:
        self._wait_for_turn()
        attempt.made += 1
        return read(self._body(url, question))

    def _try_again(self, attempt: Attempts, error: Exception) -> bool | float:
        """Stamina's question after a failed attempt: no, yes, or after how many seconds."""
        if self._stopped.is_set() or not isinstance(error, Passing):
            return False
        if error.pause is None:
            return True
        # A pause of hours may be a slip of a moment: it is worth one try after the longest that we wait, and no more.
        attempt.too_long += error.pause > self.patience.longest_pause
        if attempt.too_long > 1:
            return False
        pause = min(error.pause, self.patience.longest_pause)
        # All threads wait, not only the one that was told to: the limit is on us, not on a request.
        self._open_at = max(self._open_at, time.monotonic() + pause + random.uniform(0, _spread(pause)))
        return 0.0

    def _wait_for_turn(self) -> None:
        while (left := self._open_at - time.monotonic()) > 0:
            if self._stopped.wait(left):
                break
        if self._stopped.is_set():
            raise Stopped("The sync was stopped.", SAFE)

    def _body(self, url: httpx.URL, question: Any = None) -> bytes:
        began, body = time.monotonic(), bytearray()
        try:
            with self._client.stream("GET" if question is None else "POST", url, json=question) as response:
                self._judge(response)
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > MOST_BYTES or time.monotonic() - began > self.patience.longest_answer:
                        raise Passing(f"sent {len(body)} bytes without coming to an end")
        except httpx.TimeoutException as error:
            raise Passing(f"was silent for {self.patience.silence:g} seconds") from error
        except httpx.ConnectError as error:
            raise Passing(f"cannot be reached ({error})") from error
        except httpx.RequestError as error:
            raise Passing(f"broke off its answer ({type(error).__name__})") from error
        if response.status_code in self.explained:
            raise self._refusal(url, response.status_code, bytes(body))
        return bytes(body)

    def _judge(self, response: httpx.Response) -> None:
        code, url, publisher = response.status_code, response.request.url, self.publisher
        if code in self.judged or code in self.explained:
            return
        if code == 404:
            raise Gone(f"{publisher.name} at {self.url} has nothing at {short(url)} (404).", publisher.elsewhere)
        if code == 410:
            raise SourceError(
                f"{self.url} has been closed (410): this edition of the API is retired.", publisher.elsewhere
            )
        if code == 422:
            raise SourceError(
                f"{publisher.name} at {self.url} refused the request {short(url)} (422).",
                f"Its rules may have changed; look for a newer Hälsogap. {SAFE}",
            )
        if code == 429:
            raise Passing("asked for fewer requests (429)", retry_after(response.headers))
        if code >= 500 or code == 408:
            raise Passing(f"answered with an error of its own ({code})", retry_after(response.headers))
        where = f" to {response.headers['Location']!r}" if "Location" in response.headers else ""
        raise SourceError(
            f"{publisher.name} at {self.url} answered {code}{where} to {short(url)}.", publisher.elsewhere
        )

    def _refusal(self, url: httpx.URL, code: int, body: bytes) -> SourceError:
        """The sentence for a refusal of `explained`, by its body."""
        raise NotImplementedError

    def _address(self) -> httpx.URL:
        try:
            base = httpx.URL(self.url)
        except httpx.InvalidURL:
            base = httpx.URL("")
        if base.scheme not in ("http", "https") or not re.fullmatch(r"[\w.:-]+", base.host):
            raise BadInput(
                f"The address of {self.publisher.api} cannot be {self.url!r}.",
                f"It looks like {self.publisher.example}.",
            )
        return base


def patiently(ask: Callable[[], Read], waits: Patience, name: str, again: Callable[[Exception], bool | float]) -> Read:
    """What `ask` gives, asked again while the trouble of the service `name` may pass.

    Parameters
    ----------
    again
        Stamina's question after a failed attempt: no, yes, or after how many seconds.

    Raises
    ------
    Passing
        The trouble did not pass: that of the last attempt.
    """
    for attempt in stamina.retry_context(
        on=again,
        attempts=waits.attempts,
        timeout=None,
        wait_initial=waits.first_wait,
        wait_max=waits.longest_wait,
        wait_jitter=waits.jitter,
    ):
        with attempt:
            try:
                return ask()
            except WrongShape as error:
                raise Passing(f"sent JSON of another shape than {name}'s: {error}") from error
    raise AssertionError("stamina ends with a result or an exception")


def read_json(body: bytes) -> Any:
    """The JSON in `body`; `Passing` where it is something else, as it is when a service has troubles of its own."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Passing(
            "sent a web page instead of data"
            if body[:200].lstrip().startswith(b"<")
            else f"sent {len(body)} bytes that are cut off or not JSON"
        ) from error


def short(url: httpx.URL) -> str:
    """The path of `url`, as much of it as fits into a sentence."""
    path = url.path
    return path if len(path) <= 80 else f"{path[:79]}…"


def _spread(pause: float) -> float:
    """Up to how many seconds more than asked to wait: rounding at the service would have us back a moment early."""
    return min(0.5, pause / 2)
