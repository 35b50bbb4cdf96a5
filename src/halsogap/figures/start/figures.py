"""The first page's answer: what stands out in a place."""

from __future__ import annotations

from functools import partial

from halsogap.figures.figure import Column, Figure, Table, sentence
from halsogap.figures.provenance import provenance
from halsogap.figures.start.choices import Choices
from halsogap.figures.start.reading import Reading, reading
from halsogap.figures.start.sentences import start_finding
from halsogap.figures.start.table import standing_rows
from halsogap.i18n import Words
from halsogap.reading.reader import Reader


def make(choices: Choices, reader: Reader, words: Words) -> list[Figure]:
    """The page's one figure."""
    return [standings(reading(choices, reader), words)]


def standings(reading: Reading, words: Words) -> Figure:
    """The place's largest gaps, best and worst standings, a row an indicator. On the page they are lists of links."""
    place, catalog = reading.place, reading.reader.catalog()
    name = words("start.country") if reading.choices.is_country else place.name
    slugs = dict.fromkeys(row["indicator"] for rows in reading.lists.values() for row in rows)
    # Where nothing stands out, the source is that of all that was looked through.
    indicators = [catalog[slug] for slug in slugs] or reading.reader.published_catalog().values()
    return Figure(
        id="start.standings",
        address=reading.choices.address,
        title=words("start.title", place=name),
        finding=sentence(start_finding(reading.gaps, reading.best, reading.worst, catalog, words)),
        table=Table(partial(standing_rows, reading, words), {words("start.column_score"): Column(decimals=2)}),
        provenance=provenance(reading.reader, indicators, words, level=place.level, computed=words("start.computed")),
        alternative=words("start.alternative", place=name),
        stem=f"start_{place.code}",
    )
