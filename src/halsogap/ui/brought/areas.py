"""The areas that the visitor has brought: held in the session, served to their browser from memory, never on disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st
from streamlit import runtime

from halsogap.geography import in_area
from halsogap.model import Level
from halsogap.reading.values import Values
from halsogap.schema import AREAS, check
from halsogap.sources.polygons.own_areas import OwnAreas, browser_shapes
from halsogap.sources.polygons.topology import GeometryFile, packed
from halsogap.stats.areal.carry import Carried
from halsogap.store.area_store import AreaEdition

if TYPE_CHECKING:
    import geopandas as gpd

_KEPT = "own_areas"


@dataclass(frozen=True, eq=False)
class Held:
    """Own areas as the pages need them: `table` as AREAS, `geometry` as the browser fetches it, `sha256` its hash.

    `weights` (by level and vintage) and `carried` (by indicator, with what it was carried from) are where `ui/carrying`
    remembers its work, which goes when the areas go.
    """

    areas: OwnAreas
    table: pd.DataFrame
    geometry: bytes
    sha256: str
    weights: dict[tuple[Level, str], list[pd.DataFrame]] = field(default_factory=dict)
    carried: dict[str, tuple[Values, Carried, Values]] = field(default_factory=dict)

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

    def address(self) -> str:
        """Where the visitor's browser fetches the geometry, seen from the map's frame.

        Streamlit's own memory of pictures and sounds: by the content's hash, for as long as a page of the session
        that shows it stands. Asked for anew by every run.
        """
        if not runtime.exists():  # a page simulated in a test has no server
            return ""
        held = runtime.get_instance().media_file_mgr
        return f"../..{held.add(self.geometry, 'application/octet-stream', _KEPT)}"


def held() -> Held | None:
    """The visitor's own areas; None where they have brought none."""
    return st.session_state.get(_KEPT)


def held_of(areas: OwnAreas) -> Held:
    """Areas made ready for the pages."""
    geometry, sha256 = packed(browser_shapes(areas), Level.OWN)
    table = areas.polygons[["name", "parent"]].reset_index()
    table = table.assign(level=str(Level.OWN), vintage=f"own-{sha256[:12]}")[list(AREAS.columns)]
    return Held(areas, check(AREAS, table, areas.name), geometry, sha256)


def keep(areas: OwnAreas) -> None:
    """Keep areas for the rest of the session, in place of those there were."""
    st.session_state[_KEPT] = held_of(areas)


def remove() -> None:
    """Let the own areas go."""
    st.session_state.pop(_KEPT, None)
