"""What a sheet most likely is: where its table stands, and how it is read. Every guess is the visitor's to correct."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from halsogap.model import SMALL_LEVELS, Better, Level
from halsogap.sources.refusal import BadTable
from halsogap.sources.tables import Book, Sheet, text_of
from halsogap.sources.upload.amounts import amount, decimal_signs
from halsogap.sources.upload.divisions import COUNTRY, Division, PlaceReader, vintages_named
from halsogap.sources.upload.guess_measures import SOME, guess_measures, share_of
from halsogap.sources.upload.indicator import LONGEST_NAME, Description
from halsogap.sources.upload.labels import (
    SEX_HEADS,
    YEAR_HEADS,
    Role,
    heading_of,
    is_of,
    names_place,
    sex_of,
    year_of,
)
from halsogap.sources.upload.reading import Reading
from halsogap.sources.upload.table import Table, find_header, table_of
from halsogap.units import Unit

SAMPLE = 200
"""How many of a column's distinct texts are looked at."""
SURE = 0.9
"""How large a share of years makes a column one of years though it is not called so."""
COLUMNS = 80
"""How many columns are looked at for places, sexes and years."""
GENERAL = ("", "värde", "value", "andel", "antal", "procent", "percent", "count", "number", "tal", "andel %", "%")
"""Headings that say nothing of what is measured."""
LAST_OF_2018 = 2023
"""The last year that SCB's areas of 2018 (RegSO of 2020) have values for."""


def guess_sheet(book: Book, known: Sequence[Division]) -> int:
    """Which of a workbook's sheets has the table: the first with a row of data, else the first."""
    if len(book.sheets) == 1:
        return 0
    with_places = (at for at, sheet in enumerate(book.sheets) if guess_table(sheet, known)[2])
    return next(with_places, 0)


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

    return find_header(sheet, is_data)


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
    samples = [_sample(table.body[column]) for column in table.body]
    period = _period(table, samples)
    sex = _sex(table, samples)
    place, division = _place(table, samples, known, {period, sex})
    division = _vintage(division, samples[place], samples[period] if period is not None else [name], known)
    measures = guess_measures(table, samples, {place, period, sex}, by_sex=sex is None, by_year=period is None)
    if not measures:
        raise BadTable("lost_formulas" if sheet.lost_formulas else "no_numbers")
    if any(measure.sex for measure in measures):
        sex = None
    if measures and all(measure.year for measure in measures):
        period = None
    number_samples = [samples[measure.column] for measure in measures]
    return Reading(
        place=place,
        level=division.level,
        vintage=division.vintage,
        measures=measures,
        sex=sex,
        period=period,
        year=None
        if period is not None or all(measure.year for measure in measures)
        else _year_in(table.above, sheet.name, name),
        decimal=_decimal([text for sample in number_samples for text in sample], book.delimiter),
    )


def describe(table: Table, reading: Reading, file_name: str) -> Description:
    """What the table most likely is called, and its unit; the direction and the source are the visitor's to say."""
    values = [measure for measure in reading.measures if measure.role is Role.VALUE]
    headings = [heading_of(table.names[measure.column]) for measure in values or reading.measures]
    stem = re.sub(r"\.\w{1,8}$", "", file_name).replace("_", " ").strip()
    titles = [heading.stem for heading in headings if heading.stem not in GENERAL]
    name = titles[0] if titles else table.above or stem
    above = " ".join([table.above, stem, *(table.names[measure.column] for measure in values)]).casefold()
    cells = [text for measure in values for text in _sample(table.body[measure.column])]
    if not values or any(text.endswith("%") for text in cells) or re.search(r"%|andel|procent|percent|share", above):
        unit = Unit.PERCENT
    elif re.search(r"100[ \u00a0]?000", above):
        unit = Unit.PER_100000
    elif all(heading.role in (Role.NUMERATOR, Role.DENOMINATOR) for heading in headings):
        unit = Unit.PERSONS
    else:
        unit = Unit.NUMBER
    return Description(name[:1].upper() + name[1:LONGEST_NAME], unit, Better.UNKNOWN, "")


def open_table(book: Book, sheet: Sheet, first: int, headers: int) -> Table:
    """The table of a sheet; a text's rows are held to its header (`table.table_of`)."""
    return table_of(sheet, first, headers, held_to_header=bool(book.delimiter) and headers > 0)


