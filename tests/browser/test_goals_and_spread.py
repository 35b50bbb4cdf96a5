"""What only a browser sees of the pages of goals and of spread: links within the session, and a table that sorts."""

from __future__ import annotations

from typing import Any

import pytest
from app_browser import Visit

pytestmark = pytest.mark.browser


def test_a_goals_name_opens_the_map_and_the_session_keeps_its_targets(browser: Any, app: str) -> None:
    with Visit(browser, app, "/maluppfyllelse?area=2180&lang=sv") as visitor:
        page = visitor.page
        page.get_by_text("Sätt mål, spara dem").click()
        page.get_by_role("button", name="Sätt målet").click()
        page.get_by_text("Mätt mot egna mål: 1").wait_for()
        page.get_by_role("link", name="Fallskador 80+").click()
        visitor.ready()
        assert page.inner_text("h1").startswith("Fallskador")
        assert "area=2180" in page.url
        page.get_by_role("link", name="Måluppfyllelse").click()
        page.get_by_text("Mätt mot egna mål: 1").wait_for()
        page.wait_for_url("**/maluppfyllelse?*area=2180*")  # back goes from where the page has written its address
        page.go_back()
        page.locator("h1", has_text="Fallskador").wait_for()
        assert visitor.errors == []


def test_a_goals_link_is_a_link_that_opens_alone_too(browser: Any, app: str) -> None:
    with Visit(browser, app, "/maluppfyllelse?area=21&lang=sv") as visitor:
        link = visitor.page.get_by_role("link", name="Medellivslängd").get_attribute("href")
        visitor.go(f"/{link}")
        assert visitor.page.inner_text("h1").startswith("Medellivslängd")


def changes(visitor: Visit) -> list[float | None]:
    """The last column's numbers, from the top down."""
    rows = "[...document.querySelectorAll('.hg-appendix tbody tr')]"
    found = visitor.page.evaluate(f"{rows}.map((row) => row.lastElementChild.dataset.value ?? null)")
    return [None if value is None else float(value) for value in found]


def test_a_heading_sorts_the_table_by_mouse_and_key_and_holds_for_the_next(browser: Any, app: str) -> None:
    with Visit(browser, app, "/spridning?lang=sv") as visitor:
        page, heading = visitor.page, visitor.page.get_by_role("button", name="Ändring")
        heading.click()
        known = [value for value in changes(visitor) if value is not None]
        assert known == sorted(known)
        assert changes(visitor)[len(known) :] == [None] * (len(changes(visitor)) - len(known))
        assert page.locator('th[aria-sort="ascending"]').inner_text().startswith("Ändring")
        heading.focus()
        page.keyboard.press("Enter")
        assert [value for value in changes(visitor) if value is not None] == known[::-1]
        before = changes(visitor)
        page.locator(".st-key-control_spread_spread input").click()
        page.get_by_role("option", name="Spännvidd").click()
        page.get_by_text("spännvidden gick från").first.wait_for()
        visitor.idle()
        after = [value for value in changes(visitor) if value is not None]
        assert after == sorted(after, reverse=True)
        assert after != before
        assert visitor.errors == []
