"""The what-if page's choices: whom to match, how far, of which sex, since when, by what measure, at what cost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from halsogap.catalog import unit_costs
from halsogap.costs import UnitCost
from halsogap.errors import BadInput
from halsogap.figures.address import Selection, encode, settle, to_level
from halsogap.figures.choices import Given
from halsogap.figures.figure import Address
from halsogap.i18n import Words
from halsogap.model import Indicator, Level, Sex
from halsogap.reading import whatif
from halsogap.reading.whatif import COMPARED
from halsogap.stats.whatif.menu import OF_ONE_SEX, Kind, Reference

if TYPE_CHECKING:
    from halsogap.reading.reader import Reader

PAGE = "whatif"

SHARES = {"100": 1.0, "50": 0.5, "25": 0.25}
"""How much of the way, by its name in the address."""

NONE = "none"
MEASURES = ("avoided", "per_1000")

AWAY = 4
"""How many years earlier the year beside is, where nothing else is chosen: as in SKR's figure 28 (2013 and 2017)."""

_OWN_COST = re.compile(rf"{unit_costs.OWN}(:-?\d{{1,15}}(\.\d+)?){{3}}")


class References:
    """The texts that name references, as an address may say them."""

    def __contains__(self, text: object) -> bool:
        try:
            Reference.parse(str(text))
        except BadInput:
            return False
        return True


class Costs:
    """The texts that name unit costs of an indicator: the catalogue's ids, "none", or "own:AMOUNT:LOW:HIGH"."""

    def __init__(self, slug: str) -> None:
        self.ids = [cost.id for cost in whatif.costs(slug)]

    def __contains__(self, text: object) -> bool:
        return text in (NONE, *self.ids) or bool(_OWN_COST.fullmatch(str(text)))


@dataclass(frozen=True)
class Choices:
    """What the page shows.

    `selection` is the settled one, of counties or municipalities; `reference` is whom all are to match and `share` how
    far; `sex` is whose rates; `against` the year beside, or None; `measure` ("avoided" or "per_1000") what the map and
    the curve go by; `cost` names what an event costs, as `Costs` has it.
    """

    selection: Selection
    reference: Reference
    share: float
    sex: Sex
    against: int | None
    measure: str
    cost: str

    @classmethod
    def read(cls, selection: Selection, given: Given, reader: Reader) -> Choices:
        """The choices out of the settled `selection` and what is `given` for the page's own names.

        What they can be depends on the indicator and on what is stored, which `reader` is asked for.
        """
        indicator = reader.catalog()[selection.indicator]
        default = default_reference(selection.level)
        reference = Reference.parse(given("reference", References(), str(default)))
        if reference.kind not in kinds(indicator, selection.level):
            reference = default
        sexes = sexes_of(selection, reference, reader)
        costs = Costs(indicator.slug)
        return cls(
            selection,
            reference=reference,
            share=SHARES[given("way", SHARES, "100")],
            sex=Sex(given("sex", list(map(str, sexes)), str(sexes[0]))),
            against=_against(selection, given, reader),
            measure=given("gain", MEASURES, MEASURES[0]),
            cost=given("cost", costs, costs.ids[0] if costs.ids else NONE),
        )

    @property
    def way(self) -> str:
        """How much of the way, by its name in the address."""
        return next(name for name, share in SHARES.items() if share == self.share)

    @property
    def address(self) -> Address:
        """The page with all that makes this view."""
        own = {
            "reference": str(self.reference),
            "way": self.way,
            "sex": str(self.sex),
            "against": str(self.against or NONE),
            "gain": self.measure,
            "cost": self.cost,
        }
        return Address(PAGE, encode(self.selection) | own)

    @property
    def slug(self) -> str:
        """A file-name stem for what is shown."""
        choice = self.selection
        reference = str(self.reference).replace(":", "_")
        return "_".join([choice.indicator, str(choice.period), str(choice.level), reference])

    def unit_cost(self) -> UnitCost | None:
        """What an event costs; None where nothing is to be said in money.

        Raises
        ------
        BadUnitCost
            The amount typed in is none that an event can cost.
        """
        slug = self.selection.indicator
        if self.cost.startswith(f"{unit_costs.OWN}:"):
            amount, low, high = map(float, self.cost.split(":")[1:])
            return unit_costs.typed(amount, slug, low, high)
        return next((known for known in whatif.costs(slug) if known.id == self.cost), None)


def comparable(selection: Selection, reader: Reader, words: Words) -> tuple[Selection, list[str]]:
    """The selection at a level whose areas are compared, and a note where that is another than the one chosen."""
    if selection.level in COMPARED:
        return selection, []
    moved = to_level(selection, COMPARED[-1])
    settled, notes = settle(moved, reader.catalog(), reader.coverage(), words)
    return settled, [*notes, words("whatif.to_level")]


def kinds(indicator: Indicator, level: Level) -> list[Kind]:
    """The references that can be asked for; Kolada's similar areas are municipalities."""
    left_out = set() if level is Level.KOMMUN else {Kind.PEERS}
    left_out |= set() if indicator.target else {Kind.TARGET}
    left_out |= set() if indicator.by_sex else set(OF_ONE_SEX)
    return [kind for kind in Kind if kind not in left_out]


def default_reference(level: Level) -> Reference:
    """The best county; among municipalities a percentile, for their single best is mostly luck."""
    return Reference(Kind.BEST if level is Level.LAN else Kind.TENTH)


def sexes_of(selection: Selection, reference: Reference, reader: Reader) -> list[Sex]:
    """Whose rates can be asked for, the total first: those with values that year, or the sex that is to match the
    other. The total where there are no values at all."""
    if reference.kind in OF_ONE_SEX:
        return [OF_ONE_SEX[reference.kind][0]]
    valued = reader.coverage().sexes(selection.indicator, selection.level, selection.period or 0)
    return [sex for sex in (Sex.T, Sex.K, Sex.M) if sex in valued] or [Sex.T]


def earlier_years(selection: Selection, reader: Reader) -> list[int]:
    """The years that the chosen one can be set beside: earlier ones without a break in between."""
    year, indicator = selection.period or 0, reader.catalog()[selection.indicator]
    years = reader.coverage().periods(selection.indicator, selection.level)
    return [earlier for earlier in years if earlier < year and not indicator.break_between(earlier, year)]


def _against(selection: Selection, given: Given, reader: Reader) -> int | None:
    """The year beside, or None."""
    years = earlier_years(selection, reader)
    wanted = (selection.period or 0) - AWAY
    default = min(years, key=lambda year: abs(year - wanted), default=None)
    chosen = given("against", [NONE, *map(str, years)], str(default) if default else NONE)
    return None if chosen == NONE else int(chosen)
