"""A chart on a page: with its text alternative, the table behind it, and the files that the page's foot offers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from halsogap.exporting.tables import csv_bytes, excel_bytes
from halsogap.figures import charts
from halsogap.figures.charts import Filled, Said, themed
from halsogap.i18n import Words


def chart(
    drawn: alt.TopLevelMixin | Filled,
    words: Words,
    *,
    key: str,
    alternative: str,
    table: Callable[[], pd.DataFrame],
    on_select: Callable[[], None] | None = None,
    selections: Iterable[str] | None = None,
) -> Any:
    """Show the chart, and folded away below it the table of what it shows.

    Parameters
    ----------
    drawn
        The chart as its view made it, without a look of its own and without a width; or a template filled with data,
        which is shown sooner.
    key
        Names the chart on the page, and its selection in the session.
    alternative
        What the chart shows, in words: for those who hear the page.
    table
        Makes the rows behind the chart under the language's own column names, when they are asked for.
    on_select, selections
        What to do when the reader marks something in the chart, and which of its selections tell.

    Returns
    -------
    VegaLiteState
        What is marked, where there is an `on_select`.
    """
    options: dict[str, Any] = {"alt": alternative, "theme": None, "width": "stretch", "key": key}
    if on_select:
        options |= {"on_select": on_select, "selection_mode": list(selections or ()) or None}
    if isinstance(drawn, Filled):
        spec = drawn.spec() | {"datasets": dict(drawn.data)}
    else:
        spec = themed(drawn, words).to_dict(validate=False)
    # As the specification itself: st.altair_chart would check it against the whole schema first, at each rerun.
    marked = st.vega_lite_chart(spec=spec, **options)
    table_below(table, words, key=key, alternative=alternative)
    return marked


def table_below(table: Callable[[], pd.DataFrame], words: Words, *, key: str, alternative: str) -> None:
    """The rows behind a picture, folded away until they are asked for: then they are made and sent."""
    with st.expander(words("chart.table"), key=f"{key}_table", type="compact", on_change="rerun") as more:
        if more.open:
            st.dataframe(table(), hide_index=True, width="stretch", alt=alternative)


def files(
    table: Callable[[], pd.DataFrame],
    about: Mapping[str, str],
    words: Words,
    *,
    demo: bool,
    own: bool = False,
    picture: Callable[[], tuple[alt.TopLevelMixin | Filled, Said]] | None = None,
) -> dict[str, Callable[[], bytes]]:
    """What the foot of a page with charts offers, by kind.

    Parameters
    ----------
    table
        Makes the rows, each with source, day and mark (`exporting.marked`).
    about
        What the workbook's second sheet says, label by label; the source among it.
    demo, own
        Whether what is shown is made up, and whether it is the visitor's own.
    picture
        Makes the page's main chart and what is said round it; None where there is none.
    """
    made: dict[str, Callable[[], bytes]] = {
        "csv": lambda: csv_bytes(table(), words.language),
        "excel": lambda: excel_bytes(table(), about, words.language, demo=demo, own=own),
    }
    if picture:
        made["png"] = lambda: charts.png(*picture(), words)
        made["svg"] = lambda: charts.svg(*picture(), words)
    return made
