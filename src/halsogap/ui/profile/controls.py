"""The controls of the profile page: the place, a small area in it, what it is measured against, the way to paper."""

from __future__ import annotations

from html import escape

import streamlit as st

from halsogap.figures.profile.choices import PAGE, Choices, levels_above
from halsogap.geography import area, area_index, codes
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Area, Level
from halsogap.reading import profile
from halsogap.ui.parts import controls
from halsogap.ui.state import selection, session


def bar(place: Area | None, choices: Choices | None, words: Words) -> None:
    """All controls; where no `place` is chosen, only that of the place."""
    reader = session.reader()
    with st.container(key="profile_controls"):
        where, small, beside, paper = st.columns([2.2, 2.4, 2.2, 1.2], vertical_alignment="bottom", gap="small")
    chosen = None if place is None else place.code if place.level in (Level.LAN, Level.KOMMUN) else place.parent
    with where:
        _place("profile_place", words("profile.place"), [*codes(Level.KOMMUN), *codes(Level.LAN)], chosen, words)
    if place is None or chosen is None or choices is None:
        return
    inside = {one.code: one.name for one in profile.small_areas(reader, chosen)} if chosen != RIKET_CODE else {}
    if inside and area(chosen).level is Level.KOMMUN:
        with small:
            _place("profile_small", words("profile.small"), [chosen, *inside], place.code, words, names=inside)
    with beside:
        controls.segments(
            PAGE,
            "against",
            list(map(str, levels_above(place))),
            words("profile.measure"),
            lambda level: words(f"profile.whole_{level}"),
            default=str(choices.against),
        )
    with paper:
        _print_button(words)


def _place(
    key: str, label: str, options: list[str], value: str | None, words: Words, *, names: dict[str, str] | None = None
) -> None:
    """A control of the selection's area. `names` are the small areas' names by code."""
    st.session_state[key] = value

    def label_of(code: str) -> str:
        if names is None:
            return area(code).name
        return names.get(code, words("profile.all_of", place=area(code).name) if code in area_index() else code)

    st.selectbox(
        label,
        options,
        format_func=label_of,
        key=key,
        placeholder=words("profile.choose"),
        on_change=lambda: _go(st.session_state[key]),
    )


def _go(code: str | None) -> None:
    """Choose another place, for every page: a small area with the map held to its municipality."""
    if code is None:
        return
    to, was = profile.place(session.reader(), code), selection.wish()
    small = to.level in SMALL_LEVELS
    within = to.parent if small else RIKET_CODE if was.level in SMALL_LEVELS else was.within
    selection.choose(area=code, level=to.level, within=within)


def _print_button(words: Words) -> None:
    """The browser's own print dialogue; the stylesheet makes two A4 pages of what it prints."""
    # Set and not added: however often Streamlit runs the script, one press prints once.
    st.html(
        f'<button type="button" class="hg-button" id="hg-print">{escape(words("profile.print"))}</button>'
        '<script>document.getElementById("hg-print").onclick = () => print()</script>',
        unsafe_allow_javascript=True,
    )
