"""Cached reading of one area's profile: a place, its values with those around it, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from halsogap.errors import UnknownName
from halsogap.geography import area_index, lineage
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Area, Indicator, Level, Sex
from halsogap.stats.profile import profile
from halsogap.stats.pyramid import Pyramid, inhabitants, pyramid
from halsogap.ui import cached, cached_areas, own


@dataclass(frozen=True)
class Profile:
    """One area's profile.

    `table` is `stats.profile`'s, measured `against` a level above; `steps` the area's pyramid and `beside` that of the
    country; `people` the year and number of inhabitants by sex.
    """

    place: Area
    against: Level | None
    table: pd.DataFrame
    steps: Pyramid | None
    beside: Pyramid | None
    people: tuple[int, dict[Sex, float]] | None


def place(code: str) -> Area:
    """The area with `code`: a municipality, a county, or a small area that has values.

    Raises
    ------
    UnknownName
        There is no such area, or nothing is known of it.
    """
    if code in area_index():
        return area_index()[code]
    small = next((area for area in small_areas(code[:4]) if area.code == code), None)
    if small is None:
        raise UnknownName(f"There are no values of an area {code!r}.")
    return small


def small_areas(kommun: str) -> list[Area]:
    """The small areas of a municipality that have values, of every kind, in their newest boundaries."""
    found = []
    for level in SMALL_LEVELS:
        vintages = _vintages(*_in_force(), level, kommun)
        names: dict[str, str] = {}
        for vintage in set(vintages.values()):
            table, _ = cached_areas.small_areas(level, vintage)
            inside = table[table["parent"] == kommun]
            names |= dict(zip(inside["code"], inside["name"], strict=True))
        found += [Area(code, level, names.get(code, code), kommun, vintage) for code, vintage in vintages.items()]
    return found


def of(here: Area, against: Level | None) -> Profile:
    """The profile of `here`, the visitor's own indicators among the others."""
    chain = lineage(here)
    found = _profile(*_in_force(), here, tuple(chain.items()), tuple(cached.published_catalog().values()), against)
    tables = [
        profile(brought.observations, chain, {slug: brought.indicator}, against=against)
        for slug, brought in own.held().items()
    ]
    return replace(found, table=pd.concat([found.table, *tables], ignore_index=True)) if tables else found


def _in_force() -> tuple[str, str]:
    return cached.store().location, cached.snapshot().id


@lru_cache(maxsize=64)
def _profile(
    location: str,
    snapshot_id: str,
    here: Area,
    chain: tuple[tuple[Level, str], ...],
    catalog: tuple[Indicator, ...],
    against: Level | None,
) -> Profile:
    levels, known = dict(chain), {indicator.slug: indicator for indicator in catalog}
    rows = _rows(location, snapshot_id, here, chain, tuple(known))
    return Profile(
        here,
        against,
        profile(rows, levels, known, against=against),
        pyramid(rows, here.level, here.code, known),
        pyramid(rows, Level.RIKET, RIKET_CODE, known),
        inhabitants(rows, here.level, here.code, known),
    )


@lru_cache(maxsize=8)
def _rows(
    location: str, snapshot_id: str, here: Area, chain: tuple[tuple[Level, str], ...], slugs: tuple[str, ...]
) -> pd.DataFrame:
    small = here.level in SMALL_LEVELS
    return cached.snapshot().profile_rows(
        list(slugs), dict(chain), fellows=here.parent if small else "", vintage=here.vintage if small else ""
    )


@lru_cache(maxsize=256)
def _vintages(location: str, snapshot_id: str, level: Level, kommun: str) -> dict[str, str]:
    return cached.snapshot().areas_of(level, kommun)
