"""An installation open for reading: visitors look, and nothing on the pages changes what is stored."""

from collections.abc import Callable

import pytest
from app_driver import PAGES, App

from halsogap.i18n import words


@pytest.mark.parametrize("page", PAGES)
def test_no_button_changes_what_is_stored(
    open_demo: Callable[..., App], monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setenv("HALSOGAP_READ_ONLY", "1")
    app = open_demo(page).fine()
    changing = [key for key in app.buttons() if key.startswith(("fetch_", "rollback_", "add_", "remove_"))]
    assert changing == []
    assert app.band == words("sv")("demo.band"), "the mark stays where the way to real values is shut"
    if page == "indicators":
        assert words("sv")("indicators.read_only") in app.notes


@pytest.mark.parametrize("word", ["ja", "2", "read-only"])
def test_a_word_that_is_neither_yes_nor_no_is_refused_at_start(
    open_demo: Callable[..., App], monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    """What was meant to be shut must not stand open."""
    monkeypatch.setenv("HALSOGAP_READ_ONLY", word)
    app = open_demo("indicators")
    assert app.errors == [words("sv")("error.BadInput")]
    assert f"HALSOGAP_READ_ONLY cannot be '{word}'" in app.details
    assert not app.buttons()


@pytest.mark.parametrize("word", ["0", "false", "NO", " off "])
def test_a_word_for_no_leaves_it_open(
    open_demo: Callable[..., App], monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setenv("HALSOGAP_READ_ONLY", word)
    assert words("sv")("indicators.read_only") not in open_demo("indicators").fine().notes
