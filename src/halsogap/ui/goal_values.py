"""A place's goals: its values read, the people behind them, and how each goal stands."""

from __future__ import annotations

from dataclasses import dataclass

from halsogap.model import Area, Indicator, Level
from halsogap.stats.goals import Judgement, judge, report_year, reported
from halsogap.stats.people import Behind, ByYear, behind
from halsogap.ui import cached, local_targets

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
    return _read([one for one in cached.catalog().values() if one.goal_area], here, until)


def goal_of(indicator: Indicator, here: Area) -> Goal:
    """One indicator at a place, by its latest value; it need not be one of the strategy's."""
    return _read([indicator], here, LATEST)[0]


def _read(indicators: list[Indicator], here: Area, until: str) -> list[Goal]:
    populations = dict.fromkeys(slug for one in indicators if one.people for slug, _ in one.people.of)
    slugs = tuple(dict.fromkeys([*(one.slug for one in indicators), *populations]))
    held = cached.by_year_together(slugs, here.level, here.code)
    demo, own = cached.snapshot().manifest.demo, local_targets.held()

    def goal(indicator: Indicator) -> Goal:
        values: ByYear = held[indicator.slug]
        printed = False
        # The report's figures stand in for the country where the publisher has none; never beside made-up ones.
        if not values and here.level is Level.RIKET and not demo:
            values = reported(indicator)
            printed = bool(values)
        who = behind(indicator, here.level, held)
        last = report_year(indicator) if until == REPORT else None if until == LATEST else int(until)
        local = own.get((here.code, indicator.slug))
        return Goal(judge(indicator, here.level, values, who=who, until=last, local=local), values, who, printed)

    return [goal(indicator) for indicator in indicators]
