"""What to mind when a comparison is quoted: method, chance, missing values, and choices that could not be kept."""

from __future__ import annotations

from halsogap.figures.comparison.reading import Reading
from halsogap.i18n import Words


def notes(reading: Reading, words: Words) -> tuple[str, ...]:
    """What to mind, a sentence each."""
    indicator, level = reading.indicator, reading.choice.level
    lines = [
        words("comparison.method"),
        words("comparison.chance_counts" if reading.counted else "comparison.chance_size"),
    ]
    if lacking := int(reading.pairs[["x", "y"]].isna().any(axis=1).sum()):
        areas = words(f"level.many_{level}")
        lines.append(words("comparison.lacking", n=lacking, of=len(reading.pairs), areas=areas))
    if (years := indicator.years_in_value(level)) > 1:
        lines.append(words("note.rolling", n=words.counted(years)))
    broken = indicator.break_between(*sorted((reading.other_period, reading.period))) if reading.same else None
    if broken:
        lines.append(words("note.break", year=broken.year, note=words.of(broken.note)))
    return tuple(lines)


def gave_way(reading: Reading, words: Words) -> list[str]:
    """What of the choice could not be shown, and what is shown instead."""
    has = reading.reader.coverage().sexes(reading.other.slug, reading.choice.level, reading.other_period)
    if reading.choices.sex in has:
        return []
    return [words("comparison.other_sex", indicator=words.of(reading.other.short))]
