"""The gap page's answer: women against men, the gap's map, its numbers, its years, and where it is largest of all."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

import pandas as pd
from markupsafe import escape

from halsogap.figures.charts import ChartPicture, Filled
from halsogap.figures.figure import Column, Figure, Sentence, Table, sentence
from halsogap.figures.gap import ranking as rankings
from halsogap.figures.gap.chart import gap_scatter
from halsogap.figures.gap.choices import Choices
from halsogap.figures.gap.finding import finding, levels
from halsogap.figures.gap.notes import notes
from halsogap.figures.gap.numbers import numbers_rows
from halsogap.figures.gap.reading import Reading, reading
from halsogap.figures.gap.sentences import gap_in_words
from halsogap.figures.gap.table import gap_rows
from halsogap.figures.gap.years import Years, year_rows, years, years_chart
from halsogap.figures.map.drawing import Drawing, alternative, picture
from halsogap.figures.places import whole_name
from halsogap.figures.provenance import Provenance, boundaries, provenance
from halsogap.i18n import Words
from halsogap.model import Sex
from halsogap.reading.reader import Reader
from halsogap.stats.gap.summary import shared_scale


def make(choices: Choices, reader: Reader, words: Words) -> list[Figure]:
    """All figures of the page; those of the gap itself are left out where the indicator has none."""
    data = reading(choices, reader, words)
    main = scatter(data, words)
    below = [gap_map(data, main.finding, words), numbers(data, words), gap_years(data, years(data, words), words)]
    return [figure for figure in (main, *below, largest_gaps(choices, reader, words)) if figure]


def source(reading: Reading, words: Words) -> Provenance:
    """Where the page's values come from."""
    choice, indicator = reading.choice, reading.indicator
    also = boundaries(reading.reader, indicator.slug, choice.level, reading.period, words)
    computed = words("gap.computed")
    return provenance(reading.reader, [indicator], words, level=choice.level, computed=computed, also=[also])


def scatter(reading: Reading, words: Words, marked: Collection[str] = ()) -> Figure:
    """Women against men, one dot an area; the table has the areas whose codes are `marked` first."""
    choice, indicator = reading.choice, reading.indicator
    areas = words(f"level.many_{choice.level}")
    name = words.of(indicator.name)
    rows = partial(gap_rows, reading.table, reading.intervals, marked, indicator, reading.period, words)
    return Figure(
        id="gap.scatter",
        address=reading.choices.address,
        title=words("gap.title", indicator=name, year=choice.period),
        finding=finding(reading, words),
        table=Table(rows, _columns(reading, words)),
        provenance=source(reading, words),
        alternative=words("gap.alternative", indicator=name, year=reading.period, areas=areas),
        stem=f"konsgap_{choice.slug}",
        picture=ChartPicture(partial(_scatter, reading, words), words.language),
        notes=notes(reading, words),
        about={words("export.year"): str(choice.period), words("export.unit"): words.unit(indicator)},
    )


def gap_map(reading: Reading, said: Sentence, words: Words) -> Figure:
    """The gap on the map; `said` is what the scatter's finding says, which holds of the map too."""
    drawn = drawing(reading, words)
    name = words.of(reading.indicator.name)
    return Figure(
        id="gap.map",
        address=reading.choices.address,
        title=words("gap.map_title", indicator=name, year=reading.period),
        finding=said,
        table=Table(
            partial(gap_rows, reading.table, reading.intervals, (), reading.indicator, reading.period, words),
            _columns(reading, words),
        ),
        provenance=drawn.provenance,
        alternative=alternative(drawn, words),
        stem=f"konsgap_karta_{reading.choice.slug}",
        picture=picture(drawn, reading.reader, words),
        notes=notes(reading, words),
        about={words("export.year"): str(reading.period)},
    )


def drawing(reading: Reading, words: Words) -> Drawing:
    """What the map draws."""
    views = tuple(reading.map_views)
    return Drawing(reading.choice, reading.indicator, reading.table, views, reading.classes, source(reading, words))


def numbers(reading: Reading, words: Words) -> Figure:
    """The gap of the chosen place, the whole and the mean of the similar ones, in numbers."""
    indicator = reading.indicator
    title = words("gap.numbers_title", indicator=words.of(indicator.name), year=reading.period)
    return Figure(
        id="gap.numbers",
        address=reading.choices.address,
        title=title,
        finding=levels(reading, words),
        table=Table(partial(numbers_rows, reading.rows(words), words), _columns(reading, words)),
        provenance=source(reading, words),
        alternative=title,
        stem=f"konsgap_tal_{reading.choice.slug}",
        notes=notes(reading, words),
    )


