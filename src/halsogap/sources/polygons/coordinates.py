"""Where polygons lie, whatever their file says: in SWEREF 99 TM (EPSG:3006), or one sentence why not.

A file may say nothing about its coordinates, or something untrue: GeoJSON is degrees by definition, and SCB's has
metres. Sweden lies so that the numbers themselves tell: eastings, northings, longitudes and latitudes never meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from halsogap.errors import BadInput
from halsogap.sources.geometry import CRS

if TYPE_CHECKING:
    import geopandas as gpd

SAVE = "Save the file with its coordinate system, or in SWEREF 99 TM or WGS 84."


@dataclass(frozen=True)
class Reading:
    """One way to read coordinates: the CRS, its name, where Sweden lies in it (x and y), and whether y stands first."""

    crs: str
    name: str
    x: tuple[float, float]
    y: tuple[float, float]
    swapped: bool = False

    def fits(self, bounds: np.ndarray) -> np.ndarray:
        """Which rows of `bounds` (west, south, east, north; shape (n, 4)) lie in Sweden when read this way."""
        west, south, east, north = bounds[:, [1, 0, 3, 2]].T if self.swapped else bounds.T
        return (west >= self.x[0]) & (east <= self.x[1]) & (south >= self.y[0]) & (north <= self.y[1])

    @property
    def words(self) -> str:
        """How the reading is called in a sentence."""
        return f"{self.name} with north before east" if self.swapped else self.name


SWEREF = ("EPSG:3006", "SWEREF 99 TM", (200_000.0, 1_000_000.0), (6_050_000.0, 7_750_000.0))
WGS84 = ("EPSG:4326", "WGS 84", (9.5, 26.0), (54.5, 70.0))
RT90 = ("EPSG:3021", "RT 90 2.5 gon V", (1_150_000.0, 1_950_000.0), (6_050_000.0, 7_750_000.0))
READINGS = [Reading(*system, swapped=swapped) for system in (SWEREF, WGS84, RT90) for swapped in (False, True)]
"""The systems of Swedish files, each with Sweden's box in it; no two boxes meet."""


def in_sweref(frame: gpd.GeoDataFrame, name: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """The polygons in SWEREF 99 TM, and what had to be guessed, one sentence each.

    Parameters
    ----------
    frame
        Polygons with finite coordinates, with or without a CRS.
    name
        The file's name, for the sentences.

    Raises
    ------
    BadInput
        The coordinates are not in Sweden however they are read, or some are in one system and some in another.
    """
    home = READINGS[0]
    if frame.crs is not None:
        moved = frame.to_crs(CRS)
        if home.fits(moved.bounds.to_numpy()).all():
            return moved, []
    bounds = frame.bounds.to_numpy()
    fitting = [reading.fits(bounds) for reading in READINGS]
    for reading, fits in zip(READINGS, fitting, strict=True):
        if fits.all():
            shapes = frame.geometry.to_numpy()
            if reading.swapped:
                shapes = shapely.transform(shapes, lambda points: points[:, ::-1])
            system = "no coordinate system" if frame.crs is None else f"coordinates in {frame.crs.to_string()[:40]}"
            return frame.set_geometry(shapes, crs=None).set_crs(reading.crs, allow_override=True).to_crs(CRS), [
                f"The file {name} says {system}; its numbers were read as {reading.words}."
            ]
    used = [reading.words for reading, fits in zip(READINGS, fitting, strict=True) if fits.any()]
    if len(used) > 1 and np.any(fitting, axis=0).all():
        raise BadInput(f"The coordinates in {name} are mixed: some are {' and some '.join(used)}.", SAVE)
    astray = int((~np.any(fitting, axis=0)).argmax())
    west, south, east, north = bounds[astray]
    raise BadInput(
        f"The polygon in row {astray + 1} of {name} does not lie in Sweden: "
        f"{west:,.6g} to {east:,.6g} and {south:,.6g} to {north:,.6g}.",
        SAVE,
    )
