"""SCB's tables as OBSERVATIONS: which codes to ask for in which year, and what the cells that come are worth.

The trap of vintages: areas of 2018 (RegSO of 2020) have values until 2023, those of 2025 from 2024, and a table lists
every code for every year. Outside its years a code answers an empty cell, or 0. So a code is only ever asked for in
the years of its vintage, a year that answers nothing but empty cells and zeros is taken as not published, and a code
in a year that is not its own is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from halsogap.errors import ContractError, SourceError
from halsogap.geography import VINTAGE
from halsogap.model import RIKET_CODE, Cells, Indicator, Level, Query, Sex, Status
from halsogap.schema import CODE_PATTERNS, OBSERVATIONS, check
from halsogap.sources.scb.jsonstat import Table

REGION, SEX, CONTENTS, YEAR = "Region", "Kon", "ContentsCode", "Tid"
SEXES = {"1": Sex.M, "2": Sex.K, "1+2": Sex.T}
"""SCB's codes of Kon. Men are read like women, never total minus women: counts may carry noise (CKM)."""

COUNTRY = "00"
"""SCB's code of the whole country."""

NOT_APPLICABLE = "."
"""SCB's sign for a cell that cannot have a value; ".." is one that has none, for whatever reason the table has."""


@dataclass(frozen=True)
class Edition:
    """Areas of one level and vintage: what SCB puts after their codes, and the `first` and `last` year they have."""

    level: Level
    vintage: str
    suffix: str = ""
    first: int = 0
    last: int = 9999

    def area(self, code: str) -> str | None:
        """The bare code of the area that SCB calls `code`; None where it is not one of this edition's."""
        if self.level == Level.RIKET:
            return RIKET_CODE if code == COUNTRY else None
        bare = code.removesuffix(self.suffix)
        fits = code.endswith(self.suffix) and code != COUNTRY and re.fullmatch(CODE_PATTERNS[self.level], bare)
        return bare if fits else None


EDITIONS = (
    Edition(Level.RIKET, VINTAGE),
    Edition(Level.LAN, VINTAGE),
    Edition(Level.KOMMUN, VINTAGE),
    Edition(Level.REGSO, "2020", last=2023),
    Edition(Level.REGSO, "2025", suffix="_RegSO2025", first=2024),
    Edition(Level.DESO, "2018", last=2023),
    Edition(Level.DESO, "2025", suffix="_DeSO2025", first=2024),
)
"""The code lists of SCB's variable Region, and their years as SCB's own names of the lists have them."""


class NotOffered(SourceError):
    """The table has not the variables or categories that the catalogue asks for."""


@dataclass(frozen=True)
class Part:
    """What is asked of a table for one indicator: the areas of one `edition`, with codes by variable in `selection`."""

    indicator: Indicator
    query: Query
    edition: Edition
    selection: dict[str, list[str]]


@dataclass
class TableReport:
    """What somebody should know of what SCB has and what became of it.

    `notes` are sentences, each once; `unpublished` are indicators by where and when SCB has nothing of them but empty
    cells and zeros.
    """

    notes: dict[str, None] = field(default_factory=dict)
    unpublished: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def say(self, sentence: str) -> None:
        """Add a sentence, unless it has been said."""
        self.notes.setdefault(sentence)

    def sentences(self) -> list[str]:
        """All of it, one sentence each."""
        return [
            *self.notes,
            *(
                f"{where} has only empty cells and zeros for {years}, taken as not published: {', '.join(slugs)}."
                for (where, years), slugs in self.unpublished.items()
            ),
        ]


def edition_of(code: str, year: int) -> tuple[Edition, str]:
    """The edition that SCB's `code` belongs to, and the bare code of the area.

    Raises
    ------
    ContractError
        It is no code of a Swedish area, or its edition has no values in `year`.
    """
    match = next(((edition, area) for edition in EDITIONS if (area := edition.area(code))), None)
    if match is None:
        raise ContractError(
            f"{code!r} is not a code of a Swedish area as SCB writes them.", "Nothing was taken from that table."
        )
    edition = match[0]
    if not edition.first <= year <= edition.last:
        raise ContractError(
            f"The code {code!r} is of {edition.level} {edition.vintage}, which has no values in {year}.",
            "Until 2023 codes are bare, from 2024 they end in _DeSO2025 or _RegSO2025.",
        )
    return match


def parts(
    indicator: Indicator, query: Query, table: Table, report: TableReport, *, within: Sequence[str] = (), since: int = 0
) -> list[Part]:
    """What to ask of `table` for `query`: a part for each edition of areas that the table has.

    Parameters
    ----------
    within
        Counties and municipalities: only areas inside them, and those they lie in, are asked for. None: all.
    since
        The first year.

    Raises
    ------
    NotOffered
        The table lacks a variable or category that the query names, or has one that it says nothing of.
    """
    chosen = _categories(query, table)
    offered = {code: sex for code, sex in SEXES.items() if code in table.variables.get(SEX, ("1+2",))}
    wanted = {code: sex for code, sex in offered.items() if sex in indicator.sexes}
    if lacking := [sex for sex in indicator.sexes if sex not in wanted.values()]:
        report.say(f"{table.id} has no values here by sex {', '.join(lacking)}.")
    cut, absent = [], []
    for level in query.levels:
        editions = [edition for edition in EDITIONS if edition.level == level]
        codes = {e: [code for code in table.variables[REGION] if e.area(code)] for e in editions}
        if not any(codes.values()):
            absent.append(level)
        for edition in editions:
            years = [y for y in table.variables[YEAR] if max(edition.first, since) <= int(y) <= edition.last]
            areas = [code for code in codes[edition] if inside(edition.area(code) or "", within)]
            if areas and years and wanted:
                by_sex = {SEX: list(wanted)} if SEX in table.variables else {}
                selection = {REGION: areas, **chosen, **by_sex, YEAR: years}
                in_order = {name: selection[name] for name in table.variables if name in selection}
                cut.append(Part(indicator, query, edition, in_order))
    if absent:
        report.say(f"{table.id} has no areas at level {', '.join(absent)}.")
    return cut


