"""What a new edition of the values changes: compared with the edition in force, value by value.

Only keys, values and statuses count. That everything was fetched anew changes nothing, so after a revision at the
publisher what is listed is the revision.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import ibis
import pandas as pd

from halsogap.errors import SourceError
from halsogap.model import Status
from halsogap.store.snapshot import KEY, Snapshot

COMPARED = ["value", "status"]
EXAMPLES = 50
"""How many examples of a kind go into the snapshot's manifest; all are counted."""

MOST_LOST = 0.20
"""The share of an indicator's values at a level that may vanish at once before it takes a human to say it is right."""
FEW = 10
"""Losses smaller than this many values are never refused, whatever their share."""


@dataclass(frozen=True)
class Changes:
    """The differences: `changed` (key; value and status before and after), `vanished`, `new` (key, value, status)."""

    changed: pd.DataFrame
    vanished: pd.DataFrame
    new: pd.DataFrame

    def summary(self) -> dict[str, Any]:
        """Counts and first examples of each kind, as JSON can hold them."""
        return {
            name: {"count": len(frame), "examples": examples(frame)}
            for name, frame in (("changed", self.changed), ("vanished", self.vanished), ("new", self.new))
        }


def compare(
    before: Snapshot | None, after: pd.DataFrame, indicators: Iterable[str] | None = None, *, area: str | None = None
) -> Changes:
    """The differences between the OBSERVATIONS of `before` (narrowed to what is given) and `after`.

    Raises
    ------
    StoreError
        `before` cannot be read.
    """
    if before is None:
        columns = [*KEY, *(f"{name}_{when}" for when in ("before", "after") for name in COMPARED)]
        nothing = pd.DataFrame(columns=columns)
        return Changes(nothing, after[KEY + COMPARED].head(0), after[KEY + COMPARED])
    old = before.observations_table
    if indicators is not None:
        old = old.filter(old.indicator.isin(sorted(indicators)))
    if area is not None:
        old = old.filter(old.area == area)
    old = old.select(KEY + COMPARED)
    new = ibis.memtable(after[KEY + COMPARED]).rename({f"{name}_after": name for name in KEY + COMPARED})
    both = old.outer_join(new, [old[name] == new[f"{name}_after"] for name in KEY])
    # A number against nothing, or two different numbers; the statuses alone tell the first.
    differs = (both.status != both.status_after) | (both.value != both.value_after)
    changes = before.run(both.filter(both.status.isnull() | both.status_after.isnull() | differs))
    appeared, gone = changes["status"].isna(), changes["status_after"].isna()
    kinds = {
        "changed": changes[~appeared & ~gone]
        .drop(columns=[f"{name}_after" for name in KEY])
        .rename(columns={name: f"{name}_before" for name in COMPARED}),
        "vanished": changes.loc[gone, KEY + COMPARED],
        "new": changes.loc[appeared, [f"{name}_after" for name in KEY + COMPARED]].set_axis(KEY + COMPARED, axis=1),
    }
    # Where one side of the join was empty, its whole numbers came as floats.
    return Changes(
        **{n: frame.astype({"period": "int32"}).sort_values(KEY, ignore_index=True) for n, frame in kinds.items()}
    )


def refuse_losses(before: Snapshot | None, changes: Changes) -> None:
    """Refuse an edition in which too much of what there was is gone.

    Raises
    ------
    SourceError
        More than `MOST_LOST` of an indicator's values at a level have vanished, or are no longer values.
    """
    if before is None:
        return
    changed = changes.changed
    emptied = changed[(changed["status_before"] == Status.VALUE) & (changed["status_after"] != Status.VALUE)]
    vanished = changes.vanished[changes.vanished["status"] == Status.VALUE]
    lost = pd.concat([emptied[KEY], vanished[KEY]]).groupby(["indicator", "level"]).size().rename("lost")
    if lost.empty:
        return
    had = before.coverage().groupby(["indicator", "level"])["areas"].sum().rename("had")
    shares = pd.concat([lost, had], axis=1, join="inner")
    heavy = shares[(shares["lost"] > MOST_LOST * shares["had"]) & (shares["lost"] >= FEW)]
    if len(heavy):
        worst = heavy.assign(share=heavy["lost"] / heavy["had"]).nlargest(1, "share").reset_index().iloc[0]
        others = f" (and of {len(heavy) - 1} more)" if len(heavy) > 1 else ""
        raise SourceError(
            f"Of the {worst['had']} values of {worst['indicator']!r} at level {worst['level']}, {worst['lost']} are "
            f"gone from what was read{others}; the values in force are untouched.",
            "Try again later. If the publisher has really withdrawn them, run it again with --force.",
        )


def examples(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The first `EXAMPLES` rows as JSON can hold them."""
    rows = frame.head(EXAMPLES).astype(object)
    return [{str(key): None if pd.isna(cell) else cell for key, cell in row.items()} for row in rows.to_dict("records")]
