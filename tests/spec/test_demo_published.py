"""The demo comes out as published: country, lowest and highest county and municipality, for every published year.

The table is the catalogue's own `published` (SKR 2023, appendix 1); nothing is written down twice.
"""

from functools import cache

import pandas as pd
import pytest

from builders import demo_tables
from halsogap.catalog import catalog
from halsogap.model import Indicator, Level, Published
from halsogap.settings import CATALOG_DIR

CATALOG = catalog.load(CATALOG_DIR)
CASES = [(indicator, published) for indicator in CATALOG.values() for published in indicator.published]


@cache
def observations() -> pd.DataFrame:
    return demo_tables()[0].set_index(["indicator", "period", "sex", "level"]).sort_index()


def in_report(indicator: Indicator, published: Published, level: Level) -> tuple[float, float]:
    """Lowest and highest of the demo in the report's unit; the report has at most two decimals."""
    key = (indicator.slug, published.year, str(published.sex), str(level))
    values = observations().loc[[key], "value"] * indicator.report_scale
    return round(values.min(), 2), round(values.max(), 2)


def test_the_report_has_its_22_indicators() -> None:
    assert len({indicator.order for indicator, _ in CASES}) == 22


@pytest.mark.parametrize(("indicator", "published"), CASES, ids=[f"{i.slug}-{p.year}-{p.sex}" for i, p in CASES])
def test_extremes_come_out_as_published(indicator: Indicator, published: Published) -> None:
    if Level.RIKET in indicator.levels:
        assert in_report(indicator, published, Level.RIKET) == (published.riket, published.riket)
    if Level.LAN in indicator.levels and published.lan_min is not None:
        assert in_report(indicator, published, Level.LAN) == (published.lan_min, published.lan_max)
    if Level.KOMMUN in indicator.levels and published.kommun_min is not None:
        assert in_report(indicator, published, Level.KOMMUN) == (published.kommun_min, published.kommun_max)


@pytest.mark.parametrize("indicator", list(CATALOG.in_group("strategi")), ids=lambda i: i.slug)
def test_the_years_reach_from_before_the_first_published_to_the_last(indicator: Indicator) -> None:
    years = observations().loc[indicator.slug].index.unique("period")
    published = [p.year for p in indicator.published]
    assert years.min() <= min(published)
    assert years.max() == max(published)
    assert list(years) == list(range(years.min(), years.max() + 1))
