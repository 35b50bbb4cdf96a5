"""A small map that says where an area lies: outlines, the area's surroundings and the area itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from halsogap.figures.markup import svg_image
from halsogap.geography import area, lineage
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Area, Level
from halsogap.reading import areas
from halsogap.reading.memory import per_snapshot
from halsogap.sources import municipalities

if TYPE_CHECKING:
    import geopandas as gpd

    from halsogap.reading.reader import Reader

HEIGHT = 300
"""The picture's own height; it is shown at about half of that."""

FINEST = 1.2
"""What is smaller than this on the picture is not drawn."""

LAND, HERE, BORDER = "#e7ebea", "#0f5c63", "#9aa5a8"


@dataclass(frozen=True)
class Frame:
    """One map of the locator: its areas as paths by code, and its width beside `HEIGHT`."""

    width: float
    paths: dict[str, str]


def frame(polygons: gpd.GeoDataFrame) -> Frame:
    """The polygons, simplified as one coverage so that borders stay shared, as paths `HEIGHT` high.

    Parameters
    ----------
    polygons
        Index `code`; in a grid of metres with north upwards.
    """
    import shapely

    left, bottom, right, top = polygons.total_bounds
    scale = HEIGHT / max(top - bottom, (right - left) / 2)
    shapes = polygons.geometry.to_numpy()
    if shapely.coverage_is_valid(shapes):
        shapes = shapely.coverage_simplify(shapes, FINEST / scale)
    else:  # areas that lie over each other have no shared borders to keep
        shapes = shapely.simplify(shapes, FINEST / scale)
    paths = {
        str(code): "".join(_ring(ring, left, top, scale) for part in shapely.get_parts(shape) for ring in _rings(part))
        for code, shape in zip(polygons.index, shapes, strict=True)
    }
    return Frame((right - left) * scale, paths)


def locator(reader: Reader, place: Area, words: Words, *, mark: str) -> Markup:
    """Where the place lies, as an HTML picture of the two nearest wholes with it marked."""
    return locator_picture(locator_frames(reader, place), alt=locator_alt(place, words), mark=mark)


def locator_alt(place: Area, words: Words) -> str:
    """The picture in words."""
    inside = words("finding.riket") if place.level is Level.LAN else area(place.parent).name
    return words("profile.locator_alt", place=place.name, whole=inside)


def locator_frames(reader: Reader, place: Area) -> list[tuple[Frame, str]]:
    """The maps of the two nearest wholes, from the widest to the nearest, each with the code that is marked in it."""
    chain = lineage(place)
    county, kommun = chain.get(Level.LAN), chain.get(Level.KOMMUN)
    frames = [(_frame(reader, Level.LAN, RIKET_CODE, "", ""), county or "")]
    if kommun:
        frames.append((_frame(reader, Level.KOMMUN, str(county), "", ""), kommun))
    if place.level is Level.OWN and (brought := reader.brought.areas):
        # A visitor's own: drawn anew, and remembered nowhere.
        frames.append((frame(brought.polygons(place.parent)), place.code))
    elif place.level in SMALL_LEVELS and (edition := areas.edition(reader, place.level, place.vintage)):
        frames.append((_frame(reader, place.level, place.parent, place.vintage, edition.sha256), place.code))
    return frames[-2:]


@per_snapshot(32)
def _frame(reader: Reader, level: Level, within: str, vintage: str, sha256: str) -> Frame:
    """The areas of `level` that lie in `within`; `vintage` and the edition's hash for small areas."""
    if level in SMALL_LEVELS:
        return frame(reader.area_store.polygons(level, vintage, within))
    polygons = municipalities.polygons(level)
    return frame(polygons if within == RIKET_CODE else polygons[polygons["parent"] == within])


def locator_picture(frames: Sequence[tuple[Frame, str]], *, alt: str, mark: str = "") -> Markup:
    """The frames side by side as an HTML picture, as `locator_svg` draws them; `alt` says in words what it shows."""
    svg = locator_svg(frames, mark=mark)
    return svg_image(svg, css="hg-locator", alt=alt)


def locator_svg(frames: Sequence[tuple[Frame, str]], *, mark: str = "", font: str = "sans-serif") -> str:
    """The frames side by side as SVG, the area with the code that goes with each filled.

    Parameters
    ----------
    frames
        From the widest to the nearest.
    mark
        The DEMO mark; empty where nothing is made up.
    font
        The mark's.
    """
    drawn, across = [], 4.0
    for edition, code in frames:
        others = "".join(path for other, path in edition.paths.items() if other != code)
        drawn.append(
            f"<g transform='translate({across:.1f} 4)' stroke='{BORDER}' stroke-width='0.7' stroke-linejoin='round'>"
            f"<path d='{others}' fill='{LAND}'/>"
            f"<path d='{edition.paths.get(code, '')}' fill='{HERE}' stroke='{HERE}' stroke-width='2.5'/></g>"
        )
        across += edition.width + 24
    width = across - 20
    if mark:
        drawn.append(
            f"<text x='{width / 2:.0f}' y='{HEIGHT / 2}' transform='rotate(-24 {width / 2:.0f} {HEIGHT / 2})'"
            f" font-size='30' font-family='{font}' font-weight='bold' text-anchor='middle' fill='#4a3900'"
            f" fill-opacity='0.45'>{escape(mark)}</text>"
        )
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width:.0f} {HEIGHT + 8}'"
        f" width='{width:.0f}' height='{HEIGHT + 8}'>{''.join(drawn)}</svg>"
    )


def _rings(polygon: Any) -> list[Any]:
    return [] if polygon.is_empty else [polygon.exterior, *polygon.interiors]


def _ring(ring: Any, left: float, top: float, scale: float) -> str:
    """A ring as a path, in whole steps of half a unit; nothing of one too small to be seen."""
    points = [(round((x - left) * scale, 1), round((top - y) * scale, 1)) for x, y in ring.coords]
    across = max(x for x, _ in points) - min(x for x, _ in points)
    down = max(y for _, y in points) - min(y for _, y in points)
    if max(across, down) < FINEST:
        return ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points[:-1]) + "Z"
