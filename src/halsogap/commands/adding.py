"""The command that finds Kolada's indicators and adds them to the catalogue."""

from __future__ import annotations

from typing import Annotated, Any

import pandas as pd
import typer

from halsogap.catalog import added
from halsogap.catalog.catalog import Catalog
from halsogap.commands.session import Result, Session, command
from halsogap.commands.writing import ForceOption, stored
from halsogap.errors import BadInput, UnknownName
from halsogap.model import Better, Indicator
from halsogap.sources.files.longfile import kpi_id
from halsogap.sources.kolada import indicators
from halsogap.sources.kolada.api import Api
from halsogap.sync.kolada import sync
from halsogap.sync.source import NoValues

LISTED = 50


def register(program: typer.Typer) -> None:
    """Give `program` the command of this module."""
    command(program)(add)


def add(
    session: Session,
    kpi_or_words: Annotated[list[str], typer.Argument(help="Kolada's id of an indicator, or words of its title.")],
    better: Annotated[Better | None, typer.Option(help="Which direction is favourable. [default: unknown]")] = None,
    no_fetch: Annotated[bool, typer.Option("--no-fetch", help="Do not fetch its values now.")] = False,
    force: ForceOption = False,
) -> Result:
    """Find an indicator of Kolada by words, or add one by id.

    `add fallskador` lists the indicators with that word in the title; `add N20434` adds that one and fetches its
    values.
    """
    wanted = " ".join(kpi_or_words).strip()
    kpi = kpi_id(wanted)
    with Api(session.kolada_url) as api:
        matches = indicators.search(api, wanted)
        if kpi is None:
            return _matches(wanted, matches, session)
        if not matches:
            raise _unknown_kpi(kpi, api)
    indicator, summary = _added(session, kpi, matches[0], better)
    data: dict[str, Any] = {"added": indicator.slug, "title": indicator.name.sv, "better": str(indicator.better)}
    if no_fetch:
        return Result(f"{summary}\n`halsogap sync` will fetch its values.", data)
    snapshot = session.store.current()
    if snapshot is not None and snapshot.manifest.demo:
        return Result(f"{summary}\nThe store holds demo values; `halsogap sync` fetches real ones, its too.", data)
    session.say(summary)
    with session.progress() as tell:
        only = Catalog({indicator.slug: indicator})
        try:
            report = sync(session.store, only, session.kolada_url, progress=tell, force=force)
        except NoValues:  # some of Kolada's indicators have values for neither municipalities nor counties
            return Result(f"{summary}\nKolada has no values of it for the country, counties or municipalities.", data)
    result = stored(report, session.format)
    return Result(f"{summary}\n{result.text}", data | result.data, result.table)


def _matches(words: str, kpis: list[dict[str, Any]], session: Session) -> Result:
    known = {kpi: indicator.slug for indicator in session.catalog.values() for kpi in indicator.kpis}
    matches = [{"kpi": kpi["id"], "title": kpi["title"], "in_catalog": known.get(kpi["id"])} for kpi in kpis]
    lines = [
        f"{match['kpi']}  {match['title']}"
        + (f"  [in the catalogue: {match['in_catalog']}]" if match["in_catalog"] else "")
        for match in matches[:LISTED]
    ]
    if len(matches) > LISTED:
        lines.append(f"and {len(matches) - LISTED} more; give more words.")
    closing = "`halsogap add ID` adds one." if matches else "Try fewer or other words: Kolada's titles are in Swedish."
    lines += [f"{len(matches)} of Kolada's indicators have {words!r} in the title. {closing}"]
    return Result("\n".join(lines), {"matches": matches}, pd.DataFrame(matches, columns=["kpi", "title", "in_catalog"]))


def _added(session: Session, kpi: str, metadata: dict[str, Any], better: Better | None) -> tuple[Indicator, str]:
    """The indicator of `kpi`, added where the catalogue does not have it yet, and what to say about that."""
    of_kpi = {kpi: indicator for indicator in session.catalog.values() for kpi in indicator.kpis}
    known = of_kpi.get(kpi)
    added_before = known is not None and known.slug in added.listed(session.store.folder)
    if known is not None and not added_before and better not in (None, known.better):
        raise BadInput(
            f"{kpi} is in the catalogue as {known.slug!r}, whose favourable direction is {known.better}.",
            "Leave out --better: only of indicators that you have added can it be set.",
        )
    if known is not None and better in (None, known.better):
        return known, f"{kpi} is in the catalogue already, as {known.slug!r}."
    indicator = added.add(session.store.folder, indicators.indicator_table(metadata), better=better or Better.UNKNOWN)
    return indicator, f"Added {indicator.slug}: {indicator.name.sv} (favourable direction: {indicator.better})."


def _unknown_kpi(kpi: str, api: Api) -> UnknownName:
    """An error that names the ids nearest to `kpi`: those that differ in one digit, or have two neighbours swapped."""
    # Slips are likeliest near the end, and ids that begin alike measure things that are alike.
    places = range(len(kpi) - 1, 0, -1)
    near = [kpi[:at] + digit + kpi[at + 1 :] for at in places for digit in "0123456789"]
    near += [kpi[: at - 1] + kpi[at] + kpi[at - 1] + kpi[at + 1 :] for at in places if at > 1]
    near += [letter + kpi[1:] for letter in "NU"]
    metadata = indicators.metadata(api, [other for other in near if other != kpi])
    names = " or ".join(
        [f"{other} ({metadata[other]['title']})" for other in dict.fromkeys(near) if other in metadata][:3]
    )
    return UnknownName(
        f"Kolada has no indicator {kpi!r}.",
        f"Did you mean {names}?" if names else "`halsogap add WORDS` finds one by words of its title.",
    )
