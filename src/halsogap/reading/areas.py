"""Small areas: the editions that are held, their tables, their files in place for the browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from halsogap import geography
from halsogap.errors import UnknownName
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Area, Level
from halsogap.reading.memory import remembered
from halsogap.sources import municipalities
from halsogap.sources.upload.divisions import Division, divisions
from halsogap.store.area_store import AreaEdition, AreaStore

if TYPE_CHECKING:
    import geopandas as gpd

    from halsogap.reading.reader import Reader


def edition(reader: Reader, level: Level, vintage: str) -> AreaEdition | None:
    """The edition of small areas, its files in place for the browser; None where it is not held."""
    if level is Level.OWN:
        brought = reader.brought.areas
        return brought.edition if brought and brought.vintage == vintage else None
    try:
        return reader.area_store.ready(level, vintage)
    except UnknownName:
        return None


def holds(reader: Reader, level: Level, vintage: str, within: str) -> bool:
    """Whether there are boundaries of the whole country, or of the county or municipality `within`."""
    known_edition = edition(reader, level, vintage)
    return known_edition is not None and (
        known_edition.complete or (within != RIKET_CODE and bool(known_edition.files(within)))
    )


def table(reader: Reader, level: Level, vintage: str) -> tuple[pd.DataFrame, str]:
    """The AREAS table of an edition and its hash; empty, and "", where it is not held. Shared: only to be read."""
    if level is Level.OWN:
        brought = reader.brought.areas
        return (brought.table, brought.sha256) if brought else (geography.areas().head(0), "")
    known_edition = edition(reader, level, vintage)
    sha256 = known_edition.sha256 if known_edition else ""
    return _table(str(reader.area_store.folder), level, vintage, sha256), sha256


def place(reader: Reader, code: str, level: Level, vintage: str = "") -> Area:
    """The area with `code`, a small one where `level` is: its name and what it lies in.

    Raises
    ------
    UnknownName
        There is no such area.
    """
    if code in geography.area_index() or level not in SMALL_LEVELS:
        return geography.area(code)
    row = table(reader, level, vintage)[0].query("code == @code")
    if row.empty:
        raise UnknownName(f"There is no area {code!r} among those of {vintage}.")
    return Area(code, level, str(row["name"].iloc[0]), code[:4], vintage)


def polygons(reader: Reader, indicator: str, level: Level, period: int, within: str) -> Callable[[], gpd.GeoDataFrame]:
    """What reads the polygons of a map's areas, by code.

    Reading takes time and is put off until a picture is asked for: that may be in another thread.
    """
    if level not in SMALL_LEVELS:
        return lambda: municipalities.polygons(level)
    if level is Level.OWN and (brought := reader.brought.areas):
        return lambda: brought.polygons(within)
    vintage, kept = reader.vintage_of(indicator, level, period), reader.area_store
    return lambda: kept.polygons(level, vintage, within)


def crosswalk(reader: Reader, level: Level, from_vintage: str, to_vintage: str, kommun: str) -> pd.DataFrame | None:
    """The CROSSWALK of a municipality's areas from one vintage to another; None where either's polygons are not held.

    Shared: only to be read.
    """
    before, after = edition(reader, level, from_vintage), edition(reader, level, to_vintage)
    if not before or not after:
        return None
    return _crosswalk(
        str(reader.area_store.folder), level, from_vintage, to_vintage, kommun, (before.sha256, after.sha256)
    )


@remembered(64)
def _crosswalk(
    folder: str, level: Level, from_vintage: str, to_vintage: str, kommun: str, sha256: tuple[str, str]
) -> pd.DataFrame | None:
    from halsogap.sources.polygons import vintages

    before, after = (AreaStore(Path(folder)).polygons(level, vintage, kommun) for vintage in (from_vintage, to_vintage))
    if before.empty or after.empty:
        return None
    return vintages.crosswalk(before, after, level=level, from_vintage=from_vintage, to_vintage=to_vintage)


@remembered(8)
def _table(folder: str, level: Level, vintage: str, sha256: str) -> pd.DataFrame:
    return AreaStore(Path(folder)).table(level, vintage) if sha256 else geography.areas().head(0)


def own_divisions(reader: Reader) -> tuple[Division, ...]:
    """The divisions that a visitor's own table can be of: SCB's, and made-up areas where the values are made up too."""
    demo = reader.snapshot().manifest.demo
    editions = [edition for edition in reader.area_store.editions() if demo or edition.level is not Level.MADE_UP]
    return divisions(table(reader, edition.level, edition.vintage)[0] for edition in editions)
