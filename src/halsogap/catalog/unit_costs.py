"""The unit costs: the [[unit_cost]] tables of `data/catalog/*.toml` read into `UnitCost`s."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from halsogap.catalog import fields
from halsogap.catalog.catalog import documents
from halsogap.costs import Payer, UnitCost
from halsogap.errors import BadInput, BadUnitCost
from halsogap.model import Text

OWN = "own"
"""The id of a unit cost that the user has typed in."""

HIGHEST = 100_000_000.0
"""SEK. No event that an indicator counts costs more: beyond it a slip of the pen is likelier."""


def load(*folders: Path) -> tuple[UnitCost, ...]:
    """The unit costs of every catalogue file in `folders`, in order.

    Raises
    ------
    BadInput
        A file is not TOML; a field is missing, misspelt or not allowed; an id stands twice.
    BadUnitCost
        An amount is none that an event can cost, or lies outside its own range.
    """
    tables = [(table, file) for file, document in documents(*folders) for table in document["unit_cost"]]
    costs = tuple(_unit_cost(table, file) for table, file in tables)
    ids = [cost.id for cost in costs]
    if twice := sorted({name for name in ids if ids.count(name) > 1}):
        raise BadInput(f"The unit cost {twice[0]!r} stands twice in the catalogue.", "Give each an id of its own.")
    return costs


def checked(amount: float, low: float, high: float) -> tuple[float, float, float]:
    """The three as they are, provided that an event can cost them.

    Raises
    ------
    BadUnitCost
        One is negative, not a number or absurdly high, the amount is 0, or they are not low ≤ amount ≤ high.
    """
    for value in (amount, low, high):
        if not math.isfinite(value) or not 0 <= value <= HIGHEST:
            raise BadUnitCost(
                f"A unit cost cannot be {value:,.0f} SEK."
                if math.isfinite(value)
                else f"A unit cost cannot be {value}.",
                f"Type an amount in SEK an event, from 0 to {HIGHEST:,.0f}.",
            )
    if amount == 0 or not low <= amount <= high:
        raise BadUnitCost(
            f"The unit cost {amount:,.0f} SEK does not lie between its low {low:,.0f} and its high {high:,.0f}.",
            "Type low ≤ amount ≤ high, with an amount above 0.",
        )
    return amount, low, high


def typed(amount: float, slug: str, low: float | None = None, high: float | None = None) -> UnitCost:
    """A unit cost of the user's own, for the indicator `slug`: without source, price year or payers.

    Raises
    ------
    BadUnitCost
        As `checked`.
    """
    amount, low, high = checked(amount, amount if low is None else low, amount if high is None else high)
    return UnitCost(
        id=OWN,
        indicators=(slug,),
        name=Text("Egen styckkostnad", "Unit cost of your own"),
        amount=amount,
        low=low,
        high=high,
        covers=Text("Ett belopp som du själv har angett.", "An amount that you have typed in."),
        source="",
        derivation=Text("", ""),
    )


def _unit_cost(table: Mapping[str, Any], file: Path) -> UnitCost:
    try:
        table = fields.part(
            table,
            *("id", "indicators", "name", "amount", "low", "high", "covers", "source", "derivation"),
            optional=("price_year", "payers"),
        )
        amount, low, high = checked(float(table["amount"]), float(table["low"]), float(table["high"]))
        payers = tuple((Payer(name), float(share)) for name, share in table.get("payers", {}).items())
        if payers and not math.isclose(math.fsum(share for _, share in payers), 1):
            raise fields.Fault("the shares of 'payers' do not sum to 1")
        return UnitCost(
            id=str(table["id"]),
            indicators=tuple(map(str, table["indicators"])),
            name=fields.text(table["name"]),
            amount=amount,
            low=low,
            high=high,
            covers=fields.text(table["covers"]),
            source=str(table["source"]),
            derivation=fields.text(table["derivation"]),
            price_year=int(table["price_year"]) if "price_year" in table else None,
            payers=payers,
        )
    except (TypeError, ValueError) as error:
        name = table.get("id", "without an id")
        raise BadInput(f"Unit cost {name!r} in {file}: {error}.", "Correct it.") from error
