"""The area profile's pieces: choosing a place and what to measure it against, and the sheets made of what is read."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st

from halsogap.errors import UnknownName
from halsogap.exporting import csv_bytes, excel_bytes
from halsogap.geography import area, area_index, codes, lineage
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Area, Level
from halsogap.stats.profile import standings, strengths_and_needs
from halsogap.ui import cached, cached_locator, cached_profile, components, selection
from halsogap.ui.address import encode
from halsogap.ui.cached_profile import Profile
from halsogap.ui.foot import foot
from halsogap.views.profile_sentences import notable_sentences, people_sentence, standing_sentence
from halsogap.views.profile_sheet import Sheet, sheet_html
from halsogap.views.profile_table import export, table_html
from halsogap.views.pyramid import pyramid_alt, pyramid_picture, pyramid_table

PAGE = "pages/profile.py"
_AGAINST = "against"


def chosen(words: Words) -> tuple[Area | None, list[str]]:
    """The place that the selection names, or the place its map is held to; a note where a link names one that is not.

    The place is the wish's: an area has a profile whether or not the chosen indicator has a value there.
    """
    wish = selection.wish()
    code = wish.area or (wish.within if wish.within != RIKET_CODE else None)
    if code is None:
        return None, []
    try:
        return _named(cached_profile.place(code), words), []
    except UnknownName:
        kommun = code[:4]
        said = [words("small.gone", code=code)]
        return (area(kommun) if kommun in area_index() else None), said


def against(place: Area) -> Level:
    """What the place is measured against: as the address says, else the widest whole with values to measure against."""
    given, levels = st.query_params.get(_AGAINST, ""), _levels_above(place)
    if given in levels:
        return Level(given)
    table = cached_profile.of(place, Level.RIKET).table
    return next((level for level in reversed(levels) if table[str(level)].notna().any()), Level.RIKET)


def controls(place: Area | None, words: Words) -> None:
    """The place, a small area in it, what it is measured against, and the way to paper."""
    with st.container(key="profile_controls"):
        where, small, beside, paper = st.columns([2.2, 2.4, 2.2, 1.2], vertical_alignment="bottom", gap="small")
    held = None if place is None else place.code if place.level in (Level.LAN, Level.KOMMUN) else place.parent
    with where:
        _choice("profile_place", words("profile.place"), [*codes(Level.KOMMUN), *codes(Level.LAN)], held, words)
    if place is None or held is None:
        return
    inside = {one.code: one.name for one in cached_profile.small_areas(held)} if held != RIKET_CODE else {}
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


def open_button(choice_area: str | None, words: Words) -> None:
    """On the map: from the chosen area to its profile."""
    if choice_area and st.button(words("profile.open"), key="open_profile"):
        st.switch_page(PAGE)


def show(found: Profile, said: list[str], words: Words) -> None:
    """The whole profile: the answer, the two sheets, and the foot with the table as files."""
    place, table, indicators = found.place, found.table, cached.catalog()
    manifest, whole = cached.snapshot().manifest, _whole(found, words)
    finding = [
        people_sentence(place.name, found.people, words),
        standing_sentence(standings(table), whole, words),
    ]
    components.heading(words("profile.title", place=place.name), " ".join(filter(None, finding)))
    components.notes([*said, *([words("small.made_up")] if place.level is Level.MADE_UP else [])])
    strengths, needs = strengths_and_needs(table)
    kind = words(f"level.many_{place.level}")
    columns = {"value": place.name, **{str(level): area(code).name for level, code in _above(place).items()}}
    columns |= {str(Level.RIKET): words("panel.riket")}
    source = _source(found, words)
    sheet = Sheet(
        pyramid=_pyramid(found, words),
        pyramid_title=words("profile.pyramid", year=found.steps.period)
        if found.steps
        else words("profile.pyramid_none"),
        locator=cached_locator.locator(place, words, mark=words("export.demo") if manifest.demo else ""),
        strengths=notable_sentences(strengths, table, indicators, whole, kind, words),
        needs=notable_sentences(needs, table, indicators, whole, kind, words),
        table=table_html(table, indicators, columns, whole, words, foot=source),
        missing=_missing(found, words),
        notes=[words("profile.method")],
        foot=source,
    )
    st.html(sheet_html(sheet, words))

    def rows() -> pd.DataFrame:
        day = manifest.created_at[:10]
        return export(table, indicators, columns, whole, words, day=day, demo=manifest.demo)

    about = {words("map.area"): place.name, words("export.source"): source}
    files = {
        "csv": lambda: csv_bytes(rows(), words.language),
        "excel": lambda: excel_bytes(rows(), about, words.language, demo=manifest.demo),
    }
    foot(source, f"profil_{place.code}", files, words)


def _pyramid(found: Profile, words: Words) -> str:
    if found.steps is None:
        return f"<p>{escape(words('profile.pyramid_fetch'))}</p>"
    manifest = cached.snapshot().manifest
    picture = pyramid_picture(
        found.steps,
        found.beside,
        words,
        alt=pyramid_alt(found.steps, found.place.name, words),
        mark=words("export.demo") if manifest.demo else "",
        whole=words("finding.riket"),
    )
    table = pyramid_table(found.steps, words)
    return f"{picture}<details><summary>{escape(words('chart.table'))}</summary>{table}</details>"


def _missing(found: Profile, words: Words) -> list[str]:
    """Which indicators should have a value for the place and have none, and how many are not published at its level."""
    indicators = {slug: i for slug, i in cached.catalog().items() if i.unit != "persons"}
    absent = [i for slug, i in indicators.items() if slug not in set(found.table["indicator"])]
    expected = [words.of(i.short) for i in absent if found.place.level in i.levels]
    elsewhere = sum(found.place.level not in i.levels for i in absent)
    said = [words("profile.missing", names=", ".join(expected))] if expected else []
    if elsewhere:
        said.append(words("profile.elsewhere", n=elsewhere, areas=words(f"level.many_{found.place.level}")))
    return said


def _source(found: Profile, words: Words) -> str:
    manifest, indicators = cached.snapshot().manifest, cached.catalog()
    if manifest.demo:
        return words("source.demo")
    names = dict.fromkeys(indicators[slug].source.name for slug in found.table["indicator"])
    publishers = words("profile.and").join(names) or "Kolada"
    return words("profile.source", publishers=publishers, day=words.day(manifest.created_at))


def _whole(found: Profile, words: Words) -> str:
    """The name of what the place is measured against."""
    level = found.against or Level.RIKET
    code = lineage(found.place).get(level, RIKET_CODE)
    return words("finding.riket") if code == RIKET_CODE else area(code).name


def _named(place: Area, words: Words) -> Area:
    """SCB's small areas have no names but their codes: said with what they are, "DeSO 0180C1010"."""
    if place.name != place.code:
        return place
    return replace(place, name=f"{words(f'level.{place.level}')} {place.code}")


def _above(place: Area) -> dict[Level, str]:
    return {level: code for level, code in lineage(place).items() if level != place.level}


def _levels_above(place: Area) -> list[Level]:
    return list(_above(place))


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
    if code is None:
        return
    to, was = cached_profile.place(code), selection.wish()
    small = to.level in SMALL_LEVELS
    within = to.parent if small else RIKET_CODE if was.level in SMALL_LEVELS else was.within
    selection.choose(area=code, level=to.level, within=within)


def _measure() -> None:
    st.query_params[_AGAINST] = str(st.session_state["profile_against"])


def _print_button(words: Words) -> None:
    """The browser's own print dialogue; the stylesheet makes two A4 pages of what it prints."""
    st.html(
        f'<button type="button" class="hg-button" id="hg-print">{escape(words("profile.print"))}</button>'
        '<script>document.getElementById("hg-print").addEventListener("click", () => print())</script>',
        unsafe_allow_javascript=True,
    )
