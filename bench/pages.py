"""How fast every page is: a click on its main control until its view is final. Prints one JSON line, last.

    python bench/pages.py                      all pages that app.py registers
    python bench/pages.py start development    only these

    floor_median_ms     an empty rerun under the project's settings (`floor_app.py`), in turns with the pages
    pages               by the key of its title: the median of the page's switches, in milliseconds
    times_the_floor     the same over the floor of this run; the aim is 5 at most
    by_navigation       pages without a control of their own that is measured here: the click is on their link

The store is the fullest there is, the browser headless Chromium on this machine. Each page is open in a profile of its
own, and has shown every choice once before anything is timed. A new page gets a line in `CONTROLS`; until then it is
measured by its link in the navigation.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

from playwright.sync_api import Browser, Error, sync_playwright

import browser as bench
import stores
from halsogap.settings import KOLADA_VARIABLE, ROOT
from map_switch import MUNICIPALITIES, QUIET, Place

WIDE_QUIET = 1200
"""Milliseconds without a change that count as rest: a chart is embedded anew in several steps."""

AIM = 5.0
"""How many times the floor a page may take."""

PLACES = ("Gävle", "Malmö", "Umeå", "Gotland")


class Control(Protocol):
    """What is clicked on a page of so many `maps`. `prepare` does all that comes before the click, and gives what
    clicks."""

    @property
    def maps(self) -> int:
        """How many maps are painted before the page stands."""

    def prepare(self, visit: bench.Visit, turn: int) -> Callable[[], object]:
        """Make ready for the switch number `turn`."""


@dataclass(frozen=True)
class Select:
    """A selectbox, by its key. `options` are typed in turn; without them the first ones of its list are."""

    key: str
    options: tuple[str, ...] = ()
    maps: int = 0

    def prepare(self, visit: bench.Visit, turn: int) -> Callable[[], object]:
        """Open the list and point at the next option."""
        page, box = visit.page, visit.page.locator(f".st-key-{self.key} input")
        box.click()
        if self.options:
            label = self.options[turn % len(self.options)]
            box.fill(label)
            option = page.get_by_role("option", name=label, exact=True)
        else:
            listed = page.get_by_role("option")
            listed.first.wait_for()
            option = listed.nth(turn % min(6, listed.count()))
        option.hover()  # waits until it stands still
        page.wait_for_timeout(150)
        return lambda: _press(visit)


@dataclass(frozen=True)
class Segments:
    """A segmented control, by its key: the next of its segments that is not chosen."""

    key: str
    maps: int = 0

    def prepare(self, visit: bench.Visit, turn: int) -> Callable[[], object]:
        """Point at it."""
        others = visit.page.locator(f".st-key-{self.key} button[data-testid=stBaseButton-segmented_control]")
        others.nth(turn % others.count()).hover()
        visit.page.wait_for_timeout(150)
        return lambda: _press(visit)


@dataclass(frozen=True)
class Upload:
    """A field for files, by its key: `made` writes the file of a turn into a folder."""

    key: str
    made: Callable[[Path, int], Path]
    maps: int = 0
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="halsogap-bench-")))

    def prepare(self, visit: bench.Visit, turn: int) -> Callable[[], object]:
        """Write the file. The click opens the browser's own dialog, which the file is given to at once."""
        file, button = self.made(self.folder, turn), visit.page.locator(f".st-key-{self.key} button").first
        button.hover()

        def give() -> None:
            with visit.page.expect_file_chooser() as chooser:
                button.click()
            chooser.value.set_files(file)

        return give


@dataclass(frozen=True)
class Search:
    """A field of a form and its button: `words` are asked for in turn."""

    words: tuple[str, ...]
    maps: int = 0

    def prepare(self, visit: bench.Visit, turn: int) -> Callable[[], object]:
        """Write the words, leave the field, so that the form knows them, and point at the button."""
        form = visit.page.locator("[data-testid=stForm]")
        field, button = form.locator("input"), form.locator("[data-testid=stFormSubmitButton] button")
        field.fill(self.words[turn % len(self.words)])
        field.blur()
        button.hover()
        visit.page.wait_for_timeout(300)
        return button.click


