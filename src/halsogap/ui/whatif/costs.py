"""The place to change what an event costs. Nothing that is typed in is kept."""

from __future__ import annotations

import streamlit as st

from halsogap.catalog import unit_costs
from halsogap.costs import UnitCost
from halsogap.figures.whatif.choices import NONE, PAGE
from halsogap.figures.whatif.reading import Reading
from halsogap.i18n import Words
from halsogap.reading import whatif
from halsogap.ui.parts import controls
from halsogap.ui.state import parameters


def change(data: Reading, words: Words) -> None:
    """Another of the catalogue's costs, or an amount of one's own with its range."""
    known = {cost.id: words.of(cost.name) for cost in whatif.costs(data.indicator.slug)}
    chosen = data.choices.cost
    is_own = chosen not in (*known, NONE)
    own = chosen if is_own else _as_own(data.cost)
    names = {**known, own: words("whatif.own_cost"), NONE: words("whatif.none_cost")}
    with st.popover(words("whatif.change_cost")):
        controls.select(PAGE, "cost", list(names), words("whatif.which_cost"), names.__getitem__, default=chosen)
        if is_own:
            _amounts(chosen, words)


def _as_own(cost: UnitCost | None) -> str:
    """The cost in force as one of one's own, to change."""
    amounts = (cost.amount, cost.low, cost.high) if cost else (100_000.0, 50_000.0, 150_000.0)
    return _own(*amounts)


def _own(*amounts: float) -> str:
    return ":".join([unit_costs.OWN, *(f"{amount:.0f}" for amount in amounts)])


def _amounts(chosen: str, words: Words) -> None:
    names = ("amount", "low", "high")
    keys = [controls.key_of(PAGE, f"cost_{name}") for name in names]

    def choose() -> None:
        parameters.choose(PAGE, "cost", _own(*(st.session_state[key] for key in keys)))

    # No limits here: what cannot be is refused with a sentence that says why, wherever it comes from.
    for name, key, amount in zip(names, keys, chosen.split(":")[1:], strict=True):
        st.session_state[key] = float(amount)
        st.number_input(words(f"whatif.{name}"), step=1000.0, format="%.0f", key=key, on_change=choose)
