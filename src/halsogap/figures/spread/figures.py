"""The spread page's answer: the report's appendix for any two years."""

from __future__ import annotations

from functools import partial

from halsogap.figures.figure import Column, Figure, Table, sentence
from halsogap.figures.names import published_names
from halsogap.figures.provenance import provenance
from halsogap.figures.spread.choices import Choices
from halsogap.figures.spread.reading import Reading, reading
from halsogap.figures.spread.sentences import finding
from halsogap.figures.spread.table import spread_rows
from halsogap.i18n import Words
from halsogap.reading.reader import Reader
from halsogap.stats.spread.measures import Measure


def make(choices: Choices, reader: Reader, words: Words) -> list[Figure]:
    """The page's one figure."""
    return [spread(reading(choices, reader), words)]


def spread(reading: Reading, words: Words) -> Figure:
    """Lowest, highest and spread then and now, a row an indicator; women and men one each where no total is published.

    On the page it is a table that can be sorted (`table_html.table_html`); in files it has every measure.
    """
    choices = reading.choices
    # Where no indicator has a value in those years, the source is still that of those asked for.
    indicators = [row.spread.indicator for row in reading.rows] or reading.without
    percent = Column(decimals=1)
    fields = {"measure": words(f"spread.said_{choices.measure}"), "areas": words(f"level.many_{choices.level}")}
    years = {"first": choices.first, "last": choices.last}
    changes = (f"{words(f'spread.measure_{measure}')}, {words('spread.column_change')}" for measure in Measure)
    return Figure(
        id="spread.table",
        address=choices.address,
        title=words("spread.title", **years),
        finding=sentence(finding(reading.rows, choices.measure, choices.level, words)),
        table=Table(
            partial(spread_rows, reading.rows, choices.level, published_names(), words), dict.fromkeys(changes, percent)
        ),
        provenance=provenance(
            reading.reader, indicators, words, level=choices.level, computed=words("spread.computed")
        ),
        alternative=words("spread.alternative", **fields, **years),
        stem=f"spridning_{choices.level}_{choices.first}_{choices.last}",
        about={words("spread.about_title"): words("spread.about_all")},
    )


def caption(choices: Choices, words: Words) -> str:
    """What the page's table shows and how it is read."""
    areas = words(f"level.many_{choices.level}")
    return words("spread.caption", measure=words(f"spread.said_{choices.measure}"), areas=areas)


def without(reading: Reading, words: Words) -> str:
    """Which indicators have no value in those years, as plain text; empty where all have."""
    if not reading.without:
        return ""
    choices = reading.choices
    sex = words(f"sex.{choices.sex.lower()}")
    names = ", ".join(words.of(one.short) for one in reading.without)
    return f"{words('spread.without', first=choices.first, last=choices.last, sex=sex)} {names}."
