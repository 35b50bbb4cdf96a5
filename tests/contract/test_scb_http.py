"""SCB's client against the emulator: patient with what may pass, plain about what will not, within SCB's limits."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from emulators import pxweb
from halsogap.errors import BadInput, SourceError
from halsogap.sources.scb.api import Api, NoSuchTable
from halsogap.sources.service import Patience

TOTAL = {
    "Region": ["0114A0010", "0114C1010", "2584C1010"],
    "Alder": ["totalt"],
    "Kon": ["1+2"],
    "ContentsCode": ["000007Y7"],
    "Tid": ["2022", "2023"],
}


@pytest.fixture
def service(pxweb_api: Any) -> Any:
    """SCB's emulator without limits or faults."""
    return pxweb_api


@pytest.fixture(scope="module")
def published(made_up_data: Path) -> list[int]:
    """The cells of `TOTAL` in its order: each area's people in 2022 and in 2023."""
    files = (("deso2018_2022.csv", "alder_total"), ("deso2018_folkmangd_2023.csv", "folkmangd_2023"))
    years = [pd.read_csv(made_up_data / "scb" / file, index_col="deso")[column] for file, column in files]
    return [int(year[code]) for code in TOTAL["Region"] for year in years]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "code": 503},
        {"kind": "status", "code": 500},
        {"kind": "status", "code": 429, "retry_after": 1},
        {"kind": "status", "code": 429, "retry_after": "date"},
        {"kind": "status", "code": 429},
        {"kind": "reset"},
        {"kind": "reset", "after": 0},
        {"kind": "truncate"},
        {"kind": "truncate", "keep": 0},
        {"kind": "html"},
        {"kind": "html", "code": 502},
        {"kind": "delay", "seconds": 1},
        {"kind": "status", "code": 200, "body": [1]},
        {"kind": "status", "code": 200, "body": {"hello": 1}},
    ],
    ids=str,
)
@pytest.mark.parametrize("where", ["config", "metadata", "data"])
def test_what_passes_is_waited_for(
    fault: dict[str, Any], where: str, service: Any, quick: Patience, published: list[int]
) -> None:
    service.control(faults=[{**fault, "match": f"/{where}", "times": 1}])
    api = Api(service.url, patience=quick)
    assert set(api.table("TAB6574").variables) == set(TOTAL)
    assert api.cells("TAB6574", TOTAL).values == published
    assert service.stats()["faults_applied"] == {fault["kind"]: 1}


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"kind": "status", "code": 503}, "error of its own (503)"),
        ({"kind": "status", "code": 429}, "asked for fewer requests (429)"),
        ({"kind": "reset"}, "broke off its answer"),
        ({"kind": "truncate"}, "cut off or not JSON"),
        ({"kind": "html"}, "a web page instead of data"),
        ({"kind": "delay", "seconds": 2}, "was silent for 0.5 seconds"),
        pytest.param({"kind": "slow", "chunk": 40, "pause": 0.3}, "without coming to an end", marks=pytest.mark.slow),
        ({"kind": "status", "code": 403}, "answered 403"),
        ({"kind": "status", "code": 301}, "answered 301"),
        ({"kind": "status", "code": 410}, "has been closed (410)"),
        ({"kind": "html", "code": 404}, "answered 404"),
        ({"kind": "status", "code": 200, "body": [1]}, "not an object"),
        ({"kind": "status", "code": 200, "body": {"hello": 1}}, "another shape than SCB's"),
    ],
    ids=lambda value: str(value),
)
def test_what_does_not_pass_is_one_clear_sentence(
    fault: dict[str, Any], says: str, service: Any, quick: Patience
) -> None:
    api = Api(service.url, patience=Patience(**{**vars(quick), "attempts": 2, "longest_answer": 1}))
    service.control(faults=[{**fault, "match": "/data"}])
    with pytest.raises(SourceError) as refusal:
        api.cells("TAB6574", TOTAL)
    assert says in refusal.value.message
    assert service.url in refusal.value.message
    assert "\n" not in refusal.value.message
    assert refusal.value.mend.endswith("Nothing stored has been changed.")


def test_a_bad_answer_is_not_kept(service: Any, quick: Patience, published: list[int]) -> None:
    api = Api(service.url, patience=Patience(**{**vars(quick), "attempts": 1}))
    service.control(faults=[{"kind": "html", "times": 1}])
    with pytest.raises(SourceError):
        api.cells("TAB6574", TOTAL)
    assert api.cells("TAB6574", TOTAL).values == published


def test_an_unknown_table_is_told_apart(service: Any, quick: Patience) -> None:
    api = Api(service.url, patience=quick)
    with pytest.raises(NoSuchTable, match="no table 'TAB0'"):
        api.table("TAB0")
    with pytest.raises(NoSuchTable, match="no table 'TAB0'"):
        api.cells("TAB0", TOTAL)


