"""The answer of the page on data and methods: what the last fetch changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import escape

from halsogap.figures.choices import LanguageOnly
from halsogap.figures.figure import Figure, Table, sentence
from halsogap.figures.provenance import provenance
from halsogap.geography import area_index
from halsogap.i18n import Words
from halsogap.reading.reader import Reader

KINDS = ("new", "changed", "vanished")
"""What a fetch does to values, as the edition's report counts them."""


def make(choices: LanguageOnly, reader: Reader, words: Words) -> list[Figure]:
    """The page's one figure; none where the edition changed nothing."""
    figure = changes(choices, reader, words)
    return [figure] if figure else []


def changes(choices: LanguageOnly, reader: Reader, words: Words) -> Figure | None:
    """The first values that the edition changed or lost against the one before; None where there are none."""
    report = reader.snapshot().manifest.report
    rows = [row for kind in KINDS[1:] for row in report.get(kind, {}).get("examples", [])]
    if not rows:
        return None
    catalog = reader.published_catalog()
    indicators = [catalog[slug] for slug in dict.fromkeys(row["indicator"] for row in rows) if slug in catalog]
    counts = {kind: words.number(report.get(kind, {}).get("count", 0)) for kind in KINDS}
    return Figure(
        id="data.changes",
        address=choices.address,
        title=words("data.examples"),
        finding=sentence(escape(words("sync.changed", **counts))),
        table=Table(lambda: pd.DataFrame([_example(row, reader, words) for row in rows])),
        provenance=provenance(reader, indicators, words),
        alternative=words("data.examples"),
        stem=words("data.changes_stem"),
    )


def _example(row: Mapping[str, Any], reader: Reader, words: Words) -> dict[str, str]:
    """One changed or vanished value in words: what, where, when, and the numbers before and after."""
    catalog, areas = reader.published_catalog(), area_index()
    indicator = catalog.get(row["indicator"])
    before, after = row.get("value_before", row.get("value")), row.get("value_after")

    def text_of(value: float | None) -> str:
        if value is None:
            return "–"
        return words.value(value, indicator) if indicator else words.number(value, 1)

    return {
        words("indicators.name"): words.of(indicator.short) if indicator else row["indicator"],
        words("map.area"): areas[row["area"]].name if row["area"] in areas else row["area"],
        words("panel.year"): str(row["period"]),
        words("data.sex"): words(f"sex.{row['sex']}"),
        words("data.before"): text_of(before),
        words("data.after"): text_of(after),
    }
