"""What a visitor has brought: indicators, areas and targets of their own, handed to the reader and shared with nobody.

They live in the session's memory and nowhere else: no file, no cache that sessions share, no log of their values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from halsogap.geography import in_area
from halsogap.model import Indicator, Level
from halsogap.reading.values import Values
from halsogap.sources.polygons.own_areas import OwnAreas
from halsogap.sources.polygons.topology import GeometryFile
from halsogap.stats.areal.own_areas import OwnAreaValues
from halsogap.stats.coverage import covered
from halsogap.stats.goals import LocalTarget
from halsogap.store.area_store import AreaEdition

if TYPE_CHECKING:
    import geopandas as gpd

T = TypeVar("T")

TargetKey = tuple[str, str]
"""A place's code and an indicator's slug."""


@dataclass(frozen=True, eq=False)
class OwnIndicator:
    """An indicator of the visitor's own, with its values as an OBSERVATIONS table.

    `made_up` is True where the values were made out of made-up ones: they then carry the DEMO mark as those do.
    """

    indicator: Indicator
    observations: pd.DataFrame
    made_up: bool = False

    @cached_property
    def values(self) -> Values:
        """The values, indexed for the pages."""
        return Values(self.observations)

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """What there are values for, as the frame of a `Coverage`."""
        return covered(self.observations)

    @property
    def fetched_at(self) -> str:
        """When the values were taken in: ISO time in UTC."""
        return str(self.observations["fetched_at"].max())


@dataclass(frozen=True, eq=False)
class BroughtAreas:
    """Own areas as pages need them: `table` as AREAS, `geometry` as the browser fetches it, `sha256` its hash.

    `weights` (by level and vintage) and `interpolated` (by indicator, with the values it was computed from) are where
    `reading.own_area_values` keeps its work, which goes when the areas go.
    """

    areas: OwnAreas
    table: pd.DataFrame
    geometry: bytes
    sha256: str
    weights: dict[tuple[Level, str], list[pd.DataFrame]] = field(default_factory=dict)
    interpolated: dict[str, tuple[Values, OwnAreaValues, Values]] = field(default_factory=dict)

    @property
    def vintage(self) -> str:
        """What their boundaries are called beside the years of the published ones."""
        return f"own-{self.sha256[:12]}"

    @property
    def edition(self) -> AreaEdition:
        """The areas as an edition, like those that are kept beside the store."""
        file = GeometryFile(self.sha256, len(self.geometry), len(self.table))
        return AreaEdition(
            level=Level.OWN,
            vintage=self.vintage,
            source=self.areas.name,
            licence="",
            fetched_at="",
            count=len(self.table),
            expected=len(self.table),
            polygons="",
            sha256=self.sha256,
            counties=dict.fromkeys(sorted(set(self.table["parent"].str[:2])), file),
        )

    def polygons(self, within: str | None = None) -> gpd.GeoDataFrame:
        """The areas' polygons, all or those of one county or municipality."""
        return self.areas.polygons[in_area(self.areas.polygons.reset_index(), within).to_numpy()]


@dataclass(frozen=True, eq=False)
class Brought:
    """All that one visitor has brought.

    `indicators` by slug in the order they were kept; `areas`; `targets` one a place and indicator. `memory` is what has
    been made of them, by name: it belongs to the session as they do.
    """

    indicators: Mapping[str, OwnIndicator] = field(default_factory=dict)
    areas: BroughtAreas | None = None
    targets: Mapping[TargetKey, LocalTarget] = field(default_factory=dict)
    memory: dict[str, tuple[tuple[object, ...], Any]] = field(default_factory=dict)

    def remembered(self, name: str, made_of: tuple[object, ...], make: Callable[[], T]) -> T:
        """What `make` gives, kept under `name` as long as each of `made_of` is the same object."""
        if name not in self.memory or any(a is not b for a, b in zip(self.memory[name][0], made_of, strict=True)):
            self.memory[name] = (made_of, make())
        return self.memory[name][1]


NOTHING = Brought()
"""What most visitors bring."""
