"""Small areas on the map: the way down to them and back, where they are not held, the highest and lowest."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st

from halsogap.figures import places
from halsogap.figures.address import Selection, to_level
from halsogap.figures.map.highest_lowest import highest_lowest_html
from halsogap.figures.map.small_area_values import highest_and_lowest
from halsogap.geography import area, area_index
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Indicator, Level, Sex
from halsogap.reading import areas
from halsogap.stats.map_view import MapView
from halsogap.ui.frame import fetching
from halsogap.ui.parts import components, map_bar
from halsogap.ui.parts.plain import plain
from halsogap.ui.state import session


def way(choice: Selection, words: Words) -> None:
    """From small areas one click up: to the municipalities, or to the small areas of the county and the country."""
    if choice.level not in SMALL_LEVELS:
        return
    whole = area(choice.within)
    with st.container(key="way", horizontal=True, vertical_alignment="center", gap="small"):
        up = to_level(choice, Level.KOMMUN)
        icon = ":material/arrow_upward:"
        st.button(words("small.up"), key="way_up", icon=icon, on_click=map_bar.go, args=(up,))
        above = {Level.KOMMUN: [RIKET_CODE, whole.parent], Level.LAN: [RIKET_CODE]}.get(whole.level, [])
        for code in above:
            name = words("control.whole_country") if code == RIKET_CODE else area(code).name
            to = replace(choice, within=code, area=None)
            st.button(plain(name), key=f"way_{code}", type="tertiary", on_click=map_bar.go, args=(to,))
        st.html(f'<p class="hg-quiet">{escape(places.here_name(choice, words))}</p>')


def down(choice: Selection, indicator: Indicator, words: Words) -> None:
    """From a municipality or county one click down to its small areas, with this indicator or one that has them."""
    reader = session.reader()
    if choice.level in SMALL_LEVELS or not choice.area:
        return
    coverage, catalog = reader.coverage(), reader.catalog()
    with_small = [slug for slug in (indicator.slug, *catalog) if set(coverage.levels(slug)) & set(SMALL_LEVELS)]
    if not with_small:
        return
    slug = with_small[0]
    level = next(level for level in (Level.DESO, Level.MADE_UP, Level.REGSO) if level in coverage.levels(slug))
    label = words("small.down", areas=words(f"level.many_{level}"), place=plain(area(choice.area).name))
    explanation = (
        None if slug == indicator.slug else words("small.other", indicator=plain(words.of(catalog[slug].short)))
    )
    also = {} if slug == indicator.slug else {"indicator": slug}
    icon, to = ":material/arrow_downward:", to_level(choice, level)
    st.button(label, key="way_down", icon=icon, help=explanation, on_click=map_bar.go, args=(to,), kwargs=also)


def not_held(choice: Selection, indicator: Indicator, words: Words) -> bool:
    """Whether the areas of the values cannot be drawn; says then what is missing and how to get it."""
    reader = session.reader()
    if choice.level not in SMALL_LEVELS:
        return False
    vintage = reader.vintage_of(indicator.slug, choice.level, choice.period or 0)
    edition = areas.edition(reader, choice.level, vintage)
    if edition and edition.files(choice.within):
        return False
    level = words(f"level.{choice.level}")
    key = "small.not_here" if edition else "small.not_held"
    text = words(key, level=level, vintage=vintage, place=places.whole_name(choice, words))
    if choice.level is Level.OWN:
        text = words("own_areas.none_here", place=places.whole_name(choice, words))
    components.heading(words.of(indicator.name), escape(text))
    way(choice, words)
    if choice.level is Level.OWN:
        return True
    st.html(f'<p class="hg-quiet">{escape(words("small.fetch", level=choice.level, vintage=vintage))}</p>')
    fetching.boundaries_button(choice.level, vintage, words)
    return True


def notes(choice: Selection, words: Words) -> list[str]:
    """What to mind of the areas on the map: made up, or only a part of the country."""
    reader = session.reader()
    if choice.level not in SMALL_LEVELS:
        return []
    edition = areas.edition(reader, choice.level, reader.vintage_of(choice.indicator, choice.level, choice.period or 0))
    behind = reader.level_behind(choice.indicator, choice.level)
    texts = [words("small.made_up")] if choice.level is Level.MADE_UP else []
    if choice.level is Level.OWN:
        texts.append(words("own_areas.method", areas=words(f"level.many_{behind}")))
    if edition and not edition.complete and choice.within == RIKET_CODE:
        texts.append(
            words("small.part", n=words.number(edition.count), of=words.number(edition.expected), level=edition.level)
        )
    return texts


def show_highest_and_lowest(
    choice: Selection, indicator: Indicator, table: pd.DataFrame, map_views: list[MapView], words: Words
) -> None:
    """The highest and lowest areas of the map beside it, where no area is chosen, and what chance does to them."""
    if choice.level not in SMALL_LEVELS or choice.area:
        return
    reader = session.reader()
    names = dict(zip(table["code"], table["name"], strict=True))
    lists = [
        highest_and_lowest(reader, choice, indicator, map_view, table["code"])
        for map_view in map_views
        if map_view.id in tuple(Sex)
    ]
    if text := highest_lowest_html(lists, names, places.whole_name(choice, words), indicator, words):
        st.html(text)


def present(choice: Selection, table: pd.DataFrame, words: Words) -> tuple[Selection, list[str]]:
    """The selection without a small area that is not on the map, as a link may name one, and a note on it."""
    if not choice.area or choice.area in area_index() or choice.area in set(table["code"]):
        return choice, []
    return replace(choice, area=None), [words("small.gone", code=choice.area)]
