"""What the avoided would be worth: SEK with a range, by payer, and what the answer is most sensitive to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from halsogap.costs import Payer, UnitCost
from halsogap.errors import Unanswerable
from halsogap.stats.intervals import Interval
from halsogap.stats.tolerance import levelled, subtract
from halsogap.stats.whatif.answer import Answer, Question, match
from halsogap.stats.whatif.evidence import Evidence
from halsogap.stats.whatif.menu import OF_ONE_SEX, Kind, Reference


@dataclass(frozen=True)
class Saving:
    """SEK a year: `amount`, and `low` and `high` with both chance and the unit cost at their lowest or highest.

    `payers` shares the amount out as the unit cost's source does; empty where that does not say.
    """

    amount: float
    low: float
    high: float
    payers: dict[Payer, float]


def saving(avoided: Interval, cost: UnitCost) -> Saving:
    """Avoided events a year times what one costs.

    `low` is the lower limit of the events times the low cost, `high` the upper times the high one: wider than a 95 %
    interval, for it lets both be at their limits at once.
    """
    amount = avoided.value * cost.amount
    return Saving(
        amount=amount,
        low=avoided.lower * cost.low,
        high=avoided.upper * cost.high,
        payers={payer: amount * share for payer, share in cost.payers},
    )


ALTERNATIVES = (Kind.BEST, Kind.BEST_THREE, Kind.TENTH, Kind.COUNTRY)
"""The references that the tornado tries in the place of the one chosen."""


def tornado(
    evidence: Evidence, question: Question, answer: Answer, *, population_year: int, cost: UnitCost | None = None
) -> pd.DataFrame:
    """What the answer is most sensitive to: each factor at its lowest and highest, all others as asked.

    Parameters
    ----------
    evidence, question, answer
        What was asked of what, and what came out.
    population_year
        Another year's population to count in, as a rule the latest.
    cost
        What an event costs; without it the answer is given in people or events and has no cost to vary.

    Returns
    -------
    DataFrame
        One row a factor, the widest first: `factor` ("unit_cost", "chance", "reference", "population", "share"), `low`
        and `high` (SEK a year, or people or events a year without `cost`), `at_low` and `at_high` (what the factor is
        there: a number, a reference's id, a year, a share), and `base`, the answer itself. Factors that change nothing
        are left out.
    """
    price = cost.amount if cost else 1.0
    total = answer.avoided
    factors: list[tuple[str, Mapping[object, float]]] = [
        ("chance", {answer.interval.lower: answer.interval.lower, answer.interval.upper: answer.interval.upper}),
        ("reference", _by_reference(evidence, question) | {str(question.reference): total}),
        ("population", _by_population(evidence, question, population_year, total)),
        ("share", {0.5: 0.5 / question.share * total, 1.0: total / question.share}),
    ]
    rows: list[dict[str, object]] = [_ends(factor, {at: v * price for at, v in of.items()}) for factor, of in factors]
    if cost:
        rows.append(_ends("unit_cost", {cost.low: cost.low * total, cost.high: cost.high * total}))
    table = pd.DataFrame(rows).assign(base=total * price)
    width = levelled(subtract(table["high"], table["low"], scale=abs(total * price)))
    return (
        table[width > 0]
        .assign(width=width)
        .sort_values("width", ascending=False, kind="stable", ignore_index=True)
        .drop(columns="width")
    )


def _ends(factor: str, values: Mapping[object, float]) -> dict[str, object]:
    low, high = min(values, key=lambda at: values[at]), max(values, key=lambda at: values[at])
    return {"factor": factor, "low": values[low], "high": values[high], "at_low": low, "at_high": high}


def _by_reference(evidence: Evidence, question: Question) -> dict[object, float]:
    """The answer with each of `ALTERNATIVES` that can be asked; a comparison of the sexes has no other."""
    if question.reference.kind in OF_ONE_SEX:
        return {}
    totals: dict[object, float] = {}
    for kind in ALTERNATIVES:
        try:
            totals[str(kind)] = match(evidence, replace(question, reference=Reference(kind))).total
        except Unanswerable:
            continue  # the country has no value: the others still tell how much the choice matters
    return totals


def _by_population(evidence: Evidence, question: Question, year: int, total: float) -> dict[object, float]:
    own = question.population_year or question.year
    try:
        return {own: total, year: match(evidence, replace(question, population_year=year)).total}
    except Unanswerable:
        return {own: total}
