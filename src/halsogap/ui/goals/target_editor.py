"""The visitor's own targets for a place: set here or read from a file, each said as a number of people."""

from __future__ import annotations

from html import escape

import streamlit as st

from halsogap.figures.goals.sentences import in_sentence
from halsogap.figures.goals.targets import proposed, target_sentence, targetable
from halsogap.i18n import Words
from halsogap.model import Area
from halsogap.rounding import rounded
from halsogap.sources.files import target_file
from halsogap.stats.goals import LocalTarget, target_range
from halsogap.ui.brought import targets
from halsogap.ui.parts.plain import plain
from halsogap.ui.state import session

_SAID = "targets_said"
"""What came of the last file: ("error" or "done", a sentence)."""


def section(place: Area, words: Words) -> None:
    """The heading, the form, the targets that are held for the place, and the file."""
    reader = session.reader()
    st.subheader(words("targets.title", place=plain(in_sentence(place, words))))
    st.html(f'<p class="hg-quiet">{escape(words("targets.lead"))}</p>')
    for (code, slug), target in reader.brought.targets.items():
        if code == place.code and slug in reader.catalog():
            _row(target, place, words)
    # Made when it is opened: the form and the file cost as much as half the board.
    with st.expander(words("targets.open"), key="targets", type="compact", on_change="rerun") as more:
        if more.open:
            _form(place, words)
            _file(words)


def _form(place: Area, words: Words) -> None:
    reader = session.reader()
    options = {one.slug: one for one in targetable(reader, place)}
    if not options:
        st.html(f'<p class="hg-quiet">{escape(words("targets.none_possible"))}</p>')
        return
    with st.container(key="target_form"):
        what, value, year, save = st.columns([3, 1.2, 1, 1], vertical_alignment="bottom", gap="small")
    slug = what.selectbox(
        words("control.indicator"),
        list(options),
        format_func=lambda one: words.of(options[one].short),
        key="target_indicator",
    )
    indicator = options[slug]
    start, start_year = proposed(reader, indicator, place)
    low, high = target_range(indicator)
    given = value.number_input(
        words(f"targets.value_{indicator.better}", unit=plain(words.unit(indicator))),
        min_value=low,
        max_value=high,
        value=rounded(start, indicator.decimals),
        step=10.0**-indicator.decimals,
        format=f"%.{indicator.decimals}f",
        key=f"target_value_{place.code}_{slug}",
    )
    when = year.number_input(
        words("targets.year"),
        min_value=target_file.FIRST_YEAR,
        max_value=target_file.LAST_YEAR,
        value=start_year,
        step=1,
        key=f"target_year_{place.code}_{slug}",
    )
    if save.button(words("targets.save"), key="target_save", type="primary", width="stretch"):
        targets.keep(LocalTarget(place.code, slug, float(given), int(when)))
        st.rerun()


def _row(target: LocalTarget, place: Area, words: Words) -> None:
    reader = session.reader()
    name = words.of(reader.catalog()[target.indicator].short)
    with st.container(horizontal=True, vertical_alignment="center", key=f"target_{target.indicator}"):
        text = escape(target_sentence(reader, target, place, words))
        st.html(f'<p class="hg-target"><b>{escape(name)}.</b> {text}</p>')
        st.button(
            words("targets.remove"),
            key=f"target_remove_{target.indicator}",
            help=words("targets.remove_help", indicator=plain(name)),
            on_click=targets.remove,
            args=((place.code, target.indicator),),
            type="tertiary",
        )


def _file(words: Words) -> None:
    reader = session.reader()
    kept = list(reader.brought.targets.values())
    left, right = st.columns([1, 2], gap="medium", vertical_alignment="center")
    with left:
        st.download_button(
            words("targets.download", n=len(kept)),
            lambda: target_file.write(kept, reader.catalog()),
            "halsogap_mal.json",
            "application/json",
            key="targets_download",
            on_click="ignore",
            disabled=not kept,
        )
    with right:
        st.file_uploader(
            words("targets.upload"),
            type=["json"],
            key="targets_file",
            max_upload_size=1,
            on_change=lambda: _take(words),
        )
        kind, text = st.session_state.get(_SAID, ("", ""))
        if kind == "error":
            st.error(plain(text))
        elif text:
            st.html(f'<p class="hg-quiet" role="status">{escape(text)}</p>')


def _take(words: Words) -> None:
    """The uploader's on_change: keep what the file has, or remember the sentence on what is wrong with it."""
    reader = session.reader()
    file = st.session_state.get("targets_file")
    if file is None:
        st.session_state.pop(_SAID, None)
        return
    try:
        read = target_file.read(file.getvalue(), reader.catalog())
    except target_file.BadTargets as fault:
        st.session_state[_SAID] = "error", words(f"targets.bad_{fault.why}", **fault.values)
        return
    targets.keep(*read)
    st.session_state[_SAID] = "done", words("targets.taken", n=len(read))
