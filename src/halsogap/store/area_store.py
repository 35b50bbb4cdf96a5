"""Editions of small areas: whose polygons they are, of which vintage, and where the browser finds them.

    areas/<level>-<vintage>/edition.json               what the edition is, and the name of its polygons
    areas/<level>-<vintage>/polygons-<hash>.parquet    GeoParquet in SWEREF 99 TM: code, name, parent, geometry
    static/geo/small/<level>-<vintage>-<county>-<hash>.topojson.gz

An edition is in force when `edition.json` names it, which is replaced in one step: readers see the old edition or the
new one. The demo's made-up areas are an edition like any other, committed under `geo/small`.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from halsogap.errors import BadInput, StoreError, UnknownName, os_error
from halsogap.geography import in_area
from halsogap.model import RIKET_CODE, STORED_SMALL_LEVELS, Level
from halsogap.schema import AREAS, CODE_PATTERNS, check
from halsogap.settings import GEO_DIR, STATIC_DIR
from halsogap.sources.geometry import CRS
from halsogap.sources.polygons.topology import GeometryFile, write

if TYPE_CHECKING:
    import geopandas as gpd

COMMITTED = GEO_DIR / "small"
SERVED = STATIC_DIR / "geo" / "small"

FETCH = "`halsogap areas fetch` gets the areas again."


@dataclass(frozen=True)
class AreaEdition:
    """One publisher's areas of one level and vintage, as they were fetched.

    `count` areas of `expected` in the country; `polygons` is the file's name and `sha256` its hash; `counties` are the
    browser's files by the county's code. `fetched_at` is ISO time in UTC.
    """

    level: Level
    vintage: str
    source: str
    licence: str
    fetched_at: str
    count: int
    expected: int
    polygons: str
    sha256: str
    counties: dict[str, GeometryFile]

    @property
    def complete(self) -> bool:
        """Whether the whole country is there."""
        return self.count == self.expected

    def files(self, within: str | None = None) -> tuple[GeometryFile, ...]:
        """The files with the areas of the country, or of the county in which `within` (a code) lies."""
        if within in (None, RIKET_CODE):
            return tuple(self.counties.values())
        file = self.counties.get(str(within)[:2])
        return (file,) if file else ()


class AreaStore:
    """The editions under `folder`, and those committed with the project."""

    def __init__(self, folder: Path, *, committed: Path = COMMITTED, served: Path = SERVED) -> None:
        self.folder = folder
        self._roots = (folder, committed)
        self._served = served

    def editions(self) -> list[AreaEdition]:
        """The editions there are, by level and vintage, newest vintage first.

        Raises
        ------
        StoreError
            What describes an edition cannot be read.
        """
        editions = [_read(file) for root in self._roots for file in sorted(root.glob("[!.]*/edition.json"))]
        order = {level: number for number, level in enumerate(STORED_SMALL_LEVELS)}
        return sorted(sorted(editions, key=lambda e: e.vintage, reverse=True), key=lambda e: order[e.level])

    def edition(self, level: Level, vintage: str) -> AreaEdition:
        """The edition of `level` and `vintage`.

        Raises
        ------
        UnknownName
            It is not held; the message says which are.
        """
        return _read(self._place(level, vintage) / "edition.json")

    def table(self, level: Level, vintage: str) -> pd.DataFrame:
        """The edition's areas as the AREAS table, in the order of their codes."""
        frame = self._parquet(level, vintage, columns=["code", "name", "parent"])
        frame = frame.assign(level=str(level), vintage=vintage)[list(AREAS.columns)]
        return check(AREAS, frame, f"the areas {level} {vintage}").sort_values("code", ignore_index=True)

    def polygons(self, level: Level, vintage: str, within: str | None = None) -> gpd.GeoDataFrame:
        """The edition's polygons as they were published, or those within one county or municipality.

        Returns
        -------
        GeoDataFrame
            Index `code`, in order; columns `name`, `parent`, `geometry` (SWEREF 99 TM, metres).
        """
        import geopandas as gpd

        frame = gpd.read_parquet(io.BytesIO(self._content(level, vintage)))
        return frame[in_area(frame, within)].set_index("code").sort_index()[["name", "parent", "geometry"]]

    def put(
        self,
        polygons: gpd.GeoDataFrame,
        *,
        level: Level,
        vintage: str,
        source: str,
        licence: str,
        fetched_at: str,
        expected: int,
    ) -> AreaEdition:
        """Keep `polygons` as the edition of `level` and `vintage`, and make what the browser fetches of them.

        Parameters
        ----------
        polygons
            Index `code`; columns `name`, `parent`, `geometry` in any CRS that is said.
        source, licence, fetched_at
            Whose they are, on what terms, and when they were fetched (ISO time in UTC).
        expected
            How many the country has: fewer is an edition of a part of it.

        Raises
        ------
        BadInput
            A code stands twice, is not one of the level, or does not belong to its parent; or polygons overlap.
        StoreError
            The folders cannot be written; the edition in force stays in force.
        """
        kept = _checked(polygons, level).to_crs(CRS)
        buffer = io.BytesIO()
        kept.reset_index(names="code").to_parquet(buffer, index=False)
        digest = hashlib.sha256(buffer.getvalue()).hexdigest()
        edition = AreaEdition(
            level=level,
            vintage=vintage,
            source=source,
            licence=licence,
            fetched_at=fetched_at,
            count=len(kept),
            expected=expected,
            polygons=f"polygons-{digest[:12]}.parquet",
            sha256=digest,
            counties=write(kept, level, vintage, self._served),
        )
        folder = self.folder / f"{level}-{vintage}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in (
                (edition.polygons, buffer.getvalue()),
                ("edition.json", json.dumps(asdict(edition), ensure_ascii=False, indent=1).encode() + b"\n"),
            ):
                part = folder / f".{name}.part"
                part.write_bytes(content)
                part.replace(folder / name)
            for stale in folder.glob("polygons-*.parquet"):
                if stale.name != edition.polygons:
                    stale.unlink()
        except OSError as error:
            raise os_error(error, folder) from error
        return edition

    def ready(self, level: Level, vintage: str) -> AreaEdition:
        """The edition with all its files in place for the browser: made again where a store has been moved.

        Raises
        ------
        UnknownName, StoreError
            It is not held, or the files cannot be made.
        """
        edition = self.edition(level, vintage)
        if not all((self._served / geometry.file).is_file() for geometry in edition.counties.values()):
            write(self.polygons(level, vintage), level, vintage, self._served)
        return edition

    def _place(self, level: Level, vintage: str) -> Path:
        name = f"{level}-{vintage}"
        for root in self._roots:
            if (root / name / "edition.json").is_file():
                return root / name
        listed = ", ".join(f"{edition.level} {edition.vintage}" for edition in self.editions()) or "none"
        raise UnknownName(f"There are no areas {level} of {vintage!r} here; held are {listed}.", FETCH)

    def _content(self, level: Level, vintage: str) -> bytes:
        place, edition = self._place(level, vintage), self.edition(level, vintage)
        try:
            content = (place / edition.polygons).read_bytes()
        except OSError as error:
            raise StoreError(f"The polygons {place / edition.polygons} cannot be read: {error}.", FETCH) from error
        if hashlib.sha256(content).hexdigest() != edition.sha256:
            raise StoreError(f"The polygons {place / edition.polygons} are not what was stored.", FETCH)
        return content

    def _parquet(self, level: Level, vintage: str, columns: list[str]) -> pd.DataFrame:
        return pd.read_parquet(io.BytesIO(self._content(level, vintage)), columns=columns)


