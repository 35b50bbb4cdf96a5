"""Every row on Start opens the very view that its link promises, and the browser's history has one step for it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from app_browser import Visit
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

START = "/hem?area=2180&lang=sv"
ROWS = ".st-key-start_page [data-testid=stPageLink-NavLink][href*='indicator=']"


def promised(visitor: Visit) -> list[tuple[str, dict[str, str]]]:
    """The rows of the three lists: path and parameters of each link."""
    visitor.page.locator(ROWS).nth(14).wait_for()
    links = visitor.page.locator(ROWS).evaluate_all("(rows) => rows.map((row) => row.href)")
    found = [(urlsplit(link).path, dict(parse_qsl(urlsplit(link).query))) for link in links]
    for path, said in found:
        if path == "/utveckling":
            del said["view"]  # it is the maps' alone, and gives way where an indicator has no sexes
    return found


def arrive(visitor: Visit, number: int, path: str, said: dict[str, str]) -> None:
    visitor.page.locator(ROWS).nth(number).click()
    visitor.page.wait_for_url(f"**{path}?*")
    visitor.wait_asked(**said)
    visitor.idle()
    visitor.page.wait_for_timeout(300)  # what the page completes comes last
    visitor.idle()


def test_every_row_opens_what_it_promises_and_back_is_one_step(browser: Any, app: str) -> None:
    with Visit(browser, app, START) as visitor:
        page = visitor.page
        for number in range(15):
            # A view chosen on the way is wished for in the links that follow.
            path, said = promised(visitor)[number]
            arrive(visitor, number, path, said)
            assert visitor.asked.items() >= said.items()
            page.go_back()
            page.wait_for_url(f"**{START}")
            visitor.wait_heading("Hälsogap i Gävle")
            visitor.idle()
        assert visitor.errors == []


def test_forward_opens_the_page_again_and_a_choice_there_is_a_step_of_its_own(browser: Any, app: str) -> None:
    with Visit(browser, app, START) as visitor:
        page = visitor.page
        rows = promised(visitor)
        number = next(i for i, (path, _) in enumerate(rows) if path == "/utveckling")
        path, said = rows[number]
        arrive(visitor, number, path, said)
        there = page.url
        page.go_back()
        visitor.wait_heading("Hälsogap i Gävle")
        visitor.idle()
        page.go_forward()
        page.wait_for_url(there)
        page.locator("h1", has_text="utvecklingen i Gävle").wait_for()
        visitor.idle()
        visitor.choose("place", "Sandviken")
        page.locator("h1", has_text="utvecklingen i Sandviken").wait_for()
        visitor.wait_asked(area="2181")
        page.go_back()
        page.locator("h1", has_text="utvecklingen i Gävle").wait_for()
        assert page.url == there
        page.go_back()
        visitor.wait_heading("Hälsogap i Gävle")
        assert visitor.errors == []


def test_a_click_in_the_maps_frame_is_a_step_of_its_own(browser: Any, app: str) -> None:
    with Visit(browser, app, START) as visitor:
        page = visitor.page
        page.locator("[data-testid=stSidebar]").get_by_role("link", name="Karta").click()
        visitor.ready()
        visitor.wait_asked(area="2180")
        here = page.url
        x, y = visitor.place("map_div", "2584")
        page.mouse.click(x, y)
        visitor.wait_panel("Kiruna")
        visitor.wait_asked(area="2584")
        page.go_back()
        visitor.wait_panel("Gävle")
        assert page.url == here
        page.go_back()
        visitor.wait_heading("Hälsogap i Gävle")


def test_every_page_of_a_walk_is_one_step_back_and_one_step_forward(browser: Any, app: str) -> None:
    with Visit(browser, app, START) as visitor:
        page = visitor.page
        links = page.locator("[data-testid=stSidebar] [data-testid=stPageLink-NavLink]")
        steps = [(page.url, visitor.heading)]
        for number in range(1, links.count()):
            links.nth(number).click()
            page.wait_for_url(lambda url, before=steps[-1][0]: urlsplit(url).path != urlsplit(before).path)
            expect(page.locator("h1")).not_to_have_text(steps[-1][1], timeout=20_000)
            visitor.idle()
            page.wait_for_timeout(500)  # what the page completes comes last
            visitor.idle()
            steps.append((page.url, visitor.heading))
        assert len({urlsplit(url).path for url, _ in steps}) == len(steps) == 13
        for url, heading in steps[-2::-1]:
            page.go_back()
            page.wait_for_url(url)
            expect(page.locator("h1")).to_have_text(heading, timeout=20_000)
            visitor.idle()
        for url, heading in steps[1:]:
            page.go_forward()
            page.wait_for_url(url)
            expect(page.locator("h1")).to_have_text(heading, timeout=20_000)
            visitor.idle()
        assert visitor.errors == []
