"""An own table as an indicator: its slug, its small counts, and the file that it can be saved as."""

from __future__ import annotations

import io
import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import observations
from halsogap.catalog.catalog import Catalog
from halsogap.figures.own_data import report as upload_report
from halsogap.i18n import words
from halsogap.model import Better, Status
from halsogap.schema import OBSERVATIONS, check
from halsogap.sources.refusal import BadTable
from halsogap.sources.upload import saved
from halsogap.sources.upload.divisions import divisions
from halsogap.sources.upload.guess import guess, guess_table, open_table
from halsogap.sources.upload.indicator import PREFIX, Description, as_indicator, decimals, hide_small, slug_of
from halsogap.sources.upload.opening import open_book
from halsogap.sources.upload.reading import observe
from halsogap.sources.upload.report import UploadReport

SAID = Description("Fallskador <b>80+</b>", "percent", Better.LOWER, "Regionens register")


def rows(*cells: tuple[str, str, str, float, float]) -> pd.DataFrame:
    """OBSERVATIONS of level, area, sex, numerator and denominator, in per cent."""
    made = observations(*cells, columns="level area sex numerator denominator", indicator="own", source="own")
    return check(OBSERVATIONS, made, "the test")


PEOPLE = rows(
    ("kommun", "0114", "K", 3, 100),
    ("kommun", "0114", "M", 20, 100),
    ("kommun", "0114", "T", 23, 200),
    ("kommun", "0115", "T", 40, 200),
)


@given(st.text(max_size=200))
def test_no_name_gives_a_slug_that_the_catalogue_can_have(name: str) -> None:
    slug = slug_of(name)
    assert slug.startswith(PREFIX)
    assert len(slug) <= 60
    assert slug == slug.lower()
    assert slug.replace("_", "").isalnum()


def test_the_catalogue_has_no_slug_with_the_prefix(whole_catalog: Catalog) -> None:
    assert [slug for slug in whole_catalog if slug.startswith(PREFIX)] == []


def test_the_indicator_says_what_the_visitor_said() -> None:
    indicator, observations = as_indicator(SAID, PEOPLE)
    assert indicator.name.sv == indicator.name.en == "Fallskador <b>80+</b>", "text, to be escaped where it is shown"
    assert (indicator.unit, indicator.better, indicator.group) == ("percent", Better.LOWER, "own")
    assert indicator.source.name == "Regionens register"
    assert indicator.levels == ("kommun",)
    assert indicator.by_sex
    assert set(observations["indicator"]) == {indicator.slug}


@pytest.mark.parametrize(
    ("values", "expected"), [([1, 200], 0), ([12.25, 80.1], 1), ([0.25, 0.5], 2), ([0.012], 3), ([], 0), ([0.0], 0)]
)
def test_decimals(values: list[float], expected: int) -> None:
    assert decimals(pd.Series(values, dtype="float64")) == expected


def test_a_small_count_is_hidden_with_its_complement() -> None:
    """Three women are the total of 23 less 20 men: one of these goes too. The other municipality is left alone."""
    hidden = hide_small(PEOPLE, "percent", 5)
    gone = hidden[hidden["status"] == Status.SUPPRESSED]
    assert gone[["area", "sex"]].to_numpy().tolist() == [["0114", "K"], ["0114", "M"]]
    assert gone[["value", "numerator", "denominator"]].isna().all(axis=None)
    check(OBSERVATIONS, hidden, "the test")


def test_a_threshold_of_0_hides_nothing() -> None:
    assert hide_small(PEOPLE, "percent", 0).equals(PEOPLE)


def test_values_that_are_counts_are_hidden_too() -> None:
    counts = PEOPLE.assign(value=PEOPLE["numerator"], numerator=np.nan, denominator=np.nan)
    assert (hide_small(counts, "persons", 5)["status"] == Status.SUPPRESSED).sum() == 2
    assert (hide_small(counts, "number", 5)["status"] == Status.SUPPRESSED).sum() == 0


def test_a_small_area_is_not_given_away_by_the_county() -> None:
    """The municipality has no row, so that the county is the nearest whole."""
    cells = [("deso", f"0114C10{n}0", "T", count, 100.0) for n, count in enumerate([2.0, 30.0, 40.0])]
    hidden = hide_small(rows(*cells, ("lan", "01", "T", 72, 300)), "percent", 5)
    assert (hidden["status"] == Status.SUPPRESSED).tolist() == [True, True, False, False]


