"""Own areas in a real browser: uploaded or drawn, and painted from the session's memory."""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from app_browser import FRAME, Visit
from playwright.sync_api import expect

from halsogap.model import Level
from halsogap.store.area_store import COMMITTED, AreaStore

pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=window.hacked=1><script>hacked=1</script>{{7*7}} :red[r]"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Gävle in two halves that cut through its made-up areas; the western one's name is an attack."""
    gavle = AreaStore(COMMITTED).polygons(Level.MADE_UP, "demo", "2180")
    west, south, east, north = gavle.total_bounds
    whole, middle = shapely.union_all(gavle.geometry.to_numpy()), (west + east) / 2
    halves = [
        shapely.intersection(whole, shapely.box(west, south, middle, north)),
        shapely.intersection(whole, shapely.box(middle, south, east, north)),
    ]
    frame = gpd.GeoDataFrame({"namn": [EVIL, "Östra"]}, geometry=halves, crs="EPSG:3006")
    path = tmp_path_factory.mktemp("areas") / "vårdcentraler.geojson"
    path.write_text(frame.to_crs(4326).to_json(ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def visit(browser: Any, app: str) -> Iterator[Visit]:
    with Visit(browser, app, "/egna-omraden") as visitor:
        yield visitor


def unharmed(visit: Visit) -> None:
    for frame in visit.page.frames:
        assert frame.evaluate("window.hacked") is None
        assert frame.evaluate("document.querySelectorAll('img[src=x], [onerror]').length") == 0
    assert visit.foreign == []
    assert visit.errors == []


def use(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Använd områdena").click()
    visit.page.get_by_role("button", name="Se på kartan").wait_for(timeout=60_000)
    visit.idle()


def see(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Se på kartan").click()
    visit.page.wait_for_selector(FRAME, timeout=60_000)
    visit.frame.wait_for_selector("main.painted", timeout=60_000)
    visit.settle()
    visit.idle()


def test_an_uploaded_file_is_painted_with_women_and_men_side_by_side(visit: Visit, file: Path) -> None:
    visit.page.locator("input[type=file]").set_input_files(str(file))
    use(visit)
    assert "vårdcentraler.geojson" in visit.page.locator(".hg-finding").inner_text()
    unharmed(visit)
    see(visit)
    visit.wait_asked(level="own", within="2180")
    areas = visit.frame.evaluate("halsogap.state.scene.areas.map((a) => [a.code, a.name, a.county])")
    assert areas == [["2180E0001", EVIL, "Gävle"], ["2180E0002", "Östra", "Gävle"]]
    (address,) = visit.frame.evaluate("halsogap.state.table.small.files")
    assert re.fullmatch(r"\.\./\.\./media/[0-9a-f]+\.bin", address), "from memory"
    colours = visit.pixels("2180E0001", "2180E0002")
    assert [238, 240, 240] not in colours, "they have a class each"
    visit.page.mouse.click(*visit.place("map_div", "2180E0001"))
    visit.wait_panel(EVIL)
    expect(visit.panel.first).to_contain_text("av underlaget kommer från påhittade områden")
    visit.frame.locator("summary").click()
    expect(visit.frame.locator("table").first).to_contain_text("<img src=x")
    unharmed(visit)


def test_what_is_served_from_memory_goes_when_no_page_shows_it(visit: Visit, file: Path, tmp_path: Path) -> None:
    # Other areas than in the other tests: the same content is one file, as long as any session has it.
    other = tmp_path / "andra.geojson"
    other.write_text(file.read_text("utf-8").replace("Östra", "Andra"), encoding="utf-8")
    visit.page.locator("input[type=file]").set_input_files(str(other))
    use(visit)
    see(visit)
    (name,) = visit.frame.evaluate("halsogap.state.table.small.files")
    address = f"{visit.address}/{name.removeprefix('../../')}"
    assert urllib.request.urlopen(address, timeout=10).status == 200
    visit.page.get_by_role("link", name="Data och metod").click()
    visit.wait_heading("Data och metod")
    assert gone(address)
    visit.page.get_by_role("link", name="Karta", exact=True).click()
    visit.page.wait_for_selector(FRAME, timeout=60_000)
    visit.frame.wait_for_selector("main.painted", timeout=60_000)
    assert visit.frame.evaluate("halsogap.state.scene.areas.map((a) => a.name)")[1] == "Andra", "and is there again"


def gone(address: str) -> bool:
    """Whether the server soon answers that there is nothing."""
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=10).close()
        except urllib.error.HTTPError as error:
            return error.code == 404
        time.sleep(0.1)
    return False


def test_another_visitor_has_no_own_areas(browser: Any, app: str) -> None:
    with Visit(browser, app, "/?indicator=eftergymnasial&level=own") as other:
        assert other.asked["level"] == "kommun"
        assert "egna områden" in other.page.locator(".hg-quiet[role=status]").first.inner_text()


def test_areas_are_drawn_named_and_painted(visit: Visit) -> None:
    visit.page.get_by_text("Rita på kartan", exact=True).click()
    visit.page.wait_for_selector(FRAME, timeout=30_000)
    frame = visit.frame
    frame.wait_for_selector("body.painted", timeout=30_000)
    box = visit.page.locator(".st-key-own_areas_focus input")
    box.click()
    box.fill("Gävle")
    visit.page.get_by_role("option").first.wait_for()
    box.press("Enter")
    frame.wait_for_function("halsogap.drawing.borders.getLayers().length > 0", timeout=30_000)
    visit.idle()
    place = visit.page.query_selector(FRAME)
    place.scroll_into_view_if_needed()
    corner = place.bounding_box()
    middle = (corner["x"] + corner["width"] / 2, corner["y"] + corner["height"] / 2)
    mouse = visit.page.mouse
    frame.locator(".leaflet-draw-draw-rectangle").click()
    mouse.move(middle[0] - 70, middle[1] - 70)
    mouse.down()
    mouse.move(middle[0] - 10, middle[1] + 60, steps=5)
    mouse.up()
    visit.page.get_by_label("Namn på område 1").wait_for()
    visit.idle()
    frame.locator(".leaflet-draw-draw-polygon").click()
    # Where the frame stands now: the names have come below it, never above.
    for x, y in ((0, -70), (70, -70), (70, 60), (0, 60), (0, -70)):
        mouse.click(middle[0] + x, middle[1] + y)
        visit.page.wait_for_timeout(350)  # two quick clicks are a double click
    second = visit.page.get_by_label("Namn på område 2")
    second.fill("Söder")
    second.press("Enter")
    visit.page.get_by_text("Områden: 2. Område 1, Söder.").wait_for()
    use(visit)
    see(visit)
    names = visit.frame.evaluate("halsogap.state.scene.areas.map((a) => a.name)")
    assert names == ["Område 1", "Söder"]
    assert visit.frame.evaluate("halsogap.state.table.panes[0].values.every((v) => v !== null)")
    unharmed(visit)
