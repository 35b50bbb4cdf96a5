"""The list of highest and lowest areas: every number of a row, what is said of chance, and text that is only text."""

import math
import re
from dataclasses import replace

import pytest

from halsogap.catalog.catalog import load
from halsogap.figures.map.highest_lowest import HighestLowest, highest_lowest_html
from halsogap.i18n import words
from halsogap.settings import CATALOG_DIR
from halsogap.stats.areal.highest_lowest import Extreme

SV = words("sv")
SHARE = load(CATALOG_DIR)["eftergymnasial"]
NAMES = {"a": "Norr", "b": "Söder"}
WOMEN = HighestLowest(
    "K",
    high=[Extreme("a", 80.04, 20.0, people=50, apart=False, smoothed=64.2)],
    low=[Extreme("b", 40.0, -20.04, people=900, apart=True, smoothed=41.0)],
    people={"a": 1_234, "b": 2_000},
    people_year=2023,
    noise_share=0.123,
)


def html(*lists: HighestLowest) -> str:
    return highest_lowest_html(list(lists), NAMES, "Gävle", SHARE, SV)


def rows(text: str) -> list[list[str]]:
    found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", text)]
    return [row for row in found if len(row) > 1]


def test_a_row_has_people_value_smoothed_value_and_distance() -> None:
    assert rows(html(WOMEN)) == [
        ["Kvinnor", "Bor där", "Värde", "Utjämnat", "Från Gävle"],
        ["Norr", "1\u202f234", "80,0", "64,2", "+20,0 *"],
        ["Söder", "2\u202f000", "40,0", "41,0", "−20,0"],
    ]


def test_without_residents_the_people_are_those_behind_the_value_and_are_called_so() -> None:
    text = html(replace(WOMEN, people={"a": 50, "b": 900}, people_year=None))
    assert rows(text)[0][1] == "Underlag"
    assert SV("ends.about_behind") in text
    assert "Bor där" not in rows(text)[0]


def test_without_counts_nothing_is_said_of_smoothing_or_chance() -> None:
    bare = HighestLowest("T", [Extreme("a", 2.0, math.nan)], [Extreme("b", 1.0, math.nan)], {}, None, math.nan)
    assert rows(html(bare)) == [["Totalt", "Värde", "Från Gävle"], ["Norr", "2,0", "–"], ["Söder", "1,0", "–"]]
    assert "slump" not in html(bare)
    assert "Utjämnat" not in html(bare)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.004, "mindre än 1 %"),
        (0.123, "ungefär 12 % av spridningen"),
        (0.997, "nästan hela spridningen"),
        (1.0, "inte större än vad slumpen ensam skulle ge"),
    ],
)
def test_the_part_of_chance_is_said_in_words_that_hold(share: float, said: str) -> None:
    assert f"Kvinnor: {'spridningen' if share == 1 else 'slumpen'}" in html(replace(WOMEN, noise_share=share))
    assert said in html(replace(WOMEN, noise_share=share))


def test_what_columns_mean_is_said_once_for_both_lists() -> None:
    text = html(WOMEN, replace(WOMEN, id="M"))
    assert text.count(SV("ends.about_smoothed")) == 1
    assert text.count("<table") == 2


def test_names_are_text() -> None:
    text = highest_lowest_html([WOMEN], {**NAMES, "a": "<img src=x>"}, "<b>", SHARE, SV)
    assert "<img" not in text
    assert "<b>" not in text


def test_no_areas_make_no_list() -> None:
    assert highest_lowest_html([replace(WOMEN, high=[], low=[])], NAMES, "Gävle", SHARE, SV) == ""
