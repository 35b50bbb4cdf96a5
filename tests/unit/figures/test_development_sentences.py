"""A development drawn and in words: every case that a place, an indicator and a year can make."""

import math
import re
from dataclasses import replace

import pytest

from halsogap.catalog.catalog import Catalog
from halsogap.figures.charts import ChartPicture
from halsogap.figures.development.chart import development_chart
from halsogap.figures.development.legend import development_legend
from halsogap.figures.development.parts import Band, Line, Marks, Role, in_order
from halsogap.figures.development.sentences import Summary, evidence, finding, trend_html
from halsogap.figures.figure import plain
from halsogap.i18n import words
from halsogap.model import Better, Break, Indicator, Sex, Text
from halsogap.stats.development import Change, Standing
from halsogap.stats.trend import Marker, Reason, Trend

SV, EN = words("sv"), words("en")
CUT = Break(2018, Text("ny <b>definition</b>", "new definition"))


@pytest.fixture
def share(whole_catalog: Catalog) -> Indicator:
    """A percentage with one decimal, of which less is better; its baseline year is 2015."""
    return replace(whole_catalog["uvas_16_24"], breaks=(), rolling_years={}, baseline_year=2015)


@pytest.fixture
def amount(whole_catalog: Catalog) -> Indicator:
    """Falls per 100 000."""
    return whole_catalog["fallskador_80"]


def said(told: dict[Sex, Summary], indicator: Indicator, *, place: str = "Gävle") -> str:
    return plain(finding(told, place, 2022, "kommuner", indicator, SV)).replace("\u202f", " ")


def test_a_share_changes_by_percentage_points(share: Indicator) -> None:
    told = Summary(8.25, Change(2015, 2022, 9.5, 8.25), Standing.WORST, 250, 290)
    assert said({Sex.T: told}, share) == (
        "I Gävle är värdet 8,2 % 2022. Det är 1,2 procentenheter lägre än utgångsåret 2015. "
        "Av 290 kommuner hör Gävle till den sämsta fjärdedelen (plats 250)."
    )


def test_an_amount_changes_by_per_cent(amount: Indicator) -> None:
    told = Summary(4141.0, Change(2010, 2022, 5409.0, 4141.0))
    assert (
        said({Sex.T: told}, amount) == "I Gävle är värdet 4 141 per 100 000 invånare 2022. Det är 23 % lägre än 2010."
    )


def test_what_is_written_alike_has_not_changed(share: Indicator) -> None:
    assert "samma värde som utgångsåret 2015" in said({Sex.T: Summary(8.23, Change(2015, 2022, 8.19, 8.23))}, share)


def test_from_nothing_an_amount_changes_by_itself(amount: Indicator) -> None:
    told = Summary(20.0, Change(2015, 2022, 0.0, 20.0))
    assert "Det är 20 per 100 000 invånare högre än utgångsåret 2015." in said({Sex.T: told}, amount)


def test_women_and_men_each_change(amount: Indicator) -> None:
    told = {
        Sex.K: Summary(4536.0, Change(2015, 2022, 6275.0, 4536.0), Standing.BEST, 15, 289),
        Sex.M: Summary(3558.0, Change(2015, 2022, 3558.4, 3558.0), Standing.BEST, 34, 289),
    }
    assert said(told, amount) == (
        "I Gävle är värdet 4 536 för kvinnor och 3 558 för män per 100 000 invånare 2022. "
        "Sedan utgångsåret 2015 har det minskat med 28 % bland kvinnor och varit oförändrat bland män. "
        "Av 289 kommuner ligger Gävle på plats 15 för kvinnor och plats 34 för män."
    )


def test_one_sex_alone_is_told_alone(share: Indicator) -> None:
    text = said({Sex.M: Summary(5.0, Change(2016, 2022, 4.0, 5.0), Standing.MIDDLE, 3, 9)}, share)
    assert text == (
        "I Gävle är värdet 5,0 % för män 2022; för kvinnor saknas värde. "
        "Sedan 2016 har det ökat med 1,0 procentenheter bland män."
    )
    assert "för män saknas värde" in said({Sex.K: Summary(5.0)}, share)


def test_different_first_years_are_told_apart(share: Indicator) -> None:
    told = {Sex.K: Summary(5.0, Change(2016, 2022, 4.0, 5.0)), Sex.M: Summary(5.0, Change(2018, 2022, 6.0, 5.0))}
    text = said(told, share)
    assert "Sedan 2016 har det ökat med 1,0 procentenheter bland kvinnor." in text
    assert "Sedan 2018 har det minskat med 1,0 procentenheter bland män." in text


@pytest.mark.parametrize("sexes", [(Sex.T,), (Sex.K, Sex.M)])
def test_a_break_is_told_instead_of_a_change_and_its_note_is_text(share: Indicator, sexes: tuple[Sex, ...]) -> None:
    told = {sex: Summary(5.0, Change(2015, 2022, 9.0, 5.0, CUT)) for sex in sexes}
    html = finding(told, "Gävle", 2022, "kommuner", share, SV)
    assert "kan inte jämföras med utgångsåret 2015, för serien bryts 2018: ny &lt;b&gt;" in html
    assert "procentenheter" not in html


def test_without_a_direction_nothing_is_best(share: Indicator) -> None:
    neutral = replace(share, better=Better.UNKNOWN)
    low = said({Sex.T: Summary(5.0, None, Standing.LOWEST, 280, 290)}, neutral)
    assert "hör Gävle till fjärdedelen med lägst värden" in low
    middle = said({Sex.T: Summary(5.0, None, Standing.MIDDLE, 140, 290)}, neutral)
    assert middle.endswith("ligger Gävle i mitten.")


