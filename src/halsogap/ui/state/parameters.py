"""Where a page's own choices are kept: in its address and, by page, in the session: no page forgets another's."""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import partial

import streamlit as st

from halsogap.figures.choices import Given

_WRITTEN = "parameters_written"


def given(page: str) -> Given:
    """What has been chosen on `page`, for its `Choices.read`."""
    return partial(chosen, page)


def chosen(page: str, name: str, allowed: Container[str], default: str) -> str:
    """The choice `name` of `page`: as the address says, else as it was left in this session, else `default`.

    An address that says what is not `allowed` says nothing; nor does one that the page itself has written, until a link
    or the browser's history changes it.
    """
    kept = f"{page}.{name}"
    text = st.query_params.get(name)
    if text is not None and text != st.session_state.get(_WRITTEN, {}).get(page, {}).get(name) and text in allowed:
        st.session_state[kept] = text
    value = st.session_state.get(kept, default)
    return value if value in allowed else default


def wrote(page: str, parameters: Mapping[str, str]) -> None:
    """Remember what `page` has written to its address: only what differs from it has been asked for since."""
    st.session_state[_WRITTEN] = {**st.session_state.get(_WRITTEN, {}), page: dict(parameters)}


def choose(page: str, name: str, value: str) -> None:
    """Change the choice `name` of `page`."""
    st.session_state[f"{page}.{name}"] = value
