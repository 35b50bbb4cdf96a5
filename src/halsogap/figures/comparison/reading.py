"""What the comparison page shows, read and computed once a rerun."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from halsogap.figures import places
from halsogap.figures.address import Selection
from halsogap.figures.comparison.choices import Choices, nearest_year
from halsogap.figures.names import with_names
from halsogap.geography import JoinReport, in_area
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Better, Indicator, Level, Sex
from halsogap.reading import small_areas
from halsogap.reading.counts import counts_behind
from halsogap.reading.reader import Reader
from halsogap.stats.chance import variance_of_counts
from halsogap.stats.comparison.ahead_of_expected import ahead_of_expected
from halsogap.stats.comparison.fit import FEWEST, Correlation, Fit, Third, correlation, thirds, weighted_fit
from halsogap.stats.tolerance import at_least, order

SURE = 0.975
"""From which probability an area counts as surely ahead: outside its 95 % prediction interval, on the good side."""

LISTED = 12
"""How many are listed: those from whom there is most to learn."""


@dataclass(frozen=True)
class Reading:
    """One indicator and year (y) against another (x), for the areas of a level.

    `indicator` is y and `other` x; by `condition` the areas are parted in thirds. `table` has one row an area (`code`,
    `name`, `parent`), `report` is its join's.
    """

    choices: Choices
    reader: Reader
    indicator: Indicator
    other: Indicator
    condition: Indicator
    table: pd.DataFrame
    report: JoinReport

    @property
    def choice(self) -> Selection:
        """What all pages share."""
        return self.choices.selection

    @property
    def other_period(self) -> int:
        """The year of x."""
        return self.choices.against_period

    @property
    def period(self) -> int:
        """The year of y."""
        return self.choice.period or 0

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """One row an area: `code`, `name`, `parent`, `x`, `y`, `people`, `third`."""
        level, codes = self.choice.level, self.table["code"]
        vintage = self.reader.vintage_of(self.indicator.slug, level, self.period)
        residents = small_areas.residents(self.reader, level, vintage, self.period, Sex.T)
        return self.table[["code", "name", "parent"]].assign(
            x=codes.map(self._values(self.other, self.other_period, self.choices.sex)),
            y=codes.map(self._values(self.indicator, self.period, self.choices.sex)),
            people=codes.map(residents.people if residents else {}).astype(float),
            third=thirds(codes.map(self._condition_values()).astype(float)),
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
    def correlation(self) -> Correlation | None:
        """The correlation between the two indicators; None where it cannot be computed."""
        return correlation(self.pairs["x"], self.pairs["y"], self.weights)

    @cached_property
    def against_expected(self) -> pd.DataFrame:
        """Every area against what x predicts, as `ahead_of_expected` gives; empty without a line."""
        if self.fit is None:
            return pd.DataFrame(columns=["expected", "lower", "upper", "ahead", "score", "sure"], dtype=float)
        people = self.pairs["people"]
        return ahead_of_expected(self.pairs, self.fit, self.indicator.better, chance=self.chance, people=people)

    @cached_property
    def chance(self) -> pd.Series:
        """The variance that chance gives each area's y; NaN where the counts behind it are not known."""
        counts = counts_behind(self.reader, self.indicator, self.choice.level, self.period, self.choices.sex)
        codes = self.pairs["code"]
        count, of = (codes.map({code: pair[i] for code, pair in counts.items()}).astype(float) for i in (0, 1))
        per = self.indicator.unit.per
        return variance_of_counts(count, of, per=per) if per else pd.Series(math.nan, index=codes.index)

    @property
    def counted(self) -> bool:
        """Whether enough counts are known for chance to be reckoned from them, as `ahead_of_expected` does."""
        return self.chance[self.pairs[["x", "y"]].notna().all(axis=1)].notna().sum() >= FEWEST

    @cached_property
    def best(self) -> pd.DataFrame:
        """The areas ahead of what is expected, the surest first, with their pairs."""
        ranked = self.pairs.join(self.against_expected, how="inner")
        ranked = ranked[ranked["ahead"] > 0]
        return ranked.iloc[order(ranked["score"], falling=True)]

    @property
    def listed(self) -> pd.DataFrame:
        """Those of `best` that the page lists: at most `LISTED` of them, all or those of the lowest third."""
        best = self.best[self.best["third"] == Third.LOW] if self.choices.only_low else self.best
        return best.head(LISTED)

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
        x = self._reference(self.other, self.other_period, self.pairs["x"])
        return x, self._reference(self.indicator, self.period, self.pairs["y"])

    def in_focus(self) -> pd.Series:
        """Which areas lie in the county framed; all where none is."""
        return in_area(self.table, None if self.choice.level in SMALL_LEVELS else self.choice.within)

    def axis_title(self, name: str, words: Words) -> str:
        """What an axis shows: the indicator, its unit and year."""
        x = (self.other, self.other_period)
        indicator, period = x if name == "x" else (self.indicator, self.period)
        unit = words.unit(indicator)
        return f"{words.of(indicator.short)}, {period}" + (f" ({unit})" if unit else "")

    @property
    def same(self) -> bool:
        """Whether both are the same indicator."""
        return self.other.slug == self.indicator.slug

    @property
    def judged(self) -> bool:
        """Whether it is known which direction of y is good."""
        return self.indicator.better is not Better.UNKNOWN

    def _reference(self, indicator: Indicator, period: int, values: pd.Series) -> float:
        whole = math.nan
        if places.whole_code(self.choice) == RIKET_CODE:
            whole = self._values(indicator, period, self.choices.sex, Level.RIKET).get(RIKET_CODE, math.nan)
        return float(values.median()) if math.isnan(whole) else whole

    def _values(self, indicator: Indicator, period: int, sex: Sex, level: Level | None = None) -> dict[str, float]:
        """By area: of `sex`, or where the indicator has none of both together (or, failing that, of women)."""
        level, within = (level, RIKET_CODE) if level else (self.choice.level, self.choice.within)
        sexes = self.reader.coverage().sexes(indicator.slug, level, period)
        of_sex = next((each for each in (sex, Sex.T, Sex.K, Sex.M) if each in sexes), Sex.T)
        table, _ = self.reader.area_table(indicator.slug, level, period, within)
        return dict(zip(table["code"], table[str(of_sex)].astype(float), strict=True))

    def _condition_values(self) -> dict[str, float]:
        """The condition's values, of women and men together, in the year nearest."""
        year = nearest_year(self.condition.slug, self.choice, self.reader)
        return {} if year is None else self._values(self.condition, year, Sex.T)


def reading(choices: Choices, reader: Reader, words: Words) -> Reading:
    """Read what the comparison page shows. Areas are called as the language has it."""
    choice, catalog = choices.selection, reader.catalog()
    table, report = reader.area_table(choice.indicator, choice.level, choice.period or 0, choice.within)
    y, x, condition = (catalog[slug] for slug in (choice.indicator, choices.against, choices.condition))
    return Reading(choices, reader, y, x, condition, with_names(table, choice.level, words), report)
