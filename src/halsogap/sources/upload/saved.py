"""An own indicator as one file, and back: Parquet with the indicator in its metadata.

Any program that reads Parquet reads its values. What is opened is looked at like any upload: limits, contract, words.
"""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet

from halsogap.errors import ContractError
from halsogap.model import Better, Indicator, Level
from halsogap.schema import CODE_PATTERNS, OBSERVATIONS, check
from halsogap.sources import parquet_file
from halsogap.sources.encoding import Form, form_of
from halsogap.sources.refusal import BadTable
from halsogap.sources.upload.indicator import Description
from halsogap.sources.upload.opening import limits
from halsogap.units import Unit

KEY = b"halsogap.own_indicator"
VERSION = 1
LONGEST_TEXT = 100
"""The longest code, source or date that a saved file can hold: a text that is repeated must not fill the memory."""


def save(indicator: Indicator, observations: pd.DataFrame) -> bytes:
    """One file that holds an own indicator and its values."""
    described = {
        "version": VERSION,
        "name": indicator.name.sv,
        "unit": indicator.unit,
        "better": str(indicator.better),
        "source": indicator.source.name,
    }
    table = pa.Table.from_pandas(observations, preserve_index=False)
    table = table.replace_schema_metadata({KEY: json.dumps(described).encode()})
    buffer = io.BytesIO()
    parquet.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def is_saved(content: bytes) -> bool:
    """Whether a file is one that `save` made."""
    return form_of(content[:65_536]) is Form.PARQUET and KEY in content


def open_saved(content: bytes) -> tuple[Description, pd.DataFrame]:
    """The description of an own indicator, and its OBSERVATIONS, from a file that `save` made.

    Raises
    ------
    BadTable
        The file is too large, damaged, or changed so that its values no longer keep the contract.
    """
    limits().check_size(len(content))
    try:
        file = parquet.ParquetFile(io.BytesIO(content))
        limits().check_extent(file.metadata.num_rows, file.metadata.num_columns)
        description = _description(json.loads((file.schema_arrow.metadata or {})[KEY]))
        names = list(OBSERVATIONS.columns)
        if file.schema_arrow.names != names:
            raise BadTable("saved_broken")
        if parquet_file.judge(file, names, limits()) > LONGEST_TEXT:
            raise BadTable("saved_broken")
        # As dictionaries, a text that is repeated a million times is held once.
        texts = [name for name, kind in zip(names, file.schema_arrow.types, strict=True) if parquet_file.is_text(kind)]
        frame = parquet.read_table(io.BytesIO(content), read_dictionary=texts).to_pandas(ignore_metadata=True)
        frame = check(OBSERVATIONS, frame, "the saved file")
        for level, area in frame[["level", "area"]].drop_duplicates().itertuples(index=False):
            if level == Level.OWN or not re.fullmatch(CODE_PATTERNS[Level(level)], area):
                raise BadTable("saved_broken")
    except (ContractError, pa.ArrowException, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadTable("saved_broken") from error
    return description, frame


def _description(described: dict[str, Any]) -> Description:
    if described["version"] != VERSION or described["unit"] not in tuple(Unit) or not str(described["name"]).strip():
        raise BadTable("saved_broken")
    return Description(
        str(described["name"]), Unit(described["unit"]), Better(described["better"]), str(described["source"])
    )
