"""The controls of a page's own choices. Each shows what is chosen and writes what the reader changes back to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from halsogap.figures.choices import AnyOf
from halsogap.ui.state import parameters

Shown = Callable[[str], str]
"""How a choice is called in the page's language."""


def segments(
    page: str,
    name: str,
    values: Sequence[str],
    label: str,
    label_of: Shown,
    *,
    default: str = "",
    bare: bool = False,
    disabled: bool = False,
    help: str | None = None,
) -> None:
    """A choice among a few `values`, side by side; `bare` hides its label. The default is the first, or `default`."""
    st.segmented_control(
        label,
        values,
        format_func=label_of,
        required=True,
        label_visibility="collapsed" if bare else "visible",
        disabled=disabled,
        help=help,
        **_kept(page, name, values, default),
    )


def select(
    page: str,
    name: str,
    values: Sequence[str],
    label: str,
    label_of: Shown,
    *,
    default: str = "",
    disabled: bool = False,
    help: str | None = None,
) -> None:
    """A choice among many `values`; typing in it searches. The default is the first, or `default`."""
    kept = _kept(page, name, values, default)
    st.selectbox(label, values, format_func=label_of, disabled=disabled, help=help, **kept)


def toggle(page: str, name: str, values: Sequence[str], label: str, *, help: str | None = None) -> None:
    """A choice between off and on, as the two `values` call them; off is the default."""
    key, (off, on) = key_of(page, name), values
    st.session_state[key] = parameters.chosen(page, name, values, off) == on
    change = lambda: parameters.choose(page, name, on if st.session_state[key] else off)  # noqa: E731
    st.toggle(label, key=key, on_change=change, help=help)


def several(page: str, name: str, options: AnyOf, label: str, label_of: Shown, *, default: str) -> None:
    """Any of a few values, side by side; `default` is the word that names those chosen at first."""
    key = key_of(page, name)
    st.session_state[key] = list(options.chosen(parameters.chosen(page, name, options, default)))
    change = lambda: parameters.choose(page, name, options.word(st.session_state[key]))  # noqa: E731
    st.pills(label, options.values, selection_mode="multi", format_func=label_of, key=key, on_change=change, wrap=True)


def key_of(page: str, name: str) -> str:
    """The key of the control of a page's choice."""
    return f"control_{page}_{name}"


def _kept(page: str, name: str, values: Sequence[str], default: str) -> dict[str, Any]:
    """The key of a control, showing what is chosen, and what writes a change back."""
    key = key_of(page, name)
    value = parameters.chosen(page, name, values, default or next(iter(values), ""))
    st.session_state[key] = value if values else None
    return {"key": key, "on_change": lambda: parameters.choose(page, name, st.session_state[key])}
