"""HTTP scaffolding shared by the emulators: server, fault injection, counters, control endpoint.

Not a model of any real service. `Emulator` subclasses implement `handle(request, faults)` and get:

* `/_control` (GET state, POST change, DELETE reset), `/_control/stats`, `/_control/log`;
* transport faults, applied around `handle` (see `FAULTS` for the kinds);
* request counters and peak concurrency;
* a command line (`--port 0` prints the chosen port as one JSON line) and `serve()` for tests.

A fault is a JSON object. Keys common to every kind:

    kind    what to do (below)
    match   regular expression searched in "path?query" (percent-decoded); default: everything
    times   apply at most this often (default: always)      skip   let this many matches through first
    per     "url": count times/skip for each distinct URL on its own
    share   apply to this share of the matches, drawn from the seed (default 1)

Everything random is derived from `--seed`, so the same requests in the same order give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

Fault = dict[str, Any]
FAULTS = {
    "status": "code (500), retry_after (absent | seconds | 'date'), body: answer with that status",
    "rate": "limit (30), window (10), retry_after ('seconds' | 'date' | 'none'): 429 above the limit, fixed window",
    "reset": "after (bytes, default half): send part of the body, then RST the connection",
    "truncate": "keep (share of the body, 0.5): a valid HTTP answer whose body is cut short",
    "html": "code (200): an HTML error page instead of the answer",
    "slow": "chunk (bytes, 512), pause (seconds, 0.05): drip the body",
    "delay": "seconds (1): wait before answering",
}


def unit(*parts: object) -> float:
    """A number in [0, 1) fixed by its arguments."""
    digest = hashlib.blake2b("|".join(map(str, parts)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


@dataclass
class Request:
    """What a client asked: `target` is the percent-encoded "path?query", `headers` have lower-case names."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""
    path: str = ""
    query: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        parts = urlsplit(self.target)
        self.path = parts.path
        self.query = parse_qsl(parts.query, keep_blank_values=True)

    def first(self, name: str, default: str | None = None) -> str | None:
        """The first value of the parameter `name`."""
        return next((v for k, v in self.query if k == name), default)

    def all(self, name: str) -> list[str]:
        """Every value of the parameter `name`."""
        return [v for k, v in self.query if k == name]

    @property
    def origin(self) -> str:
        """Scheme and host as the client, or a proxy before us, named them."""
        host = self.headers.get("x-forwarded-host") or self.headers.get("host") or "127.0.0.1"
        return f"{self.headers.get('x-forwarded-proto', 'http')}://{host}"


@dataclass
class Reply:
    """What is answered, before transport faults."""

    body: bytes = b""
    status: int = 200
    ctype: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, document: Any, status: int = 200, **options: Any) -> Reply:
        """`document` written as JSON."""
        return cls(json.dumps(document, ensure_ascii=False).encode(), status, **options)


