"""The indicators page's answer: every indicator of the catalogue, with unit, direction and years."""

from __future__ import annotations

from functools import partial

import pandas as pd
from markupsafe import escape

from halsogap.figures.figure import Figure, Table, sentence
from halsogap.figures.indicators.choices import Choices
from halsogap.figures.provenance import BY_ROW, provenance
from halsogap.i18n import Words
from halsogap.model import Indicator, Level
from halsogap.reading.reader import Reader


def make(choices: Choices, reader: Reader, words: Words) -> list[Figure]:
    """The page's one figure."""
    return [catalogue(choices, reader, words)]


def catalogue(choices: Choices, reader: Reader, words: Words) -> Figure:
    """The catalogue as a table, one row an indicator, the visitor's own last."""
    indicators = list(reader.catalog().values())
    title = words("indicators.in_catalog")
    return Figure(
        id="indicators.catalogue",
        address=choices.address,
        title=title,
        finding=sentence(escape(words("indicators.lead", n=len(reader.published_catalog())))),
        table=Table(partial(_rows, indicators, reader, words)),
        provenance=provenance(reader, indicators, words),
        alternative=title,
        stem=words("indicators.stem"),
    )


def _rows(indicators: list[Indicator], reader: Reader, words: Words) -> pd.DataFrame:
    rows = [
        {
            words("indicators.name"): words.of(indicator.name),
            words("indicators.group"): words(f"control.{indicator.group}"),
            words("indicators.id"): ", ".join(indicator.ids),
            words("indicators.unit"): words.unit(indicator),
            words("indicators.better"): words(f"better.{indicator.better}"),
            words("indicators.years"): _years(indicator, reader, words),
        }
        for indicator in indicators
    ]
    return pd.DataFrame(rows, index=pd.Index([indicator.slug for indicator in indicators], name=BY_ROW))


def _years(indicator: Indicator, reader: Reader, words: Words) -> str:
    coverage = reader.coverage()
    years = sorted({y for level in (Level.KOMMUN, Level.LAN) for y in coverage.periods(indicator.slug, level)})
    if not years:
        return words("indicators.no_values")
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
