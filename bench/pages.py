"""How fast every page is: a click on its main control until its view is final. Prints one JSON line, last.

    python bench/pages.py                      all pages that app.py registers
    python bench/pages.py start development    only these
    python bench/pages.py --against ../old     another tree's pages beside them, in turns: which is faster?
    python bench/pages.py --root ../old        another tree's pages instead

    floor_median_ms     an empty rerun under the project's settings (`floor_app.py`), in turns with the pages
    pages               by the key of its title: the median of the page's switches, in milliseconds
    times_the_floor     the same over the median of the empty reruns that took turns with it; the aim is 5 at most
    against             the same two of the tree it is set against, and `ratio`, ours over theirs
    by_navigation       pages without a control of their own that is measured here: the click is on their link
    not_measured        pages that could not be measured, and why; the bench then ends with 1

The store is the fullest there is, the browser headless Chromium on this machine. Each page has shown every choice once
before anything is timed. A page that app.py registers needs a line in `PAGES`.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, Error, sync_playwright

import browser as bench
import stores
from halsogap.settings import KOLADA_VARIABLE, ROOT, STORE_VARIABLE
from map_switch import MUNICIPALITIES, QUIET, Place

WIDE_QUIET = 1200
"""Milliseconds without a change that count as rest: a chart is embedded anew in several steps."""

AIM = 5.0
"""How many times the floor a page may take."""

PLACES = ("Gävle", "Uppsala", "Umeå", "Gotland")
INDICATORS = ("the store's own",)
"""Stands for the names of the indicators with values of nearly all areas, which depend on the store."""


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
            # What is chosen already changes nothing.
            others = page.get_by_role("option", selected=False)
            others.first.wait_for()
            option = others.nth(turn % min(6, others.count()))
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
        others = visit.page.locator(f".st-key-{self.key}").get_by_role("radio", checked=False)
        others.first.wait_for()
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
        file = self.made(self.folder, turn)
        # Not the help beside the label, which is a button too.
        button = visit.page.locator(f".st-key-{self.key} [data-testid=stFileUploaderDropzone] button").last
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

    away: str
    maps: int = 0

    def prepare(self, visit: bench.Visit, turn: int) -> Callable[[], object]:
        """Go to the other page by its link, and point at this one's."""
        sidebar, path = visit.page.locator("[data-testid=stSidebar]"), urlsplit(visit.url).path.strip("/")
        sidebar.locator(f"a[href*='{self.away}']").first.click()
        visit.page.wait_for_timeout(QUIET)
        sidebar.locator(f"a[href*='{path}']").first.hover()
        visit.page.wait_for_timeout(150)
        return lambda: _press(visit)


def own_table(folder: Path, turn: int) -> Path:
    """A table of a share in every municipality, other values each time."""
    from halsogap.geography import codes
    from halsogap.model import Level

    file = folder / f"tabell_{turn}.csv"
    rows = [f"{code};2023;{(int(code) * (turn + 3)) % 97},5" for code in codes(Level.KOMMUN)]
    file.write_text("\n".join(["kommunkod;år;andel", *rows]), encoding="utf-8")
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


@dataclass(frozen=True)
class Page:
    """One page: the control that is measured, and the view that it is opened with, as parameters of the address."""

    control: Control
    view: dict[str, str] = field(default_factory=dict)


