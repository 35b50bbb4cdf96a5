"""Thin caches round uncached readers. What is read is cached, by snapshot; what is cheap is computed anew.

A snapshot never changes, so its id in the key is all the invalidation there is: after a sync or a rollback, readers
ask with another id.

Each cache is two. Streamlit's lets one session read while the others wait; the plain one in front of it answers in no
time, where Streamlit's takes 0.1 ms a hit, and one picture of the map needs some seventy.
"""

from __future__ import annotations

import os
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from halsogap import catalog as catalogs
from halsogap import geography
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Level, Sex
from halsogap.settings import CATALOG_DIR, read_only, store_location
from halsogap.snapshot import Snapshot
from halsogap.sources import areas, demo
from halsogap.stats.coverage import Coverage
from halsogap.stats.gap import by_sex
from halsogap.stats.whole import whole
from halsogap.store import Store
from halsogap.sync import install
from halsogap.ui import cached_areas

if TYPE_CHECKING:
    import geopandas as gpd

    from halsogap.ui.address import Selection

_making_demo = threading.Lock()


def store() -> Store:
    """The store that the settings name."""
    return Store(store_location())


def may_change() -> bool:
    """True where what is stored can be changed from the pages: a folder, and not shut by HALSOGAP_READ_ONLY."""
    return not (store().is_server or read_only())


def snapshot() -> Snapshot:
    """The snapshot in force. Where nothing has been stored yet, demo values are made and stored first."""
    held = store()
    current = held.current_id()
    if current is None:
        with _making_demo:
            if held.current_id() is None:
                observations, groups = demo.make(catalog())
                install(held, observations, groups, kind="demo", sources=["Hälsogap demo"], replace=None)
        current = held.current_id()
    return _open(held.location, str(current))


def edition(snapshot_id: str) -> Snapshot:
    """One of the editions that are kept, by its id."""
    return _open(store().location, snapshot_id)


def catalog() -> catalogs.Catalog:
    """The catalogue, with what has been added beside the store."""
    held = store()
    folders = (CATALOG_DIR,) if held.is_server else (CATALOG_DIR, held.folder / "catalog")
    return _catalog(folders, tuple(stamp for folder in folders for stamp in _stamps(folder)))


def coverage() -> Coverage:
    """What levels, years and sexes the snapshot in force has values for."""
    return _coverage(*_in_force(), tuple(catalog()))


def area_table(
    indicator: str, level: Level, period: int, within: str = RIKET_CODE
) -> tuple[pd.DataFrame, geography.JoinReport]:
    """One row an area of `level` with `code`, `name`, `parent`, `K`, `M`, `T` and statuses, and the join's report.

    Small areas are those `within` a municipality or county, in the vintage of that year's values.
    """
    if level not in SMALL_LEVELS:
        return _area_table(*_in_force(), indicator, level, period)
    vintage = vintage_of(indicator, level, period)
    return _small_table(
        *_in_force(), indicator, level, period, within, vintage, *cached_areas.edition_key(level, vintage)
    )


def vintage_of(indicator: str, level: Level, period: int) -> str:
    """The year of the boundaries of a year's values."""
    return coverage().vintage(indicator, level, period)


def polygons(choice: Selection) -> gpd.GeoDataFrame:
    """The polygons of the selection's areas, by code."""
    if choice.level not in SMALL_LEVELS:
        return areas.polygons(choice.level)
    vintage = vintage_of(choice.indicator, choice.level, choice.period or 0)
    return cached_areas.area_store().polygons(choice.level, vintage, choice.within)


def whole_of(choice: Selection) -> dict[Sex, float]:
    """The value by sex of all that the map shows together: as published where it is, else out of the areas' counts."""
    indicator, period, small = choice.indicator, choice.period or 0, choice.level in SMALL_LEVELS
    within = choice.within if small else RIKET_CODE
    published = area_values(indicator, geography.area(within).level, within, period)
    # Only of percentages is the whole's value one that an area's can be measured against.
    if published or not small or catalog()[indicator].unit != "percent":
        return published
    rows = _values(*_in_force(), indicator).of_year(choice.level, period)
    if within != RIKET_CODE:
        rows = rows[rows["area"].str.startswith(within)]
    return whole(rows, per=100)


def counts_of(indicator: str, level: Level, period: int, sex: Sex) -> dict[str, tuple[float, float]]:
    """The counts behind one sex's values that year: (numerator, denominator) by area, where there are any."""
    rows = _values(*_in_force(), indicator).of_year(level, period)
    rows = rows[(rows["sex"] == sex) & rows["denominator"].notna() & rows["numerator"].notna()]
    return dict(zip(rows["area"], zip(rows["numerator"], rows["denominator"], strict=True), strict=True))


def counts(indicator: str, level: Level, code: str, period: int) -> dict[Sex, tuple[float, float]]:
    """The counts behind one area's values that year: (numerator, denominator) by sex, where there are any."""
    rows = _values(*_in_force(), indicator).of_place(level, code)
    rows = rows[(rows["period"] == period) & rows["denominator"].notna() & rows["numerator"].notna()]
    return {
        Sex(sex): (float(n), float(d))
        for sex, n, d in zip(rows["sex"], rows["numerator"], rows["denominator"], strict=True)
    }


def national(indicator: str, period: int) -> dict[Sex, float]:
    """The country's own values that year, by sex."""
    return area_values(indicator, Level.RIKET, RIKET_CODE, period)


