"""A page's own choice: held in the session, mirrored in the address beside the selection that all pages share."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class Parameter:
    """One choice of one page: its `name` in the address, and what it can be. The first of `values` is the default."""

    name: str
    values: tuple[str, ...]

    def value(self) -> str:
        """What is chosen. The address decides when the session begins or when it is changed there; a value that does
        not exist is not taken. What is chosen is written to the address."""
        held, given = st.session_state.get(self._key, self.values[0]), st.query_params.get(self.name)
        if given in self.values and given != st.session_state.get(self._written):
            held = given
        st.session_state[self._key] = st.session_state[self._written] = held
        if given != held:
            st.query_params[self.name] = held
        return str(held)

    def choose(self, value: str) -> None:
        """Choose `value`; one that does not exist changes nothing."""
        if value in self.values:
            st.session_state[self._key] = value

    @property
    def _key(self) -> str:
        return f"parameter_{self.name}"

    @property
    def _written(self) -> str:
        return f"parameter_{self.name}_written"
