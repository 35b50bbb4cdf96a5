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

import pandas as pd
import streamlit as st

from halsogap import catalog as catalogs
from halsogap import geography
from halsogap.model import RIKET_CODE, Level, Sex
from halsogap.settings import CATALOG_DIR, read_only, store_location
from halsogap.snapshot import Snapshot
from halsogap.sources import demo
from halsogap.stats.coverage import Coverage
from halsogap.stats.gap import by_sex
from halsogap.store import Store
from halsogap.sync import install

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


def catalog() -> catalogs.Catalog:
    """The catalogue, with what has been added beside the store."""
    held = store()
    folders = (CATALOG_DIR,) if held.is_server else (CATALOG_DIR, held.folder / "catalog")
    return _catalog(folders, tuple(stamp for folder in folders for stamp in _stamps(folder)))


def coverage() -> Coverage:
    """What levels, years and sexes the snapshot in force has values for."""
    return _coverage(*_in_force(), tuple(catalog()))


def area_table(indicator: str, level: Level, period: int) -> tuple[pd.DataFrame, geography.JoinReport]:
    """One row an area of `level` with `code`, `name`, `parent`, `K`, `M`, `T` and statuses, and the join's report."""
    return _area_table(*_in_force(), indicator, level, period)


def national(indicator: str, period: int) -> dict[Sex, float]:
    """The country's own values that year, by sex."""
    return area_values(indicator, Level.RIKET, RIKET_CODE, period)


def area_values(indicator: str, level: Level, code: str, period: int) -> dict[Sex, float]:
    """One area's values that year, by sex; a sex without a value is absent."""
    return dict(by_year(indicator, level, code).get(period, {}))


def by_year(indicator: str, level: Level, code: str) -> dict[int, dict[Sex, float]]:
    """One area's values through the years, ascending, by sex; what has no value is absent. Shared: only to be read."""
    return _by_year(*_in_force(), indicator, level, code)


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

    def of_year(self, level: Level, period: int) -> pd.DataFrame:
        """One year's rows, by place."""
        return self._rows.iloc[self._years.get((str(level), period), [])]


@lru_cache(maxsize=48)
@st.cache_resource(show_spinner=False, max_entries=48)
def _values(location: str, snapshot_id: str, indicator: str) -> _Values:
    # A resource and not data: shared and read-only, so that a hit costs nothing.
    rows = _open(location, snapshot_id).observations(indicator)
    return _Values(rows[["level", "area", "period", "sex", "value", "status"]])


@lru_cache(maxsize=4096)
def _by_year(location: str, snapshot_id: str, indicator: str, level: Level, code: str) -> dict[int, dict[Sex, float]]:
    rows = _values(location, snapshot_id, indicator).of_place(level, code).dropna(subset=["value"])
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
    joined, report = geography.join(by_sex(chosen), level)
    statuses = ["status_K", "status_M", "status_T"]
    return joined.assign(**{s: joined[s].fillna("missing") for s in statuses}), report
