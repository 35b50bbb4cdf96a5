"""The goals page's answer: how each goal of the strategy stands at a place."""

from __future__ import annotations

from functools import partial

import pandas as pd

from halsogap.figures.figure import Column, Figure, Table, sentence
from halsogap.figures.goals.choices import Choices
from halsogap.figures.goals.reading import Reading, reading
from halsogap.figures.goals.sentences import beside, finding, in_sentence
from halsogap.figures.goals.table import goals_rows
from halsogap.figures.provenance import provenance
from halsogap.i18n import Words
from halsogap.model import Level
from halsogap.reading.reader import Reader


def make(choices: Choices, reader: Reader, words: Words) -> list[Figure]:
    """The page's one figure."""
    return [board(reading(choices, reader), words)]


def board(reading: Reading, words: Words) -> Figure:
    """The goals of the place, one row each in the table. The page shows them as cards (`board.board_html`)."""
    place = reading.place
    name = words("panel.riket") if place.level is Level.RIKET else place.name
    spoken = in_sentence(place, words)
    indicators = [goal.indicator for goal in reading.goals]
    people = ("column_persons", "column_persons_low", "column_persons_high")
    return Figure(
        id="goals.board",
        address=reading.choices.address,
        title=words("goals.title", place=spoken),
        finding=sentence(finding(name, [goal.judged for goal in reading.goals], words)),
        table=Table(partial(_rows, reading, words), {words(f"goals.{key}"): Column(decimals=0) for key in people}),
        provenance=provenance(
            reading.reader,
            indicators,
            words,
            level=place.level,
            computed=words("goals.computed"),
            also=[words("goals.targets_of")],
        ),
        alternative=words("goals.table", place=spoken),
        stem=f"maluppfyllelse_{place.code}",
        about={words("export.area"): place.name, words("goals.about_method"): words("goals.method")},
    )


def _rows(reading: Reading, words: Words) -> pd.DataFrame:
    place, demo = reading.place, reading.reader.snapshot().manifest.demo
    judged = [(goal.judged, goal.who, beside(goal, place, words, demo=demo)) for goal in reading.goals]
    return goals_rows(place, judged, words)