def test_a_refusal_has_scbs_own_words(service: Any, quick: Patience) -> None:
    with pytest.raises(SourceError, match=r"answered 400 \(Non-existent value\)"):
        Api(service.url, patience=quick).cells("TAB6574", {**TOTAL, "Tid": ["1999"]})


@pytest.mark.parametrize("url", ["not an address", "ftp://scb.se", "http://", "http://[bad", ""])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(BadInput, match="The address of SCB's statistics database cannot be"):
        Api(url)


def test_nobody_there(quick: Patience) -> None:
    with pytest.raises(SourceError, match="cannot be reached"):
        Api("http://127.0.0.1:9/api/v2", patience=quick).table("TAB6574")


def test_something_else_there(kolada_api: Any, quick: Patience) -> None:
    with pytest.raises(SourceError, match=r"SCB at .* answered 404 when asked for /v3/config"):
        Api(kolada_api.url, patience=quick).table("TAB6574")


CONFIG = {"apiVersion": "2.3.2", "maxDataCells": 150_000, "maxCallsPerTimeWindow": 30, "timeWindow": 10}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"apiVersion": "1.9"}, "version '1.9' of its API"),
        ({"apiVersion": None}, "version 'None' of its API"),
        ({"maxDataCells": None}, "'maxDataCells' None"),
        ({"maxDataCells": 0}, "'maxDataCells' 0"),
        ({"maxCallsPerTimeWindow": "30"}, "'maxCallsPerTimeWindow' '30'"),
        ({"timeWindow": -1}, "'timeWindow' -1"),
    ],
    ids=str,
)
def test_a_service_that_does_not_say_what_it_allows_is_not_asked(
    change: dict[str, Any], says: str, service: Any, quick: Patience
) -> None:
    service.control(faults=[{"kind": "status", "code": 200, "body": {**CONFIG, **change}, "match": "/config"}])
    with pytest.raises(SourceError, match=says):
        Api(service.url, patience=quick).cells("TAB6574", TOTAL)
    assert not [path for path in service.stats()["by_path"] if "/tables/" in path]


@pytest.mark.parametrize("mode", ["last", "first", "join", "reject"])
def test_no_key_is_ever_repeated(mode: str, service: Any, quick: Patience) -> None:
    service.control(repeated_keys=mode)
    cube = Api(service.url, patience=quick).cells("TAB6574", TOTAL)
    assert cube.frame()["Region"].tolist() == [code for code in TOTAL["Region"] for _ in range(2)]
    assert "repeated_keys" not in service.stats()


def test_questions_are_cut_to_what_the_service_allows(service: Any, quick: Patience) -> None:
    service.control(max_cells=4)
    api = Api(service.url, patience=quick)
    parts = api.parts(TOTAL)
    frames = [api.cells("TAB6574", part).frame() for part in parts]
    assert [len(frame) for frame in frames] == [4, 2]
    service.control(max_cells=150_000)
    whole = Api(service.url, patience=quick).cells("TAB6574", TOTAL)
    assert [value for frame in frames for value in frame["value"]] == whole.values


def test_a_question_too_large_is_refused_in_scbs_words(service: Any, quick: Patience) -> None:
    service.control(max_cells=4)
    with pytest.raises(SourceError, match=r"answered 400 \(Too many cells selected\)"):
        Api(service.url, patience=quick).cells("TAB6574", TOTAL)


def test_calls_are_paced_by_what_the_service_says(quick: Patience, published: list[int]) -> None:
    """Three calls a second: unpaced, six of the nine would be refused."""
    with pxweb.start(rate="3/1") as service, Api(service.url, patience=quick) as api:
        cubes = [api.cells("TAB6574", {**TOTAL, "Region": [code]}) for code in TOTAL["Region"] * 3]
        assert "429" not in service.stats()["by_status"]
    assert [value for cube in cubes for value in cube.values] == published * 3


def test_attempts_that_fail_count_in_the_pace(quick: Patience) -> None:
    with pxweb.start(rate="3/1") as service, Api(service.url, patience=quick) as api:
        service.control(add=[{"kind": "reset", "match": "/data", "times": 4}])
        api.cells("TAB6574", TOTAL)
        assert "429" not in service.stats()["by_status"]


def test_a_service_that_allows_less_than_it_says_is_waited_for(quick: Patience, published: list[int]) -> None:
    with pxweb.start(rate="30/10") as service, Api(service.url, patience=quick) as api:
        service.control(add=[{"kind": "rate", "limit": 2, "window": 1, "match": "/data"}])
        cubes = [api.cells("TAB6574", TOTAL) for _ in range(4)]
        assert service.stats()["by_status"]["429"]
    assert [cube.values for cube in cubes] == [published] * 4
