"""Pictures of the app's pages, as they stand once they have come to rest; and of what differs between two sets of them.

    python tools/pictures.py --out before                        all pages, both languages, both sizes, demo values
    python tools/pictures.py --out now --store data/store --pages map gap --languages sv --sizes 1440x900
    python tools/pictures.py --out old --root ../old-tree        of another tree of the source
    python tools/pictures.py --compare before now --out diff     by picture the share of pixels that differ
    python tools/pictures.py --readme                            docs/pictures, one picture for each page, small files

A picture is named <page>_<language>_<size>.png. The pages and the views they are opened with are those of
`bench/pages.py`. Where a page is about a file, one is given to it, and the page without it is <page>-empty.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from playwright.sync_api import Page as Tab

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "bench"))

import browser as bench  # noqa: E402
import pages  # noqa: E402
import stores  # noqa: E402

NOWHERE = "http://127.0.0.1:9"
"""No service answers there: a picture shows what the store has."""

RED = (220, 0, 40)
"""What differs, in a picture of a difference."""

QUIET_LOOKS, PAUSE_MS, MOST_SECONDS = 3, 300, 60
"""A page has come to rest when it looks the same so many times in a row, so far apart."""

WHOLE = """
html, body, [data-testid=stApp], [data-testid=stAppViewContainer], [data-testid=stMain] {
  overflow: visible !important;
}
[data-testid=stMain] { height: auto !important; min-height: 100%; bottom: auto !important; }
"""
"""Lets the document be as tall as what is in it, where Streamlit scrolls a box in the window instead. The window keeps
its size, which the map's height depends on."""

WAITS_FOR = """() => {
  const app = document.querySelector("[data-testid=stApp]"), main = document.querySelector("[data-testid=stMain]");
  if (!app || app.dataset.testScriptState !== "notRunning" || !main || !main.querySelector("h1")) return "the script";
  if (main.querySelector("[data-testid=stSkeleton], [data-testid=stSpinner]")) return "a skeleton";
  if (main.querySelector("[data-stale=true]")) return "what is stale";
  for (const chart of main.querySelectorAll("[data-testid=stVegaLiteChart]")) {
    const drawn = chart.querySelector("canvas, svg");
    if (!drawn || !drawn.getBoundingClientRect().width) return "a chart";
  }
  for (const frame of main.querySelectorAll("iframe[title='streamlit_folium.st_folium']")) {
    if (!frame.contentDocument?.querySelector("main.painted, body.painted")) return "a map";
  }
  if ([...document.images].some((image) => !image.complete)) return "an image";
  return document.fonts.status === "loaded" ? "" : "a font";
}"""
"""What of the page is not there yet, in words; empty where nothing is missing."""


class Size(NamedTuple):
    """Of the window, in pixels."""

    width: int
    height: int

    @classmethod
    def parse(cls, text: str) -> Size:
        """Of "1440x900"."""
        width, height = map(int, text.split("x"))
        return cls(width, height)

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


class NotAtRest(RuntimeError):
    """A page did not come to rest in time."""


def main() -> None:
    """Take pictures, or compare them."""
    asked = _options()
    if asked.compare:
        sys.exit(1 if compare(asked.compare[0], asked.compare[1], asked.out) else 0)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = bench.launch(playwright)
        with served(asked.root, asked.store or stores.demo_store(), Path(folder)) as url:
            if asked.readme:
                take_for_readme(chromium, url, asked.root, asked.out)
            else:
                missed = take(chromium, url, asked)
                if missed:
                    sys.exit(f"no picture of {', '.join(missed)}")
        chromium.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--out", type=Path, help="the folder that the pictures go into")
    parser.add_argument("--store", type=Path, help="the store to show; made-up values where none is named")
    parser.add_argument("--sizes", default="1440x900,390x844", help="of the window, with commas between them")
    parser.add_argument("--languages", default="sv,en", help="with commas between them")
    parser.add_argument("--pages", nargs="+", choices=pages.PAGES, default=list(pages.PAGES), metavar="PAGE")
    parser.add_argument("--root", type=Path, default=ROOT, help="the tree of the source that is shown")
    parser.add_argument("--readme", action="store_true", help="the pictures of the README, into docs/pictures")
    parser.add_argument("--compare", nargs=2, type=Path, metavar=("BEFORE", "AFTER"), help="two folders of pictures")
    asked = parser.parse_args()
    if asked.readme:
        asked.out = asked.out or ROOT / "docs" / "pictures"
    if asked.out is None:
        parser.error("--out is needed: the folder that the pictures go into")
    asked.root, asked.out = asked.root.resolve(), asked.out.resolve()
    asked.store = asked.store.resolve() if asked.store else None
    return asked


