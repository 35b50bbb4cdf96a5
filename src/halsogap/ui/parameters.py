"""A page's own choices in the address, beside the selection that all pages share."""

from __future__ import annotations

from collections.abc import Container

import streamlit as st


def chosen(name: str, allowed: Container[str], default: str) -> str:
    """The page's choice `name`: as the address says, else as it was left in this session, else `default`.

    An address that says what is not `allowed` says nothing. What is returned is for the page to write to the address
    (`selection.write_address`).
    """
    held, written = f"choice_{name}", f"choice_{name}_written"
    given = st.query_params.get(name)
    if given is not None and given != st.session_state.get(written) and given in allowed:
        st.session_state[held] = given
    value = st.session_state.get(held, default)
    if value not in allowed:
        value = default
    st.session_state[written] = value
    return value


def choose(name: str, value: str) -> None:
    """Change the page's choice `name`."""
    st.session_state[f"choice_{name}"] = value
