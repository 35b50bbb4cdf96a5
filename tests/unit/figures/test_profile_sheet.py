"""The profile in words, in a table, on a map and in a file: right for each standing, escaped, and marked."""

import math
import re
from dataclasses import replace
from urllib.parse import unquote

import pandas as pd
import pytest

from halsogap.catalog.catalog import Catalog
from halsogap.figures.profile.locator import HERE, frame, locator_picture
from halsogap.figures.profile.sentences import notable_sentences, people_sentence, standing_sentence
from halsogap.figures.profile.table import MARKS, profile_rows, standing_words, table_html
from halsogap.figures.provenance import BY_ROW
from halsogap.i18n import words
from halsogap.model import Indicator, Sex, Text
from halsogap.stats.profile import COLUMNS, Standing, standings

SV, EN = words("sv"), words("en")
PLACES = {"value": "Gävle", "lan": "Gävleborgs län", "riket": "Riket"}
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def known(whole_catalog: Catalog) -> dict[str, Indicator]:
    return {slug: whole_catalog[slug] for slug in ("fallskador_80", "medellivslangd", "eftergymnasial", "uvas_16_24")}


def table(*given: dict[str, object]) -> pd.DataFrame:
    """Rows of a profile: what is not given is missing."""
    plain = {
        "period": 2022, "years": 1, "status": "value", "areas": 290, "standing": "", "notable": False,
        "apart": None, "rank": None,
    }  # fmt: skip
    frame = pd.DataFrame([{**dict.fromkeys(COLUMNS, math.nan), **plain, **row} for row in given], columns=list(COLUMNS))
    return frame.astype(COLUMNS)


def cells(html: str, name: str) -> list[str]:
    """The texts of the row that begins with `name`."""
    row = next(row for row in html.split("<tr>") if f'<th scope="row">{name}' in row)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]


def html(rows: pd.DataFrame, known: dict[str, Indicator]) -> str:
    return table_html(rows, known, PLACES, "riket", SV, foot="Källa: Kolada", demo=False)


def test_a_row_has_each_place_by_sex_and_says_how_it_stands(known: dict[str, Indicator]) -> None:
    rows = table(
        {"indicator": "uvas_16_24", "sex": "K", "value": 5.25, "lan": 6, "riket": 4.9, "standing": "like"},
        {"indicator": "uvas_16_24", "sex": "M", "value": 8.5, "lan": 7, "riket": 6, "standing": "worse"},
        {
            "indicator": "uvas_16_24",
            "sex": "T",
            "value": 6.9,
            "lower": 6.1,
            "upper": 7.7,
            "lan": 6.5,
            "standing": "like",
        },
    )
    said = html(rows, known)
    assert cells(said, "Varken arbete") == [
        "2022", "5,2", "8,5", "6,9 6,1–7,7", "6,0", "7,0", "6,5", "4,9", "6,0", "–", "● ungefär lika, män sämre"
    ]  # fmt: skip
    assert "God och jämlik hälsa" in said


def test_the_table_is_one_for_those_who_hear_it(known: dict[str, Indicator]) -> None:
    said = html(table({"indicator": "uvas_16_24", "sex": "T", "value": 6.9}), known)
    for scope, count in {"col": 12, "colgroup": 3, "row": 1, "rowgroup": 1}.items():
        assert said.count(f'scope="{scope}"') == count
    assert said.count("<caption>") == 1
    assert re.search(r"<tfoot[^>]*><tr><td[^>]*>Källa: Kolada</td>", said)
    wide = int(re.search(r'<tfoot.*?colspan="(\d+)"', said)[1])
    assert len(cells(said, "Varken arbete")) == wide - 1


