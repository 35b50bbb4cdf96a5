"""The locator's maps, drawn once: from the country or the county down to the place."""

from __future__ import annotations

from functools import lru_cache

from halsogap.figures.profile.locator import Frame, frame, locator_picture
from halsogap.geography import area, lineage
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Area, Level
from halsogap.reading import areas
from halsogap.sources.polygons import municipalities
from halsogap.ui.brought import areas as own_areas


def locator(place: Area, words: Words, *, mark: str) -> str:
    """Where the place lies, as an HTML picture of the two nearest wholes with it marked; "" where none can be drawn."""
    chain = lineage(place)
    county, kommun = chain.get(Level.LAN), chain.get(Level.KOMMUN)
    frames = [(_frame(Level.LAN, RIKET_CODE, "", ""), county or "")]
    if kommun:
        frames.append((_frame(Level.KOMMUN, str(county), "", ""), kommun))
    if place.level is Level.OWN and (brought := own_areas.held()):
        # A visitor's own: drawn anew, and remembered nowhere.
        frames.append((frame(brought.polygons(place.parent)), place.code))
    elif place.level in SMALL_LEVELS and (edition := areas.edition(place.level, place.vintage)):
        frames.append((_frame(place.level, place.parent, place.vintage, edition.sha256), place.code))
    inside = words("finding.riket") if place.level is Level.LAN else area(place.parent).name
    return locator_picture(frames[-2:], alt=words("profile.locator_alt", place=place.name, whole=inside), mark=mark)


@lru_cache(maxsize=32)
def _frame(level: Level, within: str, vintage: str, sha256: str) -> Frame:
    """The areas of `level` that lie in `within`; `vintage` and the edition's hash for small areas."""
    if level in SMALL_LEVELS:
        return frame(areas.area_store().polygons(level, vintage, within))
    polygons = municipalities.polygons(level)
    return frame(polygons if within == RIKET_CODE else polygons[polygons["parent"] == within])
