"""What a cell says of a place, as a code: codes that lost a zero, names with and without "län", misspelt names.

A name becomes a code only where it can be no other: "Upplands Vasby" is Upplands Väsby, whereas "Habo" in a file that
has lost its å and ä may be Håbo, and "Hebo" is nothing but a slip. Both are answered with suggestions.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from halsogap.model import RIKET_CODE, STORED_SMALL_LEVELS, Level
from halsogap.schema import CODE_PATTERNS

SUGGESTED = 3
"""How many near names are suggested."""

OLD_COUNTIES = {"11", "15", "16"}
"""Kristianstad, Älvsborg and Skaraborg: counties until the end of 1996 and 1997, whose codes mean nothing today."""

RENUMBERED = {"12": 1997, "14": 1998}
"""The first year in which a code is today's county: before it 12 was Malmöhus, and 14 Göteborg and Bohus."""

OLD_NAMES = {"kristianstad", "malmöhus", "göteborgs och bohus", "göteborg och bohus", "älvsborg", "skaraborg"}

ALIASES = {
    Level.LAN: {
        "sörmland": "04",
        "jämtland härjedalen": "23",
        "västra götalandsregionen": "14",
        "vgr": "14",
        "scania": "12",
    },
    Level.KOMMUN: {"falu": "2080", "malung": "2023", "gothenburg": "1480"},
}
"""Other names of areas, as the publishers write them; in the form of `_spellings`."""

RETIRED = {"1917": "0331"}
"""Codes that have been replaced. Heby moved from Västmanland to Uppsala county in 2007; SCB's table TAB3276 still has
"1917 Heby" (cited at second hand, and by sv.wikipedia.org/wiki/Heby_kommun). Any other old code is "unknown"."""

_LENGTHS = {Level.LAN: 2, Level.KOMMUN: 4, Level.REGSO: 8, Level.DESO: 9, Level.MADE_UP: 8}
_DATE = re.compile(r"\d{4}-\d\d-\d\d([ T].*)?|\d{1,2}[-/ ][a-zåäö]{3}\.?|[a-zåäö]{3}\.?[-/ ]\d{1,2}", re.IGNORECASE)
_COUNTY = re.compile(
    r"^(regionen|region|landstinget i|landstinget)\s+|\s+(läns landsting|landsting|län|lan|county|region|regionen)$"
)
_TOWN = re.compile(r"^(kommunen)\s+|\s+(kommuns|kommun|stads|stad|municipality|city|kn)$")
_CODE = re.compile(r"""'?(?:="?|"?)(?:(?:SE|K|KN)[-_ ]?(?=\d{4}(?!\d)))?(\d+)(?:\.0+)?"?""", re.IGNORECASE)
_FOOTNOTE = re.compile(r"(?<=\w)\s*(\*+|[¹²³⁴⁵]|\s\d\))$")


@dataclass(frozen=True)
class Place:
    """What a text was read as: `code`, or why there is none.

    `why` is "" where the code is what the text says; "mended" or "name_mended" where it was read as something else than
    it says; otherwise there is no code, and `why` is "no_area", "unknown", "ambiguous", "retired", "date",
    "wrong_level" or "contradicts" (a code and a name of two places). `suggestions` are codes that may have been meant.
    """

    code: str | None
    why: str = ""
    suggestions: tuple[str, ...] = ()