@contextmanager
def served(root: Path, store: Path, folder: Path) -> Iterator[str]:
    """The address of the app in the tree `root` on `store`, with no publisher within reach; `folder` gets its log."""
    environment = {**os.environ, **pages.environment(root, store, NOWHERE)}
    with bench.serving(root / "app.py", root, environment, folder / "app.log") as (url, _):
        yield url


def take(chromium: Browser, url: str, asked: argparse.Namespace) -> list[str]:
    """Pictures of all that is `asked` for, whole pages; the names of those that did not come to rest."""
    asked.out.mkdir(parents=True, exist_ok=True)
    paths, missed = pages.registered(asked.root), []
    for size in map(Size.parse, asked.sizes.split(",")):
        with visitor(chromium, url, size) as context:
            for name in asked.pages:
                for language in asked.languages.split(","):
                    began, picture = time.monotonic(), f"{name}_{language}_{size}"
                    try:
                        photograph(context, f"{url}/{paths[name]}", name, language, asked.out / f"{picture}.png")
                    except NotAtRest as error:
                        missed.append(picture)
                        print(f"{picture}: {error}", file=sys.stderr)
                    print(f"{picture}  {time.monotonic() - began:.1f} s", flush=True)
    return missed


def take_for_readme(chromium: Browser, url: str, root: Path, folder: Path) -> None:
    """A window of each page in Swedish, as files that a repository can hold."""
    folder.mkdir(parents=True, exist_ok=True)
    with visitor(chromium, url, Size(1440, 900)) as context:
        for name, path in pages.registered(root).items():
            file = folder / f"{name}.png"
            photograph(context, f"{url}/{path}", name, "sv", file, whole=False)
            few = Image.open(file).convert("RGB").quantize(256, kmeans=2, dither=Image.Dither.NONE)
            few.save(file, optimize=True)
            print(f"{file.name}  {file.stat().st_size / 1000:.0f} kB", flush=True)


@contextmanager
def visitor(chromium: Browser, url: str, size: Size) -> Iterator[BrowserContext]:
    """A browser profile with a window of `size`, which has met the server once."""
    context = chromium.new_context(
        viewport={"width": size.width, "height": size.height}, locale="sv-SE", reduced_motion="reduce"
    )
    try:
        # A fresh server takes the first deep link for one to the folder of pages, and has the browser ask again.
        tab = context.new_page()
        tab.goto(url)
        at_rest(tab)
        tab.close()
        yield context
    finally:
        context.close()


