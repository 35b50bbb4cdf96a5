"""The report of the join: what of a table found its area, what did not and why, and what the table lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from halsogap.model import SMALL_LEVELS, Level, Status
from halsogap.sources.refusal import BadTable
from halsogap.sources.upload.divisions import PlaceReader
from halsogap.sources.upload.table import Table

LISTED = 1_000
"""How many faults are listed; all are counted."""

OWN_SENTENCE = ("date", "part_of_year", "other_vintage", "double", "not_number", "unknown_sex", "retired")
"""The reasons that, where they make a whole table useless, have a sentence of their own on how to mend it."""


class Fate(StrEnum):
    """What became of a row of the file."""

    READ = "read"
    OTHER = "other"
    """A row of another kind than those read: why is told."""
    HEADING = "heading"
    NOTE = "note"
    """A text above, among or below the rows."""
    BLANK = "blank"


@dataclass(frozen=True)
class Fault:
    """A row or a cell that cannot be used: its row in the file, its column's heading, its text, why (`upload.why`)."""

    row: int
    column: str
    text: str
    why: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class UploadReport:
    """What of a table was joined to areas, and what was not, and why.

    Parameters
    ----------
    level, vintage
        The division of the table's areas.
    rows, values
        How many rows the table has, and how many values came of them (those without a number counted too).
    matched
        How many areas of the level have a row.
    missing
        The areas of the level that no row speaks of, as (code, name); of small areas those in the municipalities that
        some row speaks of.
    complete
        Whether the level's areas are known, so that `missing` tells all that lack.
    mended
        Texts that were read as something else than they say, as (text, what it was read as).
    faults
        The first `LISTED` things that could not be used: `row` (its number in the file), `column` (its heading),
        `text`, `why` (a reason of `upload.why`), `suggestions` ("Habo (0643), Håbo (0305)").
    counts
        How many there are of each reason.
    repeated
        How many values only said again what an earlier row said.
    notes
        Rows with a text and nothing else: headings and footnotes.
    fates
        Every row of the file, once, from 1 to the last that is not empty: `row`, `fate` (a `Fate`), and `why` (a reason
        of `upload.why`, or "not_chosen") of one that was not read, or not all of it.
    carried
        How many rows have a label that is written once, above them.
    empty
        The areas that have a row and no value, as (code, name).
    """

    level: Level
    vintage: str
    rows: int
    values: int
    matched: int
    missing: tuple[tuple[str, str], ...]
    complete: bool
    mended: tuple[tuple[str, str], ...]
    faults: pd.DataFrame
    counts: dict[str, int]
    repeated: int
    notes: int
    fates: pd.DataFrame
    carried: int = 0
    empty: tuple[tuple[str, str], ...] = ()

    @property
    def by_fate(self) -> dict[Fate, int]:
        """How many rows of the file met each fate; together all rows there are."""
        counts = self.fates["fate"].value_counts()
        return {fate: int(counts.get(fate, 0)) for fate in Fate}

    @property
    def unused(self) -> int:
        """How many rows or cells could not be used."""
        return sum(self.counts.values())


def make_report(
    reader: PlaceReader,
    observations: pd.DataFrame,
    faults: Iterable[Fault],
    *,
    rows: int,
    mended: Mapping[str, str],
    repeated: int,
    notes: int,
    fates: pd.DataFrame,
    carried: int = 0,
) -> UploadReport:
    """The report on `observations`, whose places `reader` has read; the rest is as `UploadReport` has it."""
    level, areas = reader.division.level, reader.division.areas
    of_level = observations[observations["level"] == level]
    with_row = set(of_level["area"])
    matched = set(of_level.loc[of_level["status"] != Status.MISSING, "area"])
    expected = areas[areas["level"] == level]
    if level in SMALL_LEVELS:
        expected = expected[expected["code"].str[:4].isin({code[:4] for code in with_row})]
    missing = expected[~expected["code"].isin(with_row)]
    in_order = sorted(faults, key=lambda fault: fault.row)
    listed = [(f.row, f.column, f.text, f.why, _named(f.suggestions, reader)) for f in in_order[:LISTED]]
    return UploadReport(
        level=level,
        vintage=reader.division.vintage,
        rows=rows,
        values=len(observations),
        matched=len(matched),
        missing=tuple(zip(missing["code"], missing["name"], strict=True)),
        complete=not expected.empty and with_row <= set(expected["code"]),
        mended=tuple(mended.items()),
        faults=pd.DataFrame(listed, columns=["row", "column", "text", "why", "suggestions"]),
        counts=dict(Counter(fault.why for fault in in_order).most_common()),
        repeated=repeated,
        notes=notes,
        fates=fates,
        carried=carried,
        empty=tuple((code, reader.name(code)) for code in sorted(with_row - matched)),
    )


def fates_of(
    table: Table, faults: Iterable[Fault], *, read: set[int], notes: set[int], chosen: pd.Index
) -> pd.DataFrame:
    """What became of every row of the file: `UploadReport.fates`.

    Parameters
    ----------
    table
        The whole table, with the rows that were not chosen.
    faults
        Why rows and cells could not be used.
    read, notes
        The numbers of rows that gave a value, and of those with a text alone.
    chosen
        The numbers of the rows that were to be read.
    """
    body = table.body.index
    last = max([0, *table.over, *table.headings, *(int(number) for number in body[-1:])])
    rows = pd.RangeIndex(1, last + 1)
    fate = pd.Series(str(Fate.BLANK), index=rows)
    why = pd.Series("", index=rows)
    fate[list(table.over)] = str(Fate.NOTE)
    fate[list(table.headings)] = str(Fate.HEADING)
    fate[body] = str(Fate.OTHER)
    why[body.difference(chosen)] = "not_chosen"
    fate[list(notes)] = str(Fate.NOTE)
    reasons: dict[int, str] = {}
    doubled = set()
    for fault in faults:
        reasons.setdefault(fault.row, fault.why)
        if fault.why == "double":
            doubled.add(fault.row)
    why.update(pd.Series(reasons, dtype="str"))
    fate[list(read - doubled)] = str(Fate.READ)
    return pd.DataFrame({"row": rows, "fate": fate.to_numpy(), "why": why.to_numpy()})


def nothing_left(faults: Sequence[Fault], rows: int) -> BadTable:
    """The sentence for a table of which nothing can be used: its commonest fault."""
    if not faults:
        return BadTable("no_values", n=rows)
    why, _ = Counter(fault.why for fault in faults).most_common(1)[0]
    first = next(fault for fault in faults if fault.why == why)
    return BadTable(f"nothing_{why}" if why in OWN_SENTENCE else "nothing", row=first.row, text=first.text[:60])


def _named(codes: Iterable[str], reader: PlaceReader) -> str:
    return ", ".join(f"{reader.name(code)} ({code})" for code in codes)
