"""The goals of a place in words: how many stand in each way, and of each why, how far from the target, and for whom."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from halsogap.figures.goals.reading import Goal
from halsogap.figures.markup import spaced
from halsogap.i18n import Words
from halsogap.model import Area, Indicator, Level, Sex
from halsogap.stats.goals import Basis, Judgement, Movement, Outcome, Reason, tally
from halsogap.stats.people import Behind, persons


def finding(place: str, judged: Sequence[Judgement], words: Words) -> Markup:
    """How many goals stand in each way at the place, and what they are measured against, as HTML."""
    count = tally(judged)
    reached = count[Outcome.REACHED]
    head = "none" if reached == 0 else "one" if reached == 1 else "many"
    counted = words.markup(
        f"goals.finding_{head}",
        place=place,
        n=reached,
        of=len(judged),
        closer=count[Outcome.CLOSER],
        worse=count[Outcome.WORSE],
        rest=count[Outcome.NOT_COMPARABLE],
    )
    bases = [one.basis for one in judged]
    own, published = bases.count(Basis.LOCAL), bases.count(Basis.PUBLISHED)
    key = "goals.measured_own" if own else "goals.measured"
    return spaced([counted, words.markup(key, own=own, published=published)])


def outcome_words(one: Judgement, words: Words) -> str:
    """How a goal stands, in a few words: "Målet nått", "Bättre än 2015"."""
    if one.outcome in (Outcome.REACHED, Outcome.NOT_COMPARABLE):
        return words(f"goals.{one.outcome}")
    if one.movement is Movement.UNCHANGED:
        return words("goals.unchanged")
    against = "baseline" if one.basis is Basis.BASELINE else "target"
    return words(f"goals.{one.movement}_{against}", year=one.then.year if one.then else "")


def in_sentence(place: Area, words: Words) -> str:
    """The place as it stands in a sentence."""
    return words("finding.riket") if place.level is Level.RIKET else place.name


def beside(goal: Goal, place: Area, words: Words, *, demo: bool) -> list[str]:
    """What a card ends with: why there is no comparison, the distance in persons, and what the report said.

    `demo` is whether the goal's values are made up: the report judged real ones.
    """
    levels = goal.indicator.levels
    others = [words(f"level.many_{level}") for level in (Level.KOMMUN, Level.LAN) if level in levels]
    elsewhere = "" if place.level in levels else ", ".join(others)
    texts = [
        why_not(goal.judged, in_sentence(place, words), elsewhere, words),
        persons_words(goal.judged, goal.who, words),
        words("goals.chance") if goal.judged.chance else "",
        words("goals.from_report") if goal.printed else "",
    ]
    status = goal.indicator.report_status
    # The report judged the country.
    if place.level is Level.RIKET and not demo and status not in (None, goal.judged.outcome):
        texts.append(words("goals.report_said", outcome=words(f"goals.class_{status}")))
    return texts


def target_words(one: Judgement, words: Words) -> str:
    """The target to reach, as a sentence; empty where there is none."""
    if not one.target:
        return ""
    values = " / ".join(dict.fromkeys(words.value(value, one.indicator) for value in one.target.values()))
    way = "most" if one.indicator.better == "lower" else "least"
    return words(f"goals.target_{one.basis}_{way}", value=values, year=one.target_year)


def why_not(one: Judgement, place: str, level_missing: str, words: Words) -> str:
    """Why a goal cannot be compared, as a sentence; empty where it can.

    Parameters
    ----------
    level_missing
        Where the indicator has values ("län"), if it has none at the place's own level; else empty.
    """
    indicator = one.indicator
    if one.reason is None:
        return ""
    if one.reason is Reason.NO_VALUES and level_missing:
        return words("goals.only_levels", levels=level_missing)
    if one.reason is Reason.NO_BASELINE and indicator.breaks:
        return words("note.break", year=indicator.breaks[-1].year, note=words.of(indicator.breaks[-1].note))
    if one.reason is Reason.BREAK and one.then and one.now:
        crossed = indicator.break_between(one.then.year, one.now.year)
        assert crossed is not None
        return words("note.break", year=crossed.year, note=words.of(crossed.note))
    return words(f"goals.why_{one.reason}", place=place, year=indicator.baseline_year)


def persons_words(one: Judgement, who: Behind | None, words: Words) -> str:
    """How many people are left to the target, with its interval; or why that cannot be said.

    Empty where there is no target, or it is reached.
    """
    people = one.indicator.people
    if not one.target or one.now is None or one.outcome is Outcome.REACHED:
        return ""
    if people is None or who is None or Sex.T not in one.target:
        return words("goals.persons_unknown")
    left = persons(one.now.values[Sex.T], one.target[Sex.T], one.now.year, Sex.T, who)
    if left is None:
        return words("goals.persons_not_held", year=one.now.year)
    number = _more_or_fewer(left.number, words.of(people.noun), words)
    text = words("goals.persons_about" if people.approximate else "goals.persons", number=number)
    return f"{text} {_limits(left.limits, words) if left.limits else words('goals.persons_survey')}"


def line_words(sex: str, points: Sequence[tuple[int, float]], indicator: Indicator, words: Words) -> str:
    """A line of the trend in words: its first and last value."""
    (first, first_value), (last, last_value) = points[0], points[-1]
    return words(
        "panel.trend_line",
        sex=words(f"sex.{sex}"),
        first=first,
        last=last,
        first_value=words.value(first_value, indicator),
        last_value=words.value(last_value, indicator),
    )


def _limits(limits: tuple[int, int], words: Words) -> str:
    least, most = sorted(limits, key=abs)
    if least * most < 0:
        low, high = (_more_or_fewer(limit, "", words).strip() for limit in (least, most))
        return words("goals.persons_limits_across", low=low, high=high)
    return words("goals.persons_limits", low=words.number(abs(least)), high=words.number(abs(most)))


def _more_or_fewer(number: int, noun: str, words: Words) -> str:
    return words("goals.fewer" if number < 0 else "goals.more", n=words.number(abs(number)), noun=noun)
