"""What the lines, dots and signs of a development chart mean, as HTML that wraps where a page is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from halsogap.figures.development.parts import COLOURS, LOOKS, SHAPES, Band, Line, Role, in_order
from halsogap.figures.markup import joined, svg_image
from halsogap.i18n import Words

_MARKS = {
    "triangle-up": "M8 2L14 13H2Z",
    "circle": "M8 2.5a5.5 5.5 0 1 0 .01 0Z",
    "triangle-down": "M8 14L14 3H2Z",
    "square": "M3 3H13V13H3Z",
    "cross": "M6 2h4v4h4v4h-4v4h-4v-4h-4v-4h4Z",
}


def development_legend(lines: Sequence[Line], bands: Sequence[Band], words: Words) -> Markup:
    """The legend of the lines that have values, the bands, and the standings that the dots have."""
    drawn = in_order(lines)
    parts = [_item(_stroke(line), line.name) for line in drawn]
    parts += [_item(_area(band), band.name) for band in bands if band.limits]
    standings = {standing for line in drawn if line.role is Role.PLACE for standing in line.standings.values()}
    parts += [_item(_dot(*SHAPES[kind]), words(f"kolada.{kind}")) for kind in SHAPES if kind in standings]
    return Markup('<ul class="hg-key">{}</ul>').format(joined(parts))


def _item(picture: str, name: str) -> Markup:
    return Markup("<li>{}{}</li>").format(svg_image(picture), name)


def _stroke(line: Line) -> str:
    shade, width, dashes = LOOKS[line.role]
    colour = COLOURS[line.sex][shade]
    look = f"stroke='{colour}' stroke-width='{width}' stroke-dasharray='{' '.join(map(str, dashes))}'"
    return _svg(30, f"<path d='M0 8H30' {look}/>")


def _area(band: Band) -> str:
    fill, edge = COLOURS[band.sex][3], COLOURS[band.sex][2]
    return _svg(30, f"<path d='M.5 1.5H29.5V14.5H.5Z' fill='{fill}' stroke='{edge}'/>")


def _dot(shape: str, colour: str) -> str:
    return _svg(16, f"<path d='{_MARKS[shape]}' fill='{colour}' stroke='#1b2530'/>")


def _svg(width: int, inside: str) -> str:
    size = f"width='{width}' height='16' viewBox='0 0 {width} 16'"
    return f"<svg xmlns='http://www.w3.org/2000/svg' {size}>{inside}</svg>"
