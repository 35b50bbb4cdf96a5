"""The editions (snapshots) of the store, in words: what is in force, what came before, and the way back."""

from __future__ import annotations

from html import escape

import streamlit as st

from halsogap.figures.data import figures
from halsogap.figures.data.choices import Choices
from halsogap.i18n import Words
from halsogap.store.snapshot import Manifest
from halsogap.ui.parts.plain import plain
from halsogap.ui.state import session


def current_edition(manifest: Manifest, words: Words) -> None:
    """How much the edition holds, and which of the catalogue's indicators it has nothing for."""
    reader = session.reader()
    lines = [words("data.rows", n=words.number(manifest.observations))]
    catalog, coverage = reader.published_catalog(), reader.coverage()
    without = [words.of(indicator.short) for slug, indicator in catalog.items() if not coverage.has(slug)]
    if without:
        lines.append(words("data.without", names=", ".join(without)))
    st.html("".join(f'<p class="hg-quiet">{escape(line)}</p>' for line in lines))


def changes(manifest: Manifest, words: Words) -> None:
    """What the edition changed against the one before: counts, the first examples, and what the fetch had to say."""
    by_kind = {kind: manifest.report.get(kind, {}) for kind in ("new", "changed", "vanished")}
    counts = {kind: words.number(part.get("count", 0)) for kind, part in by_kind.items()}
    st.html(f'<p class="hg-quiet">{escape(words("sync.changed", **counts))}</p>')
    figure = figures.changes(Choices(words.language), session.reader(), words)
    if figure:
        with st.expander(plain(figure.title)):
            st.dataframe(figure.table.rows, hide_index=True, width="stretch", alt=figure.alternative)
    if warnings := manifest.report.get("warnings"):
        with st.expander(words("sync.warnings")):
            st.text("\n".join(warnings))


def earlier(words: Words) -> None:
    """The editions kept beside the one in force, each with a button that returns to it.

    Nothing where the pages may not change what is stored.
    """
    reader = session.reader()
    store = reader.store
    others = [i for i in store.ids() if i != store.current_id()] if reader.may_change() else []
    if not others:
        return
    st.subheader(words("data.earlier"))
    for snapshot_id in others:
        manifest = store.open(snapshot_id).manifest
        kind = words("data.kind_demo" if manifest.demo else "data.kind_real")
        line, button = st.columns([3, 1], vertical_alignment="center")
        day = words.day(manifest.created_at)
        line.text(words("data.release", day=day, kind=kind, n=words.number(manifest.observations)))
        if button.button(words("data.rollback"), key=f"rollback_{snapshot_id}"):
            store.rollback(snapshot_id)
            st.toast(words("data.rolled_back", day=day))
            st.rerun()
