"""Forms, encodings and delimiters told from the bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halsogap.sources.encoding import Decoded, Form, decode, delimiter_of, form_of

TEXT = "kod;namn;värde\n0114;Upplands Väsby;12,5\n0305;Håbo;8,25\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_text_is_read_whatever_its_encoding(encoding: str) -> None:
    raw = TEXT.encode(encoding)
    assert form_of(raw) is Form.TEXT
    decoded = decode(raw)
    assert decoded is not None
    assert decoded.text == TEXT
    assert not decoded.mixed


def test_a_file_of_two_encodings_is_read_line_by_line_and_says_so() -> None:
    head, *rest = TEXT.encode("utf-8").splitlines(keepends=True)
    raw = head + b"".join(line.decode("utf-8").encode("cp1252") for line in rest)
    assert decode(raw) == Decoded(TEXT, "cp1252", mixed=True)


@pytest.mark.parametrize(
    ("raw", "form"),
    [
        (b"", Form.EMPTY),
        (b"PAR1" + bytes(9), Form.PARQUET),
        (b"PK\x03\x04" + bytes(40), Form.EXCEL),
        (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", Form.OPEN_DOCUMENT),
        (b"\xd0\xcf\x11\xe0" + bytes(99), Form.OLD_EXCEL),
        (b"\xd0\xcf\x11\xe0" + bytes(99) + "EncryptedPackage".encode("utf-16-le"), Form.LOCKED_EXCEL),
        (b"%PDF-1.7\n", Form.PDF),
        (b"kod;v\0rde\n", Form.BINARY),
        (bytes(range(256)), Form.BINARY),
    ],
)
def test_a_form_is_told_from_the_content(raw: bytes, form: Form) -> None:
    assert form_of(raw) is form


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        (TEXT, ";"),
        ("a\tb\n1,5\t2,5\n", "\t"),
        ('kod,namn\n0114,"Väsby; Upplands"\n0305,"Håbo; Enköping"\n', ","),
        ("Titel, med komma\n\nkod;värde\n0114;1,5\n0305;2\n", ";"),
        ("\n\nkod,värde\r0114,1\r", ","),
        ("one column\n", ";"),
    ],
)
def test_the_delimiter_is_the_sign_that_parts_lines_evenly(text: str, delimiter: str) -> None:
    assert delimiter_of(text) == delimiter


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_end_in_anything_but_a_form_and_a_text_or_none(raw: bytes) -> None:
    assert form_of(raw) in Form
    assert decode(raw) is None or delimiter_of(decode(raw).text) in ";\t,"  # type: ignore[union-attr]
