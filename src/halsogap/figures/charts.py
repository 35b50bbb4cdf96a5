"""What all charts share: their look, their language, and how they become a picture for a slide or a report.

A chart is Altair's, made once: the page shows it, and the same chart becomes SVG in files (vl-convert, on the server
and without internet). What stands round it there is `exporting.sheet`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, TypeVar

import altair as alt
import pandas as pd

from halsogap.i18n import NARROW_SPACE, Words
from halsogap.i18n import words as words_of

SCREEN_FONT = "Source Sans, sans-serif"
PICTURE_FONT = "Liberation Sans, Arial, sans-serif"
"""vl-convert carries Liberation Sans with it, so that a picture reads the same on a machine without fonts."""

INK, QUIET, RULE = "#1b2530", "#52606a", "#e3e7e7"
ACCENT = "#0f5c63"
PALE = "#b9c2c5"
"""Of what stands beside what is talked about: the other areas, the country."""

BRUSH, PICK = "brush", "pick"
"""The names of a scatter's selections: the box drawn over dots, and the dot clicked on."""

WIDTH, HEIGHT = 760, 420
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
    lines = {"gridColor": RULE, "domainColor": PALE, "tickColor": PALE}
    return alt.Config(
        font=font,
        background="#ffffff",
        # Read aloud dot by dot a picture says nothing: its alternative and its table do.
        mark={"aria": False},
        locale={"number": _NUMBERS[language]},
        view={"stroke": None},
        # Without a distance between labels the years would stand edge to edge on a phone.
        axis={**words, **lines, "titlePadding": 8, "labelSeparation": 6},
        legend={**words, "orient": "top", "symbolSize": 110},
        header=words,
        title={"font": font, "anchor": "start", "color": INK},
    )


@dataclass(frozen=True)
class ChartPicture:
    """A chart as the picture of a figure.

    `draw` makes the chart when it is first asked for, without a look of its own and without a width; `language` is its
    numbers'. `draw_for_file` makes it with its legend, where the page has a legend of its own beside the chart.
    """

    draw: Callable[[], alt.TopLevelMixin | Filled]
    language: str
    draw_for_file: Callable[[], alt.TopLevelMixin | Filled] | None = None

    @cached_property
    def drawn(self) -> alt.TopLevelMixin | Filled:
        """The chart."""
        return self.draw()

    def spec(self) -> dict[str, Any]:
        """The specification that the page shows, with its data."""
        if isinstance(self.drawn, Filled):
            return self.drawn.spec() | {"datasets": dict(self.drawn.data)}
        return themed(self.drawn, words_of(self.language)).to_dict(validate=False)

    def svg(self) -> str:
        """The chart as SVG, `WIDTH` wide without its axes."""
        import vl_convert

        return vl_convert.vegalite_to_svg(self._for_file())

    def marks(self) -> Mapping[str, pd.DataFrame]:
        """The data sets that the chart draws, by name."""
        if isinstance(self.drawn, Filled):
            return self.drawn.data
        sets = themed(self.drawn, words_of(self.language)).to_dict(validate=False).get("datasets", {})
        return {name: pd.DataFrame(rows) for name, rows in sets.items()}

    def _for_file(self) -> dict[str, Any]:
        """The chart's specification as it stands in a file: of fixed width, in a type that the server has."""
        look = _look(self.language, PICTURE_FONT)
        chart = self.draw_for_file() if self.draw_for_file else self.drawn
        if isinstance(chart, Filled):
            rows = {name: frame.to_dict("records") for name, frame in chart.data.items()}
            return chart.spec() | {"width": WIDTH, "datasets": rows, "config": look.to_dict()}
        if isinstance(chart, alt.Chart | alt.LayerChart):
            chart = chart.properties(width=WIDTH, height=chart.height if isinstance(chart.height, int) else HEIGHT)
        return themed(chart, words_of(self.language), font=PICTURE_FONT).to_dict()


@dataclass(frozen=True)
class SvgPicture:
    """A picture that is drawn as SVG without a chart library, as the picture of a figure.

    `draw` makes the SVG when it is asked for, of fixed size, with a viewBox that begins at 0 0; `data` the data sets
    that it shows, by name.
    """

    draw: Callable[[], str]
    data: Callable[[], Mapping[str, pd.DataFrame]]

    def svg(self) -> str:
        """The picture."""
        return self.draw()

    def marks(self) -> Mapping[str, pd.DataFrame]:
        """The data sets that the picture shows, by name."""
        return self.data()
