"""The user's selection: held in the session, mirrored in the address, shared by the pages.

What the user wishes and what can be shown are two things: an indicator without a split by sex shows its total, and
the wish for women and men comes back with the next indicator that has it. The address tells what is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from halsogap.figures.address import DEFAULT_INDICATOR, Selection, decode, encode, settle
from halsogap.figures.figure import Address
from halsogap.i18n import LANGUAGES, Words, words
from halsogap.ui.state import parameters, session

_WISH, _WRITTEN, _NOTES = "selection_wish", "selection_written", "selection_notes"
_SETTLED = "selection_settled"

NAMES = frozenset(encode(Selection(period=1, within="01", area="01")))
"""The names of the selection's parameters in an address."""


def wish() -> Selection:
    """What the user has asked for; read from the address when the session begins or the address is changed."""
    given = {name: st.query_params[name] for name in st.query_params if name in NAMES}
    written, kept = st.session_state.get(_WRITTEN, {}), st.session_state.get(_WISH)
    # All that a link says counts, also what the page it leads from does not write itself.
    if kept is None or (given and given != written):
        # Gone back or forward to a page without a map: its address tells the language, and the rest is as it was.
        wished = given if kept is None or "indicator" in given else {**encode(kept), **given}
        language = wished.get("lang", "")
        chosen, notes = decode(wished, session.reader().catalog(), words(language if language in LANGUAGES else "sv"))
        if kept and "lang" not in given:
            chosen = replace(chosen, language=kept.language)
        st.session_state[_WISH], st.session_state[_NOTES] = chosen, notes
        st.session_state[_WRITTEN] = given
    return st.session_state[_WISH]


def untouched() -> bool:
    """Whether nothing has been chosen yet but, maybe, the language."""
    return wish() == Selection(language=wish().language)


def current() -> tuple[Selection, list[str]]:
    """The selection as it can be shown, with notes on choices that were replaced (a stale link, a year without values).

    Settled once for a wish and what there is to show; every control of a page asks.
    """
    reader = session.reader()
    wished, catalog = wish(), reader.catalog()
    if wished.indicator not in catalog:
        # It was there when it was chosen: the visitor's own can be taken away, and so can what has been added.
        choose(indicator=DEFAULT_INDICATOR)
        wished = wish()
    coverage = reader.coverage()
    made_of, settled = st.session_state.get(_SETTLED, ((), None))
    if settled is None or made_of[0] != wished or made_of[1] is not catalog or made_of[2] is not coverage:
        settled = settle(wished, catalog, coverage, language())
        st.session_state[_SETTLED] = ((wished, catalog, coverage), settled)
    selection, notes = settled
    return selection, [*st.session_state.get(_NOTES, []), *notes]


def language() -> Words:
    """The words of the chosen language."""
    return words(wish().language)


def choose(**changes: Any) -> None:
    """Change the wish. Notes on the link the session began with have then been read."""
    st.session_state[_WISH] = replace(wish(), **changes)
    st.session_state[_NOTES] = []


def chooser(field: str, key: str) -> Callable[[], None]:
    """A widget's on_change: its new value becomes the wish's `field`. A deselected widget changes nothing."""

    def change() -> None:
        if st.session_state[key] is not None:
            choose(**{field: st.session_state[key]})

    return change


def write_address(address: Address) -> None:
    """Make the browser's address tell what is shown; parameters of others are left alone."""
    parameters_of_page = dict(address.parameters)
    known = {*NAMES, *parameters_of_page}
    given = {name: st.query_params.get_all(name) for name in st.query_params}
    wanted = {name: values for name, values in given.items() if name not in known}
    wanted |= {name: [value] for name, value in parameters_of_page.items()}
    if given != wanted:
        # In one step: every step becomes an entry in the browser's history.
        st.query_params.from_dict(wanted)
    st.session_state[_WRITTEN] = {name: value for name, value in parameters_of_page.items() if name in NAMES}
    parameters.wrote(address.page, parameters_of_page)


def words_or_default() -> Words:
    """The words of the chosen language, or Swedish where not even the catalogue can be read: errors need words too."""
    kept = st.session_state.get(_WISH)
    if kept:
        return words(kept.language)
    given = st.query_params.get("lang", "")
    return words(given if given in LANGUAGES else "sv")