@dataclass(frozen=True)
class Link:
    """The page's own link in the navigation, from another page (the address `away`)."""

    path: str
    away: str
    maps: int = 0

    def prepare(self, visit: bench.Visit, turn: int) -> Callable[[], object]:
        """Go to the other page by its link, and point at this one's."""
        sidebar = visit.page.locator("[data-testid=stSidebar]")
        sidebar.locator(f"a[href*='{self.away}']").first.click()
        visit.page.wait_for_timeout(QUIET)
        sidebar.locator(f"a[href*='{self.path}']").first.hover()
        visit.page.wait_for_timeout(150)
        return lambda: _press(visit)


def own_table(folder: Path, turn: int) -> Path:
    """A table of a share in every municipality, other values each time."""
    from halsogap.geography import codes
    from halsogap.model import Level

    file = folder / f"tabell_{turn}.csv"
    rows = [f"{code};{(int(code) * (turn + 3)) % 97},5" for code in codes(Level.KOMMUN)]
    file.write_text("\n".join(["kommunkod;andel", *rows]), encoding="utf-8")
    return file


def own_polygons(folder: Path, turn: int) -> Path:
    """A file of four squares round Gävle, moved a little each time."""
    file, west, south = folder / f"delar_{turn}.geojson", 17.0 + turn / 100, 60.6
    squares = []
    for number in range(4):
        x, y = west + 0.1 * (number % 2), south + 0.1 * (number // 2)
        ring = [[x, y], [x + 0.1, y], [x + 0.1, y + 0.1], [x, y + 0.1], [x, y]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        squares.append({"type": "Feature", "properties": {"namn": f"Del {number + 1}"}, "geometry": geometry})
    file.write_text(json.dumps({"type": "FeatureCollection", "features": squares}), encoding="utf-8")
    return file


def controls(names: tuple[str, ...]) -> dict[str, Control]:
    """The main control of each page, by the key of its title. `names` are indicators to switch between."""
    indicator = Select("control_indicator", names)
    return {
        "start": Select("control_place", PLACES),
        "map": Select("control_indicator", names, maps=2),
        "gap": Select("control_indicator", names, maps=1),
        "comparison": indicator,
        "development": indicator,
        "spread": Segments("control_level"),
        "goals": Select("control_place", PLACES),
        "whatif": Select("control_indicator"),
        "profile": Select("profile_place", PLACES),
        "own_data": Upload("own_file", own_table),
        "own_areas": Upload("own_areas_file", own_polygons),
        "indicators": Search(("skola", "vård", "fall")),
    }


def registered() -> dict[str, str]:
    """The pages that app.py registers: the key of the title, and the path of the address."""
    code = (ROOT / "app.py").read_text(encoding="utf-8")
    return dict(re.findall(r'\("pages/\w+\.py", "(\w+)", "([\w-]+)"\)', code))


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument(
        "pages", nargs="*", metavar="PAGE", help="the keys of the pages' titles; all where none is named"
    )
    parser.add_argument("--rounds", type=int, default=3, help="rounds of 5 empty switches and 3 of each page")
    asked = parser.parse_args()
    known = registered()
    if unknown := [name for name in asked.pages if name not in known]:
        sys.exit(f"app.py registers no page {', '.join(unknown)}: it has {', '.join(known)}.")
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    location, holds = stores.full_store()
    names = stores.indicators(location, 6)
    wanted = {name: path for name, path in known.items() if not asked.pages or name in asked.pages}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder, kolada() as address:
        chromium = bench.launch(playwright)
        place = Place(Path(folder), location, names, MUNICIPALITIES)
        place.environment[KOLADA_VARIABLE] = address
        result = measure(chromium, place, wanted, known, asked.rounds)
        chromium.close()
    print(json.dumps({"store": holds, **result}, ensure_ascii=False))


@contextmanager
def kolada() -> Iterator[str]:
    """The address of Kolada's emulator, with the real catalogue where it is at hand: a search must find something."""
    data = stores.SHARED / "data"
    with stores.emulator("kolada").start(data=data if data.is_dir() else None, seed=1) as running:
        yield running.url


def measure(
    chromium: Browser, place: Place, wanted: dict[str, str], known: dict[str, str], rounds: int
) -> dict[str, Any]:
    """All figures of the JSON line, of the `wanted` pages among those `known` (title key to path)."""
    table = controls(tuple(place.names.values()))
    away = "nyckeltal" if "indicators" in known else next(iter(known.values()))
    log = place.folder / "pages.log"
    with (
        bench.serving(ROOT / "app.py", ROOT, place.environment, log) as (url, _),
        place.beside("floor_app") as floor_url,
    ):
        # A fresh server takes the first deep link for one to the folder of pages, and has the browser ask again.
        first = bench.Visit(chromium, url, maps=0)
        first.open(WIDE_QUIET)
        first.page.wait_for_selector("h1")
        first.close()
        floor = Switches(
            bench.Visit(chromium, floor_url, maps=0), Select("control_indicator", tuple(place.names.values()))
        )
        pages: dict[str, Switches] = {}
        for name, path in wanted.items():
            control = table.get(name) or Link(path, away)
            query = {"lang": "sv", "area": "1480", "indicator": next(iter(place.names)), "level": "kommun"}
            query = {key: query[key] for key in ("lang", "area")} if name == "start" else query
            visit = bench.Visit(chromium, f"{url}/{path}?{urlencode(query)}", maps=control.maps)
            pages[name] = Switches(visit, control)
        floor.begin()
        failed = [name for name, switches in pages.items() if not _tried(name, switches.begin)]
        for number in range(rounds):
            floor.run(5)
            for name, switches in pages.items():
                if name not in failed and not _tried(name, partial(switches.run, 3)):
                    failed.append(name)
            shown = {name: round(bench.middle(s.totals)) for name, s in pages.items() if s.totals}
            _say(f"round {number + 1}: floor {round(bench.middle(floor.totals))}, {shown}")
    least = bench.middle(floor.totals)
    medians = {name: round(bench.middle(s.totals)) for name, s in pages.items() if s.totals}
    slow = [name for name, median in medians.items() if median > AIM * least]
    if slow:
        _say(f"slower than {AIM:g} times the floor: {', '.join(slow)}")
    return {
        "floor_median_ms": round(least),
        "pages": medians,
        "times_the_floor": {name: round(median / least, 2) for name, median in medians.items()},
        "by_navigation": [name for name in medians if name not in table],
        "not_measured": failed,
    }


class Switches:
    """One page and its control, switched in turn."""

    def __init__(self, visit: bench.Visit, control: Control) -> None:
        self.visit, self.control = visit, control
        self.turn = 0
        self.totals: list[float] = []

    def begin(self) -> None:
        """Open the page and show some choices once: what happens once a server is not what is measured."""
        self.visit.open(WIDE_QUIET)
        for _ in range(6):
            self._next()

    def run(self, times: int) -> None:
        """Switch and keep the figures."""
        for _ in range(times):
            self.totals.append(self._next().total)

    def _next(self) -> bench.Picture:
        self.turn += 1
        return self.visit.act(self.control.prepare(self.visit, self.turn), WIDE_QUIET)


def _tried(name: str, act: Callable[[], object]) -> bool:
    """Whether `act` went well. One page that does not answer must not cost the figures of all others."""
    try:
        act()
    except (Error, RuntimeError, ZeroDivisionError) as error:
        _say(f"{name}: {type(error).__name__}: {str(error).splitlines()[0]}")
        return False
    return True


def _press(visit: bench.Visit) -> None:
    visit.page.mouse.down()
    visit.page.mouse.up()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