def _checked(polygons: gpd.GeoDataFrame, level: Level) -> gpd.GeoDataFrame:
    """The polygons in the order of their codes; a `BadInput` where a code cannot be an area of the level."""
    if level not in STORED_SMALL_LEVELS:
        raise BadInput(
            f"Areas of level {str(level)!r} are not kept here.", f"Levels: {', '.join(STORED_SMALL_LEVELS)}."
        )
    frame = polygons[["name", "parent", "geometry"]].sort_index()
    pattern = re.compile(CODE_PATTERNS[level])
    twice = frame.index[frame.index.duplicated()]
    strange = [code for code in frame.index if not pattern.fullmatch(str(code))]
    astray = [code for code, parent in frame["parent"].items() if str(code)[:4] != parent]
    for codes, fault in (
        (list(twice), "stand twice"),
        (strange, f"are no codes of level {level}"),
        (astray, "do not lie in the municipality that is given as their parent"),
    ):
        if codes:
            raise BadInput(f"{len(codes)} areas {fault}, {codes[0]!r} first.", "Correct the codes of the polygons.")
    return frame


def _read(file: Path) -> AreaEdition:
    try:
        entry: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        counties = {code: GeometryFile(**geometry) for code, geometry in entry.pop("counties").items()}
        return AreaEdition(**{**entry, "level": Level(entry["level"]), "counties": counties})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"The description of an edition {file} cannot be read: {error}.", FETCH) from error
