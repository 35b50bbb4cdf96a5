"""Excel workbooks (.xlsx), looked through before they are opened.

A workbook is a zip: it can hold a thousand times its size, a path that climbs out of it, or more than its directory
says. A sheet is a grid: two cells at its far corners make it fill all memory. So the parts that are needed are unpacked
here, within the limits, looked at, and packed anew; only that is handed to calamine.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import python_calamine

from halsogap.sources.limits import LONGEST_CELL, Limits, megabytes
from halsogap.sources.refusal import BadTable

NEEDED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(workbook|styles|sharedStrings)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/worksheets/[^/]+\.xml|xl/worksheets/_rels/[^/]+\.rels",
    re.IGNORECASE,
)
"""The parts of a workbook that hold its cells; pictures, charts and macros are left out."""

MOST_MEMBERS = 2_000
MOST_SHEETS = 50

_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,7})["']""")
_ERROR = re.compile(rb"""(<(?:\w+:)?c\b[^>]*\bt\s*=\s*["'])e(["'])""")
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["']""")
_LOST = re.compile(rb"</f>\s*(<v\s*/>|<v>\s*</v>)?\s*</c>|<f(\s[^>]*)?/>\s*(<v\s*/>|<v>\s*</v>)?\s*</c>")


def sheets(content: bytes, limits: Limits) -> Iterator[tuple[str, list[list[Any]], int]]:
    """The sheets of the workbook `content`: name, rows of cells, and how many formulas have no value saved.

    What Excel could not work out comes as the text that Excel shows: "#DIV/0!".

    Raises
    ------
    BadTable
        The workbook is damaged, unsafe, too large, or no workbook at all.
    """
    parts = _parts(content, limits)
    lost = _look_through(parts, limits)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as anew:
        for name, data in parts.items():
            # calamine takes an error for an empty cell; as a text it is told like any other that is no number.
            anew.writestr(name, _ERROR.sub(rb"\1str\2", data) if _is_sheet(name) else data)
    del parts
    packed.seek(0)
    try:
        book = python_calamine.load_workbook(packed)
        names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet]
        for name in names[:MOST_SHEETS]:
            yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False), lost
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise BadTable("damaged", form="Excel") from error


def _parts(content: bytes, limits: Limits) -> dict[str, bytes]:
    """The needed parts, unpacked within the limit: what a directory says of sizes is not believed."""
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check_members(members, limits)
            for member in members:
                name = member.filename
                if NEEDED.fullmatch(name) and name not in parts:
                    with archive.open(member) as part:
                        parts[name] = part.read(member.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeError) as error:
        raise BadTable("damaged", form="Excel") from error
    return parts


def _check_members(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = [member.filename.replace("\\", "/") for member in members]
    for name in names:
        if name.startswith("/") or ":" in name or ".." in name.split("/"):
            raise BadTable("climbs_out", name=name[:60])
    if len(members) > MOST_MEMBERS:
        raise BadTable("unpacked", most=megabytes(limits.unpacked))
    limits.check_unpacked(sum(member.file_size for member in members))
    if any(member.flag_bits & 1 for member in members):
        raise BadTable("locked_excel")
    if "xl/workbook.xml" not in names:
        raise BadTable("zip")


def _look_through(parts: dict[str, bytes], limits: Limits) -> int:
    """Refuse a workbook that calamine would need too much memory for; gives the formulas without a value."""
    lost, shared = 0, 0
    for name, data in parts.items():
        if not _is_sheet(name):
            continue
        width, height = _extent(data)
        limits.check_extent(height, width)
        if data.count(b"<") > 8 * limits.cells:
            raise BadTable("too_many_cells", n=width * height, most=limits.cells)
        lost += len(_LOST.findall(data))
        shared += len(_SHARED.findall(data))
    texts = re.split(rb"<(?:\w+:)?si[\s>]", parts.get("xl/sharedStrings.xml", b""))
    longest = max(map(len, texts))
    if longest > 4 * LONGEST_CELL or (longest > 400 and longest * shared > limits.unpacked):
        raise BadTable("long_texts")
    return lost


def _is_sheet(name: str) -> bool:
    return name.lower().startswith("xl/worksheets/") and not name.lower().endswith(".rels")


def _extent(data: bytes) -> tuple[int, int]:
    """How many columns and rows a sheet reaches, as its cells and rows say of themselves."""
    letters, numbers = set(), b"0"
    for column, row in _PLACE.findall(data):
        letters.add(column)
        if (len(row), row) > (len(numbers), numbers):
            numbers = row
    width = 0
    for column in letters:
        at = 0
        for letter in column.upper():
            at = 26 * at + letter - 64
        width = max(width, at)
    return width, int(numbers)
