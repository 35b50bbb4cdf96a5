"""Files in Kolada's long form: one row a value, with a KPI, a place, a year, a gender and the value.

Whatever the file is (Parquet, Excel, or text with `;`, `,` or tab), it becomes one table in Kolada's own codes.
Nothing is dropped in silence: columns not used are named, codes that were mended are named, and a row that cannot be
used is counted and listed with its number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from halsogap.errors import BadInput, did_you_mean
from halsogap.geography import area_index
from halsogap.sources.files.tabular import read_table
from halsogap.sources.numbers import NO_VALUE, number, year
from halsogap.sources.tables import text_of

COLUMNS = {
    "kpi": ("kpi",),
    "municipality": ("municipality", "geo"),
    "period": ("period", "year"),
    "gender": ("gender",),
    "value": ("value",),
}
"""The long form's columns, and what they may be called (in any case); the first name found is used."""

KEY = ["kpi", "municipality", "period", "gender"]

FAULTS = {
    "kpi": "no KPI",
    "municipality": "unknown area",
    "period": "not a year",
    "gender": "unknown gender",
    "value": "not a number",
    "key": "another value than another row of the same KPI, area, year and gender",
}
"""Why a row cannot be used, by the column at fault; "key" is the four columns that identify a value."""

GENDERS = {
    "t": "T",
    "k": "K",
    "m": "M",
    "totalt": "T",
    "kvinnor": "K",
    "män": "M",
    "total": "T",
    "women": "K",
    "men": "M",
}
LISTED = 1_000
"""How many unusable rows are listed; all are counted."""


@dataclass(frozen=True)
class LongFile:
    """A file in the long form, read.

    Parameters
    ----------
    name
        The file's name.
    rows
        One row a value, in Kolada's codes: `kpi` ("N15428"), `municipality` ("0000" the country, "00NN" a region,
        four digits a municipality), `period` (year), `gender` (T, K, M), `value` (missing where `status` says so) and
        `status` ("" or "Missing", as Kolada writes it).
    ignored
        The columns that were not used.
    mended
        The codes that were read as something else than they say, each once: "'114' as 0114".
    repeated
        How many rows only said again what an earlier row said.
    unusable
        The first of the rows that cannot be used: `row`, numbered as the program that made the file does, and `why`.
    doubtful
        The rows, in the form of `rows` and as missing, whose value alone cannot be used: it is not a number, or
        another than another row's.
    counts
        How many rows cannot be used, by reason (of `FAULTS`).
    """

    name: str
    rows: pd.DataFrame
    ignored: tuple[str, ...]
    mended: tuple[str, ...]
    repeated: int
    unusable: pd.DataFrame
    doubtful: pd.DataFrame
    counts: dict[str, int]


def read(file: str | Path) -> LongFile:
    """Read `file` in Kolada's long form.

    Raises
    ------
    BadInput
        The file is absent, empty or not a table; a column is missing; or no row of it can be used.
    """
    path = Path(file)
    table = read_table(path, [spelling for spellings in COLUMNS.values() for spelling in spellings])
    chosen = _choose_columns(list(table.columns), path)
    raw = table.frame[list(chosen.values())].set_axis(list(chosen), axis=1)
    mended: dict[str, None] = {}

    def municipality(text: str) -> str | None:
        code = area_code(text)
        if code is not None and text not in (code, code[2:], "0"):
            mended[f"{text!r} as {code}"] = None
        return code

    rows = pd.DataFrame(
        {
            "kpi": _by_distinct(raw["kpi"], kpi_id),
            "municipality": _by_distinct(raw["municipality"], municipality),
            "period": _by_distinct(raw["period"], year),
            "gender": _by_distinct(raw["gender"], lambda text: GENDERS.get(text.casefold())),
        }
    )
    values, not_numbers = _values(raw["value"])
    # Where a row has several faults the first column's is told; mending it brings the next to light.
    fault = np.select([rows[column].isna() for column in KEY] + [not_numbers], [*KEY, "value"], default="")
    rows["value"] = values
    repeated = _settle_duplicates(rows, fault)
    usable = (fault == "") & ~repeated
    unusable, counts = _list_faults(raw, fault)
    if not usable.any():
        first = f" Row {unusable['row'].iloc[0]}: {unusable['why'].iloc[0]}." if len(unusable) else ""
        raise BadInput(
            f"No row of the file {path} can be used.{first}",
            "Each row needs a KPI, an area code, a year, a gender (T, K or M) and a number.",
        )
    doubtful = rows[np.isin(fault, ("value", "key"))].drop_duplicates(KEY)
    rows["status"] = pd.Categorical(np.where(rows["value"].isna(), "Missing", ""))
    return LongFile(
        name=path.name,
        rows=rows[usable].reset_index(drop=True).astype({"period": "int32"}),
        ignored=tuple(name for name in table.columns if name not in chosen.values()),
        mended=tuple(mended),
        repeated=int(repeated.sum()),
        unusable=unusable,
        doubtful=doubtful.assign(value=np.nan, status="Missing").reset_index(drop=True).astype({"period": "int32"}),
        counts=counts,
    )


