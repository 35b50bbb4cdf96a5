"""The highest and lowest areas beside a map of small areas, as an HTML table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from halsogap.figures.markup import each, joined
from halsogap.i18n import Words
from halsogap.model import Indicator
from halsogap.stats.areal.highest_lowest import Extreme

MOST = 0.995
"""From this share of the spread on, chance makes nearly all of it: no number rounded to 100 is shown."""


@dataclass(frozen=True)
class HighestLowest:
    """The list of one sex: its highest and lowest areas, and how much of the spread between all areas is chance.

    `id` is "K", "M" or "T"; `people` are how many live in each area, or where `people_year` is None how many its value
    rests on; `noise_share` is NaN where it is not known.
    """

    id: str
    high: list[Extreme]
    low: list[Extreme]
    people: Mapping[str, float]
    people_year: int | None
    noise_share: float

    @property
    def areas(self) -> list[Extreme]:
        """All areas of the list."""
        return [*self.high, *self.low]


def highest_lowest_html(
    lists: list[HighestLowest], names: Mapping[str, str], whole: str, indicator: Indicator, words: Words
) -> Markup:
    """A short list for each sex: the area, its people, its value, the smoothed one, its distance from `whole`.

    Parameters
    ----------
    names
        The areas' names by code.
    whole
        What the distance is from ("Gävle").
    """
    lists = [extremes for extremes in lists if extremes.areas]
    if not lists:
        return Markup("")
    tables = joined(_table(extremes, names, whole, indicator, words) for extremes in lists)
    notes = each("<p>{}</p>", _notes(lists, whole, words))
    return Markup('<section class="hg-beside">{}<div class="hg-note">{}</div></section>').format(tables, notes)


def _table(extremes: HighestLowest, names: Mapping[str, str], whole: str, indicator: Indicator, words: Words) -> Markup:
    smoothed = any(extreme.smoothed is not None for extreme in extremes.areas)
    heads = [
        *([words("ends.living" if extremes.people_year else "ends.behind")] if extremes.people else []),
        words("ends.value"),
        *([words("ends.smoothed")] if smoothed else []),
        words("ends.distance", whole=whole),
    ]
    sex = Markup('<th scope="col" class="hg-{}">{}</th>').format(extremes.id, words(f"sex.{extremes.id}"))
    head = sex + each('<th scope="col">{}</th>', heads)

    def row(extreme: Extreme) -> Markup:
        people = extremes.people.get(extreme.code, math.nan)
        numbers = [
            *([(people, 0, False)] if extremes.people else []),
            (extreme.value, indicator.decimals, False),
            *([(_number(extreme.smoothed), indicator.decimals, False)] if smoothed else []),
            (extreme.distance, indicator.decimals, True),
        ]
        cells = [words.number(n, places, signed=sign) if math.isfinite(n) else "–" for n, places, sign in numbers]
        # A star, and not paleness alone: within chance is said in words below.
        cells[-1] += " *" if extreme.apart is False else ""
        line = Markup('<tr><th scope="row">{}</th>{}</tr>')
        return line.format(names[extreme.code], each("<td>{}</td>", cells))

    end = Markup('<tr><th scope="rowgroup" colspan="{}" class="hg-end">{}</th></tr>')
    body = joined(
        end.format(len(heads) + 1, words(key)) + joined(row(extreme) for extreme in part)
        for key, part in (("ends.high", extremes.high), ("ends.low", extremes.low))
    )
    return Markup('<table class="hg-ends"><tr>{}</tr>{}</table>').format(head, body)


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _notes(lists: list[HighestLowest], whole: str, words: Words) -> list[str]:
    """What the columns are and what chance does, each once."""
    texts = []
    if any(extreme.apart is False for extremes in lists for extreme in extremes.areas):
        texts.append(words("ends.note", whole=whole))
    texts += [text for extremes in lists if (text := _noise(extremes, words))]
    if any(extreme.smoothed is not None for extremes in lists for extreme in extremes.areas):
        texts.append(words("ends.about_smoothed"))
    years = {extremes.people_year for extremes in lists if extremes.people}
    return texts + [words("ends.about_living", year=y) if y else words("ends.about_behind") for y in years]


def _noise(extremes: HighestLowest, words: Words) -> str:
    """How much of the spread chance alone would make, as a sentence; empty where it is not known."""
    share, who = extremes.noise_share, words(f"sex.{extremes.id}")
    if math.isnan(share):
        return ""
    if share < 0.01:
        return words("ends.noise_little", who=who)
    if share < MOST:
        return words("ends.noise", who=who, share=words.number(share * 100))
    return words("ends.noise_most" if share < 1 else "ends.noise_all", who=who)
