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

RETIRED = {"1917": "0331"}
"""Codes that have been replaced. Heby moved from Västmanland to Uppsala county in 2007; SCB's table TAB3276 still has
"1917 Heby" (cited at second hand, and by sv.wikipedia.org/wiki/Heby_kommun). Any other old code is "unknown"."""

_LENGTHS = {Level.LAN: 2, Level.KOMMUN: 4, Level.REGSO: 8, Level.DESO: 9, Level.MADE_UP: 8}
_DATE = re.compile(r"\d{4}-\d\d-\d\d([ T].*)?|\d{1,2}[-/ ][a-zåäö]{3}\.?|[a-zåäö]{3}\.?[-/ ]\d{1,2}", re.IGNORECASE)
_AFFIX = re.compile(r"^(region|regionen)\s+|\s+(län|lan|kommun|stad|region)$")


@dataclass(frozen=True)
class Place:
    """What a text was read as: `code`, or why there is none.

    `why` is "" where the code is what the text says; "mended" or "name_mended" where it was read as something else than
    it says; otherwise there is no code, and `why` is "no_area", "unknown", "ambiguous", "retired", "date" or
    "wrong_level". `suggestions` are codes that may have been meant.
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
            self._exact.setdefault(_core(name), []).append(code)
            self._bare.setdefault(without_accents(_core(name)), []).append(code)

    def read(self, text: str, *, suggest: bool = True) -> Place:
        """The place that `text` means: a code, a name, or a code and a name ("0114 Upplands Väsby").

        To look for near names takes a thousand times as long as all the rest; `suggest` says whether to.
        """
        name = " ".join(text.split())
        if not name:
            return Place(None, "no_area")
        if _DATE.fullmatch(name):
            return Place(None, "date")
        first = name.split(" ", 1)[0]
        if any(sign.isdigit() for sign in first):
            return self._of_code(first, suggest)
        return self._of_name(name, suggest)

    def _of_code(self, given: str, suggest: bool) -> Place:
        code = given.upper()
        if code in RETIRED:
            return Place(None, "retired", (RETIRED[code],) if RETIRED[code] in self.names else ())
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
        core = _core(name)
        bare = without_accents(core)
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


def _core(name: str) -> str:
    """A name without case, "län", "kommun", "Region" and the genitive that goes with them: "stockholm"."""
    folded = " ".join(unicodedata.normalize("NFC", name).casefold().split())
    core = _AFFIX.sub("", folded)
    return core.removesuffix("s") if core != folded else core
