"""What a text says of a sex, a year, or a column: alone in a cell, or in a column's heading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from halsogap.model import Sex
from halsogap.sources.numbers import YEARS

SEX_WORDS = {
    Sex.K: ("k", "kv", "kvinna", "kvinnas", "kvinnan", "kvinnor", "kvinnors", "kvinnorna", "kvinnornas", "kvinnlig",
            "kvinnliga", "flicka", "flickor", "flickors", "flickorna", "flickornas", "tjej", "tjejer", "tjejers", "f",
            "female", "females", "woman", "womans", "women", "womens", "girl", "girls"),
    Sex.M: ("m", "man", "män", "mäns", "männen", "männens", "manlig", "manliga", "pojke", "pojkar", "pojkars",
            "pojkarna", "pojkarnas", "kille", "killar", "killars", "male", "males", "men", "mens", "boy", "boys"),
    Sex.T: ("t", "tot", "totalt", "total", "totala", "alla", "samtliga", "båda", "båda könen", "bägge könen",
            "kvinnor och män", "män och kvinnor", "flickor och pojkar", "pojkar och flickor", "all", "both",
            "both sexes", "women and men", "men and women"),
}  # fmt: skip
"""How the sexes are written, in any case."""

SEX_CODES = {"1": Sex.M, "2": Sex.K, "1+2": Sex.T, "0": Sex.T}
"""SCB's codes; they speak only in a column that is said to hold the sex."""

_SEX_OF = {word: sex for sex, words in SEX_WORDS.items() for word in words}
_SEX_LETTERS = {"k", "m", "t", "f", "man", "kv", "mens"}
"""Those that may mean something else: "man" is one, and a letter anything."""

_BOTH = re.compile(
    r"(?:båda|bägge) könen|both (?:sexes|genders)|"
    r"(?:kvinnor|flickor|tjejer|women|girls|females)\s*(?:och|and|&|\+|/)\s*(?:män|pojkar|killar|men|boys|males)|"
    r"(?:män|pojkar|killar|men|boys|males)\s*(?:och|and|&|\+|/)\s*(?:kvinnor|flickor|tjejer|women|girls|females)"
)


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

RATE = re.compile(
    r"promille|‰|\bper\s+(?:1\s?0{2,3}(?:\s?0{3})*\b|\d[\d\s]*\s*(?:invånare|personer)|(?:invånare|capita|hushåll|person"
    r"|elev|barn|anställd|vårdplats|inhabitant|household)\b)|/\s?1\s?000(?:\s?000)?\b|/\s?100\s?000\b",
    re.IGNORECASE,
)
"""What a heading says of a number that is so much per so many: it is a value, and never a count."""


class Aside(StrEnum):
    """What a column of numbers holds that is no value and no count behind one."""

    NUMBERING = "numbering"
    """Row numbers, ids, codes, coordinates, ranks, ages."""
    LIMIT = "limit"
    """The limits of an interval, or how uncertain the value is."""
    BASE = "base"
    """How many were asked or are counted among: "Antal svar"."""
    DIFFERENCE = "difference"
    """Women's value less men's, or the quotient of them."""


_NUMBERING = {"id", "idnr", "löpnr", "lopnr", "löpnummer", "nr", "nummer", "no", "rad", "radnr", "radnummer", "orgnr",
              "orgnummer", "organisationsnummer", "postnr", "postnummer", "telefon", "lat", "latitud", "latitude",
              "lon", "lng", "long", "longitud", "longitude", "x", "y", "xkoord", "ykoord", "easting", "northing",
              "sweref", "objectid", "fid", "gid", "rank", "rang", "ranking", "rangordning", "placering", "kpi", "kod",
              "code", "row", "rownames"}  # fmt: skip
_LIMITS = {"nedre", "övre", "ovre", "undre", "lower", "upper", "ki", "ci", "lci", "uci", "lcl", "ucl", "felmarginal",
           "standardfel", "standardavvikelse", "stddev", "sd", "min", "max", "kinedre", "kiövre"}  # fmt: skip
_BASES = {"elever", "elev", "svar", "svarande", "svaranden", "respondenter", "deltagare", "enheter", "observationer",
          "intervjuer", "responses", "respondents", "pupils", "students", "observations"}  # fmt: skip
_DIFFERENCES = {"skillnad", "skillnaden", "differens", "diff", "difference", "gap", "kvot", "ratio"}

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
_SPAN = re.compile(rf"(?<!\d)({_YEAR})\s*[-–—/]\s*({_YEAR}|\d\d)(?![\d-])")
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
    rate = RATE.search(text)
    # "AndelKvinnor" is two words.
    parted = re.sub(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ][a-zåäö])", " ", text)
    plain = " ".join(re.sub(r"['’´]", "", parted.casefold()).split())
    year = None
    if match := (_SPAN.search(plain) or re.search(rf"(?<!\d){_YEAR}(?!\d)", plain)):
        year = year_of(match[0]).year
        plain = plain.replace(match[0], " ")
    sex = None
    if both := _BOTH.search(plain):
        sex, plain = Sex.T, plain.replace(both[0], " ")
    initial = re.match(r"([kmtf]|kv)_", plain)
    tokens = [token for token in _tokens(plain) if token]
    sexes = {_SEX_OF[token] for token in tokens if token in _SEX_OF and token not in _SEX_LETTERS}
    if sex is None and not {Sex.K, Sex.M} <= sexes and not (sexes and _DIFFERENCES & set(tokens)):
        for token in tokens:
            # A letter alone may be anything; it speaks where it ends the heading ("andel_k"), begins it ("k_andel")
            # or is all of it.
            if token in _SEX_OF and (
                token not in _SEX_LETTERS or token == tokens[-1] or (initial and token == initial[1])
            ):
                sex = _SEX_OF[token]
                tokens.remove(token)
                break
    stem = " ".join(tokens)
    role = next((r for r, said_so in ROLE_WORDS.items() if any(_starts(word, tokens) for word in said_so)), None)
    if role is Role.NUMERATOR and _starts("invånare", tokens):
        role = Role.DENOMINATOR
    if rate or (role is not None and any(_starts(word, tokens) for word in ("andel", "procent", "share", "percent"))):
        role = Role.VALUE
    return Heading(stem, sex, year, role)


