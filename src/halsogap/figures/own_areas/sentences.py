"""What is said of own areas: how many, who lives there, and what to know of them."""

from __future__ import annotations

from markupsafe import escape

from halsogap.figures.figure import Sentence, sentence
from halsogap.figures.own_areas.reading import Living
from halsogap.geography import area
from halsogap.i18n import Words
from halsogap.reading.brought import BroughtAreas
from halsogap.sources.polygons.own_areas import OUTSIDE, OwnAreas

LISTED = 6
"""How many names a sentence has before it says how many more there are."""


def finding(brought: BroughtAreas, living: Living | None, words: Words) -> Sentence:
    """How many areas, how many people, and how much of that is an estimate."""
    places = sorted({area(code).name for code in brought.table["parent"]})
    key = "own_areas.count" if len(brought.table) > 1 else "own_areas.count_one"
    texts = [words(key, n=words.number(len(brought.table)), places=listed(places, words), name=brought.areas.name)]
    if living is not None and living.people.notna().any():
        people, percent = words.number(float(living.people.sum())), words.number(living.split_in_all * 100)
        behind = words(f"level.many_{living.behind}")
        texts.append(words("own_areas.people", people=people, year=living.period, percent=percent, areas=behind))
    return sentence(escape(" ".join(texts)))


def remarks(areas: OwnAreas, words: Words) -> list[str]:
    """One sentence for each thing to know of the areas."""
    return [words(f"own_areas.remark_{r.kind}", names=listed(list(r.names), words)) for r in areas.remarks]


def uncovered(brought: BroughtAreas, living: Living | None, words: Words) -> list[str]:
    """Which areas lie so far outside what is known that their numbers are too low."""
    if living is None:
        return []
    polygons = brought.areas.polygons
    bare = polygons["name"][(living.uncovered.reindex(polygons.index) > OUTSIDE).to_numpy()].tolist()
    areas = words(f"level.many_{living.behind}")
    return [words("own_areas.remark_uncovered", areas=areas, names=listed(bare, words))] if bare else []


def listed(names: list[str], words: Words) -> str:
    """The first names, and how many more there are."""
    text = ", ".join(names[:LISTED])
    return words("own_areas.and_more", names=text, n=len(names) - LISTED) if len(names) > LISTED else text
