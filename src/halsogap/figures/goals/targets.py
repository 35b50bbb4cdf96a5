"""Targets of a visitor's own: what one can be set for at a place, where to begin, and each in words."""

from __future__ import annotations

from halsogap.figures.goals.reading import Goal, goal_of
from halsogap.figures.goals.sentences import in_sentence, persons_words, target_words
from halsogap.i18n import Words
from halsogap.model import Area, Better, Indicator, Level
from halsogap.reading.reader import Reader
from halsogap.stats.goals import LocalTarget, Outcome

YEARS_AHEAD = 4
"""How far from the newest edition a target's year is proposed."""


def targetable(reader: Reader, place: Area) -> list[Indicator]:
    """The indicators that a target can be set for: a favourable direction, and values at the place's level."""
    coverage = reader.coverage()
    return [
        one
        for one in reader.catalog().values()
        if one.better is not Better.UNKNOWN
        and (coverage.periods(one.slug, place.level) or (place.level is Level.RIKET and one.published))
    ]


def proposed(reader: Reader, indicator: Indicator, place: Area) -> tuple[float, int]:
    """The value and year to begin with: the place's own target, else the published one, else the value now."""
    target = reader.brought.targets.get((place.code, indicator.slug))
    if target:
        return target.value, target.year
    judged = goal_of(reader, indicator, place).judged
    values = judged.target or (judged.now.values if judged.now else {})
    year = int(reader.snapshot().manifest.created_at[:4]) + YEARS_AHEAD
    return next(iter(values.values()), 0.0), year


def target_sentence(reader: Reader, target: LocalTarget, place: Area, words: Words) -> str:
    """A target in words: what is to be reached, where the place is now, and how many people are left, as plain text."""
    goal = goal_of(reader, reader.catalog()[target.indicator], place)
    texts = [target_words(goal.judged, words), *_now(goal, place, words)]
    return " ".join(filter(None, texts))


def _now(goal: Goal, place: Area, words: Words) -> list[str]:
    judged = goal.judged
    if judged.now is None:
        return [words("goals.why_no_values", place=in_sentence(place, words))]
    values = " / ".join(words.value(judged.now.values[sex], goal.indicator) for sex in judged.sexes)
    return [
        words("targets.now", value=values, year=judged.now.year),
        words("targets.met") if judged.outcome is Outcome.REACHED else "",
        persons_words(judged, goal.who, words),
    ]
