"""Kolada's API, page by page: its envelope, and the way on to the next page.

The published clients lose values here: one 503 in the middle of a walk through the pages and they return what they
have, in silence. So every page is read inside its retries: shape and `next_url` too are judged before a page counts
as read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import httpx

from halsogap.errors import SourceError
from halsogap.sources.service import (
    MOST_PAGES,
    SAFE,
    Gone,
    Passing,
    Patience,
    Publisher,
    Service,
    WrongShape,
    read_json,
    short,
)

__all__ = ["Api", "Gone", "Patience", "WrongShape"]

Page = TypeVar("Page")


class Api(Service):
    """A client of Kolada's API at `url`, for several threads, with at most `concurrency` requests at a time.

    Raises
    ------
    BadInput
        `url` is not the address of a web service.
    """

    publisher = Publisher(
        name="Kolada",
        api="Kolada's API",
        example="https://api.kolada.se/v3",
        setting="--kolada-url or HALSOGAP_KOLADA_URL",
        later=f"Try again later: what has been fetched is kept for a day. {SAFE}",
    )

    def __init__(self, url: str, *, patience: Patience | None = None, concurrency: int = 4) -> None:
        super().__init__(url, patience=patience or Patience(), concurrency=concurrency)

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
        visited: set[httpx.URL] = set()

        def page(body: bytes) -> tuple[Page, httpx.URL | None]:
            values, following = _envelope(read_json(body))
            return read(values), self._next(following, bool(values), visited)

        while url is not None:
            visited.add(url)
            if len(visited) > MOST_PAGES:
                raise SourceError(
                    f"Kolada's answer to {short(url)} does not end: {MOST_PAGES} pages.", self.publisher.later
                )
            values, url = self.ask(url, page)
            yield values

    def _next(self, following: str | None, any_values: bool, visited: set[httpx.URL]) -> httpx.URL | None:
        """The next page's address on our own origin: `next_url` names the forwarded host, not always its port."""
        if not following:
            return None
        try:
            url = self._base.join(following)
        except httpx.InvalidURL as error:
            raise Passing(f"sent a next_url that is no address: {following[:100]!r}") from error
        if url.host != self._base.host:
            raise SourceError(
                f"Kolada at {self.url} points on to another host, {url.host!r}, which is not asked.",
                self.publisher.elsewhere,
            )
        url = self._base.copy_with(raw_path=url.raw_path)
        if url in visited:
            raise Passing("sent a next_url that leads in a circle")
        if not any_values:
            raise Passing("sent an empty page that points on to another")
        return url


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
