"""The controls of the page Tänk om, in one line: what, when, for whom, whom to match, how far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from halsogap.figures.address import Selection
from halsogap.geography import area, codes
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, Indicator, Level
from halsogap.reading import whatif
from halsogap.reading.whatif import COMPARED
from halsogap.stats.whatif.references import OF_ONE_SEX, Kind, Reference
from halsogap.ui.state import parameters, selection, session
from halsogap.ui.whatif import choices

_BEGUN = "whatif_begun"


def begin() -> None:
    """Where nothing has been chosen yet, begin with the counties, once: there the best is least luck."""
    if not st.session_state.setdefault(_BEGUN, False):
        st.session_state[_BEGUN] = True
        if selection.untouched() and "level" not in st.query_params:
            selection.choose(level=Level.LAN)


def bar(choice: Selection, indicator: Indicator, words: Words) -> None:
    """All controls; those that a reference needs (which area, what number) come in a line of their own."""
    reader = session.reader()
    catalog, coverage = reader.catalog(), reader.coverage()
    with st.container(key="controls"):
        columns = st.columns([2.2, 1.45, 0.9, 0.9, 1.05, 2.4, 1.35], vertical_alignment="bottom", gap="small")
    what, level, year, against, whom, reference, way = columns
    with what:
        asked = [slug for slug in catalog if coverage.has(slug) and whatif.answerable(reader, catalog[slug])]
        slugs = asked if choice.indicator in asked else [choice.indicator, *asked]
        _shared("indicator", words("control.indicator"), slugs, choice.indicator, lambda s: words.of(catalog[s].short))
    with level:
        levels = [held for held in COMPARED if held in coverage.levels(choice.indicator)]
        if choice.level in levels:
            _shared("level", words("control.level"), levels, choice.level, lambda held: words(f"level.{held}"))
    with year:
        if years := coverage.periods(choice.indicator, choice.level)[::-1]:
            _shared("period", words("control.year"), years, choice.period, str)
    with against:
        earlier = [*map(str, choices.earlier(choice, indicator)[::-1]), choices.NONE]
        chosen = str(choices.against(choice, indicator) or choices.NONE)
        _own(
            "against", words("whatif.against"), earlier, chosen, lambda y: words("whatif.no_year") if y == "none" else y
        )
    matched = choices.reference(choice, indicator)
    with whom:
        forced = matched.kind in OF_ONE_SEX
        sexes = list(map(str, choices.sexes(choice)))
        if sexes:
            now = str(choices.sex(choice, matched))
            _own("sex", words("whatif.sex"), sexes, now, lambda s: words(f"sex.{s}"), disabled=forced)
    with reference:
        _reference(choice, indicator, matched, words)
    with way:
        shares = list(choices.SHARES)
        now = next(name for name in shares if choices.SHARES[name] == choices.share())
        _own("way", words("whatif.way"), shares, now, lambda part: words(f"whatif.way_{part}"))
    _detail(choice, indicator, matched, words)


def _reference(choice: Selection, indicator: Indicator, matched: Reference, words: Words) -> None:
    reader = session.reader()
    key = "control_reference"
    st.session_state[key] = matched.kind

    def choose() -> None:
        kind: Kind = st.session_state[key]
        if kind is Kind.AREA:
            first = choice.area or codes(choice.level)[0]
            parameters.choose("whatif", "reference", str(Reference(kind, area=first)))
        elif kind is Kind.NUMBER:
            found = reader.area_values(choice.indicator, Level.RIKET, RIKET_CODE, choice.period or 0)
            number = round(found.get(choices.sex(choice, matched), 0.0), indicator.decimals)
            parameters.choose("whatif", "reference", str(Reference(kind, number=number)))
        else:
            parameters.choose("whatif", "reference", str(kind))

    st.selectbox(
        words("whatif.reference"),
        choices.kinds(indicator, choice.level),
        format_func=lambda kind: reference_name(kind, choice.level, words),
        key=key,
        on_change=choose,
    )


def reference_name(kind: Kind, level: Level, words: Words) -> str:
    """The kind as the menu says it; the single best municipality carries its warning in the name."""
    key = f"whatif.kind.{kind}"
    return words(f"{key}_{level}") if f"{key}_{level}" in words else words(key)


def _detail(choice: Selection, indicator: Indicator, matched: Reference, words: Words) -> None:
    if matched.kind is Kind.AREA:
        options = [*codes(Level.LAN), *(codes(Level.KOMMUN) if choice.level is Level.KOMMUN else [])]
        if matched.area not in options:
            options.insert(0, matched.area)
        names = {
            code: area(code).name if code in set(codes(Level.LAN) + codes(Level.KOMMUN)) else code for code in options
        }
        key = "control_reference_area"
        st.session_state[key] = matched.area
        st.columns([1, 3])[0].selectbox(
            words("whatif.which_area"),
            options,
            format_func=lambda code: names[code],
            key=key,
            on_change=lambda: parameters.choose("whatif", "reference", f"area:{st.session_state[key]}"),
        )
    if matched.kind is Kind.NUMBER:
        key = "control_reference_number"
        st.session_state[key] = matched.number
        st.columns([1, 3])[0].number_input(
            words("whatif.which_number", unit=words.unit(indicator)),
            min_value=0.0,
            step=10.0**-indicator.decimals if indicator.unit == "percent" else 100.0,
            format=f"%.{indicator.decimals}f",
            key=key,
            on_change=lambda: parameters.choose("whatif", "reference", f"number:{st.session_state[key]:g}"),
        )


def _shared(field: str, label: str, options: Sequence[Any], value: object, shown: Callable[[Any], str]) -> None:
    """A control of the selection that all pages share."""
    key = f"control_{field}"
    st.session_state[key] = value
    st.selectbox(label, options, format_func=shown, key=key, on_change=selection.chooser(field, key))


def _own(
    name: str,
    label: str,
    options: Sequence[str],
    value: str,
    shown: Callable[[str], str],
    *,
    disabled: bool = False,
) -> None:
    """A control of the page's own choice `name`."""
    key = f"control_{name}"
    st.session_state[key] = value
    st.selectbox(
        label,
        options,
        format_func=shown,
        key=key,
        disabled=disabled,
        on_change=lambda: parameters.choose("whatif", name, st.session_state[key]),
    )
