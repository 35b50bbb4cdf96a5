"""The comparison on the page: the chart, who does better than conditions predict, what to mind, and the foot."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from halsogap.exporting.tables import marked
from halsogap.figures.charts import PICK, Filled, Said
from halsogap.figures.comparison.chart import Axis, comparison_chart
from halsogap.figures.comparison.reading import Comparison
from halsogap.figures.comparison.sentences import ahead, relation, side
from halsogap.figures.comparison.table import best_rows, comparison_rows
from halsogap.i18n import Words
from halsogap.ui.comparison.choices import WHO
from halsogap.ui.parts import charts, components, controls
from halsogap.ui.parts.foot import foot
from halsogap.ui.state import parameters, selection, session

KEY, _PICKED, _BEST, _SHOWN = "comparison_chart", "comparison_picked", "comparison_best", "comparison_best_shown"

LISTED = 12
"""How many are listed: those from whom there is most to learn."""


def title(comparison: Comparison, words: Words) -> str:
    """What is compared with what."""
    y, x = words.of(comparison.indicator.short), words.of(comparison.against.indicator.short)
    if comparison.same:
        return words("comparison.title_same", y=y, year=comparison.period, x_year=comparison.against.period)
    return words("comparison.title", y=y, x=x, year=comparison.period)


def finding(comparison: Comparison, words: Words) -> str:
    """How the two go together, and who surely does better than expected; as HTML."""
    areas = words(f"level.many_{comparison.choice.level}")
    x, y = (
        words.of(i.short) + (f" {year}" if comparison.same else "")
        for i, year in (
            (comparison.against.indicator, comparison.against.period),
            (comparison.indicator, comparison.period),
        )
    )
    said = relation(comparison.together, x, y, areas, words)
    if comparison.fit is None:
        return said
    places = comparison.surely_ahead["name"].tolist()
    of = len(comparison.against_expected)
    return f"{said} {ahead(places, of, comparison.indicator, areas, words, same=comparison.same)}"


def chart(comparison: Comparison, drawn: Filled, words: Words) -> None:
    """The chart with its table."""
    charts.chart(
        drawn,
        words,
        key=KEY,
        alternative=words(
            "comparison.alternative", x=comparison.axis_title("x", words), y=comparison.axis_title("y", words)
        ),
        table=lambda: rows(comparison, words),
        on_select=_clicked,
        selections=(PICK,),
    )


def draw(comparison: Comparison, words: Words) -> Filled:
    """The chart itself, for the page and for pictures."""
    pairs = comparison.pairs.assign(chosen=comparison.pairs["code"] == comparison.choice.area)
    decimals = comparison.indicator.decimals
    pairs["out"] = comparison.in_focus()
    distance = comparison.against_expected["ahead"]
    pairs["ahead"] = pairs.index.map({i: words.number(value, decimals, signed=True) for i, value in distance.items()})
    dots = pairs.dropna(subset=["x", "y"])
    indicators = {"x": comparison.against.indicator, "y": comparison.indicator}
    for name, indicator in indicators.items():
        dots[f"{name}_text"] = [words.value(value, indicator) for value in dots[name]]
    references = comparison.references()
    x, y = (Axis(comparison.axis_title(name, words), at) for name, at in zip(indicators, references, strict=True))
    return comparison_chart(
        dots,
        comparison.band(),
        x,
        y,
        _corners(comparison, words),
        _legend(comparison, words),
        words,
        equality=comparison.same,
    )


def rows(comparison: Comparison, words: Words) -> pd.DataFrame:
    """The table behind the chart."""
    titles = [comparison.axis_title(name, words) for name in ("x", "y")]
    return comparison_rows(
        comparison.pairs, comparison.against_expected, titles[0], titles[1], _legend(comparison, words), words
    )


def best(comparison: Comparison, words: Words) -> None:
    """Those that do better than their conditions predict, the surest first; a row chosen is chosen in the chart."""
    judged = "higher" if not comparison.judged else "since" if comparison.same else "better"
    st.subheader(words(f"comparison.list_{judged}"), anchor=False)
    if comparison.fit is None:
        st.html(f'<p class="hg-quiet">{escape(words("comparison.no_line"))}</p>')
        return
    condition = words.of(comparison.against.condition.short)
    controls.segments(
        "comparison",
        "who",
        WHO,
        words("comparison.who"),
        lambda who: words(f"comparison.who_{who}", condition=condition),
        bare=True,
    )
    shown = comparison.best
    if parameters.chosen("comparison", "who", WHO, WHO[0]) == "low":
        shown = shown[shown["third"] == "low"]
    shown = shown.head(LISTED)
    if shown.empty:
        st.html(f'<p class="hg-quiet">{escape(words("comparison.nobody"))}</p>')
        return
    st.session_state[_SHOWN] = shown["code"].tolist()
    st.dataframe(
        best_rows(shown, comparison.against.indicator, comparison.indicator, _legend(comparison, words), words),
        hide_index=True,
        width="stretch",
        height="content",
        key=_BEST,
        on_select=_row_chosen,
        selection_mode="single-row",
        alt=words(f"comparison.list_{judged}"),
    )


def notes(comparison: Comparison, words: Words) -> list[str]:
    """What anyone who quotes this must know."""
    said = [words("comparison.method")]
    counted = comparison.choice.level if comparison.indicator.population else None
    said.append(words("comparison.chance_counts" if counted else "comparison.chance_size"))
    lacking = int(comparison.pairs[["x", "y"]].isna().any(axis=1).sum())
    if lacking:
        areas = words(f"level.many_{comparison.choice.level}")
        said.append(words("comparison.lacking", n=lacking, of=len(comparison.pairs), areas=areas))
    if (years := comparison.indicator.years_in_value(comparison.choice.level)) > 1:
        said.append(words("note.rolling", n=words.counted(years)))
    if comparison.same and (
        broken := comparison.indicator.break_between(*sorted((comparison.against.period, comparison.period)))
    ):
        said.append(words("note.break", year=broken.year, note=words.of(broken.note)))
    return said


def close(comparison: Comparison, drawn: Filled, said: str, words: Words) -> None:
    """The foot: source, and the chart with its table as files.

    Files are made in a thread of their own, where there is no session: all that they need is at hand here.
    """
    reader = session.reader()
    level, indicator = comparison.choice.level, comparison.indicator
    shown = {i.slug: i for i in (indicator, comparison.against.indicator, comparison.against.condition)}
    demo = any(reader.made_up(slug, level) for slug in shown)
    day = max(reader.fetched_at(slug) for slug in shown)[:10]
    source = components.sources_line(list(shown.values()), words, computed=words("comparison.computed"), level=level)
    table = rows(comparison, words)
    # What rests on anything of the visitor's own is theirs, and is not put in a publisher's name.
    owned = next((i for i in shown.values() if i.own), None)
    publisher = ", ".join(dict.fromkeys(i.source.name for i in shown.values() if not owned or i.own))

    def dressed() -> pd.DataFrame:
        return marked(
            table,
            fetched_at=day,
            demo=demo,
            language=words.language,
            computed=True,
            publisher=publisher,
            own=owned is not None,
        ).rename(columns={"source": words("export.source")})

    heading = title(comparison, words)
    mark = words("brought.demo_mark" if owned else "map.demo_mark") if demo else ""
    about = {words("comparison.compared"): heading, words("export.source"): source}
    files = charts.files(
        dressed,
        about,
        words,
        picture=lambda: (drawn, Said(heading, said, source, mark)),
        demo=demo,
        own=owned is not None,
    )
    stem = f"jamfor_{indicator.slug}_{comparison.period}_{comparison.against.indicator.slug}"
    foot(f"{source} {components.boundaries_line(comparison.choice, words)}", stem, files, words, demo=demo)


def _legend(comparison: Comparison, words: Words) -> str:
    return words.of(comparison.against.condition.short)


def _corners(comparison: Comparison, words: Words) -> dict[tuple[str, str], str]:
    """The four quarters in words."""
    x, y = comparison.against.indicator, comparison.indicator
    names = [words.of(i.short) for i in (x, y)]
    if comparison.same:
        names = [str(comparison.against.period), str(comparison.period)]
    return {
        (across, upward): words(
            "comparison.quarter",
            x=names[0],
            x_side=side(across == "high", x, words),
            y=names[1],
            y_side=side(upward == "high", y, words),
        )
        for across in ("low", "high")
        for upward in ("low", "high")
    }


def _clicked() -> None:
    """A click on a dot chooses its area, or lets the chosen one go."""
    state: Any = st.session_state.get(KEY) or {}
    points = dict(state.get("selection", {})).get(PICK) or []
    picked = {point.get("code") for point in points if isinstance(point, dict)}
    changed = picked ^ st.session_state.get(_PICKED, set())
    st.session_state[_PICKED] = picked
    if len(changed) == 1:
        _choose(changed.pop())


def _row_chosen() -> None:
    picked, shown = st.session_state[_BEST]["selection"]["rows"], st.session_state.get(_SHOWN, [])
    if picked and picked[0] < len(shown):
        _choose(shown[picked[0]])


def _choose(code: object) -> None:
    reader = session.reader()
    choice, _ = selection.current()
    table, _ = reader.area_table(choice.indicator, choice.level, choice.period or 0, choice.within)
    if code in set(table["code"]):
        selection.choose(area=None if code == choice.area else code)
