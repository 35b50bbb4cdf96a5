"""The words and numbers of the pages in Swedish and English.

`sv/` and `en/` hold the same files, keys and placeholders (a test holds this): `common.toml`, and a file for each page
with words of its own. A `Words` speaks one language; it has no state of its own and is handed to whatever makes text.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from markupsafe import Markup

from halsogap.model import Indicator, Text
from halsogap.rounding import rounded

LANGUAGES = ("sv", "en")
NARROW_SPACE = "\u202f"
MINUS = "\u2212"

_SWEDISH_SIGNS = str.maketrans({",": NARROW_SPACE, ".": ","})
# Babel writes the same, 15 times slower; a panel has a hundred numbers.


class Words:
    """The texts and number formats of one language, "sv" or "en"."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"the languages are {', '.join(LANGUAGES)}, not {language!r}")
        self.language = language
        self._texts = _texts(language)

    def __call__(self, key: str, **values: object) -> str:
        """The text `key` ("map.title") with its placeholders filled.

        Raises
        ------
        KeyError
            The key or one of its placeholders is missing: a fault of ours, found by the tests.
        """
        text = self._texts[key]
        return text.format(**values) if values else text

    def markup(self, key: str, **values: object) -> Markup:
        """The text `key` as HTML: values that are not `Markup` are escaped.

        Raises
        ------
        KeyError
            As of `words(key)`.
        """
        return Markup(self._texts[key]).format(**values)

    def __contains__(self, key: object) -> bool:
        """Whether there is a text `key`."""
        return key in self._texts

    def of(self, text: Text) -> str:
        """A catalogue text in this language."""
        return text.in_(self.language)

    def number(self, value: float, decimals: int = 0, *, signed: bool = False) -> str:
        """A number as this language writes it: narrow space and decimal comma in Swedish, a true minus sign in both."""
        number = rounded(value, decimals) + 0.0  # adding 0.0 turns a rounded −0.0 into 0.0
        text = f"{abs(number):,.{decimals}f}"
        if self.language == "sv":
            text = text.translate(_SWEDISH_SIGNS)
        sign = MINUS if number < 0 else ("+" if signed and number > 0 else "")
        return sign + text

    def value(self, value: float, indicator: Indicator, *, signed: bool = False) -> str:
        """A value of `indicator` with its decimals and the unit's short sign: "87,1 %", "6 364", "84,6 år"."""
        return self.number(value, indicator.decimals, signed=signed) + self(f"unit.{indicator.unit}.sign")

    def counted(self, number: int) -> str:
        """A small number at the head of a sentence, as a word: "Tre"; digits where there is none."""
        key = f"counted.{number}"
        return self(key) if key in self else str(number)

    def unit(self, indicator: Indicator) -> str:
        """The unit in words: "procent", "per 100 000 invånare"."""
        return self(f"unit.{indicator.unit}.name")

    def day(self, when: date | datetime | str) -> str:
        """A day, from a date or an ISO text: "22 november 2026"."""
        moment = datetime.fromisoformat(when) if isinstance(when, str) else when
        return str(format_date(moment, format="long", locale=self.language))


@cache
def words(language: str) -> Words:
    """The one `Words` of `language`."""
    return Words(language)


@cache
def _texts(language: str) -> Mapping[str, str]:
    files = sorted(Path(__file__).with_name(language).glob("*.toml"))
    pairs = [pair for file in files for pair in _flat(tomllib.loads(file.read_text(encoding="utf-8")))]
    if twice := [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]:
        raise ValueError(f"{', '.join(twice)} stands in more than one file of {language}")
    return dict(pairs)


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        name = f"{prefix}{key}"
        pairs += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, value)]
    return pairs
