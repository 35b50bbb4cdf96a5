"""The visitor's own indicators: a table that has been read becomes one; those there are are shown, saved, removed."""

from __future__ import annotations

from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from halsogap.exporting import csv_bytes, file_name
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Indicator, Level
from halsogap.settings import suppression_threshold
from halsogap.sources.upload import saved
from halsogap.sources.upload.indicator import as_indicator, hide_small
from halsogap.ui import own, selection
from halsogap.ui.own_upload import Upload
from halsogap.views import upload_report

PREVIEWED = 6
"""How many rows of the file are shown."""


def result(upload: Upload, words: Words) -> own.Own:
    """What has come of the file: the threshold for small counts, the report, the first rows, and the way to use it."""
    threshold = int(
        st.number_input(
            words("own.threshold"),
            0,
            100,
            suppression_threshold(),
            1,
            key="own_threshold",
            help=words("own.threshold_help"),
            width=260,
        )
    )
    indicator, observations = as_indicator(upload.said, hide_small(upload.observations, upload.said.unit, threshold))
    said = [upload_report.hidden(observations, threshold, words)]
    if upload.report:
        said = [*upload_report.notes(upload.report, observations, words), *said]
    st.html("".join(f'<p class="hg-quiet">{escape(line)}</p>' for line in said))
    _use(own.Own(indicator, observations), words)
    if upload.report:
        _report(upload, words)
    return own.Own(indicator, observations)


def kept(words: Words) -> None:
    """The own indicators there are."""
    if not own.held():
        return
    st.subheader(words("own.kept"))
    for slug, held in own.held().items():
        name, show, save, away = st.columns([5, 2, 2, 1.5], vertical_alignment="center")
        name.text(f"{words.of(held.indicator.name)} ({_extent(held, words)})")
        if show.button(words("own.show"), key=f"own_show_{slug}"):
            _show(held)
        save.download_button(
            words("own.save"),
            partial(saved.save, held.indicator, held.observations),
            file_name(slug, "parquet", demo=False),
            "application/vnd.apache.parquet",
            key=f"own_save_{slug}",
            help=words("own.save_help"),
            on_click="ignore",
        )
        away.button(words("indicators.remove"), key=f"own_remove_{slug}", on_click=own.remove, args=(slug,))


def _use(made: own.Own, words: Words) -> None:
    """The button that makes the table an indicator, and then the way to the map."""
    slug = made.indicator.slug
    with st.container(horizontal=True, vertical_alignment="center"):
        label = words("own.replace" if slug in own.held() else "own.use")
        if st.button(label, key="own_use", type="primary"):
            own.keep(made)
            st.rerun()
        if slug in own.held() and st.button(words("own.show"), key="own_show"):
            _show(own.held()[slug])


def _report(upload: Upload, words: Words) -> None:
    report, table = upload.report, upload.table
    assert report is not None
    assert table is not None
    with st.expander(words("own.report")):
        faults = upload_report.report_table(report, words)
        if faults.empty:
            st.html(f'<p class="hg-quiet">{escape(words("own.nothing_to_report"))}</p>')
        else:
            st.dataframe(faults, hide_index=True, width="stretch", alt=words("own.report"))
            st.download_button(
                words("own.download_report"),
                lambda: csv_bytes(faults, words.language),
                file_name(words("own.report_file"), "csv", demo=False),
                "text/csv",
                key="own_report",
                on_click="ignore",
                type="tertiary",
            )
    with st.expander(words("own.preview")):
        shown = table.body.head(PREVIEWED).astype(object).map(lambda cell: "" if pd.isna(cell) else str(cell))
        names = [name or words("own.nameless", n=at + 1) for at, name in enumerate(table.names)]
        shown.columns = [name if names.count(name) == 1 else f"{name} ({at + 1})" for at, name in enumerate(names)]
        st.dataframe(shown, width="stretch", alt=words("own.preview"))


def _extent(held: own.Own, words: Words) -> str:
    """How much there is: "287 kommuner, 2019–2023"."""
    rows = held.observations
    level = _level(held.indicator)
    areas = words(
        "own.areas",
        n=words.number(rows.loc[rows["level"] == level, "area"].nunique()),
        areas=words(f"level.many_{level}"),
    )
    first, last = rows["period"].min(), rows["period"].max()
    return f"{areas}, {first}–{last}" if first < last else f"{areas}, {first}"


def _level(indicator: Indicator) -> Level:
    """The finest level that the indicator has."""
    return next(level for level in (*SMALL_LEVELS, Level.KOMMUN, Level.LAN) if level in indicator.levels)


def _show(held: own.Own) -> None:
    """To the map, with the indicator chosen and the map where its areas are."""
    level, within = _level(held.indicator), RIKET_CODE
    if level in SMALL_LEVELS:
        areas = held.observations.loc[held.observations["level"] == level, "area"]
        within = next(
            (str(codes[0]) for length in (4, 2) if len(codes := areas.str[:length].unique()) == 1), RIKET_CODE
        )
    selection.choose(indicator=held.indicator.slug, level=level, period=None, within=within, area=None)
    st.switch_page("pages/map.py")
