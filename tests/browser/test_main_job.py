"""What a planner does with the app, from the first choice to the link a colleague opens, on demo values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from app_browser import FRAME, Visit

from halsogap.i18n import words

pytestmark = pytest.mark.browser

GALLIVARE, GAVLE = "2523", "2180"
SV = words("sv")


@pytest.fixture(scope="module")
def visit(browser: Any, app: str) -> Iterator[Visit]:
    """One visitor for the whole file, who goes on from wherever the test before left."""
    with Visit(browser, app) as visitor:
        yield visitor


@pytest.fixture
def fresh(visit: Visit) -> Visit:
    """The same visitor on the first view."""
    return visit.go("/karta?lang=sv")


def test_another_indicator_repaints_both_maps_and_keeps_the_frame(fresh: Visit) -> None:
    fresh.frame.evaluate("window.marker = 7")
    before = fresh.pixels(GALLIVARE, "2321", "0980", "1280")
    fresh.repainted(lambda: fresh.choose("indicator", "Fallskador 65"))
    fresh.wait_heading("Fallskador bland personer 65 år och äldre")
    assert fresh.asked["indicator"] == "fallskador_65"
    assert fresh.pixels(GALLIVARE, "2321", "0980", "1280") != before
    assert fresh.frame.evaluate("window.marker") == 7, "the maps were made anew"
    assert fresh.frame.locator(".legend .key").first.is_visible()


def test_hover_tells_name_value_rank_and_country_and_reruns_nothing(fresh: Visit) -> None:
    fresh.frame.evaluate("window.before = halsogap.state.table")
    fresh.page.mouse.move(*fresh.place("map_div", GALLIVARE))
    tip = fresh.frame.locator(".tip")
    tip.wait_for(state="visible")
    told = tip.inner_text()
    for expected in ("Gällivare", "Norrbottens län", "Kvinnor", "Män", "plats", "riket"):
        assert expected in told
    assert re.search(r"plats \d+ av 2\d\d", told)
    fresh.page.wait_for_timeout(300)
    assert fresh.frame.evaluate("halsogap.state.table === window.before")
    fresh.page.mouse.move(2, 2)


def test_a_click_fills_the_panel_and_its_link_opens_the_same_view(fresh: Visit, browser: Any, app: str) -> None:
    fresh.page.mouse.click(*fresh.place("map_div2", GALLIVARE))
    fresh.wait_panel("Gällivare")
    fresh.wait_asked(area=GALLIVARE)
    assert "Norrbottens län" in fresh.panel.inner_text()
    assert re.search(r"plats \d+ av 2\d\d", fresh.panel.inner_text())
    assert fresh.panel.locator(".hg-trend").is_visible(), "the trend"
    link = fresh.page.url.removeprefix(app)
    with Visit(browser, app, link) as colleague:
        assert colleague.heading == fresh.heading
        assert colleague.panel.inner_text() == fresh.panel.inner_text()
        assert colleague.frame.evaluate("halsogap.state.selected.code") == GALLIVARE
        assert colleague.asked == fresh.asked
        assert colleague.errors == []


def test_total_and_gap_are_one_map_each(fresh: Visit) -> None:
    panes = ".pane:visible"
    assert fresh.frame.locator(panes).count() == 2
    fresh.repainted(lambda: fresh.page.get_by_role("radio", name="Totalt", exact=True).click())
    assert fresh.frame.locator(panes).count() == 1
    fresh.wait_asked(view="total")
    fresh.repainted(lambda: fresh.page.get_by_role("radio", name="Gap", exact=True).click())
    fresh.wait_asked(view="gap")
    assert SV("map.gap_diff_pane") in fresh.frame.locator(panes).inner_text()
    ends = fresh.frame.locator(".legend .end").all_inner_texts()
    assert [SV("map.men_higher") in ends[0], SV("map.women_higher") in ends[1]] == [True, True]


@pytest.mark.parametrize("view", ["sexes", "total", "gap"])
def test_a_link_to_any_view_shows_the_whole_country(visit: Visit, view: str) -> None:
    """A map that is hidden has no width, and must not drag the other along to the closest zoom."""
    visit.go(f"/karta?lang=sv&view={view}")
    south, north = visit.place("map_div", "1287"), visit.place("map_div", "2584")
    box = visit.page.query_selector(FRAME).bounding_box()
    for x, y in (south, north):
        assert box["x"] < x < box["x"] + box["width"]
        assert box["y"] < y < box["y"] + box["height"]
    assert south[1] - north[1] > 300


def test_the_years_play_until_they_are_stopped(fresh: Visit) -> None:
    first = int(fresh.asked["year"])
    fresh.page.get_by_role("button", name=SV("control.play")).click()
    fresh.page.wait_for_timeout(200)
    seen = set()
    for _ in range(200):
        seen.add(int(fresh.asked["year"]))
        if len(seen - {first}) >= 3:
            break
        fresh.page.wait_for_timeout(100)
    years = sorted(seen - {first})
    assert len(years) >= 3, f"the years did not go on: {seen}"
    assert years == list(range(years[0], years[0] + len(years))), "one after the other"
    fresh.page.get_by_role("button", name=SV("control.pause")).click()
    fresh.idle()
    fresh.page.wait_for_timeout(400)
    still = fresh.asked["year"]
    fresh.page.wait_for_timeout(1500)
    assert fresh.asked["year"] == still


def test_back_and_forward_do_not_break_the_page(fresh: Visit) -> None:
    fresh.repainted(lambda: fresh.choose("indicator", "Fallskador 65"))
    fresh.page.get_by_role("link", name=SV("nav.data")).click()
    fresh.wait_heading(SV("data.title"))
    fresh.wait_asked(lang="sv")
    fresh.page.go_back()
    fresh.wait_heading("Fallskador bland personer 65 år och äldre")
    fresh.ready()
    fresh.page.go_forward()
    fresh.wait_heading(SV("data.title"))
    fresh.page.go_back()
    fresh.wait_heading("Fallskador bland personer 65 år och äldre")
    fresh.ready()
    assert fresh.page.locator("[role=dialog], [data-testid=stException], [role=alert]:visible").count() == 0
    fresh.page.mouse.click(*fresh.place("map_div", GALLIVARE))
    fresh.wait_panel("Gällivare")


def test_a_county_in_focus_fills_the_map(fresh: Visit) -> None:
    zoom = fresh.frame.evaluate("window.map_div.getZoom()")
    fresh.repainted(lambda: fresh.choose("within", "Gävleborg"))
    fresh.wait_asked(within="21")
    assert fresh.frame.evaluate("window.map_div.getZoom()") > zoom + 1
    fresh.repainted(lambda: fresh.choose("within", SV("control.whole_country")))
    fresh.wait_asked(within=None)


def test_a_row_of_the_sorted_table_is_chosen(fresh: Visit) -> None:
    fresh.frame.locator("summary").click()
    fresh.frame.locator("thead button").nth(3).click()
    first = fresh.frame.locator("tbody tr").first
    name = first.locator("th").inner_text()
    assert first.locator("td").nth(2).inner_text() == "1"
    first.locator("th button").click()
    fresh.wait_panel(name)
    fresh.frame.locator("summary").click()


def test_by_keyboard_alone(fresh: Visit) -> None:
    """From the address bar with Tab, into the frame's search, and to the panel."""
    for _ in range(40):
        fresh.page.keyboard.press("Tab")
        if fresh.frame.evaluate("document.activeElement?.getAttribute('role') === 'combobox' && document.hasFocus()"):
            break
    else:
        pytest.fail("Tab does not reach the search")
    outline = fresh.frame.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "it cannot be seen where one is"
    fresh.page.keyboard.type("gavle")
    fresh.page.keyboard.press("Enter")
    fresh.wait_panel("Gävle")
    fresh.wait_asked(area=GAVLE)
    fresh.page.keyboard.press("Tab")
    fresh.page.keyboard.press("Escape")
    fresh.wait_panel("Riket")


