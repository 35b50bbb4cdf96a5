"""The map frame on the page: what `views.maps` needs of the selection, and what a click gives back to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from halsogap.figures.address import Selection
from halsogap.figures.map.class_labels import class_labels, decimals_of
from halsogap.figures.map.frame import FRAME, MapPane, MapTable, SmallAreas, base_map, paint, served
from halsogap.figures.map.sentences import extremes
from halsogap.figures.names import pattern
from halsogap.figures.palette import DIVERGING, OF_SEX, TOTAL, class_colours
from halsogap.geography import area_index
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Indicator, Level
from halsogap.reading import areas
from halsogap.stats.classes import Classes, Reading, Scheme
from halsogap.stats.gap.measure import Measure
from halsogap.stats.map_view import Pane
from halsogap.ui.brought import areas as own_areas
from halsogap.ui.parts import components, controls
from halsogap.ui.state import selection, session

_KEY, _SEEN = "map", "map_seen"


def map_frame(
    choice: Selection,
    indicator: Indicator,
    names: pd.Series,
    panes: list[Pane],
    classes: Classes | None,
    words: Words,
    *,
    marked: Iterable[str] = (),
    adjusted: Callable[[MapTable], MapTable] = lambda table: table,
) -> None:
    """Maps, legend and table of `panes` of the areas called `names`; a click, a search or a row chooses the area.

    The areas whose codes are `marked` stand out. `adjusted` changes what is said of values that are not as published.
    """
    table = replace(_table(choice, indicator, names, panes, classes, words), marked=tuple(marked))
    st_folium(base_map(), feature_group_to_add=paint(adjusted(table)), key=_KEY, on_change=_chosen, **FRAME)


def _chosen() -> None:
    """Take what the frame says was chosen; `n` tells a new choice from one already taken."""
    said = st.session_state.get(_KEY)
    # The frame is the browser's: what it sends is checked like a link.
    if not isinstance(said, dict) or said.get("n") == st.session_state.get(_SEEN):
        return
    st.session_state[_SEEN], code = said.get("n"), said.get("code")
    if not (code is None or isinstance(code, str)):
        return
    choice, _ = selection.current()
    if choice.level in SMALL_LEVELS and code in area_index():
        # The search on a map of small areas found a municipality or a county: the map goes there.
        controls.go(replace(choice, within=code, area=None))
    elif code is None or code in area_index() or code in _shown_codes(choice):
        selection.choose(area=code)


def _shown_codes(choice: Selection) -> set[str]:
    reader = session.reader()
    table, _ = reader.area_table(choice.indicator, choice.level, choice.period or 0, choice.within)
    return set(table["code"])


def _table(
    choice: Selection,
    indicator: Indicator,
    names: pd.Series,
    panes: list[Pane],
    classes: Classes | None,
    words: Words,
) -> MapTable:
    reader = session.reader()
    small = choice.level in SMALL_LEVELS
    first = panes[0].id
    gap = first in tuple(Measure)
    ends = ((words("map.men_higher"), DIVERGING[0]), (words("map.women_higher"), DIVERGING[-1])) if gap else None
    unit = words(f"unit.{indicator.unit}.diff") if first == Measure.DIFF else "" if gap else words.unit(indicator)
    name, kolada = words.of(indicator.name), choice.scheme is Scheme.KOLADA and not gap
    return MapTable(
        level=choice.level,
        panes=tuple(_pane(choice, indicator, names, pane, classes, words) for pane in panes),
        words=words,
        unit=unit,
        sign="" if gap else words(f"unit.{indicator.unit}.sign"),
        decimals=decimals_of(indicator, first),
        signed=first == Measure.DIFF,
        colours=class_colours(classes) if classes else (),
        labels=class_labels(classes, indicator, words, pane=first, scheme=choice.scheme) if classes else (),
        breaks=classes.breaks if classes else (),
        low=classes.low if classes else float("nan"),
        high=classes.high if classes else float("nan"),
        named=kolada or bool(classes and classes.reading is Reading.BEST_TO_WORST),
        ends=ends,
        caption=words("map.table_caption", indicator=name, year=choice.period, unit=unit or words("map.ratio_unit")),
        source=components.source_line(indicator, words, level=choice.level),
        focus=choice.within if choice.within != RIKET_CODE and not small else None,
        selected=choice.area,
        demo=reader.made_up(indicator.slug, choice.level),
        own=indicator.own,
        reference=components.whole_name(choice, words) if small and choice.within != RIKET_CODE else "",
        small=_small(choice, len(names), words) if small else None,
    )


def _small(choice: Selection, count: int, words: Words) -> SmallAreas:
    reader = session.reader()
    edition = areas.edition(reader, choice.level, reader.vintage_of(choice.indicator, choice.level, choice.period or 0))
    assert edition is not None  # the page says so before it comes here
    within = "" if choice.within == RIKET_CODE else choice.within
    if choice.level is Level.OWN and (brought := own_areas.held()):
        return SmallAreas((own_areas.address(brought),), within, count, "")
    files = tuple(served(geometry.file) for geometry in edition.files(within or None))
    return SmallAreas(files, within, count, pattern(choice.level, words))


def _pane(
    choice: Selection, indicator: Indicator, names: pd.Series, pane: Pane, classes: Classes | None, words: Words
) -> MapPane:
    gap = pane.id in tuple(Measure)
    title = words(f"map.gap_{pane.id}_pane") if gap else words(f"sex.{pane.id}")
    label = words("map.label", indicator=words.of(indicator.name), year=choice.period, pane=title)
    if not gap:  # the picture in words, for those who do not see it; the table has the rest
        label = " ".join(filter(None, [f"{label}.", extremes(indicator, choice.level, pane, names, words)]))
    return MapPane(
        title=title,
        colour=TOTAL if gap else OF_SEX[pane.id],
        label=label,
        national=pane.national,
        national_text=components.national(choice, pane, indicator, words),
        values=pane.values.tolist(),
        statuses=pane.status.tolist(),
        classes=classes.of(pane.values).tolist() if classes else [-1] * len(pane.values),
        ranks=pane.ranks.tolist(),
    )
