"""A Streamlit server and a Chromium to look at it with: what was sent, what was asked, when the picture was final."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request, Response, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

RECORDER = Path(__file__).with_name("recorder.js")
VIEWPORT: Any = {"width": 1440, "height": 900}
LOCAL = ("127.0.0.1", "localhost")
START_SECONDS = 60

CHROMIUM = next(
    filter(
        None,
        [
            os.environ.get("HALSOGAP_CHROMIUM") or os.environ.get("CHROMIUM"),
            *map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")),
        ],
    ),
    None,
)
"""The path of the browser: $HALSOGAP_CHROMIUM, $CHROMIUM, or the system's; None where there is none."""

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def serving(app: Path, cwd: Path, environment: dict[str, str], log: Path) -> Iterator[tuple[str, int]]:
    """Run `app` with Streamlit on a free port; gives its address and process id, and stops it whatever happens.

    Raises
    ------
    RuntimeError
        The server did not answer in time; the message has the end of its log.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true"]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait_until_healthy(f"http://127.0.0.1:{port}", process, log)
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"Streamlit did not start at {url}:\n{log.read_text()[-2000:]}")


def launch(playwright: Playwright) -> Browser:
    """A headless Chromium that knows no host but this machine.

    Raises
    ------
    SystemExit
        There is none.
    """
    if CHROMIUM is None:
        sys.exit("There is no Chromium here. Install it (Debian: apt install chromium), or set CHROMIUM to its path.")
    hosts = ", ".join(f"EXCLUDE {host}" for host in LOCAL)
    # Names are stopped at the resolver and not by intercepting requests, which would turn the browser's cache off.
    rules = f"--host-resolver-rules=MAP * ~NOTFOUND, {hosts}"
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, rules])


@dataclass
class Traffic:
    """What has gone over the wire since the last `clear`, in bytes as they were sent."""

    messages: list[bytes] = field(default_factory=list)
    http_bytes: int = 0
    reruns: int = 0

    @property
    def total(self) -> int:
        """Bytes to the browser: messages and answers."""
        return self.http_bytes + sum(map(len, self.messages))

    def by_element(self) -> dict[str, int]:
        """The messages' bytes by the kind of element they carry, largest first; `http` beside them."""
        kinds: Counter[str] = Counter(http=self.http_bytes)
        for message in self.messages:
            kinds[_kind(message)] += len(message)
        return {kind: size for kind, size in kinds.most_common() if size}

    def clear(self) -> None:
        """Begin anew."""
        self.messages, self.http_bytes, self.reruns = [], 0, 0


def _kind(message: bytes) -> str:
    parsed = ForwardMsg.FromString(message)
    kind = parsed.WhichOneof("type")
    if kind != "delta":
        return str(kind)
    delta = parsed.delta
    if delta.WhichOneof("type") == "new_element":
        return str(delta.new_element.WhichOneof("type"))
    return f"block:{delta.add_block.WhichOneof('type')}" if delta.WhichOneof("type") == "add_block" else "delta"


@dataclass(frozen=True)
class Picture:
    """When a picture was final: milliseconds from the action that brought it, in all, of the maps, of the words."""

    total: float
    maps: float
    words: float
    painted: float
    recorder_cost: float


class Visit:
    """One page in a browser profile of its own, with the recorder and the traffic counters on."""

    def __init__(self, browser: Browser, url: str, *, maps: int = 2, context: BrowserContext | None = None) -> None:
        self.url, self.maps = url, maps
        self.context = context or browser.new_context(viewport=VIEWPORT, locale="sv-SE")
        self.page: Page = self.context.new_page()
        self.page.add_init_script(path=RECORDER)
        self.traffic = Traffic()
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.sizes: dict[str, int] = {}
        self.page.on("websocket", self._listen)
        self.page.on("request", self._ask)
        self.page.on("response", self._answer)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self._wire = self.context.new_cdp_session(self.page)
        self._wire.send("Network.enable")
        self._wire.on("Network.loadingFinished", self._loaded)

    def open(self, quiet: float) -> Picture:
        """Go to the address; the times count from there."""
        self.page.goto(self.url, wait_until="commit")
        return self._rest(quiet)

    def act(self, action: Callable[[], object], quiet: float) -> Picture:
        """Do what clicks once, and give the times from that click. Traffic is counted from here."""
        self.traffic.clear()
        self.page.evaluate("recorder.start()")
        action()
        return self._rest(quiet)

    def choose(self, label: str, quiet: float) -> Picture:
        """Choose another indicator in the page's selectbox: type its name, then click on the option."""
        field = self.page.locator(".st-key-control_indicator input")
        field.click()
        field.fill(label)
        option = self.page.get_by_role("option", name=label, exact=True)
        option.hover()  # waits until it stands still
        self.page.wait_for_timeout(150)
        return self.act(self._press, quiet)

    def click(self, x: float, y: float, quiet: float) -> Picture:
        """Click at a point of the page; the pointer has been there for a while."""
        self.page.mouse.move(x, y)
        self.page.wait_for_timeout(300)
        return self.act(self._press, quiet)

    def _press(self) -> None:
        self.page.mouse.down()
        self.page.mouse.up()

    def _rest(self, quiet: float) -> Picture:
        seen = self.page.evaluate("(asked) => recorder.rest(...asked)", [self.maps, quiet, 60_000])
        changes = seen["changes"]
        if seen["late"] or seen["began"] is None:
            raise RuntimeError(f"{self.url} did not come to rest: {len(changes)} changes, errors {self.errors[:3]}")
        last = changes[-1]

        def since(part: str) -> float:
            # Backwards to the first frame of the final state: what looked alike for a while before does not count.
            first = last
            for change in reversed(changes):
                if change[part] != last[part]:
                    break
                first = change
            return float(first["at"] - seen["began"])

        painted = next((c["at"] for c in changes if c["painted"] >= self.maps), float("nan")) - seen["began"]
        return Picture(last["at"] - seen["began"], since("maps"), since("text"), painted, seen["cost"])

    def close(self) -> None:
        """Close the page and its profile."""
        self.context.close()

    def _listen(self, wire: WebSocket) -> None:
        wire.on("framereceived", lambda data: self.traffic.messages.append(_bytes(data)))
        wire.on("framesent", self._sent)

    def _sent(self, data: str | bytes) -> None:
        # The first frame of a connection is text of the protocol's own; every rerun is a message of this kind.
        if isinstance(data, bytes) and BackMsg.FromString(data).WhichOneof("type") == "rerun_script":
            self.traffic.reruns += 1

    def _loaded(self, event: dict[str, Any]) -> None:
        self.traffic.http_bytes += int(event["encodedDataLength"])

    def _ask(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname not in LOCAL:
            self.foreign.append(request.url)

    def _answer(self, response: Response) -> None:
        self.sizes[urlsplit(response.url).path] = int(response.headers.get("content-length", 0))


def _bytes(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data


def middle(values: Sequence[float]) -> float:
    """The median."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
