"""Choosing the place of an area profile and what it is measured against, by the selection that all pages share."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from halsogap.errors import UnknownName
from halsogap.figures.address import encode
from halsogap.geography import area, area_index, codes, lineage
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Area, Level
from halsogap.reading import profile
from halsogap.ui.state import selection, session

PAGE = "pages/profile.py"
_AGAINST = "against"


def chosen(words: Words) -> tuple[Area | None, list[str]]:
    """The place that the selection names, or the place its map is held to; a note where a link names one that is not.

    The place is the wish's: an area has a profile whether or not the chosen indicator has a value there.
    """
    reader = session.reader()
    wish = selection.wish()
    code = wish.area or (wish.within if wish.within != RIKET_CODE else None)
    if code is None:
        return None, []
    try:
        return _named(profile.place(reader, code), words), []
    except UnknownName:
        kommun = code[:4]
        said = [words("small.gone", code=code)]
        return (area(kommun) if kommun in area_index() else None), said


def against(place: Area) -> Level:
    """What the place is measured against: as the address says, else the widest whole with values to measure against."""
    reader = session.reader()
    given, levels = st.query_params.get(_AGAINST, ""), _levels_above(place)
    if given in levels:
        return Level(given)
    table = profile.of(reader, place, Level.RIKET).table
    return next((level for level in reversed(levels) if table[str(level)].notna().any()), Level.RIKET)


def controls(place: Area | None, words: Words) -> None:
    """The place, a small area in it, what it is measured against, and the way to paper."""
    reader = session.reader()
    with st.container(key="profile_controls"):
        where, small, beside, paper = st.columns([2.2, 2.4, 2.2, 1.2], vertical_alignment="bottom", gap="small")
    held = None if place is None else place.code if place.level in (Level.LAN, Level.KOMMUN) else place.parent
    with where:
        _choice("profile_place", words("profile.place"), [*codes(Level.KOMMUN), *codes(Level.LAN)], held, words)
    if place is None or held is None:
        return
    inside = {one.code: one.name for one in profile.small_areas(reader, held)} if held != RIKET_CODE else {}
    if inside and area(held).level is Level.KOMMUN:
        with small:
            _choice("profile_small", words("profile.small"), [held, *inside], place.code, words, names=inside)
    with beside:
        levels = _levels_above(place)
        st.session_state["profile_against"] = against(place)
        st.segmented_control(
            words("profile.measure"),
            levels,
            format_func=lambda level: words(f"profile.whole_{level}"),
            key="profile_against",
            on_change=_measure,
            required=True,
        )
    with paper:
        _print_button(words)


def write_address(place: Area | None, words: Words) -> None:
    """Make the address tell the place, beside what is chosen for the other pages."""
    wish = selection.wish()
    told = encode(replace(wish, area=place.code if place else None, language=words.language))
    if place and (level := against(place)) is not Level.RIKET:
        told[_AGAINST] = str(level)
    selection.write_address(told)


def _named(place: Area, words: Words) -> Area:
    """SCB's small areas have no names but their codes: said with what they are, "DeSO 0180C1010"."""
    if place.name != place.code:
        return place
    return replace(place, name=f"{words(f'level.{place.level}')} {place.code}")


def _levels_above(place: Area) -> list[Level]:
    return [level for level in lineage(place) if level != place.level]


def _choice(
    key: str, label: str, options: list[str], value: str | None, words: Words, *, names: dict[str, str] | None = None
) -> None:
    st.session_state[key] = value

    def shown(code: str) -> str:
        if names is None:
            return area(code).name
        return names.get(code, words("profile.all_of", place=area(code).name) if code in area_index() else code)

    st.selectbox(
        label,
        options,
        format_func=shown,
        key=key,
        placeholder=words("profile.choose"),
        on_change=lambda: _go(st.session_state[key]),
    )


def _go(code: str | None) -> None:
    """Choose another place, for every page: a small area with the map held to its municipality."""
    reader = session.reader()
    if code is None:
        return
    to, was = profile.place(reader, code), selection.wish()
    small = to.level in SMALL_LEVELS
    within = to.parent if small else RIKET_CODE if was.level in SMALL_LEVELS else was.within
    selection.choose(area=code, level=to.level, within=within)


def _measure() -> None:
    st.query_params[_AGAINST] = str(st.session_state["profile_against"])


def _print_button(words: Words) -> None:
    """The browser's own print dialogue; the stylesheet makes two A4 pages of what it prints."""
    # Set and not added: however often Streamlit runs the script, one press prints once.
    st.html(
        f'<button type="button" class="hg-button" id="hg-print">{escape(words("profile.print"))}</button>'
        '<script>document.getElementById("hg-print").onclick = () => print()</script>',
        unsafe_allow_javascript=True,
    )