INDICATOR = {"indicator": "fallskador_80", "area": "1280"}
PAGES = {
    "start": Page(Select("control_place", PLACES), {"area": "1280"}),
    "map": Page(Select("control_indicator", INDICATORS, maps=2), {**INDICATOR, "level": "kommun", "view": "sexes"}),
    "gap": Page(Select("control_indicator", INDICATORS, maps=1), {**INDICATOR, "level": "kommun"}),
    "comparison": Page(Select("control_indicator", INDICATORS), {**INDICATOR, "level": "kommun"}),
    "development": Page(Select("control_indicator", INDICATORS), {**INDICATOR, "level": "kommun"}),
    "spread": Page(Segments("control_level"), {"level": "kommun"}),
    "goals": Page(Select("control_place", PLACES), {"area": "1280"}),
    "whatif": Page(Select("control_indicator"), {**INDICATOR, "level": "kommun", "reference": "p10"}),
    "profile": Page(Select("profile_place", PLACES), {"area": "1280"}),
    "own_data": Page(Upload("own_file", own_table)),
    "own_areas": Page(Upload("own_areas_file", own_polygons)),
    "indicators": Page(Search(("skola", "vård", "fall"))),
    "data": Page(Link("nyckeltal")),
}
"""The pages by the key of their title, in the order of the navigation; one line a page."""


def environment(root: Path, store: Path, kolada: str) -> dict[str, str]:
    """What a server of the app in the tree `root` is told: its source, the store, where Kolada answers."""
    return {"PYTHONPATH": str(root / "src"), STORE_VARIABLE: str(store), KOLADA_VARIABLE: kolada}


def registered(root: Path = ROOT) -> dict[str, str]:
    """The pages that `root`/app.py registers: the key of the title, and the path of the address."""
    code = (root / "app.py").read_text(encoding="utf-8")
    return dict(re.findall(r'\("pages/\w+\.py", "(\w+)", "([\w-]+)"\)', code))


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument(
        "pages", nargs="*", metavar="PAGE", help="the keys of the pages' titles; all where none is named"
    )
    parser.add_argument(
        "--rounds", type=int, default=9, help="how often each page is switched, and the empty one with it"
    )
    parser.add_argument("--store", type=Path, help="the store to measure on; the fullest there is where none is named")
    parser.add_argument("--root", type=Path, default=ROOT, help="the tree of the source that is measured")
    parser.add_argument("--against", type=Path, help="another tree of the source, measured in turns with it")
    asked = parser.parse_args()
    roots = [root.resolve() for root in (asked.root, asked.against) if root]
    known = registered(roots[0])
    if unknown := [name for name in asked.pages if name not in known]:
        sys.exit(f"app.py registers no page {', '.join(unknown)}: it has {', '.join(known)}.")
    wanted = [name for name in known if not asked.pages or name in asked.pages]
    if lineless := [name for name in wanted if name not in PAGES]:
        sys.exit(f"bench/pages.py has no line in PAGES for {', '.join(lineless)}.")
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    location, holds = (asked.store.resolve(), str(asked.store)) if asked.store else stores.full_store()
    names = stores.indicators(location, 6)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder, kolada() as address:
        chromium = bench.launch(playwright)
        place = Place(Path(folder), location, names, MUNICIPALITIES)
        place.environment[KOLADA_VARIABLE] = address
        result = measure(chromium, place, wanted, roots, asked.rounds)
        chromium.close()
    print(json.dumps({"store": holds, **result}, ensure_ascii=False))
    if result["not_measured"]:
        sys.exit(1)


@contextmanager
def kolada() -> Iterator[str]:
    """The address of Kolada's emulator, with the real catalogue where it is at hand: a search must find something."""
    data = stores.SHARED / "data"
    with stores.emulator("kolada").start(data=data if data.is_dir() else None, seed=1) as running:
        yield running.url


