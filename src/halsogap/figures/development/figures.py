"""The development page's answer: a place's line through the years among others, and whether its trend is sure."""

from __future__ import annotations

from functools import partial

from markupsafe import escape

from halsogap.figures.charts import ChartPicture, Filled
from halsogap.figures.development.chart import development_chart
from halsogap.figures.development.choices import Choices
from halsogap.figures.development.lines import bands, lines
from halsogap.figures.development.notes import alternative, areas_in_words, place_in_words, to_mind
from halsogap.figures.development.parts import in_order
from halsogap.figures.development.reading import Reading, reading
from halsogap.figures.development.sentences import finding as summary_sentences
from halsogap.figures.development.sentences import marker_words
from halsogap.figures.development.table import trend_rows, year_columns, year_rows
from halsogap.figures.figure import Column, Figure, Sentence, Table, sentence
from halsogap.figures.provenance import Provenance, provenance
from halsogap.i18n import Words
from halsogap.model import SMALL_LEVELS
from halsogap.reading.reader import Reader


def make(choices: Choices, reader: Reader, words: Words) -> list[Figure]:
    """All figures of the page."""
    data = reading(choices, reader, words)
    return [through_years(data, words), trend(data, words)]


def source(reading: Reading, words: Words) -> Provenance:
    """Where the page's values come from, and its target where one is drawn."""
    target = reading.indicator.target if reading.marks().target else None
    return provenance(
        reading.reader,
        [reading.indicator],
        words,
        level=reading.level,
        computed=words("development.computed"),
        also=[words("development.target_source", source=target.source)] if target else [],
    )


def finding(reading: Reading, words: Words) -> Sentence:
    """The value, what has changed, and the standing; or that the place has no values."""
    place = place_in_words(reading, words)
    if reading.year is None:
        key = "small" if reading.level in SMALL_LEVELS and not reading.among else "values"
        # A sentence begins with it; a name is written as it is.
        first = place.capitalize() if place.islower() else place
        return sentence(escape(words(f"development.missing.{key}", place=first)))
    areas = areas_in_words(reading, words)
    return sentence(summary_sentences(reading.summaries(), place, reading.year, areas, reading.indicator, words))


def through_years(reading: Reading, words: Words) -> Figure:
    """The place's line among the others; its table has all that can be drawn, also what is left out."""
    indicator, answer = reading.indicator, finding(reading, words)
    name, place = words.of(indicator.name), place_in_words(reading, words)
    picture = ChartPicture(
        partial(_chart, reading, words), words.language, draw_for_file=partial(_chart, reading, words, legend=True)
    )
    return Figure(
        id="development.years",
        address=reading.choices.address,
        title=words("development.title", indicator=name, place=place),
        finding=answer,
        table=Table(partial(year_rows, reading, words), year_columns(reading, words)),
        provenance=source(reading, words),
        alternative=alternative(reading, answer.text, words),
        stem="_".join([indicator.slug, reading.place.code, "".join(reading.sexes)]),
        picture=picture if in_order(lines(reading, words)) else None,
        notes=tuple(to_mind(reading, words)),
        about={words("export.area"): reading.place.name, words("export.unit"): words.unit(indicator)},
    )


def trend(reading: Reading, words: Words) -> Figure:
    """Whether the trend is sure, by sex, and what that rests on."""
    indicator, place = reading.indicator, place_in_words(reading, words)
    title = words("development.trend_title", indicator=words.of(indicator.name), place=place)
    markers = [
        words("development.trend_finding", sex=words(f"sex.{sex}"), marker=marker_words(of_sex, indicator, words))
        for sex, of_sex in reading.trends.items()
    ]
    return Figure(
        id="development.trend",
        address=reading.choices.address,
        title=title,
        finding=sentence(escape(" ".join(markers))),
        table=Table(partial(trend_rows, reading, words), {words("development.table.chi_square"): Column(decimals=1)}),
        provenance=source(reading, words),
        alternative=title,
        stem="_".join(["trend", indicator.slug, reading.place.code, "".join(reading.sexes)]),
        notes=(words("trend.rule"),),
        about={words("export.area"): reading.place.name},
    )


def _chart(reading: Reading, words: Words, *, legend: bool = False) -> Filled:
    drawn = development_chart(
        lines(reading, words), bands(reading, words), reading.marks(), reading.indicator, words, legend=legend
    )
    if drawn is None:
        raise ValueError("a chart without lines is not drawn")
    return drawn