@pytest.mark.parametrize(
    ("status", "said"), [("missing", "saknas"), ("suppressed", "sekretess"), ("not_applicable", "ej tillämpl.")]
)
def test_what_is_missing_is_told_and_never_0(known: dict[str, Indicator], status: str, said: str) -> None:
    rows = table({"indicator": "uvas_16_24", "sex": "T", "status": status, "riket": 5.0, "reference": 5.0})
    found = cells(html(rows, known), "Varken arbete")
    assert found[3] == said
    assert "0" not in " ".join(found[1:7])
    assert found[-1] == "", "nothing to judge"


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        ({"K": "better", "M": "better", "T": "better"}, "bättre"),
        ({"K": "better", "M": "worse", "T": "like"}, "ungefär lika, kvinnor bättre, män sämre"),
        ({"K": "like", "M": "like", "T": "worse"}, "sämre, var för sig ungefär lika"),
        ({"K": "worse", "M": "like"}, "kvinnor sämre, män ungefär lika"),
        ({"K": "better", "M": "better"}, "bättre"),
        ({"T": "worse"}, "sämre"),
        ({"K": "", "M": "", "T": "like"}, "ungefär lika"),
    ],
)
def test_how_an_indicator_stands_in_words(known: dict[str, Indicator], standing: dict[str, str], said: str) -> None:
    rows = table(*({"indicator": "uvas_16_24", "sex": sex, "value": 1, "standing": s} for sex, s in standing.items()))
    assert standing_words(rows, known["uvas_16_24"], "riket", SV)[1] == said


def test_why_nothing_is_judged(known: dict[str, Indicator]) -> None:
    no_direction = table({"indicator": "eftergymnasial", "sex": "T", "value": 1, "reference": 2})
    assert standing_words(no_direction, known["eftergymnasial"], "riket", SV) == (None, "ingen riktning")
    no_reference = table({"indicator": "uvas_16_24", "sex": "T", "value": 1})
    assert standing_words(no_reference, known["uvas_16_24"], "riket", SV) == (None, "inget värde för riket")
    no_yardstick = table({"indicator": "uvas_16_24", "sex": "T", "value": 1, "reference": 2})
    assert standing_words(no_yardstick, known["uvas_16_24"], "riket", SV) == (None, "kan inte bedömas")


def test_text_from_data_is_text(known: dict[str, Indicator]) -> None:
    evil = {"uvas_16_24": replace(known["uvas_16_24"], short=Text(EVIL, EVIL), name=Text(EVIL, EVIL))}
    rows = table({"indicator": "uvas_16_24", "sex": "T", "value": 1, "standing": "better", "reference": 2, "rank": 3})
    said = [
        table_html(rows, evil, dict.fromkeys(PLACES, EVIL), EVIL, SV, foot=EVIL, demo=True),
        *notable_sentences(rows, rows, evil, EVIL, EVIL, SV),
        people_sentence(EVIL, (2022, {Sex.K: 1, Sex.M: 2, Sex.T: 3}), SV),
        standing_sentence(standings(rows), EVIL, SV),
    ]
    assert all("<script" not in text and "&lt;script" in text for text in said)


def test_each_standing_has_a_mark_of_its_own() -> None:
    assert len(set(MARKS.values())) == 3
    assert Standing.MIXED not in MARKS


# -- sentences ----------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text).replace("\u202f", " ").replace("\u00a0", " ")


def test_who_lives_there() -> None:
    whole = (2022, {Sex.K: 51_789.0, Sex.M: 51_704.0, Sex.T: 103_493.0})
    assert plain(people_sentence("Gävle", whole, SV)) == (
        "Gävle har 103 493 invånare (2022): 51 789 kvinnor och 51 704 män."
    )
    assert plain(people_sentence("Gävle", (2022, {Sex.T: 103_493.0}), SV)) == "Gävle har 103 493 invånare (2022)."
    assert people_sentence("Gävle", (2022, {Sex.K: 1.0, Sex.M: 1.0}), SV) == "", "the whole is not made of its parts"
    assert people_sentence("Gävle", None, SV) == ""


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((2, 3, 7, 0), "Av 12 nyckeltal som kan bedömas är 2 bättre än i riket, 3 sämre och 7 ungefär som i riket."),
        ((0, 1, 0, 0), "Ett nyckeltal kan bedömas mot riket: 0 bättre, 1 sämre, 0 ungefär lika."),
        ((0, 0, 0, 0), "Inget nyckeltal kan bedömas mot riket."),
        ((1, 1, 0, 1), "sämre och 0 ungefär som i riket. Ett till skiljer sig mellan kvinnor och män."),
        ((1, 1, 0, 2), "Ytterligare 2 skiljer sig mellan kvinnor och män."),
    ],
)
def test_how_the_place_stands(counts: tuple[int, ...], said: str) -> None:
    names = ("better", "worse", "like", "mixed")
    rows = pd.DataFrame(
        [
            {"indicator": f"{name}{i}", "sex": sex, "standing": {"K": "better", "M": "worse"}[sex] if mixed else name}
            for name, count in zip(names, counts, strict=True)
            for i in range(count)
            for mixed in [name == "mixed"]
            for sex in (["K", "M"] if mixed else ["K"])
        ],
        columns=["indicator", "sex", "standing"],
    )
    assert plain(standing_sentence(standings(rows), "riket", SV)).endswith(said)