def area_values(indicator: str, level: Level, code: str, period: int) -> dict[Sex, float]:
    """One area's values that year, by sex; a sex without a value is absent."""
    return dict(by_year(indicator, level, code).get(period, {}))


def by_year(indicator: str, level: Level, code: str) -> dict[int, dict[Sex, float]]:
    """One area's values through the years, ascending, by sex; what has no value is absent. Shared: only to be read.

    A small area's code may mean another area in other boundaries: only the newest vintage's years are given.
    """
    return _by_year(*_in_force(), indicator, level, code)


def of_level(indicator: str, level: Level) -> pd.DataFrame:
    """All rows of an indicator at a level, every year and sex. Only to be read."""
    return _values(*_in_force(), indicator).of_level(level)


def _in_force() -> tuple[str, str]:
    """The store and its snapshot in force: what all that is read is cached by."""
    return store().location, snapshot().id


def _stamps(folder: Path) -> list[tuple[str, int]]:
    """The folder's TOML files and when each was changed; none where there is no folder."""
    try:
        with os.scandir(folder) as entries:
            return sorted((entry.path, entry.stat().st_mtime_ns) for entry in entries if entry.name.endswith(".toml"))
    except (FileNotFoundError, NotADirectoryError):
        return []


@lru_cache(maxsize=4)
@st.cache_resource(show_spinner=False, max_entries=4)
def _open(location: str, snapshot_id: str) -> Snapshot:
    held = Store(location)
    found = held.current() if held.is_server else held.open(snapshot_id)
    assert found is not None
    return found


@lru_cache(maxsize=4)
@st.cache_resource(show_spinner=False, max_entries=4)
def _catalog(folders: tuple[Path, ...], stamps: tuple[tuple[str, int], ...]) -> catalogs.Catalog:
    return catalogs.load(*folders)


@lru_cache(maxsize=4)
@st.cache_resource(show_spinner=False, max_entries=4)
def _coverage(location: str, snapshot_id: str, indicators: tuple[str, ...]) -> Coverage:
    return Coverage(_open(location, snapshot_id).coverage(list(indicators)))


class _Values:
    """All of an indicator's values, slim, and where in them each place and each year stands."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self._rows = rows.astype({"level": "category", "sex": "category", "status": "category"})
        self._places = rows.groupby(["level", "area"]).indices
        self._years = rows.groupby(["level", "period"]).indices

    def of_place(self, level: Level, code: str) -> pd.DataFrame:
        """One place's rows, by year."""
        return self._rows.iloc[self._places.get((str(level), code), [])]

    def of_level(self, level: Level) -> pd.DataFrame:
        """One level's rows."""
        return self._rows[self._rows["level"] == str(level)]

    def of_year(self, level: Level, period: int) -> pd.DataFrame:
        """One year's rows, by place."""
        return self._rows.iloc[self._years.get((str(level), period), [])]


@lru_cache(maxsize=48)
@st.cache_resource(show_spinner=False, max_entries=48)
def _values(location: str, snapshot_id: str, indicator: str) -> _Values:
    # A resource and not data: shared and read-only, so that a hit costs nothing.
    rows = _open(location, snapshot_id).observations(indicator)
    return _Values(
        rows[["level", "area", "period", "sex", "value", "status", "numerator", "denominator", "geo_vintage"]]
    )


@lru_cache(maxsize=4096)
def _by_year(location: str, snapshot_id: str, indicator: str, level: Level, code: str) -> dict[int, dict[Sex, float]]:
    rows = _values(location, snapshot_id, indicator).of_place(level, code).dropna(subset=["value"])
    if level in SMALL_LEVELS:
        rows = rows[rows["geo_vintage"] == rows["geo_vintage"].max()]
    years: dict[int, dict[Sex, float]] = {}
    for period, sex, value in zip(rows["period"], rows["sex"], rows["value"], strict=True):
        years.setdefault(int(period), {})[Sex(sex)] = float(value)
    return dict(sorted(years.items()))


@lru_cache(maxsize=256)
@st.cache_resource(show_spinner=False, max_entries=256)
def _area_table(
    location: str, snapshot_id: str, indicator: str, level: Level, period: int
) -> tuple[pd.DataFrame, geography.JoinReport]:
    chosen = _values(location, snapshot_id, indicator).of_year(level, period)
    return _spoken_for(*geography.join(by_sex(chosen), level))


def _spoken_for(joined: pd.DataFrame, report: geography.JoinReport) -> tuple[pd.DataFrame, geography.JoinReport]:
    """The joined table with `missing` as the status of areas that no row speaks of."""
    statuses = ["status_K", "status_M", "status_T"]
    return joined.assign(**{s: joined[s].fillna("missing") for s in statuses}), report


@lru_cache(maxsize=64)
def _small_table(
    location: str,
    snapshot_id: str,
    indicator: str,
    level: Level,
    period: int,
    within: str,
    vintage: str,
    folder: str,
    sha256: str,
) -> tuple[pd.DataFrame, geography.JoinReport]:
    chosen = _values(location, snapshot_id, indicator).of_year(level, period)
    chosen = chosen[chosen["geo_vintage"] == vintage]
    return _spoken_for(
        *geography.join(
            by_sex(chosen), level, within=within, table=cached_areas.table_of(folder, level, vintage, sha256)
        )
    )
