"""The page Tänk om below its controls: the answer, how sure it is, where to start, who gains, and what it hangs on."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st

from halsogap.errors import BadInput, Unanswerable
from halsogap.figures.address import Selection
from halsogap.figures.whatif import sentences
from halsogap.figures.whatif.chart import MOST, chance_chart, curve_chart, dots, dots_chart
from halsogap.figures.whatif.sentences import Told, name_of, picks_one
from halsogap.figures.whatif.table import areas_table, sexes_table, table_html
from halsogap.i18n import Words
from halsogap.model import Indicator, Level, Sex, UnitCost
from halsogap.reading import whatif
from halsogap.stats.whatif.answer import Answer, Question
from halsogap.stats.whatif.evidence import Evidence
from halsogap.stats.whatif.gains import curve, how_many
from halsogap.stats.whatif.savings import saving
from halsogap.ui.parts import charts, components
from halsogap.ui.state import selection, session
from halsogap.ui.whatif import choices, costs, details


def show(choice: Selection, indicator: Indicator, notes: list[str], words: Words) -> None:
    """The page, or why there is none: no number is shown that does not hold."""
    reader = session.reader()
    whom = choices.reference(choice, indicator)
    try:
        held = whatif.evidence(reader, indicator.slug, choice.level)
        asked = Question(choice.period or 0, choices.sex(choice, whom), whom, choices.share())
        whatif.answer(reader, held, asked)
    except BadInput as error:
        refused(error, indicator, words)
        return
    cost, bad = _cost(indicator.slug, words)
    told = _told(held, asked, choice.level, cost, words)
    rows = _rows(held, told, choice, indicator)
    with st.container(key="whatif_answer"):
        st.html(f"<h1>{sentences.headline(told)}</h1>")
        components.notes([*notes, *bad])
        _luck(told)
    left, right = st.columns([5, 3], gap="large")
    with left, st.container(key="whatif_main"):
        _dots(told, rows, choices.against(choice, indicator))
        _apart(held, told, cost)
    with right, st.container(key="whatif_aside"):
        _sure(told)
        _where(told, rows)
        costs.section(indicator.slug, cost, told.worth, words)
    details.below(held, told, rows, choice, cost)


def refused(error: BadInput, indicator: Indicator, words: Words) -> None:
    """One sentence on what is wrong and what to do, the fault's own words below, and another indicator to ask about."""
    reader = session.reader()
    kinds = [kind.__name__ for kind in type(error).__mro__]
    key = next(f"whatif.refused.{kind}" for kind in kinds if f"whatif.refused.{kind}" in words)
    components.heading(words.of(indicator.name), escape(words(key)))
    with st.expander(words("error.detail")):
        st.text(str(error))
    catalog, coverage = reader.catalog(), reader.coverage()
    others = [s for s in catalog if s != indicator.slug and whatif.answerable(reader, catalog[s]) and coverage.has(s)]
    if others and isinstance(error, Unanswerable):
        other = "fallskador_80" if "fallskador_80" in others else others[0]
        if st.button(words("whatif.ask_other", indicator=words.of(catalog[other].name)), key="ask_other"):
            selection.choose(indicator=other)
            st.rerun()


def _cost(slug: str, words: Words) -> tuple[UnitCost | None, list[str]]:
    """What an event costs, or None and why the amount typed in is not used."""
    try:
        return choices.cost(slug), []
    except Unanswerable as error:
        return None, [f"{words('whatif.refused.BadUnitCost')} ({error.message})"]


def _told(held: Evidence, asked: Question, level: Level, cost: UnitCost | None, words: Words) -> Told:
    reader = session.reader()
    answer = whatif.answer(reader, held, asked)
    return Told(held.indicator, level, asked, answer, saving(answer.interval, cost) if cost else None, words)


def _rows(held: Evidence, told: Told, choice: Selection, indicator: Indicator) -> pd.DataFrame:
    """The answer's rows with names, SEK and the values of the year beside."""
    rows = told.answer.rows()
    earlier, asked = choices.against(choice, indicator), told.question
    before, _ = held.beside(rows["area"].to_numpy(dtype=str), told.level, earlier or 0, asked.sex)
    rows = rows.assign(name=rows["area"].map(name_of), before=before)
    per_event = told.worth.amount / told.answer.avoided if told.worth and told.answer.avoided else float("nan")
    return rows.assign(sek=rows["avoided"] * per_event)


