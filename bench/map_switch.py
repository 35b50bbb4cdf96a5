"""How fast the map page is: another indicator, a click, the first picture. Prints one JSON line, last.

    python bench/map_switch.py                the figures
    python bench/map_switch.py --soak 400     the server's memory over 400 switches instead

The page is the real app with everything on it and a municipality chosen, on the fullest store there is, in headless
Chromium on this machine. Beside it, in turns, stand the same job done with stock tools and settings (`stock_app.py`),
and an empty rerun under the project's settings (`floor_app.py`): a busy machine slows all three.

    median_ms, p95_ms   click on another indicator until the last change of any map, legend or word of the page
    maps_ms, words_ms   the same until the maps alone, the words alone, are final (medians)
    min_ms              the quickest switch
    bytes_per_switch    what the server sent for it, counted on the wire (median)
    bytes_by_element    the same before compression: the payload of the messages by what they carry
    geometry_bytes      the geometry file as sent
    cold_s, warm_s      from the address to both maps painted: a fresh browser on a fresh server; again with both warm
    click_ms            click on a municipality until map and panel show it
    stock_median_ms     the same switch with two folium.Choropleth; stock_payload_per_switch what it takes
    floor_median_ms     an empty rerun
    reruns_on_pan       reruns while panning, zooming and hovering
    foreign_requests    requests to any other host, by all of it
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, Frame, sync_playwright

import browser as bench
import stores
from halsogap.settings import KOLADA_VARIABLE, ROOT, STORE_VARIABLE
from wire import Wire

HERE = Path(__file__).parent
QUIET, STOCK_QUIET = 700, 1500
"""Milliseconds without a change that count as rest; a stock map pauses longer between words and polygons."""

STOCK_SETTINGS = {"STREAMLIT_RUNNER_POST_SCRIPT_GC": "true", "STREAMLIT_GLOBAL_MIN_CACHED_MESSAGE_SIZE": "10000"}
"""What the project's settings change for the sake of speed, as Streamlit has it."""


@dataclass(frozen=True)
class Job:
    """What the map is asked to show: the address's parameters, how many maps, and areas to click on."""

    query: dict[str, str]
    maps: int
    clickable: tuple[str, ...]

    @property
    def small(self) -> bool:
        """Whether the job shows small areas, whose geometry is fetched beside the municipalities'."""
        return self.query["level"] not in ("kommun", "lan")


MUNICIPALITIES = Job(
    {"level": "kommun", "view": "sexes", "area": "1480"},
    2,
    # Municipalities that a pointer cannot miss.
    ("2584", "2510", "2481", "2505", "2161", "2039", "2023", "1737", "2425", "2514"),
)


def main() -> None:
    """Measure, and print."""
    asked = options((__doc__ or "").split("\n\n")[0])
    location, holds = stores.full_store()
    result = run(location, stores.indicators(location, 6), MUNICIPALITIES, asked)
    print(json.dumps({"store": holds, **result}, ensure_ascii=False))


def options(description: str) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rounds", type=int, default=4, help="rounds of 6 switches, 5 empty ones and 2 stock ones")
    parser.add_argument("--starts", type=int, default=3, help="cold starts")
    parser.add_argument("--soak", type=int, metavar="N", help="switch N times and print the server's memory instead")
    return parser.parse_args()


def run(location: Path, names: dict[str, str], job: Job, asked: argparse.Namespace) -> dict[str, Any]:
    """The figures of `job` on the store at `location`, switching between the indicators `names`."""
    signal.signal(signal.SIGTERM, _stop)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        chromium = bench.launch(playwright)
        place = Place(Path(folder), location, names, job)
        result = soak(chromium, place, asked.soak) if asked.soak else measure(chromium, place, asked)
        chromium.close()
    return result


def _stop(number: int, frame: FrameType | None) -> None:
    # As an exception, so that servers are stopped on the way out.
    sys.exit(128 + number)


