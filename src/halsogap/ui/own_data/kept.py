"""The visitor's own indicators: a table that has been read becomes one; those there are are shown, saved, removed."""

from __future__ import annotations

from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from halsogap.exporting.csv import csv_bytes
from halsogap.figures.own_data import report as upload_report
from halsogap.figures.provenance import file_name
from halsogap.i18n import Words
from halsogap.model import RIKET_CODE, SMALL_LEVELS, Indicator, Level
from halsogap.reading.brought import OwnIndicator
from halsogap.settings import suppression_threshold
from halsogap.sources.upload import saved
from halsogap.sources.upload.indicator import as_indicator, hide_small
from halsogap.sources.upload.report import UploadReport
from halsogap.ui.brought import indicators
from halsogap.ui.own_data.upload import Upload, once
from halsogap.ui.state import selection


def result(upload: Upload, words: Words) -> str:
    """What has come of the file: the way to use it, with the threshold for small counts, and the report of the join.

    Returns
    -------
    The finding: how many areas have values, of which years.
    """
    with st.container(key="own_result", horizontal=True, vertical_alignment="bottom"):
        threshold = int(
            st.number_input(
                words("own.threshold"),
                0,
                100,
                suppression_threshold(),
                1,
                key="own_threshold",
                help=words("own.threshold_help"),
                width=180,
            )
        )
        unit = upload.description.unit
        visible = once("shown", (upload.key, unit, threshold), lambda: hide_small(upload.observations, unit, threshold))
        indicator, observations = as_indicator(upload.description, visible)
        _use(OwnIndicator(indicator, observations), words)
    texts = [upload_report.hidden(observations, threshold, words)]
    if upload.report:
        texts = [*upload_report.notes(upload.report, observations, words), *texts]
    st.html("".join(f'<p class="hg-quiet">{escape(line)}</p>' for line in texts))
    if upload.report:
        _report(upload.report, words)
    joined = upload_report.joined(upload.report, words) if upload.report else words("own.opened")
    return words("own.finding", name=words.of(indicator.name), years=_years(observations), joined=joined)


def kept(words: Words) -> None:
    """The own indicators there are."""
    if not indicators.brought():
        return
    st.subheader(words("own.kept"))
    for slug, own in indicators.brought().items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"{words.of(own.indicator.name)} ({_extent(own, words)})")
            if st.button(words("own.show"), key=f"own_show_{slug}"):
                _show(own)
            st.download_button(
                words("own.save"),
                partial(saved.save, own.indicator, own.observations),
                file_name(slug, "parquet"),
                "application/vnd.apache.parquet",
                key=f"own_save_{slug}",
                help=words("own.save_help"),
                on_click="ignore",
            )
            st.button(words("indicators.remove"), key=f"own_remove_{slug}", on_click=indicators.remove, args=(slug,))


def _use(made: OwnIndicator, words: Words) -> None:
    """The button that makes the table an indicator, and then the way to the map."""
    slug = made.indicator.slug
    if st.button(words("own.replace" if slug in indicators.brought() else "own.use"), key="own_use", type="primary"):
        indicators.keep(made)
        st.rerun()
    if slug in indicators.brought() and st.button(words("own.show"), key="own_show"):
        _show(indicators.brought()[slug])


def _report(report: UploadReport, words: Words) -> None:
    """Row by row what did not go straight in, to read and to take away."""
    faults = upload_report.report_table(report, words)
    if faults.empty:
        return
    with st.expander(words("own.report")):
        st.dataframe(faults, hide_index=True, width="stretch", alt=words("own.report"))
        st.download_button(
            words("own.download_report"),
            lambda: csv_bytes(faults, words.language),
            file_name(words("own.report_file"), "csv"),
            "text/csv",
            key="own_report",
            on_click="ignore",
            type="tertiary",
        )


def _extent(own: OwnIndicator, words: Words) -> str:
    """How much there is: "287 kommuner, 2019–2023"."""
    rows = own.observations
    level = _level(own.indicator)
    areas = words(
        "own.areas",
        n=words.number(rows.loc[rows["level"] == level, "area"].nunique()),
        areas=words(f"level.many_{level}"),
    )
    return f"{areas}, {_years(rows)}"


def _years(rows: pd.DataFrame) -> str:
    first, last = rows["period"].min(), rows["period"].max()
    return f"{first}–{last}" if first < last else str(first)


def _level(indicator: Indicator) -> Level:
    """The finest level that the indicator has."""
    return next(level for level in (*SMALL_LEVELS, Level.KOMMUN, Level.LAN) if level in indicator.levels)


def _show(own: OwnIndicator) -> None:
    """To the map, with the indicator chosen and the map where its areas are."""
    level, within = _level(own.indicator), RIKET_CODE
    if level in SMALL_LEVELS:
        areas = own.observations.loc[own.observations["level"] == level, "area"]
        within = next(
            (str(codes[0]) for length in (4, 2) if len(codes := areas.str[:length].unique()) == 1), RIKET_CODE
        )
    selection.choose(indicator=own.indicator.slug, level=level, period=None, within=within, area=None)
    st.switch_page("pages/map.py")
