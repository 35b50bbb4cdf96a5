"""A deep link as the very first request of a fresh server gives the right page in its frame, and no "not found".

With a pages/ folder Streamlit serves its files by their names until app.py has run once, so each page gets a server.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from app_browser import Visit, app_server

from halsogap.i18n import words
from halsogap.settings import ROOT

pytestmark = pytest.mark.browser

TITLES = re.findall(r'"pages/\w+\.py", "(\w+)"', (ROOT / "app.py").read_text(encoding="utf-8"))
"""The pages that the navigation has, by the key of their title."""

LINKS = [
    ("/", "sv", "Hälsogap i Sverige"),
    ("/hem?lang=en&area=2180", "en", "Health gaps in Gävle"),
    ("/start?lang=en&area=2180", "en", "Health gaps in Gävle"),
    ("/utveckling?indicator=sjalvskattad_halsa&area=2180", "sv", "utvecklingen i Gävle"),
    ("/?area=2180&year=2018", "sv", "Fallskador bland personer 80 år och äldre, 2018"),
    ("/karta?lang=en&indicator=stillasittande", "en", "Residents aged 16–84 who sit seven hours a day or more"),
    ("/nyckeltal?lang=en", "en", words("en")("indicators.title")),
    ("/data-och-metod", "sv", words("sv")("data.title")),
    ("/konsgap?indicator=fallskador_80&year=2021&lang=en", "en", "women against men"),
    ("/jamfor?indicator=fallskador_80&lang=sv", "sv", "Fallskador 80+"),
    ("/spridning?lang=sv", "sv", "Spridningen i landet"),
    ("/maluppfyllelse?lang=sv&area=2180", "sv", "målen i Gävle"),
    ("/tank-om?lang=en&area=2180", "en", "If all"),
    ("/omradesprofil?lang=en&area=2180", "en", "Gävle"),
    ("/egna-data?lang=sv", "sv", words("sv")("nav.own_data")),
    ("/egna-omraden?lang=en", "en", words("en")("nav.own_areas")),
]


@pytest.mark.parametrize(
    ("link", "language", "heading"),
    # A fresh server each: the first four show the ways in, and CI tries them all.
    [*LINKS[:4], *(pytest.param(*link, marks=pytest.mark.slow) for link in LINKS[4:])],
    ids=[link for link, _, _ in LINKS],
)
def test_a_cold_deep_link(
    browser: Any, demo_folder: Path, tmp_path: Path, link: str, language: str, heading: str
) -> None:
    with app_server(demo_folder, tmp_path / "log.txt") as address, Visit(browser, address, link) as visit:
        visit.wait_heading(heading)
        page = visit.page
        page.wait_for_timeout(700)  # a dialog about a missing page would come late
        assert page.locator("[role=dialog]").count() == 0
        assert page.locator("[data-testid=stException]").count() == 0
        assert page.locator("h1").count() == 1
        assert page.locator(".hg-demo").inner_text() == words(language)("demo.band")
        sidebar = page.locator("[data-testid=stSidebar]")
        links = sidebar.get_by_role("link").all_inner_texts()
        assert [text for text in links if text.strip()] == [words(language)(f"nav.{name}") for name in TITLES]
        visit.wait_language(language)
        if "year=2018" in link:
            assert visit.panel.locator("h2").inner_text() == "Gävle"
        assert visit.errors == []
        assert visit.foreign == []


@pytest.mark.parametrize(("link", "language", "heading"), LINKS, ids=[link for link, _, _ in LINKS])
def test_a_warm_deep_link(browser: Any, app: str, link: str, language: str, heading: str) -> None:
    with Visit(browser, app, link) as visit:
        visit.wait_heading(heading)
        visit.page.wait_for_timeout(500)
        assert visit.page.locator("[role=dialog]").count() == 0
        assert visit.page.title().endswith(" · Hälsogap")
        visit.wait_language(language)


def test_a_file_of_pages_is_never_shown_without_the_frame(browser: Any, demo_folder: Path, tmp_path: Path) -> None:
    """Streamlit runs a file of pages/ by its name as long as app.py has not run; nothing of ours has that address."""
    with app_server(demo_folder, tmp_path / "log.txt") as address, Visit(browser, address, "/whatif") as visit:
        visit.wait_heading("Hälsogap i Sverige")
        assert visit.page.locator(".hg-demo").is_visible()
        assert visit.page.locator("[data-testid=stSidebar]").get_by_role("link").count() >= len(TITLES)
        assert visit.errors == []
