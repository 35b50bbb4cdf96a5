"""The demo's small areas: they add up to their municipality, are alike where they touch, and waver where few live."""

from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import demo_tables
from halsogap.catalog import catalog
from halsogap.model import Level
from halsogap.settings import CATALOG_DIR
from halsogap.sources.demo import made_up_areas, small_areas
from halsogap.sources.demo.recipe import load
from halsogap.store.area_store import COMMITTED, AreaStore

CATALOG = catalog.load(CATALOG_DIR)
HAVING = {slug: i for slug, i in CATALOG.items() if Level.MADE_UP in i.levels}
GROUPS = load().groups
COUNTS = [slug for slug, i in HAVING.items() if i.unit == "persons" and slug not in GROUPS]
SHARES = [slug for slug, i in HAVING.items() if i.unit != "persons"]


@cache
def observations() -> pd.DataFrame:
    made = demo_tables()[0]
    return made[made["indicator"].isin(list(HAVING))].set_index(["indicator", "level"]).sort_index()


def rows(slug: str, level: Level = Level.MADE_UP) -> pd.DataFrame:
    found = observations().loc[(slug, str(level))].set_index(["area", "period", "sex"])
    years = observations().loc[(slug, "made_up"), "period"].unique()
    return found[found.index.get_level_values("period").isin(years)]


def by_kommun(column: pd.Series) -> pd.Series:
    """Sums over each municipality's areas; NaN where any of them is."""
    area, period, sex = (column.index.get_level_values(name) for name in ("area", "period", "sex"))
    sums = column.groupby([area.str[:4], period, sex]).agg(lambda s: s.sum(skipna=False))
    return sums.rename_axis(["area", "period", "sex"])


@cache
def touching() -> tuple[np.ndarray, np.ndarray]:
    """Pairs of areas that share a border, as positions in the order of the codes."""
    polygons: gpd.GeoDataFrame = AreaStore(COMMITTED).polygons(Level.MADE_UP, made_up_areas.VINTAGE)
    return tuple(polygons.sindex.query(polygons.geometry, predicate="touches"))


def likeness(values: np.ndarray) -> float:
    """Moran's I (1950) over the areas that touch and have a value."""
    one, other = touching()
    deviation = values - np.nanmean(values)
    known = ~np.isnan(deviation[one] * deviation[other])
    return float((deviation[one] * deviation[other])[known].mean() / np.nanmean(deviation**2))


def test_there_are_counts_and_shares_in_two_years() -> None:
    assert len(COUNTS) == 7
    assert len(SHARES) >= 4
    for slug in [*COUNTS, *SHARES]:
        assert rows(slug).index.get_level_values("period").nunique() == small_areas.YEARS


@pytest.mark.parametrize("slug", COUNTS)
def test_persons_add_up_exactly(slug: str) -> None:
    small, kommun = rows(slug)["value"], rows(slug, Level.KOMMUN)["value"]
    pd.testing.assert_series_equal(by_kommun(small), kommun, check_names=False)
    wide = small.unstack("sex")
    assert (wide["K"] + wide["M"] == wide["T"]).all()
    assert (small >= 0).all()
    assert (small == small.round()).all()


def test_age_groups_make_the_population() -> None:
    together = sum(rows(slug)["value"] for slug in load().parts)
    pd.testing.assert_series_equal(together, rows("befolkning")["value"], check_names=False)


@pytest.mark.parametrize("level", [Level.MADE_UP, Level.KOMMUN, Level.RIKET])
def test_narrow_age_groups_make_the_part_they_are_of(level: Level) -> None:
    together = sum(rows(slug, level)["value"] for slug in GROUPS)
    assert (together.unstack("sex").eval("K + M == T")).all()
    assert (together == rows("befolkning_20_64", level)["value"].reindex(together.index)).all()
    assert together.index.get_level_values("period").nunique() == 1, "the last year's alone"


def test_areas_hold_about_as_many_as_deso() -> None:
    people = rows("befolkning")["value"].xs("T", level="sex")
    assert people.median() == pytest.approx(made_up_areas.PEOPLE, rel=0.05)
    assert people.between(700, 2_700).mean() > 0.97


