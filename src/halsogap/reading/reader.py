"""Thin caches round uncached readers. What is read is cached, by snapshot; what is cheap is computed anew.

A snapshot never changes, so its id in the key is all the invalidation there is: after a sync or a rollback, readers
ask with another id.

What the visitor has brought (`ui/own.py`) is answered beside what is stored. The caches here are the process's and
never hold any of it: what is read out of own values is remembered with them, in the session.

Each cache is two. Streamlit's lets one session read while the others wait; the plain one in front of it answers in no
time, where Streamlit's takes 0.1 ms a hit, and one picture of the map needs some seventy.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from halsogap import geography
from halsogap.catalog import catalog as catalogs
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Level, Sex
from halsogap.reading import areas, own_area_values
from halsogap.reading.values import NO_VALUES, Values
from halsogap.settings import CATALOG_DIR, read_only, store_location
from halsogap.sources.demo import demo
from halsogap.sources.polygons import municipalities
from halsogap.stats.areal.aggregate import whole
from halsogap.stats.areal.carry import Carried
from halsogap.stats.coverage import Coverage
from halsogap.store.snapshot import Snapshot
from halsogap.store.store import Store
from halsogap.sync.kolada import install
from halsogap.ui.brought import areas as own_areas
from halsogap.ui.brought import indicators as own

if TYPE_CHECKING:
    import geopandas as gpd

    from halsogap.figures.address import Selection

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
                observations, groups = demo.make(published_catalog())
                install(held, observations, groups, kind="demo", sources=["Hälsogap demo"], replace=None)
        current = held.current_id()
    return _open(held.location, str(current))


def edition(snapshot_id: str) -> Snapshot:
    """One of the editions that are kept, by its id."""
    return _open(store().location, snapshot_id)


def catalog() -> catalogs.Catalog:
    """The catalogue, with what has been added beside the store, and last what the visitor has brought."""
    return own.laid_over(
        "catalog",
        published_catalog(),
        lambda published, brought: catalogs.Catalog({**published, **{s: o.indicator for s, o in brought.items()}}),
    )


def published_catalog() -> catalogs.Catalog:
    """The catalogue without the visitor's own: what can be fetched, added and stored."""
    held = store()
    folders = (CATALOG_DIR,) if held.is_server else (CATALOG_DIR, held.folder / "catalog")
    return _catalog(folders, tuple(stamp for folder in folders for stamp in _stamps(folder)))


def coverage() -> Coverage:
    """What levels, years and sexes there are values for, in the snapshot in force and among the visitor's own."""
    given, areas_held = _given(), own_areas.held()
    if areas_held is None:
        return given
    return own.remembered("coverage_of_areas", (given, areas_held), lambda: _with_own_areas(given, areas_held))


def _given() -> Coverage:
    """The coverage of what is published and what the visitor has brought, without what is carried to own areas."""
    return own.laid_over(
        "coverage",
        _coverage(*in_force(), tuple(published_catalog())),
        lambda published, brought: Coverage(pd.concat([published.frame, *(o.coverage for o in brought.values())])),
    )


def _with_own_areas(given: Coverage, held: own_areas.Held) -> Coverage:
    from_level = {slug: level for slug in catalog() if (level := own_area_values.carried_from(given, slug))}
    frames = [
        own_area_values.covered(given, slug, level, held.vintage)
        for slug, level in from_level.items()
        if own_area_values.carriable(catalog()[slug], values_of(slug), level, _people(level))
    ]
    return Coverage(pd.concat([given.frame, *frames]))


def _people(level: Level) -> Values | None:
    """The values of the population that small areas of `level` have; None where there is none."""
    slug = next((s for s in own_area_values.POPULATIONS if level in _given().levels(s)), None)
    return values_of(slug) if slug else None


def carried(indicator: str) -> tuple[Carried, Values] | None:
    """What is known of an indicator in the visitor's own areas, and how surely; None where nothing is."""
    held, level = own_areas.held(), own_area_values.carried_from(_given(), indicator)
    if held is None or level is None or Level.OWN not in coverage().levels(indicator):
        return None
    return own_area_values.carried(held, catalog()[indicator], values_of(indicator), level, _people(level))


def level_behind(indicator: str, level: Level) -> Level:
    """The level that values are published for: `level`, or the one from which they are carried to own areas."""
    return (own_area_values.carried_from(_given(), indicator) or level) if level is Level.OWN else level


def made_up(indicator: str, level: Level) -> bool:
    """Whether what is shown of an indicator carries the DEMO mark: its values are made up, or the areas they are of."""
    brought = own.held().get(indicator)
    of_made_up = level_behind(indicator, level) is Level.MADE_UP
    return of_made_up or (brought.made_up if brought else snapshot().manifest.demo)


def fetched_at(indicator: str) -> str:
    """When an indicator's values were fetched, or taken in: ISO time in UTC."""
    brought = own.held().get(indicator)
    return brought.fetched_at if brought else snapshot().manifest.created_at


