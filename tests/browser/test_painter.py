"""The map frame in a real browser: painted, kept, synced, offline, and quiet until an area is chosen.

A tiny Streamlit page shows the frame with made-up numbers. Everything that leans on streamlit-folium's internals is
asked here, so that an upgrade that breaks it fails loudly.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import pytest
from app_browser import PIXEL, PLACE, REST, server
from playwright.sync_api import expect

from halsogap.settings import ROOT

pytestmark = pytest.mark.browser

APP = """
import json, math, random
import streamlit as st
from streamlit_folium import st_folium
from halsogap import geography
from halsogap.figures.map.frame import FRAME, base_map, paint
from halsogap.figures.map.message import LiveMapView, MapTable
from halsogap.figures.palette import OF_SEX, class_colours
from halsogap.i18n import words
from halsogap.model import Better, Level, Status
from halsogap.stats.classes import Scheme, classify
from halsogap.stats.ranks import rank
import pandas as pd

st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
state = st.session_state
state.runs = state.get("runs", 0) + 1
say = words("sv")
columns = st.columns(6)
step = state.get("step", 0)
if columns[0].button("next"):
    step = state.step = step + 1
one = columns[1].checkbox("one")
lan = columns[2].checkbox("lan")
focus = columns[3].checkbox("focus")
demo = columns[4].checkbox("demo")
level = Level.LAN if lan else Level.KOMMUN
codes = geography.codes(level)

def pane(sex, title, centre):
    draw = random.Random(f"{sex}{step}")
    values = pd.Series([round(draw.gauss(centre, 900)) for _ in codes], dtype="float64")
    status = pd.Series(str(Status.VALUE), index=values.index)
    for i, kind in ((3, Status.MISSING), (4, Status.SUPPRESSED), (5, Status.NOT_APPLICABLE), (150, Status.MISSING)):
        if i < len(codes):
            values[i], status[i] = math.nan, str(kind)
    return sex, title, values, status, centre

shown = [pane("T", "Totalt", 5600)] if one else [pane("K", "Kvinnor", 6364), pane("M", "Män", 4860)]
classes = classify(pd.concat([values for _, _, values, _, _ in shown]), Scheme.QUANTILES)
edges = [classes.low, *classes.breaks, classes.high]
table = MapTable(
    level=level,
    map_views=tuple(
        LiveMapView(
            title=title, colour=OF_SEX[sex], label=f"Karta över fallskador, {title}", national=national,
            national_text="riket " + say.number(national), values=values, statuses=status,
            classes=classes.of(values), ranks=rank(values, Better.LOWER),
        )
        for sex, title, values, status, national in shown
    ),
    words=say, unit="per 100 000", colours=class_colours(classes),
    labels=tuple(f"{say.number(a)}–{say.number(b)}" for a, b in zip(edges, edges[1:])),
    breaks=classes.breaks, low=classes.low, high=classes.high,
    caption="Fallskador 80+, 2022, per 100 000.", source="Källa: påhittade värden.",
    focus="21" if focus else None, selected=state.get("chosen"),
    mark=say("provenance.mark") if demo else "",
)
maps_column, panel = st.columns([860, 290])
with maps_column:
    answer = st_folium(base_map(), feature_group_to_add=paint(table), key="map", **FRAME)
if answer and answer.get("n") != state.get("n"):
    state.n, state.chosen = answer["n"], answer["code"]
    st.rerun()
panel.code(json.dumps({"runs": state.runs, "step": step, "chosen": state.get("chosen"), "answer": answer}))
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The tiny page, served from a folder of its own beside the project's static files."""
    folder = tmp_path_factory.mktemp("painter")
    (folder / "app.py").write_text(APP, encoding="utf-8")
    # Copied, not linked: Streamlit serves nothing that lies outside the app's own folder.
    shutil.copytree(ROOT / "static", folder / "static")
    (folder / ".streamlit").mkdir()
    shutil.copy(ROOT / ".streamlit/config.toml", folder / ".streamlit/config.toml")
    with server(folder, folder / "log.txt") as url:
        yield url


