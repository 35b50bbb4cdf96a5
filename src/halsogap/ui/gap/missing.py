"""Where there is no gap to show: what is missing, and what to choose instead."""

from __future__ import annotations

from html import escape

import streamlit as st

from halsogap.figures.address import Selection
from halsogap.i18n import Words
from halsogap.model import SMALL_LEVELS, Indicator, Level, Sex
from halsogap.ui.parts import components
from halsogap.ui.state import selection, session

BOTH = {Sex.K, Sex.M}


def no_gap(choice: Selection, indicator: Indicator, words: Words) -> bool:
    """Whether the indicator has no women and men to compare that year and level; says then what has."""
    reader = session.reader()
    coverage = reader.coverage()
    if not choice.period or not coverage.has(indicator.slug):
        components.no_values(indicator, words)
        return True
    if coverage.sexes(indicator.slug, choice.level, choice.period) >= BOTH:
        return False
    name = words.of(indicator.name)
    years = coverage.years_with_both(indicator.slug, choice.level)
    levels = [level for level in coverage.levels(indicator.slug) if coverage.years_with_both(indicator.slug, level)]
    if years:
        year = min(years, key=lambda y: (abs(y - (choice.period or y)), -y))
        text = words("gap.year_without", indicator=name, year=choice.period, first=years[0], last=years[-1])
        _offer(name, text, words("gap.show_year", year=year), period=year)
    elif levels:
        text = words("gap.level_without", indicator=name, areas=words(f"level.many_{choice.level}"))
        label = words("gap.show_level", areas=words(f"level.many_{levels[0]}"))
        _offer(name, text, label, level=levels[0])
    else:
        other = nearest_with_both(indicator)
        text = words("gap.not_by_sex", indicator=name)
        label = words("gap.show_indicator", indicator=words.of(other.short)) if other else ""
        _offer(name, text, label, indicator=other.slug if other else indicator.slug)
    return True


def nearest_with_both(indicator: Indicator) -> Indicator | None:
    """The indicator nearest in the catalogue, of the same group and goal area before others, that has both sexes."""
    reader = session.reader()
    catalog, coverage = reader.catalog(), reader.coverage()
    slugs = list(catalog)
    here = slugs.index(indicator.slug)
    with_both = [
        catalog[slug]
        for slug in slugs
        if any(coverage.years_with_both(slug, level) for level in (Level.KOMMUN, Level.LAN, *SMALL_LEVELS))
    ]
    return min(
        with_both,
        key=lambda other: (
            other.group != indicator.group,
            other.goal_area != indicator.goal_area,
            abs(slugs.index(other.slug) - here),
        ),
        default=None,
    )


def _offer(name: str, text: str, label: str, **changes: object) -> None:
    """Say `text` under the indicator's name, with a button that makes the `changes`."""
    components.heading(name, escape(text))
    if label and st.button(label, key="gap_instead"):
        selection.choose(**changes)
        st.rerun()
