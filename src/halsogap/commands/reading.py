"""The commands that read the store: export, table, doctor."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from halsogap.catalog.catalog import Catalog
from halsogap.commands.diagnosis import Diagnosis, examine
from halsogap.commands.session import Format, Result, Session, command, records
from halsogap.errors import BadInput, UnknownName, did_you_mean
from halsogap.exporting.csv import csv_bytes
from halsogap.exporting.observations import KOLADA, long_table
from halsogap.exporting.xlsx import Sheet, workbook
from halsogap.figures.provenance import DEMO, row_line
from halsogap.figures.spread.bilaga1 import bilaga1, in_report
from halsogap.geography import area as area_of
from halsogap.i18n import words as words_of
from halsogap.model import Level, Sex
from halsogap.store.snapshot import Manifest, Snapshot

UNSOUND = 4
"""Exit code of a doctor who found an error: that of a `StoreError`."""

TABLES = ("bilaga1",)


class Language(StrEnum):
    """The languages that names can be written in."""

    SV = "sv"
    EN = "en"


def register(program: typer.Typer) -> None:
    """Give `program` the commands of this module."""
    command(program)(export)
    command(program)(table)
    command(program)(doctor)


def export(
    session: Session,
    indicator: Annotated[
        str | None, typer.Argument(help="Slug or Kolada id; all indicators where it is left out.")
    ] = None,
    level: Annotated[Level | None, typer.Option(help="Only this level.")] = None,
    period: Annotated[int | None, typer.Option(help="Only this year.")] = None,
    sex: Annotated[Sex | None, typer.Option(help="Only women (K), men (M) or both together (T).")] = None,
    area: Annotated[str | None, typer.Option(help="Only the area with this code: 0000, 21, 2180.")] = None,
    output: Annotated[
        Path | None, typer.Option(help="File to write: .csv, .xlsx or .parquet. Else standard output.")
    ] = None,
    language: Annotated[
        Language, typer.Option(help="Of names; sv also writes CSV with ; and decimal comma.")
    ] = Language.EN,
) -> Result:
    """Write values with names, unit, source and date.

    One row a value, with the DEMO mark where they are made up.
    Goes to standard output as CSV (or JSON with --format json), or to a file with --output.
    """
    writers = _writers(output)
    snapshot, catalog = session.snapshot(), session.catalog
    chosen = resolve(indicator, catalog, snapshot)
    if area is not None:
        area = area_of(area).code
    rows = snapshot.observations(chosen, level=level, period=period, sex=sex, area=area)
    if rows.empty:
        raise _nothing(snapshot, indicator, {"level": level, "year": period, "sex": sex, "area": area})
    manifest = snapshot.manifest
    words = words_of(str(language))
    long = long_table(rows, catalog, words, demo=manifest.demo)
    if output is None:
        form = session.format
        return Result(
            text=csv_bytes(long, language, mark=False).decode() if form is Format.TEXT else "",
            data={"rows": records(long)} if form is Format.JSON else {},
            table=long,
            demo=manifest.demo,
        )
    file = output.with_name(f"{DEMO}_{output.name}") if manifest.demo and DEMO not in output.name else output
    _write(file, writers(long, _about(manifest, long, language), language, manifest.demo))
    data = {"file": str(file), "rows": len(long), "snapshot": manifest.id}
    return Result(f"Wrote {len(long):,} rows to {file}.", data, demo=manifest.demo)


def table(
    session: Session,
    name: Annotated[str, typer.Argument(help=f"Which table: {', '.join(TABLES)}.")],
) -> Result:
    """Print a table of the report, made anew from the store.

    bilaga1: for each indicator and year of the report's appendix 1 the country, and the lowest and highest
    municipality and county, in the report's unit.
    """
    if name not in TABLES:
        raise UnknownName(
            f"There is no table {name!r}.", did_you_mean(name, TABLES) or f"There is {', '.join(TABLES)}."
        )
    snapshot, catalog = session.snapshot(), session.catalog
    slugs = list(dict.fromkeys(indicator.slug for _, indicator, _ in in_report(catalog)))
    made = bilaga1(snapshot.observations(slugs), catalog)
    demo = snapshot.manifest.demo
    words = words_of("en")
    source = row_line(KOLADA, words, demo=demo, computed=True)
    return Result(
        text=f"{made.to_string(index=False, na_rep='', float_format='{:.6g}'.format)}\n\n{source}.",
        data={
            "table": name,
            "source": source,
            "method": row_line(KOLADA, words, demo=False, computed=True),
            "snapshot": snapshot.id,
            "rows": records(made),
        },
        table=made.assign(demo=DEMO) if demo else made,
        demo=demo,
    )


def doctor(session: Session) -> Result:
    """Say what the store holds and what is wrong with it.

    Exits with 0 where the store is sound, and with 4 where it is not.
    """
    diagnosis = examine(session.store, session.catalog)
    holdings = pd.DataFrame(
        [
            {"indicator": h.indicator, "rows": h.rows, "first": h.first, "last": h.last}
            | {str(level): h.coverage.get(level, 0) for level in Level}
            for h in diagnosis.holdings
        ],
        columns=["indicator", "rows", "first", "last", *map(str, Level)],
    )
    return Result(
        text=_diagnosis_text(diagnosis, session.catalog),
        data=diagnosis.to_dict(),
        table=holdings,
        demo=diagnosis.kind == "demo",
        exit_code=0 if diagnosis.sound else UNSOUND,
    )


# -- export ---------------------------------------------------------------------------------------

Writer = Callable[[pd.DataFrame, dict[str, str], str, bool], bytes]


def _writers(output: Path | None) -> Writer:
    """How to write a file of `output`'s kind; asked before any work is done."""

    def parquet(frame: pd.DataFrame, about: dict[str, str], language: str, demo: bool) -> bytes:
        stream = io.BytesIO()
        frame.to_parquet(stream, index=False)
        return stream.getvalue()

    kinds: dict[str, Writer] = {
        ".csv": lambda frame, about, language, demo: csv_bytes(frame, language),
        ".xlsx": _workbook,
        ".parquet": parquet,
    }
    suffix = output.suffix.casefold() if output else ".csv"
    if suffix not in kinds:
        raise BadInput(f"A file that ends in {suffix!r} ({output}) cannot be written.", f"Choose {', '.join(kinds)}.")
    return kinds[suffix]


