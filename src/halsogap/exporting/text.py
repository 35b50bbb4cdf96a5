"""Text from data is text: no cell of ours is ever run as a formula, and none breaks a file."""

from __future__ import annotations

import re

import pandas as pd

FORMULA = re.compile(r"^\s*[=+\-@\t\r\n＝＋－＠]")
"""How a text begins that a spreadsheet may run (OWASP, "CSV Injection"), also full-width or after spaces."""

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