def _luck(told: Told) -> None:
    """The single best municipality comes only with this."""
    if told.level is Level.KOMMUN and picks_one(told.question.reference, told) and told.answer.avoided:
        part = min(told.answer.floor.mean / told.answer.avoided, 1) * 100
        said = told.words(
            "whatif.best_kommun",
            n=told.words.number(len(told.answer.match.basis.codes)),
            percent=told.words.number(part),
        )
        st.html(f'<div class="hg-note hg-luck" role="status"><p>{escape(said)}</p></div>')


def _dots(told: Told, rows: pd.DataFrame, against: int | None) -> None:
    words, indicator, year = told.words, told.indicator, told.question.year
    shown = dots(told, rows, against)
    marks = [words("whatif.dots_dot", year=year)]
    if against:
        marks.append(words("whatif.dots_ring", year=against))
    if shown.common is None:
        marks.append(words("whatif.dots_tick"))
    else:
        marks.append(words("whatif.dots_line", value=sentences.goal_of(told)))
    if len(rows) > MOST:
        marks.append(words("whatif.dots_most", n=MOST))
    caption = words("whatif.dots_caption", unit=words.of(indicator.name), marks=" ".join(marks))
    st.html(f'<p class="hg-quiet">{escape(caption)}</p>')
    by_rate = rows.sort_values("rate")
    ends = [f"{row['name']} {words.value(row['rate'], indicator)}" for _, row in by_rate.iloc[[0, -1]].iterrows()]
    charts.chart(
        dots_chart(shown, words),
        words,
        key="whatif_dots",
        alternative=words("whatif.dots_alt", indicator=words.of(indicator.name), year=year, low=ends[0], high=ends[1]),
        table=lambda: areas_table(told, rows, against),
    )


def _apart(held: Evidence, told: Told, cost: UnitCost | None) -> None:
    """Women and men, each against their own: read from the source, never one less the other."""
    reader = session.reader()
    if not told.indicator.by_sex or told.question.sex is not Sex.T:
        return
    answers: dict[str, Answer] = {"T": told.answer}
    for sex in (Sex.K, Sex.M):
        try:
            answers[sex] = whatif.answer(reader, held, replace(told.question, sex=sex))
        except Unanswerable:
            continue  # that sex has no value, or is there already: the row would hold no number
    words = told.words
    st.html(
        f"<h3>{escape(words('whatif.sexes_title'))}</h3>"
        f"{table_html(sexes_table(told, answers, cost.amount if cost else None))}"
        f'<p class="hg-quiet">{escape(words("whatif.sexes_note"))}</p>'
    )


def _sure(told: Told) -> None:
    words, answer = told.words, told.answer
    st.html(f'<h3>{escape(words("whatif.sure_title"))}</h3><p class="hg-said">{escape(sentences.sure(told))}</p>')
    low, high, mean, upper = answer.interval.lower, answer.interval.upper, answer.floor.mean, answer.floor.upper
    numbers = {"n": answer.avoided, "low": low, "high": high, "chance": mean, "upper": upper}
    said = {name: told.number(value) for name, value in numbers.items()}
    charts.chart(
        chance_chart(answer.avoided, low, high, mean, upper, words),
        words,
        key="whatif_chance",
        alternative=words("whatif.chance_alt", **said),
        table=lambda: sexes_table(told, {str(told.question.sex): answer}, None),
    )
    st.html(f'<p class="hg-quiet">{escape(words("whatif.chance_note"))}</p>')


def _where(told: Told, rows: pd.DataFrame) -> None:
    words, by = told.words, choices.measure()
    curved = curve(rows)
    said = sentences.where(told, curved)
    st.html(f'<h3>{escape(words("whatif.where_title"))}</h3><p class="hg-said">{escape(said)}</p>')
    if curved.empty:
        return
    ordered = curve(rows, by=by)
    charts.chart(
        curve_chart(ordered, how_many(ordered), words, areas=told.areas),
        words,
        key="whatif_curve",
        alternative=words("whatif.curve_alt", said=said),
        table=lambda: ordered[["place", "name", "avoided", "per_1000", "sum"]].rename(
            columns={
                "place": words("map.place"),
                "name": words("export.area"),
                "avoided": words("whatif.column.avoided"),
                "per_1000": words("whatif.column.per_1000"),
                "sum": words("whatif.column.sum"),
            }
        ),
    )
