"""What all charts share: their look, their language, and how they become a picture for a slide or a report.

A chart is Altair's, made once: the page shows it, and the same chart becomes SVG and PNG (vl-convert, on the server and
without internet) with title, finding, source and, where it is due, the DEMO mark.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape, unescape
from re import search, sub
from typing import Any, TypeVar

import altair as alt
import pandas as pd

from halsogap.i18n import NARROW_SPACE, Words

SCREEN_FONT = "Source Sans, sans-serif"
PICTURE_FONT = "Liberation Sans, Arial, sans-serif"
"""vl-convert carries Liberation Sans with it, so that a picture reads the same on a machine without fonts."""

INK, QUIET, RULE = "#1b2530", "#52606a", "#e3e7e7"
ACCENT = "#0f5c63"
PALE = "#b9c2c5"
"""Of what stands beside what is talked about: the other areas, the country."""

WIDTH, HEIGHT = 760, 420
SCALE = 2
"""Twice the pixels: sharp on a projector and in print."""

MARKS = ((0.5, 0.25), (0.45, 0.55), (0.5, 0.85))
"""Where the DEMO mark stands on a picture, as shares of its width and height: no crop goes without it."""

_NUMBERS = {
    "sv": {"decimal": ",", "thousands": NARROW_SPACE, "grouping": [3], "currency": ["", " kr"], "minus": "−"},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["SEK ", ""], "minus": "−"},
}

# All small areas of the country are more than Altair takes by default.
alt.data_transformers.disable_max_rows()

Chart = TypeVar("Chart", bound=alt.TopLevelMixin)


@dataclass(frozen=True)
class Filled:
    """A chart drawn once, and the data it is shown with now.

    Drawing with Altair takes longer than all else on a page, and a chart whose specification is the same as before is
    not drawn anew in the browser: its data move. So what changes is data, and the rest a template.

    `template` is a specification as `templated` makes; `data` are its data sets by name; `texts` replace what stands
    for them in the template (a title "@x").
    """

    template: Mapping[str, Any]
    data: Mapping[str, pd.DataFrame]
    texts: Mapping[str, str] = field(default_factory=dict)

    def spec(self) -> dict[str, Any]:
        """The specification with its texts, to be changed at will; without data."""
        return dict(_with_texts(self.template, self.texts))


def templated(chart: alt.TopLevelMixin, words: Words) -> dict[str, Any]:
    """The specification of a chart drawn over `alt.NamedData`, in the house's look; only to be read."""
    return themed(chart, words).to_dict()


def _with_texts(part: Any, texts: Mapping[str, str]) -> Any:
    if isinstance(part, dict):
        return {name: _with_texts(value, texts) for name, value in part.items()}
    if isinstance(part, list):
        return [_with_texts(value, texts) for value in part]
    return texts.get(part, part) if isinstance(part, str) and part.startswith("@") else part


@dataclass(frozen=True)
class Said:
    """What a picture says round its chart. `finding` may be HTML; `mark` is empty where nothing is made up."""

    title: str
    finding: str
    source: str
    mark: str = ""


def themed(chart: Chart, words: Words, *, font: str = SCREEN_FONT) -> Chart:
    """The chart in the house's look and the language's numbers."""
    dressed = chart.copy(deep=False)
    # Set in one go: each of Altair's configure methods copies and checks the whole chart anew.
    dressed.config = _look(words.language, font)
    # Without the menu of vega-embed, whose editor lies on another host.
    dressed.usermeta = {"embedOptions": {"actions": False}}
    return dressed


@cache
def _look(language: str, font: str) -> alt.Config:
    text = {"labelFont": font, "titleFont": font, "labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal"}
    words = {**text, "labelColor": INK, "titleColor": QUIET}
    return alt.Config(
        font=font,
        background="#ffffff",
        # Read aloud dot by dot a picture says nothing: its alternative and its table do.
        mark={"aria": False},
        locale={"number": _NUMBERS[language]},
        view={"stroke": None},
        axis={**words, "gridColor": RULE, "domainColor": PALE, "tickColor": PALE, "titlePadding": 8},
        legend={**words, "orient": "top", "symbolSize": 110},
        header=words,
        title={"font": font, "anchor": "start", "color": INK},
    )


def svg(chart: alt.TopLevelMixin | Filled, said: Said, words: Words) -> bytes:
    """The chart as an SVG picture with title, finding and source, and the DEMO mark across it."""
    import vl_convert

    text = vl_convert.vegalite_to_svg(_picture(chart, said, words))
    return (_marked(text, said.mark) if said.mark else text).encode("utf-8")


def png(chart: alt.TopLevelMixin | Filled, said: Said, words: Words) -> bytes:
    """The same picture as PNG, at twice its size."""
    import vl_convert

    return vl_convert.svg_to_png(svg(chart, said, words).decode("utf-8"), scale=SCALE)


def _picture(chart: alt.TopLevelMixin | Filled, said: Said, words: Words) -> dict[str, Any]:
    """The chart's specification as it stands on a picture: of fixed width, its words above it."""
    title = alt.TitleParams(
        said.title,
        subtitle=[*lines(plain(said.finding), 115), said.source],
        fontSize=20,
        subtitleFont=PICTURE_FONT,
        subtitleFontSize=13,
        subtitleColor=QUIET,
        offset=14,
    )
    if isinstance(chart, Filled):
        spec = chart.spec() | {"width": WIDTH, "title": title.to_dict(), "padding": 20}
        rows = {name: frame.to_dict("records") for name, frame in chart.data.items()}
        return spec | {"datasets": rows, "config": _look(words.language, PICTURE_FONT).to_dict()}
    if isinstance(chart, alt.Chart | alt.LayerChart):
        chart = chart.properties(width=WIDTH, height=chart.height if isinstance(chart.height, int) else HEIGHT)
    return themed(chart.properties(title=title, padding=20), words, font=PICTURE_FONT).to_dict()


def plain(said: str) -> str:
    """A finding without its markup."""
    return unescape(sub(r"<[^>]+>", "", said))


def lines(text: str, most: int) -> list[str]:
    """`text` broken into lines of at most `most` characters, between words."""
    broken: list[str] = []
    for word in text.split(" "):
        if broken and len(broken[-1]) + len(word) < most:
            broken[-1] += " " + word
        else:
            broken.append(word)
    return broken


def _marked(text: str, mark: str) -> str:
    """The SVG `text` with `mark` across it."""
    size = search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)
    assert size, "an SVG of vl-convert says how large it is"
    width, height = float(size[1]), float(size[2])
    across = "".join(
        f'<text x="{width * x:.0f}" y="{height * y:.0f}" transform="rotate(-20 {width * x:.0f} {height * y:.0f})"'
        f' text-anchor="middle" font-family="{PICTURE_FONT}" font-size="34" font-weight="bold" fill="#4a3900"'
        f' fill-opacity="0.22">{escape(mark)}</text>'
        for x, y in MARKS
    )
    return text.removesuffix("</svg>") + across + "</svg>"
