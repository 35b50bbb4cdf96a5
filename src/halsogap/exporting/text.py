"""Text from data is text: no cell of ours is ever run as a formula, and none breaks a file."""

from __future__ import annotations

import re

import pandas as pd

_UNSEEN = (
    r"\s\x00-\x20\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
"""Spaces, and characters of no width: marks of direction, joiners, fillers, byte order marks, variation selectors."""

FORMULA = re.compile(f"^[{_UNSEEN}]*[=+\\-@＝＋－＠﹦﹢﹣﹫]|^[\t\r\n]")
"""How a text begins that a spreadsheet may run (OWASP, "CSV Injection"), also full-width or after what is not seen."""

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that no Excel file can hold."""


def safe_text(text: str) -> str:
    """`text` as a cell that no spreadsheet runs: an apostrophe before what would begin a formula."""
    without = CONTROL.sub("", text)
    return f"'{without}" if FORMULA.match(without) else without


def safe_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with its text cells and column names made safe; numbers are left as they are."""

    def column(values: pd.Series) -> pd.Series:
        if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
            return values
        distinct = {cell: safe_text(cell) for cell in values.unique() if isinstance(cell, str)}
        return values.astype(object).map(lambda cell: distinct.get(cell, cell) if isinstance(cell, str) else cell)

    return frame.apply(column).rename(columns=lambda name: safe_text(str(name)))
