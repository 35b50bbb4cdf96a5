"""Demo data: values that the project makes itself, so that the app has something to show before the first sync.

They are deterministic and look like Sweden: spatially clustered, correlated through a shared socioeconomic need,
noisier in small places, with sex gaps in the directions that SKR's report of 2023 states. Where the catalogue has
published extremes, the country, the lowest and highest county and the lowest and highest municipality come out as
published. No real value is in them, and everything made from them carries the DEMO mark.

The parts: `demo_field` (the made-up country), `demo_population` (its people), `demo_recipe` (what each indicator
should look like), `demo_calibration` (bending a field onto published extremes), `demo_values` (one indicator),
`demo_small` (the same in made-up small areas).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from halsogap import geography
from halsogap.model import RIKET_CODE, Indicator, Level
from halsogap.schema import GROUPS, TEXT
from halsogap.sources.demo import made_up_areas, population, small_areas
from halsogap.sources.demo import recipe as demo_recipe
from halsogap.sources.demo.field import country, standardised
from halsogap.sources.demo.values import SEXES, STATUSES, VALUE, Made, counted, measured, remainder
from halsogap.units import Unit

SOURCE = "demo"

PEERS = 7
"""As many as Kolada's groups of similar municipalities have."""

LEVELS = (Level.KOMMUN, Level.LAN, Level.MADE_UP, Level.RIKET)
"""The levels that the demo makes, in the order of the text."""


def make(catalog: Mapping[str, Indicator]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Made-up observations of every indicator in `catalog` but SCB's, and made-up groups of similar municipalities.

    SCB's indicators are about its own small areas, of which nothing is made up: the others have values of made-up ones.

    Returns
    -------
    observations
        OBSERVATIONS, sorted by its key. Each indicator has random numbers of its own, so its values stay when
        another is added. `numerator` and `denominator` are empty, as Kolada leaves them, but for made-up areas.
    groups
        GROUPS: for each municipality the seven nearest in need, urbanity and size. Every title says DEMO.
    """
    recipes = demo_recipe.load()
    catalog = {slug: indicator for slug, indicator in catalog.items() if not indicator.queries}
    made: dict[str, Made] = {}
    remainders: dict[str, demo_recipe.Recipe] = {}
    for slug, indicator in catalog.items():
        recipe = recipes.of(indicator)
        if indicator.unit is Unit.PERSONS:
            made[slug] = counted(slug)
        elif recipe.minus and all(other in catalog for other in recipe.minus):
            remainders[slug] = recipe
        else:
            made[slug] = measured(indicator, recipe)
    for slug, recipe in remainders.items():
        made[slug] = remainder(recipe.whole, [made[other] for other in recipe.minus])
    return _observations(catalog, made, small_areas.made(catalog, made), recipes.made_at), _groups()


def _observations(
    catalog: Mapping[str, Indicator], made: Mapping[str, Made], small: Mapping[str, Made], made_at: str
) -> pd.DataFrame:
    """The OBSERVATIONS of all that was made, as far as each indicator has the level and the sex."""
    slugs = sorted(made)
    land = country()
    areas = tuple(made_up_areas.midpoints().index)
    places = {Level.KOMMUN: land.kommuner, Level.LAN: land.lan, Level.MADE_UP: areas, Level.RIKET: (RIKET_CODE,)}
    codes = [code for level in LEVELS for code in places[level]]
    first = {level: codes.index(places[level][0]) for level in LEVELS}
    blocks = []
    for number, slug in enumerate(slugs):
        indicator = catalog[slug]
        made_for = ~np.isnan(made[slug].values[Level.RIKET]).any(axis=(0, 1))
        sexes = [at for at, sex in enumerate(SEXES) if sex in indicator.sexes and made_for[at]]
        for level in [level for level in LEVELS if level in indicator.levels]:
            of = small.get(slug) if level == Level.MADE_UP else made[slug]
            if of is None or level not in of.values:
                continue
            values = _in_order(of.values[level], sexes)
            at = np.indices((of.values[level].shape[1], len(of.years), len(sexes))).reshape(3, -1)
            status, unknown = np.zeros(of.values[level].shape, dtype=int), np.full(of.values[level].shape, np.nan)
            numerator, denominator = of.counts.get(level, (unknown, unknown))
            blocks.append(
                {
                    "indicator": np.full(len(values), number),
                    "level": np.full(len(values), LEVELS.index(level)),
                    "area": first[level] + at[0],
                    "period": of.years[at[1]],
                    "sex": np.array(sexes)[at[2]],
                    # Adding 0 turns the −0 that rounding can leave into 0.
                    "value": np.round(values, _decimals(indicator)) + 0.0,
                    "status": _in_order(of.status.get(level, status), sexes),
                    "numerator": _in_order(numerator, sexes),
                    "denominator": _in_order(denominator, sexes),
                }
            )
    column = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    n = len(column["value"])
    has_value = column["status"] == VALUE
    vintages = [geography.VINTAGE, made_up_areas.VINTAGE]
    return pd.DataFrame(
        {
            "indicator": _text(slugs, column["indicator"]),
            "level": _text(LEVELS, column["level"]),
            "area": _text(codes, column["area"]),
            "period": column["period"].astype("int32"),
            "sex": _text(SEXES, column["sex"]),
            "value": np.where(has_value, column["value"], np.nan),
            "status": _text(STATUSES, column["status"]),
            "numerator": column["numerator"],
            "denominator": column["denominator"],
            "source": _text([SOURCE], np.zeros(n, dtype=int)),
            "geo_vintage": _text(vintages, (column["level"] == LEVELS.index(Level.MADE_UP)).astype(int)),
            "fetched_at": _text([made_at], np.zeros(n, dtype=int)),
        }
    )


def _in_order(values: np.ndarray, sexes: Sequence[int]) -> np.ndarray:
    """Years by areas by sexes as one column, areas before years: the key's order."""
    return values[:, :, sexes].transpose(1, 0, 2).ravel()


def _decimals(indicator: Indicator) -> int:
    """One more than is shown, so that neighbours seldom tie; persons and kronor are whole."""
    return 0 if indicator.unit in (Unit.PERSONS, Unit.SEK) else indicator.decimals + 1


def _text(words: Sequence[str], positions: np.ndarray) -> pd.Series:
    """A text column from positions in `words`, without a Python string per row."""
    return pd.Series(pd.array([str(word) for word in words], dtype=TEXT).take(positions))


def _groups() -> pd.DataFrame:
    """The seven municipalities nearest to each in need, urbanity and size, as GROUPS."""
    land = country()
    people = population.counts(demo_recipe.load().total)[-1].sum(axis=1)
    traits = np.stack([land.need, land.urban, standardised(np.log(people))], axis=1)
    apart = np.linalg.norm(traits[:, None] - traits[None, :], axis=2)
    np.fill_diagonal(apart, np.inf)
    nearest = np.argsort(apart, axis=1, kind="stable")[:, :PEERS]
    rows = [
        {
            "group": f"DEMO{code}",
            "title": f"Liknande kommuner (DEMO, påhittad grupp), {geography.area(code).name}",
            "area": code,
            "member": land.kommuner[member],
        }
        for code, members in zip(land.kommuner, nearest, strict=True)
        for member in sorted(members)
    ]
    return pd.DataFrame(rows).astype(dict.fromkeys(GROUPS.columns, TEXT))
