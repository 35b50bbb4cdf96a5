"""A conference room without internet: every host but this machine is blocked, and nothing even asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from app_browser import FRAME, Visit
from playwright.sync_api import expect

from halsogap.i18n import words

pytestmark = pytest.mark.browser
SV = words("sv")


@pytest.fixture(scope="module")
def visit(browser: Any, app: str) -> Iterator[Visit]:
    with Visit(browser, app) as visitor:
        yield visitor


def test_the_guard_itself_notices(browser: Any, app: str) -> None:
    with Visit(browser, app, "/data-och-metod") as visitor:
        visitor.page.evaluate("fetch('https://example.org/x').catch(() => 0)")
        visitor.page.evaluate("void new WebSocket('wss://example.org/y')")
        visitor.page.wait_for_timeout(300)
        assert {url.split("/")[2] for url in visitor.foreign} == {"example.org"}
        assert len(visitor.foreign) == 2


def test_maps_legend_panel_and_table_work(visit: Visit) -> None:
    colours = set(map(tuple, visit.pixels("2523", "2321", "0980", "1480", "0180", "2482")))
    assert len(colours) >= 3, "the areas are filled by class"
    legend = """() => {
      const canvas = document.querySelector('.legend canvas');
      const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
      const seen = new Set();
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) seen.add(data.slice(i, i + 3).join());
      return seen.size;
    }"""
    assert visit.frame.evaluate(legend) >= 8
    visit.page.mouse.click(*visit.place("map_div", "2523"))
    visit.wait_panel("Gällivare")
    assert visit.panel.locator(".hg-trend").is_visible()
    visit.frame.locator("summary").click()
    expect(visit.frame.locator("tbody tr")).to_have_count(290)


def test_every_control_and_page_is_used(visit: Visit) -> None:
    visit.repainted(lambda: visit.choose("indicator", "Fallskador 65"))
    visit.page.get_by_role("button", name=SV("control.settings")).click()
    visit.repainted(lambda: visit.choose("scheme", "Standard"))
    visit.page.keyboard.press("Escape")
    visit.repainted(lambda: visit.page.get_by_role("radio", name=SV("control.gap"), exact=True).click())
    visit.repainted(lambda: visit.choose("level", SV("level.lan")))
    with visit.page.expect_download() as taken:
        visit.page.get_by_role("button", name="PNG").click()
    assert taken.value.suggested_filename.startswith("DEMO_")
    visit.page.get_by_role("link", name=SV("nav.indicators")).click()
    visit.wait_heading(SV("indicators.title"))
    visit.idle()
    visit.page.get_by_role("link", name=SV("nav.data")).click()
    visit.wait_heading(SV("data.title"))
    visit.idle()
    visit.page.get_by_role("link", name=SV("nav.map")).click()
    visit.page.wait_for_selector(FRAME)
    visit.ready()


def test_nothing_asked_for_another_host(visit: Visit) -> None:
    assert visit.foreign == []
    assert visit.errors == []
