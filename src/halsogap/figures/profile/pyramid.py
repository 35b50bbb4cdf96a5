"""The population pyramid as a picture, and the table of its numbers.

A bar's area is its number of people: its height is the years of age that the group spans, its length the people of
each of those years. So groups of unequal width (Kolada's) are drawn as truly as ten-year groups.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from markupsafe import Markup, escape

from halsogap.figures.markup import each, joined, svg_image
from halsogap.figures.palette import MEN, WOMEN
from halsogap.i18n import Words
from halsogap.model import Ages
from halsogap.stats.pyramid import Pyramid, Step

WIDTH, HEIGHT = 370, 352
LEFT, RIGHT, TOP, BOTTOM = 157, 213, 26, 326
REACH = 92
"""The width for the longest bar on either side; beyond it stands the number of people."""


def pyramid_picture(
    steps: Pyramid, beside: Pyramid | None, words: Words, *, alt: str, mark: str = "", whole: str = ""
) -> Markup:
    """The pyramid as an HTML picture, as `pyramid_svg` draws it; `alt` says in words what it shows."""
    svg = pyramid_svg(steps, beside, words, mark=mark, whole=whole)
    return svg_image(svg, css="hg-pyramid", alt=alt)


def pyramid_svg(
    steps: Pyramid,
    beside: Pyramid | None,
    words: Words,
    *,
    mark: str = "",
    whole: str = "",
    font: str = "sans-serif",
    sized: bool = False,
) -> str:
    """The pyramid as SVG: women to the left, men to the right, the youngest at the bottom.

    Parameters
    ----------
    beside
        A pyramid in the same groups, drawn as an outline scaled to as many people; None for none.
    mark
        The DEMO mark; empty where nothing is made up.
    whole
        Whose outline it is.
    font
        The texts'.
    sized
        Whether the picture says its size itself, as one in a file must; else what holds it does.
    """
    outline = _scaled(beside, steps) if beside else ()
    longest = max(max(step.women, step.men) / step.years for step in (*steps.steps, *outline)) or 1.0

    def reach(people: float, years: int) -> float:
        return people / years / longest * REACH

    # A number stands beyond its bar, and beyond the outline where that reaches further.
    outermost = outline or steps.steps
    high = (BOTTOM - TOP) / sum(step.years for step in steps.steps)
    parts, foot = [], float(BOTTOM)
    for step, other in zip(steps.steps, outermost, strict=True):
        height = step.years * high
        women, men = reach(step.women, step.years), reach(step.men, step.years)
        top, middle = foot - height, foot - height / 2 + 4.5
        parts += [
            _bar(LEFT - women, top, women, height, WOMEN),
            _bar(RIGHT, top, men, height, MEN),
            _text((LEFT + RIGHT) / 2, middle, ages_text(step.ages), "middle"),
            _text(LEFT - max(women, reach(other.women, other.years)) - 5, middle, words.number(step.women), "end"),
            _text(RIGHT + max(men, reach(other.men, other.years)) + 5, middle, words.number(step.men), "start"),
        ]
        foot = top
    if outline:
        parts += [_line(outline, high, lambda step: LEFT - reach(step.women, step.years), LEFT)]
        parts += [_line(outline, high, lambda step: RIGHT + reach(step.men, step.years), RIGHT)]
    parts += [
        _text(LEFT, 14, words("sex.K"), "end", colour=WOMEN, bold=True),
        _text(RIGHT, 14, words("sex.M"), "start", colour=MEN, bold=True),
        _text((LEFT + RIGHT) / 2, 14, words("profile.age"), "middle", colour="#52606a"),
    ]
    if outline:
        parts.append(_text(WIDTH / 2, HEIGHT - 8, words("profile.outline", whole=whole), "middle", colour="#52606a"))
    if mark:
        parts.append(
            f"<text x='{WIDTH / 2}' y='{HEIGHT / 2}' transform='rotate(-24 {WIDTH / 2} {HEIGHT / 2})' font-size='26'"
            f" font-weight='bold' text-anchor='middle' fill='#4a3900' fill-opacity='0.3'>{escape(mark)}</text>"
        )
    size = f" width='{WIDTH}' height='{HEIGHT}'" if sized else ""
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}'{size} font-family='{font}'"
        f" font-size='12.5'>{''.join(parts)}</svg>"
    )


def pyramid_rows(steps: Pyramid, words: Words) -> pd.DataFrame:
    """The pyramid's numbers as rows, the oldest first as in the picture; the index says which indicator each is of."""
    oldest_first = steps.steps[::-1]
    return pd.DataFrame(
        {
            words("profile.age"): [ages_text(step.ages) for step in oldest_first],
            words("sex.K"): [step.women for step in oldest_first],
            words("sex.M"): [step.men for step in oldest_first],
        },
        index=pd.Index([step.indicator for step in oldest_first], name="indicator"),
    )


def pyramid_table(steps: Pyramid, words: Words) -> Markup:
    """The pyramid's numbers as an HTML table, the oldest first as in the picture."""
    head = each('<th scope="col">{}</th>', (words("profile.age"), words("sex.K"), words("sex.M")))
    line = Markup('<tr><th scope="row">{}</th><td>{}</td><td>{}</td></tr>')
    rows = [(ages_text(step.ages), step.women, step.men) for step in reversed(steps.steps)]
    rows.append((words("profile.all_ages"), steps.women, steps.men))
    body = joined(line.format(name, words.number(women), words.number(men)) for name, women, men in rows)
    return Markup('<table class="hg-years"><tr>{}</tr>{}</table>').format(head, body)


def pyramid_alt(steps: Pyramid, place: str, words: Words) -> str:
    """The pyramid in words: how many, and what share is young and old where the groups tell."""
    largest = max(steps.steps, key=lambda step: (step.women + step.men) / step.years)
    return words(
        "profile.pyramid_alt",
        place=place,
        year=steps.period,
        women=words.number(steps.women),
        men=words.number(steps.men),
        ages=ages_text(largest.ages),
    )


def ages_text(ages: Ages) -> str:
    """ "6–15", or "80+"."""
    return f"{ages.first}+" if ages.last is None else f"{ages.first}–{ages.last}"


def _scaled(beside: Pyramid, steps: Pyramid) -> tuple[Step, ...]:
    """The other pyramid with as many people as this one; nothing where its groups are others."""
    if [step.ages for step in beside.steps] != [step.ages for step in steps.steps]:
        return ()
    scale = (steps.women + steps.men) / (beside.women + beside.men)
    return tuple(Step(s.ages, s.indicator, s.women * scale, s.men * scale) for s in beside.steps)


def _bar(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f"<rect x='{x:.1f}' y='{y:.1f}' width='{width:.1f}' height='{height - 1:.1f}' fill='{colour}'/>"


def _line(steps: tuple[Step, ...], high: float, x: Callable[[Step], float], axis: float) -> str:
    """The outline: up along each bar's end, from the axis and back to it."""
    foot, way = float(BOTTOM), [f"M{axis} {BOTTOM}"]
    for step in steps:
        way.append(f"H{x(step):.1f}V{(foot := foot - step.years * high):.1f}")
    return f"<path d='{''.join(way)}H{axis}' fill='none' stroke='#1b2530' stroke-width='1.4'/>"


def _text(x: float, y: float, text: str, anchor: str, *, colour: str = "#1b2530", bold: bool = False) -> str:
    weight = " font-weight='bold'" if bold else ""
    return f"<text x='{x}' y='{y:.1f}' text-anchor='{anchor}' fill='{colour}'{weight}>{escape(text)}</text>"
