"""What to mind of a profile: what is missing, how is judged, what means and intervals are."""

from __future__ import annotations

from halsogap.figures.profile.reading import Reading
from halsogap.i18n import Words


def missing(reading: Reading, words: Words) -> list[str]:
    """Which indicators should have a value for the place and have none, and how many are not published at its level."""
    level, with_values = reading.place.level, set(reading.table["indicator"])
    absent = [i for slug, i in reading.catalog.items() if i.unit != "persons" and slug not in with_values]
    expected = [words.of(indicator.short) for indicator in absent if level in indicator.levels]
    elsewhere = sum(level not in indicator.levels for indicator in absent)
    lines = [words("profile.missing", names=", ".join(expected))] if expected else []
    if elsewhere:
        lines.append(words("profile.elsewhere", n=elsewhere, areas=words(f"level.many_{level}")))
    return lines


def notes(reading: Reading, words: Words) -> list[str]:
    """How is judged, and what to mind of intervals and of means of several years, where there are any."""
    lines, table = [words("profile.method")], reading.table
    if (table["years"] > 1).any():
        lines.append(words("profile.rolling"))
    judged = table.loc[table["lower"].notna(), "indicator"].unique()
    if any(reading.catalog[slug].unit != "percent" for slug in judged):
        lines.append(words("note.interval_rate"))
    return lines
