"""What a sheet most likely is: where its table stands, and how it is read. Every guess is the visitor's to correct."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from halsogap.model import SMALL_LEVELS, Better, Level, Status
from halsogap.sources.upload.amounts import amount, decimal_signs
from halsogap.sources.upload.divisions import COUNTRY, Division, PlaceReader, vintages_said
from halsogap.sources.upload.indicator import LONGEST_NAME, Description
from halsogap.sources.upload.labels import (
    PLACE_WORDS,
    SEX_HEADS,
    YEAR_HEADS,
    Heading,
    Role,
    heading_of,
    is_of,
    sex_of,
    year_of,
)
from halsogap.sources.upload.opening import Book, Sheet
from halsogap.sources.upload.reading import Measure, Reading
from halsogap.sources.upload.refusal import BadUpload
from halsogap.sources.upload.table import Table, find_header, table_of, text_of

SAMPLE = 200
"""How many of a column's distinct texts are looked at."""
COLUMNS = 80
"""How many columns are looked at for places, sexes and years."""
GENERAL = ("", "värde", "value", "andel", "antal", "procent", "percent", "count", "number", "tal", "andel %", "%")
"""Headings that say nothing of what is measured."""
LAST_OF_2018 = 2023
"""The last year that SCB's areas of 2018 (RegSO of 2020) have values for."""


def guess_table(sheet: Sheet, known: Sequence[Division]) -> tuple[int, int]:
    """Where the table's data begin in the sheet, and how many rows above are its header (`table.find_header`)."""
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
    BadUpload
        No column has places, or no column has numbers.
    """
    samples = [_sample(table.body[column]) for column in table.body]
    period = _period(table, samples)
    sex = _sex(table, samples)
    place, division = _place(table, samples, known, {period, sex})
    division = _vintage(division, samples[place], samples[period] if period is not None else [name], known)
    measures = _measures(
        table,
        samples,
        {place, period, sex},
        long=period is not None and sex is not None,
        lost_formulas=sheet.lost_formulas,
    )
    if any(measure.sex for measure in measures):
        sex = None
    if measures and all(measure.year for measure in measures):
        period = None
    told = [samples[measure.column] for measure in measures]
    return Reading(
        place=place,
        level=division.level,
        vintage=division.vintage,
        measures=measures,
        sex=sex,
        period=period,
        year=None
        if period is not None or all(measure.year for measure in measures)
        else _said_year(table.above, sheet.name, name),
        decimal=_decimal([text for sample in told for text in sample], book.delimiter),
    )


def describe(table: Table, reading: Reading, file_name: str) -> Description:
    """What the table most likely is called, and its unit; the direction and the source are the visitor's to say."""
    values = [measure for measure in reading.measures if measure.role is Role.VALUE]
    headings = [heading_of(table.names[measure.column]) for measure in values or reading.measures]
    stem = re.sub(r"\.\w{1,8}$", "", file_name).replace("_", " ").strip()
    titles = [heading.stem for heading in headings if heading.stem not in GENERAL]
    name = titles[0] if titles else table.above or stem
    said = " ".join([table.above, stem, *(table.names[measure.column] for measure in values)]).casefold()
    cells = [text for measure in values for text in _sample(table.body[measure.column])]
    if not values or any(text.endswith("%") for text in cells) or re.search(r"%|andel|procent|percent|share", said):
        unit = "percent"
    elif re.search(r"100[ \u00a0]?000", said):
        unit = "per_100000"
    elif all(heading.role in (Role.NUMERATOR, Role.DENOMINATOR) for heading in headings):
        unit = "persons"
    else:
        unit = "number"
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


def _share(texts: list[str], told: list[bool]) -> float:
    return sum(told) / len(texts) if texts else 0.0


def _period(table: Table, samples: list[list[str]]) -> int | None:
    """The column of years: named so, or nothing but years and named nothing else."""
    best, found = 0.0, None
    for at, texts in enumerate(samples[:COLUMNS]):
        heading = table.names[at]
        years = _share(texts, [year_of(text).why in ("", "part_of_year") for text in texts])
        named = is_of(YEAR_HEADS, heading)
        nameless = not heading or (years == 1 and heading_of(heading).role is None and not _named_place(heading))
        score = years + named if (named and texts) or (years > 0.9 and nameless) else 0.0
        if score > best:
            best, found = score, at
    return found


def _sex(table: Table, samples: list[list[str]]) -> int | None:
    """The column of sexes: named so, or nothing but sexes."""
    for at, texts in enumerate(samples[:COLUMNS]):
        named = is_of(SEX_HEADS, table.names[at])
        share = _share(texts, [sex_of(text) is not None and (named or not text.isdigit()) for text in texts])
        if (named and share > 0) or (share > 0.6 and len(texts) <= 6):
            return at
    return None


def _place(
    table: Table, samples: list[list[str]], known: Sequence[Division], taken: set[int | None]
) -> tuple[int, Division]:
    """The column that names the most places, and the division that they are of."""
    best, found = 0.0, None
    for division in known:
        reader = PlaceReader(division, ())
        for at, texts in enumerate(samples[:COLUMNS]):
            if at in taken or not texts:
                continue
            places = [reader.read(text, suggest=False) for text in texts]
            own = sum(place.code is not None and level is division.level for level, place in places)
            share = own / len(texts)
            # A few numbers are codes by chance: more places, a larger share and a heading that says so all speak.
            score = share * (1 + np.log10(own)) * (1.5 if _named_place(table.names[at]) else 1.0) if own else 0.0
            if share >= 0.2 and score > best:
                best, found = score, (at, division)
    if found is None:
        return _named(table, samples, known, taken)
    return found


