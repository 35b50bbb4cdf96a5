"""The panel's trend: a place's values through the years as a small SVG, beside the country's.

Plain SVG and not a chart library: it costs one kilobyte a view and is drawn at once, which is what a panel that
follows every click needs. The lines come from `stats.series.runs`, so a break of definition breaks them.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from halsogap.figures.markup import svg_image
from halsogap.figures.palette import OF_SEX
from halsogap.stats.series import Run
from halsogap.stats.tolerance import subtract

WIDTH, HEIGHT = 290, 84
LEFT, RIGHT, TOP, BOTTOM = 5, 285, 6, 78

HOLLOW = "○"
"""The sign in text of a year whose dot is a ring."""


@dataclass(frozen=True)
class Line:
    """One line of the trend: `id` gives its colour ("K", "M", "T"), `dashed` marks the country's.

    The years in `hollow` are carried from other boundaries: their dots are rings.
    """

    id: str
    runs: tuple[Run, ...]
    dashed: bool = False
    hollow: frozenset[int] = frozenset()

    @property
    def points(self) -> list[tuple[int, float]]:
        """All points of all runs, ascending."""
        return [point for run in self.runs for point in run.points]


def trend_picture(lines: list[Line], *, alt: str, breaks: tuple[int, ...] = (), marked: int | None = None) -> Markup:
    """The lines as an HTML picture with a text alternative, or an empty string where there are fewer than two years.

    The SVG goes into an img's data address: Streamlit keeps img and takes bare svg away.

    Parameters
    ----------
    lines
        In drawing order: the last is on top.
    alt
        What the picture shows, in words.
    breaks
        Years whose definition is new: a thin line is drawn before each.
    marked
        The year shown on the map: its points are marked.
    """
    points = [point for line in lines for point in line.points]
    years = sorted({year for year, _ in points})
    if len(years) < 2:
        return Markup("")
    values = [value for _, value in points]
    low, high = min(values), max(values)
    room = subtract(high, low) or abs(high) or 1.0

    def x(year: float) -> str:
        return f"{LEFT + (year - years[0]) / (years[-1] - years[0]) * (RIGHT - LEFT):.0f}"

    def y(value: float) -> str:
        return f"{BOTTOM - (value - low) / room * (BOTTOM - TOP):.0f}"

    parts = [
        f"<path d='M{x(year - 0.5)} {TOP}V{BOTTOM}' stroke='#8a949b' stroke-dasharray='3 3'/>"
        for year in breaks
        if years[0] < year <= years[-1]
    ]
    for line in lines:
        colour = OF_SEX[line.id]
        look = "stroke-width='1.5' stroke-dasharray='2 3'" if line.dashed else "stroke-width='2.4'"
        for run in line.runs:
            if len(run.points) > 1:
                way = " ".join(f"{x(year)} {y(value)}" for year, value in run.points)
                parts.append(f"<path d='M{way}' fill='none' stroke='{colour}' {look}/>")
            for year, value in run.points:
                if year in line.hollow:
                    ring = f"r='3' fill='#fff' stroke='{colour}' stroke-width='1.6'"
                    parts.append(f"<circle cx='{x(year)}' cy='{y(value)}' {ring}/>")
                elif not line.dashed and (year == marked or len(run.points) == 1):
                    parts.append(f"<circle cx='{x(year)}' cy='{y(value)}' r='3.5' fill='{colour}'/>")
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}'>{''.join(parts)}</svg>"
    axis = Markup('<p class="hg-axis"><span>{}</span><span>{}</span></p>').format(years[0], years[-1])
    return svg_image(svg, css="hg-trend", alt=alt) + axis
