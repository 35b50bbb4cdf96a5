"""What is asked on the page Tänk om, beside the shared selection: whom to match, how far, of which sex, since when.

Each is a parameter of the address in ids that no language changes; what does not hold is not taken.
"""

from __future__ import annotations

import re

from halsogap.catalog import unit_costs
from halsogap.errors import BadInput
from halsogap.figures.address import Selection
from halsogap.model import Indicator, Level, Sex, UnitCost
from halsogap.reading import whatif
from halsogap.stats.whatif.references import OF_ONE_SEX, Kind, Reference
from halsogap.ui.state import parameters, session

SHARES = {"100": 1.0, "50": 0.5, "25": 0.25}
NONE = "none"
MEASURES = ("avoided", "per_1000")

AWAY = 4
"""How many years earlier the year beside is, where nothing else is chosen: as in SKR's figure 28 (2013 and 2017)."""

_OWN_COST = re.compile(rf"{unit_costs.OWN}(:-?\d{{1,15}}(\.\d+)?){{3}}")


class _References:
    """The texts that name references."""

    def __contains__(self, said: object) -> bool:
        try:
            Reference.parse(str(said))
        except BadInput:
            return False
        return True


class _Costs:
    """The texts that name unit costs of an indicator: the catalogue's ids, "none", or "own:AMOUNT:LOW:HIGH"."""

    def __init__(self, slug: str) -> None:
        self.ids = [cost.id for cost in whatif.costs(slug)]

    def __contains__(self, said: object) -> bool:
        return said in (NONE, *self.ids) or bool(_OWN_COST.fullmatch(str(said)))


def kinds(indicator: Indicator, level: Level) -> list[Kind]:
    """The references that can be asked for; Kolada's similar areas are municipalities."""
    left_out = set() if level is Level.KOMMUN else {Kind.PEERS}
    left_out |= set() if indicator.target else {Kind.TARGET}
    left_out |= set() if indicator.by_sex else set(OF_ONE_SEX)
    return [kind for kind in Kind if kind not in left_out]


def default_reference(level: Level) -> Reference:
    """The best county; among municipalities a percentile, for their single best is mostly luck."""
    return Reference(Kind.BEST if level is Level.LAN else Kind.TENTH)


def reference(choice: Selection, indicator: Indicator) -> Reference:
    """Whom everyone is to match."""
    default = default_reference(choice.level)
    said = Reference.parse(parameters.chosen("whatif", "reference", _References(), str(default)))
    return said if said.kind in kinds(indicator, choice.level) else default


def share() -> float:
    """How much of the way."""
    return SHARES[parameters.chosen("whatif", "way", SHARES, "100")]


def sexes(choice: Selection) -> list[Sex]:
    """The sexes that have values that year, the total first."""
    reader = session.reader()
    held = reader.coverage().sexes(choice.indicator, choice.level, choice.period or 0)
    return [sex for sex in (Sex.T, Sex.K, Sex.M) if sex in held]


def sex(choice: Selection, whom: Reference) -> Sex:
    """Whose rates: as chosen, or those of the sex that is asked to match the other."""
    if whom.kind in OF_ONE_SEX:
        return OF_ONE_SEX[whom.kind][0]
    held = sexes(choice) or [Sex.T]
    return Sex(parameters.chosen("whatif", "sex", held, str(held[0])))


def earlier(choice: Selection, indicator: Indicator) -> list[int]:
    """The years that the chosen one can be set beside: earlier ones without a break in between."""
    reader = session.reader()
    year = choice.period or 0
    years = reader.coverage().periods(choice.indicator, choice.level)
    return [y for y in years if y < year and not indicator.break_between(y, year)]


def against(choice: Selection, indicator: Indicator) -> int | None:
    """The year beside, or None."""
    years = earlier(choice, indicator)
    default = min(years, key=lambda y: abs(y - ((choice.period or 0) - AWAY)), default=None)
    allowed = [NONE, *map(str, years)]
    said = parameters.chosen("whatif", "against", allowed, str(default) if default else NONE)
    return None if said == NONE else int(said)


def measure() -> str:
    """What the map and the curve go by: the gain itself, or per 1 000 people."""
    return parameters.chosen("whatif", "gain", MEASURES, MEASURES[0])


def cost_said(slug: str) -> str:
    """What an event costs, as the address says it."""
    allowed = _Costs(slug)
    return parameters.chosen("whatif", "cost", allowed, allowed.ids[0] if allowed.ids else NONE)


def cost(slug: str) -> UnitCost | None:
    """What an event costs; None where nothing is to be said in money.

    Raises
    ------
    BadUnitCost
        The amount typed in is none that an event can cost.
    """
    said = cost_said(slug)
    if said.startswith(f"{unit_costs.OWN}:"):
        amount, low, high = map(float, said.split(":")[1:])
        return unit_costs.typed(amount, slug, low, high)
    return next((known for known in whatif.costs(slug) if known.id == said), None)


def address(choice: Selection, indicator: Indicator) -> dict[str, str]:
    """The page's own choices as the address tells them."""
    whom = reference(choice, indicator)
    way = next(name for name, part in SHARES.items() if part == share())
    return {
        "reference": str(whom),
        "way": way,
        "sex": str(sex(choice, whom)),
        "against": str(against(choice, indicator) or NONE),
        "gain": measure(),
        "cost": cost_said(indicator.slug),
    }
