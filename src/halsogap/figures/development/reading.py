"""What the development page shows: a place through the years and all that it stands among, read once a rerun."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from halsogap.figures.address import Selection
from halsogap.figures.development.choices import Choices
from halsogap.figures.development.parts import Marks
from halsogap.figures.development.sentences import Summary
from halsogap.figures.names import area_name
from halsogap.figures.places import place as place_shown
from halsogap.geography import area, area_index
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Area, Indicator, Level, Sex
from halsogap.reading import areas, series
from halsogap.reading.intervals import interval_of
from halsogap.reading.reader import Reader
from halsogap.reading.series import History
from halsogap.stats.development import Key, Mean, Spread, change, mean_by_year, standing, target_value
from halsogap.stats.intervals import Interval
from halsogap.stats.trend import Trend, trend

ByYear = dict[int, dict[Sex, float]]


@dataclass(frozen=True)
class Reading:
    """One place and indicator through the years, for the sexes that are shown.

    `place` is compared with the areas of `level`; where it is none of them (the country, or a municipality seen with
    its small areas) it has no standing among them. `instead_of` is the chosen of `choices.LINES` that the indicator
    does not have that year, so that `sexes` are the other; empty where they are as chosen.
    """

    choices: Choices
    reader: Reader
    indicator: Indicator
    place: Area
    sexes: tuple[Sex, ...]
    instead_of: str = ""

    @property
    def choice(self) -> Selection:
        """What all pages share."""
        return self.choices.selection

    @property
    def level(self) -> Level:
        """The kind of areas that the place is compared with."""
        return self.choice.level

    @property
    def among(self) -> bool:
        """Whether the place is one of the areas that it is compared with."""
        return self.place.level is self.level

    @cached_property
    def own(self) -> ByYear:
        """The place's values by year and sex."""
        return self.reader.by_year(self.indicator.slug, self.place.level, self.place.code)

    @cached_property
    def history(self) -> History:
        """All areas of the place's kind."""
        whole = self.place.code[:4] if self.level in SMALL_LEVELS else RIKET_CODE
        return series.history(self.reader, self.indicator.slug, self.level, "" if whole == RIKET_CODE else whole)

    @cached_property
    def years(self) -> list[int]:
        """The years in which the place has a value of a shown sex."""
        return [year for year, by_sex in self.own.items() if any(sex in by_sex for sex in self.sexes)]

    @property
    def year(self) -> int | None:
        """The year that is shown: the chosen one, or the nearest in which the place has a value."""
        wanted = self.choice.period or 0
        return min(self.years, key=lambda year: (abs(year - wanted), -year)) if self.years else None

    @property
    def near(self) -> Area | None:
        """The county of a municipality, the municipality of a small area."""
        return None if self.place.level in (Level.RIKET, Level.LAN) else area(self.place.parent)

    @cached_property
    def peers(self) -> tuple[str, ...]:
        """The codes of the similar municipalities."""
        return self.reader.similar(self.place.code) if self.among and self.level is Level.KOMMUN else ()

    @cached_property
    def peer_means(self) -> dict[Key, Mean]:
        """Their mean, by sex and year."""
        return mean_by_year(self.history.rows, self.peers)

    def values(self, sex: Sex) -> dict[int, float]:
        """The place's values of one sex, by year."""
        return of_sex(sex, self.own)

    def spread(self, sex: Sex) -> dict[int, Spread]:
        """What all areas make of each year."""
        return {year: spread for (of, year), spread in self.history.spread.items() if of is sex}

    def summaries(self) -> dict[Sex, Summary]:
        """What there is to say of the year shown, by shown sex."""
        year = self.year
        if year is None:
            return {}
        summaries = {}
        for sex, value in self.own[year].items():
            if sex not in self.sexes:
                continue
            among = self.spread(sex).get(year) if self.among else None
            summaries[sex] = Summary(
                value,
                change(self.values(sex), year, self.indicator),
                None if among is None else standing(value, among, self.indicator.better),
                None if among is None else self.rank(sex, year),
                0 if among is None else among.areas,
            )
        return summaries

    def rank(self, sex: Sex, year: int) -> int | None:
        """The place's rank that year; None where it has none."""
        return self._ranks.get((str(sex), year))

    @cached_property
    def _ranks(self) -> dict[tuple[str, int], int]:
        rows = self.history.rows
        mine = rows[rows["area"] == self.place.code]
        keys = zip(mine["sex"].astype(str), mine["period"].astype(int), strict=True)
        return dict(zip(keys, mine["rank"].astype(int), strict=True))

    @cached_property
    def trends(self) -> dict[Sex, Trend]:
        """The trend up to the year shown, by shown sex."""
        by_sex = {}
        for sex in self.sexes:
            values = {year: value for year, value in self.values(sex).items() if year <= (self.year or 0)}
            by_year = {year: self._interval(year, sex, value) for year, value in values.items()}
            intervals = {year: interval for year, interval in by_year.items() if interval}
            window = self.indicator.years_in_value(self.place.level)
            by_sex[sex] = trend(values, intervals, self.indicator, years_in_value=window)
        return by_sex

    def _interval(self, year: int, sex: Sex, value: float) -> Interval | None:
        place = self.place
        return interval_of(self.reader, self.indicator, place.level, place.code, year, sex, value)

    def marks(self) -> Marks:
        """The year shown; the baseline's year where the place has values on both sides of it; the target."""
        baseline_year, target = self.indicator.baseline_year, self.indicator.target
        if baseline_year is None or not self.years or not self.years[0] <= baseline_year <= self.years[-1]:
            return Marks(self.year)
        # The published targets are for women and men together.
        total = self.values(Sex.T) if self.sexes == (Sex.T,) else {}
        start = total.get(baseline_year, math.nan)
        aim = target_value(self.indicator, start)
        goal = None if target is None or math.isnan(aim) else (target.target_year, aim)
        return Marks(self.year, total.get(self.year or 0, math.nan), (baseline_year, start), goal)

    def name(self, code: str, words: Words) -> str:
        """What an area of the place's kind is called."""
        if code in area_index():
            return area(code).name
        vintage = self.reader.vintage_of(self.indicator.slug, self.level, self.choice.period or 0)
        return area_name(code, areas.place(self.reader, code, self.level, vintage).name, self.level, words)

    def near_by_year(self) -> ByYear:
        """The values of `near`, by year and sex; empty without it."""
        return self.reader.by_year(self.indicator.slug, self.near.level, self.near.code) if self.near else {}

    def country_by_year(self) -> ByYear:
        """The country's values, by year and sex."""
        return self.reader.by_year(self.indicator.slug, Level.RIKET, RIKET_CODE)


def of_sex(sex: Sex, by_year: ByYear) -> dict[int, float]:
    """One sex's values by year."""
    return {year: by_sex[sex] for year, by_sex in by_year.items() if sex in by_sex}


def reading(choices: Choices, reader: Reader, words: Words) -> Reading:
    """Read what the development page shows. Areas are called as the language has it."""
    choice = choices.selection
    indicator = reader.catalog()[choice.indicator]
    has = reader.coverage().sexes(indicator.slug, choice.level, choice.period or 0)
    by_sex, instead_of = choices.by_sex, ""
    if by_sex and not {Sex.K, Sex.M} <= has:
        by_sex, instead_of = False, "sexes"
    elif not by_sex and Sex.T not in has:
        by_sex, instead_of = True, "total"
    sexes = (Sex.K, Sex.M) if by_sex else (Sex.T,)
    return Reading(choices, reader, indicator, place_shown(reader, choice, words), sexes, instead_of)