def inside(area: str, within: Sequence[str]) -> bool:
    """Whether `area` lies in one of `within`, or one of them in it; codes nest, and the country holds them all."""
    return not within or area == RIKET_CODE or any(area.startswith(w) or w.startswith(area) for w in within)


def to_observations(part: Part, cells: pd.DataFrame, fetched_at: str, report: TableReport) -> pd.DataFrame:
    """The cells that came for `part` (`jsonstat.Cube.frame`, all of them) as OBSERVATIONS.

    A share is 100 times a sum of cells over another, and both sums are kept. A sum of which a cell is empty is empty.

    Raises
    ------
    ContractError
        A code is in a year that is not its own, or the result breaks its contract.
    """
    query, edition, indicator = part.query, part.edition, part.indicator
    where = f"{query.table} at level {edition.level} {edition.vintage}"
    nothing = cells["value"].isna() | (cells["value"] == 0)
    published = ~nothing.groupby(cells[YEAR]).transform("all")
    if not published.all():
        years = ", ".join(sorted(cells.loc[~published, YEAR].unique()))
        report.unpublished.setdefault((where, years), []).append(indicator.slug)
    cells = cells[published]
    areas = {code: edition_of(code, int(year))[1] for code, year in _pairs(cells)}

    keys = [name for name in (REGION, SEX, YEAR) if name in cells]
    number, sign = _summed(cells, query.cells, keys)
    if query.of is None:
        value = query.scale * number
        numerator = denominator = pd.Series(np.nan, index=number.index)
    else:
        denominator, sign_of = _summed(cells, query.of, keys)
        numerator, sign = number, sign.where(sign != "", sign_of)
        value = 100 * numerator / denominator.where(denominator > 0)
        if noisy := int((value > 100).sum()):
            report.say(f"{where}: {noisy} shares of {indicator.slug!r} over 100 % by SCB's noise were taken as 100.")
            value = value.clip(upper=100)
    empty = np.where((denominator == 0) | (sign == NOT_APPLICABLE), Status.NOT_APPLICABLE, query.null)
    frame = number.index.to_frame(index=False)
    observations = pd.DataFrame(
        {
            "indicator": indicator.slug,
            "level": str(edition.level),
            "area": frame[REGION].map(areas),
            "period": frame[YEAR].astype("int32"),
            "sex": frame[SEX].map(SEXES).astype(str) if SEX in frame else str(Sex.T),
            "value": value.to_numpy(),
            "status": np.where(value.isna(), empty, Status.VALUE).astype(str),
            "numerator": numerator.to_numpy(),
            "denominator": denominator.to_numpy(),
            "source": f"scb:{query.table}",
            "geo_vintage": edition.vintage,
            "fetched_at": fetched_at,
        }
    )
    return check(OBSERVATIONS, observations, where)


def _categories(query: Query, table: Table) -> dict[str, list[str]]:
    """The codes asked for of each variable besides place, sex and year."""
    wanted: dict[str, dict[str, None]] = {}
    for cells in filter(None, (query.cells, query.of)):
        for name, codes in ((CONTENTS, (cells.contents,)), *cells.where):
            wanted.setdefault(name, {}).update(dict.fromkeys(codes))
    for name in (REGION, YEAR, *wanted):
        if lacking := [code for code in wanted.get(name, ()) if code not in table.variables.get(name, ())]:
            raise NotOffered(f"{table.id} has no category {lacking[0]!r} of {name!r}.")
        if name not in table.variables:
            raise NotOffered(f"{table.id} has no variable {name!r}.")
    for name in table.variables:
        if name not in (REGION, SEX, YEAR, *wanted) and name not in table.optional:
            raise NotOffered(f"{table.id} has a variable {name!r} that the catalogue says nothing of.")
    return {name: list(codes) for name, codes in wanted.items()}


def _summed(cells: pd.DataFrame, wanted: Cells, keys: list[str]) -> tuple[pd.Series, pd.Series]:
    """The sum of the `wanted` cells by `keys`, empty where one of them is, and SCB's sign for an empty one."""
    chosen = cells[CONTENTS] == wanted.contents
    for name, codes in wanted.where:
        chosen &= cells[name].isin(codes)
    groups = cells[chosen].groupby(keys, sort=False)
    return groups["value"].sum(min_count=math.prod(len(codes) for _, codes in wanted.where)), groups["sign"].max()


def _pairs(cells: pd.DataFrame) -> list[tuple[str, str]]:
    return list(cells[[REGION, YEAR]].drop_duplicates().itertuples(index=False, name=None))
