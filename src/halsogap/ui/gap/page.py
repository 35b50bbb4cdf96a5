"""The gap page: women against men, on the map, in numbers, through the years, and where it is largest of all."""

from __future__ import annotations

from html import escape

import streamlit as st

from halsogap.figures.gap import figures
from halsogap.figures.gap.choices import PAGE, Choices
from halsogap.figures.gap.numbers import numbers_html
from halsogap.figures.gap.reading import Reading, reading
from halsogap.figures.gap.years import key_html, years
from halsogap.i18n import Words
from halsogap.ui.frame import frame
from halsogap.ui.gap import missing, ranking, scatter
from halsogap.ui.parts import components, figure, map_bar, small_areas
from halsogap.ui.parts.map_frame import map_frame
from halsogap.ui.state import parameters, selection, session


@st.fragment(key=map_bar.MAP)
@frame.guarded
def explore() -> None:
    """All but the controls and the ranking: what a choice, a click or a box over the dots draws anew."""
    words, reader = selection.language(), session.reader()
    choice, notes = selection.current()
    indicator = reader.catalog()[choice.indicator]
    choices = Choices.read(choice, parameters.given(PAGE))
    selection.write_address(choices.address)
    if missing.no_gap(choice, indicator, words) or small_areas.not_held(choice, indicator, words):
        return
    table, _ = reader.area_table(indicator.slug, choice.level, choice.period or 0, choice.within)
    choice, gone = small_areas.present(choice, table, words)
    data = reading(Choices.read(choice, parameters.given(PAGE)), reader, words)
    marked = scatter.in_box(data)
    main = figures.scatter(data, words, marked)

    # In a box of their own: what comes and goes here must not move the map's place, or its frame is made anew.
    with st.container(key="above_map"):
        components.heading(main.title, main.finding.markup)
        small_areas.way(choice, words)
        components.notes([*notes, *gone, *small_areas.notes(choice, words)])
    left, right = st.columns([1, 1.12], gap="medium")
    with left:
        scatter.choices(data, words)
        scatter.show(main, data, marked, words)
    with right:
        map_frame(figures.drawing(data, words), reader, words, marked=marked or data.group)
        figure.take_along(figures.gap_map(data, main.finding, words), words)
    _numbers(data, words)
    components.join_note(data.report, words)
    ranking.largest_gaps()
    figure.foot(main, words)


def _numbers(data: Reading, words: Words) -> None:
    """The gap of the chosen place and the whole in numbers, and beside them its development."""
    left, right = st.columns([1, 1.12], gap="medium")
    with left:
        st.subheader(words("gap.in_numbers"), anchor=False)
        st.html(numbers_html(data.rows(words), data.indicator, words))
        of_numbers = figures.numbers(data, words)
        for note in of_numbers.notes:
            st.html(f'<p class="hg-quiet">{escape(note)}</p>')
        figure.take_along(of_numbers, words)
    with right:
        st.subheader(words("gap.years"), anchor=False)
        lines = years(data, words)
        development = figures.gap_years(data, lines, words)
        if development is None:
            st.html(f'<p class="hg-quiet">{escape(lines.too_few(words))}</p>')
            return
        st.html(key_html(lines.names, words, band=len(lines.band) > 0))
        figure.show(development, words)
        components.notes(list(lines.notes(data, words)))
