"""Small pieces of a page: heading and finding, notes, what to do where there are no values, the source line."""

from __future__ import annotations

from html import escape

import streamlit as st

from halsogap.figures.address import Selection
from halsogap.geography import JoinReport
from halsogap.i18n import Words
from halsogap.model import SMALL_LEVELS, Indicator, Level
from halsogap.reading import areas
from halsogap.ui.parts.plain import plain
from halsogap.ui.state import selection, session


def heading(title: str, explanation: str) -> None:
    """The page's title as plain text, and the finding under it as the HTML that `views.sentences` made."""
    st.html(f'<h1>{escape(title)}</h1><p class="hg-finding">{explanation}</p>')


def quiet(text: str) -> str:
    """`text` as a quiet paragraph, as HTML."""
    return f'<p class="hg-quiet">{escape(text)}</p>'


def notes(texts: list[str]) -> None:
    """What gave way to something near, said once above the map."""
    if texts:
        lines = "<br>".join(escape(note) for note in dict.fromkeys(texts))
        st.html(f'<p class="hg-quiet" role="status">{lines}</p>')


def no_values(indicator: Indicator, words: Words) -> None:
    """Say that the store has no values for the indicator, and offer the nearest that has."""
    reader = session.reader()
    name = words.of(indicator.name)
    heading(name, escape(words("map.no_values", indicator=name)))
    release = reader.snapshot().manifest.created_at
    why = words("brought.no_values_why") if indicator.own else words("map.no_values_why", release=words.day(release))
    st.html(f'<p class="hg-quiet">{escape(why)}</p>')
    if indicator.note:
        st.html(f'<p class="hg-quiet">{escape(words.of(indicator.note))}</p>')
    after = indicator.successor
    if after and reader.coverage().has(after.indicator):
        successor = words.of(reader.catalog()[after.indicator].name)
        st.html(f'<p class="hg-finding">{escape(words.of(after.note))}</p>')
        if st.button(words("map.show_successor", indicator=plain(successor)), key="show_successor"):
            selection.choose(indicator=after.indicator)
            st.rerun()


def source_line(indicator: Indicator, words: Words, *, computed: str = "", level: Level | None = None) -> str:
    """Where what is shown comes from: the publisher's ids and the day fetched, the visitor, or that it is made up.

    `level` is that of the map, where there is one. Own values of made-up areas are not made up, but the areas are;
    and what is shown of own areas has been carried to them.
    """
    reader = session.reader()
    publisher = indicator.source.name
    carried = _carried_line(indicator, level, words)
    if indicator.own:
        sentences = [words("brought.source", name=publisher), carried]
        if computed:
            sentences.append(words("brought.computed", what=computed))
        if level and reader.made_up(indicator.slug, level):
            sentences.append(words("brought.demo_source"))
        return " ".join(filter(None, sentences))
    manifest = reader.snapshot().manifest
    if manifest.demo:
        return " ".join(filter(None, [words("source.demo"), carried]))
    ids, day = ", ".join(indicator.ids), words.day(manifest.created_at)
    sentences = [words("source.as_published", publisher=publisher, kpis=ids, day=day), carried]
    if computed:
        sentences.append(words("source.computed", what=computed, publisher=publisher))
    return " ".join(filter(None, sentences))


def _carried_line(indicator: Indicator, level: Level | None, words: Words) -> str:
    """Of own areas, that their values have been computed, and out of which areas' values; empty of others."""
    reader = session.reader()
    if level is not Level.OWN:
        return ""
    return words("own_areas.carried", areas=words(f"level.many_{reader.level_behind(indicator.slug, level)}"))


def sources_line(indicators: list[Indicator], words: Words, *, computed: str, level: Level) -> str:
    """The same for several indicators: each publisher once, with the ids of all that come from it."""
    reader = session.reader()
    own = [indicator for indicator in indicators if indicator.own]
    published = [indicator for indicator in indicators if not indicator.own]
    lines = [source_line(indicator, words, computed=computed, level=level) for indicator in own]
    manifest = reader.snapshot().manifest
    if published and manifest.demo:
        lines.append(words("source.demo"))
    elif published:
        publishers = list(dict.fromkeys(indicator.source.name for indicator in published))
        for name in publishers:
            ids = dict.fromkeys(i for indicator in published if indicator.source.name == name for i in indicator.ids)
            day = words.day(manifest.created_at)
            lines.append(words("source.as_published", publisher=name, kpis=", ".join(ids), day=day))
        lines.append(words("source.computed", what=computed, publisher=", ".join(publishers)))
    return " ".join(dict.fromkeys(lines))


def named(indicator: Indicator, words: Words) -> str:
    """The indicator's name with the publisher's ids, where it has a publisher."""
    name = words.of(indicator.name)
    return f"{name} ({', '.join(indicator.ids)})" if indicator.ids else name


def boundaries_line(choice: Selection, words: Words) -> str:
    """Whose boundaries the map has."""
    reader = session.reader()
    if choice.level not in SMALL_LEVELS:
        return words("source.areas")
    vintage = reader.vintage_of(choice.indicator, choice.level, choice.period or 0)
    edition = areas.edition(reader, choice.level, vintage)
    if edition and choice.level is Level.OWN:
        return words("own_areas.boundaries", source=edition.source)
    return words("source.small_areas", source=edition.source) if edition else ""


def join_note(report: JoinReport, words: Words) -> None:
    """Rows of the data that belong to no area on the map: never dropped in silence."""
    strangers = [*report.without_area, *report.malformed]
    if strangers:
        codes = ", ".join(strangers[:5]) + ("…" if len(strangers) > 5 else "")
        st.html(
            f'<p class="hg-quiet" role="status">{escape(words("note.unmatched", n=len(strangers), codes=codes))}</p>'
        )
