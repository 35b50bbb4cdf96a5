"""The comparison page's answer: one value against another, and who does better than conditions predict."""

from __future__ import annotations

from functools import partial

import pandas as pd
from markupsafe import Markup

from halsogap.figures.charts import ChartPicture, Filled
from halsogap.figures.comparison.chart import Axis, comparison_chart
from halsogap.figures.comparison.choices import Choices
from halsogap.figures.comparison.notes import notes
from halsogap.figures.comparison.reading import Reading, reading
from halsogap.figures.comparison.sentences import ahead as ahead_sentence
from halsogap.figures.comparison.sentences import relation, side
from halsogap.figures.comparison.table import comparison_rows
from halsogap.figures.figure import Column, Figure, Sentence, Table, sentence
from halsogap.figures.markup import spaced
from halsogap.figures.provenance import Provenance, boundaries, provenance
from halsogap.i18n import Words
from halsogap.reading.reader import Reader


def make(choices: Choices, reader: Reader, words: Words) -> list[Figure]:
    """All figures of the page; the list of those ahead is left out where nobody is."""
    data = reading(choices, reader, words)
    return [figure for figure in (scatter(data, words), ahead(data, words)) if figure]


def source(reading: Reading, words: Words) -> Provenance:
    """Where the page's values come from."""
    choice, indicators = reading.choice, [reading.indicator, reading.other, reading.condition]
    also = boundaries(reading.reader, reading.indicator.slug, choice.level, reading.period, words)
    computed = words("comparison.computed")
    return provenance(reading.reader, indicators, words, level=choice.level, computed=computed, also=[also])


def title(reading: Reading, words: Words) -> str:
    """What is compared with what."""
    y, x = words.of(reading.indicator.short), words.of(reading.other.short)
    if reading.same:
        return words("comparison.title_same", y=y, year=reading.period, x_year=reading.other_period)
    return words("comparison.title", y=y, x=x, year=reading.period)


def scatter(reading: Reading, words: Words) -> Figure:
    """One value against the other, one dot an area, with the line through them."""
    x, y = (reading.axis_title(name, words) for name in ("x", "y"))
    return Figure(
        id="comparison.scatter",
        address=reading.choices.address,
        title=title(reading, words),
        finding=_finding(reading, words),
        table=_table(reading, reading.pairs, words),
        provenance=source(reading, words),
        alternative=words("comparison.alternative", x=x, y=y),
        stem=_stem("jamfor", reading),
        picture=ChartPicture(partial(_chart, reading, words), words.language),
        notes=notes(reading, words),
        about={words("comparison.compared"): title(reading, words)},
    )


def ahead(reading: Reading, words: Words) -> Figure | None:
    """Those that do better than their conditions predict, the surest first, in numbers; None where nobody is listed."""
    if reading.listed.empty:
        return None
    name = list_title(reading, words)
    return Figure(
        id="comparison.ahead",
        address=reading.choices.address,
        title=words("comparison.list_title", list=name, compared=title(reading, words)),
        finding=sentence(_ahead(reading, words)),
        table=_table(reading, reading.listed[reading.pairs.columns], words),
        provenance=source(reading, words),
        alternative=name,
        stem=_stem("fore", reading),
        notes=notes(reading, words),
        about={words("comparison.who"): listed_in_words(reading.choices.only_low, reading, words)},
    )


def list_title(reading: Reading, words: Words) -> str:
    """What those ahead are called: by whether a direction is good, and by what predicts."""
    judged = "higher" if not reading.judged else "since" if reading.same else "better"
    return words(f"comparison.list_{judged}")


def listed_in_words(only_low: bool, reading: Reading, words: Words) -> str:
    """Which of those ahead are listed."""
    return words(f"comparison.who_{'low' if only_low else 'all'}", condition=condition(reading, words))


def condition(reading: Reading, words: Words) -> str:
    """What the thirds are of."""
    return words.of(reading.condition.short)


def _finding(reading: Reading, words: Words) -> Sentence:
    """The correlation in words, and who surely does better than expected."""
    areas = words(f"level.many_{reading.choice.level}")
    x, y = (
        words.of(indicator.short) + (f" {year}" if reading.same else "")
        for indicator, year in ((reading.other, reading.other_period), (reading.indicator, reading.period))
    )
    how = relation(reading.correlation, x, y, areas, words)
    return sentence(how if reading.fit is None else spaced([how, _ahead(reading, words)]))


def _ahead(reading: Reading, words: Words) -> Markup:
    places, of = reading.surely_ahead["name"].tolist(), len(reading.against_expected)
    areas = words(f"level.many_{reading.choice.level}")
    return ahead_sentence(places, of, reading.indicator, areas, words, same=reading.same)


def _stem(kind: str, reading: Reading) -> str:
    return f"{kind}_{reading.indicator.slug}_{reading.period}_{reading.other.slug}"


def _table(reading: Reading, pairs: pd.DataFrame, words: Words) -> Table:
    """The rows of `pairs`, and how their numbers are written."""
    x, y = (reading.axis_title(name, words) for name in ("x", "y"))
    of_y, people = Column(words.unit(reading.indicator), reading.indicator.decimals), Column(decimals=0)
    expected = ("expected", "expected_low", "expected_high", "ahead")
    columns = {
        x: Column(words.unit(reading.other), reading.other.decimals),
        y: of_y,
        words("comparison.people"): people,
        **{words(f"comparison.{name}"): of_y for name in expected},
        words("comparison.probability"): Column(decimals=3),
    }
    legend = condition(reading, words)
    return Table(lambda: comparison_rows(pairs, reading.against_expected, x, y, legend, words), columns)


def _chart(reading: Reading, words: Words) -> Filled:
    pairs = reading.pairs.assign(chosen=reading.pairs["code"] == reading.choice.area, out=reading.in_focus())
    decimals, distance = reading.indicator.decimals, reading.against_expected["ahead"]
    pairs["ahead"] = pairs.index.map({i: words.number(value, decimals, signed=True) for i, value in distance.items()})
    dots = pairs.dropna(subset=["x", "y"])
    indicators = {"x": reading.other, "y": reading.indicator}
    for name, indicator in indicators.items():
        dots[f"{name}_text"] = [words.value(value, indicator) for value in dots[name]]
    x, y = (
        Axis(reading.axis_title(name, words), reference)
        for name, reference in zip(indicators, reading.references(), strict=True)
    )
    corners, legend = _corners(reading, words), condition(reading, words)
    return comparison_chart(dots, reading.band(), x, y, corners, legend, words, equality=reading.same)


def _corners(reading: Reading, words: Words) -> dict[tuple[str, str], str]:
    """The four quarters in words."""
    x, y = reading.other, reading.indicator
    names = [words.of(indicator.short) for indicator in (x, y)]
    if reading.same:
        names = [str(reading.other_period), str(reading.period)]
    return {
        (across, upward): words(
            "comparison.quarter",
            x=names[0],
            x_side=side(across == "high", x, words),
            y=names[1],
            y_side=side(upward == "high", y, words),
        )
        for across in ("low", "high")
        for upward in ("low", "high")
    }
