"""The tables of the page Tänk om, under the language's own column names."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from markupsafe import escape

from halsogap.figures.figure import Column
from halsogap.figures.whatif.reading import Reading
from halsogap.figures.whatif.sentences import MILLION, whole_number
from halsogap.i18n import Words
from halsogap.model import Sex
from halsogap.rounding import rounded
from halsogap.stats.tolerance import order
from halsogap.stats.whatif.answer import Answer
from halsogap.stats.whatif.gains import curve, how_many


def area_rows(reading: Reading, words: Words) -> pd.DataFrame:
    """One row an area, the largest gain first: level in both years, what it is compared with, and its own share."""
    decimals, against = reading.indicator.decimals, reading.choices.against
    columns = _area_columns(reading, words)
    if against is None:
        del columns["before"]
    if reading.cost is None:
        del columns["sek"]
    numbers = reading.rows.iloc[order(reading.rows["avoided"], falling=True)].round(
        {"before": decimals + 1, "rate": decimals + 1, "reference": decimals + 1, "people": 0}
        | {"avoided": 1, "lower": 1, "upper": 1, "per_1000": 2, "sek": 0}
    )
    rows = numbers[list(columns)].rename(columns=columns)
    rows.insert(0, words("export.indicator"), words.of(reading.indicator.name))
    return rows


def area_columns(reading: Reading, words: Words) -> dict[str, Column]:
    """How the numbers of `area_rows` are written."""
    names, decimals = _area_columns(reading, words), reading.indicator.decimals
    rate, gain = Column(words.unit(reading.indicator), decimals), Column(decimals=1)
    written = {"before": rate, "rate": rate, "reference": rate, "people": Column(decimals=0)}
    written |= dict.fromkeys(("avoided", "lower", "upper"), gain)
    written |= {"per_1000": Column(decimals=2), "sek": Column(decimals=0)}
    return {names[name]: column for name, column in written.items()}


def _area_columns(reading: Reading, words: Words) -> dict[str, str]:
    return {
        "area": words("export.code"),
        "name": words("export.area"),
        "before": words("whatif.column.rate", year=reading.choices.against),
        "rate": words("whatif.column.rate", year=reading.year),
        "reference": words("whatif.column.reference"),
        "people": words("whatif.column.people"),
        "avoided": words("whatif.column.avoided"),
        "lower": words("whatif.column.lower"),
        "upper": words("whatif.column.upper"),
        "per_1000": words("whatif.column.per_1000"),
        "sek": words("whatif.column.sek"),
    }


def sex_rows(answers: Mapping[Sex, Answer], per_event: float | None, words: Words) -> pd.DataFrame:
    """One row a sex, in numbers: its gain and interval, chance's part, how few of how many areas half of it lies in,
    and SEK where an event costs `per_event`."""
    rows = []
    for sex, answer in answers.items():
        row: dict[str, object] = {
            words("whatif.column.who"): words(f"sex.{sex}"),
            words("whatif.column.avoided"): rounded(answer.avoided, 1),
            words("whatif.column.lower"): rounded(answer.interval.lower, 1),
            words("whatif.column.upper"): rounded(answer.interval.upper, 1),
            words("whatif.column.chance"): rounded(answer.floor.mean, 1),
            words("whatif.column.chance_upper"): rounded(answer.floor.upper, 1),
            words("whatif.column.half"): how_many(curve(answer.rows())),
            words("whatif.column.of_areas"): len(answer.match.basis.codes),
        }
        if per_event:
            row[words("whatif.column.sek")] = rounded(answer.avoided * per_event)
        rows.append(row)
    return pd.DataFrame(rows)


def sex_columns(words: Words) -> dict[str, Column]:
    """How the numbers of `sex_rows` are written."""
    gains = ("avoided", "lower", "upper", "chance", "chance_upper")
    return {
        **{words(f"whatif.column.{name}"): Column(decimals=1) for name in gains},
        words("whatif.column.sek"): Column(decimals=0),
    }


def sexes_table(answers: Mapping[Sex, Answer], per_event: float | None, words: Words) -> pd.DataFrame:
    """The table by sex as the page shows it: numbers as text, the interval in one column."""
    rows = []
    for sex, answer in answers.items():
        few, interval = how_many(curve(answer.rows())), answer.interval
        limits = f"{whole_number(interval.lower, words)}–{whole_number(interval.upper, words)}"
        row = {
            words("whatif.column.who"): words(f"sex.{sex}"),
            words("whatif.column.avoided"): whole_number(answer.avoided, words),
            words("whatif.column.interval"): limits,
            words("whatif.column.chance"): whole_number(answer.floor.mean, words),
            words("whatif.column.half"): words("whatif.column.half_in", few=few, n=len(answer.match.basis.codes)),
        }
        if per_event:
            millions = answer.avoided * per_event / MILLION
            row[words("whatif.column.millions")] = words.number(millions, 0 if millions >= 10 else 1)
        rows.append(row)
    return pd.DataFrame(rows)


def curve_rows(curved: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The areas in the order of the curve, and how the gains add up: `curved` as `stats.whatif.gains.curve`."""
    columns = {
        "place": words("map.place"),
        "name": words("export.area"),
        "avoided": words("whatif.column.avoided"),
        "per_1000": words("whatif.column.per_1000"),
        "sum": words("whatif.column.sum"),
    }
    return curved[list(columns)].round({"avoided": 1, "per_1000": 2, "sum": 1}).rename(columns=columns)


def table_html(table: pd.DataFrame) -> str:
    """A small table as HTML, its first column the rows' headings."""
    head = "".join(f'<th scope="col">{escape(str(column))}</th>' for column in table.columns)
    body = "".join(
        f'<tr><th scope="row">{escape(str(row[0]))}</th>'
        + "".join(f"<td>{escape(str(cell))}</td>" for cell in row[1:])
        + "</tr>"
        for row in table.itertuples(index=False, name=None)
    )
    return f'<table class="hg-sums"><tr>{head}</tr>{body}</table>'
