"""Text from data is text: markup in a name, a definition or a note is read, never run, wherever it is shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import pandas as pd
import pytest
from app_browser import Visit, app_server
from playwright.sync_api import expect

from halsogap import geography
from halsogap.catalog import added
from halsogap.model import RIKET_CODE, Level
from halsogap.store.store import Store
from halsogap.sync.install import install

pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>${{'*x*'}} {{7*7}} :red[r] $x$"
FORMULA = '=HYPERLINK("http://example.org","x")'


def hostile_store(folder: Path) -> Path:
    """Values as if from Kolada, of an indicator whose every text is an attack."""
    added.add(
        folder,
        {
            "slug": "evil",
            "group": "egna",
            "name": {"sv": EVIL, "en": EVIL},
            "short": {"sv": f"{FORMULA}{EVIL}", "en": EVIL},
            "definition": {"sv": EVIL, "en": EVIL},
            "note": {"sv": EVIL, "en": EVIL},
            "unit": "per_100000",
            "decimals": 0,
            "sexes": ["K", "M", "T"],
            "levels": ["riket", "lan", "kommun"],
            "series": [{"kpi": "N99999", "levels": ["riket", "lan", "kommun"]}],
            "breaks": [{"year": 2021, "note": {"sv": EVIL, "en": EVIL}}],
        },
    )
    places = [(Level.RIKET, RIKET_CODE)]
    places += [(level, code) for level in (Level.LAN, Level.KOMMUN) for code in geography.codes(level)]
    rows = [
        {
            "indicator": "evil",
            "level": str(level),
            "area": code,
            "period": year,
            "sex": sex,
            "value": float(int(code) % 97 + shift),
            "status": "value",
            "numerator": float("nan"),
            "denominator": float("nan"),
            "source": "kolada:N99999",
            "geo_vintage": "2025",
            "fetched_at": "2026-01-02T03:04:05+00:00",
        }
        for level, code in places
        for year in (2020, 2021, 2022)
        for sex, shift in (("K", 2), ("M", 1), ("T", 1.5))
    ]
    install(Store(folder), pd.DataFrame(rows), None, kind="real", sources=[EVIL], warnings=[EVIL], force=True)
    # A second edition, so that changed values of the indicator are listed on the data page.
    changed = pd.DataFrame(rows).assign(value=lambda frame: frame["value"] + 1)
    install(Store(folder), changed, None, kind="real", sources=[EVIL], warnings=[EVIL], force=True)
    return folder


@pytest.fixture(scope="module")
def visit(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    folder = tmp_path_factory.mktemp("hostile")
    store = hostile_store(folder / "store")
    with app_server(store, folder / "log.txt") as address, Visit(browser, address, "/karta?indicator=evil") as visitor:
        yield visitor


def unharmed(visit: Visit) -> None:
    visit.page.wait_for_timeout(250)
    for frame in visit.page.frames:
        assert frame.evaluate("window.hacked") is None
        assert frame.evaluate("document.querySelectorAll('img[src=x], [onerror]').length") == 0
    assert visit.foreign == []
    assert visit.errors == []


def test_on_the_map_page(visit: Visit) -> None:
    assert EVIL in visit.heading
    unharmed(visit)
    visit.page.mouse.move(*visit.place("map_div", "2523"))
    visit.frame.locator(".tip").wait_for(state="visible")
    visit.frame.locator("summary").click()
    expect(visit.frame.locator("caption")).to_contain_text("<img src=x")
    visit.page.mouse.click(*visit.place("map_div", "2523"))
    visit.wait_panel("Gällivare")
    more = visit.page.locator("[data-testid=stExpander]")
    more.locator("summary").click()
    more.get_by_text("<img src=x").first.wait_for()
    unharmed(visit)


@pytest.mark.parametrize("view", ["total", "gap"])
def test_in_every_view_and_language(visit: Visit, view: str) -> None:
    visit.go(f"/karta?indicator=evil&view={view}&lang=en&area=2523&level=kommun")
    assert EVIL in visit.heading
    unharmed(visit)


@pytest.mark.parametrize("path", ["/nyckeltal", "/data-och-metod"])
def test_on_the_other_pages(visit: Visit, path: str) -> None:
    visit.go(path)
    for summary in visit.page.locator("[data-testid=stExpander] summary").all():
        summary.click()
    unharmed(visit)


def test_from_the_address(visit: Visit) -> None:
    for names in ("year", "area"), ("lang", "scheme", "within"):
        visit.go("/karta?indicator=evil&" + "&".join(f"{name}={quote(EVIL)}" for name in names))
        assert "<img src=x" in visit.page.locator(".hg-quiet[role=status]").inner_text(), "the note echoes it"
        unharmed(visit)


def test_the_frame_is_given_names_that_are_markup(visit: Visit) -> None:
    """Names of areas are the project's own, but the painter must not trust them either."""
    visit.go("/karta?indicator=evil")
    visit.frame.evaluate(
        f"""() => {{
          const areas = halsogap.state.geography.levels.kommun;
          for (const area of areas) {{ area.name = {json.dumps(EVIL)}; area.county = {json.dumps(EVIL)}; }}
        }}"""
    )
    visit.frame.locator("summary").click()
    visit.page.mouse.move(*visit.place("map_div", "2523"))
    visit.frame.locator(".tip").wait_for(state="visible")
    assert "<img src=x" in visit.frame.locator(".tip").inner_text()
    visit.frame.locator(".search input").fill("img")
    unharmed(visit)


def test_in_what_is_taken_away(visit: Visit, tmp_path: Path) -> None:
    visit.go("/karta?indicator=evil")
    taken = {}
    for name in ("CSV", "Excel", "PNG"):
        with visit.page.expect_download() as download:
            visit.page.get_by_role("button", name=name).click()
        taken[name] = tmp_path / download.value.suggested_filename
        download.value.save_as(taken[name])
    table = pd.read_csv(taken["CSV"], sep=";", decimal=",", encoding="utf-8-sig")
    assert (table["nyckeltal"] == EVIL).all(), "as it is: text"
    for sheet in openpyxl.load_workbook(taken["Excel"]).worksheets:
        for row in sheet.iter_rows():
            assert not [cell for cell in row if cell.data_type == "f"], "a formula"
    assert taken["PNG"].read_bytes().startswith(b"\x89PNG")
    unharmed(visit)
