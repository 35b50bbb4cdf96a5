"""Areal interpolation: values published for one set of areas, computed for the visitor's own areas.

The arithmetic for each year and sex is `apportion`; here all years and sexes are done at once, and the result is
OBSERVATIONS rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from halsogap.model import Level, Status
from halsogap.stats.areal.apportion import Kind, apportion, kind_of
from halsogap.units import Unit

MEASURED = ["value", "numerator", "denominator", "split", "unknown", "uncovered", "hidden"]
BASIS = ["area", "period", "sex", "split", "unknown", "uncovered"]
"""The columns of `OwnAreaValues.basis`."""


@dataclass(frozen=True)
class OwnAreaValues:
    """Values of own areas.

    `observations` are rows of level `own`, with those of OBSERVATIONS' columns that say what and where. `basis` has a
    row for each of them: `split`, the part of the people (or of the count) that rests on areas which also lie
    elsewhere; `unknown`, how many of its areas have no value; `uncovered`, the part of its surface without any value.
    """

    observations: pd.DataFrame
    basis: pd.DataFrame


def can_be_interpolated(rows: pd.DataFrame, unit: Unit, *, people: bool) -> bool:
    """Whether values can be computed for other areas: counts, shares with counts, and rates with `people`."""
    return kind_of(rows, unit) is not Kind.MEDIAN or (people and unit.per is not None)


def with_people(rows: pd.DataFrame, people: pd.DataFrame, unit: Unit) -> pd.DataFrame:
    """Shares and rates without counts with the population as their denominator, and the numerator it makes.

    A share among some of the people (the young, the old) is then weighted by all of them: nearer the truth than
    surface, and no more than that.

    Parameters
    ----------
    rows, people
        OBSERVATIONS rows of the indicator, and of a population at the same level. Where the population lacks a year,
        its nearest with the same boundaries is taken.
    unit
        The indicator's, one whose values are fractions.
    """
    if rows.empty or people.empty or rows["denominator"].notna().any():
        return rows
    years = np.sort(people["period"].unique().astype(int))
    nearest = {int(p): int(years[np.abs(years - int(p)).argmin()]) for p in rows["period"].unique()}
    of = people.set_index(["area", "period", "sex", "geo_vintage"])["value"]
    keys = pd.MultiIndex.from_arrays([rows["area"], rows["period"].map(nearest), rows["sex"], rows["geo_vintage"]])
    denominator = of[~of.index.duplicated()].reindex(keys).to_numpy(dtype=float)
    return rows.assign(
        denominator=denominator, numerator=rows["value"].to_numpy(dtype=float) * denominator / unit.factor
    )


def interpolate(
    rows: pd.DataFrame,
    weights: Mapping[str, Sequence[pd.DataFrame]],
    areas: Sequence[str],
    *,
    name: str,
    unit: Unit,
    vintage: str,
) -> OwnAreaValues:
    """One indicator's values for `areas`, all years and sexes.

    Parameters
    ----------
    rows
        The indicator's rows at one level of small areas, with OBSERVATIONS' columns.
    weights
        By the vintage of the rows' boundaries, tables as `sources.polygons.overlap` gives. Several where the own areas
        overlap each other: within each table none does, and together they have all.
    areas
        The own areas' codes. One that no table has is without a value.
    name, unit
        The indicator's name, for messages, and its unit.
    vintage
        What the own areas' boundaries are called in `geo_vintage`.

    Returns
    -------
    OwnAreaValues
        A count to which an area without a value belongs is missing, and not too low; it is suppressed where one of
        them is. A share is of those that have a value.

    Raises
    ------
    BadInput
        The values cannot be divided among areas, as a median cannot.
    """
    kind = kind_of(rows, unit)
    rows = rows.astype({"sex": str, "status": str, "period": int})
    rows = rows[rows["geo_vintage"] == rows.groupby("period")["geo_vintage"].transform("max")]
    parts = [
        _interpolated(group, table, name, unit, kind)
        for newest, group in rows.groupby("geo_vintage")
        for table in weights.get(str(newest), ())
    ]
    years = rows[["period", "sex"]].drop_duplicates()
    wanted = pd.DataFrame({"area": list(areas)}).merge(years, how="cross")
    table = wanted.merge(pd.concat(parts), on=["area", "period", "sex"], how="left") if parts else wanted
    table = table.reindex(columns=[*wanted.columns, *MEASURED])
    table["unknown"] = table["unknown"].fillna(0).astype(int)
    table["uncovered"] = table["uncovered"].astype(float).fillna(1.0)
    return OwnAreaValues(_as_observations(table, unit, vintage), table[BASIS])


def _interpolated(rows: pd.DataFrame, weights: pd.DataFrame, name: str, unit: Unit, kind: Kind) -> pd.DataFrame:
    """All years and sexes of `rows` at once.

    Areas are given codes that name the year and sex too, so that one call of `apportion` keeps them apart.
    """
    strata = rows[["period", "sex"]].drop_duplicates()
    strata["stratum"] = strata["sex"] + strata["period"].astype(str) + ":"
    table = weights.merge(strata, how="cross").rename(columns={"target": "area"})
    table["source"] = table["stratum"] + table["source"].astype(str)
    table["target"] = table["stratum"] + table["area"].astype(str)
    here = rows[rows["area"].isin(weights["source"])]
    here = here.set_axis(here["sex"] + here["period"].astype(str) + ":" + here["area"].astype(str))
    apportioned = apportion(here, table, name=name, unit=unit, per=unit.per or 1.0, kind=kind)
    hidden = (table["source"].map(here["status"]) == Status.SUPPRESSED) & (table["share"] > 0)
    apportioned["hidden"] = hidden.groupby(table["target"]).any()
    return apportioned.join(table.drop_duplicates("target").set_index("target")[["area", "period", "sex"]])


def rests_on(basis: pd.DataFrame, area: str, period: int) -> tuple[float, int, float]:
    """What one area's value of a year rests on: `split`, `unknown` and `uncovered`, of the sex where each is worst."""
    rows = basis[(basis["area"] == area) & (basis["period"] == period)]
    if rows.empty:
        return 0.0, 0, 1.0
    return float(rows["split"].fillna(0.0).max()), int(rows["unknown"].max()), float(rows["uncovered"].max())


def _as_observations(table: pd.DataFrame, unit: Unit, vintage: str) -> pd.DataFrame:
    value = table["value"].astype(float)
    if unit == Unit.PERSONS:
        value = value.where(table["unknown"] == 0)
    valued, hidden = value.notna(), table["hidden"].eq(True)
    status = np.where(valued, str(Status.VALUE), np.where(hidden, str(Status.SUPPRESSED), str(Status.MISSING)))
    counted = table[["numerator", "denominator"]].astype(float).where(valued)
    observations = table[["area", "period", "sex"]].assign(level=str(Level.OWN), value=value, status=status, **counted)
    return observations.assign(geo_vintage=vintage)
