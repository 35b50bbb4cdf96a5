"""The board's words and its table: right in number, direction and what is missing; texts from data are text."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from halsogap.catalog.catalog import Catalog
from halsogap.figures.goals.board import card
from halsogap.figures.goals.sentences import finding, outcome_words, persons_words, why_not
from halsogap.figures.goals.table import goals_rows
from halsogap.geography import area
from halsogap.i18n import words
from halsogap.model import Indicator, Level, Sex, Text
from halsogap.stats.goals import Judgement, LocalTarget, judge
from halsogap.stats.people import Behind, behind

SV, EN = words("sv"), words("en")


def total(**by_year: float) -> dict[int, dict[Sex, float]]:
    return {int(year[1:]): {Sex.T: value} for year, value in by_year.items()}


def smoke(catalog: Catalog, now: float, target: float, *, children: float = 6000) -> tuple[Judgement, Behind | None]:
    """Smoking in infants' homes, with a target of one's own and a population of children."""
    indicator = catalog["tobaksrok_8man"]
    who = behind(indicator, Level.KOMMUN, {"befolkning_0_5": {2021: {Sex.T: children}}})
    own = LocalTarget("2180", indicator.slug, target, 2030)
    return judge(indicator, Level.KOMMUN, total(y2015=9.0, y2021=now), who=who, local=own), who


def test_the_finding_agrees_with_itself_in_number(whole_catalog: Catalog) -> None:
    goals = [smoke(whole_catalog, now, 5.0)[0] for now in (4.0, 4.0, 6.0, 10.0)]
    assert finding("Gävle", goals, SV).startswith(
        "Gävle: <b>2 av 4 mål</b> är nådda, 1 har kommit närmare eller står stilla, 1 har försämrats och 0 går inte"
    )
    assert finding("Gävle", goals[1:], SV).startswith("Gävle: <b>1 av 3 mål</b> är nått")
    assert finding("Gävle", goals[2:], EN).startswith("Gävle: <b>none of 2 goals</b> is reached")
    assert "Mätt mot egna mål: 4, mot publicerade målvärden: 0." in finding("Gävle", goals, SV)
    assert finding("<i>", goals, SV).startswith("&lt;i&gt;:")


@pytest.mark.parametrize(
    ("now", "target", "said"),
    [
        (6.3, 5.0, "Kvar till målet: ungefär 13 färre små barn (95 %: 0–30)."),
        (5.5, 5.0, "Kvar till målet: ungefär 5 färre små barn (95 %: 21 färre till 8 fler)."),
        (4.0, 5.0, ""),
    ],
)
def test_people_left_to_a_target(whole_catalog: Catalog, now: float, target: float, said: str) -> None:
    one, who = smoke(whole_catalog, now, target)
    assert persons_words(one, who, SV) == said


def test_why_people_cannot_be_told(whole_catalog: Catalog) -> None:
    one, _ = smoke(whole_catalog, 6.0, 5.0)
    assert persons_words(one, None, SV).endswith("underlaget publiceras inte.")
    held = behind(one.indicator, Level.KOMMUN, {})
    assert persons_words(one, held, SV).endswith("befolkningen 2021 är inte hämtad.")


def test_every_standing_has_its_words(whole_catalog: Catalog) -> None:
    plain = replace(whole_catalog["behorig_gymnasiet"], people=None)
    bare = replace(plain, target=None)

    def said(indicator: Indicator, **by_year: float) -> str:
        return outcome_words(judge(indicator, Level.KOMMUN, total(**by_year)), SV)

    assert [said(plain, y2015=80.0, y2022=now) for now in (82.0, 81.0, 80.1, 70.0)] == [
        "Målet nått",
        "Närmare målet",
        "Oförändrat",
        "Längre från målet",
    ]
    assert [said(bare, y2016=80.0, y2022=now) for now in (82.0, 70.0)] == ["Bättre än 2016", "Sämre än 2016"]
    assert said(bare, y2022=80.0) == "Kan inte jämföras"


@pytest.mark.parametrize(
    ("slug", "values", "elsewhere", "said"),
    [
        ("behorig_gymnasiet", {}, "", "Det finns inga värden för Gävle."),
        ("pv_respekt", {}, "län", "Nyckeltalet finns bara för län."),
        ("trygg_ak5", total(y2022=80.0), "", "Serien bryts 2022: Nytt nyckeltal 2022."),
        ("behorig_gymnasiet", total(y2015=80.0), "", "Det finns inget värde efter 2015."),
        ("behorig_gymnasiet", total(y2022=80.0), "", "Utgångsläget 2015 saknar värde"),
        ("examen_4ar", total(y2015=70.0, y2022=80.0), "", "Serien bryts 2021: Från 2021 ingår inte"),
        ("sjalvskattad_halsa", total(y2015=70.0, y2022=80.0), "", ""),
    ],
)
def test_why_a_goal_cannot_be_compared(
    whole_catalog: Catalog, slug: str, values: dict[int, dict[Sex, float]], elsewhere: str, said: str
) -> None:
    one = judge(whole_catalog[slug], Level.KOMMUN, values)
    why = why_not(one, "Gävle", elsewhere, SV)
    assert why.startswith(said)
    assert bool(why) == bool(said)


def test_a_card_escapes_what_comes_from_data(whole_catalog: Catalog) -> None:
    one, _ = smoke(whole_catalog, 6.0, 5.0)
    html = card(one, 'karta?a="><script>', "", ["<script>alert(1)</script>"], SV)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_the_table_has_a_row_a_goal(whole_catalog: Catalog) -> None:
    one, who = smoke(whole_catalog, 6.3, 5.0)
    life = judge(whole_catalog["medellivslangd"], Level.KOMMUN, {2015: {Sex.K: 83.0, Sex.M: 80.0}})
    rows = [(one, who, ["Obs.", ""]), (life, None, [])]
    table = goals_rows(area("2180"), rows, SV)
    assert list(table.index) == ["tobaksrok_8man", "medellivslangd"], "by which each row's source is known"
    first, second = table.to_dict("records")
    assert (first["område"], first["måluppfyllelse"]) == ("Gävle", "Närmare målet eller oförändrat")
    assert (first["år då"], first["totalt då"], first["år nu"], first["totalt nu"]) == (2015, 9.0, 2021, 6.3)
    assert (first["mätt mot"], first["målvärde"], first["målår"]) == ("eget mål", 5.0, 2030)
    assert (first["personer till målet"], first["anmärkning"]) == (-13, "Obs.")
    assert first["personer, undre gräns 95 %"] < -13 < first["personer, övre gräns 95 %"]
    assert (second["kvinnor då"], second["män då"]) == (83.0, 80.0)
    assert pd.isna(second["år nu"])
    assert pd.isna(second["personer till målet"])


def test_the_words_of_people_follow_the_language(whole_catalog: Catalog) -> None:
    one, who = smoke(whole_catalog, 6.3, 5.0)
    assert "13 fewer infants" in persons_words(one, who, EN)
    assert one.indicator.people
    assert one.indicator.people.noun == Text("små barn", "infants")
