"""Who gains: what an event costs and who bears it, as sentences, a bar, rows and a chart."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd
from markupsafe import escape

from halsogap.costs import Payer, UnitCost
from halsogap.figures.whatif.reading import Reading
from halsogap.figures.whatif.sentences import money
from halsogap.i18n import Words
from halsogap.reading import whatif
from halsogap.rounding import rounded
from halsogap.stats.whatif.savings import Saving

SHADES = {Payer.MUNICIPALITIES: "#1f4e96", Payer.REGIONS: "#2b6ea8", Payer.INFORMAL_CARERS: "#6b767d"}

NARROW = 0.2
"""Up to this share a part of the bar is too narrow to hold its words."""


def shares_shown(reading: Reading) -> tuple[UnitCost, Sequence[tuple[Payer, float]]] | None:
    """The unit cost whose payers are shown, with their shares; None where no source says who pays.

    Where the whole cost is borne by one, it is beside it the indicator's cost that several bear.
    """
    cost = reading.cost
    if cost is None or not cost.payers:
        return None
    shared = _shared(reading.indicator.slug) if len(cost.payers) == 1 else None
    return (shared, shared.payers) if shared else (cost, cost.payers)


def payers_html(reading: Reading, words: Words) -> str:
    """Who bears the cost, as sentence and bar; the cost, its price year, what it covers and who says so."""
    cost, worth = reading.cost, reading.worth
    if cost is None or worth is None:
        return f'<p class="hg-said">{escape(words("whatif.no_cost"))}</p>'
    parts = [_split(cost, worth, words)]
    shared = _shared(reading.indicator.slug)
    if len(cost.payers) == 1 and shared:
        context = words("whatif.payers_context", year=shared.price_year or "")
        parts.append(f'<p class="hg-said">{escape(context)}</p>{_bar(shared.payers, words)}')
    parts.append(f'<div class="hg-note"><p>{escape(cost_in_words(cost, words))}</p></div>')
    return "".join(parts)


def payers_sentence(reading: Reading, words: Words) -> str:
    """Who bears the cost, as a sentence in plain text."""
    return _bearers(reading.cost, words) if reading.cost else words("whatif.no_cost")


def cost_in_words(cost: UnitCost, words: Words) -> str:
    """The cost with its range and price year, what it covers, how it is derived and who says so, in plain text."""
    prices = words("whatif.prices", year=cost.price_year) if cost.price_year else words("whatif.no_prices")
    numbers = {name: words.number(getattr(cost, name)) for name in ("amount", "low", "high")}
    lines = [words("whatif.cost_line", prices=prices, **numbers), words.of(cost.covers), words.of(cost.derivation)]
    if cost.source:
        lines.append(words("whatif.cost_source", source=cost.source))
    return " ".join(filter(None, lines))


def payer_rows(reading: Reading, words: Words) -> pd.DataFrame:
    """One row a payer: its share of the cost in per cent, and SEK where the saving is shared out so."""
    listed = shares_shown(reading)
    if listed is None:
        return pd.DataFrame()
    cost, shares = listed
    amounts = reading.worth.payers if reading.worth and cost == reading.cost else {}
    return pd.DataFrame(
        {
            words("whatif.which_cost"): words.of(cost.name),
            words("whatif.column.payer"): [words(f"whatif.payer.{payer}") for payer, _ in shares],
            words("whatif.column.percent"): [rounded(share * 100, 1) for _, share in shares],
            **({words("whatif.column.sek"): [rounded(amounts[payer]) for payer, _ in shares]} if amounts else {}),
        }
    )


def payers_chart(reading: Reading, words: Words) -> alt.LayerChart:
    """The shares in one bar, each with its payer below."""
    listed = shares_shown(reading)
    shares = listed[1] if listed else ()
    right_edges = pd.Series([share for _, share in shares], dtype=float).cumsum()
    frame = pd.DataFrame(
        {
            "payer": [_share(payer, share, words) for payer, share in shares],
            "from": right_edges.shift(fill_value=0.0),
            "to": right_edges,
            "fill": [SHADES[payer] for payer, _ in shares],
        }
    )
    x = alt.X("from:Q", axis=None, scale=alt.Scale(domain=[0, 1]))
    legend = alt.Legend(title=None, orient="bottom", symbolType="square", labelLimit=300)
    colour = alt.Color(
        "payer:N", scale=alt.Scale(domain=frame["payer"].tolist(), range=frame["fill"].tolist()), legend=legend
    )
    return alt.layer(alt.Chart(frame).mark_bar(height=36).encode(x=x, x2="to:Q", color=colour)).properties(height=50)


def _shared(slug: str) -> UnitCost | None:
    """The first of the indicator's costs that several bear."""
    return next((known for known in whatif.costs(slug) if len(known.payers) > 1), None)


def _split(cost: UnitCost, worth: Saving, words: Words) -> str:
    heading = f'<p class="hg-said">{escape(_bearers(cost, words))}</p>'
    if len(cost.payers) < 2:
        return heading
    amounts = "".join(
        f"<li>{escape(words(f'whatif.payer.{payer}'))}: {escape(money(amount, words))}</li>"
        for payer, amount in worth.payers.items()
    )
    return f'{heading}{_bar(cost.payers, words)}<ul class="hg-payers">{amounts}</ul>'


def _bearers(cost: UnitCost, words: Words) -> str:
    if not cost.payers:
        return words("whatif.no_payers")
    if len(cost.payers) == 1:
        return words("whatif.payers_all", payer=words(f"whatif.payer.to_{cost.payers[0][0]}"))
    return words("whatif.payers_split")


def _bar(payers: Sequence[tuple[Payer, float]], words: Words) -> str:
    """The shares in one bar, with the words beside it where a part is too narrow to hold them."""
    parts = "".join(
        f'<span style="flex:{share:.4f};background:{SHADES[payer]}">'
        f"{escape(_share(payer, share, words)) if share > NARROW else ''}</span>"
        for payer, share in payers
    )
    narrow = " · ".join(_share(payer, share, words) for payer, share in payers if share <= NARROW)
    beside = f'<p class="hg-quiet">{escape(narrow)}</p>' if narrow else ""
    return f'<div class="hg-split">{parts}</div>{beside}'


def _share(payer: Payer, share: float, words: Words) -> str:
    percent = words("panel.percent", n=words.number(share * 100))
    return f"{words(f'whatif.payer.{payer}')} {percent}"
