"""A visitor's own table in a real browser: hostile names are read, never run, and the table becomes an indicator."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from app_browser import Visit
from playwright.sync_api import expect

from halsogap.sources.upload import saved

pytestmark = pytest.mark.browser

EVIL = (
    '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> ![p](http://example.org/p.png) :red[r] $x$'
)
FORMULA = '=HYPERLINK("http://example.org","x")'


def evil_table() -> bytes:
    """A table with markup, Markdown and formulas wherever a text can stand."""
    rows = [
        [EVIL, "", ""],
        ["kommun", f"{EVIL} kvinnor 2022", f"{FORMULA} män 2022"],
        ["0114", "12,5", "13"],
        ["Vallentuna", "11", EVIL],
        [EVIL, "9", "9"],
        [FORMULA, "9", "9"],
    ]
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode()


@pytest.fixture
def visit(browser: Any, app: str) -> Iterator[Visit]:
    with Visit(browser, app, "/egna-data") as visitor:
        yield visitor


def give(visit: Visit, content: bytes, name: str = "tabell.csv") -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    visit.page.set_input_files("[data-testid=stFileUploaderDropzoneInput]", file)
    visit.page.locator(".st-key-own_use button, .hg-alert").first.wait_for()
    visit.idle()


def open_all(visit: Visit) -> None:
    closed = visit.page.locator("[data-testid=stExpander] details:not([open]) summary")
    while closed.count():
        closed.first.click()
    visit.page.wait_for_timeout(500)


def unharmed(visit: Visit) -> None:
    visit.page.wait_for_timeout(250)
    for frame in visit.page.frames:
        assert frame.evaluate("window.hacked") is None
        assert frame.evaluate("document.querySelectorAll('img[src=x], [onerror]').length") == 0
    assert visit.foreign == []
    assert visit.errors == []


def test_hostile_texts_are_read_and_never_run(visit: Visit, tmp_path: Path) -> None:
    give(visit, evil_table(), f"{EVIL.replace('/', '_')}.csv")
    open_all(visit)
    unharmed(visit)
    expect(visit.page.locator(".hg-finding")).to_contain_text("<img src=x")
    visit.page.locator(".st-key-own_use button").click()
    visit.page.locator("[class*=st-key-own_remove_own_]").first.wait_for()
    open_all(visit)
    unharmed(visit)
    with visit.page.expect_download() as download:
        visit.page.locator(".st-key-own_report button").click()
    download.value.save_as(tmp_path / "rapport.csv")
    report = list(csv.reader((tmp_path / "rapport.csv").open(encoding="utf-8-sig"), delimiter=";"))
    assert any(EVIL in cell for row in report for cell in row), "as it is: text"
    assert not [cell for row in report for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_what_is_saved_opens_for_the_next_visitor_only(visit: Visit, browser: Any, app: str, tmp_path: Path) -> None:
    give(visit, b"kommun;andel 2022\n0114;12,5\n0115;13\n")
    visit.page.locator(".st-key-own_use button").click()
    with visit.page.expect_download() as download:
        visit.page.locator("[class*=st-key-own_save_] button").first.click()
    file = tmp_path / "sparad.parquet"
    download.value.save_as(file)
    assert saved.is_saved(file.read_bytes())
    with Visit(browser, app, "/egna-data") as other:
        assert other.page.locator("[class*=st-key-own_remove_]").count() == 0, "nobody else's"
        give(other, file.read_bytes(), "sparad.parquet")
        expect(other.page.locator(".hg-finding")).to_contain_text("Öppnat ur en sparad fil")
        unharmed(other)


def test_a_hostile_table_is_shown_on_the_map(visit: Visit) -> None:
    give(visit, evil_table())
    visit.page.locator(".st-key-own_use button").click()
    visit.page.locator(".st-key-own_show button").click()
    visit.ready()
    assert "<img src=x" in visit.heading
    assert visit.asked["indicator"].startswith("own_")
    expect(visit.page.locator(".hg-source")).to_contain_text("Egna data")
    unharmed(visit)
    visit.page.mouse.move(*visit.place("map_div", "0114"))
    visit.frame.locator(".tip").wait_for(state="visible")
    unharmed(visit)


def test_the_page_is_reached_by_keyboard_and_speaks_swedish(visit: Visit) -> None:
    button = visit.page.locator("[data-testid=stFileUploaderDropzone] button")
    assert button.evaluate("b => getComputedStyle(b.querySelector('p'), '::after').content") == '"Välj fil"'
    button.focus()
    assert button.evaluate("b => document.activeElement === b")
