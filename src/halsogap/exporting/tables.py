"""What leaves the app as a file: values with their names, source, date and DEMO mark, as CSV or Excel.

The mark and the source are columns, not comments, so that the file stays a plain table and every row that is copied
out of it takes them along. Text from data is text: no cell of ours is ever run as a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

import pandas as pd

from halsogap.catalog.catalog import Catalog
from halsogap.errors import BadInput, UnknownName
from halsogap.geography import area_index
from halsogap.model import Text

PUBLISHED = Text("Källa: {publisher}", "Source: {publisher}")
COMPUTED = Text("Egen bearbetning av data från {publisher}", "Own calculations on data from {publisher}")
OWN_PUBLISHED = Text("Källa: egna data ({publisher})", "Source: own data ({publisher})")
OWN_COMPUTED = Text("Egen bearbetning av egna data ({publisher})", "Own calculations on own data ({publisher})")
KOLADA = "Kolada"
MADE_UP = Text(
    "DEMO: påhittade värden gjorda av Hälsogap, inte från Kolada",
    "DEMO: made-up values made by Hälsogap, not from Kolada",
)
MADE_UP_AREAS = Text(
    "DEMO: egna data ({publisher}) på områden som är påhittade av Hälsogap",
    "DEMO: own data ({publisher}) on areas made up by Hälsogap",
)
ABOUT = Text("Om data", "About the data")
VALUES = Text("Värden", "Values")
DEMO = "DEMO"

EXCEL_ROWS = 1_048_576
"""How many rows a sheet of Excel holds, its header among them."""

FORMULA = re.compile(r"^\s*[=+\-@\t\r\n＝＋－＠]")
"""How a text begins that a spreadsheet may run (OWASP, "CSV Injection"), also full-width or after spaces."""

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that no Excel file can hold."""


def source_line(
    language: str, *, demo: bool, computed: bool = False, publisher: str = KOLADA, own: bool = False
) -> str:
    """Where values are from: as published, computed by us from what is published, or made up.

    `own` where they are the visitor's own, called `publisher`; what is made up is then the areas.
    """
    if own:
        said = MADE_UP_AREAS if demo else OWN_COMPUTED if computed else OWN_PUBLISHED
    else:
        said = MADE_UP if demo else COMPUTED if computed else PUBLISHED
    return said.in_(language).format(publisher=publisher)


def file_name(stem: str, suffix: str, *, demo: bool) -> str:
    """`stem` and `suffix` ("csv") as a file's name, which begins with DEMO where the values are made up."""
    plain = re.sub(r"[^\w.-]+", "_", stem).strip("_.") or "halsogap"
    return f"{DEMO}_{plain}.{suffix}" if demo else f"{plain}.{suffix}"


def marked(
    frame: pd.DataFrame,
    *,
    fetched_at: str,
    demo: bool,
    language: str,
    computed: bool = False,
    publisher: str = KOLADA,
    own: bool = False,
) -> pd.DataFrame:
    """`frame` with what every export carries on each row: `source`, `fetched_at` and `demo` ("DEMO" or empty)."""
    said = source_line(language, demo=demo, computed=computed, publisher=publisher, own=own)
    return frame.assign(source=said, fetched_at=fetched_at, demo=DEMO if demo else "")


def long_table(observations: pd.DataFrame, catalog: Catalog, *, demo: bool, language: str) -> pd.DataFrame:
    """Observations with the names a reader needs, one row a value.

    Parameters
    ----------
    observations
        OBSERVATIONS rows. An indicator that the catalogue lacks goes by its own id.
    demo
        Whether the snapshot they come from is made up.

    Returns
    -------
    DataFrame
        `indicator`, `name`, `unit`, `level`, `area`, `area_name`, `period`, `sex`, `value`, `status`, `geo_vintage`,
        `series` (the publisher's: "kolada:N15428"), `source`, `fetched_at`, `demo`.
    """
    known = {slug: _indicator(catalog, slug) for slug in observations["indicator"].unique()}
    places = {code: place.name for code, place in area_index().items()}
    frame = pd.DataFrame(
        {
            "indicator": observations["indicator"],
            "name": observations["indicator"].map({slug: name.in_(language) for slug, (name, _) in known.items()}),
            "unit": observations["indicator"].map({slug: unit for slug, (_, unit) in known.items()}),
            "level": observations["level"],
            "area": observations["area"],
            "area_name": observations["area"].map(places).fillna(""),
            "period": observations["period"],
            "sex": observations["sex"],
            "value": observations["value"],
            "status": observations["status"],
            "geo_vintage": observations["geo_vintage"],
            "series": observations["source"],
        }
    ).reset_index(drop=True)
    fetched_at = observations["fetched_at"].reset_index(drop=True)
    publishers = observations["indicator"].map(lambda slug: _publisher(catalog, slug)).reset_index(drop=True)
    lines = {name: source_line(language, demo=demo, publisher=name) for name in publishers.unique()}
    return marked(frame, fetched_at="", demo=demo, language=language).assign(
        source=publishers.map(lines), fetched_at=fetched_at
    )


