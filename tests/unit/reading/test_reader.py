"""The reader: true to the snapshot it was first asked of, with what a visitor brought laid over what is stored."""

from __future__ import annotations

import threading
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from builders import OWN_SLUG, everywhere, groups, observations, own
from builders import areas as small_areas
from halsogap import settings
from halsogap.errors import StoreError, UnknownName
from halsogap.model import Area, Level, Sex
from halsogap.reading import areas, memory
from halsogap.reading.brought import NOTHING, Brought, BroughtAreas
from halsogap.reading.reader import Reader
from halsogap.sources.polygons.own_areas import OwnAreas
from halsogap.store.store import Store

SLUG = "trygg_ak5"
SHARE = "uvas_16_24"


def put(store: Store, *frames: pd.DataFrame, kind: str = "real", similar: pd.DataFrame | None = None) -> str:
    """The id of a new snapshot of `frames`."""
    of = groups() if similar is None else similar
    return store.add(pd.concat(frames), of, kind=kind, sources=["test"]).id


def value(reader: Reader, indicator: str = SLUG) -> float:
    return reader.area_values(indicator, Level.KOMMUN, "2180", 2022)[Sex.T]


@pytest.fixture
def reader(store: Store) -> Reader:
    """One value of one municipality, 1.0."""
    put(store, observations({"2180": 1.0}, indicator=SLUG))
    return Reader(store)


# -- one edition -----------------------------------------------------------------------------------------------------


def test_without_anything_stored_the_first_question_says_what_to_do(store: Store) -> None:
    empty = Reader(store)
    with pytest.raises(StoreError, match="halsogap sync"):
        empty.snapshot()


def test_a_reader_holds_to_the_snapshot_it_was_first_asked_of(reader: Reader) -> None:
    first = reader.snapshot().id
    second = put(reader.store, observations({"2180": 2.0}, indicator=SLUG))
    assert (reader.snapshot().id, value(reader)) == (first, 1.0)
    assert (Reader(reader.store).snapshot().id, value(Reader(reader.store))) == (second, 2.0)
    assert reader.edition(second).id == second
    assert value(reader) == 1.0


def test_it_holds_to_it_whatever_was_forgotten_and_in_another_thread(reader: Reader) -> None:
    reader.in_force()
    put(reader.store, observations({"2180": 2.0}, indicator=SLUG))
    memory.forget()
    found: list[float] = []
    thread = threading.Thread(target=lambda: found.append(value(reader)))
    thread.start()
    thread.join()
    assert found == [1.0]


def test_a_reader_not_yet_asked_answers_of_what_is_in_force_when_it_is(reader: Reader) -> None:
    unasked = Reader(reader.store)
    put(reader.store, observations({"2180": 2.0}, indicator=SLUG))
    assert value(unasked) == 2.0


def test_the_published_reader_holds_to_the_same_edition(reader: Reader) -> None:
    visitors = Reader(reader.store, Brought({OWN_SLUG: own()}))
    first = visitors.snapshot().id
    put(reader.store, observations({"2180": 2.0}, indicator=SLUG))
    published = visitors.published()
    assert published.brought is NOTHING
    assert (published.in_force(), published.snapshot().id) == (visitors.in_force(), first)
    assert reader.published() is reader, "without anything brought it is itself"


def test_a_changed_catalogue_is_another_edition(reader: Reader) -> None:
    before = reader.in_force()
    folder = reader.store.folder / "catalog"
    folder.mkdir()
    (folder / "added.toml").write_text("")
    assert Reader(reader.store).in_force() != before
    assert reader.in_force() == before