class Emulator:
    """A service that answers `handle`, misbehaves as its faults say, and counts what it is asked."""

    name, prefix = "emulator", ""
    default_faults: tuple[Fault, ...] = ()

    def __init__(self, seed: int = 0, faults: Iterable[Fault] = ()) -> None:
        self.seed, self.lock = seed, threading.RLock()
        self.port: int | None = None
        self._initial = [dict(f) for f in faults]
        self.reset()

    # -- what subclasses provide -------------------------------------------------------------
    def handle(self, request: Request, faults: list[Fault]) -> Reply:
        """The answer to `request`; `faults` are those of the payload that apply to it."""
        raise NotImplementedError

    def configure(self, document: dict[str, Any]) -> dict[str, Any]:
        """Handle emulator-specific keys of a control document; return what to add to the answer."""
        return {}

    # -- state -------------------------------------------------------------------------------
    def reset(self) -> None:
        """Back to the faults it was started with, and to nothing counted."""
        with self.lock:
            self.faults = [dict(f, _n={}) for f in (*self.default_faults, *self._initial)]
            self.clear_stats()

    def clear_stats(self) -> None:
        """Nothing counted, nothing logged."""
        self._stats: dict[str, Any] = {
            "requests": 0,
            "in_flight": 0,
            "peak_concurrency": 0,
            "bytes": 0,
            "by_status": {},
            "by_path": {},
            "faults_applied": {},
        }
        self._log: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}{self.prefix}"

    def control(self, document: dict[str, Any] | None = None, **keys: Any) -> dict[str, Any]:
        """Apply a control document (also `control(faults=[...])`); returns the resulting state."""
        document = {**(document or {}), **keys}
        with self.lock:
            if document.get("reset"):
                self.reset()
            if "seed" in document:
                self.seed = document["seed"]
            if "faults" in document:
                self.faults = [dict(f, _n={}) for f in document["faults"]]
            self.faults += [dict(f, _n={}) for f in document.get("add", [])]
            if document.get("clear_stats"):
                self.clear_stats()
            extra = self.configure(document)
            return {
                "name": self.name,
                "seed": self.seed,
                "kinds": FAULTS,
                **extra,
                "faults": [{k: v for k, v in f.items() if k[0] != "_"} for f in self.faults],
            }

    def stats(self) -> dict[str, Any]:
        """What has been asked and answered since the last `clear_stats`."""
        with self.lock:
            return json.loads(json.dumps(self._stats))

    def note(self, key: str, amount: int = 1) -> None:
        """Count something of the emulator's own among the stats."""
        with self.lock:
            self._stats[key] = self._stats.get(key, 0) + amount

    def active(self, request: Request) -> list[Fault]:
        """The faults that apply to this request; counting happens here, under the lock."""
        target, out = unquote(request.target), []
        with self.lock:
            for i, fault in enumerate(self.faults):
                if not re.search(fault.get("match", ""), target):
                    continue
                seen = fault["_n"].setdefault(target if fault.get("per") == "url" else "", [0, 0])
                seen[0] += 1
                if seen[0] <= fault.get("skip", 0) or seen[1] >= fault.get("times", float("inf")):
                    continue
                if fault["kind"] in FAULTS and unit(self.seed, i, fault["kind"], seen[0]) >= fault.get("share", 1):
                    continue
                if fault["kind"] == "rate" and not self._over_limit(fault):
                    continue
                seen[1] += 1
                applied = self._stats["faults_applied"]
                applied[fault["kind"]] = applied.get(fault["kind"], 0) + 1
                out.append(fault)
        return out

    def _over_limit(self, fault: Fault) -> bool:
        now, window = time.monotonic(), fault.get("window", 10)
        if now - fault.get("_start", -1e9) >= window:
            fault["_start"], fault["_used"] = now, 0
        fault["_used"] += 1
        fault["_left"] = max(1, round(window - (now - fault["_start"])))
        return fault["_used"] > fault.get("limit", 30)

    def too_many(self, fault: Fault) -> Reply:
        """The body of a 429 from a `rate` fault."""
        return Reply.json({"detail": "Too Many Requests"}, 429)


def _status_reply(emulator: Emulator, fault: Fault) -> Reply:
    if fault["kind"] == "rate":
        reply, after = (
            emulator.too_many(fault),
            {"none": None, "date": "date"}.get(fault.get("retry_after", "seconds"), fault["_left"]),
        )
    else:
        code = fault.get("code", 500)
        reply, after = Reply.json(fault.get("body", {"detail": f"injected {code}"}), code), fault.get("retry_after")
    if after is not None:
        reply.headers["Retry-After"] = (
            formatdate(time.time() + fault.get("_left", 1), usegmt=True) if after == "date" else str(after)
        )
    return reply


Running = TypeVar("Running", bound=Emulator)


