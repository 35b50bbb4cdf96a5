"""Tables that somebody may upload: each read rightly or refused in one sentence, within 10 s, nothing left behind."""

from __future__ import annotations

import io
import tempfile
import time
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from halsogap import settings
from halsogap.i18n import LANGUAGES, words
from halsogap.model import Level
from halsogap.schema import AREAS
from halsogap.sources.refusal import BadTable
from halsogap.sources.tables import Sheet
from halsogap.sources.upload.divisions import Division, divisions
from halsogap.sources.upload.guess import guess, guess_sheet, guess_table, open_table
from halsogap.sources.upload.opening import open_book
from halsogap.sources.upload.reading import Reading, observe
from halsogap.sources.upload.report import Fate, UploadReport

LONGEST = 10.0
"""Seconds of work that the worst of files may take."""

SMALL = pd.DataFrame(
    [
        (code, "deso", code, code[:4], vintage)
        for vintage, codes in {
            "2018": ["0180C1000", "0180C1010", "0180C1020"],
            "2025": ["0180C1000", "0180C1011", "0180C1021"],
        }.items()
        for code in codes
    ],
    columns=list(AREAS.columns),
)
KNOWN = divisions([SMALL[SMALL["vintage"] == "2018"], SMALL[SMALL["vintage"] == "2025"]])


@dataclass(frozen=True)
class Outcome:
    rows: pd.DataFrame
    report: UploadReport
    sheet: Sheet
    reading: Reading
    mixed: bool

    @property
    def values(self) -> list[tuple[Any, ...]]:
        """Area, year, sex and value (None where there is none), in the file's order."""
        kept = self.rows[["area", "period", "sex", "value"]].astype({"period": int}).astype(object)
        return list(kept.where(kept.notna(), None).itertuples(index=False, name=None))


def read(
    content: bytes, name: str = "tabell 2022.csv", per: float | None = None, known: Sequence[Division] = KNOWN
) -> Outcome:
    """The file as it is read where nobody corrects a guess."""
    book = open_book(content)
    sheet = book.sheets[guess_sheet(book, known)]
    first, headers, _ = guess_table(sheet, known)
    table = open_table(book, sheet, first, headers)
    reading = guess(book, sheet, table, known, name)
    rows, report = observe(table, reading, known, fetched_at="2026-01-02T03:04:05+00:00", per=per)
    return Outcome(rows, report, sheet, reading, book.mixed)


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No file is written where temporary files or the program's own go, and no test takes too long."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    began = time.process_time()  # work, not waiting: a busy machine shall not decide
    yield
    assert time.process_time() - began < 2 * LONGEST, "making the file and reading it"
    assert list(tmp_path.rglob("*")) == []


