"""What values must be before they are put in force: in known areas, in their unit's range, at the levels expected.

Keys, words and types are the contract's business (`schema`); these are the rules that need the catalogue and the map.
"""

from __future__ import annotations

import math

import pandas as pd

from halsogap.catalog.catalog import Catalog
from halsogap.errors import ContractError
from halsogap.geography import EXPECTED, area_index
from halsogap.model import Level, Status

ROUNDING = 1e-6
"""How far outside its range a value may be before that is more than rounding."""


def known_areas(observations: pd.DataFrame) -> None:
    """Refuse values of areas that are not among the country, the counties and the municipalities of `geo/`.

    Raises
    ------
    ContractError
        An area is not known at its level. Levels whose areas are not listed in `geo/` (deso, own) are not looked at.
    """
    pairs = observations[["level", "area"]].drop_duplicates()
    pairs = pairs[pairs["level"].isin([str(level) for level in EXPECTED])]
    known = area_index()
    for level, area in pairs.itertuples(index=False):
        if area not in known or known[area].level != level:
            raise ContractError(
                f"The values name an area {area!r} at level {level}, which is not known.",
                "Correct the codes: 0000 is the country, counties have two digits, municipalities four.",
            )


def ranges(observations: pd.DataFrame, indicators: Catalog, *, force: bool = False) -> list[str]:
    """Refuse values that their unit cannot have; where the unit is a guess (group "egna"), or forced, warn instead.

    Raises
    ------
    ContractError
        A value of the project's own catalogue is out of its unit's range.
    """
    warnings = []
    extremes = observations.groupby("indicator")["value"].agg(["min", "max"])
    for slug, low, high in extremes.itertuples():
        indicator = indicators.get(slug)
        lowest, highest = indicator.unit.range if indicator else (-math.inf, math.inf)
        if indicator is None or (not low < lowest - ROUNDING and not high > highest + ROUNDING):
            continue
        of_it = observations[observations["indicator"] == slug]
        outside = of_it[(of_it["value"] < lowest - ROUNDING) | (of_it["value"] > highest + ROUNDING)]
        first = outside.iloc[0]
        fault = (
            f"{len(outside)} values of {slug!r} cannot be {indicator.unit}: "
            f"{first['value']:g} in area {first['area']}, {first['period']}, first."
        )
        if not force and indicator.group != "egna":
            raise ContractError(fault, "Nothing stored has been changed. To take them as they are, use --force.")
        warnings.append(fault)
    return warnings


def missing_levels(observations: pd.DataFrame, indicators: Catalog) -> list[str]:
    """A sentence for each indicator that lacks values at a level where the catalogue expects them.

    Made-up areas are not expected: they have values in the demo alone.
    """
    valued = observations.loc[observations["status"] == Status.VALUE, ["indicator", "level"]].drop_duplicates()
    there = valued.groupby("indicator")["level"].agg(set)
    present = [slug for slug in observations["indicator"].unique() if slug in indicators]
    made_up = {Level.MADE_UP}
    lacking = {slug: set(indicators[slug].levels) - made_up - there.get(slug, set()) for slug in present}
    return [
        f"{slug!r} has no values at level {', '.join(sorted(levels))}." for slug, levels in lacking.items() if levels
    ]
