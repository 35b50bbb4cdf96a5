"""Fetching small areas from SCB with the page's buttons: values, boundaries, what fails, and where there are none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from app_driver import App

from builders import deso, everywhere
from halsogap.i18n import words
from halsogap.model import Level
from halsogap.reading import reader
from halsogap.settings import READ_ONLY_VARIABLE, SCB_VARIABLE, WFS_VARIABLE
from halsogap.sources.scb import api, wfs
from halsogap.sources.service import Patience
from halsogap.store.area_store import AreaStore

Open = Callable[..., App]
SV = words("sv")


@pytest.fixture
def scb(pxweb_api: Any, wfs_api: Any, monkeypatch: pytest.MonkeyPatch, quick: Patience) -> tuple[Any, Any]:
    """Emulators of SCB's database and of its geodata service, which the app asks as a test can afford."""
    patience = replace(quick, silence=5.0, longest_answer=60.0)
    for module in (api, wfs):
        monkeypatch.setattr(module, "Patience", lambda: patience)
    monkeypatch.setenv(SCB_VARIABLE, pxweb_api.url)
    monkeypatch.setenv(WFS_VARIABLE, wfs_api.url)
    return pxweb_api, wfs_api


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser's files of small areas go to a folder of the test's own."""
    monkeypatch.setattr(reader, "AreaStore", partial(AreaStore, served=tmp_path / "served"))


@pytest.mark.usefixtures("served", "scb")
def test_values_and_boundaries_of_the_chosen_municipality_are_fetched_with_one_button(
    real_store: Callable[..., Path], on_store: Callable, wfs_api: Any
) -> None:
    folder = real_store(everywhere("befolkning"))
    app = on_store(folder)("data", indicator="befolkning", area="2080").fine()
    assert app.test.selectbox(key="scb_place").value == "2080"
    app.press("fetch_scb").fine()
    assert "nya värden för Falun" in "".join(toast.value for toast in app.test.toast)
    held = {(edition.level, edition.vintage): edition for edition in AreaStore(folder / "areas").editions()}
    assert held[Level.DESO, "2025"].count == len(wfs_api.layers["DeSO_2025"])
    app = on_store(folder)(indicator="folkmangd", level="deso", within="2080").fine()
    assert "inte hämtade" not in app.finding
    assert (app.address["level"], app.address["within"], app.address["year"]) == ("deso", "2080", "2024")


@pytest.mark.usefixtures("served", "scb")
def test_where_boundaries_are_lacking_a_button_fetches_them(
    real_store: Callable[..., Path], on_store: Callable
) -> None:
    folder = real_store(everywhere("befolkning"), falun())
    app = on_store(folder)(indicator="befolkning", level="deso", within="20").fine()
    assert "DeSO 2025 är inte hämtade" in app.finding
    app.press("fetch_boundaries").fine()
    assert app.address["level"] == "deso"
    assert "inte hämtade" not in app.finding
    assert "Gränserna DeSO 2025 är hämtade" in "".join(toast.value for toast in app.test.toast)


@pytest.mark.usefixtures("served")
def test_a_service_that_fails_is_one_sentence_and_the_button_is_still_there(
    real_store: Callable[..., Path], on_store: Callable, scb: tuple[Any, Any]
) -> None:
    values, _ = scb
    values.control(faults=[{"kind": "status", "code": 503}])
    folder = real_store(everywhere("befolkning"))
    app = on_store(folder)("data").press("fetch_scb")
    assert app.errors == [SV("error.SourceError")]
    assert "SCB at" in app.details
    values.control(reset=True)
    assert not AreaStore(folder / "areas", committed=folder).editions()
    app = on_store(folder)("data").fine()
    assert "fetch_scb" in app.buttons()


def test_the_buttons_of_scb_are_only_where_something_may_change(
    real_store: Callable[..., Path], on_store: Callable, open_demo: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "fetch_scb" not in open_demo("data").fine().buttons(), "demo values never mix with real ones"
    folder = real_store(everywhere("befolkning"), falun())
    place = {"indicator": "befolkning", "level": "deso", "within": "20"}
    assert "fetch_scb" in on_store(folder)("data").fine().buttons()
    assert "fetch_boundaries" in on_store(folder)(**place).fine().buttons()
    monkeypatch.setenv(READ_ONLY_VARIABLE, "1")
    assert "fetch_scb" not in on_store(folder)("data").fine().buttons()
    assert "fetch_boundaries" not in on_store(folder)(**place).fine().buttons()


def falun() -> pd.DataFrame:
    """Values by hand of two areas of Falun in the boundaries of 2025."""
    return deso("2025", ("2080A0010", "2080B0010"))