def text(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def workbook(*sheets: list[list[Any]], merge: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Blad{number + 1}")
        for row in rows:
            sheet.append(row)
        for cells in merge:
            sheet.merge_cells(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def edited(content: bytes, **parts: Callable[[bytes], bytes]) -> bytes:
    """A workbook with some of its parts rewritten, by the part's name ("sheet1")."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            edit = parts.get(member.filename.rsplit("/", 1)[-1].removesuffix(".xml"), bytes)
            new.writestr(member.filename, edit(old.read(member)))
    return buffer.getvalue()


def with_member(content: bytes, name: str, data: bytes = b"") -> bytes:
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


def parquet_of(table: pa.Table, **options: Any) -> bytes:
    buffer = io.BytesIO()
    parquet.write_table(table, buffer, **options)
    return buffer.getvalue()


LAST_DAY = date(2022, 12, 31)
TWO = [("0114", 2022, "T", 12.5), ("0115", 2022, "T", 13.0)]
PLAIN = [["kommun", "andel"], ["0114", 12.5], ["0115", 13]]
LINES = ("kommun;andel", "0114;12,5", "0115;13")

# -- read rightly ---------------------------------------------------------------------------------

RIGHT: dict[str, tuple[Callable[[], bytes], list[tuple[Any, ...]]]] = {
    "UTF-8": (lambda: text(*LINES), TWO),
    "UTF-8 with a mark": (lambda: b"\xef\xbb\xbf" + text(*LINES), TWO),
    "UTF-16 with a mark": (lambda: "\n".join(LINES).encode("utf-16"), TWO),
    "UTF-16 without": (lambda: "\n".join(LINES).encode("utf-16-le"), TWO),
    "Windows-1252": (
        lambda: "kommun;andel\nVäxjö;1\nGävle;2".encode("cp1252"), [("0780", 2022, "T", 1.0), ("2180", 2022, "T", 2.0)],
    ),
    "UTF-8 and Windows-1252 mixed": (
        lambda: "kommun;andel\nVäxjö;1\n".encode() + "Gävle;2".encode("cp1252"),
        [("0780", 2022, "T", 1.0), ("2180", 2022, "T", 2.0)],
    ),
    "Windows' line endings": (lambda: "\r\n".join(LINES).encode(), TWO),
    "old Mac's line endings": (lambda: "\r".join(LINES).encode(), TWO),
    "tabs": (lambda: text(*(line.replace(";", "\t") for line in LINES)), TWO),
    "commas and decimal points": (lambda: text("kommun,andel", "0114,12.5", "0115,13"), TWO),
    "commas and decimal commas in quotes": (lambda: text("kommun,andel", '0114,"12,5"', '0115,"13,0"'), TWO),
    "no header": (lambda: text("0114;12,5", "0115;13"), TWO),
    "a title, empty lines and footnotes": (
        lambda: text("Vaccination 2021;", ";", *LINES, ";", "Källa: regionen;"),
        [("0114", 2021, "T", 12.5), ("0115", 2021, "T", 13.0)],
    ),
    "signs at the ends of lines": (lambda: text("kommun;andel;", "0114;12,5;", "0115;13;"), TWO),
    "a line break in quotes": (lambda: text('kommun;"andel\ni procent"', "0114;12,5", "0115;13"), TWO),
    "lost zeros": (lambda: text("kommun;andel", "114;12,5", "115;13"), TWO),
    "names": (lambda: text("område;andel", "Upplands Väsby;12,5", "Vallentuna kommun;13"), TWO),
    "codes and names in one cell": (lambda: text("plats;andel", "0114 Upplands Väsby;12,5", "0115 Vallentuna;13"), TWO),
    "counties": (lambda: text("län;andel", "Stockholms län;1", "Region Skåne;2", "Gävleborg;3"),
                 [("01", 2022, "T", 1.0), ("12", 2022, "T", 2.0), ("21", 2022, "T", 3.0)]),
    "the country and a county beside": (
        lambda: text("kommun;andel", "Riket;1", "Stockholms län;2", "0114;3"),
        [("0000", 2022, "T", 1.0), ("01", 2022, "T", 2.0), ("0114", 2022, "T", 3.0)],
    ),
    "codes that are years": (
        lambda: text("kommun;år;värde", "2021;2021;1", "2023;2021;2"),
        [("2021", 2021, "T", 1.0), ("2023", 2021, "T", 2.0)],
    ),
    "per cent signs": (lambda: text("kommun;andel", "0114;12,5 %", "0115;13%"), TWO),
    "spaces between thousands": (
        lambda: text("kommun;invånare", "0114;50 000", "0115;33\u00a0175", "0117;1\u202f000"),
        [("0114", 2022, "T", 50_000.0), ("0115", 2022, "T", 33_175.0), ("0117", 2022, "T", 1000.0)],
    ),
    "minus signs": (
        lambda: text("kommun;skillnad", "0114;-1,5", "0115;\u22122"),
        [("0114", 2022, "T", -1.5), ("0115", 2022, "T", -2.0)],
    ),
    "NaN and its kin as text": (
        lambda: text("kommun;andel", "0114;NaN", "0115;13", "0117;..", "0120;", "0123;N/A"),
        [("0114", 2022, "T", None), ("0115", 2022, "T", 13.0), ("0117", 2022, "T", None), ("0120", 2022, "T", None),
         ("0123", 2022, "T", None)],
    ),
    "values that the publisher hid": (
        lambda: text("kommun;antal", "0114;<5", "0115;13", "0117;X"),
        [("0114", 2022, "T", None), ("0115", 2022, "T", 13.0), ("0117", 2022, "T", None)],
    ),
    "long, with sex and year": (
        lambda: text("kommun;år;kön;värde", "0114;2021;kvinnor;1", "0114;2021;män;2", "0114;2021;totalt;3"),
        [("0114", 2021, "K", 1.0), ("0114", 2021, "M", 2.0), ("0114", 2021, "T", 3.0)],
    ),
    "SCB's codes for the sexes": (
        lambda: text("region;kön;tid;värde", "0114;1;2021;1", "0114;2;2021;2", "0114;1+2;2021;3"),
        [("0114", 2021, "M", 1.0), ("0114", 2021, "K", 2.0), ("0114", 2021, "T", 3.0)],
    ),
    "the sexes in columns": (
        lambda: text("kommun;Kvinnor;Män;Totalt", "0114;1;2;3"),
        [("0114", 2022, "K", 1.0), ("0114", 2022, "M", 2.0), ("0114", 2022, "T", 3.0)],
    ),
    "the years in columns": (
        lambda: text("kommun;2020;2021", "0114;1;2"), [("0114", 2020, "T", 1.0), ("0114", 2021, "T", 2.0)],
    ),
    "the sexes in columns, the year in one": (
        lambda: text("kommun;år;andel kvinnor;andel män", "0114;2020;1;2", "0114;2021;3;4"),
        [("0114", 2020, "K", 1.0), ("0114", 2021, "K", 3.0), ("0114", 2020, "M", 2.0), ("0114", 2021, "M", 4.0)],
    ),
    "school years": (
        lambda: text("kommun;läsår;andel", "0114;2019/2020;1", "0114;2020/21;2"),
        [("0114", 2020, "T", 1.0), ("0114", 2021, "T", 2.0)],
    ),
    "means over years": (lambda: text("kommun;period;andel", "0114;2018\u20132020;1"), [("0114", 2020, "T", 1.0)]),
    "days as years": (lambda: text("kommun;år;andel", "0114;2021-12-31;1"), [("0114", 2021, "T", 1.0)]),
    "counts and no value": (
        lambda: text("kommun;antal;befolkning", "0114;25;200", "0115;26;200"), TWO,
    ),
    "DeSO with SCB's suffix": (
        lambda: text("deso;andel", "0180C1011_DeSO2025;1"), [("0180C1011", 2022, "T", 1.0)],
    ),
    "Excel": (lambda: workbook(PLAIN), TWO),
    "Excel with codes as numbers": (lambda: workbook([["kommun", "andel"], [114, 12.5], [115, 13]]), TWO),
    "Excel whose first sheet is a text": (lambda: workbook([["Om tabellen"], ["Läs detta först"]], PLAIN), TWO),
    "Excel with merged headers": (
        lambda: workbook(
            [["Kod", "Kvinnor", None, "Män", None], [None, 2021, 2022, 2021, 2022], ["0114", 1, 2, 3, 4]],
            merge=("A1:A2", "B1:C1", "D1:E1"),
        ),
        [("0114", 2021, "K", 1.0), ("0114", 2022, "K", 2.0), ("0114", 2021, "M", 3.0), ("0114", 2022, "M", 4.0)],
    ),
    "Excel with formulas and their values": (
        lambda: edited(
            workbook([["kommun", "andel"], ["0114", "=25/2"], ["0115", "=13"]]),
            sheet1=lambda xml: xml.replace(b"<f>25/2</f><v />", b"<f>25/2</f><v>12.5</v>")
            .replace(b"<f>25/2</f><v></v>", b"<f>25/2</f><v>12.5</v>")
            .replace(b"<f>13</f><v />", b"<f>13</f><v>13</v>")
            .replace(b"<f>13</f><v></v>", b"<f>13</f><v>13</v>"),
        ),
        TWO,
    ),
    "Excel with a day as the year": (
        lambda: workbook([["kommun", "år", "andel"], ["0114", LAST_DAY, 12.5], ["0115", LAST_DAY, 13]]),
        TWO,
    ),
    "Parquet": (lambda: parquet_of(pa.table({"kommun": ["0114", "0115"], "andel": [12.5, 13.0]})), TWO),
    "Parquet with an index of pandas'": (
        lambda: parquet_of(
            pa.Table.from_pandas(pd.DataFrame({"kommun": ["0114", "0115"], "andel": [12.5, 13.0]}).set_index("kommun"))
        ),
        TWO,
    ),
    "Parquet with categories and something nested": (
        lambda: parquet_of(
            pa.table(
                {
                    "kommun": pa.array(["0114", "0115"]).dictionary_encode(),
                    "mer": pa.array([[1], [2]]),
                    "andel": pa.array([12.5, 13.0]),
                }
            )
        ),
        TWO,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("make", "expected"), RIGHT.values(), ids=RIGHT.keys())
def test_read_rightly(make: Callable[[], bytes], expected: list[tuple[Any, ...]]) -> None:
    found = read(make(), per=100.0)
    assert found.values == expected
    assert found.report.unused == 0


# -- refused in one sentence ----------------------------------------------------------------------


def lying_bomb() -> bytes:
    """A workbook whose directory says that 100 MB are 100 bytes."""
    content = bytearray(with_member(workbook(PLAIN), "xl/worksheets/sheet2.xml", b"\0" * 100_000_000))
    size = (100_000_000).to_bytes(4, "little")
    while (at := content.find(size)) >= 0:
        content[at : at + 4] = (100).to_bytes(4, "little")
    return bytes(content)


def locked_member() -> bytes:
    content = bytearray(workbook(PLAIN))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        content[at + flags] |= 1
    return bytes(content)


def far_corners() -> bytes:
    """A workbook of two cells, one in the last row and the last but some columns: a grid of 500 million."""
    return edited(workbook([["kommun", "andel"], ["0114", 1]]), sheet1=lambda xml: xml.replace(b'"B2"', b'"ALK499999"'))


def repeated_text() -> bytes:
    """A workbook of some kilobytes whose one long text stands 100,000 times."""
    shared = b"<sst><si><t>" + b"x" * 30_000 + b"</t></si></sst>"
    rows = b"<row>" + b'<c t="s"><v>0</v></c>' * 10 + b"</row>"
    content = edited(
        workbook(PLAIN), sheet1=lambda _: b"<worksheet><sheetData>" + rows * 10_000 + b"</sheetData></worksheet>"
    )
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "xl/sharedStrings.xml" not in archive.namelist()
    return with_member(content, "xl/sharedStrings.xml", shared)


def repeated_cell() -> bytes:
    """A Parquet file of some kilobytes with one cell of a megabyte 10,000 times."""
    dictionary = pa.DictionaryArray.from_arrays(pa.array([0] * 10_000), pa.array(["x" * 1_000_000]))
    return parquet_of(pa.table({"kommun": ["0114"] * 10_000, "namn": dictionary}), compression="zstd")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "only spaces and lines": (lambda: b" \n\n ;; \n", "empty"),
    "an empty workbook": (lambda: workbook([]), "empty"),
    "a header alone": (lambda: text("kommun;andel"), "no_rows"),
    "an old workbook": (lambda: OLE, "old_excel"),
    "a workbook with a password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "locked_excel"),
    "a zip with a password": (locked_member, "locked_excel"),
    "OpenDocument": (
        lambda: b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "open_document",
    ),
    "a PDF": (lambda: b"%PDF-1.7 ...", "pdf"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
    "a NUL far down in a text": (lambda: text(*LINES) + b"\n" * 70_000 + b"0117;\0", "binary"),
    "a web page": (lambda: b"<!DOCTYPE html><table><tr><td>0114</td></tr></table>", "markup"),
    "JSON": (lambda: b'[{"kommun": "0114", "andel": 1}]', "markup"),
    "a zip without a workbook": (lambda: with_member(b"", "tabell.csv", text(*LINES)), "zip"),
    "a zip bomb": (lambda: with_member(workbook(PLAIN), "xl/media/a.bin", b"\0" * 400_000_000), "unpacked"),
    "a zip bomb that lies": (lying_bomb, "damaged"),
    "a path that climbs out": (lambda: with_member(workbook(PLAIN), "../../etc/cron.d/x", b"x"), "climbs_out"),
    "a path from the root": (lambda: with_member(workbook(PLAIN), "/etc/passwd", b"x"), "climbs_out"),
    "a path of Windows": (lambda: with_member(workbook(PLAIN), "..\\..\\x.xml", b"x"), "climbs_out"),
    "a workbook cut short": (lambda: workbook(PLAIN)[:3000], "damaged"),
    "a workbook of broken XML": (lambda: edited(workbook(PLAIN), sheet1=lambda xml: xml[:200]), "damaged"),
    "a Parquet file cut short": (lambda: RIGHT["Parquet"][0]()[:200], "damaged"),
    "formulas without their values": (lambda: workbook([["kommun", "andel"], ["0114", "=1+1"]]), "lost_formulas"),
    "two cells far apart": (far_corners, "too_many_cells"),
    "a long text many times": (repeated_text, "long_texts"),
    "a million rows": (lambda: b"kommun;andel\n" + b"0114;12,5\n" * 1_000_000, "too_many_rows"),
    "a million rows of Parquet": (
        lambda: parquet_of(pa.table({"kommun": ["0114"] * 1_000_000, "andel": [1.0] * 1_000_000})), "too_many_rows",
    ),
    "five thousand columns": (lambda: text("kommun" + ";x" * 5000, "0114" + ";1" * 5000), "too_many_columns"),
    "one wide line among many": (lambda: text(*["0114;1"] * 100_000, ";" * 900), "too_many_cells"),
    "one cell a million times": (repeated_cell, "unpacked"),
    "decimal commas between commas": (lambda: text("kommun,andel", "0114,12,5", "0115,13,2"), "wider_than_header"),
    "a quotation mark without its like": (lambda: text("kommun;andel", '0114;"12,5', "0115;13"), "quotes"),
    "codes that have become days": (
        lambda: workbook([["kommun", "andel"], [date(2024, 1, 14), 1], [date(2024, 1, 15), 2]]), "nothing_date",
    ),
    "codes that have become days, as text": (lambda: text("kommun;andel", "14-jan;1", "15-jan;2"), "nothing_date"),
    "quarters": (lambda: text("kommun;period;andel", "0114;2021K1;1", "0114;2021 kv 2;2"), "nothing_part_of_year"),
    "months": (lambda: text("kommun;tid;andel", "0114;2021M01;1", "0114;2021-02;2"), "nothing_part_of_year"),
    "a table of parts nobody told": (
        lambda: text("kommun;andel", "0114;1", "0114;2", "0115;1", "0115;3"), "nothing_double",
    ),
    "sexes that are none": (lambda: text("kommun;kön;andel", "0114;x;1", "0115;y;2"), "nothing_unknown_sex"),
    "a retired code": (lambda: text("kommun;andel", "1917;1"), "nothing_retired"),
    "no places": (lambda: text("färg;andel", "röd;1", "blå;2"), "no_places"),
    "the country alone": (lambda: text("område;andel", "Riket;1"), "only_wholes"),
    "no numbers": (lambda: text("kommun;betyg", "0114;bra", "0115;dåligt"), "no_numbers"),
    "nothing but missing values": (lambda: text("kommun;andel", "0114;..", "0115;.."), "no_numbers"),
}  # fmt: skip


@pytest.mark.parametrize(("make", "key"), REFUSED.values(), ids=REFUSED.keys())
def test_refused_in_one_sentence(make: Callable[[], bytes], key: str) -> None:
    content = make()
    began = time.process_time()
    with pytest.raises(BadTable) as caught:
        read(content)
    assert time.process_time() - began < LONGEST
    assert caught.value.key == key
    for language in LANGUAGES:
        said = caught.value.in_words(words(language))
        assert said.endswith((".", "”.", "“."))
        assert "{" not in said
        assert len(said) < 250


def test_a_year_that_nothing_tells_is_asked_for() -> None:
    with pytest.raises(BadTable) as caught:
        read(text(*LINES), "tabell.csv")
    assert caught.value.key == "no_year"


def test_a_file_over_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALSOGAP_UPLOAD_BYTES", "10")
    with pytest.raises(BadTable) as caught:
        read(text(*LINES))
    assert caught.value.key == "too_large"


@pytest.mark.slow
def test_half_a_million_rows_are_read_in_time() -> None:
    """As many as are read: DeSO, years, sexes, and two counts behind each value."""
    small = [f"{code[:4]}C{number:04d}" for code in ("0114", "0115", "0117", "0180") for number in range(1000, 3000)]
    frame = pd.DataFrame(
        [(code, year, sex) for code in small for year in range(2003, 2023) for sex in ("K", "M", "T")],
        columns=["deso", "år", "kön"],
    ).assign(andel=12.5, antal=100, befolkning=800)
    content = frame.to_csv(index=False, sep=";", decimal=",").encode()
    assert len(frame) == 480_000
    began = time.process_time()
    found = read(content, per=100.0, known=divisions())
    rows, report = found.rows, found.report
    assert time.process_time() - began < LONGEST
    assert len(rows) == 480_000
    assert report.unused == 0
    assert rows["numerator"].eq(100).all()


# -- read in part, and said so --------------------------------------------------------------------

PARTLY: dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]], dict[str, int]]] = {
    "a misspelt name": (
        ("kommun;andel", "Upplands Väsby;12,5", "Vallentuna;13", "Hebo;9"), TWO, {"unknown": 1},
    ),
    "Habo where å and ö are lost": (
        ("kommun;andel", "Upplands Vasby;12,5", "Vallentuna;13", "Habo;9"), TWO, {"ambiguous": 1},
    ),
    "a retired code among others": ((*LINES, "1917;9"), TWO, {"retired": 1}),
    "a day among codes": ((*LINES, "2024-01-17;9"), TWO, {"date": 1}),
    "a total of nobody knows what": ((*LINES, "Totalt;9"), TWO, {"total": 1}),
    "a row without a place": ((*LINES, ";9"), TWO, {"no_area": 1}),
    "the same row twice": ((*LINES, "0115;13"), TWO, {}),
    "rows that contradict each other": ((*LINES, "0117;1", "0117;2"), TWO, {"double": 2}),
    "a row with a field too many": ((*LINES, "0117;9;8"), TWO, {"ragged": 1}),
    "a row with a field too few": ((*LINES, "0117"), [*TWO, ("0117", 2022, "T", None)], {}),
    "infinity and words among numbers": ((*LINES, "0117;inf", "0120;många"), TWO, {"not_number": 2}),
    "a quarter among years": (
        ("kommun;år;andel", "0114;2022;12,5", "0115;2022;13", "0117;2022K1;1"), TWO, {"part_of_year": 1},
    ),
    "a sex that is none of three": (
        ("kommun;kön;andel", "0114;T;12,5", "0115;totalt;13", "0117;okänt;1"), TWO, {"unknown_sex": 1},
    ),
    "a year far off": (("kommun;år;andel", "0114;2022;12,5", "0115;2022;13", "0117;20222;1"), TWO, {"not_year": 1}),
    "a negative count": (
        ("kommun;andel;antal", "0114;12,5;25", "0115;13;-26"), TWO, {"negative": 1},
    ),
    "DeSO of two vintages in one column": (
        ("deso;andel", "0180C1000;1", "0180C1010;2", "0180C1020;3", "0180C1011;4"),
        [("0180C1000", 2022, "T", 1.0), ("0180C1010", 2022, "T", 2.0), ("0180C1020", 2022, "T", 3.0)],
        {"other_vintage": 1},
    ),
    "DeSO with and without SCB's suffix": (
        ("deso;andel", "0180C1011_DeSO2025;1", "0180C1021_DeSO2025;2", "0180C1010;3"),
        [("0180C1011", 2022, "T", 1.0), ("0180C1021", 2022, "T", 2.0)],
        {"other_vintage": 1},
    ),
    "markup in a name": ((*LINES, "<script>alert(1)</script>;9"), TWO, {"unknown": 1}),
    "a spreadsheet's formula in a name": ((*LINES, '"=HYPERLINK(""http://x"")";9'), TWO, {"unknown": 1}),
    "municipalities among counties": (
        ("län;andel", "01;1", "03;2", "0114;3"), [("01", 2022, "T", 1.0), ("03", 2022, "T", 2.0)], {"wrong_level": 1},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "expected", "counts"), PARTLY.values(), ids=PARTLY.keys())
def test_read_in_part(lines: tuple[str, ...], expected: list[tuple[Any, ...]], counts: dict[str, int]) -> None:
    found = read(text(*lines))
    assert found.values == expected
    assert found.report.counts == counts
    assert set(found.report.faults["why"]) == set(counts)


ALL = {**{key: make for key, (make, _) in RIGHT.items()}, **{k: partial(text, *v[0]) for k, v in PARTLY.items()}}


@pytest.mark.parametrize("make", ALL.values(), ids=ALL.keys())
def test_every_row_is_accounted_for_once(make: Callable[[], bytes]) -> None:
    found = read(make(), per=100.0)
    numbers = [int(number) for number in found.sheet.cells.index]
    fates = found.report.fates
    assert fates["row"].tolist() == list(range(1, max(numbers) + 1))
    assert fates.loc[fates["fate"] != Fate.BLANK, "row"].tolist() == numbers
    assert sum(found.report.by_fate.values()) == len(fates)
    assert (fates.loc[fates["fate"] == Fate.OTHER, "why"] != "").all()
    assert set(found.report.faults["row"]) <= set(fates.loc[fates["why"] != "", "row"])


def test_the_vintage_is_the_one_that_has_the_codes() -> None:
    for code, vintage in (("0180C1010", "2018"), ("0180C1011", "2025")):
        found = read(text("deso;andel", f"{code};1"))
        assert (found.reading.level, found.reading.vintage) == (Level.DESO, vintage)


def test_a_small_area_of_a_county_that_is_not_held_is_taken_by_its_look() -> None:
    found = read(text("deso;andel", "0180C1010;1", "2180A0010;2", "9980A0010;3", "0180C9999;4"))
    assert [value[0] for value in found.values] == ["0180C1010", "2180A0010"]
    assert found.report.counts == {"unknown": 2}
    assert not found.report.complete


def test_of_a_table_of_many_things_one_is_read() -> None:
    """Columns of counts of who knows what are not taken for the counts behind the value."""
    found = read(text("deso;inkomst;antal;tot_16_64;folkmängd_2022;ålder_0-4 år", "0180C1010;1;2;3;4;5"))
    assert [(measure.column, measure.role) for measure in found.reading.measures] == [(1, "value")]
    assert found.rows[["numerator", "denominator"]].isna().all(axis=None)


@pytest.mark.shared
def test_every_real_deso_that_has_a_value_finds_its_place(shared: Path) -> None:
    content = (shared / "data" / "scb" / "deso2018_2022.csv").read_bytes()
    found = read(content, "deso2018_2022.csv", known=divisions())
    assert (found.reading.level, found.reading.year) == (Level.DESO, 2022)
    assert found.report.matched == found.report.rows == 5984
    assert found.report.unused == 0


def test_the_servers_own_limit_is_the_same() -> None:
    config = tomllib.loads((settings.ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["server"]["maxUploadSize"] * 1_000_000 == settings.UPLOAD_LIMITS["HALSOGAP_UPLOAD_BYTES"]


def test_every_limit_is_documented() -> None:
    said = (settings.ROOT / "docs" / "reference.md").read_text("utf-8")
    for variable in (*settings.UPLOAD_LIMITS, settings.SUPPRESSION_VARIABLE):
        assert variable in said or f"…{variable.removeprefix('HALSOGAP_UPLOAD')}`" in said, variable


@pytest.mark.parametrize(
    ("variable", "key"),
    [
        ("HALSOGAP_UPLOAD_ROWS", "too_many_rows"),
        ("HALSOGAP_UPLOAD_COLUMNS", "too_many_columns"),
        ("HALSOGAP_UPLOAD_CELLS", "too_many_cells"),
        ("HALSOGAP_UPLOAD_UNPACKED_BYTES", "unpacked"),
    ],
)
@pytest.mark.parametrize("form", ["text", "Excel", "Parquet"])
def test_every_limit_can_be_set(variable: str, key: str, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "1")
    content = {"text": text(*LINES), "Excel": workbook(PLAIN), "Parquet": RIGHT["Parquet"][0]()}[form]
    if (form, key) == ("text", "unpacked"):
        return
    with pytest.raises(BadTable) as caught:
        read(content)
    assert caught.value.key == key