def csv_bytes(frame: pd.DataFrame, language: str, *, mark: bool = True) -> bytes:
    """`frame` as CSV in UTF-8, as the language's Excel opens it: `;` and decimal comma in Swedish, else `,` and point.

    `mark` sets the byte order mark by which Excel knows UTF-8; other programs may be better off without it.
    """
    swedish = language == "sv"
    text = _safe(frame).to_csv(
        index=False,
        sep=";" if swedish else ",",
        decimal="," if swedish else ".",
        lineterminator="\r\n" if mark else "\n",
    )
    return text.encode("utf-8-sig" if mark else "utf-8")


def excel_bytes(
    frame: pd.DataFrame, about: Mapping[str, str], language: str, *, demo: bool, own: bool = False
) -> bytes:
    """`frame` as an Excel workbook: one sheet of values and one that says what they are.

    Parameters
    ----------
    frame
        Any table; numbers stay numbers, missing ones become empty cells.
    about
        What the second sheet says, label by label: source, dates, selection, method.
    demo, own
        Whether the values are made up (or, where they are the visitor's own, the areas): then the mark is in both
        sheets' names and heads the second, which of an own table lets the source say what is made up.

    Raises
    ------
    BadInput
        There are more rows than a sheet can hold.
    """
    from openpyxl import Workbook

    if len(frame) >= EXCEL_ROWS:
        raise BadInput(
            f"Excel holds {EXCEL_ROWS:,} rows a sheet, and this table has {len(frame):,}.",
            "Narrow the selection, or export CSV or Parquet.",
        )
    prefix = f"{DEMO} " if demo else ""
    book = Workbook(write_only=True)
    values = book.create_sheet(prefix + VALUES.in_(language))
    values.freeze_panes = "A2"
    safe = _safe(frame)
    values.append(list(safe.columns))
    for row in safe.astype(object).where(safe.notna(), None).itertuples(index=False, name=None):
        values.append(row)
    notes = book.create_sheet(prefix + ABOUT.in_(language))
    if demo:
        notes.append([DEMO] if own else [DEMO, MADE_UP.in_(language)])
    for label, text in about.items():
        notes.append([safe_text(label), safe_text(text)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def safe_text(text: str) -> str:
    """`text` as a cell that no spreadsheet runs: an apostrophe before what would begin a formula."""
    plain = CONTROL.sub("", text)
    return f"'{plain}" if FORMULA.match(plain) else plain


def _safe(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with its text cells and column names made safe; numbers are left as they are."""

    def column(values: pd.Series) -> pd.Series:
        if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
            return values
        distinct = {cell: safe_text(cell) for cell in values.unique() if isinstance(cell, str)}
        return values.astype(object).map(lambda cell: distinct.get(cell, cell) if isinstance(cell, str) else cell)

    return frame.apply(column).rename(columns=lambda name: safe_text(str(name)))


def _publisher(catalog: Catalog, slug: str) -> str:
    indicator = catalog.get(slug)
    return indicator.source.name if indicator else KOLADA


def _indicator(catalog: Catalog, slug: str) -> tuple[Text, str]:
    """Name and unit of an indicator; its id and no unit where the catalogue lacks it."""
    try:
        indicator = catalog[slug]
    except UnknownName:
        return Text(slug, slug), ""
    return indicator.name, indicator.unit
