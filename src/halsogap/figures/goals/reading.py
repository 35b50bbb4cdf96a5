"""A place's goals: its values read, the people behind them, and how each goal stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from halsogap.model import Area, Indicator, Level
from halsogap.reading import many_indicators
from halsogap.reading.values import Values
from halsogap.stats.goals import Judgement, judge, report_year, reported
from halsogap.stats.people import Behind, ByYear, behind
from halsogap.ui.brought import targets
from halsogap.ui.state import session

LATEST, REPORT = "latest", "report"
"""What "now" can be beside a year: the latest value, or the one that the report used."""


@dataclass(frozen=True)
class Goal:
    """One goal at a place: how it stands, its values through the years, and who they speak of.

    `printed` is True where the values are the report's own figures.
    """

    judged: Judgement
    values: ByYear
    who: Behind | None
    printed: bool

    @property
    def indicator(self) -> Indicator:
        """The goal's indicator."""
        return self.judged.indicator


def goals_of(here: Area, until: str = LATEST) -> list[Goal]:
    """The strategy's goals at a place, in the report's order.

    Parameters
    ----------
    until
        What "now" is: `LATEST`, `REPORT`, or the last year that counts.
    """
    reader = session.reader()
    goals = _strategy()
    held = many_indicators.read(reader, goals)
    return [_goal(one, here, held, until) for one in goals]


def goal_of(indicator: Indicator, here: Area) -> Goal:
    """One indicator at a place, by its latest value; it need not be one of the strategy's."""
    reader = session.reader()
    if indicator.goal_area:
        return _goal(indicator, here, many_indicators.read(reader, _strategy()), LATEST)
    slugs = many_indicators.slugs_of([indicator])
    return _goal(indicator, here, {slug: reader.values_of(slug) for slug in slugs}, LATEST)


def _strategy() -> list[Indicator]:
    reader = session.reader()
    return [one for one in reader.catalog().values() if one.goal_area]


def _goal(indicator: Indicator, here: Area, held: Mapping[str, Values], until: str) -> Goal:
    reader = session.reader()

    def by_year(slug: str) -> ByYear:
        return held[slug].by_year(here.level, here.code) if slug in held else {}

    values, printed = by_year(indicator.slug), False
    # The report's figures stand in for the country where the publisher has none; never beside made-up ones.
    if not values and here.level is Level.RIKET and not reader.snapshot().manifest.demo:
        values = reported(indicator)
        printed = bool(values)
    populations = {slug: by_year(slug) for slug, _ in (indicator.people.of if indicator.people else ())}
    who = behind(indicator, here.level, populations)
    last = report_year(indicator) if until == REPORT else None if until == LATEST else int(until)
    own = targets.held().get((here.code, indicator.slug))
    return Goal(judge(indicator, here.level, values, who=who, until=last, local=own), values, who, printed)
