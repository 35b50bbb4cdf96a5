"""What is made of a table where nobody corrects a guess: the page's and the command line's one way from file to values.

What is not sure is a question, with the first rows as they would be read; what cannot be told without an answer is
refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from halsogap.schema import OBSERVATIONS
from halsogap.sources.refusal import BadTable
from halsogap.sources.tables import Book, Sheet
from halsogap.sources.upload import guess
from halsogap.sources.upload.divisions import Division
from halsogap.sources.upload.indicator import Description
from halsogap.sources.upload.opening import open_book
from halsogap.sources.upload.questions import Question, questions_of
from halsogap.sources.upload.reading import Reading, observe
from halsogap.sources.upload.report import UploadReport
from halsogap.sources.upload.table import Table


@dataclass(frozen=True)
class Interpretation:
    """A file as it is read: its sheet, the table in it, how it is read, and what comes of it.

    Where an answer lacks that the values depend on, `refusal` says which: then there is no report, and no observation.
    """

    book: Book
    sheet: Sheet
    table: Table
    reading: Reading
    description: Description
    questions: tuple[Question, ...]
    observations: pd.DataFrame
    report: UploadReport | None
    refusal: BadTable | None = None


def interpret(content: bytes, name: str, known: Sequence[Division], *, fetched_at: str) -> Interpretation:
    """The file `content`, called `name`, as it is read where nobody corrects a guess.

    Parameters
    ----------
    content, name
        All of the file, and its name, which may have the year in it.
    known
        The divisions there are.
    fetched_at
        When the table came (ISO time in UTC).

    Raises
    ------
    BadTable
        The file cannot be opened, or has no table with places and numbers.
    """
    book = open_book(content)
    sheet = book.sheets[guess.guess_sheet(book, known)]
    first, headers, _ = guess.guess_table(sheet, known)
    table = guess.open_table(book, sheet, first, headers)
    reading = guess.guess(book, sheet, table, known, name)
    description = guess.describe(table, reading, name)
    asked = questions_of(book, sheet, table, reading, description, known, name)
    try:
        observations, report = observe(table, reading, known, fetched_at=fetched_at, per=description.unit.per)
    except BadTable as refusal:
        nothing = pd.DataFrame(columns=list(OBSERVATIONS.columns))
        return Interpretation(book, sheet, table, reading, description, asked, nothing, None, refusal)
    return Interpretation(book, sheet, table, reading, description, asked, observations, report)
