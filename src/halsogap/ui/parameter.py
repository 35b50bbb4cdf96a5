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
        """What is chosen, or the default where that cannot be shown now; it comes back when it can.

        The address decides when the session begins or when it is changed there; what does not exist is not taken.
        """
        held, given = st.session_state.get(self._held, self.values[0]), st.query_params.get(self.name)
        if given in self.values and given != st.session_state.get(self._written):
            held = given
        st.session_state[self._held] = held
        shown = held if held in self.values else self.values[0]
        # A default is not written: each step of the address becomes one in the browser's history.
        if given != shown and (given is not None or shown != self.values[0]):
            st.query_params[self.name] = shown
        st.session_state[self._written] = shown
        return str(shown)

    def choose(self, value: str) -> None:
        """Choose `value`; one that does not exist changes nothing."""
        if value in self.values:
            st.session_state[self._held] = value

    @property
    def _held(self) -> str:
        return f"parameter_{self.name}"

    @property
    def _written(self) -> str:
        return f"parameter_{self.name}_written"
