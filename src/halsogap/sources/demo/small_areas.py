"""The demo's values of made-up small areas: whole persons that add up to their municipality's, and chance as it is.

An area's level is its municipality's value moved by a smooth field over the areas' midpoints, so that neighbours are
alike; the persons counted are then drawn (binomially) about that level. So the smaller the area, the more of what it
shows is chance, as with real small areas, and the areas of a municipality together give the municipality's value.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from halsogap.model import Indicator, Level
from halsogap.sources.demo import made_up_areas, population
from halsogap.sources.demo import recipe as demo_recipe
from halsogap.sources.demo.field import country, generator, standardised
from halsogap.sources.demo.recipe import Recipe
from halsogap.sources.demo.values import MEN, MISSING, NOT_APPLICABLE, SUPPRESSED, VALUE, WOMEN, Made
from halsogap.units import Unit

YEARS = 2
"""How many years the small areas have: an indicator's last ones."""

SPREAD = 0.45
"""Logits per standard deviation of the field: how far areas of one municipality really lie apart."""

LENGTHS_KM = (1.5, 12.0)
"""Length scales of the field: quarters of a town, and parts of the countryside."""

WAVES = 100
"""Random waves in a field: enough that none is seen."""

OWN_SHARE = 0.35
"""How much of a field is a sex's own."""

SIZES = (0.5, 1.5)
"""The smallest and largest area against the mean of its municipality, in people."""

FEWEST = 50
"""Shares among fewer persons than this are suppressed, for women and men alike."""


def counted(slug: str) -> Made:
    """Persons by made-up area, of one of the population's slugs: they add up to each municipality's, by sex.

    The recipe's groups add up to the area's parts instead, and have the last year alone.
    """
    recipes = demo_recipe.load()
    if slug in recipes.groups:
        persons = population.grouped(slug, _persons)[-1:]
    else:
        parts = recipes.parts if slug == recipes.total else (slug,)
        persons = np.sum([_persons(part) for part in parts], axis=0)
    both = np.concatenate([persons, persons.sum(axis=2, keepdims=True)], axis=2)
    return Made(population.YEARS[-len(persons) :], {Level.MADE_UP: both})


def measured(indicator: Indicator, recipe: Recipe, kommun: Made) -> Made:
    """Shares or rates by made-up area, with the persons they are made of, round the municipalities' own values.

    Parameters
    ----------
    indicator
        Its values are fractions.
    kommun
        The indicator as it was made for municipalities; where that has no value, its areas have none.
    """
    base, home = indicator.unit.factor, _home()
    years, whole = kommun.years[-YEARS:], kommun.values[Level.KOMMUN][-YEARS:, :, [WOMEN, MEN]]
    among = np.round(recipe.among * weights(indicator.population, years))
    field = np.stack([_field(indicator.slug, sex, recipe.need) for sex in "KM"], axis=1)
    wanted = np.round(_by_kommun(among) * whole / base)
    known = np.isfinite(wanted)
    chance = _levelled(np.nan_to_num(whole / base)[:, home], field, among)
    draw = generator(indicator.slug, "made-up areas")
    cases = _adding_up(draw.binomial(among.astype(int), chance), np.where(known, wanted, 0), among, chance)
    cases, among = (np.concatenate([n, n.sum(axis=2, keepdims=True)], axis=2).astype(float) for n in (cases, among))
    status = np.where(among < FEWEST, SUPPRESSED, VALUE)
    status[:, :, [WOMEN, MEN]] = status[:, :, [WOMEN, MEN]].max(axis=2, keepdims=True)
    status[among == 0] = NOT_APPLICABLE
    if Level.KOMMUN in kommun.status:
        above = kommun.status[Level.KOMMUN][-YEARS:][:, home]
        status = np.where(above == VALUE, status, above)
    unmade = ~np.concatenate([known, known.all(axis=2, keepdims=True)], axis=2)[:, home]
    status[unmade & (status == VALUE)] = MISSING
    counts = tuple(np.where(status == VALUE, n, np.nan) for n in (cases, among))
    values = np.where(status == VALUE, cases / np.maximum(among, 1) * base, 0.0)
    # Where the municipality lacks a sex altogether, so do its areas.
    values[:, :, np.isnan(kommun.values[Level.KOMMUN]).all(axis=(0, 1))] = np.nan
    return Made(years, {Level.MADE_UP: values}, {Level.MADE_UP: status}, {Level.MADE_UP: (counts[0], counts[1])})


def can_be_made(indicator: Indicator, kommun: Made) -> bool:
    """True where the indicator has made-up areas, a unit that is a count over a count, and municipalities."""
    return Level.MADE_UP in indicator.levels and indicator.unit.per is not None and Level.KOMMUN in kommun.values


def weights(slugs: tuple[str, ...], years: np.ndarray) -> np.ndarray:
    """Persons by year, area and sex (women, men) in the age groups `slugs` together, in all where it is empty."""
    total = np.sum([counted(slug).values[Level.MADE_UP] for slug in slugs or (demo_recipe.load().total,)], axis=0)
    first = int(population.YEARS[-YEARS])
    return total[np.clip(years - first, 0, YEARS - 1)][:, :, [WOMEN, MEN]]


@cache
def _home() -> np.ndarray:
    """Per area, the position of its municipality in `country().kommuner`."""
    return np.repeat(np.arange(len(country().kommuner)), made_up_areas.counts().to_numpy())


