"""The comparison page's choices: against what, in which year, for whom, by which condition dots are coloured, and who
of those ahead are listed."""

from __future__ import annotations

from dataclasses import dataclass

from halsogap.figures.address import Selection, encode
from halsogap.figures.choices import Given
from halsogap.figures.figure import Address
from halsogap.model import SMALL_LEVELS, Indicator, Sex
from halsogap.reading.reader import Reader

PAGE = "comparison"

CONDITION = "eftergymnasial"
"""The share with post-secondary education: what the report (SKR 2023) calls low, middle and high socio-economy by."""

NEAREST = "nearest"
"""The year that follows the first indicator's: the one nearest to it."""

WHO = ("all", "low")
"""Which of those ahead are listed: all, or those in the lowest third; the first is the default."""


@dataclass(frozen=True)
class Options:
    """What there is to choose among.

    `indicators` are those with values of the selection's areas, `sexes` those of the first indicator; `years` are the
    other indicator's, `NEAREST` first, which stands for `nearest`.
    """

    indicators: tuple[str, ...]
    sexes: tuple[str, ...]
    years: tuple[str, ...]
    nearest: int


@dataclass(frozen=True)
class Choices:
    """What the page shows.

    `selection` is the settled one, with a year that has values: its indicator is y. `against` is x and `against_year`
    its year, or `NEAREST`; `sex` is of both. Dots are coloured by the indicator `condition`; of those ahead all are
    listed, or those in its lowest third where `only_low`. `options` is what all this was chosen among.
    """

    selection: Selection
    against: str
    against_year: str
    sex: Sex
    condition: str
    only_low: bool
    options: Options

    @classmethod
    def read(cls, selection: Selection, given: Given, reader: Reader) -> Choices:
        """The choices out of the settled `selection` and what is `given` for the page's own names."""
        # Each name is asked once: a session takes what it has answered for what the address says by now.
        indicators = _indicators(selection, reader)
        against = given("against", indicators, indicators[0])
        options = _options(selection, indicators, against, reader)
        return cls(
            selection,
            against=against,
            against_year=given("against_year", options.years, NEAREST),
            sex=Sex(given("sex", options.sexes, options.sexes[0])),
            condition=given("condition", indicators, indicators[0]),
            only_low=given("who", WHO, WHO[0]) == "low",
            options=options,
        )

    @property
    def against_period(self) -> int:
        """The year of x."""
        return self.options.nearest if self.against_year == NEAREST else int(self.against_year)

    @property
    def address(self) -> Address:
        """The page with all that makes this view."""
        chosen = {
            "against": self.against,
            "against_year": self.against_year,
            "sex": str(self.sex),
            "condition": self.condition,
            "who": WHO[self.only_low],
        }
        return Address(PAGE, encode(self.selection) | chosen)


def years_to_compare(slug: str, selection: Selection, reader: Reader) -> list[int]:
    """The years of an indicator that speak of the selection's areas: small areas change their boundaries."""
    coverage, level = reader.coverage(), selection.level
    years = coverage.periods(slug, level)
    if level not in SMALL_LEVELS:
        return years
    vintage = coverage.vintage(selection.indicator, level, selection.period or 0)
    return [year for year in years if coverage.vintage(slug, level, year) == vintage]


def nearest_year(slug: str, selection: Selection, reader: Reader) -> int | None:
    """The year to compare that lies nearest to the selection's; None where there is none."""
    years = years_to_compare(slug, selection, reader)
    return _nearest(years, selection.period or 0) if years else None


def _indicators(selection: Selection, reader: Reader) -> tuple[str, ...]:
    """Those with values of the selection's areas, the usual condition first."""
    indicators = [slug for slug in reader.catalog() if years_to_compare(slug, selection, reader)]
    return tuple(sorted(indicators, key=lambda slug: slug != CONDITION))


def _options(selection: Selection, indicators: tuple[str, ...], against: str, reader: Reader) -> Options:
    period, years = selection.period or 0, years_to_compare(against, selection, reader)
    same = against == selection.indicator
    nearest = _first_comparable(years, period, reader.catalog()[against]) if same else _nearest(years, period)
    has = reader.coverage().sexes(selection.indicator, selection.level, period)
    return Options(
        indicators,
        tuple(str(sex) for sex in (Sex.T, Sex.K, Sex.M) if sex in has),
        (NEAREST, *(str(year) for year in reversed(years) if year != nearest)),
        nearest,
    )


def _nearest(years: list[int], period: int) -> int:
    return min(years, key=lambda year: (abs(year - period), -year))


def _first_comparable(years: list[int], period: int, indicator: Indicator) -> int:
    """The year against which an indicator is set with itself: the first that no break parts from `period`."""
    return next((year for year in years if indicator.break_between(*sorted((year, period))) is None), period)
