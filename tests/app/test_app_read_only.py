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
