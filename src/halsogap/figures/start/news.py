"""What the edition in force changed for one place, in words."""

from __future__ import annotations

import pandas as pd

from halsogap.catalog.catalog import Catalog
from halsogap.figures.editions import age_in_words
from halsogap.i18n import Words
from halsogap.model import Area, Level, Status
from halsogap.reading import at_a_glance
from halsogap.reading.reader import Reader

LISTED = 6
"""How many indicators are named; the rest are counted."""


def news(reader: Reader, place: Area, words: Words) -> list[str]:
    """From when the values are, and what they changed for the place against the edition before: plain sentences."""
    age = age_in_words(reader.snapshot().manifest, words)
    before, changes = at_a_glance.earlier(reader), at_a_glance.changes_of(reader, place)
    if before is None or changes is None:
        return [age, words("start.news_first")]
    name = words("panel.riket") if place.level is Level.RIKET else place.name
    counts = {kind: words.number(len(getattr(changes, kind))) for kind in ("new", "changed", "vanished")}
    day = words.day(before.manifest.created_at)
    if changes.new.empty and changes.changed.empty and changes.vanished.empty:
        return [age, words("start.news_none", place=name, day=day)]
    texts = [age, words("start.news_counts", place=name, day=day, **counts)]
    arrived = changes.new[changes.new["status"] == Status.VALUE]
    for key, rows in (("new", arrived), ("revised", changes.changed), ("gone", changes.vanished)):
        if len(rows):
            texts.append(words(f"start.news_{key}", what=_named(rows, reader.catalog(), words)))
    return texts


def _named(rows: pd.DataFrame, catalog: Catalog, words: Words) -> str:
    """The indicators of the rows with their years: "Fallskador 80+ (2021, 2022)", and how many more there are."""
    years = rows.groupby("indicator", sort=False)["period"].agg(lambda of: sorted(set(of)))
    known = {str(slug): list(of) for slug, of in years.items() if str(slug) in catalog}
    named = [f"{words.of(catalog[slug].short)} ({_span(of)})" for slug, of in known.items()]
    more = len(named) - LISTED
    return ", ".join(named[:LISTED]) + (f" {words('start.news_more', n=more)}" if more > 0 else "")


def _span(years: list[int]) -> str:
    """Years in short: "2019, 2020", or from the first to the last where they are many."""
    return ", ".join(map(str, years)) if len(years) <= 3 else f"{years[0]}–{years[-1]}"
