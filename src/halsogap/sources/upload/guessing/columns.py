"""Which of a table's columns says the place, the year and the sex, and of which division the places are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from halsogap.model import SMALL_LEVELS, Level, Sex
from halsogap.sources.refusal import BadTable
from halsogap.sources.tables import text_of
from halsogap.sources.upload.divisions import Division, PlaceReader, is_country, vintages_named
from halsogap.sources.upload.guessing.measures import SOME, share_of
from halsogap.sources.upload.labels import (
    SEX_HEADS,
    YEAR_HEADS,
    heading_of,
    is_of,
    names_place,
    sex_of,
    sexes_in,
    year_of,
    years_in,
)
from halsogap.sources.upload.table import Table

SAMPLE = 200
"""How many of a column's distinct texts are looked at."""
SURE = 0.9
"""How large a share of years makes a column one of years though it is not called so."""
COLUMNS = 80
"""How many columns are looked at for places, sexes and years."""
LAST_OF_2018 = 2023
"""The last year that SCB's areas of 2018 (RegSO of 2020) have values for."""


def sample(column: pd.Series) -> list[str]:
    distinct = column.dropna().head(50_000).drop_duplicates().head(SAMPLE)
    return [text for text in map(text_of, distinct) if text]


def period_column(table: Table, samples: list[list[str]]) -> int | None:
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


def sex_column(table: Table, samples: list[list[str]]) -> int | None:
    """The column of sexes: named so, or nothing but sexes, two of them at least.

    One that says "totalt" all the way is of anything: owners, subjects, ages.
    """
    candidates = []
    for at, texts in enumerate(samples[:COLUMNS]):
        named = is_of(SEX_HEADS, table.names[at])
        sexes = [sex_of(text) if named or not text.isdigit() else None for text in texts]
        share = share_of(texts, [sex is not None for sex in sexes])
        told = {Sex.K, Sex.M} & set(sexes)
        if (named and texts) or (share > 0.6 and len(texts) <= 6 and told):
            candidates.append((not told, not named, at))
    if not candidates:
        return None
    all_total, _, best = min(candidates)
    in_headings = any(heading_of(name).sex in (Sex.K, Sex.M) for name in table.names)
    return None if all_total and in_headings else best


def sex_told(*texts: str) -> Sex | None:
    """The one sex that a title or a sheet's name speaks of."""
    for text in texts:
        if sexes := sexes_in(text):
            return sexes.pop() if len(sexes) == 1 else None
    return None


def code_columns(table: Table, samples: list[list[str]]) -> tuple[int, int] | None:
    """The columns of county and municipality, where a municipality's code stands in two: LÄNSKOD 01, KOMMUNKOD 14."""
    short = [
        at
        for at, texts in enumerate(samples[:COLUMNS])
        if texts and all(re.fullmatch(r"\d{1,2}", text) for text in texts)
    ]
    levels = {at: _names_level(table.names[at]) for at in short}
    counties = [at for at in short if levels[at] is Level.LAN]
    municipalities = [at for at in short if levels[at] is Level.KOMMUN]
    return (counties[0], municipalities[0]) if counties and municipalities else None


def place_column(
    table: Table, samples: list[list[str]], known: Sequence[Division], taken: set[int | None]
) -> tuple[int, Division]:
    """The column that names the most places, and the division that they are of."""
    best, best_column = 0.0, None
    for division in known:
        reader = PlaceReader(division, ())
        for at, texts in enumerate(samples[:COLUMNS]):
            if at in taken or not texts:
                continue
            heading = table.names[at]
            named = names_place(heading)
            places = [reader.read(text, suggest=False) for text in texts]
            # A few numbers are codes by chance, with a lost zero more often still: more places, a larger share and a
            # heading that says so all speak.
            sure = named or not table.names[at]
            own = sum(
                place.code is not None and level is division.level and (sure or place.why != "mended")
                for level, place in places
            )
            share = own / len(texts)
            # Under "Län" bare names are counties, though six of them are municipalities too.
            level_named = _names_level(heading) is division.level
            weight = 2.0 if level_named else 1.5 if named else 1.0
            score = share * (1 + np.log10(own)) * weight if own else 0.0
            if (share >= 0.2 or (level_named and own)) and score > best:
                best, best_column = score, (at, division)
    if best_column is None:
        return _named(table, samples, known, taken)
    return best_column


def _named(
    table: Table, samples: list[list[str]], known: Sequence[Division], taken: set[int | None]
) -> tuple[int, Division]:
    """A column that is called a place's, though few of its texts are any: the report then says why row by row."""
    for at, texts in enumerate(samples[:COLUMNS]):
        country = any(is_country(text) for text in texts)
        if at not in taken and texts and (country or names_place(table.names[at])):
            heading = table.names[at].casefold()
            level = next((level for level in (Level.DESO, Level.REGSO) if level in heading), Level.KOMMUN)
            if re.search(r"\blän|county", heading):
                level = Level.LAN
            return at, next(division for division in known if division.level is level)
    raise BadTable("no_places")


def fitting_vintage(division: Division, places: list[str], years: list[str], known: Sequence[Division]) -> Division:
    """Of a small area's vintages the one its codes say; else the one that has the most of them; else the year's."""
    if division.level not in SMALL_LEVELS:
        return division
    alike = [other for other in known if other.level is division.level]
    vintages = vintages_named(places)
    named = [other for other in alike if (other.level, other.vintage) in vintages]
    if named:
        return named[0]
    latest = max((year_of(text).year or 0 for text in years), default=0) or max(year_told(*years)[1], default=0)
    after = latest > LAST_OF_2018

    def fits(other: Division) -> tuple[int, bool]:
        reader = PlaceReader(other, ())
        known_places = sum(reader.read(text, suggest=False)[1].code is not None for text in places)
        return known_places, (other.vintage > str(LAST_OF_2018)) is after

    return max(alike, key=fits)


def _names_level(heading: str) -> Level | None:
    """The level that a heading speaks of: "Län", "Kommunkod"; None for "Region", which may be any."""
    folded = heading.casefold()
    municipality = re.search(r"kommun|municipal", folded)
    county = re.search(r"\blän|läns|county|landsting|^lan\b|lanskod", folded)
    if bool(municipality) is bool(county):
        return None
    return Level.KOMMUN if municipality else Level.LAN


def year_told(*texts: str) -> tuple[int | None, list[int]]:
    """The year of a title, a sheet's name or a file's name: the first of them that tells any, and all it tells.

    There is no year where that text tells several, or one that has not been: which of them is meant is asked.
    """
    for text in texts:
        if years := years_in(text):
            return (years[0] if len(years) == 1 and years[0] <= date.today().year else None), years
    return None, []
