"""The live appendix in words, as HTML and as a file."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest

from halsogap.catalog.catalog import Catalog
from halsogap.figures.spread.reading import SpreadRow
from halsogap.figures.spread.sentences import finding, percent, places, remarks, size
from halsogap.figures.spread.table import spread_rows
from halsogap.figures.spread.table_html import table_html
from halsogap.i18n import words
from halsogap.model import Break, Indicator, Level, Sex, Text
from halsogap.stats.spread.extremes import extent
from halsogap.stats.spread.measures import Measure, compare

SV, EN = words("sv"), words("en")
NAMES = {"0114": "Upplands Väsby", "0115": "Vallentuna", "0117": "Österåker", "01": "<b>Län</b>"}


@pytest.fixture
def share(whole_catalog: Catalog) -> Indicator:
    return replace(whole_catalog["uvas_16_24"], breaks=())


def row(indicator: Indicator, before: list[float], after: list[float], level: Level = Level.KOMMUN) -> SpreadRow:
    """A line out of the values of three municipalities in 2015 and 2022; the country's are 7 and 6, women's 5."""
    values = pd.DataFrame({2015: before, 2022: after}, index=["0114", "0115", "0117"])
    spread = compare(indicator, Sex.T, values, {}, 2015, 2022)
    extents = {(level, year): extent(values[year]) for year in (2015, 2022)}
    return SpreadRow(spread, level, {2015: {Sex.T: 7.0}, 2022: {Sex.T: 6.0, Sex.K: 5.0}}, extents)


def cells(html: str) -> list[list[str]]:
    """What each row's cells say."""
    found = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    plain = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", one, re.DOTALL) for one in found]
    return [[" ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in one] for one in plain]


def test_the_finding_tells_what_shrank_and_what_grew_the_most(share: Indicator) -> None:
    half = row(share, [2, 4, 10], [2, 4, 6])
    less = row(replace(share, short=Text("Mindre", "Less")), [2, 4, 10], [2, 4, 9])
    more = row(replace(share, short=Text("<Mer>", "<More>")), [2, 4, 10], [2, 4, 18])
    said = finding([half, less, more], Measure.RANGE, Level.KOMMUN, SV)
    assert said == (
        "Mellan landets kommuner har spridningen minskat för <b>2 av 3</b> nyckeltal. "
        "Mest har den minskat för <b>Varken arbete eller studier</b>: "
        "spännvidden gick från 8,0 (2015) till 4,0 (2022), −50 %. "
        "Mest har den ökat för <b>&lt;Mer&gt;</b>: spännvidden gick från 8,0 (2015) till 16,0 (2022), +100 %."
    )
    only = finding([half, less], Measure.RANGE, Level.KOMMUN, EN)
    assert "grown" not in only
    assert "0" not in finding([], Measure.RANGE, Level.KOMMUN, SV)


def test_what_did_not_change_neither_shrank_nor_grew(share: Indicator) -> None:
    said = finding([row(share, [2, 4, 10], [3, 4, 11])], Measure.RANGE, Level.KOMMUN, SV)
    assert said == "Mellan landets kommuner har spridningen minskat för <b>0 av 1</b> nyckeltal."


def test_without_any_change_the_finding_says_what_to_choose(share: Indicator) -> None:
    weighted = finding([row(share, [2, 4, 10], [3, 4, 11])], Measure.WEIGHTED, Level.KOMMUN, SV)
    assert weighted.startswith("Inget nyckeltal har ett spridningsmått för kommuner")
    other_level = finding([row(share, [2, 4, 10], [2, 4, 6])], Measure.RANGE, Level.LAN, SV)
    assert other_level.startswith("Inget nyckeltal har ett spridningsmått för län")


def test_a_row_says_country_women_men_ends_and_who_they_are(share: Indicator) -> None:
    html = table_html([row(share, [2, 4, 10], [2, 2, 6])], Measure.RANGE, Level.KOMMUN, NAMES, "Om", SV)
    head, line = cells(html)
    assert head[:4] == ["Nyckeltal", "Riket", "Kvinnor", "Män"]
    assert line == [
        "Varken arbete eller studier 2015–2022",
        "6,0 % 2015: 7,0 %",
        "5,0 %",
        "–",
        "2,0 % Upplands Väsby, Vallentuna 2015: 2,0 % Upplands Väsby",
        "6,0 % Österåker 2015: 10,0 % Österåker",
        "–",
        "–",
        "4,0 2015: 8,0",
        "−50 %",
    ]
    assert html.count("<button") == 10
    assert 'data-value="-0.5"' in html
    assert re.search(r"<td><b>–</b>", html), "what has no value has nothing to sort by"


def test_names_are_text(share: Indicator) -> None:
    county = row(share, [2, 4, 10], [2, 3, 6], Level.LAN)
    named = dict.fromkeys(["0114", "0115", "0117"], "<script>")
    html = table_html([county], Measure.RANGE, Level.LAN, named, '"><i>', SV)
    assert "<script>" not in html
    assert '"><i>' not in html


def test_remarks_name_break_level_missing_areas_and_a_single_year(share: Indicator) -> None:
    broken = replace(share, breaks=(Break(2021, Text("", "")),))
    assert remarks(row(broken, [2, 4, 10], [2, 4, 6]), Level.LAN, SV) == [
        "2015–2022",
        "serien bryts 2021: ingen ändring räknas",
        "bara kommuner",
    ]
    assert remarks(row(share, [2, 4, math.nan], [2, 4, 6]), Level.KOMMUN, SV)[1] == (
        "spridning för 2 kommuner med värde båda åren"
    )
    values = pd.DataFrame({2022: [1.0, 2.0]}, index=["0114", "0115"])
    alone = SpreadRow(compare(share, Sex.T, values, {}, None, 2022), Level.KOMMUN, {}, {})
    assert remarks(alone, Level.KOMMUN, SV) == ["bara 2022"]


def test_an_extreme_that_many_share_is_counted() -> None:
    assert places(["0114", "0115"], Level.KOMMUN, NAMES, SV) == "Upplands Väsby, Vallentuna"
    assert places(["0114", "0115", "0117"], Level.KOMMUN, NAMES, SV) == "3 kommuner"


def test_sizes_have_the_units_decimals_and_the_ratio_two(whole_catalog: Catalog) -> None:
    falls, trust = whole_catalog["fallskador_80"], whole_catalog["avsaknad_tillit"]
    assert size(812.4, falls, Measure.RANGE, EN) == "812"
    assert size(3.26, trust, Measure.DEVIATION, EN) == "3.3"
    assert size(1.5, trust, Measure.RATIO, EN) == "1.50"
    assert size(math.nan, trust, Measure.RATIO, EN) == "–"
    assert [percent(change, EN) for change in (0.126, -0.5, 0.0, math.nan)] == ["+13%", "−50%", "0%", "–"]


def test_the_table_has_every_measure_and_both_levels(share: Indicator) -> None:
    table = spread_rows([row(share, [2, 4, 10], [2, 4, 6])], Level.KOMMUN, NAMES, SV)
    [line] = table.to_dict("records")
    assert (line["år då"], line["år nu"], line["riket då"], line["riket nu"]) == (2015, 2022, 7.0, 6.0)
    assert (line["Högsta kommun, då"], line["Högsta kommun, vem då"]) == (10.0, "Österåker")
    assert pd.isna(line["Lägsta län, nu"])
    assert (line["Spännvidd, då"], line["Spännvidd, nu"], line["Spännvidd, ändring i procent"]) == (8.0, 4.0, -50.0)
    assert (line["områden som jämförs"], line["Id hos Kolada"]) == (3, "N02797")
    assert list(table.index) == [share.slug], "by which each row's source is known"
    assert {f"{SV(f'spread.measure_{m}')}, nu" for m in Measure} <= set(table.columns)
