"""The divisions that a table's places can belong to, and one reader for all that its place column says.

Beside the areas of its own level a table often has their wholes: the country among municipalities, the county too. They
are kept under their own level. Rows called "total" are not: what they are a total of, nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from halsogap import geography
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Level
from halsogap.schema import CODE_PATTERNS
from halsogap.sources.editions import EXPECTED
from halsogap.sources.upload.places import Gazetteer, Place, accents_lost, plain_place, says_level

COUNTRY = {
    "riket",
    "sverige",
    "hela riket",
    "hela landet",
    "hela sverige",
    "sweden",
    "the country",
    "0000",
    "00",
    "0",
    "se",
}
TOTALS = {"totalt", "total", "summa", "sum", "alla", "samtliga", "medel", "medelvärde", "genomsnitt", "snitt", "median",
          "mean", "average", "övriga", "övrigt", "okänt", "okänd", "ej angivet", "uppgift saknas"}  # fmt: skip

_SUFFIX = re.compile(r"(.+?)_(DeSO|RegSO)(\d{4})", re.IGNORECASE)


@dataclass(frozen=True)
class Division:
    """The areas of one level in one vintage, as AREAS rows; none where only their codes' look is known."""

    level: Level
    vintage: str
    areas: pd.DataFrame


def divisions(small: Iterable[pd.DataFrame] = ()) -> tuple[Division, ...]:
    """Municipalities, counties, and small areas: those held (AREAS tables of one vintage) and SCB's others.

    Where SCB's polygons are not held, its codes are known by their look.
    """
    areas = geography.areas()
    listed = [Division(level, geography.VINTAGE, areas) for level in (Level.KOMMUN, Level.LAN)]
    listed += [Division(Level(table["level"].iloc[0]), str(table["vintage"].iloc[0]), table) for table in small]
    known_divisions = {(division.level, division.vintage) for division in listed}
    return tuple(listed + [Division(*kind, areas.head(0)) for kind in EXPECTED if kind not in known_divisions])


class PlaceReader:
    """Reads what a place column says, in a table of one division.

    Parameters
    ----------
    division, known
        The table's division, and all there are: a code of another vintage is told from one that is unknown.
    texts
        All that the column says: whether it has lost its accents, and whether its codes say their vintage.
    """

    def __init__(self, division: Division, known: Sequence[Division], texts: Iterable[str] = ()) -> None:
        self.division = division
        listed = list(texts)
        self._suffixed = bool(vintages_named(listed))
        self._own = Gazetteer(division.areas, division.level, accents_lost=accents_lost(listed))
        self._counties = set(division.areas.loc[division.areas["level"] == division.level, "code"].str[:2])
        self._wholes = [
            Gazetteer(geography.areas(), level)
            for level in (Level.KOMMUN, Level.LAN)
            if level != division.level and (division.level in SMALL_LEVELS or (division.level, level) == _COUNTIES)
        ]
        self._others = [
            Gazetteer(other.areas, other.level)
            for other in known
            if other.level is division.level and other.vintage != division.vintage and len(other.areas)
        ]

    def read(self, text: str, *, suggest: bool = True) -> tuple[Level, Place]:
        """The level and the place that `text` means.

        Besides what `places.Place` knows, `why` can be "total" and "other_vintage".
        """
        own, folded = self.division.level, " ".join(text.casefold().split())
        if is_country(text):
            return Level.RIKET, Place(RIKET_CODE)
        if folded in TOTALS:
            return own, Place(None, "total")
        if match := _SUFFIX.fullmatch(text.strip()):
            if match[3] != self.division.vintage or match[2].casefold() != own:
                return own, Place(None, "other_vintage")
            text = match[1]
        elif self._suffixed and own in SMALL_LEVELS and re.fullmatch(CODE_PATTERNS[own], text.strip()):
            # SCB's codes say the vintage from 2025 on: a bare one among them is of the earlier.
            return own, Place(None, "other_vintage")
        place = self._own.read(text, suggest=False)
        if place.code is not None:
            return own, place
        for whole in self._wholes:
            # Only in full: "114" among DeSO is no municipality, and "Stockholm" among municipalities no county.
            exact = whole.read(text, suggest=False)
            first = plain_place(folded).split(" ")[0]
            in_full = first in (exact.code, f"00{exact.code}") or says_level(folded) is Level.LAN
            if exact.code and in_full:
                return whole.level, Place(exact.code)
            if whole.level is Level.LAN and exact.why == "retired" and (in_full or re.fullmatch(r"\d\d", first)):
                return whole.level, exact
        if any(other.read(text, suggest=False).code for other in self._others):
            return own, Place(None, "other_vintage")
        if place.why == "unknown" and self._is_beyond(text.strip()):
            return own, Place(text.strip())
        return own, self._own.read(text) if suggest else place

    def _is_beyond(self, code: str) -> bool:
        """Whether a small area may lie in a county whose areas are not held: its look is then all that is known."""
        pattern = CODE_PATTERNS[self.division.level]
        looks_right = self.division.level in SMALL_LEVELS and re.fullmatch(pattern, code)
        return bool(looks_right) and code[:4] in geography.area_index() and code[:2] not in self._counties

    def name(self, code: str) -> str:
        """The name of an area, or its code where it has none here."""
        known = geography.area_index().get(code)
        return self._own.names.get(code) or (known.name if known else code)


def is_country(text: str) -> bool:
    """Whether a text means the whole country: "Riket", "00 Riket", "Hela landet", "0000"."""
    folded = plain_place(" ".join(text.casefold().split()))
    return folded in COUNTRY or re.sub(r"^(0|00|0000|se)\s+|\s+totalt$", "", folded) in COUNTRY


_COUNTIES = (Level.KOMMUN, Level.LAN)


def vintages_named(texts: Iterable[str]) -> set[tuple[Level, str]]:
    """The divisions that SCB's suffixes name: "0114A0010_DeSO2025" is of DeSO 2025."""
    matches = (_SUFFIX.fullmatch(text.strip()) for text in texts)
    return {(Level(match[2].casefold()), match[3]) for match in matches if match}
