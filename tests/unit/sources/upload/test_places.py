"""Codes and names as files have them: mended where they can mean one thing, and asked about where they cannot."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halsogap.geography import area_index, areas, codes
from halsogap.model import Level
from halsogap.sources.upload.places import Gazetteer, Place, accents_lost

KOMMUN, LAN = Gazetteer(areas(), Level.KOMMUN), Gazetteer(areas(), Level.LAN)
SMALL = pd.DataFrame({"code": ["0180C4040", "2180A0010"], "level": "deso", "name": ["0180C4040", "2180A0010"]})


@pytest.mark.parametrize("level", [Level.KOMMUN, Level.LAN])
def test_every_area_is_known_by_its_code_and_by_its_name(level: Level) -> None:
    gazetteer = Gazetteer(areas(), level)
    for code in codes(level):
        assert gazetteer.read(code) == Place(code)
        assert gazetteer.read(area_index()[code].name) == Place(code)
        assert gazetteer.read(f"{code} {area_index()[code].name}") == Place(code)


@pytest.mark.parametrize(
    ("text", "code"), [("114", "0114"), ("Upplands Vasby", "0114"), ("GAVLE", "2180"), ("Malmö stad", "1280")]
)
def test_a_municipality_is_read(text: str, code: str) -> None:
    assert KOMMUN.read(text).code == code


@pytest.mark.parametrize(
    "text", ["Stockholms län", "Stockholm", "stockholms lan", "Region Stockholm", "1", "01", "0001"]
)
def test_a_county_is_read_with_and_without_its_county(text: str) -> None:
    assert LAN.read(text).code == "01"


@pytest.mark.parametrize("text", ["114", "Upplands Vasby"])
def test_what_was_mended_is_said(text: str) -> None:
    assert KOMMUN.read(text).why in ("mended", "name_mended")


def test_habo_is_habo_only_where_the_file_has_kept_its_accents() -> None:
    assert KOMMUN.read("Habo") == Place("0643")
    assert KOMMUN.read("Håbo") == Place("0305")
    lost = Gazetteer(areas(), Level.KOMMUN, accents_lost=True)
    assert lost.read("Habo") == Place(None, "ambiguous", ("0305", "0643"))
    assert lost.read("Heby") == Place("0331")
    assert accents_lost(["Habo", "Gavle"])
    assert not accents_lost(["Habo", "Gävle"])


def test_a_misspelt_name_is_suggested_and_never_guessed() -> None:
    place = KOMMUN.read("Upplands Väsbi")
    assert place.code is None
    assert place.why == "unknown"
    assert place.suggestions[0] == "0114"
    assert {"0305", "0643", "0331"} >= set(KOMMUN.read("Hebo").suggestions) > set()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        *[("", "no_area"), ("2014-01-14 00:00:00", "date"), ("14-jan", "date"), ("1917", "retired")],
        *[("9999", "unknown"), ("01", "wrong_level"), ("0180C4040", "wrong_level"), ("Atlantis", "unknown")],
    ],
)
def test_what_is_no_municipality_says_why(text: str, why: str) -> None:
    place = KOMMUN.read(text)
    assert (place.code, place.why) == (None, why)


def test_a_small_areas_code_is_mended_and_checked_where_the_areas_are_known() -> None:
    known, unknown = Gazetteer(SMALL, Level.DESO), Gazetteer(SMALL.iloc[:0], Level.DESO)
    assert known.read("180c4040") == Place("0180C4040", "mended")
    assert known.read("0180C9990").why == "unknown"
    assert unknown.read("0180C9990") == Place("0180C9990")
    assert known.read("2180").why == "wrong_level"


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=20))
def test_whatever_stands_in_a_cell_is_a_known_code_or_a_reason(text: str) -> None:
    place = KOMMUN.read(text)
    assert place.code in KOMMUN.names if place.code else place.why
    assert all(code in KOMMUN.names for code in place.suggestions)


def test_a_slip_after_the_name_does_not_lead_astray() -> None:
    assert KOMMUN.read("Malmo stadd").suggestions[0] == "1280"
