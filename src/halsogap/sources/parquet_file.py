"""Parquet files, judged before they are read: a file of half a megabyte can hold ten thousand texts of one megabyte.

First by what the file says of itself, without decoding anything. Then, as it may say anything, by decoding its texts a
few rows at a time, keeping none of them, until they have all been seen or a limit is passed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet

from halsogap.sources.limits import Limits

LONG_TEXT = 4_000_000
"""Bytes: so many rows are decoded at a time that texts of this length stay within the limit."""
FEWEST_ROWS = 64


def is_text(kind: pa.DataType) -> bool:
    """Whether cells of a type are texts, of any length."""
    if pa.types.is_dictionary(kind):
        return is_text(kind.value_type)
    return any(
        of_kind(kind)
        for of_kind in (
            pa.types.is_string,
            pa.types.is_large_string,
            pa.types.is_binary,
            pa.types.is_large_binary,
            pa.types.is_string_view,
            pa.types.is_binary_view,
        )
    )


def judge(file: parquet.ParquetFile, names: Sequence[str], limits: Limits) -> int:
    """How many characters the longest cell of the columns `names` has, none of them nested.

    Raises
    ------
    BadTable
        "unpacked": the columns are larger than what is read.
    """
    metadata, schema = file.metadata, file.schema_arrow
    chosen = set(names)
    said = 0
    for group in range(metadata.num_row_groups):
        columns = (metadata.row_group(group).column(at) for at in range(metadata.num_columns))
        said += sum(column.total_uncompressed_size for column in columns if column.path_in_schema in chosen)
    texts = [name for name in names if is_text(schema.field(name).type)]
    fixed = metadata.num_rows * sum(_width(schema.field(name).type) for name in names if name not in texts)
    limits.check_unpacked(max(said, fixed))
    if not texts:
        return 0
    unpacked, longest = 0, 0
    for batch in file.iter_batches(max(FEWEST_ROWS, limits.unpacked // LONG_TEXT), columns=texts, use_threads=False):
        for column in batch.columns:
            unpacked += pc.sum(_measured(column, pc.binary_length)).as_py() or 0
            longest = max(longest, pc.max(_measured(column, _characters)).as_py() or 0)
        limits.check_unpacked(unpacked)
    return longest


def _width(kind: pa.DataType) -> int:
    """The bytes of a cell of fixed size."""
    return 0 if pa.types.is_null(kind) else math.ceil(kind.bit_width / 8)


def _measured(column: pa.Array, measure: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """`measure` of each text; of one in a dictionary at each place where it stands."""
    if pa.types.is_dictionary(column.type):
        return pc.take(_measured(column.dictionary, measure), column.indices)
    if pa.types.is_string_view(column.type) or pa.types.is_binary_view(column.type):
        column = column.cast(pa.large_string() if pa.types.is_string_view(column.type) else pa.large_binary())
    return measure(column)


def _characters(texts: pa.Array) -> pa.Array:
    """The characters of each text; of what is bytes, the bytes."""
    text = pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type)
    return pc.utf8_length(texts) if text else pc.binary_length(texts)
