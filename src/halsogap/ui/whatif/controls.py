"""The controls of the page Tänk om, in one line: what, when, for whom, whom to match, how far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from halsogap.figures.address import Selection
from halsogap.figures.whatif.choices import MEASURES, NONE, PAGE, SHARES, Choices, earlier_years, kinds, sexes_of
from halsogap.geography import area_index, codes
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Indicator, Level
from halsogap.reading import whatif
from halsogap.reading.reader import Reader
from halsogap.reading.whatif import COMPARED
from halsogap.rounding import rounded
from halsogap.stats.whatif.menu import OF_ONE_SEX, Kind, Reference
from halsogap.ui.parts import controls
from halsogap.ui.parts.plain import plain
from halsogap.ui.state import parameters, selection, session

_BEGUN = "whatif_begun"


def begin() -> None:
    """Where nothing has been chosen yet, begin with the counties, once: there the best is least luck."""
    if not st.session_state.setdefault(_BEGUN, False):
        st.session_state[_BEGUN] = True
        if selection.untouched() and "level" not in st.query_params:
            selection.choose(level=Level.LAN)


def bar(choices: Choices, words: Words) -> None:
    """All controls; those that a reference needs (which area, what number) come in a line of their own."""
    reader, choice = session.reader(), choices.selection
    indicator = reader.catalog()[choice.indicator]
    with st.container(key="controls"):
        columns = st.columns([2.2, 1.45, 0.9, 0.9, 1.05, 2.4, 1.35], vertical_alignment="bottom", gap="small")
    what, level, year, against, whom, reference, way = columns
    with what:
        _indicator(choice, reader, words)
    with level:
        levels = [each for each in COMPARED if each in reader.coverage().levels(choice.indicator)]
        if choice.level in levels:
            _shared("level", words("control.level"), levels, choice.level, lambda each: words(f"level.{each}"))
    with year:
        if years := reader.coverage().periods(choice.indicator, choice.level)[::-1]:
            _shared("period", words("control.year"), years, choice.period, str)
    with against:
        years_beside = [*map(str, earlier_years(choice, reader)[::-1]), NONE]
        chosen = str(choices.against or NONE)
        controls.select(
            PAGE,
            "against",
            years_beside,
            words("whatif.against"),
            lambda beside: words("whatif.no_year") if beside == NONE else beside,
            default=chosen,
        )
    with whom:
        if reader.coverage().sexes(choice.indicator, choice.level, choice.period or 0):
            sexes = list(map(str, sexes_of(choice, choices.reference, reader)))
            label, forced = words("whatif.sex"), choices.reference.kind in OF_ONE_SEX
            controls.select(PAGE, "sex", sexes, label, lambda sex: words(f"sex.{sex}"), disabled=forced)
    with reference:
        _reference(choices, indicator, reader, words)
    with way:
        controls.select(PAGE, "way", list(SHARES), words("whatif.way"), lambda part: words(f"whatif.way_{part}"))
    _detail(choices, indicator, words)


def measure(words: Words) -> None:
    """What the map and the curve go by: the gain itself, or per 1 000."""
    controls.segments(PAGE, "gain", MEASURES, words("whatif.gain"), lambda by: words(f"whatif.gain_{by}"))


def _indicator(choice: Selection, reader: Reader, words: Words) -> None:
    catalog, coverage = reader.catalog(), reader.coverage()
    asked = [slug for slug in catalog if coverage.has(slug) and whatif.answerable(reader, catalog[slug])]
    slugs = asked if choice.indicator in asked else [choice.indicator, *asked]
    label = words("control.indicator")
    _shared("indicator", label, slugs, choice.indicator, lambda slug: words.of(catalog[slug].short))


def _reference(choices: Choices, indicator: Indicator, reader: Reader, words: Words) -> None:
    """Whom to match. A kind that needs an area or a number comes with one to begin with, or with the one chosen."""
    choice, chosen = choices.selection, choices.reference

    def begun(kind: Kind) -> Reference:
        if kind is chosen.kind:
            return chosen
        if kind is Kind.AREA:
            return Reference(kind, area=choice.area or codes(choice.level)[0])
        if kind is Kind.NUMBER:
            values = reader.area_values(choice.indicator, Level.RIKET, RIKET_CODE, choice.period or 0)
            return Reference(kind, number=rounded(values.get(choices.sex, 0.0), indicator.decimals))
        return Reference(kind)

    named = {str(begun(kind)): reference_name(kind, choice.level, words) for kind in kinds(indicator, choice.level)}
    label = words("whatif.reference")
    controls.select(PAGE, "reference", list(named), label, named.__getitem__, default=str(chosen))


def reference_name(kind: Kind, level: Level, words: Words) -> str:
    """The kind as the menu says it; the single best municipality carries its warning in the name."""
    key = f"whatif.kind.{kind}"
    return words(f"{key}_{level}") if f"{key}_{level}" in words else words(key)


def _detail(choices: Choices, indicator: Indicator, words: Words) -> None:
    """Which area or what number is to be matched. Both write the reference, whose kind has a control of its own."""
    level, chosen = choices.selection.level, choices.reference
    if chosen.kind is Kind.AREA:
        options = [*codes(Level.LAN), *(codes(Level.KOMMUN) if level is Level.KOMMUN else [])]
        if chosen.area not in options:
            options.insert(0, chosen.area)
        key = controls.key_of(PAGE, "reference_area")
        st.session_state[key] = chosen.area
        st.columns([1, 3])[0].selectbox(
            words("whatif.which_area"),
            options,
            format_func=lambda code: area_index()[code].name if code in area_index() else code,
            key=key,
            on_change=lambda: parameters.choose(PAGE, "reference", f"area:{st.session_state[key]}"),
        )
    if chosen.kind is Kind.NUMBER:
        key = controls.key_of(PAGE, "reference_number")
        st.session_state[key] = chosen.number
        st.columns([1, 3])[0].number_input(
            words("whatif.which_number", unit=plain(words.unit(indicator))),
            min_value=0.0,
            step=10.0**-indicator.decimals if indicator.unit == "percent" else 100.0,
            format=f"%.{indicator.decimals}f",
            key=key,
            on_change=lambda: parameters.choose(PAGE, "reference", f"number:{st.session_state[key]:g}"),
        )


def _shared(field: str, label: str, options: Sequence[Any], value: object, label_of: Callable[[Any], str]) -> None:
    """A control of the selection that all pages share."""
    key = f"control_{field}"
    st.session_state[key] = value
    st.selectbox(label, options, format_func=label_of, key=key, on_change=selection.chooser(field, key))
