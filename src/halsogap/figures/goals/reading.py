"""A place's goals: its values read, the people behind them, and how each goal stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from halsogap.figures.goals.choices import LATEST, REPORT, Choices
from halsogap.model import Area, Indicator, Level
from halsogap.reading import many_indicators
from halsogap.reading.reader import Reader
from halsogap.reading.values import Values
from halsogap.stats.goals import Judgement, judge, report_year, reported
from halsogap.stats.people import Behind, ByYear, behind


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


@dataclass(frozen=True)
class Reading:
    """The strategy's goals at the place of the choices, in the report's order."""

    choices: Choices
    reader: Reader
    goals: tuple[Goal, ...]

    @property
    def place(self) -> Area:
        """The place."""
        return self.choices.place


def reading(choices: Choices, reader: Reader) -> Reading:
    """Read what the page shows."""
    strategy = _strategy(reader)
    values = many_indicators.read(reader, strategy)
    goals = tuple(_goal(reader, one, choices.place, values, choices.until) for one in strategy)
    return Reading(choices, reader, goals)


def years(reader: Reader) -> list[int]:
    """The years after its baseline that any goal has a value for, the latest first."""
    coverage, common = reader.coverage(), set[int]()
    for one in _strategy(reader):
        covered = {year for level in (Level.LAN, Level.KOMMUN) for year in coverage.periods(one.slug, level)}
        common |= {year for year in covered if year > (one.baseline_year or 0)}
    return sorted(common, reverse=True)


def goal_of(reader: Reader, indicator: Indicator, place: Area) -> Goal:
    """One indicator at a place, by its latest value; it need not be one of the strategy's."""
    if indicator.goal_area:
        return _goal(reader, indicator, place, many_indicators.read(reader, _strategy(reader)), LATEST)
    slugs = many_indicators.slugs_of([indicator])
    return _goal(reader, indicator, place, {slug: reader.values_of(slug) for slug in slugs}, LATEST)


def _strategy(reader: Reader) -> list[Indicator]:
    return [one for one in reader.catalog().values() if one.goal_area]


def _goal(reader: Reader, indicator: Indicator, place: Area, by_slug: Mapping[str, Values], until: str) -> Goal:
    """How a goal stands when "now" is `until`: `LATEST`, `REPORT`, or the last year that counts."""

    def by_year(slug: str) -> ByYear:
        return by_slug[slug].by_year(place.level, place.code) if slug in by_slug else {}

    values, printed = by_year(indicator.slug), False
    # The report's figures stand in for the country where the publisher has none; never beside made-up ones.
    if not values and place.level is Level.RIKET and not reader.snapshot().manifest.demo:
        values = reported(indicator)
        printed = bool(values)
    populations = {slug: by_year(slug) for slug, _ in (indicator.people.of if indicator.people else ())}
    who = behind(indicator, place.level, populations)
    last = report_year(indicator) if until == REPORT else None if until == LATEST else int(until)
    target = reader.brought.targets.get((place.code, indicator.slug))
    judged = judge(indicator, place.level, values, who=who, until=last, local=target)
    return Goal(judged, values, who, printed)
