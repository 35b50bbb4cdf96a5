"""All indicators' latest values at once, each among all areas of its kind: what a place's first page is read from."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd
import streamlit as st

from halsogap.model import AMOUNTS, RIKET_CODE, Area, Better, Level
from halsogap.reading import reader
from halsogap.stats.at_a_glance import against, among_all
from halsogap.store.changes import Changes, compare
from halsogap.store.snapshot import Snapshot

RECENT = 10
"""How many years back a value still tells how a place stands."""

COLUMNS = ["indicator", "area", "period", "sex", "value"]


Directions = tuple[tuple[str, Better], ...]


def own_rows(place: Area) -> pd.DataFrame:
    """The place's values of the last years, each among all of its kind; the country's beside the municipalities'."""
    level = Level.KOMMUN if place.level is Level.RIKET else place.level
    table = _among_all(*_key(), level)
    if place.code == RIKET_CODE:
        return against(_rows(Level.RIKET, _key()[-1]), table)
    return table[table["area"] == place.code]


def earlier() -> Snapshot | None:
    """The edition kept before the one in force, of the same kind; None where there is none."""
    held = reader.store()
    if held.is_server:
        return None
    before = [snapshot_id for snapshot_id in held.ids() if snapshot_id < reader.snapshot().id]
    found = reader.edition(before[0]) if before else None
    return found if found and found.manifest.kind == reader.snapshot().manifest.kind else None


def changes_of(place: Area) -> Changes | None:
    """What the edition in force changed for one place; None where there is no earlier one to compare with."""
    before = earlier()
    return None if before is None else _changes(before.id, *_key(), place.level, place.code)


def _key() -> tuple[str, str, Directions]:
    """The store, its snapshot in force, and the indicators that are told of with their directions."""
    told = [indicator for indicator in reader.published_catalog().values() if indicator.unit not in AMOUNTS]
    return *reader.in_force(), tuple((one.slug, one.better) for one in told)


@lru_cache(maxsize=4)
@st.cache_resource(show_spinner=False, max_entries=4)
def _among_all(location: str, snapshot_id: str, told: Directions, level: Level) -> pd.DataFrame:
    return among_all(_rows(level, told), dict(told))


def _rows(level: Level, told: Directions) -> pd.DataFrame:
    snapshot = reader.snapshot()
    table = snapshot.observations_table
    of_level = table.filter(
        table.indicator.isin([slug for slug, _ in told]),
        table.level == str(level),
        table.status == "value",
    )
    recent = of_level.filter(of_level.period > of_level.period.max() - RECENT)
    rows = snapshot.run(recent.select(COLUMNS))
    return rows.astype({"indicator": "category", "sex": "category", "area": "category"})


@lru_cache(maxsize=64)
def _changes(
    before_id: str,
    location: str,
    snapshot_id: str,
    told: Directions,
    level: Level,
    code: str,
) -> Changes:
    slugs = [slug for slug, _ in told]
    after = reader.snapshot().observations(slugs, level=level, area=code)
    return compare(reader.edition(before_id), after, slugs, area=code)
