"""The area profile on paper: two A4 pages, each with its source and mark, and nothing of the screen's controls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from app_browser import Visit, app_server

from halsogap.i18n import words
from halsogap.sources.files import longfile
from halsogap.sources.kolada.rows import to_observations
from halsogap.store.store import Store
from halsogap.sync.install import install

pytestmark = pytest.mark.browser
SV, EN = words("sv"), words("en")
SMALL = "/omradesprofil?lang=sv&level=made_up&within=2180&area=2180P003"


def pages(page: Any) -> int:
    """How many A4 pages the browser prints the page on."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", print_background=True)))


def shown(page: Any, selector: str) -> list[bool]:
    return page.evaluate(
        "(selector) => [...document.querySelectorAll(selector)].map((e) => e.checkVisibility())", selector
    )


@pytest.fixture(scope="module")
def visit(browser: Any, app: str) -> Iterator[Visit]:
    with Visit(browser, app, SMALL) as visitor:
        yield visitor


def profile(visit: Visit, path: str) -> Visit:
    visit.go(path)
    visit.page.locator(".hg-profile-table").wait_for()
    return visit


@pytest.mark.parametrize(
    "path",
    [SMALL, "/omradesprofil?lang=sv&area=2180", "/omradesprofil?lang=en&area=0180", "/omradesprofil?lang=en&area=21"],
)
def test_a_profile_is_two_pages(visit: Visit, path: str) -> None:
    assert pages(profile(visit, path).page) == 2


@pytest.mark.shared
def test_real_values_are_two_pages_without_a_mark(
    browser: Any, shared: Path, whole_catalog: Any, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store")
    file = shared / "data" / "kolada" / "observations.parquet"
    rows, _ = to_observations(longfile.read(file).rows, whole_catalog, "2024-08-30T00:00:00+00:00", where=str(file))
    install(store, rows, None, kind="real", sources=["Kolada"], indicators=whole_catalog, force=True)
    with (
        app_server(store.folder, tmp_path / "log.txt") as address,
        Visit(browser, address, "/omradesprofil?lang=sv&area=2180") as visitor,
    ):
        visitor.page.locator(".hg-profile-table").wait_for()
        assert pages(visitor.page) == 2
        assert "DEMO" not in visitor.page.locator("[data-testid=stMain]").inner_text()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_indicator_of_the_catalogue_keeps_to_two_pages(
    browser: Any, demo_folder: Path, whole_catalog: Any, tmp_path: Path, language: str
) -> None:
    """SCB's indicators of municipalities too, which the demo has not: more than a sync from Kolada alone gives."""
    made = Store(demo_folder).current().observations(list(whole_catalog))
    made = made[made["level"] != "made_up"]
    model = made[made["indicator"] == "eftergymnasial"]
    without = [s for s, i in whole_catalog.items() if "kommun" in i.levels and s not in set(made["indicator"])]
    rows = pd.concat([made, *(model.assign(indicator=slug) for slug in without)])
    install(Store(tmp_path / "store"), rows, None, kind="real", sources=["a test"], force=True)
    with (
        app_server(tmp_path / "store", tmp_path / "log.txt") as address,
        Visit(browser, address, f"/omradesprofil?lang={language}&area=0180") as visitor,
    ):
        visitor.page.locator(".hg-profile-table").wait_for()
        assert visitor.page.locator(".hg-profile-table tbody th[scope=row]").count() > 30
        assert pages(visitor.page) == 2


def test_on_paper_there_are_no_controls_and_each_sheet_has_source_and_mark(visit: Visit) -> None:
    page = profile(visit, SMALL).page
    keys = ("profile_controls", "profile_figures", "page_foot")
    controls = ", ".join(["[data-testid=stSidebar]", *(f".st-key-{key}" for key in keys), ".st-key-demo_band button"])
    foots = ".hg-first-sheet .hg-print, .hg-profile-table tfoot"
    assert all(shown(page, controls))
    assert not any(shown(page, foots))
    page.emulate_media(media="print")
    try:
        assert not any(shown(page, controls))
        assert shown(page, foots) == [True, True]
        assert all(SV("provenance.demo") in text for text in page.locator(foots).all_inner_texts())
        assert shown(page, ".hg-demo")[0], "the band"
    finally:
        page.emulate_media(media="screen")


def test_the_table_fits_the_paper(visit: Visit) -> None:
    page = profile(visit, "/omradesprofil?lang=sv&area=2180").page
    page.emulate_media(media="print")
    # The width between the margins of A4, as the browser counts it.
    page.set_viewport_size({"width": round((210 - 24) * 96 / 25.4), "height": 900})
    try:
        table = page.locator(".hg-profile-table").bounding_box()
        assert table["x"] >= 0
        assert table["x"] + table["width"] <= page.viewport_size["width"]
    finally:
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(media="screen")


def test_the_button_prints_by_mouse_and_by_keyboard(visit: Visit) -> None:
    page = profile(visit, SMALL).page
    page.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1; }; }")
    button = page.get_by_role("button", name=SV("profile.print"), exact=True)
    button.click()
    button.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("window.printed") == 2
    # It still does after the page has been drawn anew for another place.
    visit.page.locator(".st-key-control_profile_against").get_by_text(SV("profile.whole_lan"), exact=True).click()
    visit.wait_asked(against="lan")
    page.get_by_role("button", name=SV("profile.print"), exact=True).click()
    assert page.evaluate("window.printed") == 3


def test_from_the_map_to_the_profile_and_back(visit: Visit) -> None:
    visit.go("/?lang=sv&indicator=eftergymnasial&level=made_up&within=2180&area=2180P003")
    visit.page.get_by_role("button", name=SV("profile.open")).click()
    visit.wait_heading("Områdesprofil: Påhittat område 3 i Gävle")
    visit.wait_asked(area="2180P003")


def test_on_a_phone_nothing_but_the_table_is_wider_than_the_screen(browser: Any, app: str) -> None:
    with Visit(browser, app, "/omradesprofil?lang=sv&area=2180", width=390, height=844) as visitor:
        visitor.page.locator(".hg-profile-table").wait_for()
        assert visitor.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
        scrolled = "(e) => e.scrollWidth > e.clientWidth && e.tabIndex === 0"
        assert visitor.page.locator(".hg-scroll").evaluate(scrolled), "it scrolls by itself, by keyboard too"


def test_nothing_broke_and_nobody_else_was_asked(visit: Visit) -> None:
    assert visit.errors == []
    assert visit.foreign == []
