"""What the map frame shows at a time, and the small message that says it.

The geometry already has the areas' codes and names, in the order of their codes; so a message is classes, values and
ranks in that order, packed, and the words around them: about 6 kB for two maps of 290 municipalities.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from halsogap import geography
from halsogap.i18n import Words
from halsogap.model import Level, Status
from halsogap.rounding import rounded
from halsogap.rounding import steps as steps_of

WORDS = (
    *(
        "area",
        "county",
        "municipality",
        "place",
        "value",
        "class",
        "rank",
        "missing",
        "suppressed",
        "not_applicable",
        "legend",
    ),
    *("table", "sort_by", "search", "search_none", "zoom_in", "zoom_out", "reset", "copy_link", "copied"),
    *("fullscreen", "exit_fullscreen", "failed"),
)
"""The texts under `map.` that the painter says itself."""

SERVED = "../../app/static"
"""Streamlit's static files seen from the component's frame, also under `server.baseUrlPath`."""

_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
DIGITS = "".join(sign for sign in map(chr, range(33, 127)) if sign not in '"\\<{}_')
"""The 88 digits of packed numbers: every visible ASCII sign that neither JSON, HTML, Jinja nor streamlit-folium (which
renames what follows an underscore) makes anything of. static/painter/message.js has the same."""

_DIGIT_BYTES = np.frombuffer(DIGITS.encode("ascii"), dtype=np.uint8)

_NO_VALUE = {str(Status.MISSING): "-", str(Status.SUPPRESSED): ".", str(Status.NOT_APPLICABLE): "/"}
"""An area's class is a letter, 0–9a–z, or the sign of why it has none."""


@dataclass(frozen=True)
class LiveMapView:
    """One map. `values`, `statuses`, `classes` and `ranks` have one entry an area, in the order of the codes.

    `title` and `colour` name it everywhere ("Kvinnor", #5e3c99), `label` is what a screen reader says of it;
    `national` is the country's value (NaN where there is none) and `national_text` the same in words. `values` count
    where the status is `value` and are NaN elsewhere; `classes` are numbers from 0, anything below for no class;
    `ranks` are None, NaN or <NA> where there is none.
    """

    title: str
    colour: str
    label: str
    national: float
    national_text: str
    values: Sequence[float]
    statuses: Sequence[str]
    classes: Sequence[int]
    ranks: Sequence[Any]


@dataclass(frozen=True)
class SmallAreas:
    """Where the browser finds small areas: the `files` (addresses) that hold them, and which of those areas are shown:
    the `count` whose code begins with `within` (a county's or municipality's code; empty for all). Where the files'
    names are not the page's, `name` has the page's own, with {number} and {place} in it."""

    files: tuple[str, ...]
    within: str
    count: int
    name: str = ""


@dataclass(frozen=True)
class MapTable:
    """All that the frame shows at a time.

    Parameters
    ----------
    level
        `kommun`, `lan`, or with `small` a level of small areas.
    map_views
        One or two maps; the first stands left and over the legend's bar.
    words
        The language; the painter's own texts are its `map.…`.
    unit, sign, decimals, signed
        The unit in words ("per 100 000 invånare"), its short sign after a number (" %", or empty), and how numbers are
        written; `signed` puts a plus before positive ones (gaps).
    colours, labels, breaks, limit_decimals, low, high
        The classes, ascending: one colour and label each, the limits between them and how many decimals these are
        written with, and the extremes of the values.
        All empty where no area has a value.
    named
        True where a label says more than its limits (Kolada's quarters): the legend then lists them.
    scale_ends
        What the scale's two ends mean, each a text and its colour, or None.
    caption, source
        The table's caption: what is shown, and where it is from.
    focus
        The county whose areas stand out and fill the map, or None.
    selected
        The chosen area's code, or None.
    marked
        Codes of the areas that the reader has marked: all others turn pale, and the table lists these first. None
        marked leaves all as they are.
    mark
        What is drawn across the maps where anything is made up; empty elsewhere.
    reference
        Whose value the legend's tick is; the country where it is empty.
    small
        Where small areas are found; None for municipalities and counties, whose geometry the frame has from the start.
    """

    level: Level
    map_views: tuple[LiveMapView, ...]
    words: Words
    unit: str
    sign: str = ""
    decimals: int = 0
    signed: bool = False
    colours: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    breaks: tuple[float, ...] = ()
    limit_decimals: int = 0
    low: float = math.nan
    high: float = math.nan
    named: bool = False
    scale_ends: tuple[tuple[str, str], tuple[str, str]] | None = None
    caption: str = ""
    source: str = ""
    focus: str | None = None
    selected: str | None = None
    marked: tuple[str, ...] = ()
    mark: str = ""
    reference: str = ""
    small: SmallAreas | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.map_views) <= 2:
            raise ValueError(f"a map has one or two panes, not {len(self.map_views)}")
        if len(self.colours) != len(self.labels) or len(self.breaks) != max(0, len(self.colours) - 1):
            raise ValueError(
                f"{len(self.colours)} colours, {len(self.labels)} labels, {len(self.breaks)} breaks do not make classes"
            )
        wanted = self.small.count if self.small else len(geography.codes(self.level))
        for map_view in self.map_views:
            for part in ("values", "statuses", "classes", "ranks"):
                if len(getattr(map_view, part)) != wanted:
                    raise ValueError(
                        f"{map_view.title}: {len(getattr(map_view, part))} {part}, but {wanted} areas at {self.level}"
                    )


