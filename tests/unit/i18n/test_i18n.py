"""Both languages say the same things, and numbers are written as each writes them."""

import ast
import string

import pytest

from halsogap.i18n import LANGUAGES, _texts, words
from halsogap.settings import ROOT

SV, EN = words("sv"), words("en")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_languages_hold_the_same_keys_and_placeholders() -> None:
    swedish, english = _texts("sv"), _texts("en")
    assert set(swedish) == set(english)
    assert {k for k in swedish if placeholders(swedish[k]) != placeholders(english[k])} == set()


def keys_in_use() -> tuple[set[str], set[str]]:
    """Every text constant of the code, and the constant beginnings of its f-strings."""
    constants: set[str] = set()
    beginnings: set[str] = set()
    for file in [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "src").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants.add(node.value)
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                beginnings.add(str(node.values[0].value))
    return constants, {b for b in beginnings if "." in b}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_unused(language: str) -> None:
    constants, beginnings = keys_in_use()
    unused = {k for k in _texts(language) if k not in constants and not any(k.startswith(b) for b in beginnings)}
    assert unused == set()


def test_swedish_numbers() -> None:
    assert SV.number(6364) == "6\u202f364"
    assert SV.number(-1234.56, 1) == "\u22121\u202f234,6"
    assert SV.number(0.04, 1, signed=True) == "0,0"
    assert SV.number(-0.04, 1) == "0,0"
    assert SV.number(3.25, 1, signed=True) == "+3,2"
    assert SV.day("2026-11-22T10:00:00+00:00") == "22 november 2026"


def test_english_numbers() -> None:
    assert EN.number(6364.5, 1) == "6,364.5"
    assert EN.day("2026-11-22") == "November 22, 2026"


def test_small_numbers_are_words_at_the_head_of_a_sentence() -> None:
    assert SV("note.rolling", n=SV.counted(3)).startswith("Treårsmedelvärden: ")
    assert EN("note.rolling", n=EN.counted(5)).startswith("Five-year means: ")
    assert SV.counted(12) == "12"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="'de'"):
        words("de").__class__("de")
