"""The command line as its user meets it: what is printed where, in which form, with which exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import Result
from openpyxl import load_workbook
from rich.console import Console
from typer.testing import CliRunner

from halsogap import settings
from halsogap.catalog import added
from halsogap.commands import reading, session, writing
from halsogap.commands.cli import app
from halsogap.commands.session import Session
from halsogap.store.store import Store
from halsogap.sync import install

COMMANDS = ("sync", "sync-scb", "add", "import", "export", "table", "areas", "doctor", "rollback", "demo")

SMALL = """
[[source]]
id = "kolada"
name = "Kolada"
url = "https://www.kolada.se"
licence = "free"

[[indicator]]
slug = "stillasittande"
order = 18
group = "strategi"
name = { sv = "Stillasittande", en = "Sedentary" }
short = { sv = "Stillasittande", en = "Sedentary" }
definition = { sv = "x", en = "x" }
unit = "percent"
decimals = 0
better = "lower"
sexes = ["K", "M", "T"]
levels = ["riket", "lan", "kommun"]
series = [{ kpi = "U01425", levels = ["riket", "lan", "kommun"] }]
published = [{ year = 2018, riket = 47, kommun = [26, 59], lan = [33, 53] }]
"""

LONG = (
    "kpi;municipality;period;gender;value;note\n"
    "U01425;0000;2018;T;47;a\n"
    "U01425;0001;2018;T;40,5;\n"
    "U01425;21;2018;T;44;\n"
    "U01425;114;2018;T;50;\n"
    "U01425;2180;2018;T;26;\n"
    "U01425;2180;2018;K;;\n"
    "N00053;2180;2018;T;1000;\n"
    "U01425;9999;2018;T;1;\n"
)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of one indicator in the place of the project's, and a folder for a store."""
    folder = tmp_path / "catalog"
    folder.mkdir()
    (folder / "small.toml").write_text(SMALL, encoding="utf-8")
    monkeypatch.setattr(settings, "CATALOG_DIR", folder)
    monkeypatch.setattr(added, "CATALOG_DIR", folder)
    monkeypatch.setattr(install, "CATALOG_DIR", folder)
    return tmp_path / "store"


@pytest.fixture
def filled(small: Path) -> Path:
    """The store, with the values of `LONG` imported."""
    file = small.with_name("values.csv")
    file.write_text(LONG, encoding="utf-8")
    assert run("import", file, "--store", small).exit_code == 0
    return small


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def refused(result: Result, code: int) -> str:
    """The sentence on standard error of a command that ended with `code`."""
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr


# -- the program ----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_takes_the_common_options(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    for option in ("--store", "--kolada-url", "--format", "--debug"):
        assert option in result.stdout


def test_the_program_lists_its_commands_and_exit_codes() -> None:
    result = run("--help")
    assert result.exit_code == 0
    for word in (*COMMANDS, "Exit codes", "--store", "--kolada-url"):
        assert word in result.stdout


def test_an_unknown_command_gets_a_suggestion() -> None:
    result = run("snyc")
    assert result.exit_code == 2
    assert "sync" in result.stderr


