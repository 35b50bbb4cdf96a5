"""The gap page's finding: the whole, how many areas lie on each side, and where the gap is widest."""

from __future__ import annotations

from halsogap.figures import sentences
from halsogap.figures.figure import Sentence, sentence
from halsogap.figures.gap import sentences as gap_sentences
from halsogap.figures.gap.reading import Reading
from halsogap.figures.markup import spaced
from halsogap.figures.places import part_name, place_of
from halsogap.i18n import Words
from halsogap.stats.gap.intervals import beyond_chance
from halsogap.stats.gap.summary import gap_summary
from halsogap.stats.map_view import View


def levels(reading: Reading, words: Words) -> Sentence:
    """How high the values of the whole and of the chosen place are, for women and men."""
    choice = reading.choice
    place, place_values = place_of(reading.reader, choice, words)
    text = sentences.finding(
        reading.indicator,
        reading.period,
        View.SEXES,
        reading.whole,
        words,
        whole=part_name(choice),
        place=place,
        place_values=place_values,
    )
    return sentence(text)


def finding(reading: Reading, words: Words) -> Sentence:
    """What the scatter shows: the levels, how many areas lie on each side, and where the gap is widest."""
    choice, indicator = reading.choice, reading.indicator
    summary = gap_summary(reading.women, reading.men, choice.measure, decimals=indicator.decimals)
    areas = words(f"level.many_{choice.level}")
    texts = [
        levels(reading, words).markup,
        gap_sentences.sides(summary, indicator, areas, words),
    ]
    sure = [beyond_chance(reading.interval(code, choice.measure), choice.measure) for code in reading.table["code"]]
    if any(known is not None for known in sure):
        surely = sure.count(True)
        key = "gap.sure_none" if not surely else "gap.sure_all" if surely == summary.areas else "gap.sure_some"
        texts.append(words(key).format(n=words.number(surely)))
    if summary.widest is not None and summary.areas > 1:
        row = reading.table.iloc[summary.widest]
        interval = reading.interval(row["code"], choice.measure)
        texts.append(
            gap_sentences.widest(
                row["name"],
                row["K"],
                row["M"],
                indicator,
                choice.measure,
                words,
                shared=summary.shared,
                interval=interval,
            )
        )
    return sentence(spaced(texts))
