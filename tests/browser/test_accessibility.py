"""WCAG 2.1 AA as far as axe-core sees: every page and the map frame, in both languages, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from app_browser import Visit
from axe import violations

pytestmark = pytest.mark.browser

SIZES = {"desk": (1440, 900), "phone": (390, 844)}

PATHS = [
    "/",
    "/karta",
    "/konsgap",
    "/jamfor",
    "/utveckling",
    "/spridning",
    "/maluppfyllelse",
    "/tank-om",
    "/omradesprofil",
    "/egna-data",
    "/egna-omraden",
    "/nyckeltal",
    "/data-och-metod",
]


@pytest.fixture(scope="module", params=["desk", pytest.param("phone", marks=pytest.mark.slow)])
def visit(request: pytest.FixtureRequest, browser: Any, app: str) -> Iterator[Visit]:
    width, height = SIZES[request.param]
    with Visit(browser, app, width=width, height=height) as visitor:
        yield visitor


def test_the_guard_itself_notices(browser: Any, app: str, axe: str) -> None:
    with Visit(browser, app, "/data-och-metod") as visitor:
        visitor.page.locator("h1").evaluate(
            "(e, html) => e.insertAdjacentHTML('afterend', html)",
            '<p style="color:#bbb">pale</p><img src="data:,"><button></button>',
        )
        rules = {said.split(":")[0] for said in violations(visitor.page, axe)}
        assert {"color-contrast", "image-alt", "button-name"} <= rules


@pytest.mark.parametrize("language", ["sv", pytest.param("en", marks=pytest.mark.slow)])
@pytest.mark.parametrize("path", PATHS)
def test_a_page(visit: Visit, axe: str, path: str, language: str) -> None:
    visit.go(f"{path}?lang={language}&area=2180")
    visit.wait_language(language)
    assert violations(visit.page, axe) == []


@pytest.mark.parametrize("view", ["sexes", "gap"])
def test_the_map_frame(visit: Visit, axe: str, view: str) -> None:
    visit.go(f"/karta?lang=sv&view={view}&area=2180")
    visit.frame.locator("summary").click()
    assert visit.frame.evaluate("document.documentElement.lang") == "sv"
    assert violations(visit.frame, axe) == []


def test_the_open_parts_of_the_map_page(visit: Visit, axe: str) -> None:
    visit.go("/karta?lang=sv&view=gap&area=2180")
    visit.page.locator("[data-testid=stExpander] summary").click()
    visit.page.locator("table.hg-years").wait_for()
    visit.page.get_by_role("button", name="Klasser").click()
    visit.page.wait_for_timeout(300)
    assert violations(visit.page, axe) == []


def test_pictures_have_words(visit: Visit) -> None:
    visit.go("/karta?lang=sv&area=2180")
    for frame in (visit.page, visit.frame):
        bare = frame.evaluate(
            """() => [...document.querySelectorAll('img, [role=img], svg.hg-trend, canvas[role=img]')]
              .filter((e) => !e.alt && !e.getAttribute('aria-label') && !e.closest('[aria-hidden=true]'))
              .map((e) => e.outerHTML.slice(0, 150))"""
        )
        assert bare == []
    for name in ("map_div", "map_div2"):
        assert "lägst" in visit.frame.locator(f"#{name}").get_attribute("aria-label"), "who is lowest and highest"
    trend = visit.page.locator(".hg-trend")
    assert "Gävle" in (trend.get_attribute("alt") or trend.get_attribute("aria-label"))
