"""A map of one indicator: the message that the frame on the page is sent, and the same map as a picture for files."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from halsogap.figures.address import Selection
from halsogap.figures.class_labels import class_labels, decimals_of
from halsogap.figures.map.message import LiveMapView, MapTable, SmallAreas, served
from halsogap.figures.names import pattern
from halsogap.figures.palette import DIVERGING, OF_SEX, TOTAL, class_colours
from halsogap.figures.places import whole_name
from halsogap.figures.provenance import Provenance
from halsogap.figures.sentences import extremes
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Indicator, Level, Status
from halsogap.reading import areas
from halsogap.stats.classes import Classes, Reading, Scheme
from halsogap.stats.gap.measure import Measure
from halsogap.stats.map_view import MapView

if TYPE_CHECKING:
    from halsogap.figures.map.image import MapPicture
    from halsogap.reading.reader import Reader


@dataclass(frozen=True)
class Drawing:
    """What a map draws.

    `table` has one row an area (`code`, `name`), `map_views` their numbers, `classes` what the views share (None where
    no area has a value).

    `title` and `beside` stand over a single map view that is neither a sex nor a gap: its name, and the text
    beside it in place of the whole's value.
    """

    selection: Selection
    indicator: Indicator
    table: pd.DataFrame
    map_views: tuple[MapView, ...]
    classes: Classes | None
    provenance: Provenance
    title: str = ""
    beside: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The areas' codes, in the order of the rows."""
        return tuple(self.table["code"])


def live(drawing: Drawing, reader: Reader, words: Words, *, own_address: str = "") -> MapTable:
    """The map as a message to the frame on the page. The browser fetches own areas from `own_address`."""
    choice, indicator, classes = drawing.selection, drawing.indicator, drawing.classes
    small = choice.level in SMALL_LEVELS
    first = drawing.map_views[0].id
    gap = first in tuple(Measure)
    scale_ends = ((words("map.men_higher"), DIVERGING[0]), (words("map.women_higher"), DIVERGING[-1])) if gap else None
    unit = words(f"unit.{indicator.unit}.diff") if first == Measure.DIFF else "" if gap else words.unit(indicator)
    name, kolada = words.of(indicator.name), choice.scheme is Scheme.KOLADA and not gap
    return MapTable(
        level=choice.level,
        map_views=tuple(_map_view(drawing, map_view, words) for map_view in drawing.map_views),
        words=words,
        unit=unit,
        sign="" if gap else words(f"unit.{indicator.unit}.sign"),
        decimals=decimals_of(indicator, first),
        signed=first == Measure.DIFF,
        colours=class_colours(classes) if classes else (),
        labels=class_labels(classes, indicator, words, map_view=first, scheme=choice.scheme) if classes else (),
        breaks=classes.breaks if classes else (),
        low=classes.low if classes else float("nan"),
        high=classes.high if classes else float("nan"),
        named=kolada or bool(classes and classes.reading is Reading.BEST_TO_WORST),
        scale_ends=scale_ends,
        caption=words("map.table_caption", indicator=name, year=choice.period, unit=unit or words("map.ratio_unit")),
        source=drawing.provenance.line,
        focus=choice.within if choice.within != RIKET_CODE and not small else None,
        selected=choice.area,
        mark=drawing.provenance.mark,
        reference=whole_name(choice, words) if small and choice.within != RIKET_CODE else "",
        small=_small(drawing, reader, words, own_address) if small else None,
    )


def picture(drawing: Drawing, reader: Reader, words: Words) -> MapPicture | None:
    """The map as a picture for files; None where no area has a value."""
    # Imported here: what draws pictures takes half a second to import, and no page shows one.
    from halsogap.figures.map.image import MapPicture

    if drawing.classes is None:
        return None
    choice, indicator = drawing.selection, drawing.indicator
    first = drawing.map_views[0].id
    return MapPicture(
        polygons=areas.polygons(reader, choice.indicator, choice.level, choice.period or 0, choice.within),
        map_views=drawing.map_views,
        codes=drawing.codes,
        classes=drawing.classes,
        titles=tuple(
            f"{_title(drawing, map_view, words)}   {_beside(drawing, map_view, words)}"
            for map_view in drawing.map_views
        ),
        labels=class_labels(drawing.classes, indicator, words, map_view=first, scheme=choice.scheme),
        statuses={status: words(f"status.{status}") for status in Status if status != Status.VALUE},
        mark=drawing.provenance.mark,
    )


def alternative(drawing: Drawing, words: Words) -> str:
    """The map in words, map view by map view, for those who do not see it; the table has the rest."""
    return " ".join(_label(drawing, map_view, words) for map_view in drawing.map_views)


def national(choice: Selection, map_view: MapView, indicator: Indicator, words: Words) -> str:
    """The whole's value of a map view in words: "riket 6 364"."""
    whole = whole_name(choice, words)
    if math.isnan(map_view.national):
        return words("map.no_national", whole=whole)
    signed, gap = map_view.id == Measure.DIFF, map_view.id in tuple(Measure)
    value = words.number(map_view.national, decimals_of(indicator, map_view.id), signed=signed)
    sign = "" if gap else words(f"unit.{indicator.unit}.sign")
    return words("map.national", whole=whole, value=value + sign)


def _small(drawing: Drawing, reader: Reader, words: Words, own_address: str) -> SmallAreas:
    choice, count = drawing.selection, len(drawing.table)
    edition = areas.edition(reader, choice.level, reader.vintage_of(choice.indicator, choice.level, choice.period or 0))
    assert edition is not None  # the page says so before it comes here
    within = "" if choice.within == RIKET_CODE else choice.within
    if choice.level is Level.OWN:
        return SmallAreas((own_address,), within, count, "")
    files = tuple(served(geometry.file) for geometry in edition.files(within or None))
    return SmallAreas(files, within, count, pattern(choice.level, words))


def _map_view(drawing: Drawing, map_view: MapView, words: Words) -> LiveMapView:
    gap = map_view.id in tuple(Measure)
    return LiveMapView(
        title=_title(drawing, map_view, words),
        colour=TOTAL if gap else OF_SEX[map_view.id],
        label=_label(drawing, map_view, words),
        national=map_view.national,
        national_text=_beside(drawing, map_view, words),
        values=map_view.values.tolist(),
        statuses=map_view.status.tolist(),
        classes=drawing.classes.of(map_view.values).tolist() if drawing.classes else [-1] * len(map_view.values),
        ranks=map_view.ranks.tolist(),
    )


def _title(drawing: Drawing, map_view: MapView, words: Words) -> str:
    return drawing.title or _name(map_view, words)


def _beside(drawing: Drawing, map_view: MapView, words: Words) -> str:
    return drawing.beside or national(drawing.selection, map_view, drawing.indicator, words)


def _name(map_view: MapView, words: Words) -> str:
    return words(f"map.gap_{map_view.id}_pane") if map_view.id in tuple(Measure) else words(f"sex.{map_view.id}")


def _label(drawing: Drawing, map_view: MapView, words: Words) -> str:
    choice, indicator = drawing.selection, drawing.indicator
    name = _name(map_view, words)
    label = words("map.label", indicator=words.of(indicator.name), year=choice.period, pane=name)
    if map_view.id in tuple(Measure):
        return label
    text = extremes(indicator, choice.level, map_view, drawing.table["name"], words)
    return " ".join(filter(None, [f"{label}.", text]))
