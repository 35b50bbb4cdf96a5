"""The commands that put values in force: sync, sync-scb, import, rollback, demo."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from halsogap import settings
from halsogap.commands.session import Format, Result, Session, command
from halsogap.errors import BadInput
from halsogap.sources.demo import demo as demo_source
from halsogap.sources.files import longfile
from halsogap.sources.kolada.rows import to_observations
from halsogap.store.snapshot import KEY
from halsogap.sync import scb as small_areas
from halsogap.sync.install import SyncReport, install
from halsogap.sync.kolada import sync as fetch

SHOWN = 5
"""How many examples of a kind the text shows; JSON has more, CSV all."""

ForceOption = Annotated[
    bool, typer.Option("--force", help="Take the values even if many old ones are gone or some are out of range.")
]


def register(program: typer.Typer) -> None:
    """Give `program` the commands of this module."""
    command(program)(sync)
    command(program, "sync-scb")(sync_scb)
    command(program, "import")(import_)
    command(program)(rollback)
    command(program)(demo)


def sync(session: Session, force: ForceOption = False) -> Result:
    """Fetch the values from Kolada and put them in force.

    Every indicator of the catalogue is fetched, what has been added to it too. The values in force stay until the new
    ones are complete and checked. A sync that was cut off is resumed.
    """
    with session.progress() as tell:
        report = fetch(session.store, session.catalog, session.kolada_url, progress=tell, force=force)
    return stored(report, session.format)


def sync_scb(
    session: Session,
    indicator: Annotated[
        list[str] | None, typer.Argument(help="Slugs of the catalogue; all of SCB's where none is named.")
    ] = None,
    within: Annotated[
        list[str] | None,
        typer.Option(help="Code of a county or municipality; may be repeated. [default: the whole country]"),
    ] = None,
    since: Annotated[int, typer.Option(help="The first year.")] = small_areas.SINCE,
    scb_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help=f"Address of SCB's API. [default: $HALSOGAP_SCB_URL, else {settings.SCB_URL}]"
        ),
    ] = None,
    force: ForceOption = False,
) -> Result:
    """Fetch small areas (DeSO, RegSO) from SCB and put them in force.

    They come to stand beside Kolada's values, which stay. The whole country takes some minutes; a county, seconds.
    What SCB does not have is said. A sync that was cut off is resumed.
    """
    with session.progress() as tell:
        report = small_areas.sync(
            session.store,
            session.catalog,
            scb_url or settings.scb_url(),
            names=indicator or (),
            within=within or (),
            since=since,
            progress=tell,
            force=force,
        )
    return stored(report, session.format)


def import_(
    session: Session,
    file: Annotated[Path, typer.Argument(help="Parquet, Excel (.xlsx) or CSV file.", show_default=False)],
    fetched: Annotated[
        datetime | None,
        typer.Option(help="When the values were fetched from Kolada. [default: now]", formats=["%Y-%m-%d"]),
    ] = None,
    force: ForceOption = False,
) -> Result:
    """Read values from a file and put them in force.

    The file is in Kolada's long form: it has the columns kpi, municipality (or geo), period (or year), gender and
    value; others are ignored and named. Its indicators replace those of the same name; all other real values stay.
    Demo values give way.
    """
    session.say(f"Reading {file}")
    read = longfile.read(file)
    catalog = session.catalog
    moment = (fetched.replace(tzinfo=UTC) if fetched else datetime.now(UTC)).isoformat(timespec="seconds")
    observations, rows = to_observations(read.rows, catalog, moment, where=str(file))
    warnings = [*_import_lines(read), *rows.warnings()]
    if observations.empty:
        raise BadInput(f"No row of the file {file} is a value that can be stored.", " ".join(warnings))
    doubtful, _ = to_observations(read.doubtful, catalog, moment, where=str(file))
    session.say(f"Checking and storing {len(observations):,} values")
    report = install(
        session.store,
        observations,
        None,
        kind="real",
        sources=[f"Kolada, imported from {read.name}"],
        replace=set(observations["indicator"].unique()),
        indicators=catalog,
        warnings=warnings,
        doubtful=doubtful[KEY],
        force=force,
    )
    result = stored(report, session.format)
    listed = [f"  row {row}: {why}" for row, why in read.unusable.head(SHOWN).itertuples(index=False)]
    return Result(
        "\n".join([result.text, *listed]),
        result.data
        | {
            "file": str(file),
            "ignored_columns": list(read.ignored),
            "mended_codes": list(read.mended),
            "unusable": read.counts,
            "unusable_rows": [{"row": int(row), "why": why} for row, why in read.unusable.itertuples(index=False)],
        },
        result.table,
    )


def rollback(
    session: Session,
    snapshot: Annotated[
        str | None, typer.Argument(help="Id of a kept snapshot; the one before where it is left out.")
    ] = None,
) -> Result:
    """Return to an earlier snapshot of the store.

    `halsogap doctor` lists those kept.
    """
    manifest = session.store.rollback(snapshot)
    contents = f"{manifest.observations:,} {manifest.kind} observations"
    return Result(
        f"In force now: {manifest.id}, {contents}, made {manifest.created_at}.",
        {"snapshot": manifest.id, "kind": manifest.kind, "created_at": manifest.created_at},
        demo=manifest.demo,
    )


def demo(
    session: Session,
    force: Annotated[
        bool, typer.Option("--force", help="Put demo values in force even where there are real ones.")
    ] = False,
) -> Result:
    """Make up demo values, marked as such, and put them in force."""
    snapshot = session.store.current()
    if snapshot is not None and not snapshot.manifest.demo and not force:
        raise BadInput(
            f"The store {session.location} holds real values, which demo values would take the place of.",
            "Choose another folder with --store PATH, or use --force (`halsogap rollback` returns to the real ones).",
        )
    catalog = session.catalog
    observations, groups = demo_source.make(catalog)
    report = install(
        session.store,
        observations,
        groups,
        kind="demo",
        sources=["Hälsogap demo"],
        replace=None,
        indicators=catalog,
        force=True,
    )
    return stored(report, session.format)


# -- what is said ---------------------------------------------------------------------------------


def stored(report: SyncReport, form: Format) -> Result:
    """What a sync or an import did, in each form."""
    manifest, changes, summary = report.manifest, report.changes, report.changes.summary()
    counts = ", ".join(f"{summary[what]['count']:,} {what}" for what in ("new", "changed", "vanished"))
    lines = [f"Stored {manifest.observations:,} {manifest.kind} observations as snapshot {manifest.id}: {counts}."]
    if report.resumed:
        lines.append(f"{report.resumed} requests of a sync that was cut off did not have to be made again.")
    for what in ("changed", "vanished"):
        examples = summary[what]["examples"][:SHOWN]
        lines += [f"  {what}: {_example(example)}" for example in examples]
        if summary[what]["count"] > SHOWN:
            lines.append(f"  {what}: and {summary[what]['count'] - SHOWN:,} more")
    lines += [f"warning: {warning}" for warning in report.warnings]
    table = None
    if form is Format.CSV:
        frames = {"changed": changes.changed, "vanished": changes.vanished, "new": changes.new}
        table = pd.concat([frame.assign(what=what) for what, frame in frames.items()], ignore_index=True)
        table = table[["what", *KEY, *(name for name in table.columns if name not in ("what", *KEY))]]
    return Result(
        "\n".join(lines),
        {
            "snapshot": manifest.id,
            "kind": manifest.kind,
            "observations": manifest.observations,
            "changes": summary,
            "kept": report.kept,
            "without_values": report.without_values,
            "warnings": report.warnings,
            "requested": report.requested,
            "resumed": report.resumed,
        },
        table,
        demo=manifest.demo,
    )


def _example(example: dict[str, Any]) -> str:
    where = " ".join(str(example[name]) for name in KEY)
    if "value_after" not in example:
        return f"{where}, was {_shown(example, '')}"
    return f"{where}, {_shown(example, '_before')} → {_shown(example, '_after')}"


def _shown(example: dict[str, Any], when: str) -> str:
    value = example[f"value{when}"]
    return str(example[f"status{when}"]) if value is None else f"{value:g}"


def _import_lines(read: longfile.LongFile) -> list[str]:
    """What somebody should know of how a file was read, one sentence each."""
    lines = []
    if read.ignored:
        lines.append(f"Columns not used: {', '.join(read.ignored)}.")
    if read.mended:
        more = f" and {len(read.mended) - SHOWN} more" if len(read.mended) > SHOWN else ""
        lines.append(f"Area codes were read as complete ones: {', '.join(read.mended[:SHOWN])}{more}.")
    if read.repeated:
        lines.append(f"{read.repeated:,} rows only repeated another and were taken once.")
    lines += [f"{count:,} rows could not be used: {why}." for why, count in read.counts.items()]
    return lines
