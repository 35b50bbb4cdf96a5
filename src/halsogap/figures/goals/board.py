"""The board of goals as HTML: a card a goal, in words, colours and shapes. Every text from data is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from markupsafe import escape

from halsogap.figures.address import encode
from halsogap.figures.figure import Address
from halsogap.figures.goals.choices import GROUPS, Choices
from halsogap.figures.goals.reading import Goal, Reading
from halsogap.figures.goals.sentences import beside, in_sentence, line_words, outcome_words, target_words
from halsogap.figures.trend import Line, trend_picture
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Area, Indicator, Level, Sex
from halsogap.stats.coverage import Coverage
from halsogap.stats.goals import Judgement, Outcome
from halsogap.stats.series import runs

SIGNS = {Outcome.REACHED: "▲", Outcome.CLOSER: "●", Outcome.WORSE: "▼", Outcome.NOT_COMPARABLE: "○"}
"""The shape beside the colour and the word."""

MAP = "karta"
"""The map's address, beside this page's own."""


def board_html(reading: Reading, words: Words) -> str:
    """The legend, and the cards in a column for each goal area or life stage."""
    choices, place, coverage = reading.choices, reading.place, reading.reader.coverage()
    demo = reading.reader.snapshot().manifest.demo

    def cards(group: str) -> Iterator[str]:
        for goal in reading.goals:
            if getattr(goal.indicator, choices.by) == group:
                link = f"{MAP}?{on_map(goal, choices, coverage).query}"
                ending = beside(goal, place, words, demo=demo)
                yield card(goal.judged, link, _trend(goal, place, words), ending, words)

    return legend(words) + board((words(f"goals.group_{group}"), cards(group)) for group in GROUPS[choices.by])


def on_map(goal: Goal, choices: Choices, coverage: Coverage) -> Address:
    """The goal on the map, at the place's own level where it has values there."""
    levels, place = coverage.levels(goal.indicator.slug), choices.place
    level = place.level if place.level in levels else levels[0] if levels else Level.KOMMUN
    code = place.code if place.level is level else place.parent if level is Level.LAN else RIKET_CODE
    selection = replace(
        choices.selection,
        indicator=goal.indicator.slug,
        level=level,
        within=RIKET_CODE,
        area=None if code in ("", RIKET_CODE) else code,
        period=goal.judged.now.year if goal.judged.now else None,
    )
    return Address("map", encode(selection))


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
        Where the goal's name leads. It opens within the session (`static/keep_session.js`).
    trend
        The trend's picture as HTML; empty where there is none.
    beside
        Plain sentences to end with: why there is no comparison, the distance in persons, what the report said.
    """
    name, opens = escape(words.of(one.indicator.short)), escape(words("goals.open"))
    title = f'<h3><a href="{escape(link)}" title="{opens}" data-keep-session>{name}</a></h3>'
    main = "".join(f'<p class="hg-goal-value">{_values(one, sex, words)}</p>' for sex in one.sexes)
    sexes = [_values(one, sex, words) for sex in (Sex.K, Sex.M) if sex not in one.sexes]
    split = f'<p class="hg-goal-sexes">{" ".join(filter(None, sexes))}</p>' if any(sexes) else ""
    bare = f" <small>{escape(words('goals.no_target'))}</small>" if one.reason is None and not one.target else ""
    notes = "".join(f"<p>{escape(note)}</p>" for note in [target_words(one, words), *beside] if note)
    # Both together stand beside the line; women and men, two rows, have the card's whole width.
    beside_line, below = (main, "") if Sex.T in one.sexes else ("", main)
    head = f'<div class="hg-goal-head"><div>{chip(one, words)}{bare}{beside_line}</div><div>{trend}</div></div>'
    return f'<article class="hg-goal">{title}{head}{below}{split}{notes}</article>'


def _trend(goal: Goal, place: Area, words: Words) -> str:
    """The place's line: women and men where there are such values, else both together."""
    indicator, now = goal.indicator, goal.judged.now
    both = {sex for by_sex in goal.values.values() for sex in by_sex} >= {Sex.K, Sex.M}
    lines = []
    for sex in (Sex.K, Sex.M) if both else (Sex.T,):
        by_year = {year: by_sex[sex] for year, by_sex in goal.values.items() if sex in by_sex}
        if by_year:
            lines.append(Line(str(sex), tuple(runs(by_year, indicator))))
    years = sorted({year for line in lines for year, _ in line.points})
    if len(years) < 2:
        return ""
    alternative = words(
        "panel.trend_alt",
        indicator=words.of(indicator.short),
        place=in_sentence(place, words),
        first=years[0],
        last=years[-1],
        lines=" ".join(line_words(line.id, line.points, indicator, words) for line in lines),
    )
    breaks = tuple(b.year for b in indicator.breaks)
    return trend_picture(lines, alt=alternative, breaks=breaks, marked=now.year if now else None)


def _values(one: Judgement, sex: Sex, words: Words) -> str:
    """One sex's values then and now, with their years where it is the one judged; empty where it has neither."""
    main = sex in one.sexes
    points = [point for point in (one.then, one.now) if point and sex in point.values]
    texts = [_value(point.values[sex], point.year if main else None, one.indicator, words) for point in points]
    if not texts:
        return ""
    label = "" if sex is Sex.T else f'<span class="hg-{sex}">{escape(words(f"sex.{sex}"))}</span> '
    # No arrow leads across what cannot be compared.
    between = ' <span aria-hidden="true">→</span> ' if one.reason is None else " · "
    return f"<span>{label}{between.join(texts)}</span>"


def _value(value: float, year: int | None, indicator: Indicator, words: Words) -> str:
    text = words.value(value, indicator)
    return f"<b>{text}</b> <small>{year}</small>" if year else text
