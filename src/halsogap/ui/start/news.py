"""What has changed since the last edition, for one place: told on the first page."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from halsogap.i18n import Words
from halsogap.model import Area, Status
from halsogap.reading import glance
from halsogap.ui.data import editions
from halsogap.ui.state import session

LISTED = 6
"""How many indicators are named; the rest are counted."""


def news(place: Area, words: Words) -> None:
    """From when the values are, and what they changed for the place against the edition before."""
    reader = session.reader()
    manifest = reader.snapshot().manifest
    st.html(f"<h2>{escape(words('start.news'))}</h2>")
    st.html(f'<p class="hg-quiet">{escape(editions.age_in_words(manifest, words))}</p>')
    before, changes = glance.earlier(reader), glance.changes_of(reader, place)
    if before is None or changes is None:
        st.html(f'<p class="hg-quiet">{escape(words("start.news_first"))}</p>')
        return
    name = words("panel.riket") if place.level == "riket" else place.name
    counts = {kind: words.number(len(getattr(changes, kind))) for kind in ("new", "changed", "vanished")}
    day = words.day(before.manifest.created_at)
    if changes.new.empty and changes.changed.empty and changes.vanished.empty:
        st.html(f'<p class="hg-quiet">{escape(words("start.news_none", place=name, day=day))}</p>')
        return
    said = [words("start.news_counts", place=name, day=day, **counts)]
    arrived = changes.new[changes.new["status"] == Status.VALUE]
    for key, rows in (("new", arrived), ("revised", changes.changed), ("gone", changes.vanished)):
        if len(rows):
            said.append(words(f"start.news_{key}", what=_named(rows, words)))
    st.html("".join(f'<p class="hg-quiet">{escape(line)}</p>' for line in said))


def _named(rows: pd.DataFrame, words: Words) -> str:
    """The indicators of the rows with their years: "Fallskador 80+ (2021, 2022)", and how many more there are."""
    reader = session.reader()
    catalog = reader.catalog()
    years = rows.groupby("indicator", sort=False)["period"].agg(lambda of: sorted(set(of)))
    known = {str(slug): list(of) for slug, of in years.items() if str(slug) in catalog}
    named = [f"{words.of(catalog[slug].short)} ({_span(of)})" for slug, of in known.items()]
    more = len(named) - LISTED
    return ", ".join(named[:LISTED]) + (f" {words('start.news_more', n=more)}" if more > 0 else "")


def _span(years: list[int]) -> str:
    """Years in short: "2019, 2020", or from the first to the last where they are many."""
    return ", ".join(map(str, years)) if len(years) <= 3 else f"{years[0]}–{years[-1]}"
