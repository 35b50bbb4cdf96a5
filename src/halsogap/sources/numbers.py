"""Numbers and years as people and publishers write them in a cell of text."""

from __future__ import annotations

import re

import numpy as np

NO_VALUE = {"", "-", ".", "..", "na", "nan", "n/a", "null", "none"}
"""What publishers and spreadsheets write where there is no value (".." is SCB's), in any case."""

YEARS = range(1900, 2101)
"""The whole numbers that can be the year of a value."""


def year(text: str) -> int | None:
    """The year that `text` is, or None where it is none."""
    return int(text) if re.fullmatch(r"[0-9]{4}", text) and int(text) in YEARS else None


def number(text: str) -> float | None:
    """The finite number that `text` is, with a decimal point or comma and spaces between thousands; else None.

    A text with both a comma and a point is refused: which of them is the decimal sign cannot be known.
    """
    plain = re.sub(r"\s", "", text).replace("−", "-")
    if not re.fullmatch(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?", plain):
        return None
    value = float(plain.replace(",", "."))
    return value if np.isfinite(value) else None
