"""The board of goals: cards in a column for each goal area or life stage, and the board as a table and files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import pandas as pd
import streamlit as st

from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Area, Level, Sex
from halsogap.stats.coverage import Coverage
from halsogap.stats.series import runs
from halsogap.ui import cached, files, parameters, selection
from halsogap.ui.address import Selection, encode
from halsogap.ui.goal_values import LATEST, REPORT, Goal
from halsogap.views import goals as views
from halsogap.views.goals_table import goals_table
from halsogap.views.trend import Line, trend_picture

GROUPS = {
    "goal_area": ("god_jamlik_halsa", "god_kvalitet", "hallbart_uthalligt"),
    "life_stage": ("barn_unga", "vuxna", "aldre"),
}
"""How the goals can be laid out: the field of the indicator, and its values in the report's order."""

MAP = "pages/map.py"


def group_choice(words: Words) -> str:
    """By goal area or by life stage."""
    key, by = "control_by", parameters.chosen("by", GROUPS, "goal_area")
    st.session_state[key] = by
    st.segmented_control(
        words("goals.by"),
        list(GROUPS),
        format_func=lambda name: words(f"goals.by_{name}"),
        key=key,
        on_change=lambda: parameters.choose("by", st.session_state[key]),
        required=True,
    )
    return by


def until_choice(words: Words) -> str:
    """What "now" is: the latest value, the one that the report used, or the last one up to a year."""
    options = [LATEST, REPORT, *_years(cached.coverage(), tuple(cached.catalog()))]
    key, until = "control_until", parameters.chosen("until", options, LATEST)
    st.session_state[key] = until
    st.selectbox(
        words("goals.until"),
        options,
        format_func=lambda name: words(f"goals.until_{name}") if name in (LATEST, REPORT) else name,
        key=key,
        on_change=lambda: parameters.choose("until", st.session_state[key]),
    )
    return until


@lru_cache(maxsize=4)
def _years(coverage: Coverage, slugs: tuple[str, ...]) -> tuple[str, ...]:
    """The years after its baseline that any goal has a value for, the latest first."""
    goals = [one for one in map(cached.catalog().__getitem__, slugs) if one.goal_area]
    levels = (Level.LAN, Level.KOMMUN)
    years = {(one, year) for one in goals for level in levels for year in coverage.periods(one.slug, level)}
    return tuple(map(str, sorted({year for one, year in years if year > (one.baseline_year or 0)}, reverse=True)))


def board(here: Area, goals: Sequence[Goal], by: str, words: Words) -> None:
    """The cards in a column for each goal area or life stage."""
    st.html(views.legend(words))
    wished, coverage = selection.wish(), cached.coverage()
    for column, group in zip(st.columns(len(GROUPS[by]), gap="medium"), GROUPS[by], strict=True):
        with column, st.container(key=f"goals_{group}"):
            st.html(f"<h2>{words(f'goals.group_{group}')}</h2>")
            for goal in goals:
                if getattr(goal.indicator, by) == group:
                    link = encode(_on_map(goal, here, wished, coverage))
                    name = words.of(goal.indicator.short)
                    st.page_link(MAP, label=name, query_params=link, help=words("goals.open"))
                    st.html(views.card(goal.judged, _trend(goal, here, words), beside(goal, here, words), words))


def _on_map(goal: Goal, here: Area, wished: Selection, coverage: Coverage) -> Selection:
    """The goal on the map, at the place's own level where it has values there."""
    levels = coverage.levels(goal.indicator.slug)
    level = here.level if here.level in levels else levels[0] if levels else Level.KOMMUN
    place = here.code if here.level is level else here.parent if level is Level.LAN else RIKET_CODE
    return replace(
        wished,
        indicator=goal.indicator.slug,
        level=level,
        within=RIKET_CODE,
        area=None if place in ("", RIKET_CODE) else place,
        period=goal.judged.now.year if goal.judged.now else None,
    )


def beside(goal: Goal, here: Area, words: Words) -> list[str]:
    """What a card ends with: why there is no comparison, the distance in persons, and what the report said."""
    held = goal.indicator.levels
    others = [words(f"level.many_{level}") for level in (Level.KOMMUN, Level.LAN) if level in held]
    elsewhere = "" if here.level in held else ", ".join(others)
    said = [
        views.why_not(goal.judged, spoken(here, words), elsewhere, words),
        views.persons_words(goal.judged, goal.who, words),
        words("goals.chance") if goal.judged.chance else "",
        words("goals.from_report") if goal.printed else "",
    ]
    judged_there = goal.indicator.report_status
    if here.level is Level.RIKET and judged_there and judged_there != goal.judged.outcome:
        said.append(words("goals.report_said", outcome=words(f"goals.class_{judged_there}")))
    return said


def spoken(here: Area, words: Words) -> str:
    """The place as it stands in a sentence."""
    return words("finding.riket") if here.level is Level.RIKET else here.name


def _trend(goal: Goal, here: Area, words: Words) -> str:
    """The place's line: women and men where there are such values, else both together."""
    indicator, now = goal.indicator, goal.judged.now
    both = {sex for by_sex in goal.values.values() for sex in by_sex} >= {Sex.K, Sex.M}
    lines = []
    for sex in (Sex.K, Sex.M) if both else (Sex.T,):
        by_year = {year: by_sex[sex] for year, by_sex in goal.values.items() if sex in by_sex}
        if by_year:
            lines.append(Line(str(sex), tuple(runs(by_year, indicator))))
    years = sorted({year for line in lines for year, _ in line.points})
    if len(years) < 2:
        return ""
    alt = words(
        "panel.trend_alt",
        indicator=words.of(indicator.short),
        place=spoken(here, words),
        first=years[0],
        last=years[-1],
        lines=" ".join(views.line_words(line.id, line.points, indicator, words) for line in lines),
    )
    breaks = tuple(b.year for b in indicator.breaks)
    return trend_picture(lines, alt=alt, breaks=breaks, marked=now.year if now else None)


def foot(here: Area, goals: Sequence[Goal], words: Words) -> None:
    """The board as a table on demand, the source line and the downloads."""
    manifest = cached.snapshot().manifest

    def table() -> pd.DataFrame:
        rows = [(goal.judged, goal.who, beside(goal, here, words)) for goal in goals]
        return goals_table(here, rows, words, day=manifest.created_at[:10], demo=manifest.demo)

    with st.expander(words("map.table"), key="goals_table", type="compact", on_change="rerun") as more:
        if more.open:
            st.dataframe(table(), hide_index=True)
    publisher = goals[0].indicator.source.name
    source = words("goals.source", publisher=publisher, day=words.day(manifest.created_at))
    about = {words("export.area"): here.name, words("goals.about_method"): words("goals.method")}
    stem = f"maluppfyllelse_{here.code}"
    files.foot(words("source.demo") if manifest.demo else source, stem, table, about, words)
