"""The what-if's evidence and answers, remembered with the indicator's values: the same view gives the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pandas as pd

from halsogap import settings
from halsogap.catalog import unit_costs
from halsogap.errors import NoPopulation
from halsogap.model import Indicator, Level, Sex, UnitCost
from halsogap.reading import reader, whatif_evidence
from halsogap.stats.whatif.answer import Answer, Question, what_if
from halsogap.stats.whatif.evidence import Evidence, populations
from halsogap.stats.whatif.published_figure import by_years
from halsogap.stats.whatif.savings import tornado
from halsogap.ui.brought import indicators

T = TypeVar("T")


def answerable(indicator: Indicator) -> bool:
    """Whether a what-if can be asked of the indicator at all, as far as the catalogue can tell."""
    return bool(populations(indicator) or indicator.slug in indicators.held()) and indicator.better != "unknown"


def evidence(slug: str, level: Level) -> Evidence:
    """What is known of the indicator at the level.

    Raises
    ------
    Unanswerable
        It has no population, no counts or no direction (see `Evidence`).
    """
    indicator = reader.catalog()[slug]

    def read() -> Evidence:
        brought, snapshot = indicators.held().get(slug), reader.snapshot()
        if brought is None:
            return whatif_evidence.evidence(snapshot, indicator, level)
        similar = whatif_evidence.peers(snapshot.groups())
        return Evidence(indicator, level, brought.observations, pd.DataFrame(), similar)

    return reader.values_of(slug).remembered("whatif_evidence", (level, indicator.better), read)


def answer(held: Evidence, question: Question) -> Answer:
    """The answer, with its interval and noise floor.

    Raises
    ------
    Unanswerable
        As `stats.whatif.what_if`.
    """
    return _remembered(held, "whatif_answer", question, lambda: what_if(held, question))


def sensitivity(held: Evidence, question: Question, cost: UnitCost | None) -> pd.DataFrame:
    """What the answer is most sensitive to; another population is the latest that is stored."""
    latest = int(held.population["period"].max()) if len(held.population) else question.year
    found = answer(held, question)
    return tornado(held, question, found, population_year=latest, cost=cost)


def published(slug: str) -> pd.DataFrame | None:
    """The published figure recomputed from one age group; None where the store has nothing of it."""
    try:
        held = evidence(slug, Level.LAN)
        held.latest(Sex.T)
    except NoPopulation:
        return None
    return _remembered(held, "whatif_published", None, lambda: by_years(held))


def costs(slug: str) -> list[UnitCost]:
    """The catalogue's unit costs of the indicator, the one to begin with first."""
    return [cost for cost in unit_costs.load(settings.CATALOG_DIR) if slug in cost.indicators]


def _remembered(held: Evidence, what: str, key: Question | None, read: Callable[[], T]) -> T:
    values = reader.values_of(held.indicator.slug)
    return values.remembered(what, (held.level, held.indicator.better, key), read)