def kpi_id(text: str) -> str | None:
    """Kolada's id that `text` is (a letter and five digits, any case), or None."""
    return text.upper() if re.fullmatch(r"[A-Za-z]\d{5}", text) else None


def area_code(text: str) -> str | None:
    """Kolada's code of the area that `text` means, or None where there is no such area.

    "0" and "0000" are the country; one or two digits, or "00NN", a region; three digits a municipality that has lost
    its leading zero; four digits a municipality.
    """
    if not re.fullmatch(r"[0-9]{1,4}", text):
        return None
    code = text.zfill(4)
    return code if (code[2:] if code.startswith("00") and code != "0000" else code) in area_index() else None


def _choose_columns(names: list[str], path: Path) -> dict[str, str]:
    """The file's own names of the long form's columns."""
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(name.strip().casefold(), name)
    chosen = {}
    for column, spellings in COLUMNS.items():
        match = next((folded[spelling] for spelling in spellings if spelling in folded), None)
        if match is None:
            raise BadInput(
                f"The file {path} has no column {' or '.join(map(repr, spellings))}; "
                f"its columns are {', '.join(repr(name[:40]) for name in names[:20]) or 'none'}.",
                did_you_mean(column, folded)
                or "Kolada's long form has kpi, municipality (or geo), period (or year), gender and value.",
            )
        chosen[column] = match
    return chosen


def _by_distinct(column: pd.Series, convert: Callable[[str], Any]) -> pd.Series:
    """`column` as a categorical of what `convert` makes of each distinct text; missing where that is None.

    A file has millions of rows but hundreds of codes, so each code is read once.
    """
    positions, distinct = pd.factorize(column)
    converted = [convert(_text(value)) for value in distinct]
    categories = list(dict.fromkeys(value for value in converted if value is not None))
    place = {value: at for at, value in enumerate(categories)}
    # factorize marks a missing cell with -1, which picks the last element.
    lookup = np.array([*(place.get(value, -1) for value in converted), -1], dtype="int64")
    return pd.Series(pd.Categorical.from_codes(lookup[positions], pd.Index(categories)), index=column.index)


def _values(column: pd.Series) -> tuple[pd.Series, np.ndarray]:
    """The values as float64, missing where the file has none, and which cells hold something else than a number."""
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        values = column.astype("float64")
        infinite = np.isinf(values.to_numpy())
        return values.mask(infinite), infinite
    positions, distinct = pd.factorize(column)
    texts = [_text(value) for value in distinct]
    numbers = [number(text) for text in texts]
    faulty = [parsed is None and text.casefold() not in NO_VALUE for parsed, text in zip(numbers, texts, strict=True)]
    lookup = np.array([*numbers, None], dtype="float64")
    return pd.Series(lookup[positions], index=column.index), np.array([*faulty, False])[positions]


def _settle_duplicates(rows: pd.DataFrame, fault: np.ndarray) -> np.ndarray:
    """Which rows only repeat an earlier row; `fault` is marked where rows of one key contradict each other."""
    repeated = np.zeros(len(rows), dtype=bool)
    key = rows.loc[fault == "", KEY].apply(lambda column: column.cat.codes)
    several = key.index[key.duplicated(keep=False)]
    if several.empty:
        return repeated
    doubled = key.loc[several].assign(value=rows.loc[several, "value"])
    # No usable value is infinite, so infinity can stand for "missing", which nunique would not count.
    differs = doubled.fillna({"value": np.inf}).groupby(KEY)["value"].transform("nunique") > 1
    at = pd.Series(np.arange(len(rows)), index=rows.index)
    fault[at[several[differs]]] = "key"
    repeated[at[several[~differs & doubled.duplicated(KEY)]]] = True
    return repeated


def _list_faults(raw: pd.DataFrame, fault: np.ndarray) -> tuple[pd.DataFrame, dict[str, int]]:
    """The first unusable rows with their reasons, and how many there are of each reason."""
    columns, counts = np.unique(fault[fault != ""], return_counts=True)
    listed = []
    for position in np.flatnonzero(fault != "")[:LISTED]:
        column = fault[position]
        cell = raw[column].iat[position] if column in raw else None
        echo = f": {_text(cell)!r}" if pd.notna(cell) else ""
        listed.append((raw.index[position], f"{FAULTS[column]}{echo}"))
    by_reason = {FAULTS[column]: int(count) for column, count in zip(columns, counts, strict=True)}
    return pd.DataFrame(listed, columns=["row", "why"]), by_reason


def _text(cell: Any) -> str:
    """A cell as text, without the ".0" that spreadsheets add to a whole number."""
    return re.sub(r"^([0-9]+)\.0$", r"\1", text_of(cell))