def _workbook(frame: pd.DataFrame, about: Mapping[str, str], language: str, demo: bool) -> bytes:
    """A workbook of stored rows; the mark is in both sheets' names and heads the second."""
    words, mark = words_of(str(language)), f"{DEMO} " if demo else ""
    notes = [(DEMO, row_line(KOLADA, words, demo=True))] if demo else []
    names = (mark + words(f"provenance.sheet_{kind}") for kind in ("values", "about"))
    return workbook([Sheet(next(names), frame)], next(names), [*notes, *about.items()])


def resolve(wanted: str | None, catalog: Catalog, snapshot: Snapshot) -> list[str]:
    """The indicator meant by a slug or a Kolada id, or all that the snapshot holds."""
    observations = snapshot.observations_table
    indicators = sorted(snapshot.run(observations.select("indicator").distinct())["indicator"])
    if wanted is None:
        return indicators
    if wanted in indicators:
        return [wanted]
    of_kpi = [indicator.slug for indicator in catalog.values() if wanted.upper() in indicator.kpis]
    if of_kpi or wanted.upper() in indicators:
        return of_kpi or [wanted.upper()]
    try:
        return [catalog[wanted].slug]
    except UnknownName as error:
        near = did_you_mean(wanted, [*catalog, *indicators])
        raise UnknownName(error.message, near or error.mend) from None


def _nothing(snapshot: Snapshot, indicator: str | None, given: dict[str, Any]) -> UnknownName:
    """Why an export came out empty: what was asked for, and which years there are."""
    asked = ", ".join(f"{name} {value}" for name, value in given.items() if value is not None)
    of = f" of {indicator!r}" if indicator else ""
    observations = snapshot.observations_table
    if indicator:
        observations = observations.filter(observations.indicator == indicator)
    years = snapshot.run(observations.agg(first=observations.period.min(), last=observations.period.max())).iloc[0]
    if pd.isna(years["first"]):
        return UnknownName(f"The store has no values{of}.", "`halsogap sync` fetches what Kolada has.")
    return UnknownName(
        f"The store has no values{of} for {asked}.",
        f"It has values from {int(years['first'])} to {int(years['last'])}; `halsogap doctor` says for which levels.",
    )


def _about(manifest: Manifest, long: pd.DataFrame, language: str) -> dict[str, str]:
    """What the second sheet of a workbook says."""
    fetched = sorted(long["fetched_at"].unique())
    return {
        "Source": "; ".join(sorted(long["source"].unique())),
        "Fetched": fetched[0] if len(fetched) == 1 else f"{fetched[0]} – {fetched[-1]}",
        "Snapshot": manifest.id,
        "Values from": "; ".join(manifest.sources),
        "Indicators": "; ".join(sorted(long["name"].unique())[:50]),
        "Rows": str(len(long)),
    }


def _write(file: Path, content: bytes) -> None:
    """Write the whole file or none of it."""
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("wb") as handle:
            handle.write(content)
            os.fsync(handle.fileno())
        part.replace(file)
    except OSError as error:
        if part.is_file():
            part.unlink()
        raise BadInput(
            f"The file {file} cannot be written: {error.strerror or error}.", "Choose another place with --output."
        ) from error


# -- doctor ---------------------------------------------------------------------------------------


def _diagnosis_text(diagnosis: Diagnosis, catalog: Catalog) -> str:
    lines = [f"Store      {diagnosis.location}"]
    if diagnosis.snapshot:
        fetched = " to ".join(dict.fromkeys(moment[:10] for moment in diagnosis.fetched)) or "at unknown times"
        age = "" if diagnosis.age_days is None else f", {diagnosis.age_days} days ago"
        lines += [
            f"Snapshot   {diagnosis.snapshot}, {diagnosis.kind} values, made {diagnosis.created_at}",
            f"Source     {'; '.join(diagnosis.sources)}",
            f"Fetched    {fetched}{age}",
            f"Values     {diagnosis.rows:,} of {len(diagnosis.holdings):,} indicators",
        ]
    if diagnosis.kept:
        lines.append(f"Kept       {', '.join(diagnosis.kept)}")
    listed = [holding for holding in diagnosis.holdings if holding.indicator in catalog]
    if listed:
        lines += ["", f"{'Indicator':<30}{'Rows':>9}  {'Years':<11}  Areas with a value"]
    for holding in listed:
        areas = ", ".join(f"{level} {count:,}" for level, count in holding.coverage.items()) or "none"
        years = f"{holding.first}–{holding.last}"
        lines.append(f"{holding.indicator:<30}{holding.rows:>9,}  {years:<11}  {areas}")
    if len(listed) < len(diagnosis.holdings):
        lines.append(
            f"and {len(diagnosis.holdings) - len(listed):,} that are not in the catalogue (--format csv lists all)."
        )
    lines += ["", "The store is sound." if diagnosis.sound else "The store is not sound."]
    lines += [f"{finding.severity}: {finding.message} {finding.mend}".rstrip() for finding in diagnosis.findings]
    return "\n".join(lines)