def test_a_places_name_is_text(share: Indicator) -> None:
    html = finding({Sex.T: Summary(5.0, None, Standing.BEST, 1, 5)}, "<i>Ö", 2022, "kommuner", share, SV)
    assert "<i>" not in html
    assert html.count("&lt;i&gt;Ö") == 2


@pytest.mark.parametrize(
    ("marker", "better", "expected"),
    [
        (Marker.RISING, Better.LOWER, "Ökar, åt fel håll"), (Marker.FALLING, Better.LOWER, "Minskar, åt rätt håll"),
        (Marker.RISING, Better.HIGHER, "Ökar, åt rätt håll"), (Marker.FALLING, Better.HIGHER, "Minskar, åt fel håll"),
        (Marker.RISING, Better.UNKNOWN, "Ökar<"), (Marker.NO_CHANGE, Better.LOWER, "Ingen säker förändring<"),
    ],
)  # fmt: skip
def test_a_marker_is_an_arrow_and_a_word_and_judges_only_by_direction(
    share: Indicator, marker: Marker, better: Better, expected: str
) -> None:
    html = trend_html({Sex.T: Trend(marker, (2018, 2022), 0.1, 12.0)}, 1, replace(share, better=better), SV)
    assert expected in html
    assert 'aria-hidden="true"' in html


@pytest.mark.parametrize(
    ("trend", "expected"),
    [
        (Trend(Marker.RISING, (2018, 2022), 0.1, 12.04), "större än slumpen: chi-två 12,0, gränsen är 9,5"),
        (Trend(Marker.NO_CHANGE, (2018, 2022), 0.1, 3.0), "ryms inom slumpen: chi-två 3,0"),
        (Trend(Marker.NO_CHANGE, (2018, 2022), 0.1, 30.0), "Ett enda år avgör"),
        (Trend(Marker.NO_TEST, reason=Reason.NO_VALUES), "Det finns inga värden."),
        (Trend(Marker.NO_TEST, (2020, 2021), reason=Reason.FEW_POINTS), "här finns 2: 2020 och 2021."),
        (Trend(Marker.NO_TEST, (2021,), reason=Reason.FEW_POINTS, broken=2021), "Efter brottet 2021 finns 1 av de fem"),
        (Trend(Marker.NO_TEST, (2020, 2021), reason=Reason.NO_COUNTS), "Kolada redovisar inga antal"),
    ],
)
def test_what_a_marker_rests_on(share: Indicator, trend: Trend, expected: str) -> None:
    assert expected in evidence(trend, 1, share, SV)
    assert evidence(trend, 1, share, EN)


def line(role: Role, values: dict[int, float], **also: object) -> Line:
    return Line(role, Sex.T, also.get("name", str(role)), values, also.get("standings", {}))  # type: ignore[arg-type]


def test_the_legend_begins_with_the_place_and_leaves_out_what_has_no_values() -> None:
    lines = [line(Role.COUNTRY, {2020: 1.0}), line(Role.NEAR, {}), line(Role.PLACE, {2020: 2.0})]
    assert [one.role for one in in_order(lines)] == [Role.PLACE, Role.COUNTRY]
    html = development_legend([line(Role.PLACE, {2020: 2.0}, name="<Ö>", standings={2020: Standing.BEST})], [], SV)
    assert "&lt;Ö&gt;" in html
    assert "bästa fjärdedelen" in html
    assert "sämsta" not in html


def test_nothing_is_drawn_of_nothing(share: Indicator) -> None:
    assert development_chart([line(Role.PLACE, {})], [], Marks(None), share, SV) is None


def test_a_picture_explains_itself(share: Indicator) -> None:
    broken = replace(share, breaks=(CUT,))
    values = {2015: 9.0, 2017: 8.0, 2019: 7.0, 2020: 6.5}
    standings = {2015: Standing.WORST, 2019: Standing.MIDDLE, 2020: Standing.BEST}
    band = Band(Sex.T, "Lägst till högst", dict.fromkeys(values, (2.0, 20.0)))
    marks = Marks(2020, 6.5, (2015, 9.0), (2022, 5.0))
    drawn = development_chart(
        [line(Role.PLACE, values, name="Gävle", standings=standings), line(Role.COUNTRY, values, name="Riket")],
        [band], marks, broken, SV, legend=True,
    )  # fmt: skip
    assert drawn is not None
    text = " ".join(re.findall(r"<text[^>]*>(.*?)</text>", ChartPicture(lambda: drawn, "sv").svg()))
    for expected in ("Gävle", "Riket", "Lägst till högst", "bästa fjärdedelen", "sämsta fjärdedelen", "utgångsår 2015",
                     "serien bryts 2018", "mål 2022: 5,0", "6,5"):  # fmt: skip
        assert expected in text, expected


def test_the_label_of_the_value_keeps_clear_of_the_targets() -> None:
    assert Marks(2022, 5.0, (2015, 9.0), (2022, 6.0)).target_above
    assert not Marks(2022, 7.0, (2015, 9.0), (2022, 6.0)).target_above
    assert not Marks(2022, math.nan).target_above


def test_one_year_is_drawn_too(share: Indicator) -> None:
    drawn = development_chart(
        [line(Role.PLACE, {2022: 5.0}), line(Role.COUNTRY, {2022: 6.0})],
        [Band(Sex.T, "alla", {2022: (1.0, 9.0)})], Marks(2022, 5.0), share, SV,
    )  # fmt: skip
    assert drawn is not None
    picture = ChartPicture(lambda: drawn, "sv").svg()
    assert ">2022<" in picture
    assert ">country<" in picture, "a ring says whose it is"
    assert 'stroke-width="24"' in picture, "the band of a year is a bar"