def test_the_store_may_be_named_before_after_or_in_the_environment(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    for arguments in (
        ("--store", filled, "doctor"),
        ("doctor", "--store", filled),
        ("--store", other, "doctor", "--store", filled),
    ):
        assert str(filled) in run(*arguments).stdout
    monkeypatch.setenv(settings.STORE_VARIABLE, str(filled))
    assert str(filled) in run("doctor").stdout
    assert str(other) in run("--store", other, "doctor").stdout


def test_the_module_runs_as_a_program() -> None:
    done = subprocess.run([sys.executable, "-m", "halsogap", "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "doctor" in done.stdout


def test_a_reader_that_goes_away_ends_the_program_in_silence(filled: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "halsogap", "export", "--store", str(filled)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.close()
    assert program.stderr.read() == b""
    assert program.wait(60) == session.PIPE_CLOSED


def test_a_fault_of_ours_is_a_sentence_and_debug_shows_the_traceback(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the moon is blue")

    monkeypatch.setattr(reading, "bilaga1", fail)
    assert "RuntimeError: the moon is blue" in refused(
        run("table", "bilaga1", "--store", filled), session.FAULT_OF_OURS
    )
    assert "Traceback" in run("--debug", "table", "bilaga1", "--store", filled).stderr
    assert "Traceback" in run("table", "bilaga1", "--store", filled, "--debug").stderr


def test_ctrl_c_ends_with_a_sentence(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "fetch", interrupt)
    assert "Interrupted" in refused(run("sync", "--store", filled), session.INTERRUPTED)


def test_progress_is_plain_lines_where_there_is_no_terminal_and_a_bar_where_there_is() -> None:
    said = io.StringIO()
    plain = Session("x", "y", messages=Console(file=said, force_terminal=False))
    with plain.progress() as tell:
        for done in range(101):
            tell(done, 100, "Fetching [odd]")
    lines = said.getvalue().splitlines()
    assert len(lines) == 11
    assert lines[0] == "Fetching [odd] (0 of 100)"
    assert lines[-1] == "Fetching [odd] (100 of 100)"

    shown = io.StringIO()
    with Session("x", "y", messages=Console(file=shown, force_terminal=True)).progress() as tell:
        tell(50, 100, "Fetching [odd]")
    assert "50/100" in shown.getvalue()
    assert "[odd]" in shown.getvalue()


# -- import and what can be read then -------------------------------------------------------------


def test_import_says_what_it_did_not_use(small: Path) -> None:
    file = small.with_name("values.csv")
    file.write_text(LONG, encoding="utf-8")
    result = run("import", file, "--store", small)
    assert result.exit_code == 0
    for said in (
        "Stored 7 real observations",
        "Columns not used: note.",
        "'114' as 0114",
        "1 rows could not be used: unknown area",
        "row 9: unknown area: '9999'",
    ):
        assert said in result.stdout
    as_json = json.loads(run("import", file, "--store", small, "--format", "json").stdout)
    assert as_json["ignored_columns"] == ["note"]
    assert as_json["unusable_rows"] == [{"row": 9, "why": "unknown area: '9999'"}]
    assert as_json["changes"]["changed"]["count"] == 0


def test_import_keeps_other_indicators_and_tells_what_changed(filled: Path) -> None:
    changed = filled.with_name("changed.csv")
    changed.write_text(LONG.replace("0000;2018;T;47", "0000;2018;T;48").replace("N00053", "N00054"), encoding="utf-8")
    result = run("import", changed, "--store", filled)
    assert "1 new, 1 changed, 0 vanished" in result.stdout
    assert "changed: stillasittande riket 0000 2018 T, 47 → 48" in result.stdout
    snapshot = Store(filled).current()
    assert snapshot is not None
    assert set(snapshot.run(snapshot.observations_table)["indicator"]) == {"stillasittande", "N00053", "N00054"}


def test_import_leaves_the_old_value_where_the_new_one_cannot_be_read(filled: Path, tmp_path: Path) -> None:
    """No number, and two numbers for one place; of a number and a word for one place the number counts."""
    before = Store(filled).current().observations("stillasittande", area=["0114", "2180", "21"])  # type: ignore[union-attr]
    file = tmp_path / "new.csv"
    changes = {"114;2018;T;50;": "114;2018;T;5O;", "U01425;2180;2018;T;26;\n": "U01425;2180;2018;T;26;\n" * 2}
    text = LONG
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    text = text.replace("2180;2018;T;26;", "2180;2018;T;27;", 1).replace("21;2018;T;44;", "21;2018;T;45;")
    file.write_text(text + "U01425;21;2018;T;x;\n", encoding="utf-8")
    result = run("import", file, "--store", filled)
    assert result.exit_code == 0
    assert (
        "Values of 'stillasittande' that could not be read stay as they were (2): 0114, 2018, T; 2180, 2018, T"
        in result.stdout
    )
    after = Store(filled).current().observations("stillasittande", area=["0114", "2180", "21"])  # type: ignore[union-attr]
    expected = before.assign(value=before["value"].mask((before["area"] == "21") & before["value"].notna(), 45.0))
    pd.testing.assert_series_equal(after["value"], expected["value"])


def test_import_takes_the_place_of_demo_values(small: Path) -> None:
    assert run("demo", "--store", small).exit_code == 0
    file = small.with_name("values.csv")
    file.write_text(LONG, encoding="utf-8")
    assert run("import", file, "--store", small, "--fetched", "2024-08-30").exit_code == 0
    found = json.loads(run("doctor", "--store", small, "--format", "json").stdout)
    assert (found["kind"], found["demo"], found["rows"]) == ("real", False, 7)
    assert found["fetched"][0].startswith("2024-08-30")


@pytest.mark.parametrize("content", [None, b"", b"\x7fELF\0\0", b"hello\n", b"kpi;geo;year;gender;value\nx;1;2;3;4\n"])
def test_an_unusable_file_is_refused_in_one_sentence_and_nothing_is_lost(filled: Path, content: bytes | None) -> None:
    before = Store(filled).current_id()
    file = filled.with_name("bad.csv")
    if content is not None:
        file.write_bytes(content)
    assert str(file) in refused(run("import", file, "--store", filled), 2)
    assert Store(filled).current_id() == before


def test_export_has_names_source_and_date_on_each_row(filled: Path) -> None:
    result = run("export", "stillasittande", "--store", filled, "--level", "kommun", "--sex", "T")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["area_name"], row["value"], row["name"]) for row in rows] == [
        ("Upplands Väsby", "50.0", "Sedentary"),
        ("Gävle", "26.0", "Sedentary"),
    ]
    assert {row["source"] for row in rows} == {"Source: Kolada"}
    assert {row["demo"] for row in rows} == {""}
    as_json = json.loads(run("export", "U01425", "--store", filled, "--format", "json", "--area", "2180").stdout)
    assert [(row["sex"], row["value"], row["status"]) for row in as_json["rows"]] == [
        ("K", None, "missing"),
        ("T", 26.0, "value"),
    ]


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_export_writes_files(filled: Path, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"out.{suffix}"
    assert run("export", "--store", filled, "--output", file, "--language", "sv").exit_code == 0
    read: dict[str, Any] = {
        "csv": lambda: pd.read_csv(file, sep=";", decimal=",", dtype={"area": str}),
        "xlsx": lambda: pd.read_excel(file, dtype={"area": str}),
        "parquet": lambda: pd.read_parquet(file),
    }
    frame = read[suffix]()
    assert len(frame) == 7
    assert frame.loc[frame["area"] == "01", "value"].tolist() == [40.5]
    assert set(frame["source"]) == {"Källa: Kolada"}
    assert not list(tmp_path.glob("*.part"))


def test_demo_values_are_marked_wherever_they_go(small: Path, tmp_path: Path) -> None:
    assert run("demo", "--store", small).exit_code == 0
    file = tmp_path / "out.xlsx"
    result = run("export", "--store", small, "--output", file, "--period", "2018")
    assert result.exit_code == 0, result.output
    assert not file.exists()
    book = load_workbook(tmp_path / "DEMO_out.xlsx")
    assert all(name.startswith("DEMO") for name in book.sheetnames)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert {row[rows[0].index("demo")] for row in rows[1:]} == {"DEMO"}
    plain = run("export", "--store", small, "--period", "2018", "--format", "csv")
    assert {row["demo"] for row in csv.DictReader(io.StringIO(plain.stdout))} == {"DEMO"}
    assert "DEMO" in plain.stderr
    assert "DEMO" in run("doctor", "--store", small).stdout
    assert json.loads(run("doctor", "--store", small, "--format", "json").stdout)["demo"] is True


def test_demo_does_not_push_real_values_aside_unasked(filled: Path) -> None:
    assert "holds real values" in refused(run("demo", "--store", filled), 2)
    assert run("demo", "--store", filled, "--force").exit_code == 0
    assert "real observations" in run("rollback", "--store", filled).stdout


def test_table_prints_the_fixed_header_and_the_reports_unit(filled: Path) -> None:
    result = run("table", "bilaga1", "--store", filled, "--format", "csv")
    assert result.stdout == (
        "slug,year,riket,kommun_min,kommun_max,lan_min,lan_max\nstillasittande,2018,47.0,26.0,50.0,40.5,44.0\n"
    )
    as_json = json.loads(run("table", "bilaga1", "--store", filled, "--format", "json").stdout)
    assert as_json["rows"][0]["lan_min"] == 40.5
    assert "Own calculations" in as_json["source"]


def test_a_table_of_made_up_values_says_so_on_every_row(small: Path) -> None:
    assert run("demo", "--store", small).exit_code == 0
    head, *rows = run("table", "bilaga1", "--store", small, "--format", "csv").stdout.splitlines()
    assert head.endswith(",demo")
    assert rows
    assert all(row.endswith(",DEMO") for row in rows)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "stillasitande"), "Did you mean stillasittande?"),
        (("export", "stillasittande", "--period", "1850"), "for year 1850. It has values from 2018 to 2018"),
        (("export", "stillasittande", "--area", "2181x"), "There is no area with the code '2181x'"),
        (("export", "--output", "x.pdf"), "ends in '.pdf'"),
        (("export", "--output", "/no/such/folder/x.csv"), "cannot be written: No such file or directory"),
        (("table", "bilaga2"), "Did you mean bilaga1?"),
        (("rollback", "nope"), "There is no snapshot 'nope'"),
    ],
)
def test_what_is_not_known_is_refused_with_a_way_on(filled: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in refused(run(*arguments, "--store", filled), 2)


def test_reading_an_empty_store_says_how_to_fill_it(small: Path) -> None:
    for arguments in (("export",), ("table", "bilaga1"), ("rollback",)):
        assert str(small) in refused(run(*arguments, "--store", small), 4)
    assert run("doctor", "--store", small).exit_code == 0


def test_a_corrupt_snapshot_is_a_sentence_and_the_doctor_says_so(filled: Path) -> None:
    snapshot = filled / "snapshots" / str(Store(filled).current_id())
    (snapshot / "observations.parquet").write_bytes(b"PAR1 torn")
    assert "halsogap rollback" in refused(run("export", "--store", filled), 4)
    found = run("doctor", "--store", filled)
    assert found.exit_code == 4
    assert "not sound" in found.stdout
    as_json = run("doctor", "--store", filled, "--format", "json")
    assert as_json.exit_code == 4
    assert json.loads(as_json.stdout)["sound"] is False


@pytest.mark.parametrize("command", [("doctor",), ("export",), ("rollback",), ("table", "bilaga1"), ("demo",)])
def test_a_store_that_cannot_be_read_exits_4_with_its_sentence(
    command: tuple[str, ...], filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever of it cannot be read, and whoever tries."""

    def denied(self: Store) -> str:
        raise PermissionError(13, "Permission denied", str(self.folder / "snapshots"))

    for method in ("ids", "current_id"):
        monkeypatch.setattr(Store, method, denied)
    assert "cannot be read: Permission denied" in refused(run(*command, "--store", filled), 4)


def test_a_full_disk_is_a_sentence_and_nothing_is_lost(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Store(filled).current_id()

    def full(self: pd.DataFrame, path: Path, **_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    file = filled.with_name("values.csv")
    said = refused(run("import", file, "--store", filled), 4)
    assert "is full" in said
    assert Store(filled).current_id() == before
    assert not list(filled.rglob("*.part"))


# -- Kolada ---------------------------------------------------------------------------------------


def observations_of(kpi: str, data: Path) -> str:
    """How many the emulator has, as the command line writes it."""
    frame = pd.read_parquet(data / "kolada" / "observations.parquet")
    return f"{(frame['kpi'] == kpi).sum():,}"


def test_sync_fetches_and_tells_only_what_a_revision_changed(small: Path, kolada_api: Any, made_up_data: Path) -> None:
    kolada = ("--kolada-url", kolada_api.url, "--store", small)
    first = run("sync", *kolada)
    assert first.exit_code == 0, first.output
    assert f"Stored {observations_of('U01425', made_up_data)} real observations" in first.stdout
    assert "of 16)" in first.stderr
    revised = {"kpi": "U01425", "municipality": "2180", "period": 2018, "gender": "T", "value": 1.5}
    kolada_api.control(revise=[revised], date="2026-02-01")
    second = run(*kolada, "sync", "--format", "csv")
    [row] = csv.DictReader(io.StringIO(second.stdout))
    assert (row["what"], row["area"], row["period"], row["value_after"]) == ("changed", "2180", "2018", "1.5")


def test_add_lists_by_words_and_adds_by_id(small: Path, kolada_api: Any, made_up_data: Path) -> None:
    kolada = ("--kolada-url", kolada_api.url, "--store", small)
    listed = json.loads(run("add", "stillasittande", *kolada, "--format", "json").stdout)["matches"]
    assert {match["kpi"]: match["in_catalog"] for match in listed}["U01425"] == "stillasittande"
    assert not (small / "catalog").exists()

    result = run("add", "n15613", "--better", "higher", *kolada)
    assert result.exit_code == 0, result.output
    assert "Added N15613" in result.stdout
    assert f"Stored {observations_of('N15613', made_up_data)} real observations" in result.stdout
    again = run("add", "N15613", "--no-fetch", *kolada)
    assert "already" in again.stdout
    assert 'better = "higher"' in (small / "catalog" / "N15613.toml").read_text(encoding="utf-8")
    assert run("add", "N15613", "--no-fetch", "--better", "lower", *kolada).exit_code == 0
    assert 'better = "lower"' in (small / "catalog" / "N15613.toml").read_text(encoding="utf-8")


def test_add_refuses_what_kolada_lacks_and_names_what_is_near(small: Path, kolada_api: Any) -> None:
    kolada = ("--kolada-url", kolada_api.url, "--store", small)
    said = refused(run("add", "N20401", *kolada), 2)
    assert "Kolada has no indicator 'N20401'. Did you mean N20402 (" in said
    assert "U01425" in refused(run("add", "U01425", "--better", "higher", *kolada), 2)
    assert run("add", "zzzzz", *kolada).exit_code == 0


def test_add_to_demo_values_leaves_them_and_says_what_to_do(small: Path, kolada_api: Any) -> None:
    assert run("demo", "--store", small).exit_code == 0
    result = run("add", "N15613", "--kolada-url", kolada_api.url, "--store", small)
    assert result.exit_code == 0
    assert "halsogap sync" in result.stdout
    assert Store(small).current().manifest.demo  # type: ignore[union-attr]


def test_add_an_indicator_without_values_adds_it_all_the_same(small: Path, kolada_api: Any) -> None:
    result = run("add", "N20434", "--kolada-url", kolada_api.url, "--store", small)
    assert result.exit_code == 0, result.output
    assert "Kolada has no values of it" in result.stdout


def test_a_service_that_cannot_be_used_ends_in_a_sentence(small: Path) -> None:
    assert "cannot be 'not an address'" in refused(run("sync", "--kolada-url", "not an address", "--store", small), 2)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for another process")
def test_ctrl_c_during_a_sync_leaves_a_store_that_opens(filled: Path, kolada_api: Any) -> None:
    before = Store(filled).current_id()
    kolada_api.control(faults=[{"kind": "delay", "seconds": 0.5}])
    program = subprocess.Popen(
        [sys.executable, "-m", "halsogap", "sync", "--store", str(filled), "--kolada-url", kolada_api.url],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stderr is not None
    program.stderr.readline()
    time.sleep(1)
    program.send_signal(signal.SIGINT)
    said = program.stderr.read()
    assert program.wait(30) == session.INTERRUPTED
    assert "Interrupted" in said
    assert "Traceback" not in said
    assert Store(filled).current_id() == before
    assert run("doctor", "--store", filled).exit_code == 0