def photograph(
    context: BrowserContext, address: str, name: str, language: str, file: Path, *, whole: bool = True
) -> None:
    """A picture of the page `name` at `address` into `file`: the whole page, or the window.

    A page that is about a file is photographed without one as well, where the `whole` page is wanted.

    Raises
    ------
    NotAtRest
        It went on changing.
    """
    page, tab = pages.PAGES[name], context.new_page()
    try:
        tab.goto(f"{address}?{urlencode({**page.view, 'lang': language})}")
        tab.wait_for_selector("h1", timeout=MOST_SECONDS * 1000)
        if whole:
            tab.add_style_tag(content=WHOLE)
        picture = at_rest(tab, whole=whole)
        if isinstance(page.control, pages.Upload):
            if whole:
                file.with_name(file.name.replace(name, f"{name}-empty", 1)).write_bytes(picture)
            with tempfile.TemporaryDirectory() as folder:
                given = page.control.made(Path(folder), 1)
                tab.locator(f".st-key-{page.control.key} input[type=file]").set_input_files(given)
                tab.locator(f".st-key-{page.control.key}", has_text=given.name).wait_for(timeout=30_000)
                picture = at_rest(tab, whole=whole)
        file.write_bytes(picture)
    finally:
        tab.close()


def at_rest(tab: Tab, *, whole: bool = False) -> bytes:
    """A picture of the page (PNG) once all of it is there and it looks the same time after time.

    Raises
    ------
    NotAtRest
        It went on changing, or something never came; the message says what.
    """
    until, looks, before, missing = time.monotonic() + MOST_SECONDS, 0, b"", ""
    while time.monotonic() < until:
        tab.wait_for_timeout(PAUSE_MS)
        missing = tab.evaluate(WAITS_FOR)
        if missing:
            looks = 0
            continue
        now = tab.screenshot(full_page=whole, animations="disabled", caret="hide")
        looks, before = (looks + 1 if now == before else 1), now
        if looks >= QUIET_LOOKS:
            return now
    raise NotAtRest(f"{tab.url} waits for {missing}" if missing else f"{tab.url} went on changing")


def compare(before: Path, after: Path, out: Path) -> list[str]:
    """Print by picture the share of pixels that differ, and write into `out` a picture of each difference.

    The picture has what was before, what is after, and both over each other with the differing pixels in red. Returns
    the names of the pictures that differ, those that only one of the folders has among them.
    """
    out.mkdir(parents=True, exist_ok=True)
    names = sorted({file.name for folder in (before, after) for file in folder.glob("*.png")})
    differing = []
    for name in names:
        alone = [folder for folder in (before, after) if not (folder / name).exists()]
        if alone:
            differing.append(name)
            print(f"  missing  {name} is not in {alone[0]}")
            continue
        old, new = (np.asarray(Image.open(folder / name).convert("RGB")) for folder in (before, after))
        share, shown = difference(old, new)
        (out / name).unlink(missing_ok=True)
        resized = "" if old.shape == new.shape else f"  {_extent(old)} became {_extent(new)}"
        if share:
            differing.append(name)
            Image.fromarray(shown).save(out / name)
        print(f"{share:9.4%}  {name}{resized}")
    print(f"{len(differing)} of {len(names)} pictures differ")
    return differing


def difference(old: Any, new: Any) -> tuple[float, Any]:
    """The share of pixels that differ between two images (arrays of height x width x 3), and a picture of it.

    Images of unlike size are laid on each other at their upper left corner; what only one of them covers differs.
    """
    height, width = (max(old.shape[axis], new.shape[axis]) for axis in (0, 1))
    first, second = (_padded(image, height, width) for image in (old, new))
    differs = (first != second).any(axis=2)
    marked = (second * 0.35 + 255 * 0.65).astype(np.uint8)
    marked[differs] = RED
    gutter = np.full((height, 12, 3), 90, dtype=np.uint8)
    shown = np.hstack([np.maximum(first, 0), gutter, np.maximum(second, 0), gutter, marked]).astype(np.uint8)
    return float(differs.mean()), shown


def _padded(image: Any, height: int, width: int) -> Any:
    # -1 is no colour: what lies outside differs from all that lies inside.
    canvas = np.full((height, width, 3), -1, dtype=np.int16)
    canvas[: image.shape[0], : image.shape[1]] = image
    return canvas


def _extent(image: Any) -> str:
    return f"{image.shape[1]}x{image.shape[0]}"


if __name__ == "__main__":
    main()
