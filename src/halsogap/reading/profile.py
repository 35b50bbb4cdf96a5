"""One area's profile: a place, its values with those around it, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from halsogap.errors import UnknownName
from halsogap.geography import area_index, lineage
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Area, Indicator, Level, Sex
from halsogap.reading import areas
from halsogap.reading.memory import per_snapshot
from halsogap.reading.values import COLUMNS
from halsogap.stats.profile import profile
from halsogap.stats.pyramid import Pyramid, inhabitants, pyramid

if TYPE_CHECKING:
    from halsogap.reading.reader import Reader


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


def place(reader: Reader, code: str) -> Area:
    """The area with `code`: a municipality, a county, or a small area that has values.

    Raises
    ------
    UnknownName
        There is no such area, or nothing is known of it.
    """
    if code in area_index():
        return area_index()[code]
    small = next((area for area in small_areas(reader, code[:4]) if area.code == code), None)
    if small is None:
        raise UnknownName(f"There are no values of an area {code!r}.")
    return small


def small_areas(reader: Reader, kommun: str) -> list[Area]:
    """The small areas of a municipality that have values, of every kind, in their newest boundaries."""
    places = []
    for level in SMALL_LEVELS:
        vintages = _vintages(reader, level, kommun)
        names: dict[str, str] = {}
        for vintage in set(vintages.values()):
            table, _ = areas.table(reader, level, vintage)
            inside = table[table["parent"] == kommun]
            names |= dict(zip(inside["code"], inside["name"], strict=True))
        places += [Area(code, level, names.get(code, code), kommun, vintage) for code, vintage in vintages.items()]
    if brought := reader.brought.areas:
        inside = brought.table[brought.table["parent"] == kommun]
        pairs = zip(inside["code"], inside["name"], strict=True)
        places += [Area(code, Level.OWN, name, kommun, brought.vintage) for code, name in pairs]
    return places


def of(reader: Reader, here: Area, against: Level | None) -> Profile:
    """The profile of `here`, the visitor's own indicators among the others."""
    chain = lineage(here)
    if here.level is Level.OWN:
        return _made(_carried_rows(reader, here, chain), here, chain, reader.catalog(), against)
    result = _profile(reader, here, tuple(chain.items()), against)
    tables = [
        profile(brought.observations, chain, {slug: brought.indicator}, against=against)
        for slug, brought in reader.brought.indicators.items()
    ]
    return replace(result, table=pd.concat([result.table, *tables], ignore_index=True)) if tables else result


@per_snapshot(64)
def _profile(reader: Reader, here: Area, chain: tuple[tuple[Level, str], ...], against: Level | None) -> Profile:
    levels, known = dict(chain), reader.published_catalog()
    return _made(_rows(reader, here, chain), here, levels, known, against)


def _made(
    rows: pd.DataFrame,
    here: Area,
    levels: Mapping[Level, str],
    known: Mapping[str, Indicator],
    against: Level | None,
) -> Profile:
    return Profile(
        here,
        against,
        profile(rows, levels, known, against=against),
        pyramid(rows, here.level, here.code, known),
        pyramid(rows, Level.RIKET, RIKET_CODE, known),
        inhabitants(rows, here.level, here.code, known),
    )


def _carried_rows(reader: Reader, here: Area, chain: Mapping[Level, str]) -> pd.DataFrame:
    """The rows of the visitor's own areas and of what `here` lies in: OBSERVATIONS as far as a profile reads them."""
    coverage, parts = reader.coverage(), []
    for slug in reader.catalog():
        if Level.OWN in coverage.levels(slug):
            above = [
                reader.values_of(slug).of_place(level, code) for level, code in chain.items() if level != here.level
            ]
            parts.append(
                pd.concat([reader.values_of(slug, Level.OWN).of_level(Level.OWN), *above]).assign(indicator=slug)
            )
    text = dict.fromkeys(("level", "sex", "status"), "str")
    return pd.concat(parts, ignore_index=True).astype(text) if parts else pd.DataFrame(columns=[*COLUMNS, "indicator"])


@per_snapshot(8)
def _rows(reader: Reader, here: Area, chain: tuple[tuple[Level, str], ...]) -> pd.DataFrame:
    small = here.level in SMALL_LEVELS
    return reader.snapshot().profile_rows(
        list(reader.published_catalog()),
        dict(chain),
        fellows=here.parent if small else "",
        vintage=here.vintage if small else "",
    )


@per_snapshot(256)
def _vintages(reader: Reader, level: Level, kommun: str) -> dict[str, str]:
    return reader.snapshot().areas_of(level, kommun)