def test_every_step_of_the_keyboard_can_be_seen(fresh: Visit) -> None:
    """Whatever Tab reaches in the page shows an outline or a ring."""
    unseen = []
    for _ in range(30):
        fresh.page.keyboard.press("Tab")
        said = fresh.page.evaluate(
            """() => {
              const on = document.activeElement;
              if (!on || on === document.body || on.tagName === 'IFRAME') return null;
              const chain = []; for (let e = on; e && chain.length < 4; e = e.parentElement) chain.push(e);
              const seen = chain.some((e) => {
                const style = getComputedStyle(e);
                const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
                return outlined || style.boxShadow !== 'none';
              });
              return seen ? null : on.outerHTML.slice(0, 160);
            }"""
        )
        if said:
            unseen.append(said)
    assert unseen == []


def test_what_the_frame_says_is_checked_like_a_link(fresh: Visit) -> None:
    for forged in ('"<script>"', "12", '["0180"]', '{"a": 1}', '"9999"', "undefined"):
        fresh.frame.evaluate(f"Streamlit.setComponentValue({{code: {forged}, n: Date.now()}})")
        fresh.page.wait_for_timeout(250)
        fresh.idle()
        assert fresh.page.locator("[role=alert]:visible, [data-testid=stException]").count() == 0, forged
    for whole in ("null", "5", '"x"', "[]"):
        fresh.frame.evaluate(f"Streamlit.setComponentValue({whole})")
        fresh.page.wait_for_timeout(250)
        fresh.idle()
        assert fresh.page.locator("[role=alert]:visible, [data-testid=stException]").count() == 0, whole
    fresh.page.mouse.click(*fresh.place("map_div", GALLIVARE))
    fresh.wait_panel("Gällivare")


