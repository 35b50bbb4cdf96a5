"""A page's own choices in the address, beside the selection that all pages share."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence

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


def segments(name: str, values: Sequence[str], label: str, shown: Callable[[str], str], *, bare: bool = False) -> None:
    """The control of the page's choice `name` among a few `values`, the first its default; `bare` hides its label."""
    key = _control(name, values)
    st.segmented_control(
        label,
        values,
        format_func=shown,
        key=key,
        on_change=lambda: choose(name, st.session_state[key]),
        required=True,
        label_visibility="collapsed" if bare else "visible",
    )


def select(name: str, values: Sequence[str], label: str, shown: Callable[[str], str]) -> None:
    """The control of the page's choice `name` among many `values`, the first its default; typing in it searches."""
    key = _control(name, values)
    st.selectbox(label, values, format_func=shown, key=key, on_change=lambda: choose(name, st.session_state[key]))


def toggle(name: str, values: Sequence[str], label: str) -> None:
    """The control of the page's choice `name` between off and on, as `values` call them."""
    key, (off, on) = f"control_{name}", values
    st.session_state[key] = chosen(name, values, off) == on
    st.toggle(label, key=key, on_change=lambda: choose(name, on if st.session_state[key] else off))


def _control(name: str, values: Sequence[str]) -> str:
    """The key of a control that shows what is chosen."""
    key = f"control_{name}"
    st.session_state[key] = chosen(name, values, values[0])
    return key