class Place:
    """The three pages to serve, from a store and a folder for what they leave behind, for one job."""

    def __init__(self, folder: Path, store: Path, names: dict[str, str], job: Job) -> None:
        self.folder, self.job = folder, job
        self.store, self.names = store, names
        self.environment = {
            **{k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV")},
            # Byte code is kept as in any installation, but not in this one's folders.
            "PYTHONPYCACHEPREFIX": str(stores.cache_folder() / "bytecode"),
            STORE_VARIABLE: str(store),
            KOLADA_VARIABLE: "http://127.0.0.1:9/v3",
            "BENCH_INDICATORS": json.dumps(names),
            "BENCH_JOB": json.dumps(job.query),
        }
        # Streamlit serves no static file from outside the page's own folder.
        shutil.copytree(ROOT / "static" / "vendor", folder / "static" / "vendor")
        (folder / ".streamlit").mkdir()
        shutil.copy(ROOT / ".streamlit" / "config.toml", folder / ".streamlit")
        for name in ("stock_app.py", "floor_app.py"):
            shutil.copy(HERE / name, folder)

    @contextmanager
    def app(self) -> Iterator[tuple[str, int]]:
        """The real app: the address of the map with a municipality chosen, and the server's process id."""
        with bench.serving(ROOT / "app.py", ROOT, self.environment, self.folder / "app.log") as (url, pid):
            query = {"indicator": next(iter(self.names)), **self.job.query}
            # A link of the old kind: on a fresh server one to the page itself is loaded twice (see ui/frame.py).
            yield f"{url}/?{urlencode(query)}", pid

    @contextmanager
    def beside(self, name: str) -> Iterator[str]:
        """The stock page, under Streamlit's own settings, or the floor's, under the project's."""
        log = self.folder / f"{name}.log"
        environment = self.environment | (STOCK_SETTINGS if name == "stock_app" else {})
        with bench.serving(self.folder / f"{name}.py", self.folder, environment, log) as (url, _):
            yield url


def measure(chromium: Browser, place: Place, asked: argparse.Namespace) -> dict[str, Any]:
    """All figures of the JSON line."""
    cold, warm = [], []
    foreign: list[str] = []
    geometry_bytes = 0
    with place.app() as (url, _):  # Byte code is compiled and files are read once before anything is timed.
        bench.Visit(chromium, url, maps=place.job.maps).open(QUIET)
    for _ in range(asked.starts):
        with place.app() as (url, _):
            visit = bench.Visit(chromium, url, maps=place.job.maps)
            cold.append(visit.open(QUIET))
            fetched = {path: size for path, size in visit.sizes.items() if ".topojson" in path}
            geometry_bytes = sum(size for path, size in fetched.items() if ("/small/" in path) == place.job.small)
            again = bench.Visit(chromium, url, maps=place.job.maps, context=visit.context)
            warm.append(again.open(QUIET))
            foreign += visit.foreign + again.foreign
            visit.close()
    _say(f"cold {_rounded([p.painted for p in cold])}, warm {_rounded([p.painted for p in warm])} ms")

    with place.app() as (url, _), place.beside("stock_app") as stock_url, place.beside("floor_app") as floor_url:
        ours, stock = (bench.Visit(chromium, address, maps=place.job.maps) for address in (url, stock_url))
        floor = bench.Visit(chromium, floor_url, maps=0)
        for visit, quiet in ((ours, QUIET), (stock, STOCK_QUIET), (floor, QUIET)):
            visit.open(quiet)
        switches, stock_switches, empty = (
            Series(ours, place, QUIET),
            Series(stock, place, STOCK_QUIET),
            Series(floor, place, QUIET),
        )
        for series in (switches, stock_switches, empty):
            series.warm_up()
        for _ in range(asked.rounds):
            switches.run(6)
            stock_switches.run(2)
            empty.run(5)
            for name, series, shown in (("ours", switches, 6), ("stock", stock_switches, 2), ("floor", empty, 5)):
                _say(f"{name:6}{_rounded(series.totals[-shown:])} ms")
        sizes = on_the_wire(chromium, url, place)
        clicks = [click_on(ours, code) for code in place.job.clickable]
        reruns = pan_zoom_hover(ours)
        foreign += ours.foreign + stock.foreign + floor.foreign
        for address in foreign:
            _say(f"asked for {address}")
        ranked = sorted(switches.totals)
        median, stock_median, floor_median = (bench.middle(s.totals) for s in (switches, stock_switches, empty))
        return {
            "median_ms": round(median),
            "p95_ms": round(ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))]),
            "bytes_per_switch": round(bench.middle(sizes)),
            "geometry_bytes": geometry_bytes,
            "cold_s": round(bench.middle([p.painted for p in cold]) / 1000, 2),
            "warm_s": round(bench.middle([p.painted for p in warm]) / 1000, 2),
            "click_ms": round(bench.middle([p.total for p in clicks])),
            "stock_median_ms": round(stock_median),
            "floor_median_ms": round(floor_median),
            "reruns_on_pan": reruns,
            "foreign_requests": len(foreign),
            "times_faster_than_stock": round(stock_median / median, 1),
            "times_the_floor": round(median / floor_median, 2),
            "min_ms": round(ranked[0]),
            "stock_min_ms": round(min(stock_switches.totals)),
            "floor_min_ms": round(min(empty.totals)),
            "maps_ms": round(bench.middle([p.maps for p in switches.pictures])),
            "words_ms": round(bench.middle([p.words for p in switches.pictures])),
            "payload_per_switch": round(bench.middle(switches.sizes)),
            "bytes_by_element": switches.split(),
            "stock_payload_per_switch": round(bench.middle(stock_switches.sizes)),
            "cold_settled_s": round(bench.middle([p.total for p in cold]) / 1000, 2),
            "warm_settled_s": round(bench.middle([p.total for p in warm]) / 1000, 2),
            "recorder_ms_a_frame": round(bench.middle([p.recorder_cost for p in switches.pictures]), 2),
            "switches": len(switches.totals),
        }


