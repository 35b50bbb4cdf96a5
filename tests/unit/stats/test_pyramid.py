"""The population pyramid: which age groups make it, and that a bar's area is its number of people."""

import itertools
import re
from dataclasses import replace
from urllib.parse import unquote

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import observations
from halsogap.catalog.catalog import Catalog
from halsogap.figures.palette import MEN, WOMEN
from halsogap.figures.profile.pyramid import ages_text, pyramid_alt, pyramid_picture, pyramid_table
from halsogap.i18n import words
from halsogap.model import EVERYONE, Ages, Indicator, Level, Sex
from halsogap.stats.pyramid import OLDEST, Pyramid, Step, inhabitants, pyramid

SV = words("sv")


@pytest.fixture(scope="module")
def people(whole_catalog: Catalog) -> Indicator:
    return whole_catalog["befolkning_80"]


def groups(people: Indicator, *ages: Ages) -> dict[str, Indicator]:
    return {f"{a.first}_{a.last}": replace(people, slug=f"{a.first}_{a.last}", ages=a) for a in ages}


def rows(values: dict[str, tuple[float, float]], *, period: int = 2023, area: str = "2180") -> pd.DataFrame:
    """Women and men by indicator."""
    cells = [(slug, sex, value) for slug, pair in values.items() for sex, value in zip("KM", pair, strict=True)]
    return observations(*cells, columns="indicator sex value", period=period, area=area)


def test_groups_that_meet_are_put_together_from_the_youngest(people: Indicator) -> None:
    known = groups(people, Ages(65), Ages(0, 19), Ages(20, 64))
    found = pyramid(rows({"65_None": (9, 7), "0_19": (10, 11), "20_64": (30, 31)}), Level.KOMMUN, "2180", known)
    assert found == Pyramid(
        2023,
        (
            Step(Ages(0, 19), "0_19", 10, 11),
            Step(Ages(20, 64), "20_64", 30, 31),
            Step(Ages(65), "65_None", 9, 7),
        ),
    )
    assert (found.women, found.men) == (49, 49)
    assert [step.years for step in found.steps] == [20, 45, OLDEST - 65]


def test_the_finest_way_from_birth_is_taken(people: Indicator) -> None:
    known = groups(people, Ages(0, 19), Ages(20, 64), Ages(20, 39), Ages(40, 64), Ages(40, 79), Ages(65), EVERYONE)
    values = dict.fromkeys(known, (1.0, 1.0))
    found = pyramid(rows(values), Level.KOMMUN, "2180", known)
    assert [step.indicator for step in found.steps] == ["0_19", "20_39", "40_64", "65_None"]


@pytest.mark.parametrize("gone", ["0_19", "20_64", "65_None"])
def test_a_gap_is_never_filled(people: Indicator, gone: str) -> None:
    known = groups(people, Ages(0, 19), Ages(20, 64), Ages(65))
    values = {slug: (1.0, 1.0) for slug in known if slug != gone}
    assert pyramid(rows(values), Level.KOMMUN, "2180", known) is None
    hidden = pd.concat([rows(values), rows({gone: (1.0, float("nan"))})])
    assert pyramid(hidden, Level.KOMMUN, "2180", known) is None, "men are not the rest"


def test_a_year_that_is_whole_goes_before_a_later_one_that_is_not(people: Indicator) -> None:
    known = groups(people, Ages(0, 19), Ages(20, 64), Ages(65))
    whole = rows(dict.fromkeys(known, (1.0, 1.0)))
    later = rows({"0_19": (2.0, 2.0), "65_None": (2.0, 2.0)}, period=2024)
    elsewhere = rows(dict.fromkeys(known, (3.0, 3.0)), period=2024, area="2101")
    assert pyramid(pd.concat([whole, later, elsewhere]), Level.KOMMUN, "2180", known).period == 2023


def test_two_bars_are_no_pyramid(people: Indicator) -> None:
    known = groups(people, Ages(0, 64), Ages(65))
    assert pyramid(rows(dict.fromkeys(known, (1.0, 1.0))), Level.KOMMUN, "2180", known) is None


def test_where_there_are_no_ages_there_is_none(people: Indicator) -> None:
    assert pyramid(rows({"x": (1.0, 1.0)}), Level.KOMMUN, "2180", {}) is None


