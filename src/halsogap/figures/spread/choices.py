"""The spread page's choices: which indicators, between which years, among whose areas, whose values, which measure."""

from __future__ import annotations

from dataclasses import dataclass

from halsogap.figures.address import Selection, encode
from halsogap.figures.choices import Given
from halsogap.figures.figure import Address
from halsogap.model import Indicator, Level, Sex
from halsogap.reading.reader import Reader
from halsogap.stats.spread.measures import Measure
from halsogap.units import Unit

PAGE = "spread"

LEVELS = (Level.KOMMUN, Level.LAN)

OPTIONS = {
    "set": ("strategi", "alla"),
    "sex": (str(Sex.T), str(Sex.K), str(Sex.M)),
    "spread": tuple(str(measure) for measure in Measure),
}
"""By their name in the address, what they can be; the years ("from" and "to") are those that have values."""

MEASURE = Measure.DEVIATION
"""The default is not the range: it is two places' alone, and mostly chance."""

BASELINE = 2015
"""The report's own first year, where the user has not chosen another."""


@dataclass(frozen=True)
class Choices:
    """What the page shows.

    `selection` is what is wished for; `strategy` is whether only the strategy's goals are asked for; `first` and `last`
    are years of `years`, 0 where there are none; `level` is the shared one where it is municipality or county.
    """

    selection: Selection
    strategy: bool = True
    first: int = 0
    last: int = 0
    sex: Sex = Sex.T
    measure: Measure = MEASURE
    years: tuple[int, ...] = ()

    @classmethod
    def read(cls, selection: Selection, given: Given, reader: Reader) -> Choices:
        """The choices out of the wished `selection`, what is `given` for the page's own names, and the years that
        `reader` has values for. A first year after the last one changes places with it."""
        strategy = given("set", OPTIONS["set"], "strategi") == "strategi"
        years = years_of(reader, strategy)
        allowed = [str(year) for year in years]
        first = given("from", allowed, first_year(years))
        last = given("to", allowed, allowed[-1] if allowed else "")
        limits = sorted((int(first or 0), int(last or 0)))
        sex, measure = given("sex", OPTIONS["sex"], str(Sex.T)), given("spread", OPTIONS["spread"], str(MEASURE))
        return cls(selection, strategy, limits[0], limits[1], Sex(sex), Measure(measure), years)

    @property
    def level(self) -> Level:
        """Among whose areas the spread is measured."""
        return self.selection.level if self.selection.level in LEVELS else Level.KOMMUN

    @property
    def address(self) -> Address:
        """The page with all that makes this view."""
        own = {
            "set": "strategi" if self.strategy else "alla",
            "from": str(self.first),
            "to": str(self.last),
            "sex": str(self.sex),
            "spread": str(self.measure),
        }
        return Address(PAGE, encode(self.selection) | own)


def asked(reader: Reader, strategy: bool) -> list[Indicator]:
    """The strategy's goals, or all of the catalogue but mere numbers of people."""
    return [
        one for one in reader.catalog().values() if one.goal_area or (not strategy and one.unit is not Unit.PERSONS)
    ]


def years_of(reader: Reader, strategy: bool) -> tuple[int, ...]:
    """The years with values of any of the indicators, ascending."""
    coverage, slugs = reader.coverage(), [one.slug for one in asked(reader, strategy)]
    return tuple(sorted({year for slug in slugs for level in LEVELS for year in coverage.periods(slug, level)}))


def first_year(years: tuple[int, ...]) -> str:
    """The year nearest to the report's first one, as the address says it; empty without years."""
    return str(min(years, key=lambda year: abs(year - BASELINE))) if years else ""
