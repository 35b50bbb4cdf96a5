"""What the page Utveckling says beside its chart: what gave way, what is missing, what to mind."""

from __future__ import annotations

import math

from halsogap.figures.development.reading import Development
from halsogap.figures.development.sentences import enumerated
from halsogap.geography import area
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Better, Sex
from halsogap.stats.development import FEWEST
from halsogap.ui.state import session


def gave_way(shown: Development, parts: tuple[str, ...], words: Words) -> list[str]:
    """What of the choice could not be shown, and what is shown instead."""
    said: list[str] = []
    year, sex = shown.year, shown.sexes[0]
    if year is None:
        return said
    if year != shown.choice.period:
        said.append(words("development.missing.year", place=shown.place.name, wanted=shown.choice.period, year=year))
    if len(shown.years) == 1:
        said.append(words("development.missing.line", year=year))
    if shown.among and (among := shown.spread(sex).get(year)):
        count = among.areas
        told = {"n": count, "areas": areas_in_words(shown, words), "year": year, "place": shown.place.name}
        if count == 1:
            said.append(words("development.missing.single", **told))
        elif among.lowest == among.highest:
            said.append(words("development.missing.alike", **told))
        elif count < FEWEST:
            said.append(words("development.missing.quarters", **told))
    if "peers" in parts and shown.peers and all(math.isnan(mean.value) for mean in shown.peer_means.values()):
        said.append(words("development.missing.peers_few"))
    return said


def to_mind(shown: Development, words: Words) -> list[str]:
    """What anyone who quotes the chart must know."""
    reader = session.reader()
    indicator, year, said = shown.indicator, shown.year, []
    if (window := indicator.years_in_value(shown.place.level)) > 1 and year:
        first = year - window + 1
        said.append(words("development.note.rolling", word=words.counted(window), year=year, first=first))
    if shown.among:
        key = "standing_unknown" if indicator.better is Better.UNKNOWN else "standing"
        said.append(words(f"development.note.{key}", areas=areas_in_words(shown, words)))
    if shown.peers:
        key = "peers_demo" if reader.snapshot().manifest.demo else "peers"
        names = enumerated([area(code).name for code in shown.peers], words)
        said.append(words(f"development.note.{key}", names=names))
    target = indicator.target
    if year and target and shown.marks().target:
        said.append(
            words(
                "development.note.target",
                delta=words.number(target.delta),
                unit=words.of(target.unit),
                way=words(f"development.note.{target.direction}"),
                baseline=target.baseline_year,
                year=target.target_year,
                place=_inside(shown, words),
                source=target.source,
            )
        )
    said += [words("note.break", year=b.year, note=words.of(b.note)) for b in indicator.breaks]
    return said


def alternative(shown: Development, finding: str, words: Words) -> str:
    """The chart in words: the finding, and who is lowest and highest that year."""
    said, year = [finding], shown.year
    for sex in shown.sexes if year else ():
        among = shown.spread(sex).get(year or 0)
        if among is None or among.lowest == among.highest:
            continue
        extremes = words(
            "development.note.extremes",
            year=year,
            low_place=shown.name(among.lowest_area),
            high_place=shown.name(among.highest_area),
            low=words.value(among.lowest, shown.indicator),
            high=words.value(among.highest, shown.indicator),
            n=among.areas,
            areas=areas_in_words(shown, words),
        )
        said.append(extremes if sex is Sex.T else f"{words(f'sex.{sex}')}: {extremes}")
    return " ".join(said)


def areas_in_words(shown: Development, words: Words) -> str:
    """What the place is compared with: "kommuner", "DeSO-områden"."""
    many = words(f"level.many_{shown.level}")
    if shown.level not in SMALL_LEVELS or shown.place.code == RIKET_CODE:
        return many
    return words("development.within", areas=many, place=area(shown.place.code[:4]).name)


def _inside(shown: Development, words: Words) -> str:
    return words("finding.riket") if shown.place.code == RIKET_CODE else shown.place.name
