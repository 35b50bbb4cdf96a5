"""The one object that pages, the command line and notebooks ask: what is stored, with what a visitor brought beside it.

A reader holds to the snapshot that was in force when it was first asked: figures made of it stay true to one edition,
however long after, and in whatever thread, their files are written.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import pandas as pd

from halsogap import geography, settings
from halsogap.catalog import catalog as catalogs
from halsogap.errors import StoreError
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Level, Sex
from halsogap.reading import areas, own_area_values
from halsogap.reading.brought import NOTHING, Brought
from halsogap.reading.memory import per_snapshot, remembered
from halsogap.reading.values import NO_VALUES, Values
from halsogap.stats.areal.aggregate import whole
from halsogap.stats.areal.own_areas import OwnAreaValues
from halsogap.stats.coverage import Coverage
from halsogap.store.area_store import AreaStore
from halsogap.store.snapshot import Snapshot
from halsogap.store.store import Store

InForce = tuple[str, str, tuple[tuple[str, int], ...]]
"""A store's location, its snapshot in force, and when each file of the catalogue was changed."""


class Reader:
    """What is asked of a store, with what a visitor has brought laid over it.

    Raises
    ------
    StoreError
        At the first question: nothing has been stored yet, or what has cannot be opened.
    """

    def __init__(self, store: Store, brought: Brought = NOTHING) -> None:
        self.store = store
        self.brought = brought

    # -- what is in force --------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The snapshot that was in force when this reader was first asked."""
        return _open(self.store.location, self._snapshot_id)

    def edition(self, snapshot_id: str) -> Snapshot:
        """One of the editions that are kept, by its id."""
        return _open(self.store.location, snapshot_id)

    def in_force(self) -> InForce:
        """The store, its snapshot and its catalogue: what all that is read is kept by."""
        return self.store.location, self._snapshot_id, self._stamps

    def published(self) -> Reader:
        """A reader of this snapshot without what the visitor has brought."""
        if self.brought is NOTHING:
            return self
        plain = Reader(self.store)
        plain.__dict__["_snapshot_id"], plain.__dict__["_stamps"] = self._snapshot_id, self._stamps
        return plain

    def may_change(self) -> bool:
        """True where what is stored can be changed from the pages: a folder, and not shut by HALSOGAP_READ_ONLY."""
        return not (self.store.is_server or settings.read_only())

    @cached_property
    def _snapshot_id(self) -> str:
        current = self.store.current_id()
        if current is None:
            raise StoreError(
                f"Nothing is stored in {self.store.location} yet.",
                "`halsogap sync` fetches values from Kolada, `halsogap demo` makes some up.",
            )
        return current

    @cached_property
    def _stamps(self) -> tuple[tuple[str, int], ...]:
        return tuple(stamp for folder in self._folders for stamp in _stamps(folder))

    @property
    def _folders(self) -> tuple[Path, ...]:
        return (
            (settings.CATALOG_DIR,) if self.store.is_server else (settings.CATALOG_DIR, self.store.folder / "catalog")
        )

    @property
    def area_store(self) -> AreaStore:
        """The small areas that are kept beside the store, and those that come with the project."""
        return AreaStore(self.store.folder / "areas")

    # -- what there is -----------------------------------------------------------------------

    def catalog(self) -> catalogs.Catalog:
        """The catalogue, with what has been added beside the store, and last what the visitor has brought."""
        published, own = self.published_catalog(), self.brought.indicators
        if not own:
            return published
        return self.brought.remembered(
            "catalog",
            (published, own),
            lambda: catalogs.Catalog({**published, **{slug: each.indicator for slug, each in own.items()}}),
        )

    def published_catalog(self) -> catalogs.Catalog:
        """The catalogue without the visitor's own: what can be fetched, added and stored."""
        return _catalog(self._folders, self._stamps)

    def coverage(self) -> Coverage:
        """What levels, years and sexes there are values for, in the snapshot in force and among the visitor's own."""
        given, brought_areas = self._given(), self.brought.areas
        if brought_areas is None:
            return given
        return self.brought.remembered(
            "coverage_of_areas", (given, brought_areas), lambda: own_area_values.with_own_areas(self, given)
        )

    def _given(self) -> Coverage:
        """The coverage without the visitor's own areas."""
        published, own = _coverage(self), self.brought.indicators
        if not own:
            return published
        return self.brought.remembered(
            "coverage",
            (published, own),
            lambda: Coverage(pd.concat([published.frame, *(each.coverage for each in own.values())])),
        )

    def interpolated(self, indicator: str) -> tuple[OwnAreaValues, Values] | None:
        """What is known of an indicator in the visitor's own areas, and how surely; None where nothing is."""
        level = own_area_values.level_behind(self._given(), indicator)
        if self.brought.areas is None or level is None or Level.OWN not in self.coverage().levels(indicator):
            return None
        people = own_area_values.population(self, self._given(), level)
        return own_area_values.interpolated(self, self.catalog()[indicator], self.values_of(indicator), level, people)

    def level_behind(self, indicator: str, level: Level) -> Level:
        """The level that values are published for: `level`, or the one that own areas' values are computed from."""
        return (own_area_values.level_behind(self._given(), indicator) or level) if level is Level.OWN else level

    def made_up(self, indicator: str, level: Level | None = None) -> bool:
        """Whether what is shown of an indicator carries the DEMO mark: its values are made up, or its areas are."""
        own = self.brought.indicators.get(indicator)
        of_made_up = level is not None and self.level_behind(indicator, level) is Level.MADE_UP
        return of_made_up or (own.made_up if own else self.snapshot().manifest.demo)

    def fetched_at(self, indicator: str) -> str:
        """When an indicator's values were fetched, or taken in: ISO time in UTC."""
        own = self.brought.indicators.get(indicator)
        return own.fetched_at if own else self.snapshot().manifest.created_at

    def vintage_of(self, indicator: str, level: Level, period: int) -> str:
        """The year of the boundaries of a year's values."""
        return self.coverage().vintage(indicator, level, period)

    def similar(self, code: str) -> tuple[str, ...]:
        """The municipalities that Kolada calls socioeconomically similar to `code`; empty without any."""
        return _similar(self).get(code, ())

    # -- values ------------------------------------------------------------------------------

    def values_of(self, indicator: str, level: Level | None = None) -> Values:
        """All of an indicator's values: those in force, or the visitor's own; or those of own areas, by `level`."""
        if level is Level.OWN:
            own_values = self.interpolated(indicator)
            return own_values[1] if own_values else NO_VALUES
        own = self.brought.indicators.get(indicator)
        return own.values if own else _values(self, indicator)

    def values_together(self, indicators: tuple[str, ...]) -> Mapping[str, Values]:
        """The values of several indicators at the levels of municipality, county and country, out of one reading.

        By slug, the visitor's own among them; an indicator that has none is absent.
        """
        own = self.brought.indicators
        stored = _together(self, tuple(slug for slug in indicators if slug not in own))
        return {**stored, **{slug: own[slug].values for slug in indicators if slug in own}}

    def area_table(
        self, indicator: str, level: Level, period: int, within: str = RIKET_CODE
    ) -> tuple[pd.DataFrame, geography.JoinReport]:
        """One row an area of `level` with `code`, `name`, `parent`, `K`, `M`, `T` and statuses, and the join's report.

        Small areas are those `within` a municipality or county, in the vintage of that year's values.
        """
        values = self.values_of(indicator, level)
        if level not in SMALL_LEVELS:
            return values.table(level, period)
        vintage = self.vintage_of(indicator, level, period)
        areas_of, edition = areas.table(self, level, vintage)
        return values.small_table(level, period, within, vintage, areas_of, edition)

    def whole_of(self, indicator: str, level: Level, period: int, within: str = RIKET_CODE) -> dict[Sex, float]:
        """The value by sex of all that a map of `level` shows together: as published, else out of the areas' counts."""
        small = level in SMALL_LEVELS
        within = within if small else RIKET_CODE
        published = self.area_values(indicator, geography.area(within).level, within, period)
        # Only of percentages is the whole's value one that an area's can be measured against.
        if published or not small or not self.catalog()[indicator].unit.is_share:
            return published
        # Own areas are seldom all of a place: its value is that of the areas they were interpolated from.
        rows = self.values_of(indicator).of_year(self.level_behind(indicator, level), period)
        if within != RIKET_CODE:
            rows = rows[rows["area"].str.startswith(within)]
        return whole(rows, per=100)

    def counts(self, indicator: str, level: Level, code: str, period: int) -> dict[Sex, tuple[float, float]]:
        """The counts behind one area's values that year: (numerator, denominator) by sex, where there are any."""
        rows = self.values_of(indicator, level).of_place(level, code)
        rows = rows[(rows["period"] == period) & rows["denominator"].notna() & rows["numerator"].notna()]
        return {
            Sex(sex): (float(n), float(d))
            for sex, n, d in zip(rows["sex"], rows["numerator"], rows["denominator"], strict=True)
        }

    def area_values(self, indicator: str, level: Level, code: str, period: int) -> dict[Sex, float]:
        """One area's values that year, by sex; a sex without a value is absent."""
        return dict(self.by_year(indicator, level, code, self.vintage_of(indicator, level, period)).get(period, {}))

    def by_year(self, indicator: str, level: Level, code: str, vintage: str = "") -> dict[int, dict[Sex, float]]:
        """One area's values through the years, ascending, by sex; what has no value is absent. Only to be read.

        A small area's code may mean another area in other boundaries: only the years in those of `vintage` are given,
        the newest where it is left out.
        """
        return self.values_of(indicator, level).by_year(level, code, vintage)

    def history(self, indicator: str, level: Level) -> pd.DataFrame:
        """All years of all areas of a level: one row an `area` and `period`, with `K`, `M`, `T`. Only to be read.

        Of small areas only the newest vintage's years, as in `by_year`.
        """
        return self.values_of(indicator, level).history(level)

    def of_level(self, indicator: str, level: Level) -> pd.DataFrame:
        """All rows of an indicator at a level, every year and sex. Only to be read."""
        return self.values_of(indicator, level).of_level(level)


