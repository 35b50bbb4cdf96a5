"""Finding indicators among Kolada's, adding them to the catalogue, and saying which direction is favourable."""

from __future__ import annotations

from typing import Any

import streamlit as st

from halsogap.catalog import added
from halsogap.catalog.catalog import Catalog
from halsogap.i18n import Words
from halsogap.model import Better
from halsogap.settings import kolada_url
from halsogap.sources.kolada import indicators as kolada
from halsogap.sources.kolada.api import Api, Patience
from halsogap.sync.kolada import sync
from halsogap.ui.frame import fetching
from halsogap.ui.parts.plain import plain
from halsogap.ui.state import session

SHOWN = 25
"""How many matches are listed: more would not be read."""

QUICK = Patience(attempts=1, longest_pause=0.0, silence=8.0, longest_answer=15.0)
"""One quick try: somebody waits for the answer, and can press again."""

_FOUND, _QUERY, _FIELD = "kolada_found", "kolada_query", "kolada_field"


def search(words: Words) -> None:
    """A field for words of a title, and the matches with a button each."""
    # A field with a value of its own would be another field after each search, and what is written in it then be lost.
    st.session_state[_FIELD] = query()
    with st.form("search", border=False):
        field, button = st.columns([5, 1], vertical_alignment="bottom")
        field.text_input(words("indicators.search"), key=_FIELD, help=words("indicators.search_help"), max_chars=100)
        button.form_submit_button(words("indicators.search_button"), on_click=_asked)
    if asked := query():
        _matches(asked, words)


def own(words: Words) -> None:
    """The indicators that have been added, each with its favourable direction to set and a way out."""
    reader = session.reader()
    indicators = reader.published_catalog().in_group("egna")
    if not indicators:
        return
    st.subheader(words("indicators.own"))
    folder = reader.store.folder
    for indicator in indicators:
        name, direction, button = st.columns([4, 2, 1], vertical_alignment="bottom")
        name.text(f"{words.of(indicator.name)} ({indicator.slug})")
        key = f"better_{indicator.slug}"
        st.session_state[key] = indicator.better
        direction.selectbox(
            words("indicators.direction"),
            list(Better),
            format_func=lambda better: words(f"better.{better}"),
            key=key,
            help=words("indicators.direction_help"),
            on_change=_set_better,
            args=(indicator.slug, key),
        )
        if button.button(words("indicators.remove"), key=f"remove_{indicator.slug}"):
            added.remove(folder, indicator.slug)
            st.rerun()


def _asked() -> None:
    st.session_state[_QUERY] = st.session_state[_FIELD].strip()


def query() -> str:
    """What is searched for: as the address says when the page is opened, then as it is written."""
    if _QUERY not in st.session_state:
        st.session_state[_QUERY] = st.query_params.get("q", "")[:100].strip()
    return str(st.session_state[_QUERY])


def _matches(query: str, words: Words) -> None:
    reader = session.reader()
    with st.spinner(words("indicators.searching")):
        matches = _search(kolada_url(), query)
    if not matches:
        st.info(words("indicators.none", words=f"”{plain(query)}”"))
        return
    key = "indicators.found_many" if len(matches) > SHOWN else "indicators.found"
    st.html(f'<p class="hg-quiet" role="status">{words(key, n=len(matches), shown=SHOWN)}</p>')
    catalog = reader.published_catalog()
    for kpi in matches[:SHOWN]:
        title, button = st.columns([5, 1], vertical_alignment="center")
        title.text(f"{kpi['title']} ({kpi['id']})")
        known = any(kpi["id"] in indicator.kpis for indicator in catalog.values())
        label = words("indicators.already" if known else "indicators.add")
        if button.button(label, key=f"add_{kpi['id']}", disabled=known):
            _add(kpi, words)


def _add(kpi: dict[str, Any], words: Words) -> None:
    """Add the indicator and fetch its values; an indicator without values is of no use to a map."""
    reader = session.reader()
    store = reader.store
    indicator = added.add(store.folder, kolada.indicator_table(kpi))
    try:
        # Demo values never mix with real ones, so the first real indicator brings all the others with it.
        demo = reader.snapshot().manifest.demo
        wanted = reader.published_catalog() if demo else Catalog({indicator.slug: indicator})
        with fetching.progress(words("indicators.fetching"), words) as tell:
            sync(store, wanted, kolada_url(), progress=tell)
    except Exception:  # whatever it was, the catalogue shall not list what could not be fetched; the frame says why
        added.remove(store.folder, indicator.slug)
        raise
    fetching.done(words("indicators.added", name=words.of(indicator.name)))


def _set_better(slug: str, key: str) -> None:
    reader = session.reader()
    added.set_better(reader.store.folder, slug, st.session_state[key])


@st.cache_data(show_spinner=False, max_entries=64, ttl="1h")
def _search(url: str, query: str) -> list[dict[str, Any]]:
    with Api(url, patience=QUICK) as api:
        return kolada.search(api, query)
