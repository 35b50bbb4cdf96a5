"""What an event costs, and who pays it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from halsogap.model import Text


class Payer(StrEnum):
    """Who bears a cost."""

    MUNICIPALITIES = "municipalities"
    REGIONS = "regions"
    INFORMAL_CARERS = "informal_carers"


@dataclass(frozen=True)
class UnitCost:
    """What one event costs, in SEK: `amount`, and the `low` and `high` between which it can reasonably lie.

    `indicators` are the slugs of those whose events it is the cost of; `covers` says what is in it and what is not;
    `price_year` is None where the source does not state one; `payers` are the shares that each bears (they sum to 1),
    empty where the source does not say. `source` is cited in full, and `derivation` says how the amount was got from
    what the source prints.
    """

    id: str
    indicators: tuple[str, ...]
    name: Text
    amount: float
    low: float
    high: float
    covers: Text
    source: str
    derivation: Text
    price_year: int | None = None
    payers: tuple[tuple[Payer, float], ...] = ()