def test_what_is_saved_is_what_is_opened() -> None:
    indicator, observations = as_indicator(SAID, hide_small(PEOPLE, "percent", 5))
    content = saved.save(indicator, observations)
    assert saved.is_saved(content)
    said, opened = saved.open_saved(content)
    assert said == SAID
    assert as_indicator(said, opened)[0] == indicator
    pd.testing.assert_frame_equal(opened, observations)


def test_any_program_that_reads_parquet_reads_the_values() -> None:
    indicator, observations = as_indicator(SAID, PEOPLE)
    frame = pd.read_parquet(io.BytesIO(saved.save(indicator, observations)))
    assert frame["value"].tolist() == observations["value"].tolist()


def tampered(**changes: object) -> bytes:
    """A saved file with some of its columns or of what it says changed."""
    indicator, observations = as_indicator(SAID, PEOPLE)
    table = parquet.read_table(io.BytesIO(saved.save(indicator, observations)))
    said = json.loads(table.schema.metadata[saved.KEY])
    frame = observations.assign(**{name: value for name, value in changes.items() if name in observations})
    said |= {name: value for name, value in changes.items() if name not in observations}
    table = pa.Table.from_pandas(frame, preserve_index=False)
    buffer = io.BytesIO()
    parquet.write_table(table.replace_schema_metadata({saved.KEY: json.dumps(said).encode()}), buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        tampered(value=float("inf")),
        tampered(period=99999),
        tampered(area="<script>"),
        tampered(level="own"),
        tampered(level="galaxy"),
        tampered(sex="X"),
        tampered(area="0114", sex="T"),
        tampered(source="x" * 1000),
        tampered(unit="furlongs"),
        tampered(better="sideways"),
        tampered(name=" "),
        tampered(version=99),
        tampered()[:900] + b"PAR1",
    ],
)
def test_a_saved_file_that_was_changed_is_refused(content: bytes) -> None:
    with pytest.raises(BadTable) as caught:
        saved.open_saved(content)
    assert caught.value.key == "saved_broken"


# -- the report -----------------------------------------------------------------------------------


def reported(*lines: str) -> tuple[pd.DataFrame, UploadReport]:
    known = divisions()
    book = open_book("\n".join(lines).encode())
    first, headers, _ = guess_table(book.sheets[0], known)
    table = open_table(book, book.sheets[0], first, headers)
    reading = guess(book, book.sheets[0], table, known, "2022")
    return observe(table, reading, known, fetched_at="2026-01-02T03:04:05+00:00")


def test_the_report_says_row_by_row_what_and_why() -> None:
    frame, report = reported("kommun;andel", "114;1", "Vallentuna;2", "Hebo;3", "0117;x;", "0120;4", "0120;5", "Not:")
    sv = words("sv")
    assert upload_report.joined(report, sv) == "3 av 290 kommuner har fått värden."
    assert upload_report.notes(report, frame, sv)[1:] == [
        "Läst som något annat än det står: ”114” som Upplands Väsby (0114).",
        "Kunde inte användas: 2 celler som motsägs av ett annat värde för samma område, år och kön, "
        "1 rad med ett område som inte finns.",
        "Rader med bara text (rubriker eller noter), som hoppas över: 1.",
        "Filens rader: lästa 3, av annat slag eller med fel 3, rubriker 1, med bara text 1.",
    ]
    table = upload_report.report_table(report, sv)
    assert table.iloc[0].tolist() == ["4", "kommun", "Hebo", "okänt område", "Håbo (0305), Habo (0643), Heby (0331)"]
    assert (table["Vad"] == "områdets rad saknas").sum() == 287


def test_the_report_in_english() -> None:
    frame, report = reported("kommun;andel", "0114;1", "Hebo;3")
    en = words("en")
    assert upload_report.joined(report, en) == "1 of 290 municipalities have values."
    assert "Could not be used: 1 row with an area that does not exist." in upload_report.notes(report, frame, en)
    assert upload_report.hidden(frame, 5, en).startswith("Hidden values: 0 (counts from 1 to 4")
    assert upload_report.hidden(frame, 0, en).startswith("Small counts are not hidden.")