def area_table(
    indicator: str, level: Level, period: int, within: str = RIKET_CODE
) -> tuple[pd.DataFrame, geography.JoinReport]:
    """One row an area of `level` with `code`, `name`, `parent`, `K`, `M`, `T` and statuses, and the join's report.

    Small areas are those `within` a municipality or county, in the vintage of that year's values.
    """
    values = values_of(indicator, level)
    if level not in SMALL_LEVELS:
        return values.table(level, period)
    vintage = vintage_of(indicator, level, period)
    areas_of, edition = areas.small_areas(level, vintage)
    return values.small_table(level, period, within, vintage, areas_of, edition)


def vintage_of(indicator: str, level: Level, period: int) -> str:
    """The year of the boundaries of a year's values."""
    return coverage().vintage(indicator, level, period)


def polygons(choice: Selection) -> Callable[[], gpd.GeoDataFrame]:
    """What reads the polygons of the selection's areas, by code.

    Reading takes time and is put off until a picture is asked for: that may be in a thread without a session.
    """
    if choice.level not in SMALL_LEVELS:
        return lambda: municipalities.polygons(choice.level)
    if choice.level is Level.OWN and (brought := own_areas.held()):
        return lambda: brought.polygons(choice.within)
    vintage, held = vintage_of(choice.indicator, choice.level, choice.period or 0), areas.area_store()
    return lambda: held.polygons(choice.level, vintage, choice.within)


def whole_of(choice: Selection) -> dict[Sex, float]:
    """The value by sex of all that the map shows together: as published where it is, else out of the areas' counts."""
    indicator, period, small = choice.indicator, choice.period or 0, choice.level in SMALL_LEVELS
    within = choice.within if small else RIKET_CODE
    published = area_values(indicator, geography.area(within).level, within, period)
    # Only of percentages is the whole's value one that an area's can be measured against.
    if published or not small or catalog()[indicator].unit != "percent":
        return published
    # Own areas are seldom all of a place: its value is that of the areas they were carried from.
    level = level_behind(indicator, choice.level)
    rows = values_of(indicator).of_year(level, period)
    if within != RIKET_CODE:
        rows = rows[rows["area"].str.startswith(within)]
    return whole(rows, per=100)


def counts(indicator: str, level: Level, code: str, period: int) -> dict[Sex, tuple[float, float]]:
    """The counts behind one area's values that year: (numerator, denominator) by sex, where there are any."""
    rows = values_of(indicator, level).of_place(level, code)
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
    return dict(by_year(indicator, level, code, vintage_of(indicator, level, period)).get(period, {}))


def by_year(indicator: str, level: Level, code: str, vintage: str = "") -> dict[int, dict[Sex, float]]:
    """One area's values through the years, ascending, by sex; what has no value is absent. Shared: only to be read.

    A small area's code may mean another area in other boundaries: only the years in those of `vintage` are given, the
    newest where it is left out.
    """
    return values_of(indicator, level).by_year(level, code, vintage)


def values_of(indicator: str, level: Level | None = None) -> Values:
    """All of an indicator's values: those in force, or the visitor's own; or those of own areas, by their `level`."""
    if level is Level.OWN:
        found = carried(indicator)
        return found[1] if found else NO_VALUES
    brought = own.held().get(indicator)
    return brought.values if brought else _values(*in_force(), indicator)


def together(indicators: tuple[str, ...]) -> dict[str, Values]:
    """All values of several stored indicators at the levels of municipality, county and country, out of one reading.

    By slug; an indicator that has none is absent.
    """
    return _together(*in_force(), indicators)


def history(indicator: str, level: Level) -> pd.DataFrame:
    """All years of all areas of a level: one row an `area` and `period`, with `K`, `M`, `T`. Shared: only to be read.

    Of small areas only the newest vintage's years, as in `by_year`.
    """
    return values_of(indicator, level).history(level)


def similar(code: str) -> tuple[str, ...]:
    """The municipalities that Kolada calls socioeconomically similar to the municipality `code`; empty without any."""
    return _similar(*in_force()).get(code, ())


def of_level(indicator: str, level: Level) -> pd.DataFrame:
    """All rows of an indicator at a level, every year and sex. Only to be read."""
    return values_of(indicator, level).of_level(level)


def in_force() -> tuple[str, str]:
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


@lru_cache(maxsize=48)
@st.cache_resource(show_spinner=False, max_entries=48)
def _values(location: str, snapshot_id: str, indicator: str) -> Values:
    # A resource and not data: shared and read-only, so that a hit costs nothing.
    return Values(_open(location, snapshot_id).observations(indicator))


@lru_cache(maxsize=4)
@st.cache_resource(show_spinner=False, max_entries=4)
def _together(location: str, snapshot_id: str, indicators: tuple[str, ...]) -> dict[str, Values]:
    # One question instead of one an indicator: 0.3 s for a page of thirty, and not 2 s.
    rows = _open(location, snapshot_id).observations(list(indicators), level=[Level.RIKET, Level.LAN, Level.KOMMUN])
    return {str(slug): Values(of_one) for slug, of_one in rows.groupby("indicator", observed=True)}


@lru_cache(maxsize=4)
def _similar(location: str, snapshot_id: str) -> dict[str, tuple[str, ...]]:
    return {str(code): tuple(rows) for code, rows in _open(location, snapshot_id).groups().groupby("area")["member"]}
