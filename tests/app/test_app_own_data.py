"""The visitor's own table: read, corrected, reported on, used as an indicator, saved and opened again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from app_driver import App

from halsogap.sources.upload import saved
from halsogap.ui.own import Own

LONG = "kommun;år;kön;andel vaccinerade\n114;2022;kvinnor;12,5\n0115;2022;män;13\nHebo;2022;K;4\nRiket;2022;T;..\n"


def upload(app: App, content: str | bytes, name: str = "tabell.csv") -> App:
    raw = content.encode("cp1252") if isinstance(content, str) else content
    app.test.file_uploader(key="own_file").set_value((name, raw, "application/octet-stream")).run()
    return app


def held(app: App) -> dict[str, Own]:
    return app.test.session_state["own_indicators"] if "own_indicators" in app.test.session_state else {}


@pytest.fixture
def page(open_demo: Callable[..., App]) -> App:
    return open_demo("own_data").fine()


def test_the_page_says_what_it_is_for_and_that_nothing_is_kept(page: App) -> None:
    assert page.finding.startswith("Ladda upp en tabell")
    assert "sparas inte, loggas inte" in page.source
    assert not held(page)


def test_a_table_becomes_an_indicator_and_can_be_let_go(page: App) -> None:
    upload(page, LONG).fine()
    assert page.finding == "2 av 290 kommuner har fått värden."
    assert "1 rad med ett område som inte finns" in page.notes
    assert "”114” som Upplands Väsby (0114)" in page.notes
    assert not held(page), "nothing is used before the visitor says so"
    page.press("own_use").fine()
    own = held(page)["own_andel_vaccinerade"]
    assert own.indicator.group == "own"
    assert own.indicator.source.name == "Egna data"
    assert own.indicator.unit == "percent"
    rows = own.observations
    assert rows[["level", "area", "period", "sex"]].to_numpy().tolist() == [
        ["kommun", "0114", 2022, "K"],
        ["kommun", "0115", 2022, "M"],
        ["riket", "0000", 2022, "T"],
    ]
    page.press("own_remove_own_andel_vaccinerade").fine()
    assert not held(page)


def test_what_was_saved_is_opened_again(page: App) -> None:
    upload(page, LONG).press("own_use")
    own = held(page)["own_andel_vaccinerade"]
    content = saved.save(own.indicator, own.observations)
    page.press("own_remove_own_andel_vaccinerade")
    upload(page, content, "sparat.parquet").fine()
    assert "öppnat ur en sparad fil" in page.finding
    page.press("own_use").fine()
    again = held(page)["own_andel_vaccinerade"]
    assert again.indicator == own.indicator
    assert again.observations.equals(own.observations)


def alerts(app: App) -> list[Any]:
    return [body for body in app.html.split("\n") if "hg-alert" in body]


def test_a_bad_file_is_one_sentence(page: App) -> None:
    upload(page, b"%PDF-1.7", "tabell.pdf").fine()
    assert len(alerts(page)) == 1
    assert "PDF" in alerts(page)[0]
