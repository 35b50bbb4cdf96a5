"""What the table of spread is made of: both levels' ends, the country's values, and the spread in two years."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from halsogap.figures.spread.table_html import SpreadRow
from halsogap.model import RIKET_CODE, Indicator, Level, Sex
from halsogap.reading import many_indicators
from halsogap.reading.values import Values
from halsogap.stats.spread.extremes import Extent, extent
from halsogap.stats.spread.measures import compare, populations, years_within
from halsogap.ui.state import session

LEVELS = (Level.KOMMUN, Level.LAN)


def rows(*, strategy: bool, level: Level, sex: Sex, first: int, last: int) -> tuple[list[SpreadRow], list[Indicator]]:
    """The lines of the table in the catalogue's order, and the indicators that have no value in those years.

    Parameters
    ----------
    strategy
        Whether only the strategy's goals are asked for; else all of the catalogue but mere numbers of people.
    level
        Among whose areas the spread is measured.
    sex
        Whose values. Where both together have none (life expectancy), women and men have a line each.
    first, last
        The first and last year asked for. Each indicator has the first and last of its own years within them.
    """
    reader = session.reader()
    asked = _asked(strategy)
    held = many_indicators.read(reader, asked)
    found: list[SpreadRow] = []
    without = []
    for one in asked:
        of_one = [_remembered(one, of, level, held, first, last) for of in _sexes(one, sex)]
        found += [row for row in of_one if row]
        if not any(of_one):
            without.append(one)
    return found, without


def years(strategy: bool) -> list[int]:
    """The years with values of any of the indicators, ascending."""
    reader = session.reader()
    coverage = reader.coverage()
    slugs = [one.slug for one in _asked(strategy)]
    return sorted({year for slug in slugs for level in LEVELS for year in coverage.periods(slug, level)})


def _asked(strategy: bool) -> list[Indicator]:
    reader = session.reader()
    return [one for one in reader.catalog().values() if one.goal_area or (not strategy and one.unit != "persons")]


def _sexes(indicator: Indicator, sex: Sex) -> tuple[Sex, ...]:
    return (Sex.K, Sex.M) if sex is Sex.T and Sex.T not in indicator.sexes else (sex,)


def _remembered(
    indicator: Indicator, sex: Sex, level: Level, held: Mapping[str, Values], first: int, last: int
) -> SpreadRow | None:
    """One line, made once for each question and kept with the indicator's values."""
    values = held.get(indicator.slug)
    if values is None:
        return None
    key = (indicator, sex, level, first, last)
    return values.remembered("spread", key, lambda: _row(indicator, sex, level, held, first, last))


def _row(
    indicator: Indicator, sex: Sex, asked: Level, held: Mapping[str, Values], first: int, last: int
) -> SpreadRow | None:
    """One line, or None where neither level has a value in those years."""
    own = held[indicator.slug]
    for level in sorted(LEVELS, key=lambda one: one is not asked):
        values = own.wide(level, sex)
        then, now = years_within([] if values is None else [int(year) for year in values.columns], first, last)
        if values is None or now is None:
            continue
        shown = [year for year in (then, now) if year]
        people = {slug: held[slug].wide(level, sex) for slug in many_indicators.slugs_of([indicator]) if slug in held}
        weights = populations(indicator, people, many_indicators.RESIDENTS, shown)
        spread = compare(indicator, sex, values, weights, then, now)
        ends = {(at, year): _ends(own.wide(at, sex), year) for at in LEVELS for year in shown}
        country = own.by_year(Level.RIKET, RIKET_CODE)
        return SpreadRow(spread, level, {year: country.get(year, {}) for year in shown}, ends)
    return None


def _ends(values: pd.DataFrame | None, year: int) -> Extent | None:
    return extent(values[year]) if values is not None and year in values else None