@pytest.mark.parametrize("slug", SHARES)
def test_areas_together_give_the_municipalitys_value(slug: str) -> None:
    small, kommun = rows(slug), rows(slug, Level.KOMMUN)["value"]
    cases, among = by_kommun(small["numerator"]), by_kommun(small["denominator"])
    together = (cases / among * HAVING[slug].unit.factor).rename("value")
    both = pd.concat([together.rename("areas"), kommun], axis=1).dropna()
    assert len(both) > 0.8 * len(kommun)
    # Whole persons, in the total with women's share of them; and one more decimal than is shown.
    whole = 0.5 / among[both.index] * HAVING[slug].unit.factor
    rounding = 0.5 * 10.0 ** -(HAVING[slug].decimals + 1)
    apart = (both["areas"] - both["value"]).abs()
    by_sex = apart.index.get_level_values("sex") != "T"
    assert (apart <= whole + rounding + 1e-9)[by_sex].all()
    assert (apart <= 2 * whole + 2 * rounding + 0.01)[~by_sex].all()


@pytest.mark.parametrize("slug", SHARES)
def test_a_value_is_its_numerator_over_its_denominator(slug: str) -> None:
    known = rows(slug).query("status == 'value'")
    exact = known["numerator"] / known["denominator"] * HAVING[slug].unit.factor
    assert known["value"].to_numpy() == pytest.approx(exact.to_numpy(), abs=10.0 ** -(HAVING[slug].decimals + 1))
    assert (known["numerator"] <= known["denominator"]).all()
    rest = rows(slug).query("status != 'value'")
    assert rest[["value", "numerator", "denominator"]].isna().all(axis=None)


@pytest.mark.parametrize("slug", SHARES)
def test_areas_that_touch_are_alike(slug: str) -> None:
    values = rows(slug)["value"].xs("T", level="sex")
    for _, year in values.groupby("period"):
        assert 0.1 < likeness(year.to_numpy()) < 0.9


@pytest.mark.parametrize("slug", SHARES)
def test_small_areas_waver_more_from_year_to_year(slug: str) -> None:
    frame = rows(slug).xs("T", level="sex").unstack("period")
    first, last = frame["value"].columns
    change = (frame["value"][last] - frame["value"][first]).abs()
    size = frame["denominator"][last]
    assert change[size < size.quantile(0.2)].mean() > 1.15 * change[size > size.quantile(0.8)].mean()


def test_a_few_cells_are_suppressed_women_and_men_together() -> None:
    status = rows("uvas_16_24")["status"].unstack("sex")
    hidden = status["K"] == "suppressed"
    assert 0 < hidden.mean() < 0.05
    assert (status.loc[hidden, "M"] == "suppressed").all()
    assert (status.loc[~hidden, "M"] != "suppressed").all()
    assert (status["T"] != "suppressed").mean() > 0.98


def test_a_municipality_without_a_value_has_areas_without() -> None:
    status, kommun = rows("sjalvskattad_halsa")["status"], rows("sjalvskattad_halsa", Level.KOMMUN)["status"]
    missing = kommun.index[kommun == "missing"]
    above = pd.MultiIndex.from_arrays(
        [status.index.get_level_values(0).str[:4], *(status.index.get_level_values(n) for n in (1, 2))]
    )
    assert len(missing) > 10
    assert (status[above.isin(missing)] == "missing").all()
    assert not (status[~above.isin(missing)] == "missing").any()


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_sharing_out_keeps_whole_persons_and_totals(seed: int) -> None:
    draw = np.random.default_rng(seed)
    home = made_up_areas.counts().to_numpy()
    whole = draw.integers(0, 50_000, (2, len(home), 2)).astype(float)
    share = draw.random((2, int(home.sum()), 2)) + 1e-3
    shared = small_areas.shared_out(whole, share)
    edges = np.concatenate([[0], np.cumsum(home)[:-1]])
    assert (np.add.reduceat(shared, edges, axis=1) == whole).all()
    assert (shared == np.round(shared)).all()
    exact = whole.repeat(home, axis=1) * share / np.add.reduceat(share, edges, axis=1).repeat(home, axis=1)
    assert np.abs(shared - exact).max() < 1 + 1e-6
