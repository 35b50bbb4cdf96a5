"""The board of goals: cards in a column for each goal area or life stage, and the board as a table and files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from halsogap.figures.address import Selection, encode
from halsogap.figures.goals import board as views
from halsogap.figures.goals.reading import LATEST, REPORT, Goal
from halsogap.figures.goals.table import goals_table
from halsogap.figures.trend import Line, trend_picture
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Area, Level, Sex
from halsogap.settings import STATIC_DIR
from halsogap.stats.coverage import Coverage
from halsogap.stats.series import runs
from halsogap.ui.parts import charts
from halsogap.ui.parts import foot as page
from halsogap.ui.state import parameters, selection, session

GROUPS = {
    "goal_area": ("god_jamlik_halsa", "god_kvalitet", "hallbart_uthalligt"),
    "life_stage": ("barn_unga", "vuxna", "aldre"),
}
"""How the goals can be laid out: the field of the indicator, and its values in the report's order."""

MAP = "karta"
"""The map's address, beside this page's own."""


def group_choice(words: Words) -> str:
    """By goal area or by life stage."""
    key, by = "control_by", parameters.chosen("goals", "by", GROUPS, "goal_area")
    st.session_state[key] = by
    st.segmented_control(
        words("goals.by"),
        list(GROUPS),
        format_func=lambda name: words(f"goals.by_{name}"),
        key=key,
        on_change=lambda: parameters.choose("goals", "by", st.session_state[key]),
        required=True,
    )
    return by


def until_choice(words: Words) -> str:
    """What "now" is: the latest value, the one that the report used, or the last one up to a year."""
    options = [LATEST, REPORT, *_years()]
    key, until = "control_until", parameters.chosen("goals", "until", options, LATEST)
    st.session_state[key] = until
    st.selectbox(
        words("goals.until"),
        options,
        format_func=lambda name: words(f"goals.until_{name}") if name in (LATEST, REPORT) else name,
        key=key,
        on_change=lambda: parameters.choose("goals", "until", st.session_state[key]),
    )
    return until


def _years() -> list[str]:
    """The years after its baseline that any goal has a value for, the latest first."""
    reader = session.reader()
    coverage, found = reader.coverage(), set()
    for one in reader.catalog().values():
        if one.goal_area:
            held = {year for level in (Level.LAN, Level.KOMMUN) for year in coverage.periods(one.slug, level)}
            found |= {year for year in held if year > (one.baseline_year or 0)}
    return [str(year) for year in sorted(found, reverse=True)]


def board(here: Area, goals: Sequence[Goal], by: str, words: Words) -> None:
    """The cards in a column for each goal area or life stage.

    As one element: a Streamlit link and a text for each of the 22 would take twice the time at every click.
    """
    reader = session.reader()
    wished, coverage = selection.wish(), reader.coverage()

    def cards(group: str) -> Iterator[str]:
        for goal in goals:
            if getattr(goal.indicator, by) == group:
                link = f"{MAP}?{urlencode(encode(_on_map(goal, here, wished, coverage)))}"
                yield views.card(goal.judged, link, _trend(goal, here, words), beside(goal, here, words), words)

    html = views.board((words(f"goals.group_{group}"), cards(group)) for group in GROUPS[by])
    st.html(f"{views.legend(words)}{html}<script>{_stay()}</script>", unsafe_allow_javascript=True)


@cache
def _stay() -> str:
    return (STATIC_DIR / "stay.js").read_text(encoding="utf-8")


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
    reader = session.reader()
    held = goal.indicator.levels
    others = [words(f"level.many_{level}") for level in (Level.KOMMUN, Level.LAN) if level in held]
    elsewhere = "" if here.level in held else ", ".join(others)
    said = [
        views.why_not(goal.judged, spoken(here, words), elsewhere, words),
        views.persons_words(goal.judged, goal.who, words),
        words("goals.chance") if goal.judged.chance else "",
        words("goals.from_report") if goal.printed else "",
    ]
    told = goal.indicator.report_status
    # The report judged the country, and by real values.
    if here.level is Level.RIKET and not reader.snapshot().manifest.demo and told not in (None, goal.judged.outcome):
        said.append(words("goals.report_said", outcome=words(f"goals.class_{told}")))
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
    reader = session.reader()
    manifest = reader.snapshot().manifest

    def table() -> pd.DataFrame:
        rows = [(goal.judged, goal.who, beside(goal, here, words)) for goal in goals]
        return goals_table(here, rows, words, day=manifest.created_at[:10], demo=manifest.demo)

    charts.table_below(table, words, key="goals", alternative=words("goals.table", place=spoken(here, words)))
    publisher = goals[0].indicator.source.name
    source = words("goals.source", publisher=publisher, day=words.day(manifest.created_at))
    source = words("source.demo") if manifest.demo else source
    about = {
        words("export.area"): here.name,
        words("goals.about_method"): words("goals.method"),
        words("export.source"): source,
    }
    page.foot(source, f"maluppfyllelse_{here.code}", charts.files(table, about, words, demo=manifest.demo), words)
