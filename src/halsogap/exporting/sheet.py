"""A figure's picture on a sheet of its own: title and finding above, notes and source below, the DEMO mark across."""

from __future__ import annotations

from html import escape
from re import search, sub

from halsogap.figures.charts import INK, PICTURE_FONT, QUIET
from halsogap.figures.figure import Figure

MARGIN = 20
NARROWEST = 640
"""Pixels: a narrower chart would have its words in a column of two or three."""

TITLE, FINDING, SMALL = 20, 14, 11
"""Sizes of type, in pixels."""

BREADTH = 0.5
"""How broad a letter of Liberation Sans is on an average, as a share of its size: rounded up, so no line is cut."""

LEADING = 1.35

MARKS = ((0.5, 0.25), (0.45, 0.55), (0.5, 0.85))
"""Where the DEMO mark stands, as shares of the sheet's width and height: no crop goes without it."""


def sheet(figure: Figure) -> str:
    """The sheet as SVG.

    Raises
    ------
    ValueError
        The figure has no picture.
    """
    if figure.picture is None:
        raise ValueError(f"{figure.id} has no picture")
    inner = figure.picture.svg()
    width, height = _size(inner)
    across = max(width, NARROWEST)
    texts: list[str] = []

    def write(text: str, size: int, colour: str, y: float, *, bold: bool = False) -> float:
        """Write `text` in lines from `y` down; gives where it ends."""
        for line in lines(text, int(across / (size * BREADTH))):
            y += size * LEADING
            weight = ' font-weight="bold"' if bold else ""
            texts.append(
                f'<text x="{MARGIN}" y="{y:.1f}" font-size="{size}"{weight} fill="{colour}">{escape(line)}</text>'
            )
        return y

    top = write(figure.title, TITLE, INK, MARGIN / 2, bold=True)
    if figure.finding:
        top = write(figure.finding.text, FINDING, QUIET, top + 4)
    top += MARGIN
    below = top + height + MARGIN / 2
    for note in figure.notes:
        below = write(note, SMALL, QUIET, below + 2)
    below = write(figure.provenance.line, SMALL, QUIET, below + 4) + MARGIN
    placed = sub(r"^.*?<svg", f'<svg x="{MARGIN}" y="{top:.1f}"', inner, count=1, flags=16)
    broad = across + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{broad:.0f}" '
        f'height="{below:.0f}" viewBox="0 0 {broad:.0f} {below:.0f}" font-family="{escape(PICTURE_FONT)}">'
        f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(texts)}{placed}'
        f"{_mark(figure.provenance.mark, broad, below)}</svg>"
    )


def lines(text: str, most: int) -> list[str]:
    """`text` broken into lines of at most `most` characters, between words."""
    broken: list[str] = []
    for word in text.split():
        if broken and len(broken[-1]) + len(word) < most:
            broken[-1] += " " + word
        else:
            broken.append(word)
    return broken


def _size(svg: str) -> tuple[float, float]:
    match = search(r"viewBox=[\"']0 0 ([\d.]+) ([\d.]+)[\"']", svg)
    if match is None:
        raise ValueError("an SVG picture says by its viewBox how large it is")
    return float(match[1]), float(match[2])


def _mark(mark: str, width: float, height: float) -> str:
    look = 'text-anchor="middle" font-size="34" font-weight="bold" fill="#4a3900" fill-opacity="0.22"'
    return "".join(
        f'<text x="{width * x:.0f}" y="{height * y:.0f}" transform="rotate(-20 {width * x:.0f} {height * y:.0f})" '
        f"{look}>{escape(mark)}</text>"
        for x, y in (MARKS if mark else ())
    )
