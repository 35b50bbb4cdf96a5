"""What the page Utveckling shows: the place's line and all that it stands among, read for the selection."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from halsogap.figures.address import Selection
from halsogap.figures.development.parts import Band, Line, Marks, Role
from halsogap.figures.development.sentences import Told
from halsogap.geography import area, area_index
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Area, Indicator, Level, Sex
from halsogap.reading import areas, series
from halsogap.reading.intervals import interval_of
from halsogap.reading.series import History
from halsogap.stats.development import Key, Mean, Spread, change, mean_by_year, standing, target_value
from halsogap.stats.trend import Trend, trend
from halsogap.ui.state import session

PARTS = ("near", "country", "peers", "band", "tenths")
"""What the place can be shown among; ids in the address."""

ByYear = dict[int, dict[Sex, float]]


@dataclass(frozen=True)
class Development:
    """One place and indicator through the years, for the sexes that are shown.

    `place` is compared with the areas of `level`; where it is none of them (the country, or a municipality seen with
    its small areas) it has no standing among them.
    """

    choice: Selection
    indicator: Indicator
    place: Area
    sexes: tuple[Sex, ...]

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
        reader = session.reader()
        return reader.by_year(self.indicator.slug, self.place.level, self.place.code)

    @cached_property
    def history(self) -> History:
        """All areas of the place's kind."""
        reader = session.reader()
        held = self.place.code[:4] if self.level in SMALL_LEVELS else RIKET_CODE
        return series.history(reader, self.indicator.slug, self.level, "" if held == RIKET_CODE else held)

    @cached_property
    def years(self) -> list[int]:
        """The years in which the place has a value of a shown sex."""
        return [year for year, by_sex in self.own.items() if any(sex in by_sex for sex in self.sexes)]

    @property
    def year(self) -> int | None:
        """The year that is told about: the chosen one, or the nearest in which the place has a value."""
        wanted = self.choice.period or 0
        return min(self.years, key=lambda year: (abs(year - wanted), -year)) if self.years else None

    @property
    def near(self) -> Area | None:
        """The county of a municipality, the municipality of a small area."""
        return None if self.place.level in (Level.RIKET, Level.LAN) else area(self.place.parent)

    @cached_property
    def peers(self) -> tuple[str, ...]:
        """The codes of the similar municipalities."""
        reader = session.reader()
        return reader.similar(self.place.code) if self.among and self.level is Level.KOMMUN else ()

    @cached_property
    def peer_means(self) -> dict[Key, Mean]:
        """Their mean, by sex and year."""
        return mean_by_year(self.history.rows, self.peers)

    def values(self, sex: Sex) -> dict[int, float]:
        """The place's values of one sex, by year."""
        return _of(sex, self.own)

    def spread(self, sex: Sex) -> dict[int, Spread]:
        """What all areas make of each year."""
        return {year: spread for (of, year), spread in self.history.spread.items() if of is sex}

    def told(self) -> dict[Sex, Told]:
        """What there is to say of the told year, by shown sex."""
        year = self.year
        if year is None:
            return {}
        told = {}
        for sex, value in self.own[year].items():
            if sex not in self.sexes:
                continue
            among = self.spread(sex).get(year) if self.among else None
            told[sex] = Told(
                value,
                change(self.values(sex), year, self.indicator),
                None if among is None else standing(value, among, self.indicator.better),
                None if among is None else self.rank(sex, year),
                0 if among is None else among.areas,
            )
        return told

    def rank(self, sex: Sex, year: int) -> int | None:
        """The place's rank that year; None where it has none."""
        return self._ranks.get((str(sex), year))

    @cached_property
    def _ranks(self) -> dict[tuple[str, int], int]:
        rows = self.history.rows
        mine = rows[rows["area"] == self.place.code]
        keys = zip(mine["sex"].astype(str), mine["period"].astype(int), strict=True)
        return dict(zip(keys, mine["rank"].astype(int), strict=True))

    def trends(self) -> dict[Sex, Trend]:
        """The trend up to the told year, by shown sex."""
        reader = session.reader()
        found = {}
        for sex in self.sexes:
            values = {year: value for year, value in self.values(sex).items() if year <= (self.year or 0)}
            intervals = {
                year: limits
                for year, value in values.items()
                if (limits := interval_of(reader, self.indicator, self.place.level, self.place.code, year, sex, value))
            }
            window = self.indicator.years_in_value(self.place.level)
            found[sex] = trend(values, intervals, self.indicator, years_in_value=window)
        return found

    def lines(self, parts: tuple[str, ...], words: Words) -> list[Line]:
        """The lines of the chart, with the names they have in its legend."""
        reader = session.reader()
        country = words("development.country")
        made = []
        for sex in self.sexes:
            made.append(self._line(Role.PLACE, sex, self.place.name, self.values(sex), words))
            if "near" in parts and self.near:
                near = reader.by_year(self.indicator.slug, self.near.level, self.near.code)
                made.append(self._line(Role.NEAR, sex, self.near.name, _of(sex, near), words))
            if "country" in parts and self.place.code != RIKET_CODE:
                whole = reader.by_year(self.indicator.slug, Level.RIKET, RIKET_CODE)
                made.append(self._line(Role.COUNTRY, sex, country, _of(sex, whole), words))
            if "peers" in parts and self.peers:
                means = {year: mean.value for (of, year), mean in self.peer_means.items() if of is sex}
                made.append(self._line(Role.PEERS, sex, words("development.peers"), _known(means), words))
            if "tenths" in parts:
                high = {year: spread.upper_tenth for year, spread in self.spread(sex).items()}
                low = {year: spread.lower_tenth for year, spread in self.spread(sex).items()}
                made.append(self._line(Role.HIGH_TENTH, sex, words("development.high_tenth"), _known(high), words))
                made.append(self._line(Role.LOW_TENTH, sex, words("development.low_tenth"), _known(low), words))
        return made

    def _line(self, role: Role, sex: Sex, name: str, values: dict[int, float], words: Words) -> Line:
        stands = {}
        if role is Role.PLACE and self.among:
            among = self.spread(sex)
            found = {year: standing(value, among[year], self.indicator.better) for year, value in values.items()}
            stands = {year: here for year, here in found.items() if here}
        return Line(role, sex, _named(name, sex, words), values, stands)

    def bands(self, parts: tuple[str, ...], words: Words) -> list[Band]:
        """From the lowest to the highest of all areas, where it is asked for."""
        if "band" not in parts:
            return []
        return [
            Band(
                sex,
                _named(words("development.band"), sex, words),
                {year: (spread.lowest, spread.highest) for year, spread in self.spread(sex).items()},
            )
            for sex in self.sexes
        ]

    def marks(self) -> Marks:
        """The told year; the baseline's year where the place has values on both sides of it; the target."""
        baseline_year, target = self.indicator.baseline_year, self.indicator.target
        if baseline_year is None or not self.years or not self.years[0] <= baseline_year <= self.years[-1]:
            return Marks(self.year)
        # The published targets are for women and men together.
        total = self.values(Sex.T) if self.sexes == (Sex.T,) else {}
        start = total.get(baseline_year, math.nan)
        aim = target_value(self.indicator, start)
        goal = None if target is None or math.isnan(aim) else (target.target_year, aim)
        return Marks(self.year, total.get(self.year or 0, math.nan), (baseline_year, start), goal)

    def name(self, code: str) -> str:
        """What an area of the place's kind is called."""
        reader = session.reader()
        if code in area_index():
            return area(code).name
        vintage = reader.vintage_of(self.indicator.slug, self.level, self.choice.period or 0)
        return areas.place(reader, code, self.level, vintage).name