def aside_of(heading: str) -> Aside | None:
    """What a column holds that is no value and no count behind one, as its heading says; None where it says nothing."""
    tokens = [token for token in _tokens(re.sub(r"['’´]", "", heading.casefold())) if token]
    words = set(tokens)
    found = {_SEX_OF[token] for token in tokens if token in _SEX_OF and token not in _SEX_LETTERS}
    if _LIMITS & words or any(re.match(r"konfidens|confidence|osäkerhet|±", token) for token in tokens):
        return Aside.LIMIT
    if words & _DIFFERENCES and (found or words & {"kön", "könen", "gender", "sex", "k", "m"}):
        return Aside.DIFFERENCE
    if {Sex.K, Sex.M} <= found and not _BOTH.search(heading.casefold()):
        return Aside.DIFFERENCE
    if RATE.search(heading) or words & {"andel", "procent", "share", "percent", "%"}:
        return None
    if ("antal" in words or "number" in words) and words & _BASES:
        return Aside.BASE
    if tokens in (["n"], ["bas"], ["bastal"], ["urval"], ["svarande"]) or "svarsfrekvens" in words:
        return Aside.BASE
    numbering = words & _NUMBERING or any(re.search(r"kod(en)?$|^koordinat|koordinat$", token) for token in tokens)
    if numbering or tokens in (["ålder"], ["age"], ["åldersgrupp"]):
        return Aside.NUMBERING
    return None


_EXTRACTED = re.compile(
    r"(?:uttag\w*|hämta\w*|uppdatera\w*|uppdatering\w*|skapa\w*|publicera\w*|extra(?:he|c)\w*|utskri\w*|datum|retrieved|updated"
    r"|created|download\w*|version|senast\w*)[^\d]{0,25}\d{4}(?:-?\d\d-?\d\d)?|(?<!\d)\d{4}-\d\d-\d\d|(?<!\d)(?:19|20)\d{6}(?!\d)"
    r"|\d{1,2}\s+(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]*\s+\d{4}",
    re.IGNORECASE,
)
_NOT_OF_VALUES = re.compile(
    r"(?:mål\w*|agenda|target|vision|strategi)[^\d.;]{0,25}\d{4}|\d{4}\s*års\s+(?:priser|prisnivå|penningvärde|indelning)"
    r"|(?:deso|regso)[_\s-]?\d{4}|(?:priser|prisnivå|prisår|penningvärde|indelning|sni|basår)[^\d.;]{0,15}\d{4}|\d{4}\s*=\s*100",
    re.IGNORECASE,
)
_STATED = re.compile(
    rf"(?:avser|gäller|valt|valda|mätår|(?<!\w)år|läsår|period|year)[^\d.;|]{{0,20}}({_YEAR}(?:\s*[-–—/]\s*(?:{_YEAR}|\d\d)(?!\d))?)",
    re.IGNORECASE,
)


def years_in(text: str) -> list[int]:
    """The years that a title, a sheet's name or a file's name may mean for its values, the earliest first.

    Days of extraction, years of prices and of goals are none. A year that is said to be the values' own ("Avser år",
    "Valt läsår") goes before all others; a span is known by its last year.
    """
    plain = _NOT_OF_VALUES.sub(" ", _EXTRACTED.sub(" ", text.replace("_", " ")))
    if stated := {year for match in _STATED.finditer(plain) if (year := year_of(match[1]).year)}:
        return sorted(stated)
    spans = {match[0]: year_of(match[0]).year for match in _SPAN.finditer(plain)}
    years = {year for year in spans.values() if year}
    for span, year in spans.items():
        plain = plain.replace(span, " ") if year else plain
    return sorted(years | {int(year) for year in re.findall(rf"(?<!\d){_YEAR}(?!\d)", plain) if int(year) in YEARS})


def names_part_of_year(text: str) -> bool:
    """Whether a heading names a half-year, a quarter or a month: "HT 2022"."""
    return bool(_PART.search(text))


def spans_in(text: str) -> list[str]:
    """The periods of several years that a title or a heading names, as it writes them; a school year is none."""
    spans = ((match[0], int(match[1]), year_of(match[0]).year) for match in _SPAN.finditer(_EXTRACTED.sub(" ", text)))
    return [span for span, first, last in spans if last and last > first + 1]


def sexes_in(text: str) -> set[Sex]:
    """The sexes that a title or a sheet's name speaks of; both of them as `Sex.T`."""
    plain = text.casefold()
    if _BOTH.search(plain):
        return {Sex.T}
    tokens = _tokens(re.sub(r"['’´]", "", plain))
    return {_SEX_OF[token] for token in tokens if token in _SEX_OF and token not in _SEX_LETTERS} - {Sex.T}


def _tokens(text: str) -> list[str]:
    return re.split(r"[\s_,;:()./\-–—]+", text.replace("%", " % "))


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
