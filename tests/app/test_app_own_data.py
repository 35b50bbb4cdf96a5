"""The visitor's own table: read, corrected, reported on, used as an indicator, saved and opened again."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from app_driver import App

from halsogap.i18n import words
from halsogap.model import Level, Sex
from halsogap.reading.brought import OwnIndicator
from halsogap.sources.upload import saved
from halsogap.store.area_store import AreaStore

SV = words("sv")

LONG = "kommun;år;kön;andel vaccinerade\n114;2022;kvinnor;12,5\n0115;2022;män;13\nHebo;2022;K;4\nRiket;2022;T;..\n"


def upload(app: App, content: str | bytes, name: str = "tabell.csv") -> App:
    raw = content.encode("cp1252") if isinstance(content, str) else content
    app.test.file_uploader(key="own_file").set_value((name, raw, "application/octet-stream")).run()
    return app


def held(app: App) -> dict[str, OwnIndicator]:
    state = app.test.session_state  # which has no `get`
    return state["own_indicators"] if "own_indicators" in state else {}  # noqa: SIM401


@pytest.fixture
def page(open_demo: Callable[..., App]) -> App:
    return open_demo("own_data").fine()


def test_the_page_says_what_it_is_for_and_that_nothing_is_kept(page: App) -> None:
    assert page.finding.startswith("Ladda upp en tabell")
    assert SV("own.privacy") in page.source
    assert not held(page)


def test_a_table_becomes_an_indicator_and_can_be_let_go(page: App) -> None:
    upload(page, LONG).fine()
    assert page.finding == "Andel vaccinerade, 2022. 2 av 290 kommuner har fått värden."
    assert SV("upload.why.unknown", rows="1 rad") in page.notes
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
    assert page.finding == "Andel vaccinerade, 2022. Öppnat ur en sparad fil."
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


def control(app: App, name: str) -> Any:
    """The control that corrects `name`: its key ends with the file's id."""
    widgets = [*app.test.selectbox, *app.test.multiselect, *app.test.text_input, *app.test.number_input]
    widgets += app.test.checkbox
    return next(widget for widget in widgets if str(widget.key).startswith(f"own_{name}_"))


def use(app: App) -> OwnIndicator:
    """Use the table that is uploaded as an indicator, and give that."""
    app.press("own_use").fine()
    return list(held(app).values())[-1]


def test_every_guess_can_be_corrected(page: App) -> None:
    upload(page, "plats;a;b;c\n0114;2021;1,5;7\n0115;2021;2,5;8\n", "t.csv").fine()
    assert control(page, "level").options[:2] == ["Kommuner", "Län"]
    control(page, "name").set_value("Mitt <b>mått</b>").run()
    control(page, "unit").set_value("years").run()
    control(page, "better").set_value("lower").run()
    control(page, "source").set_value("Regionen").run()
    control(page, "measures").set_value([3]).run()
    control(page, "sex").set_value(Sex.K).run()
    page.fine()
    own = use(page)
    assert (own.indicator.name.sv, own.indicator.unit, own.indicator.better) == ("Mitt <b>mått</b>", "years", "lower")
    assert own.indicator.source.name == "Regionen"
    rows = own.observations[["area", "period", "sex", "value"]].astype({"period": int})
    assert rows.to_numpy().tolist() == [["0114", 2021, "K", 7.0], ["0115", 2021, "K", 8.0]]
    assert "Mitt &lt;b&gt;mått&lt;/b&gt;" in page.html


def test_a_year_that_the_table_lacks_is_asked_for(page: App) -> None:
    upload(page, "kommun;andel\n0114;1\n", "t.csv").fine()
    assert "Skriv året" in alerts(page)[0]
    assert "own_use" not in page.buttons()
    control(page, "year").set_value(2020).run()
    assert not alerts(page.fine())
    assert use(page).observations["period"].tolist() == [2020]


def test_another_delimiter_and_header_can_be_chosen(page: App) -> None:
    upload(page, "kommun;andel 2022\nVäxjö;1\nGävle;2\n", "t.csv").fine()
    control(page, "first").set_value(3).run()
    assert page.fine().finding.endswith("1 av 290 kommuner har fått värden."), "the row above is the header now"
    control(page, "first").set_value(2).run()
    control(page, "delimiter").set_value(",").run()
    assert alerts(page.fine()), "one column only: no numbers"
    control(page, "delimiter").set_value(";").run()
    assert use(page.fine()).observations["value"].tolist() == [1.0, 2.0]


def test_another_encoding_can_be_chosen(page: App) -> None:
    upload(page, "kommun;andel 2022\nVäxjö;1\n".encode("cp850"), "t.csv").fine()
    assert alerts(page), "read as Windows-1252 there is no such place"
    control(page, "encoding").set_value("cp850").run()
    assert use(page).observations["area"].tolist() == ["0780"]


