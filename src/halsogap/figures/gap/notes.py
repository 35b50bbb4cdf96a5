"""What anyone who quotes a gap must know: where its interval comes from, or why there is none."""

from __future__ import annotations

from halsogap.figures.gap.reading import Reading
from halsogap.figures.uncertainty import why_no_interval
from halsogap.i18n import Words


def notes(reading: Reading, words: Words) -> tuple[str, ...]:
    """The notes, a sentence each."""
    indicator, choice = reading.indicator, reading.choice
    known = any(interval for row in reading.rows(words) for interval in row.intervals.values())
    texts = []
    if (years := indicator.years_in_value(choice.level)) > 1:
        texts.append(words("note.rolling", n=words.counted(years)))
    if known:
        texts.append(words("gap.interval_share" if indicator.unit.is_share else "gap.interval_rate"))
    else:
        texts += why_no_interval(indicator, words)
    lacking = int((reading.women.isna() | reading.men.isna()).sum())
    if lacking:
        areas = words(f"level.many_{choice.level}")
        texts.append(words("gap.lacking", n=words.number(lacking), of=words.number(len(reading.table)), areas=areas))
    return tuple(texts)
