"""Down to small areas with one click and back up with one, in the same frame, with the demo's made-up areas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from app_browser import Visit

from halsogap.i18n import words

pytestmark = pytest.mark.browser
SV = words("sv")
AREA = "2180P003"


@pytest.fixture(scope="module")
def visit(browser: Any, app: str) -> Iterator[Visit]:
    with Visit(browser, app, "/karta?lang=sv&indicator=eftergymnasial&area=2180") as visitor:
        yield visitor


def test_one_click_down_keeps_the_frame(visit: Visit) -> None:
    visit.frame.evaluate("window.marker = 7")
    visit.repainted(lambda: visit.page.get_by_role("button", name="Se påhittade områden i Gävle").click())
    visit.wait_asked(level="made_up", within="2180", area=None)
    visit.frame.wait_for_function("halsogap.state.scene.areas.length > 20")
    assert visit.frame.evaluate("window.marker") == 7, "the maps were made anew"
    assert visit.frame.evaluate("halsogap.state.scene.areas.every((area) => area.code.startsWith('2180P'))")


def test_the_neighbours_stand_around_without_values(visit: Visit) -> None:
    assert visit.frame.evaluate("halsogap.state.scene.around.length") > 50


def test_an_area_is_hovered_and_chosen(visit: Visit) -> None:
    visit.settle()
    visit.page.mouse.move(*visit.place("map_div", AREA))
    tip = visit.frame.locator(".tip")
    tip.wait_for(state="visible")
    assert "i Gävle" in tip.inner_text()
    visit.page.mouse.click(*visit.place("map_div", AREA))
    visit.wait_asked(area=AREA)
    visit.wait_panel("Påhittat område 3 i Gävle")


def test_the_colours_are_those_of_the_classes(visit: Visit) -> None:
    wanted = visit.frame.evaluate(
        """(code) => {
          const { table, scene } = halsogap.state;
          const hex = table.colours[parseInt(table.panes[1].classes[scene.byCode.get(code).index], 36)];
          return [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));
        }""",
        "2180P001",
    )
    assert visit.pixel("map_div2", "2180P001") == pytest.approx(wanted, abs=60), "under the DEMO mark"


def test_the_search_goes_to_another_municipality(visit: Visit) -> None:
    box = visit.frame.locator(".search input")
    box.fill("Ovanåker")
    visit.repainted(lambda: box.press("Enter"))
    visit.wait_asked(within="2121", area=None)
    visit.wait_panel("Ovanåker")


def test_the_country_is_all_files_together(visit: Visit) -> None:
    visit.repainted(lambda: visit.page.get_by_role("button", name=SV("control.whole_country"), exact=True).click())
    visit.wait_asked(within=None)
    visit.frame.wait_for_function("halsogap.state.scene.areas.length > 6000", timeout=30_000)


def test_one_click_up(visit: Visit) -> None:
    visit.repainted(lambda: visit.page.get_by_role("button", name=SV("small.up")).click())
    visit.wait_asked(level="kommun", within=None)
    assert visit.frame.evaluate("halsogap.state.scene.key") == "kommun"


@pytest.mark.parametrize("within", ["2180", "21"])
def test_all_of_it_fits_a_projector(visit: Visit, within: str) -> None:
    """With the DEMO band, the way up and the note on made-up areas above the maps."""
    visit.go(f"/karta?lang=sv&indicator=eftergymnasial&level=made_up&within={within}")
    legend = visit.frame.locator(".legend").bounding_box()
    assert legend["y"] + legend["height"] <= 900


def test_nothing_broke_and_nobody_else_was_asked(visit: Visit) -> None:
    assert visit.errors == []
    assert visit.foreign == []
