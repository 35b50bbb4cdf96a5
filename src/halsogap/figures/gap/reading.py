"""What the gap page shows, read and computed once a rerun: values, intervals, the whole, what stands out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from halsogap.figures.address import Selection
from halsogap.figures.gap.choices import Choices
from halsogap.figures.gap.numbers import GapRow
from halsogap.figures.names import with_names
from halsogap.figures.places import whole_code, whole_name
from halsogap.geography import JoinReport, in_area
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Indicator, Level, Sex
from halsogap.reading import small_areas
from halsogap.reading.counts import Counts, counts_behind
from halsogap.reading.reader import Reader
from halsogap.stats.classes import Classes
from halsogap.stats.gap.intervals import gap_interval
from halsogap.stats.gap.measure import Measure
from halsogap.stats.gap.summary import mean_of
from halsogap.stats.intervals import Interval
from halsogap.stats.map_view import MapView, View, map_views, shared_classes


@dataclass(frozen=True)
class Reading:
    """One indicator, year and level: `table` has one row an area (`code`, `name`, `parent`, `K`, `M`, statuses)."""

    choices: Choices
    reader: Reader
    indicator: Indicator
    table: pd.DataFrame
    report: JoinReport
    whole: dict[Sex, float]
    similar: tuple[str, ...]

    @property
    def choice(self) -> Selection:
        """What the map shows."""
        return self.choices.map

    @property
    def period(self) -> int:
        """The year."""
        return self.choice.period or 0

    @property
    def women(self) -> pd.Series:
        """Women's values, one an area."""
        return self.table["K"]

    @property
    def men(self) -> pd.Series:
        """Men's values, one an area."""
        return self.table["M"]

    @cached_property
    def map_views(self) -> list[MapView]:
        """The gap as the map shows it: one map view."""
        return map_views(self.table, self.whole, View.GAP, self.choice.measure, self.indicator.better)

    @property
    def classes(self) -> Classes | None:
        """The map's classes; None where no area has a gap."""
        return shared_classes(self.map_views, self.choice.scheme, self.choice.classes, self.indicator.better)

    @property
    def group(self) -> tuple[str, ...]:
        """The chosen municipality with its similar ones, where they are asked for."""
        return (*self.similar, str(self.choice.area)) if self.similar else ()

    @cached_property
    def standing_out(self) -> pd.Series:
        """Which areas stand out: the chosen one with its similar ones, the county framed, or all."""
        if self.group:
            return self.table["code"].isin(self.group)
        within = None if self.choice.level in SMALL_LEVELS else self.choice.within
        return in_area(self.table, within)

    def interval(self, code: str, measure: Measure) -> Interval | None:
        """The gap's interval in the area `code` (or the whole's, by its own code); None where counts are not known."""
        women, men = (by_area.get(code) for by_area in self._counts)
        return gap_interval(women, men, measure, per=self.indicator.unit.per or math.nan)

    @cached_property
    def _counts(self) -> list[dict[str, Counts]]:
        """The counts behind women's and men's values, by area, the country among them."""
        levels = (self.choice.level, Level.RIKET)
        return [
            {
                c: counts
                for lv in levels
                for c, counts in counts_behind(self.reader, self.indicator, lv, self.period, sex).items()
            }
            for sex in (Sex.K, Sex.M)
        ]

    @cached_property
    def people(self) -> dict[str, float]:
        """The population by area, of the year or the nearest that has one; empty where nobody has counted it."""
        vintage = self.reader.vintage_of(self.indicator.slug, self.choice.level, self.period)
        residents = small_areas.residents(self.reader, self.choice.level, vintage, self.period, Sex.T)
        return {} if residents is None else {str(code): float(n) for code, n in residents.people.items()}

    def intervals(self) -> dict[Measure, dict[str, Interval | None]]:
        """All areas' intervals, by measure."""
        return {m: {code: self.interval(code, m) for code in self.table["code"]} for m in Measure}

    def rows(self, words: Words) -> list[GapRow]:
        """The whole, the chosen area and the mean of its similar ones, in numbers."""
        whole = [self.whole.get(sex, math.nan) for sex in (Sex.K, Sex.M)]
        whole_area = whole_code(self.choice)
        known = {m: self.interval(whole_area, m) if whole_area == RIKET_CODE else None for m in Measure}
        rows = [GapRow(whole_name(self.choice, words).capitalize(), whole[0], whole[1], known)]
        if not self.choice.area:
            return rows
        row = self.table[self.table["code"] == self.choice.area].iloc[0]
        own = {m: self.interval(self.choice.area, m) for m in Measure}
        rows.insert(0, GapRow(row["name"], row["K"], row["M"], own))
        if self.similar:
            means = [mean_of(values, self.table["code"], self.similar) for values in (self.women, self.men)]
            rows.append(GapRow(words("gap.similar_mean", n=len(self.similar)), means[0], means[1], {}))
        return rows


def reading(choices: Choices, reader: Reader, words: Words) -> Reading:
    """Read what the gap page shows. Areas are called as the language has it."""
    choice, indicator = choices.selection, reader.catalog()[choices.selection.indicator]
    table, report = reader.area_table(indicator.slug, choice.level, choice.period or 0, choice.within)
    compared = choices.similar and choice.area and choice.level is Level.KOMMUN
    group = reader.similar(str(choice.area)) if compared else ()
    whole = reader.whole_of(indicator.slug, choice.level, choice.period or 0, choice.within)
    return Reading(choices, reader, indicator, with_names(table, choice.level, words), report, whole, group)
