"""The development page: what is found, the chart among its controls' choices, the trend, and what to mind."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from halsogap.figures.development import figures
from halsogap.figures.development.choices import PAGE, Choices
from halsogap.figures.development.legend import development_legend
from halsogap.figures.development.lines import bands, lines
from halsogap.figures.development.notes import gave_way
from halsogap.figures.development.reading import Reading, reading
from halsogap.figures.development.sentences import trend_html
from halsogap.i18n import Words
from halsogap.ui.development import controls
from halsogap.ui.frame import frame
from halsogap.ui.parts import components, figure, small_areas
from halsogap.ui.state import parameters, selection, session


@st.fragment
@frame.guarded
def explore() -> None:
    """The page with its controls: a fragment, so that a choice draws this anew and nothing else."""
    words, reader = selection.language(), session.reader()
    choice, notes = selection.current()
    indicator = reader.catalog()[choice.indicator]
    choices = Choices.read(choice, parameters.given(PAGE))
    selection.write_address(choices.address)
    controls.bar(choices, words)
    if not choice.period or not reader.coverage().has(indicator.slug):
        components.no_values(indicator, words)
        return
    table, _ = reader.area_table(indicator.slug, choice.level, choice.period, choice.within)
    choice, gone = small_areas.present(choice, table, words)
    data = reading(replace(choices, selection=choice), reader, words)
    main = figures.through_years(data, words)

    components.heading(main.title, main.finding.markup)
    components.notes([*notes, *gone, *gave_way(data, words)])
    left, right = st.columns([3, 1], gap="medium")
    with left:
        if main.picture:
            st.html(development_legend(lines(data, words), bands(data, words), words))
        figure.show(main, words)
    with right:
        _trend(data, words)
        if main.notes:
            notes_html = "".join(f"<p>{escape(note)}</p>" for note in main.notes)
            st.html(f'<div class="hg-panel hg-note">{notes_html}</div>')
    figure.foot(main, words)


def _trend(data: Reading, words: Words) -> None:
    window = data.indicator.years_in_value(data.place.level)
    st.html(trend_html(data.trends, window, data.indicator, words))
    figure.take_along(figures.trend(data, words), words)
