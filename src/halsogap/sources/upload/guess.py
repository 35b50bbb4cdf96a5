"""What a sheet most likely is: where its table stands, and how it is read. Every guess is the visitor's to correct."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from halsogap.model import Better, Level
from halsogap.sources.refusal import BadTable
from halsogap.sources.tables import Book, Sheet
from halsogap.sources.upload.amounts import amount, decimal_signs
from halsogap.sources.upload.divisions import Division, PlaceReader
from halsogap.sources.upload.guessing.columns import (
    COLUMNS,
    code_columns,
    fitting_vintage,
    period_column,
    place_column,
    sample,
    sex_column,
    sex_told,
    year_told,
)
from halsogap.sources.upload.guessing.measures import guess_measures, numberings
from halsogap.sources.upload.indicator import LONGEST_NAME, Description
from halsogap.sources.upload.labels import (
    RATE,
    Role,
    heading_of,
    year_of,
)
from halsogap.sources.upload.reading import Reading
from halsogap.sources.upload.splits import totals_of
from halsogap.sources.upload.table import Table, find_header, table_of
from halsogap.units import Unit

GENERAL = ("", "värde", "value", "andel", "antal", "procent", "percent", "count", "number", "tal", "andel %", "%")
"""Headings that say nothing of what is measured."""


def guess_sheet(book: Book, known: Sequence[Division]) -> int:
    """Which of a workbook's sheets has the table: the first with places and numbers, else the first."""
    return next(iter(sheets_with_tables(book, known)), 0)


def sheets_with_tables(book: Book, known: Sequence[Division]) -> list[int]:
    """Which sheets have a table with places and numbers; a list of codes and their names has none."""
    if len(book.sheets) == 1:
        return [0]
    found, rows = [], []
    for at, sheet in enumerate(book.sheets):
        first, headers, has_data = guess_table(sheet, known)
        if has_data:
            rows.append(at)
            try:
                guess(book, sheet, open_table(book, sheet, first, headers), known)
            except BadTable:
                continue
            found.append(at)
    return found or rows


def guess_table(sheet: Sheet, known: Sequence[Division]) -> tuple[int, int, bool]:
    """Where the table's data begin in the sheet, how many rows above are its header, and whether it has data at all.

    See `table.find_header`.
    """
    readers = [PlaceReader(division, ()) for division in known]

    def is_data(row: list[str]) -> bool:
        amounts = [at for at, text in enumerate(row) if text and amount(text, ",").status is not None]
        # "2021" is a year and a code in Dalarna: a row of headings may have several, a row of data has something else.
        years = {at for at, text in enumerate(row) if year_of(text).year}
        return any(
            any(other != at and not {at, other} <= years for other in amounts) and _is_place(text, readers)
            for at, text in enumerate(row[:COLUMNS])
            if text
        )

    return find_header(sheet, is_data, lambda text: _is_place(text, readers))


def guess(book: Book, sheet: Sheet, table: Table, known: Sequence[Division], name: str = "") -> Reading:
    """The likeliest reading of a table.

    Parameters
    ----------
    book, sheet, table
        The file, its sheet, and the table in it.
    known
        The divisions there are.
    name
        The file's name, which may have the year in it.

    Raises
    ------
    BadTable
        No column has places, or no column has numbers.
    """
    samples = [sample(table.body[column]) for column in table.body]
    numbering = numberings(table)
    period = period_column(table, samples)
    sex = sex_column(table, samples)
    county = None
    if in_two := code_columns(table, samples):
        county, place = in_two
        division = next(division for division in known if division.level is Level.KOMMUN)
    else:
        place, division = place_column(table, samples, known, {period, sex, *numbering})
    years = samples[period] if period is not None else [name]
    division = fitting_vintage(division, samples[place], years, known)
    taken = {place, county, period, sex, *numbering}
    measures = guess_measures(table, samples, taken, by_sex=sex is None, by_year=period is None)
    if not measures:
        raise BadTable("lost_formulas" if sheet.lost_formulas else "no_numbers")
    if any(measure.sex for measure in measures):
        sex = None
    if measures and all(measure.year for measure in measures):
        period = None
    if sex is None and not any(measure.sex for measure in measures):
        told = sex_told(table.above, sheet.name)
        measures = tuple(replace(measure, sex=told) for measure in measures)
    number_samples = [samples[measure.column] for measure in measures]
    dated = period is not None or all(measure.year for measure in measures)
    reading = Reading(
        place=place,
        level=division.level,
        vintage=division.vintage,
        measures=measures,
        sex=sex,
        period=period,
        year=None if dated else year_told(table.above, sheet.name, name)[0],
        decimal=_decimal([text for sample in number_samples for text in sample], book.delimiter),
        county=county,
    )
    return replace(reading, only=totals_of(table, reading))


def describe(table: Table, reading: Reading, file_name: str) -> Description:
    """What the table most likely is called, and its unit; the direction and the source are the visitor's to say."""
    values = [measure for measure in reading.measures if measure.role is Role.VALUE]
    headings = [heading_of(table.names[measure.column]) for measure in values or reading.measures]
    stem = re.sub(r"\.\w{1,8}$", "", file_name).replace("_", " ").strip()
    titles = [heading.stem for heading in headings if heading.stem not in GENERAL]
    name = titles[0] if titles else table.above or stem
    cells = [text for measure in values for text in sample(table.body[measure.column])]
    named = " ".join(table.names[measure.column] for measure in values)
    if not values or any(text.endswith("%") for text in cells):
        unit = Unit.PERCENT
    else:
        # The nearest words go first: a column's own, then the title's, then the file's.
        units = (unit_of(text) for text in (named, table.above, stem))
        unit = next((unit for unit in units if unit), Unit.NUMBER)
    return Description(name[:1].upper() + name[1:LONGEST_NAME], unit, Better.UNKNOWN, "")


def unit_of(text: str) -> Unit | None:
    """The unit that a heading or a title tells; None where it tells none, or more than one."""
    folded = text.casefold().replace("_", " ")
    if RATE.search(folded):
        return Unit.PER_100000 if re.search(r"100[ \u00a0\u202f]?000", folded) else Unit.NUMBER
    share = bool(re.search(r"%|\bandel|\bprocent|\bpercent|\bshare", folded))
    count = bool(re.search(r"\bantal|\bfolkmängd|\bbefolkning|\bcount|\bnumber of", folded))
    if share and count:
        return Unit.NUMBER
    money = bool(re.search(r"\bkronor\b|\bkr\b|\bsek\b", folded)) and not re.search(r"\b(tusen|mil?j)", folded)
    return Unit.PERCENT if share else Unit.PERSONS if count else Unit.SEK if money else None


def open_table(book: Book, sheet: Sheet, first: int, headers: int) -> Table:
    """The table of a sheet; a text's rows are held to its header (`table.table_of`)."""
    return table_of(sheet, first, headers, held_to_header=bool(book.delimiter) and headers > 0)


def _is_place(text: str, readers: Sequence[PlaceReader]) -> bool:
    for reader in readers:
        _, place = reader.read(text, suggest=False)
        if place.code is not None or place.why in ("retired", "other_vintage"):
            return True
    return False


def _decimal(numbers: list[str], delimiter: str) -> str:
    signs = decimal_signs(numbers)
    if len(signs) == 1:
        return signs.pop()
    return "." if delimiter == "," else ","
