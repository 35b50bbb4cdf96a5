"""How large a table may be that is read into memory."""

from __future__ import annotations

from dataclasses import dataclass

from halsogap.sources.refusal import BadTable

LONGEST_CELL = 32_767
"""Characters: Excel's own limit for the text of a cell, here that of every kind of file."""


@dataclass(frozen=True)
class Limits:
    """The most bytes of a file and of what it unpacks to, and the most rows, columns, and rows times columns."""

    size: int
    unpacked: int
    rows: int
    columns: int
    cells: int

    def check_size(self, size: int) -> None:
        """Refuse a file of `size` bytes that is larger than what is read.

        Raises
        ------
        BadTable
            "too_large".
        """
        if size > self.size:
            raise BadTable("too_large", size=megabytes(size), most=megabytes(self.size))

    def check_unpacked(self, size: int) -> None:
        """Refuse a file whose content is `size` bytes, more than what is read.

        Raises
        ------
        BadTable
            "unpacked".
        """
        if size > self.unpacked:
            raise BadTable("unpacked", most=megabytes(self.unpacked))

    def check_extent(self, rows: int, columns: int) -> None:
        """Refuse a table with more rows, columns or cells than are read.

        Raises
        ------
        BadTable
            "too_many_rows", "too_many_columns" or "too_many_cells".
        """
        for key, count, most in (
            ("too_many_rows", rows, self.rows),
            ("too_many_columns", columns, self.columns),
            ("too_many_cells", rows * columns, self.cells),
        ):
            if count > most:
                raise BadTable(key, n=count, most=most)

    def check_cell(self, length: int) -> None:
        """Refuse a table with a cell of `length` characters, more than a cell of a spreadsheet can have.

        Raises
        ------
        BadTable
            "long_cell".
        """
        if length > LONGEST_CELL:
            raise BadTable("long_cell", n=length, most=LONGEST_CELL)


def megabytes(size: int) -> int:
    """`size` bytes in whole megabytes, rounded up."""
    return -(-size // 1_000_000)
