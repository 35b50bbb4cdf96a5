"""The map page's answer: the maps of women and men, the total or the gap, with every area's numbers."""

from __future__ import annotations

from functools import partial

from halsogap.figures.figure import Column, Figure, Sentence, Table, sentence
from halsogap.figures.map.choices import Choices
from halsogap.figures.map.drawing import Drawing, alternative, picture
from halsogap.figures.map.panel import Panel
from halsogap.figures.map.place import place_panel, place_rows
from halsogap.figures.map.reading import Reading, reading
from halsogap.figures.map.table import area_rows
from halsogap.figures.places import part_name, place_of
from halsogap.figures.provenance import boundaries, provenance
from halsogap.figures.sentences import finding, lowest_and_highest
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Better
from halsogap.reading.reader import Reader
from halsogap.stats.classes import Scheme
from halsogap.stats.map_view import View


def make(choices: Choices, reader: Reader, words: Words) -> list[Figure]:
    """The map, and the chosen area's values through the years where it has any."""
    data = reading(choices, reader, words)
    here = place(data, place_panel(data, words), words)
    return [the_map(data, words), *([here] if here else [])]


def the_map(reading: Reading, words: Words) -> Figure:
    """The map; its table holds all sexes, the gap and ranks."""
    drawn = drawing(reading, words)
    choice, indicator = reading.choice, reading.indicator
    also = boundaries(reading.reader, indicator.slug, choice.level, reading.period, words)
    rows = partial(area_rows, reading.table, reading.by_sex, indicator, reading.period, words)
    return Figure(
        id="map.map",
        address=reading.choices.address,
        title=words("map.title", indicator=words.of(indicator.name), year=choice.period),
        finding=finding_sentence(reading, words),
        table=Table(rows, _columns(reading, words)),
        provenance=provenance(
            reading.reader,
            [indicator],
            words,
            level=choice.level,
            computed=words("map.computed"),
            also=[also],
        ),
        alternative=alternative(drawn, words),
        stem=choice.slug,
        picture=picture(drawn, reading.reader, words),
        notes=tuple(scheme_notes(reading, words)),
        about={words("export.year"): str(choice.period), words("export.unit"): words.unit(indicator)},
    )


def place(reading: Reading, panel: Panel, words: Words) -> Figure | None:
    """The chosen area's (or the country's) values through the years, of its `panel`; None where there are not two."""
    if not panel.years:
        return None
    indicator = reading.indicator
    column = Column(words.unit(indicator), indicator.decimals)
    title = words("map.place_title", place=panel.place, indicator=words.of(indicator.name))
    return Figure(
        id="map.place",
        address=reading.choices.address,
        title=title,
        finding=finding_sentence(reading, words),
        table=Table(partial(place_rows, panel, words), dict.fromkeys(panel.year_columns, column)),
        provenance=provenance(reading.reader, [indicator], words, level=reading.choice.level),
        alternative=title,
        stem=f"{reading.choice.slug}_{reading.choice.area or RIKET_CODE}",
        notes=panel.notes,
        about={words("export.area"): panel.place, words("export.unit"): words.unit(indicator)},
    )


def drawing(reading: Reading, words: Words) -> Drawing:
    """What the map draws."""
    source = provenance(reading.reader, [reading.indicator], words, level=reading.choice.level)
    views = tuple(reading.map_views)
    return Drawing(reading.choice, reading.indicator, reading.table, views, reading.classes, source)


def finding_sentence(reading: Reading, words: Words) -> Sentence:
    """The finding: the whole, and the chosen place where there is one."""
    choice, indicator = reading.choice, reading.indicator
    place, place_values = place_of(reading.reader, choice, words)
    return sentence(
        finding(
            indicator,
            reading.period,
            choice.view,
            reading.whole,
            words,
            whole=part_name(choice),
            place=place,
            place_values=place_values,
            instead=lowest_and_highest(indicator, choice.level, reading.map_views, reading.table["name"], words),
        )
    )


def scheme_notes(reading: Reading, words: Words) -> list[str]:
    """What to mind of Kolada's reading: its limits are shared here, and it judges only where a direction is known."""
    if reading.choice.scheme is not Scheme.KOLADA or reading.choice.view is View.GAP:
        return []
    if reading.indicator.better is Better.UNKNOWN:
        return [words("note.direction_unknown")]
    return [words("note.kolada_shared")] if reading.choice.view is View.SEXES else []


def _columns(reading: Reading, words: Words) -> dict[str, Column]:
    """How the numbers of the table are written."""
    indicator = reading.indicator
    own, apart = Column(words.unit(indicator), indicator.decimals), Column(decimals=indicator.decimals)
    named = dict.fromkeys(("export.women", "export.men", "export.total"), own)
    return {
        words(key): c for key, c in {**named, "export.gap_diff": apart, "export.gap_ratio": Column(decimals=2)}.items()
    }
