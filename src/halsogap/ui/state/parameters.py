"""Where a page's own choices are kept: in its address and, by page, in the session: no page forgets another's."""

from __future__ import annotations

from collections.abc import Container
from functools import partial

import streamlit as st

from halsogap.figures.choices import Given


def given(page: str) -> Given:
    """What has been chosen on `page`, for its `Choices.read`."""
    return partial(chosen, page)


def chosen(page: str, name: str, allowed: Container[str], default: str) -> str:
    """The choice `name` of `page`: as the address says, else as it was left in this session, else `default`.

    An address that says what is not `allowed` says nothing.
    """
    kept, written = f"{page}.{name}", f"{page}.{name}.written"
    said = st.query_params.get(name)
    if said is not None and said != st.session_state.get(written) and said in allowed:
        st.session_state[kept] = said
    value = st.session_state.get(kept, default)
    if value not in allowed:
        value = default
    st.session_state[written] = value
    return value


def choose(page: str, name: str, value: str) -> None:
    """Change the choice `name` of `page`."""
    st.session_state[f"{page}.{name}"] = value
