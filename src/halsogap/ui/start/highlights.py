"""The parts of the first page: what stands out in the chosen place, and the doors to all that the app shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from halsogap.catalog.report_figures import figures
from halsogap.figures.address import encode
from halsogap.figures.start.sentences import gap_line, standing_line
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Area, Level
from halsogap.reading import glance as cached_glance
from halsogap.stats.at_a_glance import largest_gaps, standings, strongest_and_weakest
from halsogap.stats.map_view import View
from halsogap.ui.frame import frame
from halsogap.ui.state import selection, session

DOORS_A_LINE = 4


@dataclass(frozen=True)
class Glance:
    """What stands out in a place: rows of `largest_gaps`, and of `standings` from either end."""

    gaps: pd.DataFrame
    best: pd.DataFrame
    worst: pd.DataFrame


def glance(place: Area) -> Glance:
    """What stands out in the place. Where gaps are ranked otherwise, this is the one line to change."""
    reader = session.reader()
    own = cached_glance.own_rows(reader, place)
    gaps = largest_gaps(own)
    table = standings(own) if place.code != RIKET_CODE else pd.DataFrame()
    return Glance(gaps, *strongest_and_weakest(table))


Row = dict[str, Any]


def rows_of(table: pd.DataFrame) -> list[Row]:
    """The rows of a table, by column."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def lists(found: Glance, place: Area, words: Words) -> None:
    """The largest gaps, the strongest and the weakest standings beside each other, each row a link to its figure."""
    reader = session.reader()
    catalog = reader.catalog()
    largest = float(found.gaps["score"].abs().max()) if len(found.gaps) else 0.0

    def of_gap(row: Row) -> str:
        return gap_line(row, catalog[row["indicator"]], largest, words)

    def of_standing(row: Row) -> str:
        return standing_line(row, catalog[row["indicator"]], words)

    gaps, best, worst = st.columns(3, gap="large")
    with gaps:
        _list("gaps", found.gaps, "gap", place, of_gap, words)
    with best:
        _list("best", found.best, "development", place, of_standing, words)
    with worst:
        _list("worst", found.worst, "development", place, of_standing, words)


def _list(key: str, rows: pd.DataFrame, page: str, place: Area, line: Callable[[Row], str], words: Words) -> None:
    reader = session.reader()
    st.html(f"<h2>{escape(words(f'start.{key}'))}</h2>")
    if rows.empty:
        # The country stands among none: it is the place that is yet to be chosen.
        why = "start.choose" if key != "gaps" and place.code == RIKET_CODE else f"start.no_{key}"
        st.html(f'<p class="hg-quiet">{escape(words(why))}</p>')
    for row in rows_of(rows):
        slug = str(row["indicator"])
        _link(page, words.of(reader.catalog()[slug].short), place, words, indicator=slug, period=int(row["period"]))
        st.html(line(row))


def _link(page: str, label: str, place: Area, words: Words, **choices: Any) -> None:
    """A link to a page with the place and these choices; a gap is seen on the map where it has no page of its own."""
    pages = frame.pages_by_title()
    if page == "gap":
        choices["view"] = View.GAP
        page = page if page in pages else frame.MAP
    choice = selection.current()[0]
    level = place.level if place.level in (Level.LAN, Level.KOMMUN) else Level.KOMMUN
    area = None if place.code == RIKET_CODE else place.code
    wanted = replace(choice, within=RIKET_CODE, area=area, level=level, language=words.language, **choices)
    # Brackets in a name would be Markdown's.
    st.page_link(pages[page], label=_plain(label), query_params=encode(wanted))


def _plain(label: str) -> str:
    """`label` with what Markdown would read as its own made plain."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()#+!|<>~:$" else sign for sign in label)


def doors(words: Words) -> None:
    """The other pages, each with what it answers."""
    st.html(f"<h2>{escape(words('start.doors'))}</h2>")
    others = {title: page for title, page in frame.pages_by_title().items() if title != frame.DEFAULT_PAGE}
    columns = st.columns(DOORS_A_LINE, gap="medium")
    for number, (title, page) in enumerate(others.items()):
        with columns[number % DOORS_A_LINE]:
            st.page_link(page, query_params={"lang": words.language})
            st.html(f'<p class="hg-quiet">{escape(words(f"start.door.{title}"))}</p>')


def report(place: Area, words: Words) -> None:
    """The figures of the report, each a link to the view that shows it; made when they are asked for."""
    pages = frame.pages_by_title()
    with st.expander(words("start.figures"), key="start_figures", on_change="rerun") as opened:
        if not opened.open:
            return
        for figure in figures():
            if figure.page in pages:
                label = words("start.figure", number=figure.number, title=words.of(figure.title))
                area = {} if place.code == RIKET_CODE else {"area": place.code, "level": str(place.level)}
                query = {**area, **figure.query, "lang": words.language}
                st.page_link(pages[figure.page], label=_plain(label), query_params=query)
