"""The published figure, checked: 13,700 falls and 1.1 billion, recomputed by the years that they may rest on."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from halsogap.figures.whatif.sentences import money
from halsogap.i18n import Words
from halsogap.reading import whatif
from halsogap.stats.whatif.published_figure import FALLS, SEK
from halsogap.ui.state import session

GROUPS = {"80": "fallskador_80", "65": "fallskador_65"}


def section(slug: str, words: Words) -> None:
    """The check, below the indicators that it is about."""
    reader = session.reader()
    if slug not in GROUPS.values():
        return
    st.html(f"<h3>{escape(words('whatif.published_title'))}</h3>")
    if reader.snapshot().manifest.demo:
        st.html(f'<p class="hg-quiet">{escape(words("whatif.published_demo"))}</p>')
        return
    found = {group: whatif.published(reader, of) for group, of in GROUPS.items()}
    st.html(published_html({group: table for group, table in found.items() if table is not None}, words))


def published_html(tables: dict[str, pd.DataFrame], words: Words) -> str:
    """What is published, what it comes to by rate year and population year, and which comes near: no more than that."""
    parts = [_paragraph(words("whatif.published_lead"))]
    parts += [_grid(group, table, words) for group, table in tables.items()]
    parts.append(f'<p class="hg-quiet">{escape(words("whatif.published_near"))}</p>')
    parts += [_paragraph(said) for said in _findings(tables, words)]
    return f'<div class="hg-published">{"".join(parts)}</div>'


def _paragraph(text: str) -> str:
    return f'<p class="hg-said">{escape(text)}</p>'


def _findings(tables: dict[str, pd.DataFrame], words: Words) -> list[str]:
    said = []
    older = tables["80"]["avoided"].dropna() if "80" in tables else pd.Series(dtype=float)
    if len(older) and not tables["80"]["near"].any():
        low, high = float(older.min()), float(older.max())
        per_fall = round(SEK / FALLS, -2)
        ends = {"low_sek": money(low * per_fall, words), "high_sek": money(high * per_fall, words)}
        said.append(words("whatif.published_off_80", low=words.number(low), high=words.number(high), **ends))
    near = tables["65"].loc[tables["65"]["near"]].sort_values("off", key=abs) if "65" in tables else pd.DataFrame()
    if len(near):
        row = near.iloc[0]
        years = {"rates": int(row["rate_year"]), "people": int(row["population_year"])}
        said.append(words("whatif.published_near_65", n=words.number(row["avoided"]), **years))
    elif not any(table["near"].any() for table in tables.values()):
        said.append(words("whatif.published_no_near"))
    return [*said, words("whatif.published_sek")]


def _grid(group: str, table: pd.DataFrame, words: Words) -> str:
    """Rate years down, population years across; what comes near is marked by a sign as well as by weight."""
    years = sorted(table["population_year"].unique())
    head = "".join(f'<th scope="col">{escape(words("whatif.published_people", year=year))}</th>' for year in years)
    body = ""
    for rate_year, rows in table.groupby("rate_year"):
        cells = "".join(_cell(row, words) for _, row in rows.sort_values("population_year").iterrows())
        body += f'<tr><th scope="row">{escape(words("whatif.published_rates", year=rate_year))}</th>{cells}</tr>'
    name = words(f"whatif.published_{group}")
    caption = f"{words('whatif.published_caption')}, {name}"
    return f'<table class="hg-sums"><caption>{escape(caption)}</caption><tr><td></td>{head}</tr>{body}</table>'


def _cell(row: pd.Series, words: Words) -> str:
    if pd.isna(row["avoided"]):
        return f"<td>{escape(words('status.missing'))}</td>"
    number = escape(words.number(row["avoided"]))
    return f"<td><b>● {number}</b></td>" if row["near"] else f"<td>{number}</td>"