def gap_years(reading: Reading, lines: Years, words: Words) -> Figure | None:
    """The gap through the years, as `lines`; None where there are fewer than two."""
    if not lines.enough:
        return None
    name = words.of(reading.indicator.name)
    fields = {"indicator": name, "places": ", ".join(lines.names.values()), "first": lines.first, "last": lines.last}
    return Figure(
        id="gap.years",
        address=reading.choices.address,
        title=words("gap.years_title", indicator=name),
        finding=levels(reading, words),
        table=Table(partial(year_rows, lines, words), _all_columns(lines, reading, words)),
        provenance=source(reading, words),
        alternative=words("gap.years_alternative", **fields),
        stem=f"konsgap_ar_{reading.choice.slug}",
        picture=ChartPicture(
            partial(years_chart, lines, reading, words),
            words.language,
            draw_for_file=partial(years_chart, lines, reading, words, named=True),
        ),
        notes=(*lines.notes(reading, words), *notes(reading, words)),
    )


def largest_gaps(choices: Choices, reader: Reader, words: Words) -> Figure | None:
    """Where the gap is largest of all, over all indicators and places; None where nothing can be ranked."""
    ranked = rankings.ranked(choices, reader)
    if ranked is None:
        return None
    level = str(choices.ranking_level)
    rows = rankings.ranking_rows(ranked.top, ranked.catalog, ranked.names, level, words)
    return Figure(
        id="gap.ranking",
        address=choices.address,
        title=words("gap.where_largest"),
        finding=_first(ranked, words),
        table=Table(lambda: rows.set_axis(ranked.top["indicator"], axis=0).rename_axis("indicator")),
        provenance=provenance(reader, ranked.indicators, words, computed=words("gap.ranking_computed")),
        alternative=words("gap.where_largest"),
        stem=f"storsta_gap_{level}",
        notes=tuple(filter(None, (words("gap.ranking_method"), rankings.left_out(choices, reader, words)))),
    )


def _first(ranked: rankings.Ranked, words: Words) -> Sentence:
    row = ranked.top.iloc[0]
    place = "" if row["alike"] else ranked.names[row["area"]]
    text = rankings.ranking_finding(row["drawn"], ranked.catalog[row["indicator"]], place, words)
    return sentence(escape(text))


def _scatter(reading: Reading, words: Words) -> Filled:
    table, indicator, choice = reading.table, reading.indicator, reading.choice
    sized = reading.choices.sized
    dots = pd.DataFrame(
        {
            "code": table["code"],
            "name": table["name"],
            "women": table["K"],
            "men": table["M"],
            "out": reading.standing_out,
            "chosen": table["code"] == choice.area,
        }
    )
    if sized:
        dots["people"] = table["code"].map(reading.people).fillna(0)
    dots = dots.dropna(subset=["women", "men"])
    dots["gap"] = [
        gap_in_words(women, men, indicator, choice.measure, words)
        for women, men in zip(dots["women"], dots["men"], strict=True)
    ]
    values = [reading.whole.get(sex, float("nan")) for sex in (Sex.K, Sex.M)]
    whole = (whole_name(choice, words), values[0], values[1])
    scale = shared_scale(dots["women"], dots["men"], values)
    return gap_scatter(dots, whole, scale, indicator, words, sized=sized)


def _columns(reading: Reading, words: Words) -> dict[str, Column]:
    """How the numbers of the gap's tables are written."""
    indicator = reading.indicator
    own = Column(words.unit(indicator), indicator.decimals)
    apart, ratio = Column(words(f"unit.{indicator.unit}.diff"), indicator.decimals), Column(decimals=2)
    named = {"export.women": own, "export.men": own, "export.gap_diff": apart, "export.gap_ratio": ratio}
    limits = {
        f"gap.{end}_{measure}": c for end in ("lower", "upper") for measure, c in (("diff", apart), ("ratio", ratio))
    }
    return {words(key): column for key, column in {**named, **limits}.items()}


def _all_columns(lines: Years, reading: Reading, words: Words) -> dict[str, Column]:
    ratio = reading.choice.measure == "ratio"
    column = Column(decimals=2 if ratio else reading.indicator.decimals)
    return dict.fromkeys([*lines.names.values(), words("gap.band_low"), words("gap.band_high")], column)
