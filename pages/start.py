"""Start: choose your municipality or county once, see what stands out there, and the doors to all the rest."""

import streamlit as st

from halsogap.figures.start.sentences import start_finding
from halsogap.model import RIKET_CODE
from halsogap.ui.frame import frame
from halsogap.ui.parts import components
from halsogap.ui.parts.foot import foot
from halsogap.ui.start import highlights, news
from halsogap.ui.state import place, selection, session


@st.fragment
@frame.guarded
def explore() -> None:
    """The page with its one control: a fragment, so that a choice draws this anew and nothing else."""
    reader = session.reader()
    words = selection.language()
    here = place.chosen()
    selection.write_address({"lang": words.language} | ({"area": here.code} if here.code != RIKET_CODE else {}))
    with st.container(key="start_place"):
        place.choice(words, label="start.place")
    found = highlights.glance(here)
    name = words("start.country") if here.code == RIKET_CODE else here.name
    gaps, best, worst = (highlights.rows_of(table) for table in (found.gaps, found.best, found.worst))
    said = start_finding(gaps, best, worst, reader.catalog(), words)
    components.heading(words("start.title", place=name), said)
    with st.container(key="start_page"):
        highlights.lists(found, here, words)
        left, right = st.columns([2, 1], gap="large")
        with left:
            highlights.doors(words)
            highlights.report(here, words)
        with right:
            news.news(here, words)
    manifest = reader.snapshot().manifest
    key = "source.demo" if manifest.demo else "start.source"
    foot(words(key, day=words.day(manifest.created_at)), "start", {}, words)


explore()
