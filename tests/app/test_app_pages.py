"""Every page in both languages, and the mark of made-up values on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from app_driver import PAGES, App

from halsogap.i18n import words

LANGUAGES = ("sv", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_stands_and_says_demo(open_demo: Callable[..., App], page: str, language: str) -> None:
    app = open_demo(page, lang=language).fine()
    assert app.heading
    assert app.band == words(language)("demo.band")
    assert "fetch_demo" in app.buttons()
    assert app.address["lang"] == language


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_on_real_values_has_no_mark(
    on_store: Callable[[Path], Callable[..., App]], real: Path, page: str, language: str
) -> None:
    app = on_store(real)(page, lang=language).fine()
    assert app.heading
    assert app.band == ""
    assert "DEMO" not in app.html
    assert "fetch_demo" not in app.buttons()


def test_the_language_changes_words_and_address_and_follows_to_other_pages(open_demo: Callable[..., App]) -> None:
    app = open_demo()
    assert "Fallskador" in app.heading
    app.language("en").fine()
    assert app.heading.startswith("Fall injuries")
    assert app.address["lang"] == "en"
    assert app.go("data").fine().heading == words("en")("data.title")
    assert app.address["lang"] == "en"
    assert app.go("map").fine().address["lang"] == "en"


def test_the_selection_is_kept_while_other_pages_are_read(open_demo: Callable[..., App]) -> None:
    app = open_demo(indicator="sjalvskattad_halsa", level="lan", area="21", view="gap")
    before = (app.heading, app.panel, app.address)
    app.go("indicators").fine().go("data").fine().go("map").fine()
    assert (app.heading, app.panel, app.address) == before


def test_a_store_that_is_not_there_is_made(on_store: Callable[[Path], Callable[..., App]], tmp_path: Path) -> None:
    app = on_store(tmp_path / "new" / "store")().fine()
    assert app.band
    assert (tmp_path / "new" / "store" / "current").is_file()


def test_the_data_page_says_what_is_held(on_store: Callable[[Path], Callable[..., App]], real: Path) -> None:
    app = on_store(real)("data").fine()
    assert "Värden från Kolada, hämtade" in app.finding
    assert "Utan värden:" in app.notes
    assert "fetch_again" in app.buttons()