def _of(sex: Sex, by_year: ByYear) -> dict[int, float]:
    return {year: by_sex[sex] for year, by_sex in by_year.items() if sex in by_sex}


def _named(name: str, sex: Sex, words: Words) -> str:
    return name if sex is Sex.T else words("development.of_sex", line=name, sex=words(f"sex.{sex.lower()}"))


def _known(values: dict[int, float]) -> dict[int, float]:
    return {year: value for year, value in values.items() if not math.isnan(value)}


def development_of(choice: Selection, indicator: Indicator, lines: str) -> tuple[Development, str]:
    """The selection's place through the years, and the note's key where `lines` ("total", "sexes") had to give way."""
    reader = session.reader()
    has = reader.coverage().sexes(indicator.slug, choice.level, choice.period or 0)
    both = {Sex.K, Sex.M} <= has
    note = ""
    if lines == "sexes" and not both:
        note, lines = "sexes", "total"
    elif lines == "total" and Sex.T not in has:
        note, lines = "total", "sexes"
    if choice.level in SMALL_LEVELS:
        vintage = reader.vintage_of(indicator.slug, choice.level, choice.period or 0)
        here = areas.place(reader, choice.area or choice.within, choice.level, vintage)
    else:
        here = area(choice.area or RIKET_CODE)
    return Development(choice, indicator, here, (Sex.K, Sex.M) if lines == "sexes" else (Sex.T,)), note
