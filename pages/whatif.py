"""What if everyone matched the best: people and money, how sure, where to start, who gains."""

import streamlit as st

from halsogap.figures.address import encode, settle, to_level
from halsogap.reading.whatif import COMPARED
from halsogap.ui.frame import frame
from halsogap.ui.parts import components
from halsogap.ui.state import selection, session
from halsogap.ui.whatif import choices, controls
from halsogap.ui.whatif import page as whatif_page


@st.fragment
@frame.guarded
def explore() -> None:
    """The page with its controls: a fragment, so that a choice draws this anew and nothing else."""
    reader = session.reader()
    words = selection.language()
    choice, notes = selection.current()
    if choice.level not in COMPARED:
        choice, notes = settle(to_level(choice, COMPARED[-1]), reader.catalog(), reader.coverage(), words)
        notes = [*notes, words("whatif.to_level")]
    indicator = reader.catalog()[choice.indicator]
    selection.write_address(encode(choice) | choices.address(choice, indicator))
    controls.bar(choice, indicator, words)
    if not choice.period or not reader.coverage().has(indicator.slug):
        components.no_values(indicator, words)
        return
    whatif_page.show(choice, indicator, notes, words)


controls.begin()
explore()
