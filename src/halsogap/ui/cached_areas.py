"""Cached readers of small areas: the editions that are held, their tables, their files in place for the browser."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd

from halsogap import geography
from halsogap.area_store import AreaEdition, AreaStore
from halsogap.errors import UnknownName
from halsogap.model import SMALL_LEVELS, Area, Level
from halsogap.settings import store_location
from halsogap.store import Store


def area_store() -> AreaStore:
    """The small areas that are kept beside the store, and those that come with the project."""
    return AreaStore(Store(store_location()).folder / "areas")


def edition(level: Level, vintage: str) -> AreaEdition | None:
    """The edition of small areas, its files in place for the browser; None where it is not held."""
    try:
        return area_store().ready(level, vintage)
    except UnknownName:
        return None


def small_areas(level: Level, vintage: str) -> tuple[pd.DataFrame, str]:
    """The AREAS table of an edition and its hash; empty, and "", where it is not held. Shared: only to be read."""
    held = edition(level, vintage)
    sha256 = held.sha256 if held else ""
    return _table(str(area_store().folder), level, vintage, sha256), sha256


def place(code: str, level: Level, vintage: str = "") -> Area:
    """The area with `code`, a small one where `level` is: its name and what it lies in.

    Raises
    ------
    UnknownName
        There is no such area.
    """
    if code in geography.area_index() or level not in SMALL_LEVELS:
        return geography.area(code)
    found = small_areas(level, vintage)[0].query("code == @code")
    if found.empty:
        raise UnknownName(f"There is no area {code!r} among those of {vintage}.")
    return Area(code, level, str(found["name"].iloc[0]), code[:4], vintage)


@lru_cache(maxsize=8)
def _table(folder: str, level: Level, vintage: str, sha256: str) -> pd.DataFrame:
    return AreaStore(Path(folder)).table(level, vintage) if sha256 else geography.areas().head(0)
