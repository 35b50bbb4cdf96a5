"""What a what-if rests on, and its answers: remembered with the indicator's values, so a view keeps its numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from halsogap import settings
from halsogap.catalog import unit_costs
from halsogap.costs import UnitCost
from halsogap.errors import BadInput, NoPopulation
from halsogap.model import Indicator, Level, Sex
from halsogap.stats.whatif.answer import Answer, Question, what_if
from halsogap.stats.whatif.evidence import Evidence, populations
from halsogap.stats.whatif.published_figure import by_years
from halsogap.stats.whatif.savings import tornado

if TYPE_CHECKING:
    from halsogap.reading.reader import Reader

T = TypeVar("T")

COMPARED = (Level.LAN, Level.KOMMUN)
"""The levels whose areas can be asked to match each other. Of thousands of small areas the best is chance."""


def answerable(reader: Reader, indicator: Indicator) -> bool:
    """Whether a what-if can be asked of the indicator at all, as far as the catalogue can tell."""
    return bool(populations(indicator) or indicator.slug in reader.brought.indicators) and indicator.better != "unknown"


def evidence(reader: Reader, slug: str, level: Level) -> Evidence:
    """What is known of the indicator at the level: its rows, its population's, the similar municipalities.

    Raises
    ------
    BadInput
        The areas of `level` are not compared.
    Unanswerable
        It has no population, no counts or no direction (see `Evidence`).
    """
    if level not in COMPARED:
        raise BadInput(f"Areas at level {level} are not asked to match each other.", f"Choose {' or '.join(COMPARED)}.")
    indicator = reader.catalog()[slug]

    def read() -> Evidence:
        snapshot, brought = reader.snapshot(), reader.brought.indicators.get(slug)
        similar = peers(snapshot.groups())
        if brought:
            return Evidence(indicator, level, brought.observations, pd.DataFrame(), similar)
        values = snapshot.observations(slug)
        counted_in = populations(indicator)
        population = snapshot.observations(counted_in) if counted_in else values.iloc[:0]
        return Evidence(indicator, level, values, population, similar)

    return reader.values_of(slug).remembered("whatif_evidence", (level, indicator.better), read)


def peers(groups: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """By municipality the codes of its similar ones, each once, from the GROUPS table."""
    return {str(area): tuple(dict.fromkeys(members)) for area, members in groups.groupby("area")["member"]}


def answer(reader: Reader, data: Evidence, question: Question) -> Answer:
    """The answer, with its interval and noise floor.

    Raises
    ------
    Unanswerable
        As `stats.whatif.what_if`.
    """
    return _remembered(reader, data, "whatif_answer", question, lambda: what_if(data, question))


def sensitivity(reader: Reader, data: Evidence, question: Question, cost: UnitCost | None) -> pd.DataFrame:
    """What the answer is most sensitive to; another population is the latest that is stored."""
    latest = int(data.population["period"].max()) if len(data.population) else question.year
    result = answer(reader, data, question)
    return tornado(data, question, result, population_year=latest, cost=cost)


def published(reader: Reader, slug: str) -> pd.DataFrame | None:
    """The published figure recomputed from one age group; None where the store has nothing of it."""
    try:
        counts = evidence(reader, slug, Level.LAN)
        counts.latest(Sex.T)
    except NoPopulation:
        return None
    return _remembered(reader, counts, "whatif_published", None, lambda: by_years(counts))


def costs(slug: str) -> list[UnitCost]:
    """The catalogue's unit costs of the indicator, the one to begin with first."""
    return [cost for cost in unit_costs.load(settings.CATALOG_DIR) if slug in cost.indicators]


def _remembered(reader: Reader, data: Evidence, what: str, key: Question | None, read: Callable[[], T]) -> T:
    values = reader.values_of(data.indicator.slug)
    return values.remembered(what, (data.level, data.indicator.better, key), read)
