"""Links: the same view comes back, and what a stale or forged link says falls back with a note."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halsogap.catalog import catalog as catalogs
from halsogap.figures.address import FEWEST_CLASSES, MOST_CLASSES, Selection, decode, encode, settle, to_level
from halsogap.geography import codes
from halsogap.i18n import words
from halsogap.model import SMALL_LEVELS, Level
from halsogap.settings import CATALOG_DIR
from halsogap.stats.classes import Scheme
from halsogap.stats.coverage import Coverage
from halsogap.stats.gap.measure import Measure
from halsogap.stats.map_view import View

CATALOG = catalogs.load(CATALOG_DIR)
WORDS = words("sv")

selections = st.builds(
    Selection,
    indicator=st.sampled_from(list(CATALOG)),
    period=st.integers(1990, 2030),
    level=st.sampled_from([Level.KOMMUN, Level.LAN, *SMALL_LEVELS]),
    view=st.sampled_from(list(View)),
    measure=st.sampled_from(list(Measure)),
    scheme=st.sampled_from(list(Scheme)),
    classes=st.integers(FEWEST_CLASSES, MOST_CLASSES),
    within=st.sampled_from(["0000", *codes(Level.LAN), *codes(Level.KOMMUN)]),
    area=st.sampled_from([None, "0180C4040", "0114R001", "2180P003", *codes(Level.LAN), *codes(Level.KOMMUN)]),
    language=st.sampled_from(["sv", "en"]),
)


@settings(deadline=None)
@given(selections)
def test_a_link_opens_the_very_same_view(selection: Selection) -> None:
    assert decode(encode(selection), CATALOG, WORDS) == (selection, [])


names = st.sampled_from([*encode(Selection(period=1, within="01", area="01")), "utm_source"])


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(names, st.text(max_size=60)))
def test_no_link_breaks_anything(parameters: dict[str, str]) -> None:
    selection, notes = decode(parameters, CATALOG, WORDS)
    again, _ = decode(encode(selection), CATALOG, WORDS)
    assert again == selection
    assert all(isinstance(note, str) for note in notes)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("indicator", "fallskador_8"), ("year", "20222"), ("year", "tjugo"), ("year", "²⁰²²"), ("level", "riket"),
        ("level", "ort"), ("view", "<script>"), ("classes", "99"), ("within", "0115X"), ("within", "99"),
        ("area", "0000"), ("area", "9999"), ("area", "9999C1010"), ("lang", "de"), ("scheme", "../../etc/passwd"),
        ("measure", "x" * 5000),
    ],
)  # fmt: skip
def test_what_does_not_exist_falls_back_with_a_note(name: str, value: str) -> None:
    selection, notes = decode({name: value}, CATALOG, WORDS)
    assert selection == Selection()
    (note,) = notes
    assert WORDS(f"link.{name}") in note
    assert len(note) < 200


def coverage(*rows: tuple[str, str, int, str]) -> Coverage:
    return Coverage(pd.DataFrame(rows, columns=["indicator", "level", "period", "sex"]).assign(areas=1, vintage="2018"))


FALLS = coverage(*[("fallskador_80", "kommun", year, sex) for year in (2018, 2020) for sex in "KMT"])


@pytest.mark.parametrize(
    ("wanted", "shown", "noted"), [(None, 2020, False), (2019, 2020, True), (2018, 2018, False), (1990, 2018, True)]
)
def test_the_nearest_year_with_values_is_shown(wanted: int | None, shown: int, noted: bool) -> None:
    settled, notes = settle(Selection(period=wanted), CATALOG, FALLS, WORDS)
    assert settled.period == shown
    assert bool(notes) is noted


def test_a_view_by_sex_gives_way_where_there_is_only_a_total() -> None:
    only_total = coverage(("fallskador_80", "kommun", 2020, "T"))
    settled, notes = settle(Selection(view=View.GAP), CATALOG, only_total, WORDS)
    assert settled.view is View.TOTAL
    assert len(notes) == 1


def test_a_total_gives_way_where_there_are_only_sexes() -> None:
    by_sex = coverage(("medellivslangd", "kommun", 2020, "K"), ("medellivslangd", "kommun", 2020, "M"))
    settled, _ = settle(Selection(indicator="medellivslangd", view=View.TOTAL), CATALOG, by_sex, WORDS)
    assert settled.view is View.SEXES


def test_a_level_without_values_gives_way_and_the_area_follows() -> None:
    counties = coverage(("kariesfria_3", "lan", 2020, "T"))
    settled, notes = settle(Selection(indicator="kariesfria_3", area="2180"), CATALOG, counties, WORDS)
    assert (settled.level, settled.area) == (Level.LAN, "21")
    assert len(notes) == 2, "the level and the view by sex"
    back, _ = settle(Selection(area="21"), CATALOG, FALLS, WORDS)
    assert back.area is None


def test_an_indicator_without_any_value_is_left_as_it_is() -> None:
    assert settle(Selection(indicator="pv_respekt"), CATALOG, FALLS, WORDS) == (Selection(indicator="pv_respekt"), [])


SMALL = coverage(*[("fallskador_80", level, 2020, sex) for level in ("kommun", "lan", "deso") for sex in "KMT"])


def test_down_to_small_areas_and_back_up() -> None:
    """What was chosen is where the map goes; what the map was held to is chosen on the way back."""
    down = to_level(Selection(area="2180"), Level.DESO)
    assert (down.level, down.within, down.area) == (Level.DESO, "2180", None)
    assert settle(down, CATALOG, SMALL, WORDS)[0].within == "2180"
    up = to_level(down, Level.KOMMUN)
    assert (up.level, up.within, up.area) == (Level.KOMMUN, "0000", "2180")
    from_one = to_level(Selection(level=Level.DESO, within="2180", area="2180C1010"), Level.KOMMUN)
    assert (from_one.within, from_one.area) == ("0000", "2180")
    assert to_level(Selection(level=Level.DESO, within="21"), Level.LAN).area == "21"
    assert to_level(Selection(), Level.DESO).within == "0000", "the whole country"


@pytest.mark.parametrize(
    ("link", "level", "within", "area"),
    [
        ({"level": "deso", "area": "2180"}, Level.DESO, "2180", None),
        ({"level": "deso", "within": "2180", "area": "2180C1010"}, Level.DESO, "2180", "2180C1010"),
        ({"level": "kommun", "within": "2180", "area": "2180C1010"}, Level.KOMMUN, "21", "2180"),
        ({"level": "lan", "within": "0180", "area": "0180C1010"}, Level.LAN, "01", "01"),
    ],
)
def test_a_link_with_areas_of_another_level_is_understood(
    link: dict[str, str], level: Level, within: str, area: str | None
) -> None:
    settled, _ = settle(decode(link, CATALOG, WORDS)[0], CATALOG, SMALL, WORDS)
    assert (settled.level, settled.within, settled.area) == (level, within, area)
