"""The gap's development: the chosen place and the country as lines, the middle eighty per cent of areas as a band."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt
import pandas as pd
from markupsafe import escape

from halsogap.figures.charts import ACCENT, INK, PALE, QUIET, Filled, templated
from halsogap.figures.gap.reading import Reading
from halsogap.figures.gap.sentences import gap_number
from halsogap.figures.places import place_of, whole_code
from halsogap.geography import area
from halsogap.i18n import Words
from halsogap.i18n import words as words_of
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Indicator
from halsogap.stats.gap.measure import Measure
from halsogap.stats.gap.series import gap_band, gap_by_year, in_runs

HEIGHT = 300
WHOLE, PLACE = "whole", "place"
COLOURS = {WHOLE: INK, PLACE: ACCENT}


@dataclass(frozen=True)
class Years:
    """The gap by year, of `WHOLE` and of the chosen `PLACE`, those there are.

    `names` are what the two are called, `band` is as `stats.gap.series.gap_band` gives.
    """

    lines: Mapping[str, Mapping[int, float]]
    names: Mapping[str, str]
    band: pd.DataFrame

    @property
    def enough(self) -> bool:
        """Whether there is a line to draw, over two years or more."""
        return bool(self.lines) and len(self._years) > 1

    def too_few(self, words: Words) -> str:
        """Why there is no line."""
        return words("panel.one_value", year=self.first) if self._years else words("panel.no_series")

    @property
    def first(self) -> int:
        """The first year."""
        return min(self._years)

    @property
    def last(self) -> int:
        """The last year."""
        return max(self._years)

    @property
    def _years(self) -> set[int]:
        return {year for values in self.lines.values() for year in values} | set(self.band["period"])

    def notes(self, reading: Reading, words: Words) -> tuple[str, ...]:
        """What the band is, and where the series breaks."""
        areas = words(f"level.many_{reading.choice.level}")
        texts = [words("gap.band", areas=areas)] if len(self.band) else []
        breaks = [b for b in reading.indicator.breaks if b.year > self.first]
        return (*texts, *(words("note.break", year=b.year, note=words.of(b.note)) for b in breaks))


def years(reading: Reading, words: Words) -> Years:
    """The gap through the years."""
    choice, indicator, reader = reading.choice, reading.indicator, reading.reader
    whole = area(whole_code(choice))
    names = {WHOLE: words("panel.riket") if whole.code == RIKET_CODE else whole.name}
    lines = {WHOLE: gap_by_year(reader.by_year(indicator.slug, whole.level, whole.code), choice.measure)}
    here, _ = place_of(reader, choice, words)
    if here and choice.area:
        names[PLACE] = here
        lines[PLACE] = gap_by_year(reader.by_year(indicator.slug, choice.level, choice.area), choice.measure)
    lines = {line: values for line, values in lines.items() if values}
    # The tenths of a municipality's small areas would need every area's every year; its own line is enough there.
    history = reader.history(indicator.slug, choice.level)
    band = gap_band(history.head(0) if choice.level in SMALL_LEVELS else history, choice.measure)
    return Years(lines, {line: names[line] for line in lines}, band)


def years_chart(lines: Years, reading: Reading, words: Words, *, named: bool = False) -> Filled:
    """The chart of `lines`, the year that the scatter shows marked; `named` writes at each line what it is."""
    indicator, measure, marked = reading.indicator, reading.choice.measure, reading.choice.period
    return gap_years(lines.lines, lines.names, lines.band, indicator, measure, words, marked=marked, named=named)


def year_rows(lines: Years, words: Words) -> pd.DataFrame:
    """One row a year: the gap of each line, and the limits of the band."""
    rows = pd.DataFrame({lines.names[line]: values for line, values in lines.lines.items()})
    by_year = lines.band.set_index("period")
    rows = rows.reindex(sorted({*rows.index, *by_year.index}))
    rows[words("gap.band_low")], rows[words("gap.band_high")] = by_year["low"], by_year["high"]
    return rows.rename_axis(words("export.year")).reset_index()


def gap_years(
    lines: Mapping[str, Mapping[int, float]],
    names: Mapping[str, str],
    band: pd.DataFrame,
    indicator: Indicator,
    measure: Measure,
    words: Words,
    *,
    marked: int | None = None,
    named: bool = False,
) -> Filled:
    """The chart.

    Parameters
    ----------
    lines
        The gap by year, of `WHOLE` (dashed) and of the chosen `PLACE`, those there are.
    names
        What the two are called.
    band
        `period`, `low`, `high`, as `gap_series.gap_band` gives.
    indicator, measure, words
        What is shown, how, in whose language. Breaks of the indicator break lines and band.
    marked
        The year that the scatter shows.
    named
        Whether each line says what it is: in a file it must, on the page `key_html` does.
    """
    parts = [in_runs(values, indicator).assign(line=line, place=names[line]) for line, values in lines.items()]
    runs = pd.concat(parts, ignore_index=True)
    runs["text"] = [gap_number(value, indicator, measure, words) for value in runs["value"]]
    low, high = (in_runs(dict(zip(band["period"], band[end], strict=True)), indicator) for end in ("low", "high"))
    years = [runs["year"].min(), runs["year"].max()]
    breaks = [broken.year - 0.5 for broken in indicator.breaks if years[0] < broken.year <= years[1]]
    data = {
        "none": pd.DataFrame({"value": [0.0 if measure is Measure.DIFF else 1.0]}),
        "band": low.assign(high=high["value"]),
        "breaks": pd.DataFrame({"year": breaks}, dtype=float),
        "lines": runs,
        "marked": runs[runs["year"] == marked],
        "ends": runs.sort_values("year").groupby("line").tail(1) if named else runs.head(0),
    }
    unit = words(f"unit.{indicator.unit}.diff") if measure is Measure.DIFF else words("map.ratio_unit")
    return Filled(_template(words.language), data, {"@unit": unit})


def key_html(names: Mapping[str, str], words: Words, *, band: bool) -> str:
    """What the lines and the band are, as HTML: a line of key above the chart."""
    keys = [f'<span class="hg-swatch hg-swatch-{line}"></span>{escape(name)}' for line, name in names.items()]
    if band:
        keys.append(f'<span class="hg-swatch hg-swatch-band"></span>{escape(words("gap.band_key"))}')
    return f'<p class="hg-keys">{"".join(f"<span>{key}</span>" for key in keys)}</p>'


@cache
def _template(language: str) -> dict[str, Any]:
    words = words_of(language)
    axis = alt.Axis(format="d", tickMinStep=1, grid=False)
    x = alt.X("year:Q", title=None, scale=alt.Scale(nice=False, zero=False), axis=axis)
    y = alt.Y("value:Q", title="@unit", scale=alt.Scale(zero=False), axis=alt.Axis(format=",~f"))
    colour = alt.Color("line:N", legend=None, scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())))
    lines = _over("lines").encode(
        x=x,
        y=y,
        color=colour,
        detail="run:N",
        strokeDash=alt.StrokeDash(
            "line:N", legend=None, scale=alt.Scale(domain=[WHOLE, PLACE], range=[[5, 4], [1, 0]])
        ),
        tooltip=[
            alt.Tooltip("place:N", title=words("gap.area")),
            alt.Tooltip("year:Q", title=words("control.year"), format="d"),
            alt.Tooltip("text:N", title=words("panel.gap")),
        ],
    )
    layers = [
        _over("none").mark_rule(color=QUIET).encode(y=y),
        _over("band").mark_area(color=PALE, opacity=0.4).encode(x=x, y=y, y2="high:Q", detail="run:N"),
        _over("breaks").mark_rule(color=QUIET, strokeDash=[2, 3]).encode(x=x),
        lines.mark_line(strokeWidth=2.4, point={"size": 34}),
        _over("marked").mark_circle(size=130).encode(x=x, y=y, color=colour),
        _over("ends")
        .mark_text(align="right", dy=-12, fontSize=13, fontWeight="bold")
        .encode(x=x, y=y, color=colour, text="place:N"),
    ]
    return templated(alt.layer(*layers, height=HEIGHT), words)


def _over(data: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=data))