def _named(
    table: Table, samples: list[list[str]], known: Sequence[Division], taken: set[int | None]
) -> tuple[int, Division]:
    """A column that is called a place's, though few of its texts are any: the report then says why row by row."""
    for at, texts in enumerate(samples[:COLUMNS]):
        if at not in taken and texts and _named_place(table.names[at]):
            heading = table.names[at].casefold()
            level = next((level for level in (Level.DESO, Level.REGSO) if level in heading), Level.KOMMUN)
            if re.search(r"\blän|county", heading):
                level = Level.LAN
            return at, next(division for division in known if division.level is level)
    if any(text.casefold() in COUNTRY for texts in samples for text in texts):
        raise BadUpload("only_country")
    raise BadUpload("no_places")


def _named_place(heading: str) -> bool:
    folded = heading.casefold()
    return any(word in folded for word in PLACE_WORDS)


def _vintage(division: Division, places: list[str], years: list[str], known: Sequence[Division]) -> Division:
    """Of a small area's vintages the one its codes say; else the one that has the most of them; else the year's."""
    if division.level not in SMALL_LEVELS:
        return division
    alike = [other for other in known if other.level is division.level]
    said = vintages_said(places)
    named = [other for other in alike if (other.level, other.vintage) in said]
    if named:
        return named[0]
    latest = max((year_of(text).year or 0 for text in years), default=0) or (_said_year(*years) or 0)
    after = latest > LAST_OF_2018

    def fits(other: Division) -> tuple[int, bool]:
        reader = PlaceReader(other, ())
        known_places = sum(reader.read(text, suggest=False)[1].code is not None for text in places)
        return known_places, (other.vintage > str(LAST_OF_2018)) is after

    return max(alike, key=fits)


def _measures(
    table: Table, samples: list[list[str]], taken: set[int | None], *, long: bool, lost_formulas: int
) -> tuple[Measure, ...]:
    """The columns of numbers: those whose headings tell of sexes and years, else the first of each role."""
    numeric = [
        at
        for at, texts in enumerate(samples)
        if at not in taken
        and texts
        and _share(texts, [amount(text, ",").status is not None for text in texts]) > 0.5
        and any(amount(text, ",").status is Status.VALUE for text in texts)
    ]
    headings = {at: heading_of(table.names[at]) for at in numeric}
    wide = [at for at in numeric if headings[at].sex or headings[at].year]
    if wide and not long:
        return _wide(wide, headings)
    free = [at for at in numeric if not (_named_place(table.names[at]) and headings[at].role is None)] or numeric
    if not free:
        raise BadUpload("lost_formulas" if lost_formulas else "no_numbers")
    by_role = {role: next((at for at in free if headings[at].role is role), None) for role in Role}
    if by_role[Role.VALUE] is None and (by_role[Role.NUMERATOR] is None or by_role[Role.DENOMINATOR] is None):
        used = {at for at in by_role.values() if at is not None and len(free) > 1}
        unclaimed = [at for at in free if at not in used and headings[at].role is None]
        counts = by_role[Role.NUMERATOR] if by_role[Role.NUMERATOR] is not None else by_role[Role.DENOMINATOR]
        value = unclaimed[0] if unclaimed else counts
        by_role = {role: at for role, at in by_role.items() if at != value} | {Role.VALUE: value}
    return tuple(
        Measure(at, role, None if long else headings[at].sex, headings[at].year)
        for role, at in sorted(by_role.items(), key=lambda pair: pair[0] is not Role.VALUE)
        if at is not None
    )


def _wide(wide: list[int], headings: dict[int, Heading]) -> tuple[Measure, ...]:
    """Of columns by sex or year those that say the same thing of others: of each role the first such family."""
    families: dict[tuple[str, Role], list[int]] = {}
    for at in wide:
        heading = headings[at]
        families.setdefault((heading.stem, heading.role or Role.VALUE), []).append(at)
    chosen: dict[Role, list[int]] = {}
    for (_, role), columns in sorted(families.items(), key=lambda pair: -len(pair[1])):
        chosen.setdefault(role, columns)
    if Role.VALUE not in chosen and not {Role.NUMERATOR, Role.DENOMINATOR} <= set(chosen):
        # Counts that stand alone are what is measured.
        chosen = {Role.VALUE: next(iter(chosen.values()))}
    return tuple(
        Measure(at, role, headings[at].sex, headings[at].year) for role, columns in chosen.items() for at in columns
    )


def _said_year(*texts: str) -> int | None:
    """The latest year that a title, a sheet's name or a file's name tells, the first of them that tells any."""
    for text in texts:
        if years := re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text):
            return max(map(int, years))
    return None


def _decimal(told: list[str], delimiter: str) -> str:
    signs = decimal_signs(told)
    if len(signs) == 1:
        return signs.pop()
    return "." if delimiter == "," else ","
