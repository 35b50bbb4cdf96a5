"""The demo's people: made-up counts by municipality, year, sex and age group that add up in every direction.

Sizes follow a rule, not a table: towns are larger than their surroundings (by how the codes are built), the three
metropoles largest in their well-known order, commuter belts larger the nearer they lie, and the rest is log-normal.
Men are counted for themselves, never as a remainder, and totals are sums of whole persons.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from halsogap.sources.demo import recipe
from halsogap.sources.demo.field import METROPOLES, country, generator, smooth
from halsogap.sources.demo.recipe import FIRST_YEAR, LAST_YEAR, Part

YEARS = np.arange(FIRST_YEAR, LAST_YEAR + 1)

ELSEWHERE = Part(share=(0.1, 0.1), women=0.49, old=0.0)
"""A count of persons that the recipe does not know: a tenth of the people."""


@cache
def counts(slug: str) -> np.ndarray:
    """Persons by year (of `YEARS`), municipality (290, in code order) and sex (women, men) of one population slug."""
    recipes = recipe.load()
    if slug == recipes.total:
        return np.sum([counts(part) for part in recipes.parts], axis=0)
    if slug in recipes.groups:
        return grouped(slug, counts)
    part = recipes.parts.get(slug, ELSEWHERE)
    draw = generator("population", slug)
    share = _age_shares()[slug] if slug in recipes.parts else np.full((len(YEARS), 1), part.share[0])
    women = part.women + 0.006 * draw.standard_normal(len(country().kommuner))
    persons = _people() * share
    return np.round(np.stack([persons * women, persons * (1 - women)], axis=2))


def grouped(slug: str, of_part: Callable[[str], np.ndarray]) -> np.ndarray:
    """Persons of one of the recipe's groups, of the persons in each part: the groups of a part add up to the part."""
    cuts = [(of_part(part), *edges) for part, edges in recipe.load().groups[slug].items()]
    return np.sum([np.round(last * persons) - np.round(first * persons) for persons, first, last in cuts], axis=0)


def weights(slugs: tuple[str, ...], years: np.ndarray) -> np.ndarray:
    """Persons by year, municipality and sex in the age groups `slugs` together, in all where `slugs` is empty.

    Years before or after the demo's population get its first or last year's.
    """
    total = np.sum([counts(slug) for slug in slugs or (recipe.load().total,)], axis=0)
    return total[np.clip(years - FIRST_YEAR, 0, len(YEARS) - 1)]


@cache
def _people() -> np.ndarray:
    """Persons by year and municipality, before they are split and rounded; sums to the recipe's people."""
    land, recipes, draw = country(), recipe.load(), generator("people")
    size = 0.5 * draw.standard_normal(len(land.kommuner)) + 0.2 * smooth(draw)
    size += 0.7 * (land.town == 1) + 1.7 * (land.town == 2) + 1.6 * land.pull
    # Chance may not upset the one order that everybody knows.
    for code, pull in METROPOLES.items():
        size[land.kommuner.index(code)] = 2.6 + 1.8 * pull
    growth = 0.008 * land.urban + 0.003 * draw.standard_normal(len(size))
    course = np.exp(size + growth * (YEARS[:, None] - YEARS[-1]))
    total = np.interp(YEARS, recipes.years, recipes.people)
    return course / course.sum(axis=1, keepdims=True) * total[:, None]


@cache
def _age_shares() -> dict[str, np.ndarray]:
    """Each age group's share of the people, by year and municipality; the shares add up to 1."""
    recipes, land = recipe.load(), country()
    old = 0.5 * smooth(generator("old")) - 0.8 * land.urban
    # Centred on people, not on places, so that the country as a whole keeps the recipe's shares.
    old -= np.average(old, weights=_people()[-1])
    raw = {
        slug: np.interp(YEARS, recipes.years, part.share)[:, None] * np.exp(part.old * old)
        for slug, part in recipes.parts.items()
    }
    total = np.sum(list(raw.values()), axis=0)
    return {slug: share / total for slug, share in raw.items()}
