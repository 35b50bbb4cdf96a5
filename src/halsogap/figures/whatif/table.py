"""The tables of the page Tänk om, under the language's own column names."""

from __future__ import annotations

from html import escape

import pandas as pd

from halsogap.figures.whatif.sentences import MILLION, Told
from halsogap.stats.whatif.answer import Answer
from halsogap.stats.whatif.gains import curve, how_many


def areas_table(told: Told, rows: pd.DataFrame, against: int | None) -> pd.DataFrame:
    """One row an area, the largest gain first: level in both years, what it is compared with, and its own share."""
    words, decimals = told.words, told.indicator.decimals
    columns = {
        "area": words("export.code"),
        "name": words("export.area"),
        "before": words("whatif.column.rate", year=against),
        "rate": words("whatif.column.rate", year=told.question.year),
        "reference": words("whatif.column.reference"),
        "people": words("whatif.column.people"),
        "avoided": words("whatif.column.avoided"),
        "lower": words("whatif.column.lower"),
        "upper": words("whatif.column.upper"),
        "per_1000": words("whatif.column.per_1000"),
        "sek": words("whatif.column.sek"),
    }
    if against is None:
        del columns["before"]
    if told.worth is None:
        del columns["sek"]
    rounded = rows.sort_values("avoided", ascending=False).round(
        {"before": decimals + 1, "rate": decimals + 1, "reference": decimals + 1, "people": 0}
        | {"avoided": 1, "lower": 1, "upper": 1, "per_1000": 2, "sek": 0}
    )
    return rounded[list(columns)].rename(columns=columns)


def sexes_table(told: Told, answers: dict[str, Answer], per_event: float | None) -> pd.DataFrame:
    """One row a sex: its gain, interval, chance's part, in how few areas half of it lies, and SEK."""
    words = told.words
    made = []
    for sex, answer in answers.items():
        few = how_many(curve(answer.rows()))
        line = {
            words("whatif.column.who"): words(f"sex.{sex}"),
            words("whatif.column.avoided"): told.number(answer.avoided),
            words(
                "whatif.column.interval"
            ): f"{told.number(answer.interval.lower)}–{told.number(answer.interval.upper)}",
            words("whatif.column.chance"): told.number(answer.floor.mean),
            words("whatif.column.half"): words("whatif.column.half_in", few=few, n=len(answer.match.basis.codes)),
        }
        if per_event:
            millions = answer.avoided * per_event / MILLION
            line[words("whatif.column.millions")] = words.number(millions, 0 if millions >= 10 else 1)
        made.append(line)
    return pd.DataFrame(made)


def table_html(table: pd.DataFrame) -> str:
    """A small table as HTML, its first column the rows' headings."""
    head = "".join(f'<th scope="col">{escape(str(column))}</th>' for column in table.columns)
    body = "".join(
        f'<tr><th scope="row">{escape(str(line[0]))}</th>'
        + "".join(f"<td>{escape(str(cell))}</td>" for cell in line[1:])
        + "</tr>"
        for line in table.itertuples(index=False, name=None)
    )
    return f'<table class="hg-sums"><tr>{head}</tr>{body}</table>'
