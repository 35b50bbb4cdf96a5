"""Table contracts, checked at every file boundary. Every code is text, so leading zeros stay."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pandera.errors
import pandera.pandas as pa

from halsogap.errors import ContractError
from halsogap.model import Level, Sex, Status

TEXT: Any = pd.StringDtype()

CODE_PATTERNS = {
    Level.RIKET: r"0000",
    Level.LAN: r"\d{2}",
    Level.KOMMUN: r"\d{4}",
    Level.REGSO: r"\d{4}R\d{3}",
    Level.DESO: r"\d{4}[ABC]\d{4}",
    Level.MADE_UP: r"\d{4}P\d{3}",
    Level.OWN: r"\d{4}E\d{4}",
}
"""What a code looks like at each level (SCB's forms; a county is two digits)."""


def _value_where_status_says_so(frame: pd.DataFrame) -> pd.Series:
    return frame["value"].notna() == (frame["status"] == Status.VALUE)


OBSERVATIONS = pa.DataFrameSchema(
    {
        "indicator": pa.Column(TEXT),
        "level": pa.Column(TEXT, pa.Check.isin([str(level) for level in Level])),
        "area": pa.Column(TEXT, pa.Check.str_matches(r"^\S+$")),
        "period": pa.Column("int32", pa.Check.in_range(1900, 2100)),
        "sex": pa.Column(TEXT, pa.Check.isin([str(sex) for sex in Sex])),
        "value": pa.Column("float64", pa.Check(lambda s: s.abs() != float("inf"), name="finite"), nullable=True),
        "status": pa.Column(TEXT, pa.Check.isin([str(status) for status in Status])),
        "numerator": pa.Column("float64", nullable=True),
        "denominator": pa.Column("float64", nullable=True),
        "source": pa.Column(TEXT),
        "geo_vintage": pa.Column(TEXT),
        "fetched_at": pa.Column(TEXT),
    },
    checks=pa.Check(_value_where_status_says_so, name="a value exactly where status is 'value'"),
    unique=["indicator", "level", "area", "period", "sex"],
    strict=True,
    ordered=True,
    coerce=True,
    name="observations",
)
"""One row a value. Key: indicator, level, area, period, sex. `fetched_at` is an ISO date and time in UTC."""

AREAS = pa.DataFrameSchema(
    {
        "code": pa.Column(TEXT),
        "level": pa.Column(TEXT, pa.Check.isin([str(level) for level in Level])),
        "name": pa.Column(TEXT, pa.Check.str_length(min_value=1)),
        "parent": pa.Column(TEXT),
        "vintage": pa.Column(TEXT),
    },
    unique=["code", "level", "vintage"],
    strict=True,
    ordered=True,
    coerce=True,
    name="areas",
)
"""One row an area. `parent` is the code one level up: the county, then 0000; "" for the country itself."""

GROUPS = pa.DataFrameSchema(
    {
        "group": pa.Column(TEXT),
        "title": pa.Column(TEXT),
        "area": pa.Column(TEXT, pa.Check.str_matches(r"^\d{4}$")),
        "member": pa.Column(TEXT, pa.Check.str_matches(r"^\d{4}$")),
    },
    unique=["group", "area", "member"],
    strict=True,
    ordered=True,
    coerce=True,
    name="groups",
)
"""Kolada's groups of similar municipalities: one row a member of the group made for the municipality `area`."""


CROSSWALK = pa.DataFrameSchema(
    {
        "level": pa.Column(TEXT, pa.Check.isin([str(level) for level in Level])),
        "from_code": pa.Column(TEXT),
        "from_vintage": pa.Column(TEXT),
        "to_code": pa.Column(TEXT),
        "to_vintage": pa.Column(TEXT),
        "share": pa.Column("float64", pa.Check.in_range(0, 1)),
        "basis": pa.Column(TEXT, pa.Check.isin(["same", "population", "area"])),
    },
    unique=["level", "from_code", "from_vintage", "to_code", "to_vintage"],
    strict=True,
    ordered=True,
    coerce=True,
    name="crosswalk",
)
"""From areas of one vintage to areas of another: `share` of the first that lies in the second, and what it rests on.

`same` is the area itself under the same code; otherwise the share is of its population, or where that is not known of
its surface. The shares of one `from_code` sum to 1 as far as the other vintage covers it.
"""


def check(schema: pa.DataFrameSchema, frame: pd.DataFrame, where: str) -> pd.DataFrame:
    """`frame` as `schema` has it (columns in order, types set), or a `ContractError` that names the first faults.

    Raises
    ------
    ContractError
        A column is missing or superfluous, a value breaks its rule, or a key stands twice. `where` says which file
        or step the table came from.
    """
    if not frame.index.is_unique:  # pandera trips over it when it tells which rows are at fault
        frame = frame.reset_index(drop=True)
    try:
        return schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
        # A rule of the whole table is told once, not once for every column it looks at.
        cases["column"] = cases["column"].where(cases["schema_context"] == "Column")
        lines = [
            f"{row.column if pd.notna(row.column) else 'table'}: {row.check}"
            + (f" ({row.failure_case!r})" if pd.notna(row.failure_case) else "")
            for row in cases.drop_duplicates(["column", "check"]).head(3).itertuples()
        ]
        raise ContractError(
            f"The table '{schema.name}' from {where} breaks its contract in {len(cases)} places: {'; '.join(lines)}.",
            "Correct the file, or report the fault if the file came from Hälsogap itself.",
        ) from error
