"""The app in a real browser: a server of one's own, and a visit that remembers what went wrong or out of the house."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from browser import serving
from halsogap.settings import KOLADA_VARIABLE, ROOT, STORE_VARIABLE

FOREIGN = re.compile(r"^(?!(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|data:|blob:|about:)")
FRAME = "iframe[title='streamlit_folium.st_folium']"

# The layer of an area, its middle in the browser's window, and the colour that the canvas has there.
LAYER = """
const layerOf = (name, code) => {
  let found = null;
  window[name].eachLayer((l) => { if (l.area && l.area.code === code) found = l; });
  return found;
};
"""
PLACE = f"""([name, code]) => {{ {LAYER}
  const map = window[name], centre = map.latLngToContainerPoint(layerOf(name, code).getCenter());
  const box = map.getContainer().getBoundingClientRect();
  return {{x: box.x + centre.x, y: box.y + centre.y}};
}}"""
PIXEL = f"""([name, code]) => {{ {LAYER}
  const map = window[name], layer = layerOf(name, code), canvas = map.getContainer().querySelector("canvas");
  const point = map.latLngToLayerPoint(layer.getCenter()).subtract(L.DomUtil.getPosition(canvas));
  const scale = canvas.width / parseFloat(canvas.style.width);
  return [...canvas.getContext("2d").getImageData(point.x * scale, point.y * scale, 1, 1).data].slice(0, 3);
}}"""
# What changes until the frame has come to rest: its height, and both maps' view and size.
REST = """[innerHeight, ...[map_div, map_div2].flatMap((map) => {
  const {lat, lng} = map.getCenter(), {x, y} = map.getSize();
  return [map.getZoom(), lat, lng, x, y];
})].join()"""


@contextmanager
def server(folder: Path, log: Path, **environment: str) -> Iterator[str]:
    """A fresh process that serves the app in `folder`; gives its address once it answers."""
    with serving(folder / "app.py", folder, {**os.environ, **environment}, log) as (address, _):
        yield address


def app_server(store: Path, log: Path) -> Any:
    """The app itself on `store`, with no Kolada within reach."""
    return server(ROOT, log, **{STORE_VARIABLE: str(store), KOLADA_VARIABLE: "http://127.0.0.1:9/v3"})


class Visit:
    """One visitor: a browser context of their own, on one page. Every host but this machine is blocked and noted."""

    def __init__(
        self, browser: Any, address: str, path: str = "/karta", *, width: int = 1440, height: int = 900
    ) -> None:
        self.address = address
        self.context = browser.new_context(viewport={"width": width, "height": height})
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.context.route(FOREIGN, self._block)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("websocket", lambda ws: FOREIGN.match(ws.url) and self.foreign.append(ws.url))
        self.go(path)

    def _block(self, route: Any) -> None:
        self.foreign.append(route.request.url)
        route.abort()

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def go(self, path: str) -> Visit:
        """Open an address of the app, and wait until the page (and its map) stands."""
        self.page.goto(self.address + path)
        return self.ready(map_page=urlsplit(path).path in ("/karta", "/konsgap"))

    def ready(self, *, map_page: bool = True) -> Visit:
        self.page.wait_for_selector("h1", timeout=60_000)
        if map_page:
            self.page.wait_for_selector(FRAME, timeout=30_000)
            self.frame.wait_for_selector("main.painted", timeout=30_000)
            self.settle()
        self.idle()
        return self

    @property
    def frame(self) -> Any:
        return self.page.query_selector(FRAME).content_frame()

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def panel(self) -> Any:
        return self.page.locator(".hg-panel")

    @property
    def asked(self) -> dict[str, str]:
        """The query parameters in the address bar."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    def idle(self) -> None:
        """Wait until the page's script has run to its end."""
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=30_000)

    def settle(self) -> None:
        """Wait until the frame's size and canvases have come to rest."""
        before = None
        for _ in range(60):
            self.page.wait_for_timeout(80)
            now = self.frame.evaluate(REST)
            if now == before:
                return
            before = now

    def wait_language(self, language: str) -> None:
        """Wait until the document says its language: a script of the page's own sets it, after the page stands."""
        self.page.wait_for_function("(said) => document.documentElement.lang === said", arg=language, timeout=10_000)

    def wait_heading(self, text: str) -> None:
        self.page.locator("h1", has_text=text).wait_for(timeout=15_000)

    def wait_panel(self, place: str) -> None:
        self.page.locator(".hg-panel h2", has_text=re.compile(f"^{re.escape(place)}$")).wait_for(timeout=15_000)

    def wait_asked(self, **wanted: str | None) -> None:
        for _ in range(150):
            if all(self.asked.get(name) == value for name, value in wanted.items()):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"waited for {wanted}, the address is {self.page.url}")

    def choose(self, field: str, words: str) -> None:
        """Type in the selectbox of `field` and take the first match."""
        box = self.page.locator(f".st-key-control_{field} input")
        box.click()
        box.fill(words)
        self.page.get_by_role("option").first.wait_for()
        box.press("Enter")

    def repainted(self, act: Any) -> None:
        """Do `act` and wait until the frame has been given other values and has come to rest."""
        self.frame.evaluate("window.before = halsogap.state.table")
        act()
        self.frame.wait_for_function("halsogap.state.table !== window.before", timeout=15_000)
        self.settle()

    def place(self, name: str, code: str) -> tuple[float, float]:
        """Where in the window the middle of the area `code` is, on the map `name` (map_div, map_div2)."""
        inside = self.frame.evaluate(PLACE, [name, code])
        box = self.page.query_selector(FRAME).bounding_box()
        return box["x"] + inside["x"], box["y"] + inside["y"]

    def pixel(self, name: str, code: str) -> list[int]:
        return self.frame.evaluate(PIXEL, [name, code])

    def pixels(self, *codes: str) -> list[list[int]]:
        return [self.pixel(name, code) for name in ("map_div", "map_div2") for code in codes]