class Series:
    """Switches of one page, in turn through all indicators."""

    def __init__(self, visit: bench.Visit, place: Place, quiet: float) -> None:
        self.visit, self.quiet = visit, quiet
        self.labels = list(place.names.values())
        self.turn = 0
        self.pictures: list[bench.Picture] = []
        self.sizes: list[float] = []
        self.elements: list[dict[str, int]] = []

    @property
    def totals(self) -> list[float]:
        """Milliseconds of each switch."""
        return [picture.total for picture in self.pictures]

    def warm_up(self) -> None:
        """Show every indicator once: what happens once a server is not what is measured."""
        for _ in self.labels:
            self._next()

    def run(self, times: int) -> None:
        """Switch and keep the figures."""
        for _ in range(times):
            self.pictures.append(self._next())
            self.sizes.append(self.visit.traffic.total)
            self.elements.append(self.visit.traffic.by_element())

    def split(self) -> dict[str, int]:
        """Median bytes by the kind of element."""
        kinds = {kind for split in self.elements for kind in split}
        sizes = {kind: round(bench.middle([split.get(kind, 0) for split in self.elements])) for kind in kinds}
        return dict(sorted(sizes.items(), key=lambda pair: -pair[1]))

    def _next(self) -> bench.Picture:
        self.turn += 1
        return self.visit.choose(self.labels[self.turn % len(self.labels)], self.quiet)


def on_the_wire(chromium: Browser, url: str, place: Place) -> list[float]:
    """The bytes of one switch to each indicator, as they were sent."""
    with Wire(url) as wire:
        visit = bench.Visit(chromium, wire.url, maps=place.job.maps)
        visit.open(QUIET)
        series, sizes = Series(visit, place, QUIET), []
        series.warm_up()
        for _ in series.labels:
            before = wire.received
            series.run(1)
            sizes.append(float(wire.received - before))
        visit.close()
    return sizes


def map_frame(visit: bench.Visit) -> tuple[Frame, dict[str, float]]:
    """The map's frame and its place in the window."""
    element = visit.page.query_selector("iframe[title='streamlit_folium.st_folium']")
    assert element is not None
    frame, box = element.content_frame(), element.bounding_box()
    assert frame is not None
    assert box is not None
    return frame, {"x": box["x"], "y": box["y"]}


def click_on(visit: bench.Visit, code: str) -> bench.Picture:
    """Click on a municipality of the left map."""
    frame, corner = map_frame(visit)
    inside = """(code) => {
      const { bare, scene } = halsogap.state;
      const point = bare[0].latLngToContainerPoint(halsogap.boundsOf(scene.byCode.get(code)).getCenter());
      const box = bare[0].getContainer().getBoundingClientRect();
      return [box.x + point.x, box.y + point.y];
    }"""
    x, y = frame.evaluate(inside, code)
    picture = visit.click(corner["x"] + x, corner["y"] + y, QUIET)
    chosen = frame.evaluate("halsogap.state.selected?.code")
    if chosen != code:
        raise RuntimeError(f"the click on {code} chose {chosen}")
    return picture


def pan_zoom_hover(visit: bench.Visit) -> int:
    """Pull, turn the wheel and move about over both maps; gives how many reruns that made."""
    _, corner = map_frame(visit)
    mouse = visit.page.mouse
    visit.traffic.clear()
    for across in (200, 620):
        x, y = corner["x"] + across, corner["y"] + 250
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + 60, y + 40, steps=8)
        mouse.up()
        for step in (-300, -300, 400):
            mouse.wheel(0, step)
            visit.page.wait_for_timeout(150)
        for away in range(0, 120, 6):
            mouse.move(x + away / 2, y + away)
    visit.page.wait_for_timeout(QUIET)
    return visit.traffic.reruns


def soak(chromium: Browser, place: Place, times: int) -> dict[str, Any]:
    """The server's memory over many switches and sessions: without Streamlit's own collection it must stay bounded."""
    with place.app() as (url, pid):
        memory = [_memory(pid)]
        done = 0
        while done < times:
            # A new session every twenty switches: what ended sessions leave behind counts too.
            visit = bench.Visit(chromium, url)
            visit.open(QUIET)
            series = Series(visit, place, 150)
            series.run(min(20, times - done))
            done += len(series.totals)
            visit.close()
            memory.append(_memory(pid))
            _say(f"{done} switches, {memory[-1]} MB")
        half = len(memory) // 2
        return {
            "soak_switches": done,
            "soak_sessions": len(memory) - 1,
            "memory_mb": memory,
            "growth_second_half_mb": round(memory[-1] - memory[half], 1),
        }


def _memory(pid: int) -> float:
    """The process's resident memory in MB; Linux tells it in a file."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return round(int(kilobytes) / 1024, 1)


def _rounded(values: list[float]) -> list[int]:
    return [round(value) for value in values]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
