"""Published and own values carried to the visitor's own areas, when they are first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import shapely

from halsogap.model import Indicator, Level, Sex
from halsogap.reading import areas
from halsogap.reading.brought import BroughtAreas
from halsogap.reading.values import Values
from halsogap.sources.editions import REGSO_OF
from halsogap.sources.polygons.overlap import overlap
from halsogap.sources.polygons.own_areas import apart
from halsogap.stats.areal.own_areas import OwnAreaValues, can_be_interpolated, interpolate, with_people
from halsogap.stats.coverage import Coverage

if TYPE_CHECKING:
    import geopandas as gpd

    from halsogap.reading.reader import Reader

LEVELS_BEHIND = (Level.DESO, Level.MADE_UP, Level.REGSO)
"""The levels that own areas get their values from: the first that an indicator has. The smallest fit best."""

POPULATIONS = ("folkmangd", "befolkning")
"""The indicators of everybody in small areas, SCB's and the demo's: what shares without counts are weighted by."""


def level_behind(coverage: Coverage, indicator: str) -> Level | None:
    """The level that an indicator's values for own areas are computed from; None where it has none of small areas."""
    levels = coverage.levels(indicator)
    return next((level for level in LEVELS_BEHIND if level in levels), None)


def suitable(indicator: Indicator, values: Values, level: Level, people: Values | None) -> bool:
    """Whether an indicator's values of `level` can be computed for other areas."""
    return can_be_interpolated(values.of_level(level), indicator.unit, people=people is not None)


def covered(reader: Reader, coverage: Coverage, indicator: str, level: Level, vintage: str) -> pd.DataFrame:
    """What own areas of `vintage` have of an indicator: years whose boundaries are held, as a `Coverage`'s frame."""
    frame = coverage.frame
    rows = frame[(frame["indicator"] == indicator) & (frame["level"] == str(level))]
    vintages = [v for v in rows["vintage"].unique() if areas.edition(reader, level, v)]
    return rows[rows["vintage"].isin(vintages)].assign(level=str(Level.OWN), vintage=vintage)


def with_own_areas(reader: Reader, given: Coverage) -> Coverage:
    """`given` with what the visitor's own areas have of each indicator whose values can be computed for them."""
    own_areas = reader.brought.areas
    assert own_areas is not None
    from_level = {slug: level for slug in reader.catalog() if (level := level_behind(given, slug))}
    frames = [
        covered(reader, given, slug, level, own_areas.vintage)
        for slug, level in from_level.items()
        if suitable(reader.catalog()[slug], reader.values_of(slug), level, population(reader, given, level))
    ]
    return Coverage(pd.concat([given.frame, *frames]))


def population(reader: Reader, coverage: Coverage, level: Level) -> Values | None:
    """The values of the population that small areas of `level` have; None where there is none."""
    slug = next((s for s in POPULATIONS if level in coverage.levels(s)), None)
    return reader.values_of(slug) if slug else None


def interpolated(
    reader: Reader, indicator: Indicator, values: Values, level: Level, people: Values | None
) -> tuple[OwnAreaValues, Values]:
    """An indicator's values of `level` computed for the own areas, and as `Values`. Cached with the areas."""
    own_areas = reader.brought.areas
    assert own_areas is not None
    remembered = own_areas.interpolated.get(indicator.slug)
    if remembered is None or remembered[0] is not values:
        rows = values.of_level(level)
        if people and indicator.unit.per:
            rows = with_people(rows, people.of_level(level), indicator.unit)
        weights = {
            vintage: _weights(reader, own_areas, level, vintage, people) for vintage in rows["geo_vintage"].unique()
        }
        result = interpolate(
            rows,
            weights,
            list(own_areas.table["code"]),
            name=indicator.slug,
            unit=indicator.unit,
            vintage=own_areas.vintage,
        )
        remembered = own_areas.interpolated[indicator.slug] = (values, result, Values(result.observations))
    return remembered[1:]


def _weights(
    reader: Reader, own_areas: BroughtAreas, level: Level, vintage: str, people: Values | None
) -> list[pd.DataFrame]:
    """The overlap of published and own areas by vintage, for `interpolate`; none where boundaries are lacking."""
    if (level, vintage) not in own_areas.weights:
        sources = _near(reader, own_areas, level, vintage)
        finer = _finer(reader, own_areas, level, vintage, people)
        groups = [] if sources is None else apart(own_areas.areas.polygons)
        own_areas.weights[level, vintage] = [overlap(sources, group, finer=finer) for group in groups]
    return own_areas.weights[level, vintage]


def _near(reader: Reader, own_areas: BroughtAreas, level: Level, vintage: str) -> gpd.GeoDataFrame | None:
    """The published areas about the own ones."""
    if areas.edition(reader, level, vintage) is None:
        return None
    polygons = reader.area_store.polygons(level, vintage)
    return polygons.iloc[sorted(polygons.sindex.query(shapely.box(*own_areas.areas.polygons.total_bounds)))]


def _finer(
    reader: Reader, own_areas: BroughtAreas, level: Level, vintage: str, people: Values | None
) -> gpd.GeoDataFrame | None:
    """Where the people of RegSO live: their DeSO, with the newest population. Nothing is finer than a DeSO."""
    of = next((deso for deso, regso in REGSO_OF.items() if regso == vintage), "")
    deso = _near(reader, own_areas, Level.DESO, of) if level is Level.REGSO and people else None
    if deso is None or people is None:
        return None
    rows = people.of_level(Level.DESO)
    rows = rows[(rows["geo_vintage"] == of) & (rows["sex"] == str(Sex.T))].sort_values("period")
    newest = rows.drop_duplicates("area", keep="last").set_index("area")["value"]
    counted = deso.assign(people=newest.reindex(deso.index)).dropna(subset=["people"])
    return None if counted.empty else counted
