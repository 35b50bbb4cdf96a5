"""Cached readers of small areas: the editions that are held, their tables, their files in place for the browser."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd

from halsogap import geography
from halsogap.area_store import AreaEdition, AreaStore
from halsogap.errors import UnknownName
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Area, Level
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


def holds(level: Level, vintage: str, within: str) -> bool:
    """Whether there are boundaries of the whole country, or of the county or municipality `within`."""
    found = edition(level, vintage)
    return found is not None and (found.complete or (within != RIKET_CODE and bool(found.files(within))))


def small_areas(level: Level, vintage: str) -> pd.DataFrame:
    """The AREAS table of an edition, empty where it is not held. Shared: only to be read."""
    folder, sha256 = edition_key(level, vintage)
    return table_of(folder, level, vintage, sha256)


def place(code: str, level: Level, vintage: str = "") -> Area:
    """The area with `code`, a small one where `level` is: its name and what it lies in.

    Raises
    ------
    UnknownName
        There is no such area.
    """
    if code in geography.area_index() or level not in SMALL_LEVELS:
        return geography.area(code)
    found = small_areas(level, vintage).query("code == @code")
    if found.empty:
        raise UnknownName(f"There is no area {code!r} among those of {vintage}.")
    return Area(code, level, str(found["name"].iloc[0]), code[:4], vintage)


@lru_cache(maxsize=8)
def table_of(folder: str, level: Level, vintage: str, sha256: str) -> pd.DataFrame:
    """The AREAS table of the edition that `edition_key` names; empty where it names none."""
    return AreaStore(Path(folder)).table(level, vintage) if sha256 else geography.areas().head(0)


def edition_key(level: Level, vintage: str) -> tuple[str, str]:
    """Where small areas are kept and the edition's hash, by which what is read of them is cached; "" for no edition."""
    held = edition(level, vintage)
    return str(area_store().folder), held.sha256 if held else ""


def crosswalk(level: Level, from_vintage: str, to_vintage: str, kommun: str) -> pd.DataFrame | None:
    """The CROSSWALK of a municipality's areas from one vintage to another; None where either's polygons are not held.

    Shared: only to be read.
    """
    keys = [edition_key(level, vintage) for vintage in (from_vintage, to_vintage)]
    return _crosswalk(level, from_vintage, to_vintage, kommun, *keys) if all(sha256 for _, sha256 in keys) else None


@lru_cache(maxsize=64)
def _crosswalk(
    level: Level, from_vintage: str, to_vintage: str, kommun: str, from_key: tuple[str, str], to_key: tuple[str, str]
) -> pd.DataFrame | None:
    from halsogap.sources import vintages

    before, after = (
        AreaStore(Path(folder)).polygons(level, vintage, kommun)
        for vintage, (folder, _) in ((from_vintage, from_key), (to_vintage, to_key))
    )
    if before.empty or after.empty:
        return None
    return vintages.crosswalk(before, after, level=level, from_vintage=from_vintage, to_vintage=to_vintage)