def measure(chromium: Browser, place: Place, wanted: list[str], roots: list[Path], rounds: int) -> dict[str, Any]:
    """All figures of the JSON line, of the `wanted` pages of the first of the `roots`, in turns with the others."""
    floors: list[float] = []
    measured: dict[str, list[Figures]] = {}
    failed: dict[str, str] = {}
    with ExitStack() as stack:
        urls = [stack.enter_context(_served(chromium, place, root, str(n))) for n, root in enumerate(roots)]
        indicators = tuple(place.names.values())
        floor_url = stack.enter_context(place.beside("floor_app"))
        floor = Switches(bench.Visit(chromium, floor_url, maps=0), Select("control_indicator", indicators))
        floor.begin()
        for name in wanted:
            control, view = _of_store(PAGES[name], place.names)
            paths = [registered(root)[name] for root in roots]
            with ExitStack() as visits:
                trees = []
                for url, path in zip(urls, paths, strict=True):
                    address = f"{url}/{path}?{urlencode({**view, 'lang': 'sv'})}"
                    trees.append(Switches(bench.Visit(chromium, address, maps=control.maps), control))
                    visits.callback(trees[-1].visit.close)
                floor.totals = []
                try:
                    for tree in trees:
                        tree.begin()
                    # In turns, and each as often first as last: what a busy moment or the order costs, costs all alike.
                    for number in range(rounds):
                        for switches in (floor, *(trees if number % 2 else reversed(trees))):
                            switches.run()
                # One page that does not answer must not cost the figures of all others.
                except (Error, RuntimeError) as error:
                    failed[name] = f"{type(error).__name__}: {str(error).splitlines()[0]}"
                    _say(f"{name:12} {failed[name]}")
                    continue
            floors += floor.totals
            least = bench.middle(floor.totals)
            measured[name] = [Figures(round(t), round(t / least, 2)) for t in (bench.middle(s.totals) for s in trees)]
            _say(f"{name:12} floor {least:4.0f}  " + "  ".join(f"{f.ms:5} ms {f.times:5.2f}" for f in measured[name]))
    ours = {name: figures[0] for name, figures in measured.items()}
    slow = [name for name, figures in ours.items() if figures.times > AIM]
    if slow:
        _say(f"slower than {AIM:g} times the floor: {', '.join(slow)}")
    against = {
        name: {"ms": theirs.ms, "times_the_floor": theirs.times, "ratio": round(ours[name].ms / theirs.ms, 2)}
        for name, (_, *others) in measured.items()
        for theirs in others
    }
    return {
        "floor_median_ms": round(bench.middle(floors)) if floors else None,
        "pages": {name: figures.ms for name, figures in ours.items()},
        "times_the_floor": {name: figures.times for name, figures in ours.items()},
        **({"against": against} if len(roots) > 1 else {}),
        "by_navigation": [name for name in ours if isinstance(PAGES[name].control, Link)],
        "not_measured": failed,
    }


@dataclass(frozen=True)
class Figures:
    """A page's: the median of its switches in milliseconds, and how many times the floor's that is."""

    ms: int
    times: float


@contextmanager
def _served(chromium: Browser, place: Place, root: Path, name: str) -> Iterator[str]:
    """The address of the app in the tree `root`, which has been asked for once; its log has this `name`."""
    told = {**place.environment, **environment(root, place.store, place.environment[KOLADA_VARIABLE])}
    with bench.serving(root / "app.py", root, told, place.folder / f"pages_{name}.log") as (url, _):
        # A fresh server takes the first deep link for one to the folder of pages, and has the browser ask again.
        first = bench.Visit(chromium, url, maps=0)
        first.open(WIDE_QUIET)
        first.page.wait_for_selector("h1")
        first.close()
        yield url


def _of_store(page: Page, names: dict[str, str]) -> tuple[Control, dict[str, str]]:
    """The page's control and view, with the store's own indicators (slug to short name) where it takes those."""
    control = page.control
    if isinstance(control, Select) and control.options == INDICATORS:
        return replace(control, options=tuple(names.values())), {**page.view, "indicator": next(iter(names))}
    return control, page.view


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

    def run(self) -> None:
        """Switch and keep the figure."""
        self.totals.append(self._next().total)

    def _next(self) -> bench.Picture:
        self.turn += 1
        self.visit.page.bring_to_front()
        return self.visit.act(self.control.prepare(self.visit, self.turn), WIDE_QUIET)


def _press(visit: bench.Visit) -> None:
    visit.page.mouse.down()
    visit.page.mouse.up()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
