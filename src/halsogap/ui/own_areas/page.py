"""The page of own areas: to bring them, and what there is to know of them once they are there."""

from __future__ import annotations

from html import escape

import streamlit as st

from halsogap.figures.choices import LanguageOnly
from halsogap.figures.figure import Figure
from halsogap.figures.own_areas import figures
from halsogap.figures.own_areas.choices import Choices
from halsogap.figures.own_areas.reading import common_parent, living, not_interpolated, with_values
from halsogap.figures.own_areas.sentences import listed, remarks, uncovered
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Level
from halsogap.reading.brought import BroughtAreas
from halsogap.reading.reader import Reader
from halsogap.ui.brought import areas as own_areas
from halsogap.ui.frame import frame
from halsogap.ui.own_areas import form
from halsogap.ui.parts import components, figure, map_bar
from halsogap.ui.state import selection, session


@frame.guarded
def show() -> None:
    """The whole page."""
    words, reader = selection.language(), session.reader()
    choices = Choices(words.language)
    selection.write_address(choices.address)
    brought = reader.brought.areas
    if brought is None:
        components.heading(words("nav.own_areas"), escape(words("own_areas.lead")))
        form.form(words)
    else:
        _brought(choices, brought, reader, words)
    st.html(components.quiet(words("own_areas.privacy")))


def _brought(choices: LanguageOnly, brought: BroughtAreas, reader: Reader, words: Words) -> None:
    people = living(brought, reader)
    of_areas = figures.areas_figure(choices, brought, people, reader, words)
    components.heading(of_areas.title, of_areas.finding.markup)
    components.notes(remarks(brought.areas, words))
    _to_map(brought, reader, words)
    rows = figures.rows_in_words(of_areas.table, words)
    st.dataframe(rows, hide_index=True, width="stretch", alt=of_areas.alternative)
    components.notes(uncovered(brought, people, words))
    with st.expander(words("own_areas.others"), key="own_areas_others", on_change="rerun") as others:
        if others.open:
            form.form(words)
    _foot(of_areas, brought, words)


def _to_map(brought: BroughtAreas, reader: Reader, words: Words) -> None:
    """The indicators that the areas have values of, and the way to the map of the one that is chosen."""
    catalog, having = reader.catalog(), with_values(reader)
    if not having:
        st.html(components.quiet(words("own_areas.no_values")))
        return
    wish = selection.wish().indicator
    with st.container(horizontal=True, vertical_alignment="bottom"):
        slug = st.selectbox(
            words("control.indicator"),
            having,
            index=having.index(wish) if wish in having else 0,
            format_func=lambda slug: map_bar.short(catalog[slug], words),
            key="own_areas_indicator",
        )
        if st.button(words("own_areas.see"), key="own_areas_see", type="primary"):
            selection.choose(indicator=slug, level=Level.OWN, within=common_parent(brought), area=None)
            st.switch_page("pages/map.py")
    if lost := [words.of(indicator.short) for indicator in not_interpolated(reader)]:
        st.html(components.quiet(words("own_areas.not_carried", names=listed(lost, words))))


def _foot(of_areas: Figure, brought: BroughtAreas, words: Words) -> None:
    """Where the numbers are from, the areas as files, one of which can be opened again, and the way to let them go."""
    polygons = brought.areas.polygons

    def geojson() -> str:
        return polygons[["name", "geometry"]].to_crs("EPSG:4326").to_json()

    with figure.foot(of_areas, words):
        st.download_button(
            words("own_areas.save"),
            geojson,
            words("own_areas.file_name") + ".geojson",
            "application/geo+json",
            key="own_areas_save",
            help=words("own_areas.save_help"),
            on_click="ignore",
            type="tertiary",
        )
        st.button(words("own_areas.remove"), key="own_areas_remove", type="tertiary", on_click=_remove)


def _remove() -> None:
    own_areas.remove()
    if selection.wish().level is Level.OWN:
        selection.choose(level=Level.KOMMUN, within=RIKET_CODE, area=None)
