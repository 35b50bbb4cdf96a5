"""The map's controls. Each shows what the selection says and writes what the user changes back to it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from halsogap.figures.address import FEWEST_CLASSES, MOST_CLASSES, Selection, to_level
from halsogap.geography import area, codes
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Indicator, Level
from halsogap.stats.classes import Scheme
from halsogap.stats.gap.measure import Measure
from halsogap.stats.map_view import View
from halsogap.ui.brought import areas
from halsogap.ui.state import selection, session

MAP = "map_view"
"""The key of the page's fragment that the controls draw anew."""

MAP_PARTS = ("indicator", "within", "classes", "level", "period", "view")
GAP_PARTS = (*MAP_PARTS[:-1], "measure")
"""The controls of the map, and of a page that shows nothing but the gap."""

_WIDTHS = {"indicator": 2.6, "within": 1.6, "classes": 1.0, "level": 1.55, "period": 2.25, "view": 2.9, "measure": 2.9}
_PLAYING, _TURNED, _PARTS = "playing", "turned_at", "controls_shown"
SECONDS_A_YEAR = 1.2
"""How long each year stays when the years are played: long enough to find a place and see it change."""


def bar(choice: Selection, words: Words, parts: Sequence[str] = MAP_PARTS) -> None:
    """The controls named by `parts` in one line; under each other where there is no room.

    What the other choices decide (which levels, years and views there are) are fragments, drawn anew only when they
    change: a switch of indicator then sends the map and little else.
    """
    st.session_state[_PARTS] = set(parts)
    drawn: dict[str, Callable[[], None]] = {
        "indicator": lambda: indicator_choice(choice, words),
        "within": within_choice,
        "classes": classes_choice,
        "level": level_choice,
        "period": year_choice,
        "view": view_choice,
        "measure": measure_choice,
    }
    with st.container(key="controls"):
        columns = st.columns([_WIDTHS[part] for part in parts], vertical_alignment="bottom", gap="small")
    for part, column in zip(parts, columns, strict=True):
        with column:
            drawn[part]()
    if playing():
        clock()


def _shapes(choice: Selection) -> dict[str, tuple[object, ...]]:
    """What each fragment of the bar looks like, by its key: drawn anew when this changes."""
    shapes = {
        "classes": (choice.view is View.GAP,),
        "level": (*_levels(choice), choice.level),
        "within": (choice.level if choice.level in SMALL_LEVELS else None, choice.within),
        "period": (*_years(choice), choice.period),
        "view": (*_views(choice), choice.view),
        "measure": (choice.measure,),
    }
    return {name: shape for name, shape in shapes.items() if name in st.session_state[_PARTS]}


def _levels(choice: Selection) -> list[Level]:
    reader = session.reader()
    return reader.coverage().levels(choice.indicator)


def _years(choice: Selection) -> list[int]:
    reader = session.reader()
    return reader.coverage().periods(choice.indicator, choice.level)


def _views(choice: Selection) -> list[View]:
    """The views that the indicator has that year."""
    reader = session.reader()
    sexes = reader.coverage().sexes(choice.indicator, choice.level, choice.period or 0)
    return [v for v in View if (v is View.TOTAL and "T" in sexes) or (v is not View.TOTAL and {"K", "M"} <= sexes)]


def _chooser(field: str, key: str) -> Callable[[], None]:
    """A control's on_change: its value becomes the wish's, and what that changes is drawn anew, nothing else."""
    choose = selection.chooser(field, key)

    def change() -> None:
        before = _shapes(selection.current()[0])
        choose()
        settled = selection.current()[0]
        changed = {name for name, shape in _shapes(settled).items() if shape != before[name]}
        if getattr(settled, field) == st.session_state[key]:
            changed.discard(field)  # the control itself shows already what was chosen in it
        st.rerun([MAP, *sorted(changed)])

    return change


def go(to: Selection, **also: Any) -> None:
    """A widget's callback: show another level or place, and draw anew what that changes in the controls."""
    before = _shapes(selection.current()[0])
    selection.choose(level=to.level, within=to.within, area=to.area, **also)
    if also:  # another indicator too: its control is no fragment
        st.rerun()
    after = _shapes(selection.current()[0])
    st.rerun([MAP, *sorted(name for name, shape in after.items() if shape != before[name])])


def indicator_choice(choice: Selection, words: Words) -> None:
    """The indicator, grouped by where it comes from; typing in it searches."""
    reader = session.reader()
    catalog, coverage = reader.catalog(), reader.coverage()
    slugs = [slug for slug in catalog if coverage.has(slug) or slug == choice.indicator]
    # What the visitor has just brought is what they look for: first, and named as theirs.
    slugs.sort(key=lambda slug: not catalog[slug].own)
    _select("indicator", words("control.indicator"), slugs, choice.indicator, lambda s: short(catalog[s], words))


