"""A Parquet file is judged before it is read: by what it says of itself, and by a few rows at a time."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from halsogap.schema import OBSERVATIONS
from halsogap.sources import parquet_file
from halsogap.sources.limits import LONGEST_CELL
from halsogap.sources.refusal import BadTable
from halsogap.sources.upload import opening, saved

MEGABYTE = 1_000_000
MOST_MEMORY = 600_000_000
"""Bytes of the whole process, the program itself included."""


def written(table: pa.Table, **options: Any) -> bytes:
    buffer = io.BytesIO()
    parquet.write_table(table, buffer, compression="zstd", **options)
    return buffer.getvalue()


def distinct() -> bytes:
    """10,000 texts of a megabyte, no two alike, in half a megabyte: written a few at a time."""
    buffer = io.BytesIO()
    schema = pa.schema({"kommun": pa.string(), "namn": pa.string()})
    with parquet.ParquetWriter(buffer, schema, compression="zstd", use_dictionary=False) as writer:
        for first in range(0, 10_000, 100):
            texts = [str(number) + "x" * MEGABYTE for number in range(first, first + 100)]
            writer.write_table(pa.table({"kommun": ["0114"] * 100, "namn": texts}, schema=schema))
    return buffer.getvalue()


def repeated() -> bytes:
    """One text of a megabyte, 10,000 times: the file says that it is small, and its dictionary is."""
    names = pa.DictionaryArray.from_arrays(pa.array([0] * 10_000), pa.array(["x" * MEGABYTE]))
    return written(pa.table({"kommun": ["0114"] * 10_000, "namn": names}))


def fixed() -> bytes:
    """A hundred cells of a megabyte each that are no text."""
    kind = pa.binary(MEGABYTE)
    names = pa.array([b"\0" * MEGABYTE], kind).take(pa.array([0] * 100))
    return written(pa.table({"kommun": ["0114"] * 100, "namn": names}))


READ = """
import re, sys
from pathlib import Path
from halsogap.sources.refusal import BadTable
from halsogap.sources.upload import opening, saved
content = Path(sys.argv[1]).read_bytes()
try:
    saved.open_saved(content) if saved.is_saved(content) else opening.open_book(content)
except BadTable as error:
    print(error.key, re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def saved_one() -> bytes:
    """A file that says it is a saved indicator, with one source of a megabyte on 10,000 rows."""
    names = pa.DictionaryArray.from_arrays(pa.array([0] * 10_000), pa.array(["x" * MEGABYTE]))
    columns = {name: names if name == "source" else pa.array([""] * 10_000) for name in OBSERVATIONS.columns}
    said = {"version": 1, "name": "x", "unit": "percent", "better": "lower", "source": "x"}
    return written(pa.table(columns).replace_schema_metadata({saved.KEY: json.dumps(said).encode()}))


@pytest.mark.parametrize("make", [distinct, repeated, saved_one])
def test_ten_thousand_long_texts_take_no_memory(make: Callable[[], bytes], tmp_path: Path) -> None:
    file = tmp_path / "long.parquet"
    file.write_bytes(make())
    assert file.stat().st_size < 5 * MEGABYTE
    done = subprocess.run([sys.executable, "-c", READ, file], capture_output=True, text=True, check=True)
    key, most = done.stdout.split()
    assert key == "unpacked"
    assert int(most) * 1024 < MOST_MEMORY


def test_what_a_file_says_of_itself_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With sizes that say nothing, the texts are counted as they come, and no more of them than the limit."""
    monkeypatch.setenv("HALSOGAP_UPLOAD_UNPACKED_BYTES", str(MEGABYTE))
    content = written(pa.table({"namn": [f"{number:06}" for number in range(400_000)]}), use_dictionary=False)
    file = parquet.ParquetFile(io.BytesIO(content))
    seen: list[int] = []

    class Lying:
        metadata = type("Said", (), {"num_row_groups": 0, "num_rows": 0})()
        schema_arrow = file.schema_arrow

        @staticmethod
        def iter_batches(rows: int, **options: Any) -> Any:
            for batch in file.iter_batches(rows, **options):
                seen.append(len(batch))
                yield batch

    with pytest.raises(BadTable) as caught:
        parquet_file.judge(Lying(), ["namn"], opening.limits())  # type: ignore[arg-type]
    assert caught.value.key == "unpacked"
    assert sum(seen) < 200_000


def test_cells_of_fixed_size_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALSOGAP_UPLOAD_UNPACKED_BYTES", str(50 * MEGABYTE))
    with pytest.raises(BadTable) as caught:
        opening.open_book(fixed())
    assert caught.value.key == "unpacked"


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_a_cell_has_a_limit_with_its_own_words(kind: str) -> None:
    def content(length: int) -> bytes:
        frame = pd.DataFrame({"kommun": ["0114", "0115"], "namn": ["å" * length, "b"]})
        return written(pa.Table.from_pandas(frame)) if kind == "parquet" else frame.to_csv(index=False).encode()

    opening.open_book(content(LONGEST_CELL))
    with pytest.raises(BadTable) as caught:
        opening.open_book(content(LONGEST_CELL + 1))
    assert caught.value.key == "long_cell"


def test_the_longest_text_of_every_type_is_told() -> None:
    for kind in (pa.string(), pa.large_string(), pa.binary(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())):
        values = (
            pa.array(["ab", "abc", None, "a"]).cast(kind)
            if not pa.types.is_dictionary(kind)
            else pa.array(["ab", "abc", None, "a"]).dictionary_encode()
        )
        file = parquet.ParquetFile(io.BytesIO(written(pa.table({"a.b": values, "n": [1.5, 2.0, None, 1.0]}))))
        assert parquet_file.judge(file, ["a.b", "n"], opening.limits()) == 3