def test_a_sheet_can_be_chosen(page: App) -> None:
    book = openpyxl.Workbook()
    for year in (2021, 2022):
        sheet = book.create_sheet(str(year))
        sheet.append(["kommun", "andel"])
        sheet.append(["0114", year / 100])
    buffer = io.BytesIO()
    book.save(buffer)
    upload(page, buffer.getvalue(), "t.xlsx").fine()
    assert control(page, "sheet").options == ["2021", "2022"]
    control(page, "sheet").set_value(1).run()
    assert use(page.fine()).observations[["period", "value"]].to_numpy().tolist() == [[2022, 20.22]]


COUNTS = "kommun;kön;antal;befolkning\n0114;K;3;100\n0114;M;20;100\n0114;T;23;200\n0115;T;50;100\n"


def test_the_threshold_is_the_visitors(page: App) -> None:
    upload(page, COUNTS, "t 2022.csv")
    assert "Dolda värden: 2 (antal från 1 till 4" in page.fine().notes
    page.test.number_input(key="own_threshold").set_value(0).run()
    assert "Små antal döljs inte." in page.notes
    assert use(page).observations["value"].tolist() == [3.0, 20.0, 11.5, 50.0]
    page.test.number_input(key="own_threshold").set_value(5).run()
    assert use(page).observations["status"].tolist() == ["suppressed", "suppressed", "value", "value"]


def test_the_installations_threshold_is_the_first_one(page: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALSOGAP_SUPPRESSION_THRESHOLD", "10")
    upload(page, LONG)
    assert page.test.number_input(key="own_threshold").value == 10


def test_made_up_areas_are_a_level_under_the_mark_only(
    open_demo: Callable[..., App], on_store: Callable[[Path], Callable[..., App]], real: Path
) -> None:
    table = "kommun;andel 2022\n0114;1\n"
    assert any("Påhittade" in option for option in control(upload(open_demo("own_data"), table), "level").options)
    app = upload(on_store(real)("own_data"), table)
    assert not any("Påhittade" in option for option in control(app.fine(), "level").options)


def test_a_table_of_small_areas(page: App) -> None:
    code = AreaStore(Path("nowhere")).table(Level.MADE_UP, "demo")["code"].iloc[0]
    upload(page, f"område;andel 2022\n{code};1\n").fine()
    assert "påhittade områden i de kommuner som tabellen nämner har fått värden" in page.finding
    assert use(page).observations[["level", "geo_vintage"]].to_numpy().tolist() == [["made_up", "demo"]]


def test_nothing_of_a_file_is_logged_or_kept_when_it_goes(page: App, caplog: pytest.LogCaptureFixture) -> None:
    upload(page, "kommun;hemligt 2022\nKalle Svensson;1\nLisa;2\n", "hemlig.csv")
    assert alerts(page)
    logged = " ".join(record.getMessage() for record in caplog.records)
    assert "Kalle" not in logged
    assert "hemlig" not in logged
    page.test.file_uploader(key="own_file").set_value(None).run()
    assert page.test.session_state["own_upload"] == {"file": None}


def test_the_page_speaks_english(open_demo: Callable[..., App]) -> None:
    app = upload(open_demo("own_data", lang="en"), LONG).fine()
    assert app.finding == "Andel vaccinerade, 2022. 2 of 290 municipalities have values."
    assert "Could not be used: 1 row with an area that does not exist." in app.notes


def test_of_a_table_that_tells_of_several_things_one_is_read(page: App) -> None:
    upload(page, "kommun;ålder;andel 2022\n0114;0-17;1\n0114;18-;2\n0115;0-17;3\n0115;18-;4\n").fine()
    assert "Kolumnen ”ålder” delar upp raderna (0-17, 18-)" in alerts(page)[0]
    control(page, "only0").set_value(1).run()
    assert use(page).observations["value"].tolist() == [1.0, 3.0]
    control(page, "only0_1").set_value("18-").run()
    assert use(page).observations["value"].tolist() == [2.0, 4.0]


def test_what_is_not_sure_is_asked_and_the_total_of_a_split_is_proposed(page: App) -> None:
    upload(page, "kommun;huvudman;andel 2022\n0114;Kommunal;1\n0114;Samtliga;2\n0115;Samtliga;4\n").fine()
    assert "Bara rader där det står ”Samtliga” läses" in page.notes
    assert use(page).observations["value"].tolist() == [2.0, 4.0]


def test_rows_of_one_event_each_are_added_up_where_that_is_chosen(page: App) -> None:
    upload(page, "kommun;antal 2022\n0114;10\n0114;20\n0115;40\n").fine()
    assert "Flera rader har samma område" in alerts(page)[0]
    control(page, "summed").set_value(True).run()
    assert use(page).observations["value"].tolist() == [30.0, 40.0]
