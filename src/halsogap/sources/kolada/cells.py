"""How Kolada writes a value, a status and a year, and what each is taken for."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from halsogap.model import Status
from halsogap.sources.numbers import YEARS, number

STATUS_WORDS = tuple(Status)

STATUSES = {
    "": Status.VALUE,
    "missing": Status.MISSING,
    "saknas": Status.MISSING,
    "notapplicable": Status.NOT_APPLICABLE,
    "ejtillämpligt": Status.NOT_APPLICABLE,
    "ejaktuellt": Status.NOT_APPLICABLE,
    "suppressed": Status.SUPPRESSED,
    "confidential": Status.SUPPRESSED,
    "secret": Status.SUPPRESSED,
    "private": Status.SUPPRESSED,
    "privacy": Status.SUPPRESSED,
    "sekretess": Status.SUPPRESSED,
}
"""Kolada's statuses, letters only. Just "" and "Missing" have been seen; the others are other publishers' words."""


def whole_years(column: pd.Series) -> np.ndarray:
    """The years as whole numbers, −1 where a cell is none."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    years = pd.to_numeric(column, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    sound = (years == np.floor(years)) & (years >= YEARS.start) & (years < YEARS.stop)
    return np.where(sound, years, -1).astype("int64")


def numbers(column: pd.Series) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The values as finite float64 or NaN; which were mended from text; which are neither a number nor nothing.

    In a column of numbers NaN is how "no value" is written. A service has null for that, so that NaN in a column of
    objects is a fault like any other word.
    """
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        values = column.to_numpy(dtype="float64", na_value=np.nan)
        infinite = np.isinf(values)
        return np.where(infinite, np.nan, values), np.zeros(len(values), dtype=bool), infinite
    cells = column.to_list()
    parsed = [_number(cell) for cell in cells]
    read = [(cell, value) for cell, value in zip(cells, parsed, strict=True)]
    mended = np.array([isinstance(cell, str) and value is not None for cell, value in read], dtype=bool)
    bad = np.array([value is None and not (cell is None or cell is pd.NA or cell == "") for cell, value in read], bool)
    return np.array(parsed, dtype="float64"), mended, bad


def statuses(column: pd.Series, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The status of each row as a position in STATUS_WORDS, and which rows have one that is not known.

    It is a value only where there is a number and the publisher says nothing against it; an unknown status says
    something, so its row is missing.
    """
    codes, distinct = pd.factorize(column)
    known = [STATUSES.get("".join(filter(str.isalpha, str(name))).casefold()) for name in distinct]
    # The last element answers for −1: no status at all is "".
    positions = np.array([STATUS_WORDS.index(word or Status.MISSING) for word in [*known, Status.VALUE]], dtype="int8")
    strange = np.array([word is None for word in [*known, Status.VALUE]], dtype=bool)
    status = positions[codes]
    empty = (status == STATUS_WORDS.index(Status.VALUE)) & np.isnan(values)
    return np.where(empty, STATUS_WORDS.index(Status.MISSING), status), strange[codes]


def _number(cell: Any) -> float | None:
    if isinstance(cell, str):
        return number(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    try:
        value = float(cell)
    except OverflowError:  # a whole number beyond what a float holds
        return None
    return value if math.isfinite(value) else None
