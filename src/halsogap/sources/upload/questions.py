"""What of a table's reading is not sure, and is asked: each with three rows as they would be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from halsogap.i18n import Words
from halsogap.model import SMALL_LEVELS, Sex, Status
from halsogap.sources.tables import Book, Sheet, text_of
from halsogap.sources.upload.divisions import Division
from halsogap.sources.upload.guess import sheets_with_tables
from halsogap.sources.upload.guessing.columns import LAST_OF_2018, year_told
from halsogap.sources.upload.guessing.measures import numberings, numeric_columns
from halsogap.sources.upload.indicator import Description
from halsogap.sources.upload.labels import Aside, Role, aside_of, heading_of, names_part_of_year, spans_in, year_of
from halsogap.sources.upload.reading import Reading
from halsogap.sources.upload.splits import splitting
from halsogap.sources.upload.table import Table, texts
from halsogap.sources.workbook import Percent
from halsogap.units import Unit

SHOWN = 3
"""How many rows are shown with a question."""


@dataclass(frozen=True)
class Question:
    """Something to be asked: `key` names the text `own.ask.<key>`, `values` what it names."""

    key: str
    values: tuple[tuple[str, str], ...] = ()

    def in_words(self, words: Words) -> str:
        """The question in the language of `words`."""
        return words(f"own.ask.{self.key}", **dict(self.values))


def as_read(observations: pd.DataFrame) -> pd.DataFrame:
    """The first rows with a value as they are read: level, area, period, sex and value, `SHOWN` of them."""
    read = observations[observations["status"] == Status.VALUE]
    return read.loc[:, ["level", "area", "period", "sex", "value"]].head(SHOWN)


def questions_of(
    book: Book,
    sheet: Sheet,
    table: Table,
    reading: Reading,
    description: Description,
    known: Sequence[Division],
    file_name: str,
) -> tuple[Question, ...]:
    """What is not sure of `reading`, the guess at `table`; arguments as `interpretation.interpret` has them."""
    asked: list[Question] = []

    def ask(key: str, **values: str) -> None:
        asked.append(Question(key, tuple(values.items())))

    names = [name or str(at + 1) for at, name in enumerate(table.names)]
    if len(tables := sheets_with_tables(book, known)) > 1:
        ask("sheet", chosen=sheet.name, sheets=_listed([book.sheets[at].name for at in tables]))
    undated = reading.period is None and not all(measure.year for measure in reading.measures)
    if undated and reading.year is None:
        years = year_told(table.above, sheet.name, file_name)[1]
        if years:
            ask("years", years=_listed([str(year) for year in years]))
        else:
            ask("year")
    told = (
        {year_of(text).year for text in texts(table.body[reading.period])[1]} if reading.period is not None else set()
    )
    years_told = {year for year in told | {measure.year for measure in reading.measures} if year}
    if reading.level in SMALL_LEVELS and years_told and min(years_told) <= LAST_OF_2018 < max(years_told):
        ask("vintages", last=str(LAST_OF_2018), vintage=reading.vintage)
    headings = [table.names[measure.column] for measure in reading.measures]
    for span in dict.fromkeys(span for text in (table.above, *headings) for span in spans_in(text)):
        ask("span", span=span, year=str(year_of(span).year))
    parts = [name for name in headings if names_part_of_year(name)]
    if parts:
        ask("part", columns=_listed(parts))
    for column, text in reading.only:
        ask("only", column=names[column], text=text)
    for column in splitting(table, reading):
        parts = [text_of(cell) for cell in table.body[column].dropna().unique()]
        ask("splits", column=names[column], texts=_listed(parts))
    chosen = {measure.column for measure in reading.measures}
    used = {reading.place, reading.county, reading.sex, reading.period, *chosen, *(at for at, _ in reading.only)}
    rest = [at for at in numeric_columns(table) if at not in used and at not in numberings(table)]
    asides = {at: aside_of(table.names[at]) for at in rest}
    for aside in (Aside.LIMIT, Aside.BASE, Aside.DIFFERENCE):
        if columns := [names[at] for at in rest if asides[at] is aside]:
            ask(str(aside), columns=_listed(columns))
    others = [at for at in rest if asides[at] is None]
    if others:
        values = [names[m.column] for m in reading.measures if m.role is Role.VALUE] or [names[at] for at in chosen]
        ask("value", chosen=_listed(values), others=_listed([names[at] for at in others]))
    roles = {measure.role: names[measure.column] for measure in reversed(reading.measures)}
    if {Role.VALUE, Role.NUMERATOR} <= set(roles):
        ask("count", chosen=_listed([roles[Role.VALUE]]), count=_listed([roles[Role.NUMERATOR]]))
    sexes = {measure.sex for measure in reading.measures if measure.role is Role.VALUE}
    if reading.sex is None and len(sexes) == 1 and (lone := next(iter(sexes))) in (Sex.K, Sex.M):
        ask(f"lone_{lone}")
    cells = [cell for m in reading.measures if m.role is Role.VALUE for cell in table.body[m.column].dropna()]
    shares = [_number(cell) for cell in cells]
    if description.unit is Unit.PERCENT and shares and not any(isinstance(cell, Percent) for cell in cells):
        known_shares = [share for share in shares if share is not None]
        if known_shares and all(0 <= share <= 1 for share in known_shares):
            ask("fraction")
    units = {heading_of(table.names[m.column]).stem for m in reading.measures if m.role is Role.VALUE}
    if len(units) > 1:
        ask("units", columns=_listed(sorted(units)))
    if table.carried:
        ask("carried", n=str(len(table.carried)))
    return tuple(asked)


def _number(cell: object) -> float | None:
    try:
        return float(text_of(cell).replace(",", "."))
    except ValueError:
        return None


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(f"”{text[:40]}”" for text in texts[:6]) + (" …" if len(texts) > 6 else "")
