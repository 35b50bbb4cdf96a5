"""Talking to Kolada's API: polite, patient with what may pass, plain about what will not.

The published clients lose values here: one 503 in the middle of a walk through the pages and they return what they
have, in silence. So every page is read inside its retries: status, body, JSON, shape and `next_url` are all judged
before a page counts as read.
"""

from __future__ import annotations

import json
import logging
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Any, Self, TypeVar

import httpx
import stamina

from halsogap.errors import BadInput, SourceError

USER_AGENT = f"Halsogap/{version('halsogap')} (health gaps on a map)"
"""Without the dots: a header is ASCII."""
MOST_BYTES = 100_000_000
"""A page of 5,000 rows is about 2 MB; an answer this large is not one."""
MOST_PAGES = 10_000

SAFE = "Nothing stored has been changed."
LATER = f"Try again later: what has been fetched is kept for a day. {SAFE}"
ELSEWHERE = f"Check the address given with --kolada-url or HALSOGAP_KOLADA_URL. {SAFE}"

Page = TypeVar("Page")

# Stamina logs every retry; without a handler of its own Python would print that into the progress bar.
logging.getLogger("stamina").addHandler(logging.NullHandler())


class Gone(SourceError):
    """Kolada knows nothing under this address (404)."""


class WrongShape(ValueError):
    """An answer is JSON, but not what Kolada sends."""


class Stopped(SourceError):
    """The work was called off while this request waited."""


class _Passing(Exception):
    """What may be better in a moment. `pause` is how long the service asked us to wait, in seconds."""

    def __init__(self, what: str, pause: float | None = None) -> None:
        super().__init__(what)
        self.pause = pause


@dataclass(frozen=True)
class Patience:
    """How long to wait for what, in seconds, and how many `attempts` a page gets before the sync gives up.

    Waits between attempts double from `first_wait` to `longest_wait`, plus up to `jitter`. A `Retry-After` is obeyed
    up to `longest_pause`. `silence` is the longest time without a byte, `longest_answer` that for a whole answer.
    """

    attempts: int = 7
    first_wait: float = 1.0
    longest_wait: float = 10.0
    jitter: float = 0.5
    longest_pause: float = 60.0
    silence: float = 30.0
    longest_answer: float = 180.0