def test_it_may_change_what_is_stored_unless_it_is_shut(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reader.may_change()
    monkeypatch.setenv("HALSOGAP_READ_ONLY", "1")
    assert settings.read_only()
    assert not reader.may_change()


# -- what is brought ------------------------------------------------------------------------------------------------


def test_what_is_brought_is_asked_for_like_what_is_published(reader: Reader) -> None:
    mine = own(years=(2022,))
    visitors = Reader(reader.store, Brought({OWN_SLUG: mine}))
    assert list(visitors.catalog())[-1] == OWN_SLUG
    assert visitors.catalog() is visitors.catalog(), "made once"
    assert OWN_SLUG not in visitors.published_catalog()
    assert visitors.coverage().levels(OWN_SLUG) == [Level.KOMMUN]
    assert visitors.coverage().levels(SLUG) == [Level.KOMMUN]
    assert visitors.values_of(OWN_SLUG) is mine.values
    assert visitors.fetched_at(OWN_SLUG) == mine.observations["fetched_at"].max()
    together = visitors.values_together((SLUG, OWN_SLUG, "fallskador_80"))
    assert sorted(together) == sorted([SLUG, OWN_SLUG]), "what has no values is absent"
    assert together[OWN_SLUG] is mine.values
    assert value(visitors) == 1.0


def test_nobody_else_has_what_is_brought(reader: Reader) -> None:
    Reader(reader.store, Brought({OWN_SLUG: own()})).coverage()
    assert OWN_SLUG not in reader.catalog()
    assert reader.coverage().levels(OWN_SLUG) == []
    assert value(reader) == 1.0


def test_values_are_made_up_where_the_store_is_or_what_they_were_made_of(store: Store) -> None:
    put(store, observations({"2180": 1.0}, indicator=SLUG), kind="demo")
    plain, made_up = own(), own("own-other")
    object.__setattr__(made_up, "made_up", True)
    visitors = Reader(store, Brought({OWN_SLUG: plain, "own-other": made_up}))
    assert visitors.made_up(SLUG)
    assert not visitors.made_up(OWN_SLUG)
    assert visitors.made_up("own-other")
    assert visitors.made_up(OWN_SLUG, Level.MADE_UP), "the areas are"


def test_without_own_areas_nothing_is_interpolated_to_them(reader: Reader) -> None:
    assert reader.interpolated(SLUG) is None
    assert reader.values_of(SLUG, Level.OWN).of_level(Level.OWN).empty
    assert reader.level_behind(SLUG, Level.KOMMUN) is Level.KOMMUN
    assert areas.table(reader, Level.OWN, "own-1")[1] == ""
    assert areas.edition(reader, Level.OWN, "own-1") is None


# -- values -----------------------------------------------------------------------------------------------------------


def test_a_table_has_every_area_of_a_level_with_missing_where_no_row_speaks_of_it(reader: Reader) -> None:
    table, report = reader.area_table(SLUG, Level.KOMMUN, 2022)
    by_code = table.set_index("code")
    assert len(by_code) == 290
    assert (by_code.loc["2180", "T"], by_code.loc["2180", "status_T"]) == (1.0, "value")
    assert by_code["status_K"].eq("missing").all()
    assert (report.matched, len(report.without_value)) == (1, 289)


def test_a_place_has_its_years_ascending_without_those_that_have_no_value(store: Store) -> None:
    rows = [("2180", 2022, 3.0), ("2180", 2020, 1.0), ("2180", 2021, None)]
    put(store, observations(*rows, columns="area period value", indicator=SLUG))
    reader = Reader(store)
    assert reader.by_year(SLUG, Level.KOMMUN, "2180") == {2020: {Sex.T: 1.0}, 2022: {Sex.T: 3.0}}
    assert reader.area_values(SLUG, Level.KOMMUN, "2180", 2021) == {}
    history = reader.history(SLUG, Level.KOMMUN)
    assert history["period"].tolist() == [2020, 2022]
    assert history["T"].tolist() == [1.0, 3.0]
    assert len(reader.of_level(SLUG, Level.KOMMUN)) == 3


def test_a_small_areas_years_are_those_in_the_newest_boundaries_or_in_those_asked_for(store: Store) -> None:
    old = observations(("0180C1010", 2020, 1.0), columns="area period value", indicator=SLUG, geo_vintage="2018")
    new = observations(("0180C1010", 2024, 2.0), columns="area period value", indicator=SLUG, geo_vintage="2025")
    put(store, old, new)
    reader = Reader(store)
    assert reader.by_year(SLUG, Level.DESO, "0180C1010") == {2024: {Sex.T: 2.0}}
    assert reader.by_year(SLUG, Level.DESO, "0180C1010", "2018") == {2020: {Sex.T: 1.0}}
    assert reader.history(SLUG, Level.DESO)["period"].tolist() == [2024]
    assert reader.vintage_of(SLUG, Level.DESO, 2020) == "2018"


def test_counts_are_given_where_both_are_known(store: Store) -> None:
    rows = [("2180", "K", 10, 100), ("2180", "M", None, 100), ("2181", "K", 1, 100)]
    put(store, observations(*rows, columns="area sex numerator denominator", indicator=SLUG))
    assert Reader(store).counts(SLUG, Level.KOMMUN, "2180", 2022) == {Sex.K: (10.0, 100.0)}
    assert Reader(store).counts(SLUG, Level.KOMMUN, "2180", 2019) == {}


def test_the_whole_is_as_published_or_out_of_the_areas_counts(store: Store) -> None:
    parts = [("0180C1010", 10, 100), ("0180C1020", 30, 50)]
    small = observations(*parts, columns="area numerator denominator", indicator=SHARE)
    put(store, small, observations({"0000": 9.0}, indicator=SHARE))
    reader = Reader(store)
    assert reader.whole_of(SHARE, Level.KOMMUN, 2022) == {Sex.T: 9.0}
    assert reader.whole_of(SHARE, Level.KOMMUN, 2022, "0180") == {Sex.T: 9.0}, "a map of municipalities is whole"
    assert reader.whole_of(SHARE, Level.DESO, 2022, "0180") == {Sex.T: pytest.approx(40 / 150 * 100)}
    assert reader.whole_of(SHARE, Level.DESO, 2022) == {Sex.T: 9.0}


def test_of_numbers_of_persons_the_whole_is_not_made_out_of_areas(store: Store) -> None:
    put(store, observations({"0180C1010": 10.0}, indicator="befolkning"))
    assert Reader(store).whole_of("befolkning", Level.DESO, 2022, "0180") == {}


def test_similar_municipalities_are_each_told_once(store: Store) -> None:
    put(store, observations({"2180": 1.0}, indicator=SLUG), similar=groups(_2180=("0114", "0115")))
    assert Reader(store).similar("2180") == ("0114", "0115")
    assert Reader(store).similar("0114") == ()


# -- places -----------------------------------------------------------------------------------------------------------


def test_places_are_found_by_code_and_unknown_ones_refused(reader: Reader) -> None:
    assert areas.place(reader, "2180", Level.KOMMUN).name == "Gävle"
    assert areas.place(reader, "2180", Level.DESO).name == "Gävle", "what small areas lie in is no small area"
    with pytest.raises(UnknownName):
        areas.place(reader, "0180C9999", Level.DESO, "2025")
    with pytest.raises(UnknownName):
        areas.place(reader, "9999", Level.KOMMUN)


def test_an_edition_that_is_not_held_has_no_areas(reader: Reader) -> None:
    table, sha256 = areas.table(reader, Level.DESO, "1999")
    assert (len(table), sha256) == (0, "")
    assert not areas.holds(reader, Level.DESO, "1999", "0180")
    assert areas.crosswalk(reader, Level.DESO, "1999", "2018", "0180") is None


def test_the_demos_small_areas_are_held_by_name(reader: Reader) -> None:
    made_up = next(edition for edition in reader.area_store.editions() if edition.level is Level.MADE_UP)
    table, sha256 = areas.table(reader, Level.MADE_UP, made_up.vintage)
    assert sha256 == made_up.sha256
    first = table.iloc[0]
    assert areas.place(reader, first["code"], Level.MADE_UP, made_up.vintage) == Area(
        first["code"], Level.MADE_UP, first["name"], first["code"][:4], made_up.vintage
    )
    assert areas.holds(reader, Level.MADE_UP, made_up.vintage, first["code"][:4])
    polygons = areas.polygons(reader, SLUG, Level.KOMMUN, 2022, "")()
    assert len(polygons) == 290


def test_every_municipality_of_a_level_is_read(store: Store, tmp_path: Path) -> None:
    put(store, everywhere(SLUG, (2022,)))
    wide = Reader(store).values_of(SLUG).wide(Level.KOMMUN, Sex.T)
    assert wide is not None
    assert wide.shape == (290, 1)
    assert wide.notna().all(axis=None)
    assert Reader(store).values_of("fallskador_80").wide(Level.KOMMUN, Sex.T) is None


def test_own_areas_are_the_visitors_alone(reader: Reader) -> None:
    table = small_areas("2180E0001", "2181E0001")
    polygons = gpd.GeoDataFrame(
        {"name": table["name"], "parent": table["parent"]},
        geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)],
        crs="EPSG:3006",
    ).set_axis(pd.Index(table["code"], name="code"))
    brought = BroughtAreas(OwnAreas("v.geojson", polygons, ()), table, b"{}", "ab" * 32)
    visitors = Reader(reader.store, Brought(areas=brought))
    own_edition = areas.edition(visitors, Level.OWN, brought.vintage)
    assert own_edition is not None
    assert (own_edition.source, own_edition.count, sorted(own_edition.counties)) == ("v.geojson", 2, ["21"])
    assert areas.edition(visitors, Level.OWN, "own-another") is None
    assert areas.place(visitors, "2181E0001", Level.OWN, brought.vintage).parent == "2181"
    assert areas.polygons(visitors, SLUG, Level.OWN, 2022, "2181")().index.tolist() == ["2181E0001"]
    assert visitors.coverage().levels(SLUG) == [Level.KOMMUN], "nothing of municipalities is carried to them"
    with pytest.raises(UnknownName):
        areas.place(reader, "2181E0001", Level.OWN)