class Frame:
    """The page and the frame in it, with what was asked of foreign hosts and what the server sent."""

    def __init__(self, browser, address: str, width: int = 1440, height: int = 900, broken: str = "") -> None:
        self.broken = broken
        self.context = browser.new_context(viewport={"width": width, "height": height})
        self.page = self.context.new_page()
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.received: list[int] = []
        self.page.route("**/*", self._only_local)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("websocket", self._listen)
        self.page.goto(address)
        self.page.wait_for_selector("iframe[title='streamlit_folium.st_folium']", timeout=30_000)
        handle = self.page.query_selector("iframe[title='streamlit_folium.st_folium']")
        self.frame = handle.content_frame()
        self.frame.wait_for_selector("main.painted, .message:visible", timeout=30_000)
        self.settle()

    def _only_local(self, route) -> None:
        if self.broken and self.broken in route.request.url:
            route.abort()
        elif route.request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            route.continue_()
        else:
            self.foreign.append(route.request.url)
            route.abort()

    def _listen(self, socket) -> None:
        socket.on("framereceived", lambda data: self.received.append(len(data)))

    def settle(self) -> None:
        """Wait until the frame's size and both maps' views have come to rest: a pulled map glides on for a while."""
        before = None
        for _ in range(50):
            self.frame.wait_for_timeout(100)
            now = self.frame.evaluate(REST)
            if now == before:
                return
            before = now

    def facts(self) -> dict:
        return json.loads(self.page.locator("[data-testid=stCode] code").inner_text())

    def wait(self, condition: str, seconds: float = 10) -> None:
        self.frame.wait_for_function(condition, timeout=seconds * 1000)

    def wait_facts(self, **wanted: object) -> dict:
        for _ in range(100):
            facts = self.facts()
            if all(facts.get(name) == value for name, value in wanted.items()):
                return facts
            self.page.wait_for_timeout(100)
        raise AssertionError(f"waited for {wanted}, have {self.facts()}")

    def pixel(self, name: str, code: str) -> list[int]:
        """The colour that `name` (map_div, map_div2) shows inside the area `code`, as [r, g, b]."""
        return self.frame.evaluate(PIXEL, [name, code])

    def place(self, name: str, code: str) -> dict:
        """Where in the browser's window the middle of `code` is."""
        inside = self.frame.evaluate(PLACE, [name, code])
        box = self.page.query_selector("iframe[title='streamlit_folium.st_folium']").bounding_box()
        return {"x": box["x"] + inside["x"], "y": box["y"] + inside["y"]}


BIG = "2523"  # Gällivare: large, with its centre inside.
OTHER = "2321"  # Åre


@pytest.fixture(scope="module")
def shown(browser, address: str) -> Iterator[Frame]:
    frame = Frame(browser, address)
    yield frame
    frame.context.close()


def colour_of(frame: Frame, pane: int, code: str) -> list[int]:
    """The colour that the last table gives `code`, read from the legend's own data in the message."""
    return frame.frame.evaluate(
        """([pane, code]) => {
          const {table, geography} = window.halsogap.state;
          const i = geography.levels[table.level].findIndex((a) => a.code === code);
          const hex = table.colours[parseInt(table.panes[pane].classes[i], 36)];
          return [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
        }""",
        [pane, code],
    )


def chosen_pixels(frame: Frame) -> list[list[int]]:
    return [frame.pixel(name, code) for name in ("map_div", "map_div2") for code in (BIG, OTHER)]


def switch(frame: Frame, label: str = "next") -> None:
    """Change a control of the page and wait until the frame has been painted again."""
    frame.frame.evaluate("window.before = halsogap.state.table")
    if label == "next":
        frame.page.get_by_role("button", name="next").click()
    else:
        frame.page.locator("label", has_text=label).click()
    frame.wait("halsogap.state.table !== window.before")
    frame.settle()


def test_both_maps_show_their_classes(shown: Frame) -> None:
    for pane, name in enumerate(("map_div", "map_div2")):
        for code in (BIG, OTHER):
            assert shown.pixel(name, code) == pytest.approx(colour_of(shown, pane, code), abs=3)
    assert shown.frame.locator(".pane .name").all_inner_texts() == ["Kvinnor", "Män"]
    assert shown.frame.locator(".pane .national").all_inner_texts() == ["riket 6\u202f364", "riket 4\u202f860"]


def test_a_switch_repaints_and_keeps_the_frame(shown: Frame) -> None:
    shown.frame.evaluate("window.marker = 42")
    before = chosen_pixels(shown)
    sent = len(shown.received)
    switch(shown)
    assert shown.frame.evaluate("window.marker") == 42, "streamlit-folium mounted the frame again"
    assert chosen_pixels(shown) != before
    for pane, name in enumerate(("map_div", "map_div2")):
        assert shown.pixel(name, BIG) == pytest.approx(colour_of(shown, pane, BIG), abs=3)
    assert 4_000 < sum(shown.received[sent:]) < 11_000