class Api:
    """A client of Kolada's API at `url`, for several threads, with at most `concurrency` requests at a time.

    Raises
    ------
    BadInput
        `url` is not the address of a web service.
    """

    def __init__(self, url: str, *, patience: Patience | None = None, concurrency: int = 4) -> None:
        self.url = url.rstrip("/")
        self.patience = patience or Patience()
        self._base = _address(self.url)
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

    def walk(self, path: str, read: Callable[[list[Any]], Page], **query: str) -> Iterator[Page]:
        """Every page of `path`, each as `read` makes it of the page's list of values.

        `read` raises `WrongShape` for values that are not what they should be; the page is then asked for again.

        Raises
        ------
        Gone
            The service answered 404.
        SourceError
            A page could not be read; the message says what was wrong with the last attempt.
        """
        first = self._base.copy_with(path=self._base.path.rstrip("/") + path)
        url: httpx.URL | None = first.copy_merge_params(query) if query else first
        seen: set[httpx.URL] = set()
        while url is not None:
            seen.add(url)
            if len(seen) > MOST_PAGES:
                raise SourceError(f"Kolada's answer to {_short(url)} does not end: {MOST_PAGES} pages.", LATER)
            page, url = self._patiently(url, seen, read)
            yield page

    def _patiently(
        self, url: httpx.URL, seen: set[httpx.URL], read: Callable[[list[Any]], Page]
    ) -> tuple[Page, httpx.URL | None]:
        waits = self.patience
        try:
            for attempt in stamina.retry_context(
                on=self._try_again,
                attempts=waits.attempts,
                timeout=None,
                wait_initial=waits.first_wait,
                wait_max=waits.longest_wait,
                wait_jitter=waits.jitter,
            ):
                with attempt:
                    return self._page(url, seen, read)
        except _Passing as error:
            raise SourceError(
                f"Kolada at {self.url} {error} (asked for {_short(url)}, {waits.attempts} times).", LATER
            ) from error
        raise AssertionError("stamina ends with a result or an exception")

    def _try_again(self, error: Exception) -> bool | float:
        """Stamina's question after a failed attempt: no, yes, or after how many seconds."""
        if self._stopped.is_set() or not isinstance(error, _Passing):
            return False
        if error.pause is None:
            return True
        # All threads wait, not only the one that was told to: the limit is on us, not on a request.
        self._open_at = max(self._open_at, time.monotonic() + error.pause + random.uniform(0, _spread(error.pause)))
        return 0.0

    def _wait_for_turn(self) -> None:
        while (left := self._open_at - time.monotonic()) > 0:
            if self._stopped.wait(left):
                break
        if self._stopped.is_set():
            raise Stopped("The sync was stopped.", SAFE)

    def _page(
        self, url: httpx.URL, seen: set[httpx.URL], read: Callable[[list[Any]], Page]
    ) -> tuple[Page, httpx.URL | None]:
        """One attempt at one page."""
        self._wait_for_turn()
        body = self._body(url)
        try:
            document = json.loads(body)
        except ValueError as error:
            raise _Passing(
                "sent a web page instead of data"
                if body[:200].lstrip().startswith(b"<")
                else f"sent {len(body)} bytes that are cut off or not JSON"
            ) from error
        try:
            values, following = _envelope(document)
            page = read(values)
        except WrongShape as error:
            raise _Passing(f"sent JSON of another shape than Kolada's: {error}") from error
        return page, self._next(following, bool(values), seen)

    def _body(self, url: httpx.URL) -> bytes:
        began, body = time.monotonic(), bytearray()
        try:
            with self._client.stream("GET", url) as response:
                self._judge(response)
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > MOST_BYTES or time.monotonic() - began > self.patience.longest_answer:
                        raise _Passing(f"sent {len(body)} bytes without coming to an end")
        except httpx.TimeoutException as error:
            raise _Passing(f"was silent for {self.patience.silence:g} seconds") from error
        except httpx.ConnectError as error:
            raise _Passing(f"cannot be reached ({error})") from error
        except httpx.RequestError as error:
            raise _Passing(f"broke off its answer ({type(error).__name__})") from error
        return bytes(body)

    def _judge(self, response: httpx.Response) -> None:
        code, url = response.status_code, response.request.url
        if code == 200:
            return
        if code == 404:
            raise Gone(f"Kolada at {self.url} has nothing at {_short(url)} (404).", ELSEWHERE)
        if code == 410:
            raise SourceError(f"{self.url} has been closed (410): this edition of the API is retired.", ELSEWHERE)
        if code == 422:
            raise SourceError(
                f"Kolada at {self.url} refused the request {_short(url)} (422).",
                f"Its rules may have changed; look for a newer Hälsogap. {SAFE}",
            )
        if code == 429:
            raise _Passing("asked for fewer requests (429)", self._pause(response))
        if code >= 500 or code == 408:
            raise _Passing(f"answered with an error of its own ({code})", self._pause(response))
        where = f" to {response.headers['Location']!r}" if "Location" in response.headers else ""
        raise SourceError(f"Kolada at {self.url} answered {code}{where} to {_short(url)}.", ELSEWHERE)

    def _pause(self, response: httpx.Response) -> float | None:
        """Retry-After in seconds, given as seconds or as a date, and at most `longest_pause`; None where unsaid."""
        said = response.headers.get("Retry-After", "").strip()
        if said.isascii() and said.isdigit():
            seconds = float(said)
        else:
            try:
                until = parsedate_to_datetime(said)
            except ValueError:
                return None
            now = _date(response) or datetime.now(UTC)
            seconds = (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds()
        return min(max(seconds, 0.0), self.patience.longest_pause)

    def _next(self, following: str | None, any_values: bool, seen: set[httpx.URL]) -> httpx.URL | None:
        """The next page's address on our own origin: `next_url` names the forwarded host, not always its port."""
        if not following:
            return None
        try:
            url = self._base.join(following)
        except httpx.InvalidURL as error:
            raise _Passing(f"sent a next_url that is no address: {following[:100]!r}") from error
        if url.host != self._base.host:
            raise SourceError(
                f"Kolada at {self.url} points on to another host, {url.host!r}, which is not asked.", ELSEWHERE
            )
        url = self._base.copy_with(raw_path=url.raw_path)
        if url in seen:
            raise _Passing("sent a next_url that leads in a circle")
        if not any_values:
            raise _Passing("sent an empty page that points on to another")
        return url


def _spread(pause: float) -> float:
    """Up to how many seconds more than asked to wait: rounding at the service would have us back a moment early."""
    return min(0.5, pause / 2)


def _address(url: str) -> httpx.URL:
    try:
        base = httpx.URL(url)
    except httpx.InvalidURL:
        base = httpx.URL("")
    if base.scheme not in ("http", "https") or not re.fullmatch(r"[\w.:-]+", base.host):
        raise BadInput(f"The address of Kolada's API cannot be {url!r}.", "It looks like https://api.kolada.se/v3.")
    return base


def _envelope(document: Any) -> tuple[list[Any], str | None]:
    """The values of a page and its `next_url`."""
    if not isinstance(document, dict) or not isinstance(document.get("values"), list):
        raise WrongShape("no list 'values'")
    values, following = document["values"], document.get("next_url")
    if not isinstance(following, str | None):
        raise WrongShape(f"next_url {following!r}")
    if document.get("count", len(values)) != len(values):
        raise WrongShape(f"count {document['count']!r} for {len(values)} values")
    return values, following


def _date(response: httpx.Response) -> datetime | None:
    """The service's own time: our clock may be wrong, and a date in Retry-After is by its clock."""
    try:
        date = parsedate_to_datetime(response.headers["Date"])
    except (KeyError, ValueError):
        return None
    return date.replace(tzinfo=date.tzinfo or UTC)


def _short(url: httpx.URL) -> str:
    path = url.path
    return path if len(path) <= 80 else f"{path[:79]}…"
