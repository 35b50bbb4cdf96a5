"""What the profile page shows, read once a rerun: the place's values beside those of what it lies in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from halsogap.catalog.catalog import Catalog
from halsogap.figures.profile.choices import Choices, levels_above
from halsogap.figures.provenance import Provenance, boundaries_of, provenance
from halsogap.geography import area, lineage
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Area, Indicator, Level
from halsogap.reading import profile
from halsogap.reading.profile import Profile
from halsogap.reading.reader import Reader
from halsogap.stats.profile import strengths_and_needs


@dataclass(frozen=True)
class Reading:
    """One place: its `profile`, and the `catalog` that its indicators are described in."""

    choices: Choices
    reader: Reader
    profile: Profile
    catalog: Catalog

    @property
    def place(self) -> Area:
        """The place."""
        return self.profile.place

    @property
    def table(self) -> pd.DataFrame:
        """`stats.profile.profile`'s rows."""
        return self.profile.table

    @cached_property
    def indicators(self) -> list[Indicator]:
        """The indicators of the table, in its order."""
        return [self.catalog[slug] for slug in self.table["indicator"].unique()]

    @cached_property
    def notable(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The rows of the table that are strengths, and those that are needs."""
        return strengths_and_needs(self.table)

    def whole(self, words: Words) -> str:
        """The name of what the place is measured against, as it stands in a sentence."""
        code = lineage(self.place).get(self.choices.against, RIKET_CODE)
        return words("finding.riket") if code == RIKET_CODE else area(code).name

    def columns(self, words: Words) -> dict[str, str]:
        """The names of what the table shows by their column in it: `value` for the place, then those above it."""
        chain = lineage(self.place)
        above = {str(level): area(chain[level]).name for level in levels_above(self.place)}
        return {"value": self.place.name, **above, str(Level.RIKET): words("panel.riket")}

    def source(self, indicators: list[Indicator], words: Words, *, computed: str = "") -> Provenance:
        """Where values of `indicators` come from, and the boundaries of the place; `computed` is what is our own."""
        place = self.place
        also = [boundaries_of(self.reader, Level.KOMMUN, "", words)]
        if place.level in SMALL_LEVELS:
            also.append(boundaries_of(self.reader, place.level, place.vintage, words))
        return provenance(self.reader, indicators, words, level=place.level, computed=computed, also=also)


def reading(choices: Choices, reader: Reader) -> Reading:
    """Read what the profile page shows."""
    return Reading(choices, reader, profile.of(reader, choices.place, choices.against), reader.catalog())