def test_the_language_follows_into_the_frame_and_the_document(fresh: Visit) -> None:
    fresh.repainted(lambda: fresh.page.get_by_role("radio", name="English").click())
    fresh.wait_heading("Fall injuries")
    assert fresh.frame.evaluate("document.documentElement.lang") == "en"
    fresh.wait_language("en")
    assert fresh.frame.locator(".pane .name").all_inner_texts() == ["Women", "Men"]
    fresh.repainted(lambda: fresh.page.get_by_role("radio", name="Svenska").click())
    fresh.wait_language("sv")


def test_two_visitors_do_not_mix(fresh: Visit, browser: Any, app: str) -> None:
    with Visit(browser, app, "/karta?lang=en&indicator=stillasittande&view=gap") as other:
        theirs = (other.heading, other.panel.inner_text())
        fresh.repainted(lambda: fresh.choose("indicator", "Fallskador 65"))
        fresh.page.mouse.click(*fresh.place("map_div", GALLIVARE))
        fresh.wait_panel("Gällivare")
        other.page.mouse.click(*other.place("map_div", "2321"))
        other.wait_panel("Åre")
        assert other.heading == theirs[0]
        assert other.asked["lang"] == "en"
        assert fresh.panel.locator("h2").inner_text() == "Gällivare"
        assert fresh.asked["lang"] == "sv"


def test_on_a_phone_nothing_scrolls_sideways(browser: Any, app: str) -> None:
    with Visit(browser, app, width=390, height=844) as phone:
        first, second = (phone.frame.locator(f"#{name}").bounding_box() for name in ("map_div", "map_div2"))
        assert second["y"] > first["y"] + first["height"]
        for path in ("/", "/karta", "/utveckling", "/egna-omraden", "/nyckeltal", "/data-och-metod"):
            phone.go(path)
            wide = phone.page.evaluate(
                """() => [document.documentElement, ...document.querySelectorAll('[data-testid=stMain]')]
                  .map((e) => e.scrollWidth - e.clientWidth)"""
            )
            assert max(wide) <= 0, path
        assert phone.errors == []


def test_the_whole_of_it_on_a_projector(fresh: Visit) -> None:
    """At 1440x900 the finding, both maps and the legend are seen without scrolling."""
    top = fresh.page.query_selector(FRAME).bounding_box()["y"]
    legend = fresh.frame.locator(".legend").bounding_box()
    assert fresh.frame.evaluate("document.querySelector('.legend').getBoundingClientRect().bottom") + top <= 900, legend


def test_nothing_broke_and_nobody_else_was_asked(visit: Visit) -> None:
    assert visit.errors == []
    assert visit.foreign == []