class _Handler(BaseHTTPRequestHandler):
    protocol_version, server_version, sys_version = "HTTP/1.1", "emulator", ""
    disable_nagle_algorithm = True
    timeout = 60

    def log_message(self, *args: Any) -> None:
        """Nothing: the tests have the log."""

    def do_GET(self) -> None:
        emulator: Emulator = self.server.emulator
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(
            self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, self.rfile.read(length)
        )
        if request.path.startswith("/_control"):
            self._send(self._control(emulator, request))
            return
        began = time.monotonic()
        with emulator.lock:
            stats = emulator._stats
            stats["requests"] += 1
            stats["in_flight"] += 1
            stats["peak_concurrency"] = max(stats["peak_concurrency"], stats["in_flight"])
            stats["by_path"][request.path] = stats["by_path"].get(request.path, 0) + 1
        reply, running = Reply(status=0), [1]

        # Called before the last byte leaves, so that a client sending one request after another never overlaps itself.
        def finished() -> None:
            with emulator.lock:
                stats["in_flight"] -= running.pop() if running else 0

        try:
            faults = emulator.active(request)
            kinds = {f["kind"]: f for f in faults}
            if "delay" in kinds:
                time.sleep(kinds["delay"].get("seconds", 1))
            blocked = kinds.get("rate") or kinds.get("status")
            if blocked:
                reply = _status_reply(emulator, blocked)
            elif "html" in kinds:
                reply = Reply(
                    b"<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Service "
                    b"temporarily unavailable</h1></body></html>",
                    kinds["html"].get("code", 200),
                    "text/html",
                )
            else:
                reply = emulator.handle(request, [f for f in faults if f["kind"] not in FAULTS])
            if "truncate" in kinds:
                reply.body = reply.body[: int(len(reply.body) * kinds["truncate"].get("keep", 0.5))]
            self._send(reply, kinds, finished)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            finished()
            with emulator.lock:
                stats["bytes"] += len(reply.body)
                stats["by_status"][str(reply.status)] = stats["by_status"].get(str(reply.status), 0) + 1
                entry = {
                    "method": request.method,
                    "target": unquote(request.target),
                    "status": reply.status,
                    "ms": round(1000 * (time.monotonic() - began), 1),
                }
                emulator._log = [*emulator._log, entry][-1000:]

    do_POST = do_DELETE = do_HEAD = do_GET  # noqa: N815 - the names that http.server calls

    def _control(self, emulator: Emulator, request: Request) -> Reply:
        what = request.path.rstrip("/")
        if what == "/_control/stats":
            return Reply.json(emulator.stats())
        if what == "/_control/log":
            return Reply.json(emulator._log)
        if request.method == "DELETE":
            return Reply.json(emulator.control(reset=True))
        try:
            document = json.loads(request.body) if request.method == "POST" else {}
            return Reply.json(emulator.control(document))
        except (ValueError, KeyError, TypeError) as error:
            return Reply.json({"error": f"{type(error).__name__}: {error}"}, 400)

    def _send(
        self,
        reply: Reply,
        kinds: Mapping[str, Fault] = MappingProxyType({}),
        finished: Callable[[], None] = lambda: None,
    ) -> None:
        body = reply.body
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.ctype)
        self.send_header("Content-Length", str(len(body)))
        for key, value in reply.headers.items():
            self.send_header(key, value)
        if self.command == "HEAD" or not body:
            finished()
            self.end_headers()
            return
        self.end_headers()
        if "reset" in kinds:
            self.wfile.write(body[: kinds["reset"].get("after", len(body) // 2)])
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            os.close(self.connection.detach())  # with linger 0 closing sends RST, not FIN
        elif "slow" in kinds:
            step = kinds["slow"].get("chunk", 512)
            for i in range(0, len(body) - 1, step):
                self.wfile.write(body[i : min(i + step, len(body) - 1)])
                time.sleep(kinds["slow"].get("pause", 0.05))
            finished()
            self.wfile.write(body[-1:])
        else:
            self.wfile.write(body[:-1])
            finished()
            self.wfile.write(body[-1:])


class _Server(ThreadingHTTPServer):
    daemon_threads, request_queue_size = True, 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], OSError):  # clients that went away are not news
            super().handle_error(request, client_address)


@contextmanager
def serve(emulator: Running, port: int = 0) -> Iterator[Running]:
    """Run an emulator in a thread; yields it with `.url`, `.control()` and `.stats()`."""
    server = _Server(("127.0.0.1", port), _Handler)
    server.emulator, emulator.port = emulator, server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield emulator
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def main(cls: type[Emulator], doc: str, options: Iterable[tuple[str, dict[str, Any]]] = ()) -> None:
    """Command line: common switches plus `options` [(flag, kwargs)], then serve until SIGTERM/SIGINT."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="0 picks a free port (default)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--data", type=Path, help="folder of the data to serve (default: the made-up set)")
    parser.add_argument("--fault", action="append", default=[], type=json.loads, metavar="JSON", help="may be repeated")
    parser.add_argument(
        "--control", type=json.loads, default={}, metavar="JSON", help="control document to apply first"
    )
    for flag, kwargs in options:
        parser.add_argument(flag, **kwargs)
    args = vars(parser.parse_args())
    port, control, faults = args.pop("port"), args.pop("control"), args.pop("fault")
    stop = threading.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: stop.set())
    with serve(cls(faults=faults, **args), port) as emulator:
        if control:
            emulator.control(control)
        print(json.dumps({"name": emulator.name, "port": emulator.port, "url": emulator.url}), flush=True)
        stop.wait()
