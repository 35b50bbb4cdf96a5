"""The table of spread on its page, with what it cannot show, and its foot."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from halsogap.figures.spread.table import spread_table
from halsogap.figures.spread.table_html import SpreadRow, table_html
from halsogap.geography import area_index
from halsogap.i18n import Words
from halsogap.model import Indicator
from halsogap.settings import STATIC_DIR
from halsogap.ui.parts import charts, foot
from halsogap.ui.spread.choices import Asked
from halsogap.ui.state import session


def table(rows: Sequence[SpreadRow], without: Sequence[Indicator], asked: Asked, words: Words) -> None:
    """The sortable table, and below it the indicators that have no value in those years."""
    if rows:
        caption = words(
            "spread.caption",
            measure=words(f"spread.said_{asked.measure}"),
            areas=words(f"level.many_{asked.level}"),
        )
        html = table_html(rows, asked.measure, asked.level, _names(), caption, words)
        st.html(f"{html}<script>{_sorting()}</script>", unsafe_allow_javascript=True)
        st.html(
            f'<p class="hg-quiet">{escape(words(f"spread.about_{asked.measure}"))} {escape(words("spread.about"))}</p>'
        )
    if without:
        names = ", ".join(words.of(one.short) for one in without)
        said = words("spread.without", first=asked.first, last=asked.last, sex=words(f"sex.{asked.sex.lower()}"))
        st.html(f'<p class="hg-quiet" role="status">{escape(said)} {escape(names)}.</p>')


def page_foot(rows: Sequence[SpreadRow], asked: Asked, words: Words) -> None:
    """The source line, and the table with every measure as CSV and Excel."""
    reader = session.reader()
    manifest = reader.snapshot().manifest
    demo = manifest.demo or any(reader.made_up(row.spread.indicator.slug, row.level) for row in rows)
    publishers = ", ".join(dict.fromkeys(row.spread.indicator.source.name for row in rows))
    source = words("spread.source", publisher=publishers, day=words.day(manifest.created_at))
    source = words("source.demo") if demo else source

    def held() -> pd.DataFrame:
        return spread_table(rows, asked.level, _names(), words, day=manifest.created_at[:10], demo=demo)

    about = {words("spread.about_title"): words("spread.about_all"), words("export.source"): source}
    stem = f"spridning_{asked.level}_{asked.first}_{asked.last}"
    foot.foot(source, stem, charts.files(held, about, words, demo=demo) if rows else {}, words, demo=demo)


@cache
def _names() -> dict[str, str]:
    return {code: area.name for code, area in area_index().items()}


@cache
def _sorting() -> str:
    return (Path(STATIC_DIR) / "sort_table.js").read_text(encoding="utf-8")
