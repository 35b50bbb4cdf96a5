"""The ranking of all gaps, made once a snapshot and level: it reads every indicator's every year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from halsogap.model import Indicator, Level, Sex
from halsogap.reading.counts import counts_behind
from halsogap.reading.many_indicators import RESIDENTS
from halsogap.reading.memory import per_snapshot
from halsogap.stats.gap.ranking import comparable_gaps, variance_of_gap, variance_of_years

if TYPE_CHECKING:
    from halsogap.reading.reader import Reader

COLUMNS = ["indicator", "area", "period", "sex", "value", "numerator", "denominator"]
KEY = ["indicator", "area", "period"]


@per_snapshot(4)
def ranking(reader: Reader, level: Level) -> pd.DataFrame:
    """Every comparable gap of a level, as `comparable_gaps` gives, with `indicator`, `area` and `period` (the latest
    year in which women and men both have values). Shared: only to be read."""
    catalog, coverage = reader.published_catalog(), reader.coverage()
    wanted = [slug for slug in catalog if rankable(catalog[slug]) and coverage.years_with_both(slug, level)]
    table = reader.snapshot().observations_table
    chosen = table.filter(
        table.indicator.isin([*wanted, RESIDENTS]), table.level == str(level), table.status == "value"
    )
    rows = reader.snapshot().run(chosen.select(COLUMNS))
    wide = rows.pivot(index=KEY, columns="sex", values=["value", "numerator", "denominator"]).sort_index()
    people = pd.Series(dtype=float)
    by_indicator = {str(slug): own.droplevel("indicator") for slug, own in wide.groupby("indicator")}
    if RESIDENTS in by_indicator:
        people = by_indicator[RESIDENTS]["value", "T"].groupby("area").last()
    parts = [_of(reader, catalog[slug], level, by_indicator[slug], people) for slug in wanted if slug in by_indicator]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def rankable(indicator: Indicator) -> bool:
    """Whether the indicator's gap is one between values, and not between how many there are."""
    return indicator.by_sex and not indicator.unit.is_amount


def _of(reader: Reader, indicator: Indicator, level: Level, wide: pd.DataFrame, people: pd.Series) -> pd.DataFrame:
    """One indicator's comparable gaps, of its rows by area and period."""
    period = reader.coverage().years_with_both(indicator.slug, level)[-1]
    latest = wide[wide.index.get_level_values("period") == period].droplevel("period")
    values = pd.DataFrame({"women": latest["value", "K"], "men": latest["value", "M"]})
    counts = _counts(reader, indicator, level, period, latest)
    if indicator.unit.per and counts.notna().all(axis=1).any():
        variance = variance_of_gap(counts, per=indicator.unit.per)
    else:
        variance = variance_of_years(
            pd.DataFrame({sex: wide["value", sex] for sex in ("K", "M")}).reset_index(),
            people,
            apart=indicator.years_in_value(level),
            comparable=lambda earlier, later: indicator.break_between(earlier, later) is None,
        )
    gaps = comparable_gaps(values, variance, people)
    return gaps.reset_index().assign(indicator=indicator.slug, period=period)


def _counts(reader: Reader, indicator: Indicator, level: Level, period: int, latest: pd.DataFrame) -> pd.DataFrame:
    """The counts behind one year's values, as the source gives them or as the population makes them."""
    if indicator.population:
        made = {sex: counts_behind(reader, indicator, level, period, sex) for sex in (Sex.K, Sex.M)}
        columns = {
            f"{name}_{sex}": pd.Series({code: pair[i] for code, pair in by_area.items()}, dtype=float)
            for sex, by_area in made.items()
            for i, name in enumerate(("count", "of"))
        }
        return pd.DataFrame(columns, index=latest.index)
    return pd.DataFrame(
        {
            f"{name}_{sex}": latest[column, str(sex)]
            for sex in (Sex.K, Sex.M)
            for name, column in (("count", "numerator"), ("of", "denominator"))
        }
    )