@settings(deadline=None, max_examples=50)
@given(cuts=st.sets(st.integers(1, 99), min_size=2, max_size=12), data=st.data())
def test_however_life_is_cut_everyone_is_counted_once(people: Indicator, cuts: set[int], data: st.DataObject) -> None:
    edges = [0, *sorted(cuts)]
    ages = [Ages(low, high - 1) for low, high in itertools.pairwise(edges)] + [Ages(edges[-1])]
    known = groups(people, *ages)
    number = st.integers(0, 10_000)
    values = {slug: (float(data.draw(number)), float(data.draw(number))) for slug in known}
    found = pyramid(rows(values), Level.KOMMUN, "2180", known)
    assert found.women == sum(women for women, _ in values.values())
    assert found.men == sum(men for _, men in values.values())
    assert sum(step.years for step in found.steps) == OLDEST


def test_inhabitants_are_the_last_years(people: Indicator) -> None:
    known = groups(people, EVERYONE, Ages(0, 19))
    early, late = rows({"0_None": (5, 6)}), rows({"0_None": (7, 8), "0_19": (1, 1)}, period=2024)
    year, by_sex = inhabitants(pd.concat([early, late]), Level.KOMMUN, "2180", known)
    assert (year, by_sex) == (2024, {Sex.K: 7, Sex.M: 8})
    assert inhabitants(early, Level.KOMMUN, "2101", known) is None


def test_the_catalogue_has_both_publishers_pyramids(whole_catalog: Catalog) -> None:
    kolada = {slug: i for slug, i in whole_catalog.items() if i.ages and not i.queries}
    scb = {slug: i for slug, i in whole_catalog.items() if i.ages and i.queries}
    for known, steps in ((kolada, 10), (scb, 9)):
        found = pyramid(rows(dict.fromkeys(known, (1.0, 1.0))), Level.KOMMUN, "2180", known)
        assert len(found.steps) == steps


# -- the picture --------------------------------------------------------------------------------------------

STEPS = Pyramid(2023, (Step(Ages(0, 9), "a", 100, 110), Step(Ages(10, 64), "b", 550, 495), Step(Ages(65), "c", 70, 35)))


def bars(picture: str, colour: str) -> list[tuple[float, float]]:
    """Width and height of the bars of one colour, from the youngest."""
    svg = unquote(picture)
    found = re.findall(rf"width='([\d.]+)' height='([\d.]+)' fill='{colour}'", svg)
    return [(float(width), float(height) + 1) for width, height in found]


def test_a_bars_area_is_its_number_of_people() -> None:
    picture = pyramid_picture(STEPS, None, SV, alt="")
    for colour, number in ((WOMEN, [100, 550, 70]), (MEN, [110, 495, 35])):
        areas = [width * height for width, height in bars(picture, colour)]
        assert [area / areas[0] for area in areas] == pytest.approx([n / number[0] for n in number], rel=0.03)
    (_, first), (_, second), (_, third) = bars(picture, WOMEN)
    assert (second / first, third / first) == pytest.approx((5.5, 3.5), rel=0.01), "as high as its years"


def test_the_outline_is_scaled_and_only_of_the_same_groups() -> None:
    ten_times = Pyramid(2023, tuple(Step(s.ages, s.indicator, s.women * 10, s.men * 10) for s in STEPS.steps))
    assert unquote(pyramid_picture(STEPS, ten_times, SV, alt="")).count("<path") == 2
    others = Pyramid(2023, (Step(Ages(0, 19), "a", 1, 1), *STEPS.steps[1:]))
    assert "<path" not in unquote(pyramid_picture(STEPS, others, SV, alt=""))


def test_the_picture_is_in_words_and_in_numbers_too() -> None:
    alt = pyramid_alt(STEPS, "A & B", SV)
    assert "720 kvinnor" in alt
    assert "640 män" in alt
    assert "0–9 år" in alt, "most for each year of life"
    assert 'alt="Befolkningspyramid för A &amp; B' in pyramid_picture(STEPS, None, SV, alt=alt)
    table = pyramid_table(STEPS, SV)
    assert table.index("65+") < table.index("10–64") < table.index("0–9"), "the oldest on top, as in the picture"
    assert "<td>550</td><td>495</td>" in table
    assert "DEMO" in unquote(pyramid_picture(STEPS, None, SV, alt="", mark="DEMO"))
    assert ages_text(Ages(80)) == "80+"


def test_a_place_where_nobody_lives_is_drawn() -> None:
    empty = Pyramid(2023, tuple(Step(s.ages, s.indicator, 0, 0) for s in STEPS.steps))
    assert "NaN" not in pyramid_picture(empty, STEPS, SV, alt="").upper().replace("%", "")
