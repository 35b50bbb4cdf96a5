"""Every figure can be taken along: its fold opens, its files open and say what they are and whose, its link leads back.

One figure of each kind (a chart, a map, a table) on four pages; and a visitor's own table, whose files are made in a
thread without a session and still say that they are the visitor's.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest
from app_browser import Visit
from axe import violations
from openpyxl import load_workbook
from playwright.sync_api import expect

from halsogap.i18n import words

pytestmark = pytest.mark.browser

SWEDISH = words("sv")
DEMO_LINE = SWEDISH("provenance.demo")
DEMO_ROW = SWEDISH("provenance.row_demo")

CHART, MAP, TABLE = ("csv", "excel", "png", "svg"), ("csv", "excel", "png", "svg"), ("csv", "excel")
GAP = "/konsgap?lang=sv&indicator=fallskador_80&year=2021&level=lan&area=21"
FIGURES = [
    ("/utveckling?lang=sv&indicator=fallskador_80&area=2180", "development_years", CHART),
    (GAP, "gap_scatter", CHART),
    (GAP, "gap_map", MAP),
    (GAP, "gap_numbers", TABLE),
    ("/tank-om?lang=sv&indicator=fallskador_80&level=lan&area=21", "whatif_map", MAP),
    ("/maluppfyllelse?lang=sv&area=2180", "goals_board", TABLE),
]
"""A page's link, one of its figures, and the formats that it can be taken along in."""


@pytest.fixture(scope="module")
def visit(browser: Any, app: str) -> Iterator[Visit]:
    with Visit(browser, app, "/hem?lang=sv") as visitor:
        yield visitor


def unfold(visitor: Visit, figure: str) -> Any:
    """Open the fold of a figure, and give it when its files and its link stand."""
    fold = visitor.page.locator(f".st-key-{figure}_table")
    summary = fold.locator("summary").first
    summary.scroll_into_view_if_needed()
    if fold.locator("details[open]").count() == 0:
        summary.click()
    fold.locator("code").wait_for(timeout=20_000)
    visitor.idle()
    return fold