def _starts() -> np.ndarray:
    return np.concatenate([[0], np.cumsum(made_up_areas.counts().to_numpy())[:-1]])


def _by_kommun(areas: np.ndarray) -> np.ndarray:
    """Sums over each municipality's areas (axis 1)."""
    return np.add.reduceat(areas, _starts(), axis=1)


@cache
def _persons(part: str) -> np.ndarray:
    """Persons of one age group by year, area and sex: its municipality's, shared out whole."""
    draw, recipe = generator("made-up areas", part), demo_recipe.load().parts.get(part, population.ELSEWHERE)
    age = np.exp(3 * recipe.old * _field("old", "T", 0.0) + 0.1 * draw.standard_normal(len(_home())))
    either = np.exp(0.03 * draw.standard_normal((len(_home()), 2)))
    share = _sizes()[:, None] * age[:, None] * either
    whole = population.counts(part)[-YEARS:]
    return shared_out(whole, np.broadcast_to(share, (YEARS, *share.shape)))


@cache
def _sizes() -> np.ndarray:
    """Per area, how large it is against its municipality's mean."""
    return np.clip(np.exp(0.25 * generator("made-up areas", "sizes").standard_normal(len(_home()))), *SIZES)


def shared_out(whole: np.ndarray, share: np.ndarray) -> np.ndarray:
    """`whole` persons of each municipality shared out among its areas in proportion to `share`, in whole persons.

    By the largest remainder (Hamilton): the areas of a municipality add up to `whole` exactly.

    Parameters
    ----------
    whole
        Years by municipalities by sexes, whole numbers.
    share
        Years by areas by sexes, at least 0 and not all 0 in a municipality that has anybody.
    """
    home, starts = _home(), _starts()
    exact = whole[:, home] * share / np.maximum(_by_kommun(share), 1e-12)[:, home]
    floor = np.floor(exact)
    left = whole - _by_kommun(floor)
    # Within each municipality, the areas in order of what rounding down took from them.
    order = np.lexsort((-(exact - floor), np.broadcast_to(home[None, :, None], exact.shape)), axis=1)
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, (np.arange(len(home)) - starts[home])[None, :, None], axis=1)
    return floor + (rank < left[:, home])


def _levelled(level: np.ndarray, field: np.ndarray, among: np.ndarray) -> np.ndarray:
    """The probability in each area: its municipality's `level` moved along `field`, with the level kept as mean."""
    level = np.clip(level, 1e-6, 1 - 1e-6)
    people = np.maximum(_by_kommun(among), 1)
    shift = np.log(level / (1 - level))
    for _ in range(4):
        chance = 1 / (1 + np.exp(-(shift + SPREAD * field)))
        mean, slope = (_by_kommun(among * part) / people for part in (chance, chance * (1 - chance)))
        shift = shift + ((level[:, _starts()] - mean) / np.maximum(slope, 1e-9))[:, _home()]
    return 1 / (1 + np.exp(-(shift + SPREAD * field)))


def _adding_up(cases: np.ndarray, wanted: np.ndarray, among: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """The drawn `cases` moved, where chance has most room, so that each municipality has as many as `wanted`."""
    for _ in range(20):
        off = wanted - _by_kommun(cases)
        if not off.any():
            break
        up = (off > 0)[:, _home()]
        room = np.where(up, among - cases, cases)
        step = shared_out(np.abs(off), np.where(room > 0, among * chance * (1 - chance) + 1e-9, 0))
        cases = cases + np.where(up, 1, -1) * np.minimum(step, room)
    return cases


def _field(slug: str, sex: str, need: float) -> np.ndarray:
    """Per area a smooth field, standardised: shared need, the indicator's own, and a part of the sex's own."""
    own = 0.8 * _waves(slug, "T") + 0.6 * _waves(slug, "T", "more")
    if sex != "T":
        own = (1 - OWN_SHARE) * own + OWN_SHARE * _waves(slug, sex)
    return standardised(need * _waves("need") + np.sqrt(1 - need**2) * standardised(own))


@cache
def _waves(*names: str) -> np.ndarray:
    """A Gaussian field over the areas' midpoints as a sum of random waves (Rahimi and Recht 2007), standardised.

    Unlike the municipalities' field it needs no matrix of all areas by all; single precision, as there are many waves.
    """
    draw = generator("made-up areas", "waves", *names)
    kilometres = made_up_areas.midpoints()[["east", "north"]].to_numpy(dtype=np.float32) / 1000
    fields = []
    for length in LENGTHS_KM:
        direction = draw.standard_normal((2, WAVES)).astype(np.float32) / length
        phase = draw.uniform(0, 2 * np.pi, WAVES).astype(np.float32)
        fields.append(np.cos(kilometres @ direction + phase).sum(axis=1))
    return standardised(np.sum(fields, axis=0, dtype=float))


def made(indicators: Mapping[str, Indicator], kommuner: Mapping[str, Made]) -> dict[str, Made]:
    """Made-up areas of every indicator of `kommuner` that has them."""
    recipes = demo_recipe.load()
    small = {}
    for slug, of in kommuner.items():
        indicator = indicators[slug]
        if Level.MADE_UP in indicator.levels and indicator.unit is Unit.PERSONS:
            small[slug] = counted(slug)
        elif can_be_made(indicator, of):
            small[slug] = measured(indicator, recipes.of(indicator), of)
    return small
