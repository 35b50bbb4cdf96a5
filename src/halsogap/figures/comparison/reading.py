"""What the comparison shows, read and computed once a rerun."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from halsogap.figures import places
from halsogap.figures.address import Selection
from halsogap.geography import in_area
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Better, Indicator, Level, Sex
from halsogap.reading import small_areas
from halsogap.reading.counts import counts_behind
from halsogap.stats.chance import variance_of_counts
from halsogap.stats.comparison.ahead_of_expected import despite
from halsogap.stats.comparison.fit import Fit, Together, thirds, together, weighted_fit
from halsogap.stats.intervals import PER
from halsogap.stats.tolerance import at_least, order
from halsogap.ui.comparison.choices import Against, nearest_year, values
from halsogap.ui.state import session

SURE = 0.975
"""From which probability an area counts as surely ahead: outside its 95 % prediction interval, on the good side."""


@dataclass(frozen=True)
class Comparison:
    """One indicator and year against another, for the areas of a level: `table` has `code`, `name`, `parent`."""

    choice: Selection
    indicator: Indicator
    against: Against
    table: pd.DataFrame

    @property
    def period(self) -> int:
        """The year of y."""
        return self.choice.period or 0

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """One row an area: `code`, `name`, `parent`, `x`, `y`, `people`, `third`."""
        reader = session.reader()
        level, within, sex = self.choice.level, self.choice.within, self.against.sex
        codes = self.table["code"]
        other, condition = self.against.indicator, self.against.condition
        vintage = reader.vintage_of(self.indicator.slug, level, self.period)
        residents = small_areas.residents(reader, level, vintage, self.period, Sex.T)
        return self.table[["code", "name", "parent"]].assign(
            x=codes.map(values(other.slug, level, self.against.period, sex, within)),
            y=codes.map(values(self.indicator.slug, level, self.period, sex, within)),
            people=codes.map(residents.people if residents else {}).astype(float),
            third=thirds(codes.map(self._nearest(condition.slug)).astype(float)),
        )

    @cached_property
    def weights(self) -> pd.Series:
        """People by area; where not all that are compared have any, each area counts as one."""
        people = self.pairs["people"]
        known = (people > 0) | self.pairs[["x", "y"]].isna().any(axis=1)
        return people if known.all() else pd.Series(1.0, index=people.index)

    @cached_property
    def fit(self) -> Fit | None:
        """The line through the dots."""
        return weighted_fit(self.pairs["x"], self.pairs["y"], self.weights)

    @cached_property
    def together(self) -> Together | None:
        """How the two go together."""
        return together(self.pairs["x"], self.pairs["y"], self.weights)

    @cached_property
    def against_expected(self) -> pd.DataFrame:
        """Every area against what x predicts, as `despite` gives; empty without a line."""
        reader = session.reader()
        if self.fit is None:
            return pd.DataFrame(columns=["expected", "lower", "upper", "ahead", "score", "sure"], dtype=float)
        counts = counts_behind(reader, self.indicator, self.choice.level, self.period, self.against.sex)
        codes = self.pairs["code"]
        count, of = (codes.map({code: pair[i] for code, pair in counts.items()}).astype(float) for i in (0, 1))
        per = PER.get(self.indicator.unit)
        chance = variance_of_counts(count, of, per=per) if per else pd.Series(math.nan, index=codes.index)
        return despite(self.pairs, self.fit, self.indicator.better, chance=chance, people=self.pairs["people"])

    @cached_property
    def best(self) -> pd.DataFrame:
        """The areas ahead of what is expected, the surest first, with their pairs."""
        found = self.pairs.join(self.against_expected, how="inner")
        found = found[found["ahead"] > 0]
        return found.iloc[order(found["score"], falling=True)]

    @property
    def surely_ahead(self) -> pd.DataFrame:
        """Those of `best` that chance and the usual differences do not explain."""
        return self.best[at_least(self.best["sure"], SURE)]

    def band(self) -> pd.DataFrame:
        """The line and its band from the lowest x to the highest; empty without a line."""
        x = self.pairs.loc[self.pairs["y"].notna(), "x"]
        if self.fit is None:
            return pd.DataFrame(columns=["x", "value", "lower", "upper"])
        return self.fit.band(pd.Series(np.linspace(x.min(), x.max(), 30)))

    def references(self) -> tuple[float, float]:
        """Where the quarters meet: the whole's own values, else the medians of the areas."""
        held = places.whole_code(self.choice)
        level = Level.RIKET if held == RIKET_CODE else self.choice.level
        pairs = ((self.against.indicator.slug, self.against.period, "x"), (self.indicator.slug, self.period, "y"))
        return tuple(self._reference(slug, level, held, year, column) for slug, year, column in pairs)  # type: ignore[return-value]

    def in_focus(self) -> pd.Series:
        """Which areas lie in the county framed; all where none is."""
        return in_area(self.table, None if self.choice.level in SMALL_LEVELS else self.choice.within)

    def axis_title(self, name: str, words: Words) -> str:
        """What an axis shows: the indicator, its unit and year."""
        indicator, period = (
            (self.against.indicator, self.against.period) if name == "x" else (self.indicator, self.period)
        )
        unit = words.unit(indicator)
        return f"{words.of(indicator.short)}, {period}" + (f" ({unit})" if unit else "")

    @property
    def same(self) -> bool:
        """Whether both are the same indicator."""
        return self.against.indicator.slug == self.indicator.slug

    @property
    def judged(self) -> bool:
        """Whether it is known which direction of y is good."""
        return self.indicator.better is not Better.UNKNOWN

    def _reference(self, slug: str, level: Level, held: str, year: int, column: str) -> float:
        own = math.nan
        if held == RIKET_CODE:
            own = values(slug, level, year, self.against.sex, RIKET_CODE).get(held, math.nan)
        return float(self.pairs[column].median()) if math.isnan(own) else own

    def _nearest(self, slug: str) -> dict[str, float]:
        """An indicator's values in the year nearest."""
        year = nearest_year(slug, self.choice)
        return {} if year is None else values(slug, self.choice.level, year, Sex.T, self.choice.within)
