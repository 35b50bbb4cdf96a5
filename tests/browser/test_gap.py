"""The gap page in a real browser: a box over the dots marks the map and the table, a click goes both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from app_browser import Visit
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CHART = ".st-key-gap_scatter :is(canvas, svg.marks)"
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


DOT = """(code) => {
  const dot = [...document.querySelectorAll(".st-key-gap_scatter svg.marks path")]
    .find((path) => path.__data__?.datum?.code === code);
  const {x, y, width, height} = dot.getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}"""


def test_a_click_on_a_dot_chooses_its_area_on_the_map_and_a_second_lets_it_go(visit: Visit) -> None:
    visit.repainted(lambda: visit.page.mouse.click(*visit.page.evaluate(DOT, "09")))
    visit.wait_asked(area="09")
    assert visit.frame.evaluate("halsogap.state.selected.code") == "09"
    expect(visit.page.locator(".hg-gaps th", has_text="Gotlands län")).to_be_visible()
    visit.repainted(lambda: visit.page.mouse.click(*visit.page.evaluate(DOT, "09")))
    visit.wait_asked(area=None)
    assert visit.errors == []
    assert visit.foreign == []
