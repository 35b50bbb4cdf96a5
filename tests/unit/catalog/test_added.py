"""Indicators added beside the store: written so that the catalogue reads them, whatever their texts hold."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halsogap.catalog import added, catalog
from halsogap.errors import BadInput, StoreError, UnknownName
from halsogap.model import Better, Level, Sex
from halsogap.settings import CATALOG_DIR
from halsogap.sources.kolada.indicators import indicator_table


def kpi(**fields: Any) -> dict[str, Any]:
    return {
        "id": "N00003",
        "title": "Personalkostnader, kr/inv",
        "description": "Vad det kostar.",
        "is_divided_by_gender": False,
        "municipality_type": "K",
        **fields,
    }


def test_added_is_in_the_catalogue(tmp_path: Path) -> None:
    indicator = added.add(tmp_path, indicator_table(kpi()))
    assert indicator.name.sv == indicator.name.en == "Personalkostnader, kr/inv"
    assert (indicator.better, indicator.group, indicator.unit) == (Better.UNKNOWN, "egna", "number")
    assert indicator.levels == (Level.RIKET, Level.KOMMUN)
    assert indicator.sexes == (Sex.T,)
    assert catalog.load(CATALOG_DIR, added.folder(tmp_path))["n00003"] == indicator
    assert added.listed(tmp_path) == ["N00003"]


def test_direction_can_be_said_later(tmp_path: Path) -> None:
    added.add(tmp_path, indicator_table(kpi()))
    assert added.set_better(tmp_path, "N00003", Better.LOWER).better == Better.LOWER
    assert catalog.load(CATALOG_DIR, added.folder(tmp_path))["N00003"].better == Better.LOWER


def test_removed_is_gone(tmp_path: Path) -> None:
    added.add(tmp_path, indicator_table(kpi()))
    added.remove(tmp_path, "N00003")
    assert added.listed(tmp_path) == []
    with pytest.raises(UnknownName, match="N00003"):
        added.remove(tmp_path, "N00003")


def test_what_the_catalogue_has_is_not_added_twice(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="already in the catalogue, as 'fallskador_80'"):
        added.add(tmp_path, indicator_table(kpi(id="N20402")))
    assert added.listed(tmp_path) == []


def test_a_table_that_the_catalogue_refuses_does_not_stay(tmp_path: Path) -> None:
    added.add(tmp_path, indicator_table(kpi()))
    with pytest.raises(BadInput, match="unit"):
        added.add(tmp_path, {**indicator_table(kpi()), "unit": "furlongs"})
    assert catalog.load(CATALOG_DIR, added.folder(tmp_path))["N00003"].unit == "number"
    with pytest.raises(BadInput):
        added.add(tmp_path, {**indicator_table(kpi(id="N00004")), "unit": "furlongs"})
    assert added.listed(tmp_path) == ["N00003"]


@pytest.mark.parametrize("slug", ["", "../up", "a b", "a/b", "å"])
def test_a_slug_is_a_file_name(slug: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be called"):
        added.add(tmp_path, {**indicator_table(kpi()), "slug": slug})


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "catalog").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written"):
        added.add(tmp_path, indicator_table(kpi()))


LEVELS = ["riket", "lan", "kommun"]

UNITS = {
    "Fallskador, antal slutenvårdstillfällen/100 000 inv": "per_100000",
    "Invånare 16-24 år som varken arbetar eller studerar, andel (%)": "percent",
    "Medellivslängd kvinnor, år": "years",
    "Invånare 65+, antal": "persons",
    "Kontinuitet, index (-2024)": "index",
    "Nettokostnad, kr/inv": "number",
    "Ridhallar, antal/10 000 inv": "number",
}


@pytest.mark.parametrize(("title", "unit"), UNITS.items())
def test_the_title_says_the_unit(title: str, unit: str) -> None:
    assert indicator_table(kpi(title=title))["unit"] == unit


@pytest.mark.parametrize(
    ("kind", "levels"),
    [("K", ["riket", "kommun"]), ("L", ["riket", "lan"]), ("A", LEVELS), (None, LEVELS)],
)
def test_levels_and_sexes(kind: str | None, levels: list[str]) -> None:
    table = indicator_table(kpi(municipality_type=kind, is_divided_by_gender=True))
    assert table["levels"] == levels
    assert table["sexes"] == ["K", "M", "T"]


@settings(max_examples=60, deadline=None)
@given(title=st.text(min_size=1).filter(str.strip), description=st.none() | st.text(st.characters()))
def test_any_text_comes_back(title: str, description: str | None, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("added")
    table = indicator_table(kpi(title=title, description=description))
    indicator = added.add(folder, table)
    assert indicator.name.sv == title.strip().encode("utf-8", "replace").decode()
