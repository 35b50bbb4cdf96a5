"""What stands out in a place as a table: one row a line of the page's three lists."""

from __future__ import annotations

import math

import pandas as pd

from halsogap.figures.provenance import BY_ROW
from halsogap.figures.start.reading import Reading, Row
from halsogap.i18n import Words
from halsogap.model import Sex

COLUMNS = {Sex.K: "export.women", Sex.M: "export.men", Sex.T: "export.total"}
"""The column of a value, by its sex."""


def standing_rows(reading: Reading, words: Words) -> pd.DataFrame:
    """The rows, named in the user's language; the index has the indicators' slugs."""
    listed = [(kind, row) for kind, rows in reading.lists.items() for row in rows]
    slugs = pd.Index([row["indicator"] for _, row in listed], name=BY_ROW, dtype=object)
    frame = pd.DataFrame([_row(reading, kind, row, words) for kind, row in listed], index=slugs)
    whole = (words(f"start.column_{name}") for name in ("rank", "areas"))
    return frame.astype({column: "Int64" for column in whole if column in frame})


def _row(reading: Reading, kind: str, row: Row, words: Words) -> dict[str, object]:
    indicator, place, is_gap = reading.indicator(row), reading.place, kind == "gaps"
    values = {Sex.K: row["women"], Sex.M: row["men"]} if is_gap else {Sex(row["sex"]): row["value"]}
    return {
        words("start.column_list"): words(f"start.{kind}"),
        words("export.code"): place.code,
        words("export.area"): place.name,
        words("export.indicator"): words.of(indicator.name),
        words("indicators.id"): ", ".join(indicator.ids),
        words("export.year"): row["period"],
        words("export.unit"): words.unit(indicator),
        **{words(column): values.get(sex, math.nan) for sex, column in COLUMNS.items()},
        words("export.gap_diff"): row["gap"] if is_gap else math.nan,
        words("start.column_score"): row["score"] if is_gap else math.nan,
        words("start.column_rank"): None if is_gap else row["rank"],
        words("start.column_areas"): None if is_gap else row["areas"],
    }
