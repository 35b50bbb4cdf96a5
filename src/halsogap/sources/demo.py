"""Demo data: values that the project makes itself, so that the app has something to show before the first sync.

They are deterministic and look like Sweden: spatially clustered, correlated through a shared socioeconomic need,
noisier in small places, with sex gaps in the directions that SKR's report of 2023 states. Where the catalogue has
published extremes, the country, the lowest and highest county and the lowest and highest municipality come out as
published. No real value is in them, and everything made from them carries the DEMO mark.

The parts: `demo_field` (the made-up country), `demo_population` (its people), `demo_recipe` (what each indicator
should look like), `demo_calibration` (bending a field onto published extremes), `demo_values` (one indicator).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from halsogap import geography
from halsogap.model import RIKET_CODE, Indicator, Level
from halsogap.schema import GROUPS, TEXT
from halsogap.sources import demo_population, demo_recipe
from halsogap.sources.demo_field import country, standardised
from halsogap.sources.demo_values import SEXES, STATUSES, VALUE, Made, counted, measured, remainder

SOURCE = "demo"

PEERS = 7
"""As many as Kolada's groups of similar municipalities have."""

LEVELS = (Level.KOMMUN, Level.LAN, Level.RIKET)
"""The levels that the demo makes, in the order of the text."""


def make(catalog: Mapping[str, Indicator]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Made-up observations of every indicator in `catalog`, and made-up groups of similar municipalities.

    Returns
    -------
    observations
        OBSERVATIONS, sorted by its key. Each indicator has random numbers of its own, so its values stay when
        another is added. `numerator` and `denominator` are empty, as Kolada leaves them.
    groups
        GROUPS: for each municipality the seven nearest in need, urbanity and size. Every title says DEMO.
    """
    recipes = demo_recipe.load()
    made: dict[str, Made] = {}
    remainders: dict[str, demo_recipe.Recipe] = {}
    for slug, indicator in catalog.items():
        recipe = recipes.of(indicator)
        if indicator.unit == "persons":
            made[slug] = counted(slug)
        elif recipe.minus and all(other in catalog for other in recipe.minus):
            remainders[slug] = recipe
        else:
            made[slug] = measured(indicator, recipe)
    for slug, recipe in remainders.items():
        made[slug] = remainder(recipe.whole, [made[other] for other in recipe.minus])
    return _observations(catalog, made, recipes.made_at), _groups()


def _observations(catalog: Mapping[str, Indicator], made: Mapping[str, Made], made_at: str) -> pd.DataFrame:
    """The OBSERVATIONS of all that was made, as far as each indicator has the level and the sex."""
    slugs = sorted(made)
    land = country()
    places = {Level.KOMMUN: land.kommuner, Level.LAN: land.lan, Level.RIKET: (RIKET_CODE,)}
    codes = [code for level in LEVELS for code in places[level]]
    first = {level: codes.index(places[level][0]) for level in LEVELS}
    blocks = []
    for number, slug in enumerate(slugs):
        indicator, of = catalog[slug], made[slug]
        made_for = ~np.isnan(of.values[Level.RIKET]).any(axis=(0, 1))
        sexes = [at for at, sex in enumerate(SEXES) if sex in indicator.sexes and made_for[at]]
        for level in [level for level in LEVELS if level in indicator.levels and level in of.values]:
            # Areas before years: the key's order.
            values = of.values[level][:, :, sexes].transpose(1, 0, 2)
            at = np.indices(values.shape)
            status = np.zeros(values.shape, dtype=int)
            if level == Level.KOMMUN and of.status is not None:
                status = of.status[:, :, sexes].transpose(1, 0, 2)
            blocks.append(
                {
                    "indicator": np.full(values.size, number),
                    "level": np.full(values.size, LEVELS.index(level)),
                    "area": (first[level] + at[0]).ravel(),
                    "period": of.years[at[1]].ravel(),
                    "sex": np.array(sexes)[at[2]].ravel(),
                    # Adding 0 turns the −0 that rounding can leave into 0.
                    "value": np.round(values, _decimals(indicator)).ravel() + 0.0,
                    "status": status.ravel(),
                }
            )
    column = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    n = len(column["value"])
    has_value = column["status"] == VALUE
    empty = np.full(n, np.nan)
    return pd.DataFrame(
        {
            "indicator": _text(slugs, column["indicator"]),
            "level": _text(LEVELS, column["level"]),
            "area": _text(codes, column["area"]),
            "period": column["period"].astype("int32"),
            "sex": _text(SEXES, column["sex"]),
            "value": np.where(has_value, column["value"], np.nan),
            "status": _text(STATUSES, column["status"]),
            "numerator": empty,
            "denominator": empty,
            "source": _text([SOURCE], np.zeros(n, dtype=int)),
            "geo_vintage": _text([geography.VINTAGE], np.zeros(n, dtype=int)),
            "fetched_at": _text([made_at], np.zeros(n, dtype=int)),
        }
    )


def _decimals(indicator: Indicator) -> int:
    """One more than is shown, so that neighbours seldom tie; persons and kronor are whole."""
    return 0 if indicator.unit in ("persons", "sek") else indicator.decimals + 1


def _text(words: Sequence[str], positions: np.ndarray) -> pd.Series:
    """A text column from positions in `words`, without a Python string per row."""
    return pd.Series(pd.array([str(word) for word in words], dtype=TEXT).take(positions))


def _groups() -> pd.DataFrame:
    """The seven municipalities nearest to each in need, urbanity and size, as GROUPS."""
    land = country()
    people = demo_population.counts(demo_recipe.load().total)[-1].sum(axis=1)
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
