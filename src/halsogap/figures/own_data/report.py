"""The join report of a visitor's own table in words, and as a table to read and take away."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from halsogap.i18n import Words
from halsogap.model import SMALL_LEVELS, Status
from halsogap.sources.upload.report import UploadReport

NAMED = 3
"""How many areas a sentence names before it counts the rest."""


def joined(report: UploadReport, words: Words) -> str:
    """How many areas got values, of how many: "287 av 290 kommuner har fått värden."."""
    areas = words(f"level.many_{report.level}")
    n = words.number(report.matched)
    if not report.complete:
        return words("own.joined_some", n=n, areas=areas)
    if not report.missing and not report.empty:
        return words("own.joined_all", n=n, areas=areas)
    of = words.number(report.matched + len(report.empty) + len(report.missing))
    where = words("own.joined_where") if report.level in SMALL_LEVELS else ""
    return words("own.joined", n=n, of=of, areas=areas, where=where)


def notes(report: UploadReport, observations: pd.DataFrame, words: Words) -> list[str]:
    """What else there is to know, one sentence each: what lacks, what was mended, what was left out and why."""
    texts = []
    if report.missing:
        texts.append(words("own.missing", areas=_named(report.missing, words)))
    if report.empty:
        listed = _named(report.empty, words)
        texts.append(words("own.without_value", areas=listed))
    if report.mended:
        mended = "; ".join(words("own.as", text=text, read=read) for text, read in report.mended[:NAMED])
        rest = len(report.mended) - NAMED
        texts.append(
            words("own.mended", shown=mended + (words("own.and_more", n=words.number(rest)) if rest > 0 else ""))
        )
    if report.counts:
        counts = [words(f"upload.why.{why}", **_counted(count, words)) for why, count in report.counts.items()]
        texts.append(words("own.unused", counts=", ".join(counts)))
    if report.repeated:
        texts.append(words("own.repeated", n=words.number(report.repeated)))
    if report.notes:
        texts.append(words("own.notes", n=words.number(report.notes)))
    fates = [words(f"own.fate_{fate}", n=words.number(count)) for fate, count in report.by_fate.items() if count]
    texts.append(words("own.fates", counts=", ".join(fates)))
    missing = int((observations["status"] == Status.MISSING).sum())
    if missing:
        texts.append(words("own.empty", n=words.number(missing)))
    return texts


def _named(areas: Sequence[tuple[str, str]], words: Words) -> str:
    """The first of some areas by name and code, and how many more there are."""
    names = [f"{name} ({code})" if name != code else name for code, name in areas[:NAMED]]
    rest = len(areas) - len(names)
    return ", ".join(names) + (words("own.and_more", n=words.number(rest)) if rest else "")


def hidden(observations: pd.DataFrame, threshold: int, words: Words) -> str:
    """How many values are hidden, and below what: said even where none is."""
    count = int((observations["status"] == Status.SUPPRESSED).sum())
    if threshold < 2:
        return words("own.hidden_off", n=words.number(count))
    return words("own.hidden", n=words.number(count), most=words.number(threshold - 1))


def _counted(count: int, words: Words) -> dict[str, str]:
    """A count as rows and as cells, in the singular and the plural."""
    if count == 1:
        return {"rows": words("own.row_one"), "cells": words("own.cell_one")}
    return {"rows": words("own.rows", n=words.number(count)), "cells": words("own.cells", n=words.number(count))}


def report_table(report: UploadReport, words: Words) -> pd.DataFrame:
    """All that did not go straight: faults by row, texts read as something else, areas without a value."""
    names = [words(f"own.{name}") for name in ("row", "column", "text", "what", "suggestions")]
    faults = report.faults.assign(why=report.faults["why"].map(lambda why: words(f"upload.reason.{why}")))
    missing = [
        ("", "", f"{name} ({code})" if name != code else name, words("own.is_missing"), "")
        for code, name in report.missing
    ]
    mended = [("", "", text, words("own.is_mended"), read) for text, read in report.mended]
    rows = [*faults.astype({"row": str}).itertuples(index=False, name=None), *mended, *missing]
    return pd.DataFrame(rows, columns=names)
