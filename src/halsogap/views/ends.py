"""The highest and lowest areas beside a map of small areas, as an HTML table. Every text from data is escaped."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape

from halsogap.i18n import Words
from halsogap.model import Indicator
from halsogap.stats.highest_lowest import Extreme


def ends_html(
    title: str,
    high: list[Extreme],
    low: list[Extreme],
    names: Mapping[str, str],
    whole: str,
    indicator: Indicator,
    words: Words,
) -> str:
    """Two short lists: the area, its value, its distance from `whole`, the people it rests on, and how sure that is.

    Parameters
    ----------
    title
        Whose values they are ("Kvinnor").
    names
        The areas' names by code.
    whole
        What the distance is from ("Gävle").
    """
    shown = [*high, *low]
    if not shown:
        return ""
    counted = any(extreme.people is not None for extreme in shown)
    heads = [words("ends.area"), words("ends.value"), words("ends.distance", whole=whole)]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in [*heads, *([words("ends.people")] * counted)])
    body = "".join(
        f'<tr><th scope="rowgroup" colspan="{4 if counted else 3}" class="hg-end">{escape(words(key))}</th></tr>'
        + "".join(_row(extreme, names, counted, indicator, words) for extreme in part)
        for key, part in (("ends.high", high), ("ends.low", low))
    )
    note = f"<p>{escape(words('ends.note', whole=whole))}</p>" if any(e.apart is False for e in shown) else ""
    return (
        f'<section class="hg-panel"><h3>{escape(title)}</h3><table class="hg-ends"><tr>{head}</tr>{body}</table>'
        f"{note}</section>"
    )


def _row(extreme: Extreme, names: Mapping[str, str], counted: bool, indicator: Indicator, words: Words) -> str:
    value = words.value(extreme.value, indicator)
    distance = (
        words.number(extreme.distance, indicator.decimals, signed=True) if math.isfinite(extreme.distance) else "–"
    )
    # A star, and not paleness alone: within chance is said in words below.
    star = " *" if extreme.apart is False else ""
    people = words.number(extreme.people) if extreme.people is not None else "–"
    return (
        f'<tr><th scope="row">{escape(names[extreme.code])}</th><td>{value}</td><td>{distance}{star}</td>'
        + (f"<td>{people}</td>" if counted else "")
        + "</tr>"
    )