def test_a_strength_has_its_numbers_its_year_and_its_rank(known: dict[str, Indicator]) -> None:
    falls = {"indicator": "fallskador_80", "reference": 5746}
    rows = table(
        {**falls, "sex": "K", "value": 4536},
        {**falls, "sex": "M", "value": 3558},
        {**falls, "sex": "T", "value": 4141, "years": 3, "rank": 12, "areas": 289, "apart": True},
        {"indicator": "medellivslangd", "sex": "M", "value": 80.4, "reference": 81, "rank": 188},
    )
    said = [plain(text) for text in notable_sentences(rows.iloc[[2, 3]], rows, known, "riket", "kommuner", SV)]
    assert said == [
        "Fallskador 80+: 4 141 per 100 000 invånare mot 5 746 i riket (2020–22). Kvinnor 4 536, män 3 558. "
        "Plats 12 av 289 kommuner. Skillnaden är större än slumpen brukar ge (95 %).",
        "Medellivslängd, män: 80,4 år mot 81,0 år i riket (2022). Plats 188 av 290 kommuner.",
    ]
    # An empty table's women and men are not there to be told.
    alone = notable_sentences(rows.iloc[[2]], rows.iloc[[2]], known, "riket", "kommuner", EN)
    assert "Women" not in alone[0]


# -- file ---------------------------------------------------------------------------------------------------


def test_the_file_has_a_row_a_sex(known: dict[str, Indicator]) -> None:
    rows = table(
        {"indicator": "uvas_16_24", "sex": "K", "value": 5.2, "riket": 4.9, "lower": 4, "upper": 6, "standing": "like"},
        {"indicator": "uvas_16_24", "sex": "M", "status": "suppressed"},
    )
    made = profile_rows(rows, known, PLACES, "riket", SV)
    assert made["Gävle"].tolist()[0] == 5.2
    assert made["Gävle"].isna().tolist() == [False, True]
    assert made["Mot riket"].tolist() == ["ungefär lika", ""]
    assert made[SV("export.status")].tolist() == ["", "sekretess"]
    assert made.index.name == BY_ROW, "each row says whose it is, so that its source is its own"
    assert set(made.index) == {"uvas_16_24"}


# -- locator ------------------------------------------------------------------------------------------------


def test_the_place_is_filled_among_its_neighbours() -> None:
    geopandas, shapely = pytest.importorskip("geopandas"), pytest.importorskip("shapely")
    shapes = [shapely.box(i * 1000, 0, (i + 1) * 1000, 2000) for i in range(3)]
    held = frame(geopandas.GeoDataFrame(index=["a", "b", "c"], geometry=shapes, crs="EPSG:3006"))
    assert held.width == pytest.approx(300 * 1.5)
    picture = locator_picture([(held, "b")], alt='"Var" & var', mark="DEMO")
    assert 'alt="&#34;Var&#34; &amp; var"' in picture
    svg = unquote(picture)
    assert f"<path d='{held.paths['b']}' fill='{HERE}'" in svg
    assert "DEMO" in svg
    assert held.paths["a"] + held.paths["c"] in svg


def test_areas_that_lie_over_each_other_are_drawn_too() -> None:
    geopandas, shapely = pytest.importorskip("geopandas"), pytest.importorskip("shapely")
    shapes = [shapely.box(0, 0, 1000, 1000), shapely.box(500, 500, 1500, 1500)]
    held = frame(geopandas.GeoDataFrame(index=["a", "b"], geometry=shapes, crs="EPSG:3006"))
    assert all(path.startswith("M") and path.endswith("Z") for path in held.paths.values())
