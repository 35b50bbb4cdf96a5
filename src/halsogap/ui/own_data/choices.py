"""The controls that correct how an own table is read, each with the guess as its value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from halsogap.catalog.catalog import UNITS
from halsogap.i18n import Words
from halsogap.model import SMALL_LEVELS, Better, Sex
from halsogap.sources.encoding import DELIMITERS
from halsogap.sources.numbers import YEARS
from halsogap.sources.tables import ENCODINGS, Book, Sheet
from halsogap.sources.upload.divisions import Division
from halsogap.sources.upload.indicator import LONGEST_NAME, Description
from halsogap.sources.upload.labels import Role, heading_of
from halsogap.sources.upload.reading import Measure, Reading
from halsogap.sources.upload.table import MOST_HEADERS, Table, texts

CHOSEN_FROM = 1_000
"""How many distinct texts of a column can be chosen from."""


class Choices:
    """The controls for one file. Their keys carry its id and what was chosen before: so a new guess is shown."""

    def __init__(self, file_id: str, words: Words) -> None:
        self._words = words
        self._stamp = file_id

    def text_form(self) -> dict[str, str | None]:
        """How a text is to be read as far as the visitor has said so: the file is opened before it can be asked."""
        return {name: st.session_state.get(self._key(name)) for name in ("encoding", "delimiter")}

    def encoding(self, book: Book) -> None:
        """The encoding and the delimiter of a text."""
        if not book.delimiter:
            return
        left, right = st.columns(2)
        encodings = list(dict.fromkeys([book.encoding, *ENCODINGS]))
        left.selectbox(
            self._words("own.encoding"),
            encodings,
            format_func=lambda name: _ENCODINGS.get(name, name),
            key=self._key("encoding"),
        )
        delimiters = list(dict.fromkeys([book.delimiter, *DELIMITERS]))
        right.selectbox(
            self._words("own.delimiter"),
            delimiters,
            format_func=lambda sign: self._words(f"own.sign_{_SIGNS[sign]}"),
            key=self._key("delimiter"),
        )

    def sheet(self, book: Book, guessed: int) -> Sheet:
        """The sheet of a workbook that has several."""
        if len(book.sheets) == 1:
            return book.sheets[0]
        chosen = st.selectbox(
            self._words("own.sheet"),
            range(len(book.sheets)),
            index=guessed,
            format_func=lambda at: book.sheets[at].name,
            key=self._key("sheet"),
        )
        self._stamp += f"_{chosen}"
        return book.sheets[chosen]

    def header(self, sheet: Sheet, first: int, headers: int) -> tuple[int, int]:
        """The first row of data, by its number in the file, and how many rows of headings stand above it."""
        numbers = list(sheet.cells.index[:200])
        left, right = st.columns(2)
        row = left.selectbox(
            self._words("own.first_row"), numbers, index=min(first, len(numbers) - 1), key=self._key("first")
        )
        at = numbers.index(row) if first < len(numbers) else first
        most = min(MOST_HEADERS, at)
        count = right.selectbox(
            self._words("own.header_rows"), range(most + 1), index=min(headers, most), key=self._key(f"headers_{most}")
        )
        self._stamp += f"_{at}_{count}"
        return at, count

    def description(self, guessed: Description) -> Description:
        """What the table is called, its unit, favourable direction and source."""
        words = self._words
        name, unit, better, source = st.columns([3, 2, 2, 2])
        units = list(UNITS)
        return Description(
            name=name.text_input(words("own.name"), guessed.name, max_chars=LONGEST_NAME, key=self._key("name")).strip()
            or words("nav.own_data"),
            unit=unit.selectbox(
                words("own.unit"),
                units,
                index=units.index(guessed.unit),
                format_func=lambda u: words(f"unit.{u}.name") or words("own.no_unit"),
                key=self._key("unit"),
            ),
            better=better.selectbox(
                words("own.better"),
                [guessed.better, *(b for b in Better if b is not guessed.better)],
                format_func=lambda b: words(f"better.{b}"),
                key=self._key("better"),
            ),
            source=source.text_input(
                words("own.source_label"), words("nav.own_data"), max_chars=LONGEST_NAME, key=self._key("source")
            ).strip()
            or words("nav.own_data"),
        )

    def reading(self, table: Table, guessed: Reading, known: Sequence[Division], rare: DeltaGenerator) -> Reading:
        """The columns and the division; what seldom needs correction goes to `rare`."""
        columns = list(range(len(table.names)))
        place, level, year, sex, value = st.columns([2, 2, 2, 2, 3])
        division = level.selectbox(
            self._words("own.level"),
            range(len(known)),
            index=next(i for i, d in enumerate(known) if (d.level, d.vintage) == (guessed.level, guessed.vintage)),
            format_func=lambda at: self._division(known[at]),
            key=self._key("level"),
        )
        measures = self._measures(value, rare, table, guessed, columns)
        period, typed = self._year(year, table, guessed, measures, columns)
        sex_column, measures = self._sex(sex, table, guessed, measures, columns)
        decimals = [",", "."]
        decimal = rare.selectbox(
            self._words("own.decimal"),
            decimals,
            index=decimals.index(guessed.decimal),
            format_func=lambda sign: self._words(f"own.sign_{_SIGNS[sign]}"),
            key=self._key("decimal"),
        )
        place_column = place.selectbox(
            self._words("own.place"),
            columns,
            index=guessed.place,
            format_func=lambda at: self._name(table, at),
            key=self._key("place"),
        )
        return Reading(
            place=place_column,
            level=known[division].level,
            vintage=known[division].vintage,
            measures=measures,
            sex=sex_column,
            period=period,
            year=typed,
            decimal=decimal,
            only=self._only(rare, table, guessed, columns),
            county=guessed.county if place_column == guessed.place else None,
            summed=rare.checkbox(self._words("own.summed"), guessed.summed, key=self._key("summed")),
        )

    def _measures(
        self, where: DeltaGenerator, rare: DeltaGenerator, table: Table, guessed: Reading, columns: list[int]
    ) -> tuple[Measure, ...]:
        """The columns of numbers; where there are several, what each is of."""
        guesses = {measure.column: measure for measure in guessed.measures}
        chosen = where.multiselect(
            self._words("own.value"),
            columns,
            default=list(guesses),
            format_func=lambda at: self._name(table, at),
            key=self._key("measures"),
        )
        measures = [guesses.get(at) or _by_heading(at, table.names[at]) for at in sorted(chosen)]
        if len(measures) < 2:
            return tuple(measures)
        words = self._words
        roles = {words(f"own.role_{role}"): role for role in Role}
        sexes = {words(f"sex.{sex}"): sex for sex in Sex}
        asked = pd.DataFrame(
            {
                "column": [self._name(table, measure.column) for measure in measures],
                "role": [words(f"own.role_{measure.role}") for measure in measures],
                "sex": [words(f"sex.{measure.sex}") if measure.sex else None for measure in measures],
                "year": pd.array([measure.year for measure in measures], dtype="Int64"),
            }
        )
        settings: dict[str, Any] = {
            "column": st.column_config.TextColumn(words("own.column"), disabled=True),
            "role": st.column_config.SelectboxColumn(words("own.role"), options=list(roles), required=True),
            "sex": st.column_config.SelectboxColumn(words("data.sex"), options=list(sexes)),
            "year": st.column_config.NumberColumn(
                words("panel.year"), min_value=YEARS[0], max_value=YEARS[-1], format="%d"
            ),
        }
        key = self._key("of_" + "_".join(map(str, chosen)))
        edited = rare.data_editor(asked, column_config=settings, hide_index=True, num_rows="fixed", key=key)
        return tuple(
            Measure(
                measure.column,
                roles[row["role"]],
                sexes.get(row["sex"]),
                int(row["year"]) if pd.notna(row["year"]) else None,
            )
            for measure, row in zip(measures, edited.to_dict("records"), strict=True)
        )

    def _year(
        self, where: DeltaGenerator, table: Table, guessed: Reading, measures: tuple[Measure, ...], columns: list[int]
    ) -> tuple[int | None, int | None]:
        """The column of years, or the year itself where no column tells it."""
        if measures and all(measure.year for measure in measures):
            where.selectbox(self._words("panel.year"), [self._words("own.by_column")], key=self._key("year_told"))
            return None, None
        options = [None, *columns]
        period = where.selectbox(
            self._words("panel.year"),
            options,
            index=options.index(guessed.period),
            format_func=lambda at: self._words("own.type_year") if at is None else self._name(table, at),
            key=self._key("period"),
        )
        if period is not None:
            return period, None
        typed = where.number_input(
            self._words("own.which_year"), YEARS[0], YEARS[-1], guessed.year, 1, key=self._key("year")
        )
        return None, int(typed) if typed else None

    def _sex(
        self, where: DeltaGenerator, table: Table, guessed: Reading, measures: tuple[Measure, ...], columns: list[int]
    ) -> tuple[int | None, tuple[Measure, ...]]:
        """The column of sexes, or the sex of all values that no column tells the sex of."""
        if measures and all(measure.sex for measure in measures):
            where.selectbox(self._words("data.sex"), [self._words("own.by_column")], key=self._key("sex_told"))
            return None, measures
        options: list[Sex | int] = [Sex.T, Sex.K, Sex.M, *columns]
        chosen = where.selectbox(
            self._words("data.sex"),
            options,
            index=options.index(guessed.sex if guessed.sex is not None else Sex.T),
            format_func=lambda o: self._words(f"own.all_{o}") if isinstance(o, Sex) else self._name(table, o),
            key=self._key("sex"),
        )
        if isinstance(chosen, Sex):
            return None, tuple(replace(measure, sex=measure.sex or chosen) for measure in measures)
        return chosen, measures

    def _only(
        self, where: DeltaGenerator, table: Table, guessed: Reading, columns: list[int]
    ) -> tuple[tuple[int, str], ...]:
        """The rows that are read, where columns tell of several things at a time: ages, owners, subjects, groups."""
        chosen: dict[int, str] = {}
        guesses: list[tuple[int | None, str]] = [*guessed.only, (None, "")]
        for number, (column, text) in enumerate(guesses):
            left, right = where.columns(2)
            options = [None, *columns]
            picked = left.selectbox(
                self._words("own.only"),
                options,
                index=options.index(column),
                format_func=lambda at: self._words("own.all_rows") if at is None else self._name(table, at),
                key=self._key(f"only{number}"),
            )
            if picked is None:
                continue
            listed = [one for one in texts(table.body[picked])[1] if one][:CHOSEN_FROM]
            if picked == column and text not in listed:
                listed = [text, *listed]
            at = listed.index(text) if picked == column else 0
            if wanted := right.selectbox(
                self._words("own.only_text"), listed, index=at, key=self._key(f"only{number}_{picked}")
            ):
                chosen.setdefault(picked, wanted)
        return tuple(chosen.items())

    def _division(self, division: Division) -> str:
        level = self._words(f"level.{division.level}")
        return f"{level} {division.vintage}" if division.level in SMALL_LEVELS else level

    def _name(self, table: Table, at: int) -> str:
        return table.names[at] or self._words("own.nameless", n=at + 1)

    def _key(self, name: str) -> str:
        return f"own_{name}_{self._stamp}"


_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "cp1252": "Windows-1252",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "mac-roman": "Mac Roman",
    "cp850": "DOS 850",
}
_SIGNS = {";": "semicolon", "\t": "tab", ",": "comma", ".": "point"}


def _by_heading(column: int, name: str) -> Measure:
    heading = heading_of(name)
    return Measure(column, heading.role or Role.VALUE, heading.sex, heading.year)
