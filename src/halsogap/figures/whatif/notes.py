"""What anyone who quotes a what-if's answer must know, and what its dots mean."""

from __future__ import annotations

from halsogap.figures.whatif.chart import MOST
from halsogap.figures.whatif.reading import Reading, name_of
from halsogap.figures.whatif.sentences import goal_of
from halsogap.i18n import Words

MOST_NAMES = 5
"""How many areas that take no part are named."""


def notes(reading: Reading, words: Words) -> tuple[str, ...]:
    """The notes, a sentence each: means over years, repeated falls, whole per cents, who takes no part."""
    indicator, basis, against = reading.indicator, reading.answer.match.basis, reading.choices.against
    lines = []
    years = indicator.years_in_value(reading.level)
    if years > 1:
        lines.append(words("whatif.rolling", n=words.number(years)))
        if against and reading.year - against < years:
            lines.append(words("whatif.overlap", year=reading.year, against=against, n=years))
    if not basis.proportion:
        lines.append(words("whatif.episodes"))
    elif indicator.decimals == 0:
        lines.append(words("whatif.whole_percent"))
    if indicator.people and indicator.people.approximate:
        lines.append(words("whatif.approximate"))
    if basis.without:
        more = "…" if len(basis.without) > MOST_NAMES else ""
        names = ", ".join(map(name_of, basis.without[:MOST_NAMES])) + more
        key = "whatif.without" if len(basis.without) > 1 else "whatif.without_one"
        lines.append(words(key, n=words.number(len(basis.without)), names=names))
    return tuple(lines)


def dots_caption(reading: Reading, words: Words) -> str:
    """What the dots show, and what each of their marks means."""
    marks = [words("whatif.dots_dot", year=reading.year)]
    if reading.choices.against:
        marks.append(words("whatif.dots_ring", year=reading.choices.against))
    if reading.answer.match.common_reference is None:
        marks.append(words("whatif.dots_tick"))
    else:
        marks.append(words("whatif.dots_line", value=goal_of(reading, words)))
    if len(reading.rows) > MOST:
        marks.append(words("whatif.dots_most", n=MOST))
    return words("whatif.dots_caption", unit=words.of(reading.indicator.name), marks=" ".join(marks))