def message(table: MapTable) -> dict[str, Any]:
    """All of `table` as the painter reads it: JSON values only, with no NaN."""
    # Called without values, a text keeps its placeholders: the painter fills in rank and column.
    words = {name: table.words(f"map.{name}") for name in WORDS}
    if table.small:
        words["search"] = table.words("map.search_small")
    return {
        "language": table.words.language,
        "level": str(table.level),
        "panes": [_map_view(map_view, table.decimals) for map_view in table.map_views],
        "unit": table.unit,
        "sign": table.sign,
        "decimals": table.decimals,
        "signed": table.signed,
        "colours": table.colours,
        "labels": table.labels,
        "breaks": [_number(limit, table.limit_decimals) for limit in table.breaks],
        "limitDecimals": table.limit_decimals,
        "low": _number(table.low, table.decimals),
        "high": _number(table.high, table.decimals),
        "named": table.named,
        "ends": table.scale_ends,
        "caption": table.caption,
        "source": table.source,
        "focus": table.focus,
        "selected": table.selected,
        "marked": table.marked,
        "mark": table.mark,
        "reference": table.reference or table.words("level.one_riket"),
        "small": _small(table.small),
        "words": words,
    }


def _small(small: SmallAreas | None) -> dict[str, Any] | None:
    return {"files": small.files, "within": small.within, "name": small.name} if small else None


def _map_view(map_view: LiveMapView, decimals: int) -> dict[str, Any]:
    values = np.asarray(map_view.values, dtype=float)
    valued = np.array([status == Status.VALUE for status in map_view.statuses], dtype=bool) & np.isfinite(values)
    # Values as whole steps of the last decimal shown: 87.3 with one decimal is 873.
    steps = steps_of(np.where(valued, values, 0), decimals).astype(np.int64)
    lowest = int(steps[valued].min()) if valued.any() else 0
    order, ranks = _ranks(steps, pd.Series(map_view.ranks, dtype="Int64"))
    return {
        "title": map_view.title,
        "colour": map_view.colour,
        "label": map_view.label,
        "national": _number(map_view.national, decimals),
        "text": map_view.national_text,
        "classes": "".join(
            _LETTERS[number] if status == Status.VALUE and number >= 0 else _NO_VALUE.get(status, "-")
            for status, number in zip(map_view.statuses, map_view.classes, strict=True)
        ),
        "values": _packed(np.where(valued, steps - lowest + 1, 0)),
        "lowest": lowest,
        "order": order,
        "ranks": _packed(ranks),
    }


def _ranks(steps: np.ndarray, ranks: pd.Series) -> tuple[int, np.ndarray]:
    """How ranks follow the values shown (1 the lowest first, -1 the highest, 0 not at all), and ranks to be packed.

    The painter finds by itself the rank that a value as shown would have. What is sent is how far behind it the rank of
    the exact value is: next to nothing, where six thousand ranks are half of a switch. 0 stands for no rank.
    """
    ranked = ranks.notna().to_numpy()
    exact = ranks.fillna(0).to_numpy(dtype=np.int64)
    for order in (1, -1):
        in_order = order * steps[ranked]
        behind = exact[ranked] - (np.searchsorted(np.sort(in_order), in_order) + 1)
        if (behind >= 0).all():
            packed = np.zeros(len(exact), dtype=np.int64)
            packed[ranked] = behind + 1
            return order, packed
    return 0, exact


def _packed(counted: np.ndarray) -> str:
    """Whole numbers from 0 as one string, each in base 88 and equal width; 0 stands for none.

    Two signs an area for most indicators: a third of a JSON list, of what is the largest part of a switch.
    """
    base, width = len(_DIGIT_BYTES), 1
    while base**width <= counted.max(initial=0):
        width += 1
    places = base ** np.arange(width)[::-1]
    return _DIGIT_BYTES[counted[:, None] // places % base].tobytes().decode("ascii")


def _number(value: float, decimals: int) -> float | int | None:
    """A number in as few characters as its decimals need; None for NaN, which JSON cannot say."""
    if value is None or not math.isfinite(value):
        return None
    number = rounded(float(value), decimals)
    return int(number) if number.is_integer() else number


def served(file: str) -> str:
    """Where the browser finds a file of small areas, from inside the map's frame."""
    return f"{SERVED}/geo/small/{file}"