def test_one_map_and_the_other_level_keep_the_frame_too(shown: Frame) -> None:
    shown.frame.evaluate("window.marker = 43")
    switch(shown, "one")
    assert shown.frame.locator(".pane:visible").count() == 1
    switch(shown, "lan")
    assert shown.frame.evaluate("halsogap.state.table.panes[0].values.length") == 21
    switch(shown, "one")
    assert shown.frame.locator(".pane:visible").count() == 2
    switch(shown, "lan")
    assert shown.frame.evaluate("window.marker") == 43
    assert shown.pixel("map_div2", BIG) == pytest.approx(colour_of(shown, 1, BIG), abs=3)


PIXEL_IN_METRES = 4096
VIEW = "(name) => [window[name].getZoom(), window[name].getCenter().lat, window[name].getCenter().lng]"


def test_pan_and_zoom_move_both_maps_and_rerun_nothing(shown: Frame) -> None:
    runs = shown.facts()["runs"]
    at = shown.place("map_div", BIG)
    before = shown.frame.evaluate(VIEW, "map_div")
    shown.page.mouse.move(at["x"], at["y"])
    shown.page.mouse.wheel(0, -300)
    shown.settle()
    zoomed = shown.frame.evaluate(VIEW, "map_div")
    assert zoomed[0] > before[0] + 0.5
    shown.page.mouse.down()
    shown.page.mouse.move(at["x"] - 60, at["y"] + 40, steps=5)
    shown.page.mouse.up()
    shown.settle()
    moved = shown.frame.evaluate(VIEW, "map_div")
    assert moved[1:] != zoomed[1:]
    assert shown.frame.evaluate(VIEW, "map_div2") == pytest.approx(moved, rel=1e-4)
    # Leaflet.Sync with animated zoom leaves the following canvas scaled, and so soft: neither may carry a scale.
    scales = shown.frame.evaluate(
        "[...document.querySelectorAll('.leaflet-container canvas')].map((c) => new DOMMatrix(c.style.transform).a)"
    )
    assert scales == [1, 1]
    shown.page.wait_for_timeout(400)
    assert shown.facts()["runs"] == runs
    shown.frame.get_by_role("button", name="Visa hela").click()
    shown.settle()
    assert shown.frame.evaluate(VIEW, "map_div") == pytest.approx(before, abs=PIXEL_IN_METRES)


def test_hover_tells_and_reruns_nothing(shown: Frame) -> None:
    runs = shown.facts()["runs"]
    at = shown.place("map_div", BIG)
    shown.page.mouse.move(at["x"], at["y"])
    shown.frame.wait_for_selector(".tip:visible")
    told = shown.frame.locator(".tip").inner_text()
    assert "Gällivare" in told
    assert "Norrbottens län" in told
    assert "Kvinnor" in told
    assert "Män" in told
    assert "av 286" in told
    assert shown.frame.locator(".ring.hovered").count() == 2
    shown.page.wait_for_timeout(400)
    assert shown.facts()["runs"] == runs
    shown.page.mouse.move(5, 5)


def test_a_click_gives_the_code_to_python(shown: Frame) -> None:
    at = shown.place("map_div2", OTHER)
    shown.page.mouse.click(at["x"], at["y"])
    facts = shown.wait_facts(chosen=OTHER)
    assert set(facts["answer"]) == {"code", "n"}
    shown.page.wait_for_timeout(500)
    assert shown.facts()["answer"] == facts["answer"], "streamlit-folium overwrote the answer"
    assert shown.frame.evaluate("halsogap.state.selected.code") == OTHER
    shown.page.mouse.click(at["x"], at["y"])
    shown.wait_facts(chosen=None)
    assert shown.frame.evaluate("halsogap.state.selected") is None


def test_search_selects_without_dots_and_rings(shown: Frame) -> None:
    box = shown.frame.locator(".search input")
    box.fill("gavle kommun")
    assert shown.frame.locator(".search li").all_inner_texts()[0].startswith("Gävle")
    box.press("Enter")
    shown.wait_facts(chosen="2180")
    box.fill("xyz")
    assert shown.frame.locator(".search li").all_inner_texts() == ["Inget område heter så"]
    box.press("Escape")
    assert shown.frame.locator(".search li:visible").count() == 0


