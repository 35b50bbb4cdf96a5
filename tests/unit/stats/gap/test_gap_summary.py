"""What is seen of women against men: the sides, the widest gap, the scale, the box, the years and the sentences."""

import math
import re

import numpy as np
import pandas as pd
import pytest

from halsogap.catalog import catalog as catalogs
from halsogap.figures.gap.numbers import GapRow, numbers_html
from halsogap.figures.gap.ranking import worse_for
from halsogap.figures.gap.sentences import gap_in_words, sides, widest
from halsogap.i18n import words
from halsogap.model import Sex
from halsogap.settings import CATALOG_DIR
from halsogap.stats.gap.measure import Measure
from halsogap.stats.gap.series import gap_band, gap_by_year, in_runs
from halsogap.stats.gap.summary import GapSummary, gap_summary, mean_of, shared_scale, within
from halsogap.stats.intervals import Interval

CATALOG = catalogs.load(CATALOG_DIR)
SV, EN = words("sv"), words("en")
DIFF, RATIO = Measure.DIFF, Measure.RATIO
FALLS, SCHOOL, INCOME = CATALOG["fallskador_80"], CATALOG["behorig_gymnasiet"], CATALOG["nettoinkomst"]


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).replace("\u202f", " ")


def values(*numbers: float) -> pd.Series:
    return pd.Series(numbers, dtype=float)


def test_the_sides_and_the_widest_gap_by_hand() -> None:
    found = gap_summary(values(5, 4, 3, 3.01, math.nan), values(4, 9, 3, 3.04, 1), DIFF, decimals=1)
    assert found == GapSummary(women=1, men=1, equal=2, lacking=1, widest=1, shared=1)
    assert found.areas == 4


def test_the_widest_ratio_is_as_wide_either_way_and_not_over_zero() -> None:
    women, men = values(10, 3, 100), values(30, 1, 0)
    assert gap_summary(women, men, DIFF, decimals=0).widest == 2
    found = gap_summary(women, men, RATIO, decimals=0)
    assert (found.widest, found.shared) == (0, 2)


@pytest.mark.parametrize("numbers", [(), (math.nan, math.nan), (7.0, 7.0)])
def test_without_gaps_none_is_the_widest(numbers: tuple[float, ...]) -> None:
    found = gap_summary(values(*numbers), values(*numbers), DIFF, decimals=1)
    assert (found.widest, found.shared, found.women, found.men) == (None, 0, 0, 0)


def test_one_scale_holds_all_values_with_a_margin_and_always_has_an_extent() -> None:
    assert shared_scale(values(10, 30), [20.0, math.nan]) == (9.0, 31.0)
    assert shared_scale(values(0.2, 20.2)) == (0.0, 21.2)
    assert shared_scale(values(-10, 10)) == (-11.0, 11.0)
    for alone in ([], [math.nan], [0.0], [5.0, 5.0]):
        low, high = shared_scale(alone)
        assert low < high


def test_a_box_holds_what_lies_in_it_whichever_way_it_is_drawn() -> None:
    women, men = values(1, 2, 3, math.nan), values(1, 5, 3, 2)
    assert within(women, men, {"women": [4, 0], "men": [0, 3]}).tolist() == [True, False, True, False]
    assert within(women, men, {"women": [1.5, 2.5]}).tolist() == [False, True, False, False]
    assert not within(women, men, None).any()
    assert not within(women, men, {}).any()


def test_the_mean_of_a_group_is_plain_and_not_of_one() -> None:
    codes = pd.Series(["a", "b", "c"])
    assert mean_of(values(1, 3, 8), codes, ("a", "b")) == 2
    assert math.isnan(mean_of(values(1, math.nan, 8), codes, ("a", "b")))


def test_a_years_gap_needs_both_sexes() -> None:
    by_year = {2020: {Sex.K: 5.0, Sex.M: 4.0}, 2021: {Sex.K: 5.0}, 2022: {Sex.K: 6.0, Sex.M: 0.0}}
    assert gap_by_year(by_year, DIFF) == {2020: 1.0, 2022: 6.0}
    assert gap_by_year(by_year, RATIO) == {2020: 1.25}
    assert gap_by_year({}, DIFF) == {}


def test_the_band_holds_the_middle_eighty_per_cent_and_needs_ten_areas() -> None:
    gaps = np.arange(11.0)
    history = pd.DataFrame({"area": range(11), "period": 2020, "K": gaps, "M": 0.0})
    few = history.head(9).assign(period=2021)
    band = gap_band(pd.concat([history, few]), DIFF)
    assert band.to_dict("records") == [{"period": 2020, "low": 1.0, "high": 9.0, "areas": 11}]


