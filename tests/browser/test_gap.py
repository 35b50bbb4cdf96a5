"""The gap page in a real browser: a box over the dots marks the map and the table, a click goes both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app_browser import Visit
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CHART = ".st-key-gap_scatter canvas"
MARKED = "halsogap.state.table.marked ? [...halsogap.state.table.marked].sort() : []"


@pytest.fixture(scope="module")
def visit(browser: Any, app: str) -> Iterator[Visit]:
    with Visit(browser, app, "/konsgap?indicator=fallskador_80&year=2021&level=lan") as visitor:
        visitor.page.wait_for_selector(CHART, timeout=20_000)
        yield visitor


def test_a_box_over_the_dots_marks_the_same_areas_on_the_map_and_first_in_the_table(visit: Visit) -> None:
    box = visit.page.locator(CHART).bounding_box()
    assert box
    mouse = visit.page.mouse
    mouse.move(box["x"] + box["width"] * 0.15, box["y"] + box["height"] * 0.1)
    mouse.down()
    mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.8, steps=6)
    visit.repainted(mouse.up)
    marked = visit.frame.evaluate(MARKED)
    assert 0 < len(marked) < 21
    visit.frame.evaluate("document.querySelector('details.table').open = true")
    first = visit.frame.locator("tbody tr").first
    expect(first).to_have_class(re.compile("marked"))
    assert visit.frame.locator("tbody tr.marked").count() == len(marked)


def test_a_click_on_the_map_rings_the_dot_and_the_box_stays(visit: Visit) -> None:
    before = visit.frame.evaluate(MARKED)
    x, y = visit.place("map_div", "21")
    visit.repainted(lambda: visit.page.mouse.click(x, y))
    visit.wait_asked(area="21")
    expect(visit.page.locator(".hg-gaps th", has_text="Gävleborg")).to_be_visible()
    assert visit.frame.evaluate(MARKED) == before


# Where in the window a purple dot is: the first place where the canvas has a block of its colour.
DOT = """() => {
  const canvas = document.querySelector(".st-key-gap_scatter canvas"), box = canvas.getBoundingClientRect();
  const {width, height} = canvas, pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  const purple = (x, y) => {
    const at = 4 * (y * width + x);
    return [129, 103, 175].every((part, i) => Math.abs(pixels[at + i] - part) < 6);
  };
  const block = [[0, 0], [1, 0], [0, 1], [1, 1], [2, 1], [1, 2], [2, 2]];
  for (let y = 0; y < height - 2; y += 1)
    for (let x = 0; x < width - 2; x += 1)
      if (block.every(([dx, dy]) => purple(x + dx, y + dy)))
        return [box.x + (x + 1) * box.width / width, box.y + (y + 1) * box.height / height];
}"""


def test_a_click_on_a_dot_chooses_its_area_on_the_map_and_a_second_lets_it_go(visit: Visit) -> None:
    visit.go("/konsgap?indicator=fallskador_80&year=2021&level=lan")
    visit.page.wait_for_selector(CHART, timeout=20_000)
    visit.page.wait_for_function(DOT)
    dot = visit.page.evaluate(DOT)
    visit.repainted(lambda: visit.page.mouse.click(*dot))
    chosen = visit.frame.evaluate("[halsogap.state.selected.code, halsogap.state.selected.name]")
    visit.wait_asked(area=chosen[0])
    expect(visit.page.locator(".hg-gaps th", has_text=chosen[1]).first).to_be_visible()
    visit.repainted(lambda: visit.page.mouse.click(*dot))
    visit.wait_asked(area=None)
    assert visit.errors == []
    assert visit.foreign == []


@pytest.mark.parametrize("path", ["/konsgap", "/jamfor"])
def test_every_file_of_the_foot_is_made_and_says_demo(browser: Any, app: str, path: str) -> None:
    with Visit(browser, app, f"{path}?indicator=fallskador_80&level=lan&area=21") as visitor:
        heads = {"csv": b"\xef\xbb\xbf", "excel": b"PK", "png": b"\x89PNG", "svg": b"<svg"}
        for kind, head in heads.items():
            with visitor.page.expect_download(timeout=30_000) as download:
                visitor.page.locator(f".st-key-download_{kind} button").first.click()
            file = download.value
            assert file.suggested_filename.startswith("DEMO_")
            content = Path(file.path()).read_bytes()
            assert content.startswith(head), kind
            if kind in ("csv", "svg"):
                assert "DEMO" in content.decode("utf-8")
