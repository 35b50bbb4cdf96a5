"""The visitor's own targets for a place: set here or read from a file, each said as a number of people."""

from __future__ import annotations

from html import escape

import streamlit as st

from halsogap.exporting.tables import file_name
from halsogap.figures.goals import board as views
from halsogap.figures.goals.reading import goal_of
from halsogap.i18n import Words
from halsogap.model import Area, Better, Indicator, Level
from halsogap.sources.files import target_file
from halsogap.stats.goals import LocalTarget, target_range
from halsogap.stats.tolerance import rounded
from halsogap.ui.brought import targets as local_targets
from halsogap.ui.goals.board import spoken
from halsogap.ui.state import session

_SAID = "targets_said"
"""What came of the last file: ("error" or "done", a sentence)."""


def section(here: Area, words: Words) -> None:
    """The heading, the form, the targets that are held for the place, and the file."""
    reader = session.reader()
    st.subheader(words("targets.title", place=spoken(here, words)))
    st.html(f'<p class="hg-quiet">{escape(words("targets.lead"))}</p>')
    for key, target in local_targets.held().items():
        if key[0] == here.code and target.indicator in reader.catalog():
            _row(target, here, words)
    # Made when it is opened: the form and the file cost as much as half the board.
    with st.expander(words("targets.open"), key="targets", type="compact", on_change="rerun") as more:
        if more.open:
            _form(here, words)
            _file(words)


def _form(here: Area, words: Words) -> None:
    options = {one.slug: one for one in _can_have(here)}
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
    held = local_targets.held().get((here.code, slug))
    goal = goal_of(indicator, here)
    one = goal.judged
    start = held.value if held else next(iter((one.target or (one.now.values if one.now else {})).values()), 0.0)
    low, high = target_range(indicator)
    given = value.number_input(
        words(f"targets.value_{indicator.better}", unit=words.unit(indicator)),
        min_value=low,
        max_value=high,
        value=rounded(start, indicator.decimals),
        step=10.0**-indicator.decimals,
        format=f"%.{indicator.decimals}f",
        key=f"target_value_{here.code}_{slug}",
    )
    when = year.number_input(
        words("targets.year"),
        min_value=target_file.FIRST_YEAR,
        max_value=target_file.LAST_YEAR,
        value=held.year if held else _usual_year(),
        step=1,
        key=f"target_year_{here.code}_{slug}",
    )
    if save.button(words("targets.save"), key="target_save", type="primary", width="stretch"):
        local_targets.keep(LocalTarget(here.code, slug, float(given), int(when)))
        st.rerun()


def _can_have(here: Area) -> list[Indicator]:
    """The indicators that a target can be set for here: a favourable direction, and values at the place's level."""
    reader = session.reader()
    coverage = reader.coverage()
    return [
        one
        for one in reader.catalog().values()
        if one.better is not Better.UNKNOWN
        and (coverage.periods(one.slug, here.level) or (here.level is Level.RIKET and one.published))
    ]


def _usual_year() -> int:
    """Some years from the newest edition."""
    reader = session.reader()
    return int(reader.snapshot().manifest.created_at[:4]) + 4


def _row(target: LocalTarget, here: Area, words: Words) -> None:
    reader = session.reader()
    indicator = reader.catalog()[target.indicator]
    goal = goal_of(indicator, here)
    one = goal.judged
    said = [views.target_words(one, words)]
    if one.now:
        values = " / ".join(words.value(one.now.values[sex], indicator) for sex in one.sexes)
        said.append(words("targets.now", value=values, year=one.now.year))
        said.append(words("targets.met") if one.outcome == "reached" else "")
        said.append(views.persons_words(one, goal.who, words))
    else:
        said.append(words("goals.why_no_values", place=spoken(here, words)))
    with st.container(horizontal=True, vertical_alignment="center", key=f"target_{target.indicator}"):
        text = escape(" ".join(filter(None, said)))
        st.html(f'<p class="hg-target"><b>{escape(words.of(indicator.short))}.</b> {text}</p>')
        st.button(
            words("targets.remove"),
            key=f"target_remove_{target.indicator}",
            help=words("targets.remove_help", indicator=words.of(indicator.short)),
            on_click=local_targets.remove,
            args=((here.code, target.indicator),),
            type="tertiary",
        )


def _file(words: Words) -> None:
    reader = session.reader()
    held = list(local_targets.held().values())
    left, right = st.columns([1, 2], gap="medium", vertical_alignment="center")
    with left:
        st.download_button(
            words("targets.download", n=len(held)),
            lambda: target_file.write(held, reader.catalog()),
            file_name("halsogap_mal", "json", demo=False),
            "application/json",
            key="targets_download",
            on_click="ignore",
            disabled=not held,
        )
    with right:
        st.file_uploader(
            words("targets.upload"),
            type=["json"],
            key="targets_file",
            max_upload_size=1,
            on_change=lambda: _take(words),
        )
        kind, said = st.session_state.get(_SAID, ("", ""))
        if kind == "error":
            st.error(said)
        elif said:
            st.html(f'<p class="hg-quiet" role="status">{escape(said)}</p>')


def _take(words: Words) -> None:
    """The uploader's on_change: keep what the file has, or remember the sentence on what is wrong with it."""
    reader = session.reader()
    file = st.session_state.get("targets_file")
    if file is None:
        st.session_state.pop(_SAID, None)
        return
    try:
        targets = target_file.read(file.getvalue(), reader.catalog())
    except target_file.BadTargets as fault:
        st.session_state[_SAID] = "error", words(f"targets.bad_{fault.why}", **fault.values)
        return
    local_targets.keep(*targets)
    st.session_state[_SAID] = "done", words("targets.taken", n=len(targets))
