"""Talking to SCB's statistics database (PxWebApi 2) through pxwebpy, with the patience that pxwebpy lacks.

pxwebpy paces the calls by what the service's /config allows and cuts a question into parts of as many cells as it
answers at a time. It has no time limits, gives up at the first 503, cut body or reset connection, and its public
face drops why a cell is empty. So its client gets an adapter of ours under it, which judges every answer before
pxwebpy sees it, and cells are read from the JSON-stat document itself. Questions are posted as JSON: in an address a
repeated `valueCodes[X]` loses values in silence, and a code with a comma in it needs brackets.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import Any, TypeVar

import requests
import urllib3
from pxweb._internal.client import ApiConfigurationError, ApiVersionError, Client
from pxweb._internal.functions import build_query, split_value_codes
from requests.adapters import HTTPAdapter

from halsogap.errors import BadInput, SourceError
from halsogap.sources.scb.jsonstat import Cube, Table, read_cube, read_table
from halsogap.sources.service import SAFE, USER_AGENT, Passing, Patience, patiently, read_json, retry_after

MOST_BYTES = 100_000_000
"""150,000 cells are a few MB, and the description of a table with every small area one or two."""

LATER = f"Try again later: what has been fetched is kept for a day. {SAFE}"
ELSEWHERE = f"Check the address given with --scb-url or HALSOGAP_SCB_URL. {SAFE}"

Read = TypeVar("Read")


class NoSuchTable(SourceError):
    """SCB knows no table by that id."""


class _Refused(Exception):
    """An answer that will be the same next time: its status, and SCB's own words for it."""

    def __init__(self, status: int, title: str) -> None:
        super().__init__(f"answered {status} ({title})" if title else f"answered {status}")
        self.status = status
        self.title = title


class Api:
    """A client of SCB's statistics database at `url`, one request at a time.

    Raises
    ------
    BadInput
        `url` is not the address of a web service.
    SourceError
        The service did not say what it allows, or is not one that Hälsogap can talk to.
    """

    def __init__(self, url: str, *, patience: Patience | None = None) -> None:
        self.url = url.rstrip("/")
        self.patience = patience or Patience()
        try:
            requests.Request("GET", self.url).prepare()
            sound = self.url.startswith(("http://", "https://"))
        except requests.RequestException:
            sound = False
        if not sound:
            raise BadInput(
                f"The address of SCB's statistics database cannot be {url!r}.",
                "It looks like https://statistikdatabasen.scb.se/api/v2.",
            )
        try:
            self._client = self._patiently("/config", lambda: _Client(self.url, self.patience))
        except (ApiVersionError, ApiConfigurationError, TypeError) as error:  # TypeError: a limit that is no number
            raise SourceError(
                f"What is at {self.url} does not describe itself as SCB's statistics database does ({error}).",
                ELSEWHERE,
            ) from error

    @property
    def most_cells(self) -> int:
        """How many cells the service gives at a time."""
        return int(self._client.configuration["maxDataCells"])

    def table(self, table_id: str) -> Table:
        """What the table has: its variables and their categories.

        Raises
        ------
        NoSuchTable
            SCB has no table of that name.
        SourceError
            The service did not answer as it should.
        """
        path = f"/tables/{table_id}/metadata"
        return self._patiently(path, lambda: read_table(table_id, self._client.call(path)))

    def parts(self, selection: dict[str, list[str]]) -> list[dict[str, list[str]]]:
        """`selection` (codes by variable) cut into parts of no more cells than the service gives at a time."""
        return split_value_codes(selection, self.most_cells)

    def cells(self, table_id: str, selection: dict[str, list[str]]) -> Cube:
        """The cells of one part of a table.

        Raises
        ------
        SourceError
            The service did not answer as it should.
        """
        path = f"/tables/{table_id}/data"
        question = build_query(selection)
        return self._patiently(path, lambda: read_cube(self._client.call(path, query=question), selection))

    def _patiently(self, path: str, ask: Callable[[], Read]) -> Read:
        """What `ask` gives, asked again while the service's trouble may pass."""
        try:
            return patiently(ask, self.patience, "SCB")
        except Passing as error:
            raise SourceError(
                f"SCB at {self.url} {error} (asked for {path}, {self.patience.attempts} times).", LATER
            ) from error
        except _Refused as error:
            if error.title.casefold() == "non-existent table":
                raise NoSuchTable(f"SCB at {self.url} has no table {path.split('/')[2]!r}.", SAFE) from error
            raise SourceError(
                f"SCB at {self.url} {error} when asked for {path}.",
                f"Its rules may have changed; look for a newer Hälsogap. {SAFE}" if error.status == 400 else ELSEWHERE,
            ) from error


class _Client(Client):
    """pxwebpy's client with our adapter under its session, from the very first call (its own constructor makes one)."""

    def __init__(self, url: str, patience: Patience) -> None:
        self._adapter = _Adapter(patience)
        super().__init__(url, timeout=int(patience.silence), disable_cache=True, language="sv")

    def call(
        self,
        endpoint: str,
        query: dict[str, Any] | None = None,
        params: dict[str, str] | None = None,
        max_retries: int = 0,
        enforce_rate_limit: bool = True,
    ) -> Any:
        # No retries of pxwebpy's own: every attempt is one of ours, and takes its turn in pxwebpy's pacing.
        self.session.mount(self.url, self._adapter)
        return super().call(endpoint, query, params, max_retries, enforce_rate_limit)


class _Adapter(HTTPAdapter):
    """Sends with time limits, reads the whole answer, and lets nothing through that is not a JSON object."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        super().__init__()

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        request.headers["User-Agent"] = USER_AGENT.encode("ascii", "ignore")
        try:
            response = super().send(request, stream=True, timeout=self.patience.silence)
            body = self._body(response)
        except (requests.Timeout, urllib3.exceptions.ReadTimeoutError) as error:
            raise Passing(f"was silent for {self.patience.silence:g} seconds") from error
        except requests.ConnectionError as error:
            raise Passing(f"cannot be reached ({_root(error)})") from error
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise Passing(f"broke off its answer ({type(error).__name__})") from error
        self._judge(response, body)
        response.raw = io.BytesIO(body)
        return response

    def _body(self, response: requests.Response) -> bytes:
        began, body = time.monotonic(), bytearray()
        for chunk in response.raw.stream(65536, decode_content=True):
            body += chunk
            if len(body) > MOST_BYTES or time.monotonic() - began > self.patience.longest_answer:
                response.close()
                raise Passing(f"sent {len(body)} bytes without coming to an end")
        return bytes(body)

    def _judge(self, response: requests.Response, body: bytes) -> None:
        code = response.status_code
        if code == 429:
            raise Passing("asked for fewer requests (429)", retry_after(response.headers, self.patience))
        if code >= 500 or code == 408:
            raise Passing(f"answered with an error of its own ({code})", retry_after(response.headers, self.patience))
        try:
            document = read_json(body)
        except Passing as error:
            if code != 200:
                raise _Refused(code, "") from error
            raise
        if code != 200:
            raise _Refused(code, str(document.get("title", "")) if isinstance(document, dict) else "")
        if not isinstance(document, dict):
            raise Passing("sent JSON of another shape than SCB's: not an object")


def _root(error: BaseException) -> str:
    """What lies at the bottom of an error of requests, which wraps urllib3's, which wraps the system's."""
    below = error.__cause__ or error.__context__
    return _root(below) if below is not None else f"{type(error).__name__}: {error}".strip(": ")
