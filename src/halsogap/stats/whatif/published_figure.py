"""The published figure, checked: the same sum by the years that the rates and the people may have been of.

SKR (2023, "Avstamp för fortsatt arbete", figure 28) says that some 13,700 falls a year among people of 80 and over
would be avoided if every county had Gävleborg's level, worth SEK 1.1 billion in inpatient care. Which years' rates and
people it rests on is not said.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd

from halsogap.errors import Unanswerable
from halsogap.model import Sex
from halsogap.stats.tolerance import above
from halsogap.stats.whatif.answer import Question, match
from halsogap.stats.whatif.evidence import Evidence
from halsogap.stats.whatif.menu import Kind, Reference

FALLS = 13_700.0
SEK = 1.1e9
SOURCE = "SKR, En samverkansresa för hälsa (2023), figur 28"

GAVLEBORG = Reference(Kind.AREA, area="21")
RATE_YEARS = (2013, 2017)
"""The two years that the figure compares."""

POPULATION_YEARS = (2013, 2014, 2015, 2016, 2017)

NEAR = 0.01
"""How far from the published number a sum may lie to come near it: its "cirka" and three figures allow no more."""


def by_years(
    evidence: Evidence,
    *,
    rate_years: Iterable[int] = RATE_YEARS,
    population_years: Iterable[int] = POPULATION_YEARS,
    published: float = FALLS,
) -> pd.DataFrame:
    """The falls avoided at Gävleborg's level, by the year of the rates and the year of the people.

    Returns
    -------
    DataFrame
        One row a combination: `rate_year`, `population_year`, `avoided` (falls a year; NaN where a year is not stored),
        `off` (its distance from the published number, as a share of that) and `near` (within `NEAR`).
    """
    rows = []
    for rate_year in rate_years:
        for population_year in population_years:
            question = Question(rate_year, Sex.T, GAVLEBORG, population_year=population_year)
            try:
                avoided = match(evidence, question).total
            except Unanswerable:
                avoided = math.nan  # the years that are stored are still worth a look
            rows.append({"rate_year": rate_year, "population_year": population_year, "avoided": avoided})
    table = pd.DataFrame(rows)
    off = table["avoided"] / published - 1
    return table.assign(off=off, near=off.notna() & ~above(off.abs(), NEAR))
