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

from halsogap.settings import upload_limit
from halsogap.sources.upload.refusal import BadUpload

NEEDED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(workbook|styles|sharedStrings)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/worksheets/[^/]+\.xml|xl/worksheets/_rels/[^/]+\.rels",
    re.IGNORECASE,
)
"""The parts of a workbook that hold its cells; pictures, charts and macros are left out."""

MOST_MEMBERS = 2_000
MOST_SHEETS = 50
LONGEST_CELL = 32_767
"""Excel's own limit for the text of a cell."""

_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,7})["']""")
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["']""")
_LOST = re.compile(rb"</f>\s*(<v\s*/>|<v>\s*</v>)?\s*</c>|<f(\s[^>]*)?/>\s*(<v\s*/>|<v>\s*</v>)?\s*</c>")


def sheets(content: bytes) -> Iterator[tuple[str, list[list[Any]], int]]:
    """The sheets of the workbook `content`: name, rows of cells, and how many formulas have no value saved.

    Raises
    ------
    BadUpload
        The workbook is damaged, unsafe, too large, or no workbook at all.
    """
    parts = _parts(content)
    lost = _look_through(parts)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as anew:
        for name, data in parts.items():
            anew.writestr(name, data)
    del parts
    packed.seek(0)
    try:
        book = python_calamine.load_workbook(packed)
        names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet]
        for name in names[:MOST_SHEETS]:
            yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False), lost
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise BadUpload("damaged", form="Excel") from error


def _parts(content: bytes) -> dict[str, bytes]:
    """The needed parts, unpacked within the limit: what a directory says of sizes is not believed."""
    most = upload_limit("HALSOGAP_UPLOAD_UNPACKED_BYTES")
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check_members(members, most)
            for member in members:
                name = member.filename
                if NEEDED.fullmatch(name) and name not in parts:
                    with archive.open(member) as part:
                        parts[name] = part.read(member.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeError) as error:
        raise BadUpload("damaged", form="Excel") from error
    return parts


def _check_members(members: list[zipfile.ZipInfo], most: int) -> None:
    names = [member.filename.replace("\\", "/") for member in members]
    for name in names:
        if name.startswith("/") or ":" in name or ".." in name.split("/"):
            raise BadUpload("climbs_out", name=name[:60])
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > most:
        raise BadUpload("unpacked", most=-(-most // 1_000_000))
    if any(member.flag_bits & 1 for member in members):
        raise BadUpload("locked_excel")
    if "xl/workbook.xml" not in names:
        raise BadUpload("zip")


def _look_through(parts: dict[str, bytes]) -> int:
    """Refuse a workbook that calamine would need too much memory for; gives the formulas without a value."""
    most, lost, shared = upload_limit("HALSOGAP_UPLOAD_CELLS"), 0, 0
    for name, data in parts.items():
        if not name.lower().startswith("xl/worksheets/") or name.lower().endswith(".rels"):
            continue
        width, height = _extent(data)
        if width > upload_limit("HALSOGAP_UPLOAD_COLUMNS"):
            raise BadUpload("too_many_columns", n=width, most=upload_limit("HALSOGAP_UPLOAD_COLUMNS"))
        if height > upload_limit("HALSOGAP_UPLOAD_ROWS"):
            raise BadUpload("too_many_rows", n=height, most=upload_limit("HALSOGAP_UPLOAD_ROWS"))
        if width * height > most or data.count(b"<") > 8 * most:
            raise BadUpload("too_many_cells", n=width * height, most=most)
        lost += len(_LOST.findall(data))
        shared += len(_SHARED.findall(data))
    texts = re.split(rb"<(?:\w+:)?si[\s>]", parts.get("xl/sharedStrings.xml", b""))
    longest = max(map(len, texts))
    if longest > 4 * LONGEST_CELL or (
        longest > 400 and longest * shared > upload_limit("HALSOGAP_UPLOAD_UNPACKED_BYTES")
    ):
        raise BadUpload("long_texts")
    return lost


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
