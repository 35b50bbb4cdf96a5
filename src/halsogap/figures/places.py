"""The places a view is about: the chosen area, the whole it is measured against, and what they are called."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from halsogap.figures.address import Selection
from halsogap.figures.names import area_name
from halsogap.geography import area, area_index
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Area, Sex
from halsogap.reading import areas

if TYPE_CHECKING:
    from halsogap.reading.reader import Reader


def place_of(reader: Reader, choice: Selection, words: Words) -> tuple[str | None, dict[Sex, float]]:
    """The chosen area's name and its values by sex; None and nothing where no area is chosen."""
    if not choice.area or not choice.period:
        return None, {}
    here = place(reader, choice, words)
    return here.name, reader.area_values(choice.indicator, here.level, here.code, choice.period)


def place(reader: Reader, choice: Selection, words: Words) -> Area:
    """The chosen area, or the whole that the map shows, called as the page's language has it."""
    if choice.level not in SMALL_LEVELS:
        return area(choice.area or RIKET_CODE)
    vintage = reader.vintage_of(choice.indicator, choice.level, choice.period or 0)
    here = areas.place(reader, choice.area or choice.within, choice.level, vintage)
    return replace(here, name=area_name(here.code, here.name, here.level, words))


def administrative_area(choice: Selection) -> Area:
    """The chosen county or municipality, the municipality of a chosen small area, or the country."""
    code = choice.area or RIKET_CODE
    return area(code if code in area_index() else code[:4])


def whole_code(choice: Selection) -> str:
    """The code of the whole that the map's areas make: the country, or what small areas lie in."""
    return choice.within if choice.level in SMALL_LEVELS else RIKET_CODE


def whole_name(choice: Selection, words: Words) -> str:
    """The whole that areas are measured against, as it stands in a sentence: the country, or where small areas lie."""
    code = whole_code(choice)
    return words("finding.riket") if code == RIKET_CODE else area(code).name


def part_name(choice: Selection) -> str | None:
    """The name of the part of the country that is the whole of the map; None where the country is."""
    code = whole_code(choice)
    return None if code == RIKET_CODE else area(code).name


def here_name(choice: Selection, words: Words) -> str:
    """Where a map of small areas is, with what it shows: "DeSO i Gävle"."""
    return words("small.here", level=words(f"level.{choice.level}"), place=whole_name(choice, words))
