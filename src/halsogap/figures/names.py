"""How areas are called on the page. Names are data and Swedish, but made-up ones are ours, and made from the code."""

from __future__ import annotations

from functools import cache

import pandas as pd

from halsogap import geography
from halsogap.i18n import Words
from halsogap.model import Level


def pattern(level: Level, words: Words) -> str:
    """The name of a level's areas with {number} and {place} for the painter to fill in; empty where names are data."""
    return words("small.made_up_name") if level is Level.MADE_UP else ""


def area_name(code: str, name: str, level: Level, words: Words) -> str:
    """`name` as it stands, or that of the made-up area `code` ("2180P003") in the page's language."""
    named = pattern(level, words)
    return named.format(number=int(code[5:]), place=geography.area(code[:4]).name) if named else name


def with_names(table: pd.DataFrame, level: Level, words: Words) -> pd.DataFrame:
    """`table` (with `code` and `name`) with the names in the page's language."""
    if not pattern(level, words):
        return table
    pairs = zip(table["code"], table["name"], strict=True)
    return table.assign(name=[area_name(code, name, level, words) for code, name in pairs])


@cache
def published_names() -> dict[str, str]:
    """The names of the country, the counties and the municipalities by code. Shared: only to be read."""
    return {code: area.name for code, area in geography.area_index().items()}
