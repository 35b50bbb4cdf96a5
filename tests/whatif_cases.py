"""Small cases for the tests of the what-if, made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from builders import observations
from halsogap import settings
from halsogap.catalog import catalog
from halsogap.model import Better, Indicator, Level
from halsogap.stats.whatif.evidence import Evidence

CATALOG = catalog.load(settings.CATALOG_DIR)
FALLS = CATALOG["fallskador_80"]
POOR = CATALOG["lag_ekonomisk_standard_0_19"]

Values = Mapping[str, float]
"""By area code."""


def rows(indicator: str, values: Values, *, year: int = 2020, level: Level = Level.LAN, **same: Any) -> pd.DataFrame:
    """OBSERVATIONS rows with one value an area; NaN is a missing one."""
    return observations(values, indicator=indicator, period=year, level=str(level), **same)


def evidence(
    rates: Values,
    people: Values,
    *more: pd.DataFrame,
    indicator: Indicator = FALLS,
    better: Better | None = None,
    level: Level = Level.LAN,
    peers: Mapping[str, tuple[str, ...]] | None = None,
) -> Evidence:
    """Evidence of one year (2020), both sexes together; `more` are rows of other years, sexes and levels.

    The population is the first of the indicator's alone.
    """
    assert indicator.people
    population, _ = indicator.people.of[0]
    of = replace(
        indicator, better=better or indicator.better, people=replace(indicator.people, of=((population, 1.0),))
    )
    values = pd.concat([rows(of.slug, rates, level=level), *(m for m in more if m["indicator"].iloc[0] == of.slug)])
    persons = pd.concat(
        [rows(population, people, level=level), *(m for m in more if m["indicator"].iloc[0] == population)]
    )
    return Evidence(of, level, values, persons, peers or {})
