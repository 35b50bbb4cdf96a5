"""The areas that the visitor has brought: held in the session, served to their browser from memory, never on disk."""

from __future__ import annotations

import streamlit as st
from streamlit import runtime

from halsogap.model import Level
from halsogap.reading.brought import BroughtAreas
from halsogap.schema import AREAS, check
from halsogap.sources.polygons.own_areas import OwnAreas, browser_shapes
from halsogap.sources.polygons.topology import packed

_KEPT = "own_areas"


def address(brought: BroughtAreas) -> str:
    """Where the visitor's browser fetches the geometry, seen from the map's frame.

    Streamlit's own memory of pictures and sounds: by the content's hash, for as long as a page of the session that
    shows it stands. Asked for anew by every run.
    """
    if not runtime.exists():  # a page simulated in a test has no server
        return ""
    files = runtime.get_instance().media_file_mgr
    return f"../..{files.add(brought.geometry, 'application/octet-stream', _KEPT)}"


def brought() -> BroughtAreas | None:
    """The visitor's own areas; None where they have brought none."""
    return st.session_state.get(_KEPT)


def as_brought(areas: OwnAreas) -> BroughtAreas:
    """Areas made ready for the pages."""
    geometry, sha256 = packed(browser_shapes(areas), Level.OWN)
    table = areas.polygons[["name", "parent"]].reset_index()
    table = table.assign(level=str(Level.OWN), vintage=f"own-{sha256[:12]}")[list(AREAS.columns)]
    return BroughtAreas(areas, check(AREAS, table, areas.name), geometry, sha256)


def keep(areas: OwnAreas) -> None:
    """Keep areas for the rest of the session, in place of those there were."""
    st.session_state[_KEPT] = as_brought(areas)


def remove() -> None:
    """Let the own areas go."""
    st.session_state.pop(_KEPT, None)
