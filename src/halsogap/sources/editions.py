"""The editions of SCB's small areas (DeSO, RegSO): how many areas each has, and how SCB names what belongs to them.

They stand beside the folders because a division of SCB's is also met in files of polygons, in SCB's geodata service and
in a visitor's own table.
"""

from __future__ import annotations

from halsogap.errors import UnknownName
from halsogap.model import Level

EXPECTED = {
    (Level.REGSO, "2025"): 3363,
    (Level.REGSO, "2020"): 3363,
    (Level.DESO, "2025"): 6160,
    (Level.DESO, "2018"): 5984,
}
"""How many areas SCB's editions have. RegSO come first: their names stand beside the DeSO that make them up."""

CODE_FIELDS = {Level.DESO: "desokod", Level.REGSO: "regsokod"}
"""SCB's columns with the areas' codes."""

REGSO_OF = {"2018": "2020", "2025": "2025"}
"""The vintage of the RegSO that the DeSO of a vintage make up."""


def expected(level: Level, vintage: str) -> int:
    """How many areas SCB's edition of `level` and `vintage` has.

    Raises
    ------
    UnknownName
        SCB has no such edition.
    """
    if (level, vintage) not in EXPECTED:
        known = ", ".join(f"{level} {vintage}" for level, vintage in EXPECTED)
        raise UnknownName(f"SCB has no edition {level} {vintage!r}.", f"There are {known}.")
    return EXPECTED[level, vintage]
