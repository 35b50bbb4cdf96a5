"""The comparison's own choices: against what, in which year, for whom, and by which condition the dots are coloured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from halsogap.i18n import Words
from halsogap.model import Indicator, Level, Sex
from halsogap.ui import cached
from halsogap.ui.address import Selection
from halsogap.ui.parameters import Parameter

CONDITION = "eftergymnasial"
"""The share with post-secondary education: what the report (SKR 2023) calls low, middle and high socio-economy by."""

NEAREST = "nearest"


@dataclass(frozen=True)
class Against:
    """What is compared with what: the other indicator and its year, the sex of both, and the condition's indicator."""

    indicator: Indicator
    period: int
    sex: Sex
    condition: Indicator


def chosen(choice: Selection, indicator: Indicator, words: Words) -> tuple[Against, list[str]]:
    """Draw the choices and give what is chosen, with notes on what gave way."""
    coverage, catalog, period = cached.coverage(), cached.catalog(), choice.period or 0
    slugs = [slug for slug in catalog if coverage.periods(slug, choice.level)]
    others = _first(CONDITION, slugs)
    here = coverage.sexes(indicator.slug, choice.level, period)
    sexes = [str(sex) for sex in (Sex.T, Sex.K, Sex.M) if sex in here]
    with st.container(key="comparison_choices"):
        what, when, who, by = st.columns([2.6, 1.2, 1.9, 2.6], vertical_alignment="bottom", gap="small")
    with what:
        slug = _select(Parameter("against", others), words("comparison.against"), lambda s: words.of(catalog[s].short))
    other = catalog[slug]
    years = coverage.periods(slug, choice.level)
    with when:
        default = _first_comparable(years, period, other) if slug == indicator.slug else _nearest(years, period)
        options = (NEAREST, *(str(year) for year in reversed(years) if year != default))
        year = _select(
            Parameter("against_year", options),
            words("comparison.against_year"),
            lambda y: str(default) if y == NEAREST else y,
        )
    other_period = default if year == NEAREST else int(year)
    with who:
        sex = Sex(_segments(Parameter("sex", tuple(sexes)), words("comparison.sex"), lambda s: words(f"sex.{s}")))
    with by:
        condition = _select(
            Parameter("condition", others), words("comparison.condition"), lambda s: words.of(catalog[s].short)
        )
    notes = []
    if sex not in coverage.sexes(slug, choice.level, other_period):
        notes.append(words("comparison.other_sex", indicator=words.of(other.short)))
    return Against(other, other_period, sex, catalog[condition]), notes


def values(indicator: str, level: Level, period: int, sex: Sex, within: str) -> dict[str, float]:
    """An indicator's values by area: of `sex`, or where it has none of both together (or, failing that, of women)."""
    sexes = cached.coverage().sexes(indicator, level, period)
    shown = next((s for s in (sex, Sex.T, Sex.K, Sex.M) if s in sexes), Sex.T)
    table, _ = cached.area_table(indicator, level, period, within)
    return dict(zip(table["code"], table[str(shown)].astype(float), strict=True))


def nearest_year(indicator: str, level: Level, period: int) -> int | None:
    """The year with values that lies nearest; None where the level has none."""
    years = cached.coverage().periods(indicator, level)
    return _nearest(years, period) if years else None


def _nearest(years: list[int], period: int) -> int:
    return min(years, key=lambda year: (abs(year - period), -year))


def _first_comparable(years: list[int], period: int, indicator: Indicator) -> int:
    """The year against which an indicator is set with itself: the first that no break parts from `period`."""
    return next((year for year in years if indicator.break_between(*sorted((year, period))) is None), period)


def _first(slug: str, slugs: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*([slug] if slug in slugs else []), *slugs]))


def _select(parameter: Parameter, label: str, shown: Callable[[str], str]) -> str:
    key = f"control_{parameter.name}"
    value = st.session_state[key] = parameter.value()
    st.selectbox(
        label, parameter.values, format_func=shown, key=key, on_change=lambda: parameter.choose(st.session_state[key])
    )
    return value


def _segments(parameter: Parameter, label: str, shown: Callable[[str], str]) -> str:
    key = f"control_{parameter.name}"
    value = st.session_state[key] = parameter.value()
    st.segmented_control(
        label,
        parameter.values,
        format_func=shown,
        key=key,
        on_change=lambda: parameter.choose(st.session_state[key]),
        required=True,
    )
    return value
