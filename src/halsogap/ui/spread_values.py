"""What the table of spread is made of: both levels' ends, the country's values, and the spread in two years."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

import pandas as pd

from halsogap.model import RIKET_CODE, Indicator, Level, Sex
from halsogap.stats.dispersion import compare, populations, years_within
from halsogap.stats.spread import Extent, extent
from halsogap.ui import cached, own
from halsogap.views.spread import SpreadRow

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
    found, without = _rows(cached.in_force(), _asked(strategy), level, sex, first, last)
    # The visitor's own are theirs alone: what is made of them is never remembered beside what all see.
    brought = () if strategy else tuple(one.indicator for one in own.held().values())
    of_brought, brought_without = _made(brought, level, sex, first, last)
    return [*found, *of_brought], [*without, *brought_without]


def years(strategy: bool) -> list[int]:
    """The years with values of any of the indicators, ascending."""
    coverage = cached.coverage()
    slugs = [one.slug for one in _asked(strategy)] + ([] if strategy else list(own.held()))
    return sorted({year for slug in slugs for level in LEVELS for year in coverage.periods(slug, level)})


def _asked(strategy: bool) -> tuple[Indicator, ...]:
    held = cached.published_catalog().values()
    return tuple(one for one in held if one.goal_area or (not strategy and one.unit != "persons"))


@functools.lru_cache(maxsize=64)
def _rows(
    in_force: tuple[str, str], asked: tuple[Indicator, ...], level: Level, sex: Sex, first: int, last: int
) -> tuple[list[SpreadRow], list[Indicator]]:
    return _made(asked, level, sex, first, last)


def _made(
    asked: tuple[Indicator, ...], level: Level, sex: Sex, first: int, last: int
) -> tuple[list[SpreadRow], list[Indicator]]:
    slugs = cached.read_with(one for one in asked if not one.own)

    def wide(slug: str, at: Level, of: Sex) -> pd.DataFrame | None:
        return cached.wide(slugs, slug, at, of)

    country = {one.slug: cached.by_year(one.slug, Level.RIKET, RIKET_CODE) for one in asked if one.own}
    country |= cached.by_year_together(slugs, Level.RIKET, RIKET_CODE)
    found, without = [], []
    for one in asked:
        of_one = [_row(one, of, level, wide, country[one.slug], first, last) for of in _sexes(one, sex)]
        found += [row for row in of_one if row]
        if not any(of_one):
            without.append(one)
    return found, without


def _sexes(indicator: Indicator, sex: Sex) -> tuple[Sex, ...]:
    return (Sex.K, Sex.M) if sex is Sex.T and Sex.T not in indicator.sexes else (sex,)


def _row(
    indicator: Indicator,
    sex: Sex,
    asked: Level,
    wide: Callable[[str, Level, Sex], pd.DataFrame | None],
    country: Mapping[int, Mapping[Sex, float]],
    first: int,
    last: int,
) -> SpreadRow | None:
    """One line, or None where neither level has a value in those years."""
    for level in sorted(LEVELS, key=lambda one: one is not asked):
        values = wide(indicator.slug, level, sex)
        then, now = years_within([] if values is None else [int(year) for year in values.columns], first, last)
        if values is None or now is None:
            continue
        shown = [year for year in (then, now) if year]
        held = {slug: wide(slug, level, sex) for slug in cached.read_with([indicator])}
        weights = populations(indicator, held, cached.RESIDENTS, shown)
        spread = compare(indicator, sex, values, weights, then, now)
        ends = {(at, year): _ends(wide(indicator.slug, at, sex), year) for at in LEVELS for year in shown}
        return SpreadRow(spread, level, {year: country.get(year, {}) for year in shown}, ends)
    return None


def _ends(values: pd.DataFrame | None, year: int) -> Extent | None:
    return extent(values[year]) if values is not None and year in values else None