def short(indicator: Indicator, words: Words) -> str:
    """An indicator's short name in a list, with a mark on the visitor's own."""
    name = words.of(indicator.short)
    return words("brought.in_list", name=name) if indicator.own else name


@st.fragment(key="level")
def level_choice() -> None:
    """Municipalities or counties, as far as the indicator has them."""
    words, (choice, _) = selection.language(), selection.current()
    if not (levels := _levels(choice)):
        return
    key = "control_level"
    st.session_state[key] = choice.level
    st.selectbox(
        words("control.level"),
        levels,
        format_func=lambda level: words(f"level.{level}"),
        key=key,
        on_change=lambda: go(to_level(selection.current()[0], st.session_state[key])),
    )


@st.fragment(key="within")
def within_choice() -> None:
    """The part of the country that the map shows: all of it or a county; on a map of small areas a municipality too."""
    words, (choice, _) = selection.language(), selection.current()
    options = [RIKET_CODE, *codes(Level.LAN), *(codes(Level.KOMMUN) if choice.level in SMALL_LEVELS else [])]
    if choice.level is Level.OWN and (brought := areas.brought()):
        places = set(brought.table["parent"]) | set(brought.table["parent"].str[:2]) | {RIKET_CODE, choice.within}
        options = [code for code in options if code in places]

    def label_of(code: str) -> str:
        return words("control.whole_country") if code == RIKET_CODE else area(code).name

    _select("within", words("control.within"), options, choice.within, label_of)


@st.fragment(key="period")
def year_choice() -> None:
    """A slider over the years that have values, with a button that plays them."""
    words, (choice, _) = selection.language(), selection.current()
    years = _years(choice)
    if len(years) < 2:
        if years:
            _select("period", words("control.year"), years, choice.period, str)
        return
    slider, button = st.columns([3.4, 1], vertical_alignment="bottom", gap="small")
    with slider:
        key = "control_period"
        st.session_state[key] = choice.period
        st.select_slider(words("control.year"), years, key=key, on_change=_chooser("period", key))
    label = words("control.pause" if playing() else "control.play")
    icon = ":material/pause:" if playing() else ":material/play_arrow:"
    if button.button(label, icon=icon, help=label, key="play"):
        st.session_state[_PLAYING] = not playing()
        st.session_state[_TURNED] = time.monotonic()
        if playing() and choice.period == years[-1]:
            selection.choose(period=years[0])
        st.rerun()


def playing() -> bool:
    """True while the years are being played."""
    return bool(st.session_state.get(_PLAYING))


@st.fragment(run_every=SECONDS_A_YEAR)
def clock() -> None:
    """While the years are played, go on to the next when the present one has had its time, and stop after the last."""
    if time.monotonic() - st.session_state.get(_TURNED, 0.0) < SECONDS_A_YEAR * 0.8:
        return
    choice, _ = selection.current()
    later = [year for year in _years(choice) if choice.period is None or year > choice.period]
    if later:
        selection.choose(period=later[0])
        st.session_state[_TURNED] = time.monotonic()
    else:
        st.session_state[_PLAYING] = False
    st.rerun()


@st.fragment(key="view")
def view_choice() -> None:
    """Women and men, total, or the gap; only what the indicator has that year."""
    words, (choice, _) = selection.language(), selection.current()
    views, key = _views(choice), "control_view"
    if not views:
        return
    st.session_state[key] = choice.view
    st.segmented_control(
        words("control.view"),
        views,
        format_func=lambda view: words(f"control.{view}"),
        key=key,
        on_change=_chooser("view", key),
        required=True,
    )


@st.fragment(key="measure")
def measure_choice() -> None:
    """The gap as a difference or as a ratio."""
    words, (choice, _) = selection.language(), selection.current()
    key = "control_measure"
    st.session_state[key] = choice.measure
    st.segmented_control(
        words("control.measure"),
        list(Measure),
        format_func=lambda measure: words(f"control.short_{measure}"),
        key=key,
        on_change=_chooser("measure", key),
        required=True,
    )


@st.fragment(key="classes")
def classes_choice() -> None:
    """How values are cut into classes, and how the gap is measured."""
    words, (choice, _) = selection.language(), selection.current()
    with st.popover(words("control.settings")):
        _select("scheme", words("control.scheme"), list(Scheme), choice.scheme, lambda s: words(f"scheme.{s}"))
        counts = list(range(FEWEST_CLASSES, MOST_CLASSES + 1))
        _select("classes", words("control.classes"), counts, choice.classes, str)
        if choice.view is View.GAP and "view" in st.session_state[_PARTS]:
            _select("measure", words("control.measure"), list(Measure), choice.measure, lambda m: words(f"control.{m}"))


def _select(field: str, label: str, options: list[Any], value: object, label_of: Callable[[Any], str]) -> None:
    key = f"control_{field}"
    st.session_state[key] = value
    st.selectbox(label, options, format_func=label_of, key=key, on_change=_chooser(field, key))
