"""Development: a place's line through the years, among its county, the country, its similar places and all of them."""

import streamlit as st

from halsogap.figures.address import encode
from halsogap.figures.development.reading import development_of
from halsogap.ui.development import choices
from halsogap.ui.development import page as development_page
from halsogap.ui.frame import frame
from halsogap.ui.parts import components, small_areas
from halsogap.ui.state import selection, session


@st.fragment
@frame.guarded
def explore() -> None:
    """The page with its controls: a fragment, so that a choice draws this anew and nothing else."""
    reader = session.reader()
    words = selection.language()
    choice, notes = selection.current()
    indicator = reader.catalog()[choice.indicator]
    selection.write_address(encode(choice) | choices.address())
    choices.bar(choice, words)
    if not choice.period or not reader.coverage().has(indicator.slug):
        components.no_values(indicator, words)
        return
    table, _ = reader.area_table(indicator.slug, choice.level, choice.period, choice.within)
    choice, gone = small_areas.present(choice, table, words)
    shown, gave_way = development_of(choice, indicator, choices.lines())
    if gave_way:
        notes = [*notes, words(f"development.missing.{gave_way}", year=choice.period)]
    development_page.show(shown, choices.parts(), [*notes, *gone], words)


explore()
