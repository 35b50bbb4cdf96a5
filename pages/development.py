"""Development: a place's line through the years, among its county, the country, its similar places and all of them."""

import streamlit as st

from halsogap.figures.address import encode
from halsogap.figures.development.reading import development_of
from halsogap.reading import reader
from halsogap.ui import components, development_bar, development_page, frame, selection, small_areas


@st.fragment
@frame.guarded
def explore() -> None:
    """The page with its controls: a fragment, so that a choice draws this anew and nothing else."""
    words = selection.language()
    choice, notes = selection.current()
    indicator = reader.catalog()[choice.indicator]
    selection.write_address(encode(choice) | development_bar.address())
    development_bar.bar(choice, words)
    if not choice.period or not reader.coverage().has(indicator.slug):
        components.no_values(indicator, words)
        return
    table, _ = reader.area_table(indicator.slug, choice.level, choice.period, choice.within)
    choice, gone = small_areas.present(choice, table, words)
    shown, gave_way = development_of(choice, indicator, development_bar.lines())
    if gave_way:
        notes = [*notes, words(f"development.missing.{gave_way}", year=choice.period)]
    development_page.show(shown, development_bar.parts(), [*notes, *gone], words)


explore()
