"""The board of goals: reads a place's values, has them judged, and lays the cards out by goal area or life stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Area, Indicator, Level, Sex
from halsogap.stats.goals import Judgement, judge, report_year, reported
from halsogap.stats.people import Behind, ByYear, behind
from halsogap.stats.series import runs
from halsogap.ui import cached, files, local_targets, parameters, selection
from halsogap.ui.address import encode
from halsogap.views import goals as views
from halsogap.views.goals_table import goals_table
from halsogap.views.trend import Line, trend_picture

GROUPS = {
    "goal_area": ("god_jamlik_halsa", "god_kvalitet", "hallbart_uthalligt"),
    "life_stage": ("barn_unga", "vuxna", "aldre"),
}
"""How the goals can be laid out: the field of the indicator, and its values in the report's order."""

LATEST, REPORT = "latest", "report"
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
    years = sorted({year for one in goals() for year in _all_years(one)}, reverse=True)
    options = [LATEST, REPORT, *map(str, years)]
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


def goals() -> list[Indicator]:
    """The indicators of the strategy's goals, in the report's order."""
    return [one for one in cached.catalog().values() if one.goal_area]


def judged(here: Area, until: str) -> list[Judgement]:
    """How each goal stands at the place."""
    return [judged_one(one, here, until) for one in goals()]


def judged_one(indicator: Indicator, here: Area, until: str = LATEST) -> Judgement:
    """How one indicator stands at the place, against the visitor's own target where there is one."""
    last = report_year(indicator) if until == REPORT else int(until) if until != LATEST else None
    values, _ = values_of(indicator, here)
    local = local_targets.held().get((here.code, indicator.slug))
    return judge(indicator, here.level, values, who=who(indicator, here), until=last, local=local)


def values_of(indicator: Indicator, here: Area) -> tuple[ByYear, bool]:
    """The place's values through the years, and whether they are the report's own printed figures.

    Those stand in for the country where the publisher has no national value at all; never beside made-up ones.
    """
    values = cached.by_year(indicator.slug, here.level, here.code)
    if values or here.level is not Level.RIKET or cached.snapshot().manifest.demo:
        return values, False
    printed = reported(indicator)
    return printed, bool(printed)


def who(indicator: Indicator, here: Area) -> Behind | None:
    """The people that the indicator's values at the place speak of."""
    parts = indicator.people.of if indicator.people else ()
    return behind(indicator, here.level, {slug: cached.by_year(slug, here.level, here.code) for slug, _ in parts})


def board(here: Area, shown: Sequence[Judgement], by: str, words: Words) -> None:
    """The cards in a column for each goal area or life stage."""
    st.html(views.legend(words))
    for column, group in zip(st.columns(len(GROUPS[by]), gap="medium"), GROUPS[by], strict=True):
        with column, st.container(key=f"goals_{group}"):
            st.html(f"<h2>{words(f'goals.group_{group}')}</h2>")
            for one in shown:
                if getattr(one.indicator, by) == group:
                    _card(one, here, words)


def _card(one: Judgement, here: Area, words: Words) -> None:
    link = encode(on_map(one, here))
    st.page_link(MAP, label=words.of(one.indicator.short), query_params=link, help=words("goals.open"))
    st.html(views.card(one, _trend(one, here, words), beside(one, here, words), words))


def foot(here: Area, shown: Sequence[Judgement], words: Words) -> None:
    """The board as a table on demand, the source line and the downloads."""
    manifest = cached.snapshot().manifest

    def table() -> pd.DataFrame:
        rows = [(one, who(one.indicator, here), beside(one, here, words)) for one in shown]
        return goals_table(here, rows, words, day=manifest.created_at[:10], demo=manifest.demo)

    with st.expander(words("map.table"), key="goals_table", type="compact", on_change="rerun") as more:
        if more.open:
            st.dataframe(table(), hide_index=True)
    publisher = shown[0].indicator.source.name if shown else ""
    source = (
        words("source.demo")
        if manifest.demo
        else words("goals.source", publisher=publisher, day=words.day(manifest.created_at))
    )
    about = {words("export.area"): here.name, words("goals.about_method"): words("goals.method")}
    files.foot(source, f"maluppfyllelse_{here.code}", table, about, words)


def on_map(one: Judgement, here: Area) -> selection.Selection:
    """The goal on the map, at the place's own level where it has values there."""
    levels = cached.coverage().levels(one.indicator.slug)
    level = here.level if here.level in levels else levels[0] if levels else Level.KOMMUN
    place = here.code if here.level is level else here.parent if level is Level.LAN else None
    wished = replace(selection.wish(), indicator=one.indicator.slug, level=level, within=RIKET_CODE)
    return replace(wished, area=None if place == RIKET_CODE else place, period=one.now.year if one.now else None)


def beside(one: Judgement, here: Area, words: Words) -> list[str]:
    """What a card ends with: why there is no comparison, the distance in persons, and what the report said."""
    held = one.indicator.levels
    others = [words(f"level.many_{level}") for level in (Level.KOMMUN, Level.LAN) if level in held]
    elsewhere = "" if here.level in held else ", ".join(others)
    said = [
        views.why_not(one, spoken(here, words), elsewhere, words),
        views.persons_words(one, who(one.indicator, here), words),
    ]
    if one.chance:
        said.append(words("goals.chance"))
    if here.level is Level.RIKET:
        if values_of(one.indicator, here)[1]:
            said.append(words("goals.from_report"))
        if one.indicator.report_status not in (None, one.outcome):
            said.append(words("goals.report_said", outcome=words(f"goals.class_{one.indicator.report_status}")))
    return said


def spoken(here: Area, words: Words) -> str:
    """The place as it stands in a sentence."""
    return words("finding.riket") if here.level is Level.RIKET else here.name


def _trend(one: Judgement, here: Area, words: Words) -> str:
    """The place's line: women and men where there are such values, else both together."""
    indicator = one.indicator
    values, _ = values_of(indicator, here)
    both = {sex for by_sex in values.values() for sex in by_sex} >= {Sex.K, Sex.M}
    lines = []
    for sex in (Sex.K, Sex.M) if both else (Sex.T,):
        by_year = {year: by_sex[sex] for year, by_sex in values.items() if sex in by_sex}
        lines.append(Line(str(sex), tuple(runs(by_year, indicator))))
    points = [point for line in lines for point in line.points]
    if len({year for year, _ in points}) < 2:
        return ""
    said = " ".join(
        words(
            "panel.trend_line",
            sex=words(f"sex.{line.id}"),
            first=line.points[0][0],
            last=line.points[-1][0],
            first_value=words.value(line.points[0][1], indicator),
            last_value=words.value(line.points[-1][1], indicator),
        )
        for line in lines
        if line.points
    )
    alt = words(
        "panel.trend_alt",
        indicator=words.of(indicator.short),
        place=spoken(here, words),
        first=min(year for year, _ in points),
        last=max(year for year, _ in points),
        lines=said,
    )
    breaks = tuple(b.year for b in indicator.breaks)
    return trend_picture(lines, alt=alt, breaks=breaks, marked=one.now.year if one.now else None)


def _all_years(indicator: Indicator) -> set[int]:
    """The years after the baseline that any municipality or county has a value for."""
    levels = (Level.LAN, Level.KOMMUN)
    years = {year for level in levels for year in cached.coverage().periods(indicator.slug, level)}
    return {year for year in years if year > (indicator.baseline_year or 0)}
