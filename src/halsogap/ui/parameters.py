"""A page's own choices in the address, beside the selection that all pages share."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Parameter:
    """One choice of one page, which writes itself to the address. The first of its `values` is the default."""

    name: str
    values: tuple[str, ...]

    def value(self) -> str:
        """What is chosen, or the default where that cannot be shown now; it comes back when it can."""
        default, given = self.values[0], st.query_params.get(self.name)
        shown = chosen(self.name, self.values, default)
        # A default is not written: each step of the address becomes one in the browser's history.
        if given != shown and (given is not None or shown != default):
            st.query_params[self.name] = shown
        return shown

    def choose(self, value: str) -> None:
        """Choose `value`; one that does not exist changes nothing."""
        if value in self.values:
            choose(self.name, value)
