"""What a text says of a sex, a year, or a column: alone in a cell, or in a column's heading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from halsogap.model import Sex
from halsogap.sources.numbers import YEARS

SEX_WORDS = {
    Sex.K: ("k", "kv", "kvinna", "kvinnor", "kvinnlig", "flicka", "flickor", "tjej", "tjejer", "f", "female",
            "females", "woman", "women", "girl", "girls"),
    Sex.M: ("m", "man", "män", "manlig", "pojke", "pojkar", "kille", "killar", "male", "males", "men", "boy", "boys"),
    Sex.T: ("t", "tot", "totalt", "total", "totala", "alla", "samtliga", "båda", "båda könen", "kvinnor och män",
            "män och kvinnor", "all", "both", "both sexes", "women and men"),
}  # fmt: skip
"""How the sexes are written, in any case."""

SEX_CODES = {"1": Sex.M, "2": Sex.K, "1+2": Sex.T, "0": Sex.T}
"""SCB's codes; they speak only in a column that is said to hold the sex."""

_SEX_OF = {word: sex for sex, words in SEX_WORDS.items() for word in words}
_SEX_LETTERS = {"k", "m", "t", "f"}


class Role(StrEnum):
    """What a column of numbers holds: the value itself, or the counts behind it."""

    VALUE = "value"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


ROLE_WORDS = {
    Role.DENOMINATOR: ("nämnare", "denominator", "befolkning", "folkmängd", "population", "invånare"),
    Role.NUMERATOR: ("täljare", "numerator", "antal", "count", "fall", "cases", "number", "personer"),
    Role.VALUE: ("värde", "value", "andel", "procent", "percent", "share", "%", "medel", "median", "index", "tal"),
}
"""Words of a heading that tell what a column holds, the surest role first."""

PLACE_WORDS = (
    "kod",
    "code",
    "kommun",
    "län",
    "region",
    "område",
    "area",
    "geo",
    "deso",
    "regso",
    "municipality",
    "plats",
)
SEX_HEADS = ("kön", "kon", "sex", "gender")
YEAR_HEADS = ("år", "ar", "year", "period", "tid", "time", "läsår", "mätår")

_YEAR = r"(?:19|20|21)\d\d"
_SPAN = re.compile(rf"({_YEAR})\s*[-–/]\s*({_YEAR}|\d\d)")
_PART = re.compile(
    rf"{_YEAR}\s*[-_ ]?\s*(?:[KQTMV]|kv\.?|kvartal|h|ht|vt)\s*\d{{0,2}}"
    rf"|(?:[KQ]|kv\.?|kvartal|ht|vt)\s*\d?\s*[-_ /]?\s*{_YEAR}"
    rf"|{_YEAR}-(?:0[1-9]|1[0-2])",
    re.IGNORECASE,
)
_DAY = re.compile(rf"({_YEAR})-\d\d-\d\d(?:[T ].*)?")


@dataclass(frozen=True)
class Year:
    """What a text was read as: `year`, or why there is none. `span`: of several years the last is taken."""

    year: int | None
    why: str = ""
    span: bool = False


def year_of(text: str) -> Year:
    """The year that `text` means: "2019", "2019.0", a day of it, or the last of a span ("2018–2020", "2019/20").

    A school year and a mean over years are known by their last year, as Kolada has them. A quarter or a month is a part
    of a year, and no year's value: `why` is then "part_of_year"; "not_year" of anything else, "no_year" of nothing.
    """
    plain = re.sub(r"\.0$", "", text.strip())
    if not plain:
        return Year(None, "no_year")
    if re.fullmatch(_YEAR, plain):
        year = int(plain)
        return Year(year) if year in YEARS else Year(None, "not_year")
    if match := _DAY.fullmatch(plain):
        return Year(int(match[1]))
    if match := _SPAN.fullmatch(plain):
        first = int(match[1])
        last = int(match[2]) if len(match[2]) == 4 else first // 100 * 100 + int(match[2])
        if last > first:
            return Year(last, span=True)
    return Year(None, "part_of_year" if _PART.fullmatch(plain) else "not_year")


def sex_of(text: str) -> Sex | None:
    """The sex that a cell of a sex column means, or None."""
    plain = " ".join(re.sub(r"\.0$", "", text).casefold().split())
    return _SEX_OF.get(plain) or SEX_CODES.get(plain)


@dataclass(frozen=True)
class Heading:
    """What a heading says: of whom, of what year, in what role; `stem` is what is left of it, lower case."""

    stem: str
    sex: Sex | None
    year: int | None
    role: Role | None


def heading_of(text: str) -> Heading:
    """What a column's heading tells of its numbers: "Andel kvinnor 2022" is women's value of 2022."""
    plain = " ".join(text.casefold().split())
    year = None
    if match := (_SPAN.search(plain) or re.search(rf"(?<!\d){_YEAR}(?!\d)", plain)):
        year = year_of(match[0]).year
        plain = plain.replace(match[0], " ")
    sex = None
    for phrase in ("båda könen", "kvinnor och män", "män och kvinnor", "both sexes", "women and men"):
        if phrase in plain:
            sex, plain = Sex.T, plain.replace(phrase, " ")
    tokens = [token for token in re.split(r"[\s_,;:()./-]+", plain) if token]
    if sex is None:
        for token in tokens:
            # A letter alone may be anything; it speaks where it ends the heading ("andel_k") or is all of it.
            if token in _SEX_OF and (token not in _SEX_LETTERS or token == tokens[-1]):
                sex = _SEX_OF[token]
                tokens.remove(token)
                break
    stem = " ".join(tokens)
    role = next((r for r, said_so in ROLE_WORDS.items() if any(_starts(word, tokens) for word in said_so)), None)
    if role is Role.NUMERATOR and _starts("invånare", tokens):
        role = Role.DENOMINATOR
    return Heading(stem, sex, year, role)


def is_of(heads: tuple[str, ...], heading: str) -> bool:
    """Whether a heading is one of `heads`, alone or as one of its words."""
    tokens = re.split(r"[\s_,;:()./-]+", heading.casefold())
    return any(token in heads for token in tokens)


def names_place(heading: str) -> bool:
    """Whether a heading speaks of a place: "Kommunkod", "DeSO", "Område"."""
    folded = heading.casefold()
    return any(word in folded for word in PLACE_WORDS)


def _starts(word: str, tokens: list[str]) -> bool:
    return any(token.startswith(word) if len(word) > 3 else token == word for token in tokens) or (
        word == "%" and any("%" in token for token in tokens)
    )
