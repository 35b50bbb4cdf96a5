"""One browser and one server with demo values for all browser tests of a worker."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from app_browser import app_server

from browser import CHROMIUM, FLAGS

REQUIRED = "HALSOGAP_REQUIRE_BROWSER"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium. Without one the tests are skipped, loudly; with HALSOGAP_REQUIRE_BROWSER=1 they fail."""
    if CHROMIUM is None:
        said = "NO CHROMIUM: nothing was tested in a browser. Install chromium, or set HALSOGAP_CHROMIUM to its path."
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(said)
        warnings.warn(said, stacklevel=1)
        pytest.skip(said)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def app(browser: Any, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app on demo values."""
    with app_server(demo_folder, tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, which the package carries with it: nothing is fetched."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
