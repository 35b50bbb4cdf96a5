"""The lines and bands of a development, with the names they have in its legend."""

from __future__ import annotations

import math

from halsogap.figures.development.parts import Band, Line, Role
from halsogap.figures.development.reading import Reading, of_sex
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Sex
from halsogap.stats.development import Standing, standing


def lines(reading: Reading, words: Words) -> list[Line]:
    """The place's line and those it is shown among; lines without values among them."""
    return [line for sex in reading.sexes for line in _of_sex(reading, sex, words)]


def bands(reading: Reading, words: Words) -> list[Band]:
    """From the lowest to the highest of all areas, where it is asked for."""
    if "band" not in reading.choices.among:
        return []
    return [
        Band(
            sex,
            _named(words("development.band"), sex, words),
            {year: (spread.lowest, spread.highest) for year, spread in reading.spread(sex).items()},
        )
        for sex in reading.sexes
    ]


def _of_sex(reading: Reading, sex: Sex, words: Words) -> list[Line]:
    among, spread = reading.choices.among, reading.spread(sex)
    values = reading.values(sex)
    lines = [Line(Role.PLACE, sex, _named(reading.place.name, sex, words), values, _standings(reading, sex, values))]

    def add(role: Role, name: str, values: dict[int, float]) -> None:
        known = {year: value for year, value in values.items() if not math.isnan(value)}
        lines.append(Line(role, sex, _named(name, sex, words), known, {}))

    if "near" in among and reading.near:
        add(Role.NEAR, reading.near.name, of_sex(sex, reading.near_by_year()))
    if "country" in among and reading.place.code != RIKET_CODE:
        add(Role.COUNTRY, words("development.country"), of_sex(sex, reading.country_by_year()))
    if "peers" in among and reading.peers:
        means = {year: mean.value for (of, year), mean in reading.peer_means.items() if of is sex}
        add(Role.PEERS, words("development.peers"), means)
    if "tenths" in among:
        add(Role.HIGH_TENTH, words("development.high_tenth"), {year: s.upper_tenth for year, s in spread.items()})
        add(Role.LOW_TENTH, words("development.low_tenth"), {year: s.lower_tenth for year, s in spread.items()})
    return lines


def _standings(reading: Reading, sex: Sex, values: dict[int, float]) -> dict[int, Standing]:
    if not reading.among:
        return {}
    among = reading.spread(sex)
    standings = {year: standing(value, among[year], reading.indicator.better) for year, value in values.items()}
    return {year: standing_then for year, standing_then in standings.items() if standing_then}


def _named(name: str, sex: Sex, words: Words) -> str:
    return name if sex is Sex.T else words("development.of_sex", line=name, sex=words(f"sex.{sex.lower()}"))