def file_of(visitor: Visit, figure: str, kind: str) -> tuple[str, bytes]:
    """The name and the content of a figure's file."""
    with visitor.page.expect_download(timeout=60_000) as download:
        visitor.page.locator(f".st-key-{figure}_download_{kind} button").first.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def rows_of(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf"), "the mark by which Excel knows UTF-8"
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def said_in_svg(content: bytes) -> str:
    """All that is written in a picture, a text that runs over lines as one."""
    texts = ElementTree.fromstring(content).iter("{http://www.w3.org/2000/svg}text")
    return " ".join(" ".join("".join(text.itertext()).split()) for text in texts)


def about(content: bytes) -> tuple[list[dict[str, Any]], str]:
    """A workbook's rows, and all that its second sheet says."""
    values, notes = load_workbook(io.BytesIO(content), read_only=True).worksheets
    header, *rows = values.iter_rows(values_only=True)
    said = "\n".join(str(cell) for row in notes.iter_rows(values_only=True) for cell in row if cell)
    return [dict(zip(header, row, strict=True)) for row in rows], said


@pytest.mark.parametrize(("link", "figure", "formats"), FIGURES, ids=[figure for _, figure, _ in FIGURES])
def test_a_figures_files_open_and_say_what_they_are(
    visit: Visit, axe: str, link: str, figure: str, formats: tuple[str, ...]
) -> None:
    visit.go(link)
    fold = unfold(visit, figure)
    offered = [kind for kind in CHART if fold.locator(f".st-key-{figure}_download_{kind}").count()]
    assert offered == list(formats)
    files = {kind: file_of(visit, figure, kind) for kind in formats}
    assert all(name.startswith("DEMO_") for name, _ in files.values())
    assert len({name.rpartition(".")[0] for name, _ in files.values()}) == 1, "one figure, one name"

    rows = rows_of(files["csv"][1])
    assert rows
    assert {row["DEMO"] for row in rows} == {"DEMO"}
    assert {row["källa"] for row in rows} == {DEMO_ROW}
    sheet, said = about(files["excel"][1])
    assert [list(row) for row in sheet] == [list(row) for row in rows], "the same columns, row for row"
    assert {row["källa"] for row in sheet} == {DEMO_ROW}
    assert DEMO_LINE in said
    lines = said.splitlines()
    title = lines[lines.index(SWEDISH("provenance.label_figure")) + 1]

    if "svg" in formats:
        drawn = said_in_svg(files["svg"][1])
        assert " ".join(title.split()) in drawn
        assert DEMO_LINE in drawn
        assert SWEDISH("provenance.mark") in drawn
        from PIL import Image

        picture = Image.open(io.BytesIO(files["png"][1]))
        picture.load()
        assert picture.width >= 1200, "enough for a slide"
        assert len(set(picture.convert("L").resize((64, 64)).tobytes())) > 8, "something is drawn"
    assert violations(visit.page, axe) == []
    assert visit.errors == []
    assert visit.foreign == []


@pytest.mark.parametrize(("link", "figure"), [(link, figure) for link, figure, _ in FIGURES if figure != "gap_map"])
def test_the_link_that_is_shown_opens_the_very_view_in_a_new_tab(visit: Visit, link: str, figure: str) -> None:
    visit.go(link)
    shown = unfold(visit, figure).locator("code").inner_text().replace("\n", "")
    heading, findings = visit.heading, visit.page.locator(".hg-finding").all_inner_texts()
    assert dict(parse_qsl(urlsplit(shown).query)) == visit.asked
    tab = visit.context.new_page()
    try:
        tab.goto(shown)
        expect(tab.locator("h1")).to_have_text(heading, timeout=60_000)
        expect(tab.locator(".hg-finding")).to_have_text(findings, use_inner_text=True)
    finally:
        tab.close()


def test_what_is_made_of_a_visitors_own_table_says_whose_it_is(browser: Any, app: str) -> None:
    lines = [f"{code};{10 + n};{11 + n};{12 + n}" for n, code in enumerate(("0114", "0115", "0117", "2180", "2181"))]
    table = "\n".join(["kommun;andel 2020;andel 2021;andel 2022", *lines, ""])
    with Visit(browser, app, "/egna-data?lang=sv") as visitor:
        file = {"name": "matning.csv", "mimeType": "text/csv", "buffer": table.encode()}
        visitor.page.set_input_files("[data-testid=stFileUploaderDropzoneInput]", file)
        whose = visitor.page.get_by_label(SWEDISH("own.source_label"), exact=True)
        whose.fill("Egen enkät")
        whose.press("Enter")
        visitor.idle()
        visitor.page.locator(".st-key-own_use button").click()
        visitor.page.locator(".st-key-own_show button").click()
        visitor.ready()
        slug = visitor.asked["indicator"]
        assert slug.startswith("own_")
        visitor.page.locator("[data-testid=stSidebar]").get_by_role("link", name="Utveckling").click()
        visitor.wait_heading("utvecklingen i")
        visitor.wait_asked(indicator=slug)
        visitor.choose("place", "Gävle")
        visitor.wait_heading("utvecklingen i Gävle")
        unfold(visitor, "development_years")
        files = {kind: file_of(visitor, "development_years", kind) for kind in CHART}
        assert not any(name.startswith("DEMO") for name, _ in files.values())
        rows = rows_of(files["csv"][1])
        assert rows
        assert all("egna data (Egen enkät)" in row["källa"] for row in rows), {row["källa"] for row in rows}
        sheet, said = about(files["excel"][1])
        assert len(sheet) == len(rows)
        for text in (said, said_in_svg(files["svg"][1])):
            assert "egna data (Egen enkät)" in text
            assert "DEMO" not in text
            assert "Kolada" not in text
        assert files["png"][1].startswith(b"\x89PNG")
        assert visitor.errors == []