def _is_place(text: str, readers: Sequence[PlaceReader]) -> bool:
    for reader in readers:
        _, place = reader.read(text, suggest=False)
        if place.code is not None or place.why in ("retired", "other_vintage"):
            return True
    return False


def _sample(column: pd.Series) -> list[str]:
    distinct = column.dropna().head(50_000).drop_duplicates().head(SAMPLE)
    return [text for text in map(text_of, distinct) if text]


def _period(table: Table, samples: list[list[str]]) -> int | None:
    """The column of years: named so, or nothing but years and named nothing else."""
    best, best_column = 0.0, None
    for at, texts in enumerate(samples[:COLUMNS]):
        heading = table.names[at]
        years = share_of(texts, [year_of(text).why in ("", "part_of_year") for text in texts])
        named = is_of(YEAR_HEADS, heading)
        nameless = not heading or (years == 1 and heading_of(heading).role is None and not names_place(heading))
        score = years + named if years > (SOME if named else SURE) and (named or nameless) else 0.0
        if score > best:
            best, best_column = score, at
    return best_column


def _sex(table: Table, samples: list[list[str]]) -> int | None:
    """The column of sexes: named so, or nothing but sexes."""
    for at, texts in enumerate(samples[:COLUMNS]):
        named = is_of(SEX_HEADS, table.names[at])
        share = share_of(texts, [sex_of(text) is not None and (named or not text.isdigit()) for text in texts])
        if (named and texts) or (share > 0.6 and len(texts) <= 6):
            return at
    return None


def _place(
    table: Table, samples: list[list[str]], known: Sequence[Division], taken: set[int | None]
) -> tuple[int, Division]:
    """The column that names the most places, and the division that they are of."""
    best, best_column = 0.0, None
    for division in known:
        reader = PlaceReader(division, ())
        for at, texts in enumerate(samples[:COLUMNS]):
            if at in taken or not texts:
                continue
            named = names_place(table.names[at])
            places = [reader.read(text, suggest=False) for text in texts]
            # A few numbers are codes by chance, with a lost zero more often still: more places, a larger share and a
            # heading that says so all speak.
            sure = named or not table.names[at]
            own = sum(
                place.code is not None and level is division.level and (sure or place.why != "mended")
                for level, place in places
            )
            share = own / len(texts)
            score = share * (1 + np.log10(own)) * (1.5 if named else 1.0) if own else 0.0
            if share >= 0.2 and score > best:
                best, best_column = score, (at, division)
    if best_column is None:
        return _named(table, samples, known, taken)
    return best_column


def _named(
    table: Table, samples: list[list[str]], known: Sequence[Division], taken: set[int | None]
) -> tuple[int, Division]:
    """A column that is called a place's, though few of its texts are any: the report then says why row by row."""
    for at, texts in enumerate(samples[:COLUMNS]):
        country = any(text.casefold() in COUNTRY for text in texts)
        if at not in taken and texts and (country or names_place(table.names[at])):
            heading = table.names[at].casefold()
            level = next((level for level in (Level.DESO, Level.REGSO) if level in heading), Level.KOMMUN)
            if re.search(r"\blän|county", heading):
                level = Level.LAN
            return at, next(division for division in known if division.level is level)
    raise BadTable("no_places")


def _vintage(division: Division, places: list[str], years: list[str], known: Sequence[Division]) -> Division:
    """Of a small area's vintages the one its codes say; else the one that has the most of them; else the year's."""
    if division.level not in SMALL_LEVELS:
        return division
    alike = [other for other in known if other.level is division.level]
    vintages = vintages_named(places)
    named = [other for other in alike if (other.level, other.vintage) in vintages]
    if named:
        return named[0]
    latest = max((year_of(text).year or 0 for text in years), default=0) or (_year_in(*years) or 0)
    after = latest > LAST_OF_2018

    def fits(other: Division) -> tuple[int, bool]:
        reader = PlaceReader(other, ())
        known_places = sum(reader.read(text, suggest=False)[1].code is not None for text in places)
        return known_places, (other.vintage > str(LAST_OF_2018)) is after

    return max(alike, key=fits)


def _year_in(*texts: str) -> int | None:
    """The latest year that a title, a sheet's name or a file's name tells, the first of them that tells any."""
    for text in texts:
        if years := re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text):
            return max(map(int, years))
    return None


def _decimal(numbers: list[str], delimiter: str) -> str:
    signs = decimal_signs(numbers)
    if len(signs) == 1:
        return signs.pop()
    return "." if delimiter == "," else ","