def test_a_break_parts_the_years() -> None:
    broken = next(i for i in CATALOG.values() if i.breaks)
    year = broken.breaks[0].year
    rows = in_runs({year - 2: 1.0, year - 1: 2.0, year: 3.0}, broken)
    assert rows["run"].tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("found", "indicator", "expected"),
    [
        (
            GapSummary(271, 16, 2, 1, 0, 1),
            FALLS,
            "I 271 av 289 kommuner är värdet högre, alltså sämre, för kvinnor än för män. I 16 är det tvärtom. "
            "I 2 är det lika.",
        ),
        (
            GapSummary(3, 17, 0, 0, 0, 1),
            SCHOOL,
            "I 17 av 20 kommuner är värdet högre, alltså bättre, för män än för kvinnor. I 3 är det tvärtom.",
        ),
        (GapSummary(21, 0, 0, 0, 0, 1), INCOME, "I alla 21 kommuner är värdet högre för kvinnor än för män."),
        (
            GapSummary(0, 20, 1, 0, 0, 1),
            INCOME,
            "I 20 av 21 kommuner är värdet högre för män än för kvinnor. I 1 är det lika.",
        ),
        (GapSummary(0, 0, 21, 0, None, 0), FALLS, "I alla 21 kommuner är värdet lika för kvinnor och män."),
        (
            GapSummary(7, 7, 0, 0, 0, 1),
            FALLS,
            "Det är lika vanligt att värdet är högre för kvinnor som för män: 7 kommuner vardera.",
        ),
        (GapSummary(1, 0, 0, 9, 0, 1), FALLS, ""),
        (GapSummary(0, 0, 0, 9, None, 0), FALLS, ""),
    ],
)
def test_the_sides_in_words(found: GapSummary, indicator: object, expected: str) -> None:
    assert sides(found, indicator, "kommuner", SV) == expected  # type: ignore[arg-type]


def test_the_widest_gap_in_words_with_how_sure_it_is() -> None:
    assert plain(widest("Åsele", 8213, 3364, FALLS, DIFF, SV, interval=Interval(4849, 1184, 8523))) == (
        "Störst är det i Åsele: 8 213 för kvinnor mot 3 364 för män, 4 849 per 100 000 invånare högre för kvinnor "
        "(95 %: +1 184 till +8 523)."
    )
    by_chance = plain(widest("Åsele", 20, 10, SCHOOL, RATIO, SV, shared=3, interval=Interval(2, 0.9, 4.4)))
    assert by_chance == (
        "Störst är det i Åsele och 2 till: 20,0 % för kvinnor mot 10,0 % för män, 2,00 gånger så högt för kvinnor "
        "(95 %: 0,90 till 4,40; kan vara slump)."
    )


def test_a_name_from_data_stays_text() -> None:
    assert "<script>" not in widest("<script>", 2, 1, FALLS, DIFF, SV)
    assert "<script>" not in numbers_html([GapRow("<script>", 2, 1, {})], FALLS, SV)


def test_a_gap_in_words_turns_with_its_sides_and_knows_equal() -> None:
    assert gap_in_words(80.0, 83.6, SCHOOL, DIFF, EN) == "3.6 percentage points higher for men"
    assert gap_in_words(0.0, 3.0, SCHOOL, RATIO, EN) == "3.0 percentage points higher for men"
    assert gap_in_words(80.04, 80.01, SCHOOL, DIFF, SV) == "lika"


def test_numbers_say_a_dash_for_what_is_missing_and_no_ratio_over_zero() -> None:
    html = numbers_html([GapRow("A", math.nan, 3.0, {}), GapRow("B", 3.0, 0.0, {})], FALLS, SV)
    assert plain(html).count("–") == 4
    shown = numbers_html(
        [GapRow("A", 30.0, 20.0, {DIFF: Interval(10, 2, 18), RATIO: Interval(1.5, 1.1, 2)})], FALLS, SV
    )
    assert "95 %: +2 till +18" in plain(shown)
    assert "95 %: 1,10 till 2,00" in plain(shown)


def test_whose_disadvantage_a_gap_is_follows_the_favourable_direction() -> None:
    assert worse_for(FALLS, True, SV) == "kvinnor"
    assert worse_for(FALLS, False, SV) == "män"
    assert worse_for(SCHOOL, True, SV) == "män"
    assert worse_for(INCOME, False, SV) == "lägre för kvinnor"
