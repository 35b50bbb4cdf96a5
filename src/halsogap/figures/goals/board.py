"""The board of goals: how each stands, in words, colours and shapes, as HTML. Every text from data is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from halsogap.i18n import Words
from halsogap.model import Indicator, Sex
from halsogap.stats.goals import Basis, Judgement, Movement, Outcome, Reason, tally
from halsogap.stats.people import Behind, persons

SIGNS = {Outcome.REACHED: "▲", Outcome.CLOSER: "●", Outcome.WORSE: "▼", Outcome.NOT_COMPARABLE: "○"}
"""The shape beside the colour and the word."""


def finding(place: str, judged: Sequence[Judgement], words: Words) -> str:
    """How many goals stand in each way at the place, and what they are measured against, as HTML."""
    count = tally(judged)
    reached = count[Outcome.REACHED]
    head = "none" if reached == 0 else "one" if reached == 1 else "many"
    said = words(
        f"goals.finding_{head}",
        place=escape(place),
        n=reached,
        of=len(judged),
        closer=count[Outcome.CLOSER],
        worse=count[Outcome.WORSE],
        rest=count[Outcome.NOT_COMPARABLE],
    )
    bases = [one.basis for one in judged]
    own, published = bases.count(Basis.LOCAL), bases.count(Basis.PUBLISHED)
    key = "goals.measured_own" if own else "goals.measured"
    return f"{said} {words(key, own=own, published=published)}"


def outcome_words(one: Judgement, words: Words) -> str:
    """How a goal stands, in a few words: "Målet nått", "Bättre än 2015"."""
    if one.outcome in (Outcome.REACHED, Outcome.NOT_COMPARABLE):
        return words(f"goals.{one.outcome}")
    if one.movement is Movement.UNCHANGED:
        return words("goals.unchanged")
    against = "baseline" if one.basis is Basis.BASELINE else "target"
    return words(f"goals.{one.movement}_{against}", year=one.then.year if one.then else "")


def chip(one: Judgement, words: Words) -> str:
    """The goal's standing as a coloured mark with shape and words."""
    return (
        f'<span class="hg-chip hg-chip-{one.outcome}"><span aria-hidden="true">{SIGNS[one.outcome]}</span> '
        f"{escape(outcome_words(one, words))}</span>"
    )


def legend(words: Words) -> str:
    """What the marks mean, in one line."""
    marks = (
        f'<span><span class="hg-chip hg-chip-{outcome}" aria-hidden="true">{SIGNS[outcome]}</span> '
        f"{escape(words(f'goals.class_{outcome}'))}</span>"
        for outcome in Outcome
    )
    return f'<p class="hg-marks">{"".join(marks)}</p>'


def board(columns: Iterable[tuple[str, Iterable[str]]]) -> str:
    """The cards in a column under each heading."""
    parts = (f"<section><h2>{escape(heading)}</h2>{''.join(cards)}</section>" for heading, cards in columns)
    return f'<div class="hg-board">{"".join(parts)}</div>'


def card(one: Judgement, link: str, trend: str, beside: Iterable[str], words: Words) -> str:
    """One goal: its name, the mark, the values then and now, women and men, the target, and its trend.

    Parameters
    ----------
    link
        Where the goal's name leads. It opens within the session (`static/stay.js`).
    trend
        The trend's picture as HTML; empty where there is none.
    beside
        Plain sentences to end with: why there is no comparison, the distance in persons, what the report said.
    """
    name, opens = escape(words.of(one.indicator.short)), escape(words("goals.open"))
    title = f'<h3><a href="{escape(link)}" title="{opens}" data-stay>{name}</a></h3>'
    main = "".join(f'<p class="hg-goal-value">{_values(one, sex, words)}</p>' for sex in one.sexes)
    sexes = [_values(one, sex, words) for sex in (Sex.K, Sex.M) if sex not in one.sexes]
    split = f'<p class="hg-goal-sexes">{" ".join(filter(None, sexes))}</p>' if any(sexes) else ""
    bare = f" <small>{escape(words('goals.no_target'))}</small>" if one.reason is None and not one.target else ""
    notes = "".join(f"<p>{escape(note)}</p>" for note in [target_words(one, words), *beside] if note)
    # Both together stand beside the line; women and men, two rows, have the card's whole width.
    beside_line, below = (main, "") if Sex.T in one.sexes else ("", main)
    head = f'<div class="hg-goal-head"><div>{chip(one, words)}{bare}{beside_line}</div><div>{trend}</div></div>'
    return f'<article class="hg-goal">{title}{head}{below}{split}{notes}</article>'


def target_words(one: Judgement, words: Words) -> str:
    """The target to reach, as a sentence; empty where there is none."""
    if not one.target:
        return ""
    told = " / ".join(dict.fromkeys(words.value(value, one.indicator) for value in one.target.values()))
    way = "most" if one.indicator.better == "lower" else "least"
    return words(f"goals.target_{one.basis}_{way}", value=told, year=one.target_year)


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
    told = words("goals.persons_about" if people.approximate else "goals.persons", number=number)
    return f"{told} {_limits(left.limits, words) if left.limits else words('goals.persons_survey')}"


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


def _values(one: Judgement, sex: Sex, words: Words) -> str:
    """One sex's values then and now, with their years where it is the one judged; empty where it has neither."""
    main = sex in one.sexes
    points = [point for point in (one.then, one.now) if point and sex in point.values]
    shown = [_value(point.values[sex], point.year if main else None, one.indicator, words) for point in points]
    if not shown:
        return ""
    label = "" if sex is Sex.T else f'<span class="hg-{sex}">{escape(words(f"sex.{sex}"))}</span> '
    # No arrow leads across what cannot be compared.
    between = ' <span aria-hidden="true">→</span> ' if one.reason is None else " · "
    return f"<span>{label}{between.join(shown)}</span>"


def _value(value: float, year: int | None, indicator: Indicator, words: Words) -> str:
    told = words.value(value, indicator)
    return f"<b>{told}</b> <small>{year}</small>" if year else told
