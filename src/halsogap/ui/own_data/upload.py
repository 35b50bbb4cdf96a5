"""The upload of an own table: the file, how it is read (each guess to be corrected), and what comes of it.

The file is in Streamlit's memory for this session, and what is made of it in the session's state: nothing is written to
disk, cached where other sessions reach it, or logged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any, Protocol, TypeVar

import pandas as pd
import streamlit as st

from halsogap import geography
from halsogap.exporting.csv import csv_bytes
from halsogap.figures.provenance import file_name
from halsogap.i18n import Words
from halsogap.model import Level
from halsogap.reading import areas
from halsogap.sources.limits import megabytes
from halsogap.sources.refusal import BadTable
from halsogap.sources.tables import Book, text_of
from halsogap.sources.upload import guess, saved
from halsogap.sources.upload.divisions import Division
from halsogap.sources.upload.indicator import Description
from halsogap.sources.upload.opening import limits, open_book
from halsogap.sources.upload.questions import Question, as_read, questions_of
from halsogap.sources.upload.reading import Reading, observe
from halsogap.sources.upload.report import UploadReport
from halsogap.sources.upload.table import Table
from halsogap.ui.own_data import choices
from halsogap.ui.state import session

PREVIEWED = 3
"""How many rows of the file are shown."""

_HELD = "own_upload"
T = TypeVar("T")


class File(Protocol):
    """What Streamlit gives of an uploaded file."""

    name: str
    file_id: str

    def getvalue(self) -> bytes: ...


@dataclass(frozen=True)
class Upload:
    """A file that has been read: what the visitor says of it, its observations, and the report of the join.

    `key` is what the observations depend on: the file, and how it is read. There is no report where the file is an own
    indicator that was saved.
    """

    description: Description
    observations: pd.DataFrame
    key: Any
    report: UploadReport | None = None


def uploader(words: Words) -> File | None:
    """The field to choose a file with; all that was made of the file before goes when it goes."""
    most = megabytes(limits().size)
    file = st.file_uploader(
        words("own.choose", most=most), key="own_file", max_upload_size=most, help=words("own.choose_help")
    )
    if file is None or st.session_state.get(_HELD, {}).get("file") != file.file_id:
        st.session_state[_HELD] = {"file": file.file_id if file else None}
    return file


def read(file: File, words: Words) -> Upload | None:
    """What the file says, as the visitor has corrected it; None, and a sentence on why, where it cannot be used."""
    try:
        content = file.getvalue()
        if saved.is_saved(content):
            description, observations = once("saved", file.file_id, lambda: saved.open_saved(content))
            return Upload(description, observations, file.file_id)
        return _read_table(content, file, words)
    except BadTable as refusal:
        alert(refusal.in_words(words))
        return None


def example(words: Words) -> None:
    """What a table can look like, and one to fill in."""
    codes = geography.codes(Level.KOMMUN)
    names = [words(f"own.template_{column}") for column in ("code", "name", "year", "women", "men", "total")]
    blank = pd.DataFrame([(code, geography.area(code).name, "", "", "", "") for code in codes], columns=names)
    forms = "".join(f"<li>{escape(words(f'own.form_{form}'))}</li>" for form in ("long", "wide", "counts"))
    st.html(f'<div class="hg-quiet"><p>{escape(words("own.forms"))}</p><ul>{forms}</ul></div>')
    st.download_button(
        words("own.template"),
        lambda: csv_bytes(blank, words.language),
        file_name(words("own.template_file"), "csv"),
        "text/csv",
        key="own_template",
        on_click="ignore",
    )


def alert(text: str) -> None:
    """A sentence on what is wrong. As HTML: what stands in a file must not be read as Markdown."""
    st.html(f'<p class="hg-alert" role="alert">{escape(text)}</p>')


def known() -> tuple[Division, ...]:
    """The divisions that an own table can be of: SCB's, and made-up areas where the values are made up too."""
    return areas.own_divisions(session.reader())


def _read_table(content: bytes, file: File, words: Words) -> Upload:
    divided = known()
    choose = choices.Choices(file.file_id, words)
    text = choose.text_form()
    book: Book = once("book", text, lambda: open_book(content, **text))
    main = st.container()
    with st.expander(words("own.more")):
        choose.encoding(book)
        sheet = choose.sheet(book, once("sheet", text, lambda: guess.guess_sheet(book, divided)))
        at: tuple[Any, ...] = (text, sheet.name)
        first, headers = choose.header(sheet, *once("top", at, lambda: guess.guess_table(sheet, divided)[:2]))
        at = (*at, first, headers)
        table: Table = once("table", at, lambda: guess.open_table(book, sheet, first, headers))
        guessed: Reading = once("guess", at, lambda: guess.guess(book, sheet, table, divided, file.name))
        rare = st.container()
    with main:
        description = choose.description(guess.describe(table, guessed, file.name))
        reading = choose.reading(table, guessed, divided, rare)
        _preview(table, words)
        asked_of = (at, reading, description.unit)
        asked = once(
            "questions",
            asked_of,
            lambda: questions_of(book, sheet, table, reading, description, divided, file.name),
        )
        _ask(asked, words)
    per = description.unit.per
    key = (at, reading, per)
    observations, report = once("observed", key, lambda: observe(table, reading, divided, fetched_at=_now(), per=per))
    if asked:
        with main:
            _as_read(observations, words)
    if book.mixed:
        st.html(f'<p class="hg-quiet" role="status">{escape(words("own.mixed_encoding"))}</p>')
    if sheet.lost_formulas:
        lost = words("own.lost_formulas", n=words.number(sheet.lost_formulas))
        st.html(f'<p class="hg-quiet" role="status">{escape(lost)}</p>')
    return Upload(description, observations, key, report)


def _preview(table: Table, words: Words) -> None:
    """The first rows of the file under its headings, with their numbers in the file."""
    preview = table.body.head(PREVIEWED).astype(object).map(text_of)
    names = [name or words("own.nameless", n=at + 1) for at, name in enumerate(table.names)]
    preview.columns = [name if names.count(name) == 1 else f"{name} ({at + 1})" for at, name in enumerate(names)]
    st.dataframe(preview.rename_axis(words("own.row")), width="stretch", alt=words("own.preview"))


def _ask(asked: Sequence[Question], words: Words) -> None:
    """What is not sure of how the file is read."""
    if asked:
        listed = "".join(f"<li>{escape(question.in_words(words))}</li>" for question in asked)
        st.html(f'<div class="hg-quiet" role="status"><p>{escape(words("own.check"))}</p><ul>{listed}</ul></div>')


def _as_read(observations: pd.DataFrame, words: Words) -> None:
    """The first rows as they are read: beside a question, what its answer now is."""
    rows = as_read(observations)
    named = pd.DataFrame(
        {
            words("export.area"): rows["area"],
            words("panel.year"): rows["period"].astype(str),
            words("data.sex"): [words(f"sex.{sex}") for sex in rows["sex"]],
            words("own.value"): rows["value"],
        }
    )
    st.dataframe(named, width="stretch", hide_index=True, alt=words("own.as_read"))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def once(slot: str, key: Any, make: Callable[[], T]) -> T:
    """What `make` gives, made once for each `key` and kept in the session as long as the file is."""
    results = st.session_state[_HELD]
    if slot not in results or results[slot][0] != key:
        results[slot] = (key, make())
    result: T = results[slot][1]
    return result
