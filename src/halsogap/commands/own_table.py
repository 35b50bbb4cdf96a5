"""The command that reads a table of one's own as the page Egna data does, and says what it makes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from halsogap.commands.session import Result, Session, command, records
from halsogap.errors import BadInput, StoreError
from halsogap.figures.own_data import report as in_words
from halsogap.i18n import words
from halsogap.reading.areas import own_divisions
from halsogap.settings import suppression_threshold
from halsogap.sources.upload.divisions import Division, divisions
from halsogap.sources.upload.indicator import hide_small
from halsogap.sources.upload.interpretation import Interpretation, interpret
from halsogap.sources.upload.opening import limits
from halsogap.sources.upload.questions import as_read
from halsogap.sources.upload.report import UploadReport

COLUMNS = ["level", "area", "period", "sex", "value"]


def register(program: typer.Typer) -> None:
    """Give `program` the command of this module."""
    command(program)(read)


def read(
    session: Session, file: Annotated[Path, typer.Argument(help="A table: CSV, Excel (.xlsx) or Parquet.")]
) -> Result:
    """Say what the page of own data would make of a table where nobody corrects a guess.

    Prints the values it reads, their unit, what is not sure and would be asked, and what became of every row of the
    file. Nothing is kept.
    """
    try:
        limits().check_size(file.stat().st_size)
        content = file.read_bytes()
    except OSError as error:
        raise BadInput(f"The file {file} cannot be opened: {error.strerror or error}.", "Check the path.") from error
    found = interpret(content, file.name, _known(session), fetched_at=datetime.now(UTC).isoformat(timespec="seconds"))
    values = found.observations[COLUMNS]
    data: dict[str, Any] = {
        "rows": records(values),
        "unit": str(found.description.unit),
        "name": found.description.name,
        "questions": _questions(found),
        "report": _report(found),
        "refused": found.refusal.in_words(words("en")) if found.refusal else None,
    }
    return Result(_text(found), data, values)


def _known(session: Session) -> tuple[Division, ...]:
    """The divisions of the store, small areas and all; without a store those that need none."""
    try:
        return own_divisions(session.reader)
    except StoreError as error:
        session.say(f"Without small areas: {error}")
        return divisions()


def _questions(found: Interpretation) -> list[dict[str, Any]]:
    shown = records(as_read(found.observations))
    return [
        {"key": question.key, "text": question.in_words(words("en")), "rows": shown} for question in found.questions
    ]


def _report(found: Interpretation) -> dict[str, Any] | None:
    report = found.report
    if report is None:
        return None
    threshold = suppression_threshold()
    hidden = hide_small(found.observations, found.description.unit, threshold)["status"] == "suppressed"
    return {
        "level": str(report.level),
        "vintage": report.vintage,
        "rows": {str(fate): count for fate, count in report.by_fate.items()},
        "fates": records(report.fates),
        "unused": report.counts,
        "faults": records(report.faults),
        "areas_with_values": report.matched,
        "areas_without_values": [code for code, _ in (*report.empty, *report.missing)],
        "read_as": [list(pair) for pair in report.mended],
        "repeated": report.repeated,
        "hidden_on_the_page": int(hidden.sum()),
    }


def _text(found: Interpretation) -> str:
    english = words("en")
    lines = [f"{found.description.name} ({found.description.unit})"]
    if found.refusal:
        lines.append(found.refusal.in_words(english))
    if report := found.report:
        lines += [in_words.joined(report, english), *in_words.notes(report, found.observations, english)]
        lines.append(_rows(report))
    lines += [f"? {question.in_words(english)}" for question in found.questions]
    return "\n".join(lines)


def _rows(report: UploadReport) -> str:
    return "Rows: " + ", ".join(f"{fate} {count}" for fate, count in report.by_fate.items() if count) + "."
