"""The comparison's own choices: against what, in which year, for whom, and by which condition the dots are coloured."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from halsogap.figures.address import Selection
from halsogap.i18n import Words
from halsogap.model import SMALL_LEVELS, Indicator, Level, Sex
from halsogap.ui.parts import controls, map_bar
from halsogap.ui.state import parameters, session

CONDITION = "eftergymnasial"
"""The share with post-secondary education: what the report (SKR 2023) calls low, middle and high socio-economy by."""

NEAREST = "nearest"
WHO = ("all", "low")
"""Which of those ahead are listed: all, or those in the lowest third."""


@dataclass(frozen=True)
class Against:
    """What is compared with what: the other indicator and its year, the sex of both, and the condition's indicator."""

    indicator: Indicator
    period: int
    sex: Sex
    condition: Indicator


def chosen(choice: Selection, indicator: Indicator, words: Words) -> tuple[Against, list[str]]:
    """Draw the choices and give what is chosen, with notes on what gave way."""
    reader = session.reader()
    coverage, catalog, period = reader.coverage(), reader.catalog(), choice.period or 0
    others = [slug for slug in catalog if years_to_compare(slug, choice)]
    others.sort(key=lambda slug: slug != CONDITION)
    here = coverage.sexes(indicator.slug, choice.level, period)
    sexes = [str(sex) for sex in (Sex.T, Sex.K, Sex.M) if sex in here]
    slug = parameters.chosen("comparison", "against", others, others[0])
    other, years = catalog[slug], years_to_compare(slug, choice)
    default = _first_comparable(years, period, other) if slug == indicator.slug else _nearest(years, period)
    year_options = [NEAREST, *(str(year) for year in reversed(years) if year != default)]
    with st.container(key="comparison_choices"):
        what, when, who, by = st.columns([2.6, 1.2, 1.9, 2.6], vertical_alignment="bottom", gap="small")
    with what:
        controls.select(
            "comparison", "against", others, words("comparison.against"), lambda s: map_bar.short(catalog[s], words)
        )
    with when:
        label = words("comparison.against_year")
        controls.select(
            "comparison", "against_year", year_options, label, lambda y: str(default) if y == NEAREST else y
        )
    with who:
        controls.segments("comparison", "sex", sexes, words("comparison.sex"), lambda s: words(f"sex.{s}"))
    with by:
        label = words("comparison.condition")
        controls.select("comparison", "condition", others, label, lambda s: map_bar.short(catalog[s], words))
    year = parameters.chosen("comparison", "against_year", year_options, NEAREST)
    sex = Sex(parameters.chosen("comparison", "sex", sexes, sexes[0]))
    condition = catalog[parameters.chosen("comparison", "condition", others, others[0])]
    against = Against(other, default if year == NEAREST else int(year), sex, condition)
    notes = []
    if sex not in coverage.sexes(slug, choice.level, against.period):
        notes.append(words("comparison.other_sex", indicator=words.of(other.short)))
    return against, notes


def address(against: Against) -> dict[str, str]:
    """The page's own choices as the address tells them."""
    return {
        "against": against.indicator.slug,
        "against_year": str(against.period),
        "sex": str(against.sex),
        "condition": against.condition.slug,
        "who": parameters.chosen("comparison", "who", WHO, WHO[0]),
    }


def values(indicator: str, level: Level, period: int, sex: Sex, within: str) -> dict[str, float]:
    """An indicator's values by area: of `sex`, or where it has none of both together (or, failing that, of women)."""
    reader = session.reader()
    sexes = reader.coverage().sexes(indicator, level, period)
    shown = next((s for s in (sex, Sex.T, Sex.K, Sex.M) if s in sexes), Sex.T)
    table, _ = reader.area_table(indicator, level, period, within)
    return dict(zip(table["code"], table[str(shown)].astype(float), strict=True))


def years_to_compare(slug: str, choice: Selection) -> list[int]:
    """The years of an indicator that speak of the selection's areas: small areas change their boundaries."""
    reader = session.reader()
    coverage, level = reader.coverage(), choice.level
    years = coverage.periods(slug, level)
    if level not in SMALL_LEVELS:
        return years
    vintage = coverage.vintage(choice.indicator, level, choice.period or 0)
    return [year for year in years if coverage.vintage(slug, level, year) == vintage]


def nearest_year(slug: str, choice: Selection) -> int | None:
    """The year to compare that lies nearest to the selection's; None where there is none."""
    years = years_to_compare(slug, choice)
    return _nearest(years, choice.period or 0) if years else None


def _nearest(years: list[int], period: int) -> int:
    return min(years, key=lambda year: (abs(year - period), -year))


def _first_comparable(years: list[int], period: int, indicator: Indicator) -> int:
    """The year against which an indicator is set with itself: the first that no break parts from `period`."""
    return next((year for year in years if indicator.break_between(*sorted((year, period))) is None), period)
