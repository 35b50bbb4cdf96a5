"""Excel workbooks (.xlsx), looked through before they are opened.

A workbook is a zip: it can hold a thousand times its size, a path that climbs out of it, or more than its directory
says. A sheet is a grid: two cells at its far corners make it fill all memory. So the parts that are needed are unpacked
here, within the limits, looked at, and packed anew; only that is handed to calamine.
"""

from __future__ import annotations

import html
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


_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)/?>")
_STYLE = re.compile(rb"""\bs\s*=\s*["'](\d+)["']""")
_FORMATS = re.compile(rb"<(?:\w+:)?numFmt\s([^>]*)/?>")
_PLAIN_PERCENT = {9, 10}
"""Excel's built-in formats "0%" and "0.00%" (ECMA-376, part 1, 18.8.30)."""


class Percent(float):
    """A number that Excel shows in per cent: 12.5 where the file holds 0.125."""


def sheets(content: bytes, limits: Limits) -> Iterator[tuple[str, list[list[Any]], int]]:
    """The sheets of the workbook `content`: name, rows of cells, and how many formulas have no value saved.

    What Excel could not work out comes as the text that Excel shows: "#DIV/0!"; what it shows in per cent is `Percent`.

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
    shares = _percents(parts)
    del parts
    packed.seek(0)
    try:
        book = python_calamine.load_workbook(packed)
        names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet]
        for name in names[:MOST_SHEETS]:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            grid: list[list[Any]] = [list(row) for row in rows] if name in shares else list(rows)
            for row, column in shares.get(name, ()):
                cell = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
                if isinstance(cell, (int, float)):
                    # Rounded, since 0.07 times 100 is 7.000000000000001.
                    grid[row][column] = Percent(round(float(cell) * 100, 10))
            yield name, grid, lost
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise BadTable("damaged", form="Excel") from error


def _percents(parts: dict[str, bytes]) -> dict[str, list[tuple[int, int]]]:
    """By sheet's name the cells that are shown in per cent, as row and column from 0."""
    styles = parts.get("xl/styles.xml", b"")
    own = {}
    for match in _FORMATS.finditer(styles):
        number, code = _attribute(match[1], "numFmtId"), _attribute(match[1], "formatCode")
        # What stands in quotation marks or behind a backslash is a text that is shown, and no instruction.
        own[number] = "%" in re.sub(r'"[^"]*"|&quot;.*?&quot;|\\\\.', "", code)
    used = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", styles, re.DOTALL)
    formats = [_attribute(xf, "numFmtId") for xf in re.findall(rb"<(?:\w+:)?xf\s([^>]*)>", used[0] if used else b"")]
    percents = {
        str(at).encode()
        for at, number in enumerate(formats)
        if own.get(number, number.isdigit() and int(number) in _PLAIN_PERCENT)
    }
    if not percents:
        return {}
    found: dict[str, list[tuple[int, int]]] = {}
    for name, part in _parts_by_name(parts).items():
        for cell in _CELL.finditer(parts.get(part, b"")):
            style, place = _STYLE.search(cell[1]), _PLACE.search(cell[1])
            if style and place and style[1] in percents:
                found.setdefault(name, []).append((int(place[2]) - 1, _column(place[1]) - 1))
    return found


def _parts_by_name(parts: dict[str, bytes]) -> dict[str, str]:
    """Which part holds a sheet, by the sheet's name."""
    targets = {
        _attribute(match, "Id"): _attribute(match, "Target").lstrip("/")
        for match in re.findall(rb"<(?:\w+:)?Relationship\s([^>]*)>", parts.get("xl/_rels/workbook.xml.rels", b""))
    }
    named = {}
    for match in re.findall(rb"<(?:\w+:)?sheet\s([^>]*)>", parts.get("xl/workbook.xml", b"")):
        target = targets.get(_attribute(match, r"\w+:id"), "")
        named[_attribute(match, "name")] = target if target.startswith("xl/") else f"xl/{target}"
    return named


def _attribute(tag: bytes, name: str) -> str:
    match = re.search(rf"""(?<![\w:]){name}\s*=\s*(?:"([^"]*)"|'([^']*)')""".encode(), tag)
    return html.unescape((match[1] or match[2] or b"").decode("utf-8", errors="replace")) if match else ""


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
        width = max(width, _column(column))
    return width, int(numbers)


def _column(letters: bytes) -> int:
    """The number of a column by its letters: 1 of "A"."""
    at = 0
    for letter in letters.upper():
        at = 26 * at + letter - 64
    return at