class Gazetteer:
    """The places of one level, by code and by name.

    Parameters
    ----------
    areas
        AREAS rows of the level, in one vintage. Empty where they are not at hand: codes are then known by their look
        alone, and names not at all.
    level
        The level.
    accents_lost
        True where the texts to be read have no å, ä or ö at all, so that a name may lack its own.
    """

    def __init__(self, areas: pd.DataFrame, level: Level, *, accents_lost: bool = False) -> None:
        of_level = areas[areas["level"] == level]
        self.level = level
        self.names: Mapping[str, str] = dict(zip(of_level["code"], of_level["name"], strict=True))
        self._accents_lost = accents_lost
        self._exact: dict[str, list[str]] = {}
        self._bare: dict[str, list[str]] = {}
        for code, name in self.names.items():
            for spelling in dict.fromkeys(_spellings(name)):
                self._exact.setdefault(spelling, []).append(code)
                self._bare.setdefault(without_accents(spelling), []).append(code)
        for alias, code in ALIASES.get(level, {}).items():
            if code in self.names:
                self._exact.setdefault(alias, []).append(code)
                self._bare.setdefault(without_accents(alias), []).append(code)

    def read(self, text: str, *, suggest: bool = True) -> Place:
        """The place that `text` means: a code, a name, or a code and a name ("0114 Upplands Väsby").

        To look for near names takes a thousand times as long as all the rest; `suggest` says whether to.
        """
        given = " ".join(text.split())
        name = plain_place(given)
        if not name:
            return Place(None, "no_area")
        if _DATE.fullmatch(name):
            return Place(None, "date")
        place = self._of_code_and_name(name, suggest)
        return Place(place.code, "mended") if place.code and not place.why and name != given else place

    def _of_code_and_name(self, name: str, suggest: bool) -> Place:
        first, _, rest = name.partition(" ")
        if not any(sign.isdigit() for sign in first):
            return self._of_name(name, suggest)
        place = self._of_code(first, suggest)
        if place.code is None or not self.names or not rest:
            return place
        named = self._of_name(rest, suggest=False)
        if named.why == "retired":
            return named
        if named.code not in (None, place.code):
            return Place(None, "contradicts", (place.code, str(named.code)))
        return place

    def _of_code(self, given: str, suggest: bool) -> Place:
        code = given.upper()
        if code in RETIRED:
            return Place(None, "retired", (RETIRED[code],) if RETIRED[code] in self.names else ())
        if self.level is Level.LAN and code in OLD_COUNTIES:
            return Place(None, "retired")
        missing = _LENGTHS.get(self.level, len(code)) - len(code)
        whole = f"0{code}" if missing == 1 else code
        if re.fullmatch(CODE_PATTERNS[self.level], whole) and (whole in self.names or not self.names):
            return Place(whole, "" if whole == given else "mended")
        if self.level is Level.LAN and re.fullmatch(r"00\d\d", code) and code[2:] in self.names:
            return Place(code[2:], "mended")  # as Kolada writes a region
        if re.fullmatch(CODE_PATTERNS[self.level], whole) and code != RIKET_CODE:
            near = difflib.get_close_matches(whole, self.names, n=SUGGESTED, cutoff=0.75) if suggest else ()
            return Place(None, "unknown", tuple(near))
        others = (Level.RIKET, Level.LAN, Level.KOMMUN, *STORED_SMALL_LEVELS)
        if any(re.fullmatch(CODE_PATTERNS[other], code) for other in others if other is not self.level):
            return Place(None, "wrong_level")
        return Place(None, "unknown")

    def _of_name(self, name: str, suggest: bool) -> Place:
        said = says_level(name)
        spellings = _spellings(name)
        if said is Level.LAN and not OLD_NAMES.isdisjoint(spellings):
            return Place(None, "retired")
        if said is not None and said is not self.level and spellings[0] != "region gotland":
            return Place(None, "wrong_level")
        # The whole text before what is left of it: "Alingsås" and "Grums" end in an s of their own.
        core = next((one for one in spellings if one in self._exact), spellings[-1])
        bare = next((one for one in map(without_accents, spellings) if one in self._bare), without_accents(core))
        exact, alike = self._exact.get(core, []), self._bare.get(bare, [])
        if len(exact) == 1 and (len(alike) == 1 or not self._accents_lost):
            return Place(exact[0])
        if len(alike) == 1:
            return Place(alike[0], "name_mended")
        if alike:
            return Place(None, "ambiguous", tuple(alike))
        near = self._near(bare) if suggest else []
        codes = dict.fromkeys(code for near_name in near for code in self._bare[near_name])
        return Place(None, "unknown", tuple(codes)[:SUGGESTED])

    def _near(self, bare: str) -> list[str]:
        """The names most like a text, or like its first word: "Malmo stadd" has a slip in what follows too."""
        spellings = dict.fromkeys((bare, bare.split(" ")[0]))
        near_names = {
            near for text in spellings for near in difflib.get_close_matches(text, self._bare, n=SUGGESTED, cutoff=0.7)
        }

        def likeness(name: str) -> float:
            return max(difflib.SequenceMatcher(None, text, name).ratio() for text in spellings)

        return sorted(near_names, key=lambda name: (-likeness(name), name))


def accents_lost(texts: Iterable[str]) -> bool:
    """True where no text has an å, ä, ö or other accent: the program that made them may have taken them away."""
    return not any(text != without_accents(text) for text in texts)


def without_accents(text: str) -> str:
    """`text` with å and ä as a, ö as o, and so on."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def plain_place(text: str) -> str:
    """A place without what a program or a publisher put round it.

    An apostrophe or `="…"` that kept a code a text, "SE" or "K" before it, ".0" after it; "(kommun)", a code in
    brackets after the name, the mark of a footnote.
    """
    if match := _CODE.fullmatch(text):
        return match[1]
    plain = _FOOTNOTE.sub("", text)
    plain = re.sub(r"\((kommun|stad|län|region)\)$", r"\1", plain, flags=re.IGNORECASE)
    if match := re.fullmatch(r"(.+?)\s*\((\d{2}|\d{4})\)", plain):
        plain = f"{match[2]} {match[1]}"
    return plain


def says_level(name: str) -> Level | None:
    """The level that a name says of itself: "Region Skåne" and "Kalmar län" are counties, "Malmö stad" is a town."""
    folded = _folded(name)
    if _COUNTY.search(folded) or folded in ("västra götalandsregionen", "vgr"):
        return Level.LAN
    return Level.KOMMUN if _TOWN.search(folded) else None


def _folded(name: str) -> str:
    return " ".join(re.sub(r"[-–/]", " ", unicodedata.normalize("NFC", name).casefold()).split())


def _spellings(name: str) -> list[str]:
    """A name as it is, without "län", "kommun" or "Region", and without the genitive that goes with them."""
    folded = _folded(name)
    core = _TOWN.sub("", _COUNTY.sub("", _COUNTY.sub("", folded)))
    if core == folded:
        return [folded]
    return [folded, core, core.removesuffix("s")]
