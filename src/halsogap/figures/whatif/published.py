"""The published figure, checked: 13,700 falls and 1.1 billion, recomputed by the years that they may rest on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import escape

from halsogap.figures.whatif.sentences import money
from halsogap.i18n import Words
from halsogap.reading import whatif
from halsogap.stats.tolerance import order
from halsogap.stats.whatif.published_figure import FALLS, SEK

if TYPE_CHECKING:
    from halsogap.reading.reader import Reader

GROUPS = {"80": "fallskador_80", "65": "fallskador_65"}
"""The ages that the figure may be of, with the indicator of each."""


def audit(reader: Reader) -> dict[str, pd.DataFrame]:
    """By age group the figure recomputed (`stats.whatif.published_figure.by_years`); a group that the store has nothing
    of is absent."""
    by_group = {group: whatif.published(reader, slug) for group, slug in GROUPS.items()}
    return {group: table for group, table in by_group.items() if table is not None}


def published_html(tables: Mapping[str, pd.DataFrame], words: Words) -> str:
    """What is published, what it comes to by rate year and population year, and which comes near: no more than that."""
    parts = [_paragraph(words("whatif.published_lead"))]
    parts += [_grid(group, table, words) for group, table in tables.items()]
    parts.append(f'<p class="hg-quiet">{escape(words("whatif.published_near"))}</p>')
    parts += [_paragraph(line) for line in published_findings(tables, words)]
    return f'<div class="hg-published">{"".join(parts)}</div>'


def published_findings(tables: Mapping[str, pd.DataFrame], words: Words) -> list[str]:
    """Which of the sums come near the published number, and which do not: a sentence each, plain text."""
    lines = []
    older = tables["80"]["avoided"].dropna() if "80" in tables else pd.Series(dtype=float)
    if len(older) and not tables["80"]["near"].any():
        low, high = float(older.min()), float(older.max())
        per_fall = round(SEK / FALLS, -2)
        limits = {"low_sek": money(low * per_fall, words), "high_sek": money(high * per_fall, words)}
        lines.append(words("whatif.published_off_80", low=words.number(low), high=words.number(high), **limits))
    near = tables["65"].loc[tables["65"]["near"]] if "65" in tables else pd.DataFrame()
    if len(near):
        row = near.iloc[order(near["off"].abs())[0]]
        years = {"rates": int(row["rate_year"]), "people": int(row["population_year"])}
        lines.append(words("whatif.published_near_65", n=words.number(row["avoided"]), **years))
    elif not any(table["near"].any() for table in tables.values()):
        lines.append(words("whatif.published_no_near"))
    return [*lines, words("whatif.published_sek")]


def published_rows(tables: Mapping[str, pd.DataFrame], words: Words) -> pd.DataFrame:
    """One row an age group, year of the rates and year of the people, with the falls avoided and how far they lie from
    the published number; the index says which indicator a row is of."""
    parts = [
        pd.DataFrame(
            {
                words("whatif.column.ages"): words(f"whatif.published_{group}"),
                words("whatif.column.rate_year"): table["rate_year"],
                words("whatif.column.population_year"): table["population_year"],
                words("whatif.published_caption"): table["avoided"].round(1),
                words("whatif.column.off"): (table["off"] * 100).round(1),
            }
        ).set_axis([GROUPS[group]] * len(table), axis=0)
        for group, table in tables.items()
    ]
    return pd.concat(parts).rename_axis("indicator")


def _paragraph(text: str) -> str:
    return f'<p class="hg-said">{escape(text)}</p>'


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