def _stamps(folder: Path) -> list[tuple[str, int]]:
    """The folder's TOML files and when each was changed; none where there is no folder."""
    try:
        with os.scandir(folder) as entries:
            return sorted((entry.path, entry.stat().st_mtime_ns) for entry in entries if entry.name.endswith(".toml"))
    except (FileNotFoundError, NotADirectoryError):
        return []


@remembered(4)
def _open(location: str, snapshot_id: str) -> Snapshot:
    store = Store(location)
    snapshot = store.current() if store.is_server else store.open(snapshot_id)
    assert snapshot is not None
    return snapshot


@remembered(4)
def _catalog(folders: tuple[Path, ...], stamps: tuple[tuple[str, int], ...]) -> catalogs.Catalog:
    return catalogs.load(*folders)


@per_snapshot(4)
def _coverage(reader: Reader) -> Coverage:
    return Coverage(reader.snapshot().coverage(list(reader.published_catalog())))


@per_snapshot(48)
def _values(reader: Reader, indicator: str) -> Values:
    return Values(reader.snapshot().observations(indicator))


@per_snapshot(4)
def _together(reader: Reader, indicators: tuple[str, ...]) -> dict[str, Values]:
    # One question instead of one an indicator: 0.3 s for a page of thirty, and not 2 s.
    levels = [Level.RIKET, Level.LAN, Level.KOMMUN]
    rows = reader.snapshot().observations(list(indicators), level=levels)
    return {str(slug): Values(of_one) for slug, of_one in rows.groupby("indicator", observed=True)}


@per_snapshot(4)
def _similar(reader: Reader) -> dict[str, tuple[str, ...]]:
    groups = reader.snapshot().groups().groupby("area")["member"]
    # A municipality may stand in a group twice.
    return {str(code): tuple(dict.fromkeys(members)) for code, members in groups}
