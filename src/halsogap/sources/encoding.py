"""What a file's bytes are, found out from the bytes themselves: its form, its encoding, its delimiter.

A name can say anything. Files on disk and uploads in memory are both told apart here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

DELIMITERS = ";\t,"
"""The signs between fields, the likeliest first: a comma may also be a decimal sign."""

_SAMPLE = 65_536
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Form(StrEnum):
    """The forms of files that are recognised. Only Parquet, Excel and text are tables that we read."""

    EMPTY = "empty"
    PARQUET = "parquet"
    EXCEL = "excel"
    OLD_EXCEL = "old_excel"
    LOCKED_EXCEL = "locked_excel"
    OPEN_DOCUMENT = "open_document"
    PDF = "pdf"
    BINARY = "binary"
    TEXT = "text"


@dataclass(frozen=True)
class Decoded:
    """A text: what it says, how it was encoded, and whether some lines were encoded otherwise than the rest."""

    text: str
    encoding: str
    mixed: bool = False


def form_of(raw: bytes) -> Form:
    """The form of a file with the content `raw` (or its first 64 kB)."""
    if not raw:
        return Form.EMPTY
    if raw.startswith(b"PAR1"):
        return Form.PARQUET
    if raw.startswith(b"PK\x03\x04"):
        # An OpenDocument's first entry is its type, uncompressed.
        return Form.OPEN_DOCUMENT if b"application/vnd.oasis.opendocument" in raw[:200] else Form.EXCEL
    if raw.startswith(_OLE[:4]):
        # Excel wraps an encrypted workbook in the old container, whose directory has its names in UTF-16.
        return Form.LOCKED_EXCEL if "EncryptedPackage".encode("utf-16-le") in raw else Form.OLD_EXCEL
    if raw.startswith(b"%PDF"):
        return Form.PDF
    if b"\0" in raw[:_SAMPLE] and not _wide(raw):
        return Form.BINARY
    return Form.TEXT


def decode(raw: bytes) -> Decoded | None:
    """The text that `raw` is, or None where it is in no encoding that we know.

    UTF-8 (with or without a mark), UTF-16 (with or without), or Windows-1252 as older Swedish exports are. A file that
    was put together of both UTF-8 and Windows-1252 is decoded line by line.
    """
    if wide := _wide(raw):
        return _strictly(raw, wide)
    if text := _strictly(raw, "utf-8-sig"):
        return text
    lines = [_strictly(line, "utf-8") or _strictly(line, "cp1252") for line in raw.splitlines(keepends=True)]
    if any(line is None for line in lines):
        return None
    decoded = [line for line in lines if line is not None]
    mixed = any(line.encoding == "utf-8" and not line.text.isascii() for line in decoded)
    return Decoded("".join(line.text for line in decoded).removeprefix("\ufeff"), "cp1252", mixed)


def delimiter_of(text: str) -> str:
    """The sign that most evenly parts the first lines of `text`; what stands in quotation marks is not looked at."""
    bare = re.sub(r'"[^"]*"', "", text[:_SAMPLE])
    lines = [line for line in bare.splitlines() if line.strip()][:50]

    def evenness(delimiter: str) -> float:
        counts = [line.count(delimiter) for line in lines]
        most = max(set(counts) - {0}, key=counts.count, default=0)
        return counts.count(most) / len(counts) if most else 0.0

    return max(DELIMITERS, key=evenness)


def _wide(raw: bytes) -> str | None:
    """The kind of UTF-16 that `raw` is in: told by its mark, or by every other byte of its beginning being 0."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = raw[:400]
    for encoding, zeros, others in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        if len(zeros) > 3 and zeros.count(0) > 0.9 * len(zeros) and 0 not in others:
            return encoding
    return None


def _strictly(raw: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(raw.decode(encoding), encoding)
    except UnicodeDecodeError:
        return None
