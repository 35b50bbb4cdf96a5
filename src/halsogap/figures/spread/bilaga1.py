"""Appendix 1 of SKR's *Strategi för hälsa* report (2023), made anew from the values in the store.

The report's slugs, years, unit and order come from the catalogue (`published`, `report_scale`), so that our table and
the printed one can be laid side by side. How they differ, and why, is in `docs/methods.md`.
"""

from __future__ import annotations

import math

import pandas as pd

from halsogap.catalog.catalog import Catalog
from halsogap.model import Indicator, Level, Published, Sex
from halsogap.stats.spread.extremes import spread

COLUMNS = ("slug", "year", "riket", "kommun_min", "kommun_max", "lan_min", "lan_max")
SIGNIFICANT = 6
"""Significant digits kept: the report prints two to four, and the reader rounds."""


def in_report(catalog: Catalog) -> list[tuple[str, Indicator, Published]]:
    """The report's rows in its order: the slug as the report has it, the indicator, and what was published.

    An indicator that the report gives per sex is one row a sex there (`medellivslangd_k`, `medellivslangd_m`).
    """
    rows = [
        (indicator.slug if row.sex is Sex.T else f"{indicator.slug}_{row.sex.lower()}", indicator, row)
        for indicator in catalog.values()
        for row in indicator.published
    ]
    return sorted(rows, key=lambda row: (row[1].order or math.inf, row[0], row[2].year))


def bilaga1(observations: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """The country, and the lowest and highest municipality and county, for each row of the report.

    Parameters
    ----------
    observations
        OBSERVATIONS rows of the report's indicators; others take no part.
    catalog
        The indicators, with `published` years and `report_scale`.

    Returns
    -------
    DataFrame
        `COLUMNS`, one row for each of the report's, in its order and its unit, to `SIGNIFICANT` digits; NaN where
        the store has no value.
    """
    extremes: dict[tuple[str, str, int, str], tuple[float, float]] = {
        (row["indicator"], row["level"], row["period"], row["sex"]): (row["low"], row["high"])
        for row in spread(observations).to_dict("records")
    }

    def report_unit(indicator: Indicator, level: Level, row: Published) -> list[float]:
        low_high = extremes.get((indicator.slug, level, row.year, row.sex), (math.nan, math.nan))
        return [float(f"{value * indicator.report_scale:.{SIGNIFICANT}g}") for value in low_high]

    table = [
        (
            slug,
            row.year,
            report_unit(indicator, Level.RIKET, row)[0],
            *report_unit(indicator, Level.KOMMUN, row),
            *report_unit(indicator, Level.LAN, row),
        )
        for slug, indicator, row in in_report(catalog)
    ]
    return pd.DataFrame(table, columns=list(COLUMNS))
