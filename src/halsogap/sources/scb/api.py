"""Talking to SCB's statistics database (PxWebApi 2): within the limits that it states, patient with what may pass.

The service says in /config how many calls it takes in how long and how many cells it gives at a time. Calls are paced
by that and questions cut to it; should the service ask for fewer calls all the same, that is waited for. Questions are
posted as JSON: in an address a repeated `valueCodes[X]` loses values in silence, and a code with a comma in it needs
brackets.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

import httpx

from halsogap.errors import SourceError
from halsogap.sources.scb.jsonstat import Cube, Table, read_cube, read_table
from halsogap.sources.scb.limits import Limits, Pace, cut, read_limits
from halsogap.sources.service import SAFE, Passing, Patience, Publisher, Service, read_json, short

OLDEST_VERSION = 2
"""Of the API: version 1 has other addresses and another form of question."""

Read = TypeVar("Read")


class NoSuchTable(SourceError):
    """SCB knows no table by that id."""


class Api(Service):
    """A client of SCB's statistics database at `url`, one request at a time.

    Raises
    ------
    BadInput
        `url` is not the address of a web service.
    """

    publisher = Publisher(
        name="SCB",
        api="SCB's statistics database",
        example="https://statistikdatabasen.scb.se/api/v2",
        setting="--scb-url or HALSOGAP_SCB_URL",
        later=f"Try again later: what has been fetched is kept for a day. {SAFE}",
    )
    explained = (400, 404)

    def __init__(self, url: str, *, patience: Patience | None = None) -> None:
        super().__init__(url, patience=patience or Patience(), concurrency=1)
        self._limits: Limits | None = None
        self._pace = Pace()

    def limits(self) -> Limits:
        """What the service says it allows, asked for once. Calls are paced by it from then on.

        Raises
        ------
        SourceError
            The service did not say, or is of a version that Hälsogap cannot talk to.
        """
        if self._limits is not None:
            return self._limits
        limits = self.ask(self._at("/config"), lambda body: read_limits(read_json(body)))
        major = re.match(r"\d+", limits.version)
        if not major or int(major[0]) < OLDEST_VERSION:
            raise SourceError(
                f"{self.publisher.name} at {self.url} has version {limits.version!r} of its API, not {OLDEST_VERSION}.",
                self.publisher.elsewhere,
            )
        self._limits, self._pace = limits, Pace(limits.calls, limits.window)
        return limits

    def table(self, table_id: str) -> Table:
        """What the table has: its variables and their categories.

        Raises
        ------
        NoSuchTable
            SCB has no table of that name.
        SourceError
            The service did not answer as it should.
        """
        return self._asked(f"/tables/{table_id}/metadata", lambda document: read_table(table_id, document))

    def parts(self, selection: dict[str, list[str]]) -> list[dict[str, list[str]]]:
        """`selection` (codes by variable) cut into parts of no more cells than the service gives at a time."""
        return cut(selection, self.limits().most_cells)

    def cells(self, table_id: str, selection: dict[str, list[str]]) -> Cube:
        """The cells of one part of a table.

        Raises
        ------
        NoSuchTable
            SCB has no table of that name.
        SourceError
            The service did not answer as it should.
        """
        question = [{"variableCode": name, "valueCodes": codes} for name, codes in selection.items()]
        return self._asked(
            f"/tables/{table_id}/data",
            lambda document: read_cube(document, selection),
            {"selection": question},
            outputFormat="json-stat2",
        )

    def _asked(
        self, path: str, read: Callable[[dict[str, Any]], Read], question: Any = None, **parameters: str
    ) -> Read:
        """What `read` makes of the document at `path`, asked for within the service's limits."""
        self.limits()  # the pace must be known before the first call that it counts
        return self.ask(self._at(path, **parameters), lambda body: read(_document(body)), question)

    def _at(self, path: str, **parameters: str) -> httpx.URL:
        """The address of `path`, with the language in which codes are called what the catalogue calls them."""
        url = self._base.copy_with(path=self._base.path.rstrip("/") + path)
        return url.copy_merge_params({"lang": "sv", **parameters})

    def _wait_for_turn(self) -> None:
        while (left := self._pace.left(time.monotonic())) > 0 and not self._stopped.wait(left):
            pass
        super()._wait_for_turn()

    def _body(self, url: httpx.URL, question: Any = None) -> bytes:
        try:
            return super()._body(url, question)
        finally:
            self._pace.end()

    def _refusal(self, url: httpx.URL, code: int, body: bytes) -> SourceError:
        """What SCB's own words for a refusal (`title`) say, where it gave any."""
        try:
            document = read_json(body)
        except Passing:
            document = None
        title = str(document.get("title", "")) if isinstance(document, dict) else ""
        table = re.search(r"/tables/([^/]+)", url.path)
        if table and title.casefold() == "non-existent table":
            return NoSuchTable(f"{self.publisher.name} at {self.url} has no table {table[1]!r}.", SAFE)
        reason = f"{code} ({title})" if title else str(code)
        mend = f"Its rules may have changed; look for a newer Hälsogap. {SAFE}"
        return SourceError(
            f"{self.publisher.name} at {self.url} answered {reason} when asked for {short(url)}.",
            mend if code == 400 else self.publisher.elsewhere,
        )


def _document(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`, as every answer of SCB's is one."""
    document = read_json(body)
    if not isinstance(document, dict):
        raise Passing("sent JSON of another shape than SCB's: not an object")
    return document
