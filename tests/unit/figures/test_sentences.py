"""The finding: right for every unit, direction, sex and missing value, in both languages; text from data stays text."""

import math
import re

import pandas as pd
import pytest

from halsogap.catalog import catalog as catalogs
from halsogap.figures.sentences import extremes, finding
from halsogap.i18n import words
from halsogap.model import Level, Sex
from halsogap.settings import CATALOG_DIR
from halsogap.stats.map_view import MapView, View

CATALOG = catalogs.load(CATALOG_DIR)
SV, EN = words("sv"), words("en")


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).replace("\u202f", " ").replace("\xa0", " ")


def said(slug: str, view: View, national: dict[Sex, float], **more: object) -> str:
    return plain(finding(CATALOG[slug], 2022, view, national, SV, **more))  # type: ignore[arg-type]


def test_a_rate_is_compared_in_per_cent() -> None:
    text = said("fallskador_80", View.SEXES, {Sex.K: 6364.0, Sex.M: 4860.0})
    assert text == (
        "I riket är värdet 6 364 för kvinnor och 4 860 för män per 100 000 invånare: 31 % högre för kvinnor."
    )


def test_a_share_is_compared_in_percentage_points() -> None:
    text = said("behorig_gymnasiet", View.SEXES, {Sex.K: 87.1, Sex.M: 83.5})
    assert text == "I riket är värdet 87,1 % för kvinnor och 83,5 % för män: 3,6 procentenheter högre för kvinnor."


def test_years_are_compared_in_years_and_men_may_be_higher() -> None:
    text = said("medellivslangd", View.SEXES, {Sex.K: 81.0, Sex.M: 84.6})
    assert text.endswith("3,6 år högre för män.")


def test_equal_after_rounding_is_said_to_be_equal() -> None:
    assert said("behorig_gymnasiet", View.GAP, {Sex.K: 80.01, Sex.M: 80.04}) == (
        "I riket är värdet 80,0 % för både kvinnor och män."
    )


@pytest.mark.parametrize(
    ("national", "expected"),
    [
        ({}, "Kolada har inget riksvärde för 2022."),
        ({Sex.K: math.nan, Sex.M: math.nan}, "Kolada har inget riksvärde för 2022."),
        ({Sex.K: 80.0}, "I riket är värdet 80,0 % för kvinnor; för män saknas värde."),
        ({Sex.M: 80.0}, "I riket är värdet 80,0 % för män; för kvinnor saknas värde."),
    ],
)
def test_what_is_missing_is_said(national: dict[Sex, float], expected: str) -> None:
    assert said("behorig_gymnasiet", View.SEXES, national) == expected


def test_a_total_says_when_there_is_no_split() -> None:
    text = said("tobaksrok_8man", View.TOTAL, {Sex.T: 8.0})
    assert text == "I riket är värdet 8,0 %. Nyckeltalet redovisas inte uppdelat på kvinnor och män."


def test_nothing_is_divided_by_zero() -> None:
    assert "högre för kvinnor" in said("fallskador_80", View.SEXES, {Sex.K: 10.0, Sex.M: 0.0})


def test_a_place_is_compared_too_and_its_name_is_text() -> None:
    html = finding(
        CATALOG["fallskador_80"], 2022, View.SEXES, {Sex.K: 6364.0, Sex.M: 4860.0}, SV,
        place="<img src=x onerror=alert(1)>", place_values={Sex.K: 4536.0, Sex.M: 3558.0},
    )  # fmt: skip
    assert "<img" not in html
    assert plain(html).endswith("är värdet 27 % högre för kvinnor.")


def test_every_indicator_in_both_languages_has_a_sentence() -> None:
    for indicator in CATALOG.values():
        for language in (SV, EN):
            for view in View:
                text = plain(finding(indicator, 2022, view, {Sex.K: 12.0, Sex.M: 11.0, Sex.T: 11.4}, language))
                assert text.endswith(".")
                assert "{" not in text


def test_extremes_name_the_places_and_say_when_they_are_shared() -> None:
    values = pd.Series([1.0, 3.0, 1.0, math.nan])
    map_view = MapView("T", values, pd.Series(["value"] * 4), pd.Series([1, 2, 1, pd.NA], dtype="Int64"), math.nan)
    text = extremes(
        CATALOG["behorig_gymnasiet"], Level.KOMMUN, map_view, pd.Series(["Ale", "Boden", "Dals-Ed", "Eda"]), SV
    )
    assert plain(text) == "Av 3 kommuner med värde har 2 kommuner lägst (1,0 %) och Boden högst (3,0 %)."
