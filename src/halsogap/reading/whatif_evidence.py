"""From the store to what a what-if rests on."""

from __future__ import annotations

import pandas as pd

from halsogap.errors import BadInput
from halsogap.model import Indicator, Level
from halsogap.stats.whatif.evidence import Evidence, populations
from halsogap.store.snapshot import Snapshot

COMPARED = (Level.LAN, Level.KOMMUN)
"""The levels whose areas can be asked to match each other. Of thousands of small areas the best is chance."""


def evidence(snapshot: Snapshot, indicator: Indicator, level: Level) -> Evidence:
    """The indicator's rows, its population's and the similar municipalities, as stored.

    Raises
    ------
    BadInput
        The areas of `level` are not compared.
    Unanswerable
        The indicator has no population or no favourable direction (see `Evidence`).
    """
    if level not in COMPARED:
        raise BadInput(f"Areas at level {level} are not asked to match each other.", f"Choose {' or '.join(COMPARED)}.")
    values = snapshot.observations(indicator.slug)
    counted_in = populations(indicator)
    population = snapshot.observations(counted_in) if counted_in else values.iloc[:0]
    return Evidence(indicator, level, values, population, peers(snapshot.groups()))


def peers(groups: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """By municipality the codes of its similar ones, each once, from the GROUPS table."""
    return {str(area): tuple(dict.fromkeys(members)) for area, members in groups.groupby("area")["member"]}
