"""Who gains: what an event costs and who bears it, and the place to change it. Nothing that is typed in is kept."""

from __future__ import annotations

from html import escape

import streamlit as st

from halsogap.catalog import unit_costs
from halsogap.figures.whatif.sentences import money
from halsogap.i18n import Words
from halsogap.model import Payer, UnitCost
from halsogap.reading import whatif
from halsogap.stats.whatif.savings import Saving
from halsogap.ui.state import parameters
from halsogap.ui.whatif import choices

SHADES = {Payer.MUNICIPALITIES: "#1f4e96", Payer.REGIONS: "#2b6ea8", Payer.INFORMAL_CARERS: "#6b767d"}


def section(slug: str, cost: UnitCost | None, worth: Saving | None, words: Words) -> None:
    """The heading, the payers, the cost with its source, and what changes it."""
    st.html(f"<h3>{escape(words('whatif.payers_title'))}</h3>{payers_html(slug, cost, worth, words)}")
    _change(slug, cost, words)


def payers_html(slug: str, cost: UnitCost | None, worth: Saving | None, words: Words) -> str:
    """Who bears the cost, as sentence and bar; the cost, its price year, what it covers and who says so."""
    if cost is None or worth is None:
        return f'<p class="hg-said">{escape(words("whatif.no_cost"))}</p>'
    shared = next((known for known in whatif.costs(slug) if len(known.payers) > 1), None)
    said = [_split(cost, worth, words)]
    if len(cost.payers) == 1 and shared:
        context = words("whatif.payers_context", year=shared.price_year or "")
        said.append(f'<p class="hg-said">{escape(context)}</p>{_bar(shared.payers, words)}')
    prices = words("whatif.prices", year=cost.price_year) if cost.price_year else words("whatif.no_prices")
    numbers = {name: words.number(getattr(cost, name)) for name in ("amount", "low", "high")}
    lines = [words("whatif.cost_line", prices=prices, **numbers), words.of(cost.covers), words.of(cost.derivation)]
    if cost.source:
        lines.append(words("whatif.cost_source", source=cost.source))
    said.append(f'<div class="hg-note"><p>{escape(" ".join(filter(None, lines)))}</p></div>')
    return "".join(said)


def _split(cost: UnitCost, worth: Saving, words: Words) -> str:
    if not cost.payers:
        return f'<p class="hg-said">{escape(words("whatif.no_payers"))}</p>'
    if len(cost.payers) == 1:
        payer = words(f"whatif.payer.to_{cost.payers[0][0]}")
        return f'<p class="hg-said">{escape(words("whatif.payers_all", payer=payer))}</p>'
    amounts = "".join(
        f"<li>{escape(words(f'whatif.payer.{payer}'))}: {escape(money(amount, words))}</li>"
        for payer, amount in worth.payers.items()
    )
    said = escape(words("whatif.payers_split"))
    return f'<p class="hg-said">{said}</p>{_bar(cost.payers, words)}<ul class="hg-payers">{amounts}</ul>'


def _bar(payers: tuple[tuple[Payer, float], ...], words: Words) -> str:
    """The shares in one bar, with the words beside it where a part is too narrow to hold them."""
    parts = "".join(
        f'<span style="flex:{share:.4f};background:{SHADES[payer]}">'
        f"{escape(_share(payer, share, words)) if share > 0.2 else ''}</span>"
        for payer, share in payers
    )
    narrow = " · ".join(_share(payer, share, words) for payer, share in payers if share <= 0.2)
    beside = f'<p class="hg-quiet">{escape(narrow)}</p>' if narrow else ""
    return f'<div class="hg-split">{parts}</div>{beside}'


def _share(payer: Payer, share: float, words: Words) -> str:
    percent = words("panel.percent", n=words.number(share * 100))
    return f"{words(f'whatif.payer.{payer}')} {percent}"


def _change(slug: str, cost: UnitCost | None, words: Words) -> None:
    """Another of the catalogue's costs, or an amount of one's own with its range."""
    known = {held.id: words.of(held.name) for held in whatif.costs(slug)}
    said = choices.cost_said(slug)
    names = {**known, unit_costs.OWN: words("whatif.own_cost"), choices.NONE: words("whatif.none_cost")}
    with st.popover(words("whatif.change_cost")):
        key = "control_cost"
        st.session_state[key] = said if said in names else unit_costs.OWN

        def choose() -> None:
            chosen = st.session_state[key]
            parameters.choose("whatif", "cost", _own(cost) if chosen == unit_costs.OWN else chosen)

        st.selectbox(words("whatif.which_cost"), list(names), format_func=names.__getitem__, key=key, on_change=choose)
        if said not in names:
            _amounts(said, words)


def _own(cost: UnitCost | None) -> str:
    """The cost in force as one of one's own, to change."""
    amounts = (cost.amount, cost.low, cost.high) if cost else (100_000.0, 50_000.0, 150_000.0)
    return ":".join([unit_costs.OWN, *(f"{amount:.0f}" for amount in amounts)])


def _amounts(said: str, words: Words) -> None:
    names = ("amount", "low", "high")
    keys = [f"control_cost_{name}" for name in names]

    def choose() -> None:
        typed = (st.session_state[key] for key in keys)
        parameters.choose("whatif", "cost", ":".join([unit_costs.OWN, *(f"{amount:.0f}" for amount in typed)]))

    # No limits here: what cannot be is refused with a sentence that says why, wherever it comes from.
    for name, key, amount in zip(names, keys, said.split(":")[1:], strict=True):
        st.session_state[key] = float(amount)
        st.number_input(words(f"whatif.{name}"), step=1000.0, format="%.0f", key=key, on_change=choose)
