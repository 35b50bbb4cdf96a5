"""All indicators' latest values at once, each among all areas of its kind: what a place's first page is read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from halsogap.model import RIKET_CODE, Area, Better, Level
from halsogap.reading.memory import per_snapshot
from halsogap.stats.at_a_glance import against, among_all
from halsogap.store.changes import Changes, compare
from halsogap.store.snapshot import Snapshot

if TYPE_CHECKING:
    from halsogap.reading.reader import Reader

RECENT = 10
"""How many years back a value still tells how a place stands."""

COLUMNS = ["indicator", "area", "period", "sex", "value"]


Directions = tuple[tuple[str, Better], ...]


def own_rows(reader: Reader, place: Area) -> pd.DataFrame:
    """The place's values of the last years, each among all of its kind; the country's beside the municipalities'."""
    level = Level.KOMMUN if place.level is Level.RIKET else place.level
    table = _among_all(reader, level)
    if place.code == RIKET_CODE:
        return against(_rows(reader, Level.RIKET, _comparable(reader)), table)
    return table[table["area"] == place.code]


def earlier(reader: Reader) -> Snapshot | None:
    """The edition kept before the one in force, of the same kind; None where there is none."""
    store = reader.store
    if store.is_server:
        return None
    here = reader.snapshot().id
    before = store.before(here) if here in store.ids() else []
    edition = reader.edition(before[0]) if before else None
    return edition if edition and edition.manifest.kind == reader.snapshot().manifest.kind else None


def changes_of(reader: Reader, place: Area) -> Changes | None:
    """What the edition in force changed for one place; None where there is no earlier one to compare with."""
    before = earlier(reader)
    return None if before is None else _changes(reader, before.id, place.level, place.code)


def _comparable(reader: Reader) -> Directions:
    """The indicators that can be compared without their unit (all but amounts), with their favourable directions."""
    comparable = [indicator for indicator in reader.published_catalog().values() if not indicator.unit.is_amount]
    return tuple((one.slug, one.better) for one in comparable)


@per_snapshot(4)
def _among_all(reader: Reader, level: Level) -> pd.DataFrame:
    directions = _comparable(reader)
    return among_all(_rows(reader, level, directions), dict(directions))


def _rows(reader: Reader, level: Level, directions: Directions) -> pd.DataFrame:
    snapshot = reader.snapshot()
    table = snapshot.observations_table
    of_level = table.filter(
        table.indicator.isin([slug for slug, _ in directions]),
        table.level == str(level),
        table.status == "value",
    )
    recent = of_level.filter(of_level.period > of_level.period.max() - RECENT)
    rows = snapshot.run(recent.select(COLUMNS))
    return rows.astype({"indicator": "category", "sex": "category", "area": "category"})


@per_snapshot(64)
def _changes(reader: Reader, before_id: str, level: Level, code: str) -> Changes:
    slugs = [slug for slug, _ in _comparable(reader)]
    after = reader.snapshot().observations(slugs, level=level, area=code)
    return compare(reader.edition(before_id), after, slugs, area=code)