def test_the_table_sorts_and_selects(shown: Frame) -> None:
    shown.frame.locator("summary").click()
    rows = shown.frame.locator("tbody tr")
    expect(rows).to_have_count(290)  # it fills when the browser says that it is open, a moment after the click
    assert rows.first.locator("th").inner_text() == "Ale"
    headings = shown.frame.locator("thead th")
    headings.nth(2).locator("button").click()
    texts = shown.frame.locator("tbody tr td:nth-child(3)").all_inner_texts()
    values = [int(text.replace("\u202f", "")) for text in texts[:286]]
    assert values == sorted(values)
    assert headings.nth(2).get_attribute("aria-sort") == "ascending"
    assert sorted(texts[286:]) == ["ej tillämpligt", "sekretess", "värde saknas", "värde saknas"]
    headings.nth(2).locator("button").click()
    code = rows.first.get_attribute("data-code")
    rows.first.locator("th button").press("Enter")
    shown.wait_facts(chosen=code)
    shown.frame.locator("summary").click()


def test_focus_fills_the_map_and_pales_the_rest(shown: Frame) -> None:
    before = shown.frame.evaluate(VIEW, "map_div")
    plain = colour_of(shown, 0, BIG)
    switch(shown, "focus")
    assert shown.frame.evaluate(VIEW, "map_div")[0] > before[0] + 1
    switch(shown, "focus")
    assert shown.frame.evaluate(VIEW, "map_div") == pytest.approx(before, abs=PIXEL_IN_METRES)
    assert shown.pixel("map_div", BIG) == pytest.approx(plain, abs=3)


def test_the_demo_mark_is_in_the_maps_own_pixels(shown: Frame) -> None:
    """Counted in the sea, where a map without the mark has nothing drawn at all."""
    drawn = """() => [...document.querySelectorAll('.leaflet-container canvas')].map((canvas) => {
      const box = canvas.getBoundingClientRect(), frame = canvas.closest('.leaflet-container').getBoundingClientRect();
      const scale = canvas.width / box.width, strip = 60;
      const pixels = canvas.getContext('2d').getImageData(
        (frame.x - box.x) * scale, (frame.y - box.y) * scale, strip * scale, frame.height * scale).data;
      let count = 0;
      for (let i = 3; i < pixels.length; i += 4) count += pixels[i] > 40;
      return count;
    })"""
    assert shown.frame.evaluate(drawn) == [0, 0]
    switch(shown, "demo")
    assert min(shown.frame.evaluate(drawn)) > 200
    at = shown.place("map_div", BIG)
    shown.page.mouse.move(at["x"], at["y"])
    assert min(shown.frame.evaluate(drawn)) > 200
    switch(shown, "demo")
    assert shown.frame.evaluate(drawn) == [0, 0]


def test_maps_and_legend_fit_a_projector(shown: Frame) -> None:
    """Whatever the page has above the frame, the maps take what is left of the window."""
    legend = shown.frame.locator(".legend").bounding_box()
    assert 850 < legend["y"] + legend["height"] <= 900


def test_nobody_else_is_asked_and_nothing_breaks(shown: Frame) -> None:
    assert shown.foreign == []
    assert shown.errors == []


def test_on_a_phone_the_maps_stand_under_each_other(browser, address: str) -> None:
    frame = Frame(browser, address, 390, 844)
    try:
        first, second = (frame.frame.locator(f"#{name}").bounding_box() for name in ("map_div", "map_div2"))
        assert second["y"] > first["y"] + first["height"]
        assert frame.frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
        smallest = """() => Math.min(...[...document.querySelectorAll('main *')]
          .filter((e) => e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
          .map((e) => parseFloat(getComputedStyle(e).fontSize)))"""
        assert frame.frame.evaluate(smallest) >= 12
        assert frame.pixel("map_div2", BIG) == pytest.approx(colour_of(frame, 1, BIG), abs=3)
        assert frame.foreign == []
    finally:
        frame.context.close()


def test_a_geometry_that_does_not_come_is_said_in_words(browser, address: str) -> None:
    frame = Frame(browser, address, broken=".topojson.gz")
    try:
        assert "kunde inte ritas" in frame.frame.locator(".message").inner_text()
        assert frame.errors == []
    finally:
        frame.context.close()
