"""The page Tänk om: the answer, how sure it is, where to start, who gains, the map, and the sensitivity."""

from __future__ import annotations

from html import escape

import streamlit as st

from halsogap.errors import BadInput, Unanswerable
from halsogap.figures.figure import Figure
from halsogap.figures.whatif import figures, sentences
from halsogap.figures.whatif.choices import PAGE, Choices, comparable
from halsogap.figures.whatif.notes import dots_caption, notes
from halsogap.figures.whatif.payers import payers_html
from halsogap.figures.whatif.published import audit, published_html
from halsogap.figures.whatif.reading import Reading, reading
from halsogap.figures.whatif.table import sexes_table, table_html
from halsogap.i18n import Words
from halsogap.model import Indicator
from halsogap.reading import whatif
from halsogap.ui.frame import frame
from halsogap.ui.parts import components, figure
from halsogap.ui.parts.map_frame import map_frame
from halsogap.ui.parts.plain import plain
from halsogap.ui.state import parameters, selection, session
from halsogap.ui.whatif import controls, costs


@st.fragment
@frame.guarded
def explore() -> None:
    """The page with its controls: a fragment, so that a choice draws this anew and nothing else."""
    words, reader = selection.language(), session.reader()
    settled, given_way = selection.current()
    choice, moved = comparable(settled, reader, words)
    indicator = reader.catalog()[choice.indicator]
    choices = Choices.read(choice, parameters.given(PAGE), reader)
    selection.write_address(choices.address)
    controls.bar(choices, words)
    if not choice.period or not reader.coverage().has(indicator.slug):
        components.no_values(indicator, words)
        return
    try:
        data = reading(choices, reader)
    except BadInput as error:
        refused(error, indicator, words)
        return
    show(data, [*given_way, *moved], words)


def show(data: Reading, texts: list[str], words: Words) -> None:
    """The answer and all that belongs to it."""
    main = figures.areas(data, words)
    refused_cost = f"{words('whatif.refused.BadUnitCost')} ({data.cost_refused})" if data.cost_refused else ""
    with st.container(key="whatif_answer"):
        st.html(f"<h1>{sentences.headline(data, words)}</h1>")
        components.notes([*texts, *filter(None, [refused_cost])])
        if lucky := sentences.best_is_lucky(data, words):
            st.html(f'<div class="hg-note hg-luck" role="status"><p>{escape(lucky)}</p></div>')
    left, right = st.columns([5, 3], gap="large")
    with left, st.container(key="whatif_main"):
        st.html(f'<p class="hg-quiet">{escape(dots_caption(data, words))}</p>')
        figure.show(main, words)
        _apart(data, words)
    with right, st.container(key="whatif_aside"):
        _sure(data, words)
        _where(data, words)
        st.html(f"<h3>{escape(words('whatif.payers_title'))}</h3>{payers_html(data, words)}")
        costs.change(data, words)
        _files(figures.payers(data, words), words)
    left, right = st.columns([3, 2], gap="large")
    with right, st.container(key="whatif_more"):
        st.html(
            f"<h3>{escape(words('whatif.table_title'))}</h3>"
            f'<p class="hg-said">{escape(sentences.own_share(data, words))}</p>'
        )
        controls.measure(words)
        _tornado(data, words)
        _mind(data, words)
    with left:
        map_frame(figures.drawing(data, words), data.reader, words)
        figure.take_along(figures.gain_map(data, words), words)
    with st.container(key="whatif_published"):
        _published(data, words)
    figure.foot(main, words)


def refused(error: BadInput, indicator: Indicator, words: Words) -> None:
    """One sentence on what is wrong and what to do, the fault's own words below, and another indicator to ask about."""
    reader = session.reader()
    names = [kind.__name__ for kind in type(error).__mro__]
    key = next(f"whatif.refused.{name}" for name in names if f"whatif.refused.{name}" in words)
    components.heading(words.of(indicator.name), escape(words(key)))
    with st.expander(words("error.detail")):
        st.text(str(error))
    catalog, coverage = reader.catalog(), reader.coverage()
    others = [s for s in catalog if s != indicator.slug and whatif.answerable(reader, catalog[s]) and coverage.has(s)]
    if others and isinstance(error, Unanswerable):
        other = "fallskador_80" if "fallskador_80" in others else others[0]
        if st.button(words("whatif.ask_other", indicator=plain(words.of(catalog[other].name))), key="ask_other"):
            selection.choose(indicator=other)
            st.rerun()


def _apart(data: Reading, words: Words) -> None:
    """Women and men, each against their own."""
    apart = figures.sexes(data, words)
    if apart is None:
        return
    table = sexes_table(data.by_sex, data.cost.amount if data.cost else None, words)
    st.html(
        f"<h3>{escape(words('whatif.sexes_title'))}</h3>"
        f'{table_html(table)}<p class="hg-quiet">{escape(words("whatif.sexes_note"))}</p>'
    )
    figure.take_along(apart, words)


def _sure(data: Reading, words: Words) -> None:
    how_sure = escape(sentences.sure(data, words))
    st.html(f'<h3>{escape(words("whatif.sure_title"))}</h3><p class="hg-said">{how_sure}</p>')
    figure.show(figures.chance(data, words), words)
    st.html(f'<p class="hg-quiet">{escape(words("whatif.chance_note"))}</p>')


def _where(data: Reading, words: Words) -> None:
    start = figures.start(data, words)
    text = start.finding.text if start else words("whatif.where_none")
    st.html(f'<h3>{escape(words("whatif.where_title"))}</h3><p class="hg-said">{escape(text)}</p>')
    if start:
        figure.show(start, words)


def _tornado(data: Reading, words: Words) -> None:
    hangs_on = figures.hangs_on(data, words)
    if hangs_on is None:
        return
    st.html(f"<h3>{escape(words('whatif.tornado_title'))}</h3>")
    st.html(f'<p class="hg-quiet">{escape(words("whatif.tornado_lead"))}</p>')
    figure.show(hangs_on, words)


def _mind(data: Reading, words: Words) -> None:
    """What anyone who quotes the answer must know."""
    if lines := notes(data, words):
        st.html(f'<div class="hg-note">{"".join(f"<p>{escape(line)}</p>" for line in lines)}</div>')


def _published(data: Reading, words: Words) -> None:
    """The check of the published figure, below the indicators that it is about."""
    if not figures.is_published(data):
        return
    st.html(f"<h3>{escape(words('whatif.published_title'))}</h3>")
    if data.reader.snapshot().manifest.demo:
        st.html(f'<p class="hg-quiet">{escape(words("whatif.published_demo"))}</p>')
        return
    st.html(published_html(audit(data.reader), words))
    _files(figures.published(data, words), words)


def _files(of_page: Figure | None, words: Words) -> None:
    """The table and files of a figure that the page shows in its own way."""
    if of_page:
        figure.take_along(of_page, words)
