"""Which of a table's columns are its numbers, and what each is of."""

from __future__ import annotations

import re

import pandas as pd

from halsogap.model import Sex, Status
from halsogap.sources.tables import text_of
from halsogap.sources.upload.amounts import amount
from halsogap.sources.upload.labels import Aside, Heading, Role, aside_of, heading_of, names_place
from halsogap.sources.upload.reading import Measure
from halsogap.sources.upload.table import Table

SOME = 0.3
"""How large a share of a column's texts makes it one of numbers."""
PLACE_CODES = ("kod", "code", "id")
"""Headings that may be of places' codes, or of anything's."""
FEW = 3
"""How many columns of numbers belong together without their headings saying so: a value and the counts behind it."""


def guess_measures(
    table: Table, samples: list[list[str]], taken: set[int | None], *, by_sex: bool, by_year: bool
) -> tuple[Measure, ...]:
    """The columns of numbers: those whose headings tell of sexes or years, else the first of each role.

    Parameters
    ----------
    table, samples
        The table, and some distinct texts of each of its columns.
    taken
        The columns of place, sex and year.
    by_sex, by_year
        Whether headings tell the sexes, or the years: no column of their own does.
    """
    numeric = [at for at, texts in enumerate(samples) if at not in taken and _is_numeric(texts)]
    # A limit, a base or a difference is the value only where somebody says so.
    numeric = [at for at in numeric if aside_of(table.names[at]) is None] or [
        at for at in numeric if aside_of(table.names[at]) is Aside.BASE
    ]
    headings = {at: _heading(table.names[at], by_sex=by_sex, by_year=by_year) for at in numeric}
    wide = [at for at in numeric if headings[at].sex in (Sex.K, Sex.M) or headings[at].year]
    whole = [at for at in numeric if headings[at].sex is Sex.T and at not in wide]
    # One column with a year among many that have none is a column like the others.
    if len(wide) > 1 or (wide and len(numeric) <= FEW):
        return _families(sorted(wide + whole), headings)
    named = [at for at in numeric if names_place(table.names[at]) and headings[at].role is None]
    return _by_role([at for at in numeric if at not in named] or numeric, headings)


def numeric_columns(table: Table) -> list[int]:
    """The columns that have numbers in them, whatever they are of."""
    columns = (table.body.iloc[:, at].dropna().head(50_000).drop_duplicates() for at in range(len(table.names)))
    return [at for at, column in enumerate(columns) if _is_numeric([text_of(cell) for cell in column.head(200)])]


def numberings(table: Table) -> set[int]:
    """The columns that number the rows or name things: row numbers, ids, coordinates, codes of no place, ranks.

    Kolada's `count` is the number of units behind the row, no count of people.
    """
    names = [name.casefold().strip() for name in table.names]
    kolada = {"kpi", "municipality_id", "kpi_id"} & set(names) and "value" in names
    found = set()
    for at, name in enumerate(names):
        nameless = not name or re.fullmatch(r"unnamed: \d+|\.\.\.\d+|x\d*|v\d+|index", name)
        counts_up = nameless and _counts_up(table.body.iloc[:, at])
        of_a_place = names_place(name.replace("kod", "")) or name in PLACE_CODES
        named = aside_of(name) is Aside.NUMBERING and not of_a_place
        if counts_up or named or (kolada and name == "count"):
            found.add(at)
    # Where nothing else is left, a column that counts up may be the values.
    others = [at for at in numeric_columns(table) if at not in found]
    return found if others or any(names) else set()


def _counts_up(column: pd.Series) -> bool:
    """Whether a column is 1, 2, 3 … or 0, 1, 2 … all the way, three rows at least."""
    numbers = pd.to_numeric(column.map(text_of), errors="coerce")
    if len(numbers) < FEW or numbers.isna().any() or numbers.iloc[0] not in (0, 1):
        return False
    return bool((numbers.diff().iloc[1:] == 1).all())


def share_of(texts: list[str], recognised: list[bool]) -> float:
    """The share of `texts` that something was `recognised` of; 0 where there are none."""
    return sum(recognised) / len(texts) if texts else 0.0


def _is_numeric(texts: list[str]) -> bool:
    statuses = [amount(text, ",").status for text in texts]
    return Status.VALUE in statuses and share_of(texts, [status is not None for status in statuses]) > SOME


def _heading(name: str, *, by_sex: bool, by_year: bool) -> Heading:
    heading = heading_of(name)
    return Heading(heading.stem, heading.sex if by_sex else None, heading.year if by_year else None, heading.role)


def _by_role(free: list[int], headings: dict[int, Heading]) -> tuple[Measure, ...]:
    """The first column of each role; of many columns only the value, since counts may be of anything."""
    first = {role: next((at for at in free if headings[at].role is role), None) for role in Role}
    counts = [at for role in (Role.NUMERATOR, Role.DENOMINATOR) if (at := first[role]) is not None]
    if first[Role.VALUE] is None and (len(counts) < 2 or len(free) > FEW):
        first[Role.VALUE] = next((at for at in free if headings[at].role is None), next(iter(counts), None))
    chosen = [(role, at) for role, at in first.items() if at is not None and (role is Role.VALUE or len(free) <= FEW)]
    values = [at for role, at in chosen if role is Role.VALUE]
    return tuple(
        Measure(at, role, headings[at].sex, headings[at].year)
        for role, at in chosen
        if role is Role.VALUE or at not in values
    )


def _families(wide: list[int], headings: dict[int, Heading]) -> tuple[Measure, ...]:
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
