"""What the development page says beside its chart: which choices could not be kept, what is missing, what to mind."""

from __future__ import annotations

import math

from halsogap.figures.development.reading import Reading
from halsogap.figures.development.sentences import enumerated
from halsogap.geography import area
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Better, Sex
from halsogap.stats.development import FEWEST


def gave_way(reading: Reading, words: Words) -> list[str]:
    """What of the choice could not be shown, and what is shown instead."""
    notes: list[str] = []
    if reading.instead_of:
        notes.append(words(f"development.missing.{reading.instead_of}", year=reading.choice.period))
    year, sex = reading.year, reading.sexes[0]
    if year is None:
        return notes
    if year != reading.choice.period:
        notes.append(
            words("development.missing.year", place=reading.place.name, wanted=reading.choice.period, year=year)
        )
    if len(reading.years) == 1:
        notes.append(words("development.missing.line", year=year))
    if reading.among and (among := reading.spread(sex).get(year)):
        count = among.areas
        values = {"n": count, "areas": areas_in_words(reading, words), "year": year, "place": reading.place.name}
        if count == 1:
            notes.append(words("development.missing.single", **values))
        elif among.lowest == among.highest:
            notes.append(words("development.missing.alike", **values))
        elif count < FEWEST:
            notes.append(words("development.missing.quarters", **values))
    means = [mean.value for mean in reading.peer_means.values()]
    if "peers" in reading.choices.among and reading.peers and all(map(math.isnan, means)):
        notes.append(words("development.missing.peers_few"))
    return notes


def to_mind(reading: Reading, words: Words) -> list[str]:
    """What anyone who quotes the chart must know."""
    indicator, year, notes = reading.indicator, reading.year, []
    if (window := indicator.years_in_value(reading.place.level)) > 1 and year:
        first = year - window + 1
        notes.append(words("development.note.rolling", word=words.counted(window), year=year, first=first))
    if reading.among:
        key = "standing_unknown" if indicator.better is Better.UNKNOWN else "standing"
        notes.append(words(f"development.note.{key}", areas=areas_in_words(reading, words)))
    if reading.peers:
        key = "peers_demo" if reading.reader.snapshot().manifest.demo else "peers"
        names = enumerated([area(code).name for code in reading.peers], words)
        notes.append(words(f"development.note.{key}", names=names))
    target = indicator.target
    if year and target and reading.marks().target:
        notes.append(
            words(
                "development.note.target",
                delta=words.number(target.delta),
                unit=words.of(target.unit),
                way=words(f"development.note.{target.direction}"),
                baseline=target.baseline_year,
                year=target.target_year,
                place=place_in_words(reading, words),
            )
        )
    notes += [words("note.break", year=b.year, note=words.of(b.note)) for b in indicator.breaks]
    return notes


def alternative(reading: Reading, finding: str, words: Words) -> str:
    """The chart in words: the finding, and who is lowest and highest that year."""
    notes, year = [finding], reading.year
    for sex in reading.sexes if year else ():
        among = reading.spread(sex).get(year or 0)
        if among is None or among.lowest == among.highest:
            continue
        extremes = words(
            "development.note.extremes",
            year=year,
            low_place=reading.name(among.lowest_area, words),
            high_place=reading.name(among.highest_area, words),
            low=words.value(among.lowest, reading.indicator),
            high=words.value(among.highest, reading.indicator),
            n=among.areas,
            areas=areas_in_words(reading, words),
        )
        notes.append(extremes if sex is Sex.T else f"{words(f'sex.{sex}')}: {extremes}")
    return " ".join(notes)


def areas_in_words(reading: Reading, words: Words) -> str:
    """What the place is compared with: "kommuner", "DeSO-områden"."""
    many = words(f"level.many_{reading.level}")
    if reading.level not in SMALL_LEVELS or reading.place.code == RIKET_CODE:
        return many
    return words("development.within", areas=many, place=area(reading.place.code[:4]).name)


def place_in_words(reading: Reading, words: Words) -> str:
    """The place as it stands in a sentence."""
    return words("finding.riket") if reading.place.code == RIKET_CODE else reading.place.name
