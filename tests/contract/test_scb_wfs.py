"""SCB's areas from its geodata service: all of them, exactly; and every way the service can misbehave.

What the emulator's faults do is told in `tests/emulators/README.md`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from typer.testing import CliRunner

from emulators import made_up, wfs
from halsogap import settings
from halsogap.commands.cli import app
from halsogap.errors import BadInput, SourceError, UnknownName
from halsogap.model import Level
from halsogap.sources.scb.wfs import Wfs
from halsogap.sources.service import Patience
from halsogap.store.area_store import AreaStore
from halsogap.sync import areas as area_sync

MILLIMETRE = 0.001
STOCKHOLM_AND_UPPSALA, DALARNA = made_up.COUNTS.values()
"""How many areas the emulator's layers of 2018 and 2025 have."""


@pytest.fixture
def areas(tmp_path: Path) -> AreaStore:
    return AreaStore(tmp_path / "areas", committed=tmp_path / "committed", served=tmp_path / "served")


@pytest.fixture
def quick(quick: Patience) -> Patience:
    """The emulator makes up a page while we wait, which on a busy machine takes longer than Kolada's."""
    return replace(quick, silence=2.0, longest_answer=20.0)


@pytest.fixture(scope="module")
def stored(wfs_emulator: Any, tmp_path_factory: pytest.TempPathFactory) -> AreaStore:
    """A store that holds Dalarna's areas, which nothing that fails may change."""
    wfs_emulator.control(reset=True)
    folder = tmp_path_factory.mktemp("stored")
    areas = AreaStore(folder / "areas", committed=folder / "committed", served=folder / "served")
    area_sync.fetch(areas, Level.DESO, "2025", wfs_emulator.url, progress=silent)
    return areas


def silent(done: int, total: int, label: str) -> None:
    pass


Take = Callable[..., gpd.GeoDataFrame]


@pytest.fixture
def take(wfs_api: Any, quick: Patience) -> Take:
    """The areas of Dalarna, in pages of 40."""

    def go(patience: Patience = quick, page: int = 40) -> gpd.GeoDataFrame:
        with Wfs(wfs_api.url, patience=patience) as service:
            return service.areas(Level.DESO, "2025", silent, page=page)

    return go


@pytest.mark.parametrize(
    ("vintage", "file", "column", "of"),
    [
        ("2018", "deso2018_lan01_03.gpkg", "deso", "of 5,984 areas, counties 01 and 03."),
        ("2025", "deso2025_lan20.geojson", "desokod", "of 6,160 areas, county 20."),
    ],
)
def test_fetched_and_stored_areas_are_those_published(
    vintage: str, file: str, column: str, of: str, data_folder: Path, areas: AreaStore, quick: Patience
) -> None:
    told: list[tuple[int, int, str]] = []
    with wfs.start(data=data_folder, seed=1) as service:
        report = area_sync.fetch(
            areas, Level.DESO, vintage, service.url, progress=lambda *step: told.append(step), patience=quick
        )
    truth = gpd.read_file(data_folder / "scb" / file).to_crs(3006).set_index(column).sort_index()
    count = len(truth)
    stored = areas.polygons(Level.DESO, vintage)
    assert list(stored.index) == list(truth.index)
    assert len(stored) == count
    assert (stored["parent"] == stored.index.str[:4]).all()
    distance = shapely.hausdorff_distance(
        shapely.normalize(stored.geometry.to_numpy()), shapely.normalize(truth.geometry.to_numpy())
    )
    assert distance.max() < MILLIMETRE
    assert report.warnings == [f"{count:,} {of}"]
    assert (report.edition.count, report.edition.licence, report.edition.complete) == (count, "CC0", False)
    assert service.url in report.edition.source
    assert told[-1][:2] == (count, count)


def page_of(features: int, matched: int, ids: str = "2080C1190") -> dict[str, Any]:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]},
        "properties": {"desokod": ids},
    }
    return {
        "features": [feature] * features,
        "numberMatched": matched,
        "numberReturned": features,
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}},
    }


XML = (
    '<?xml version="1.0"?><ows:ExceptionReport><ows:Exception exceptionCode="NoApplicableCode">'
    "<ows:ExceptionText>connection\n refused</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"
)

ONCE = {"times": 1, "per": "url"}
SURVIVED = {
    "error once": {"kind": "status", "code": 500, **ONCE},
    "unavailable twice": {"kind": "status", "code": 503, "times": 2, "per": "url"},
    "429 without Retry-After": {"kind": "status", "code": 429, "times": 2, "per": "url"},
    "429 with seconds": {"kind": "status", "code": 429, "retry_after": 1, "times": 1},
    "429 with a date": {"kind": "status", "code": 429, "retry_after": "date", "times": 1},
    "connection reset": {"kind": "reset", **ONCE},
    "reset at once": {"kind": "reset", "after": 0, **ONCE},
    "cut-off body": {"kind": "truncate", **ONCE},
    "empty body": {"kind": "truncate", "keep": 0, **ONCE},
    "web page": {"kind": "html", **ONCE},
    "web page with 400": {"kind": "html", "code": 400, **ONCE},
    "silence": {"kind": "delay", "seconds": 2.5, "times": 1},
    "JSON of another shape": {"kind": "status", "code": 200, "body": {"hello": 1}, **ONCE},
    "a list": {"kind": "status", "code": 200, "body": [1], **ONCE},
    "features that are none": {"kind": "status", "code": 200, "body": {**page_of(0, DALARNA), "features": [1]}, **ONCE},
    "an area twice": {"kind": "status", "code": 200, "body": page_of(2, DALARNA), **ONCE},
    "an empty page": {"kind": "status", "code": 200, "body": page_of(0, DALARNA), **ONCE},
    "another number matched": {"kind": "status", "code": 200, "body": page_of(1, 9), "skip": 1, "times": 1},
}


@pytest.mark.parametrize("fault", SURVIVED.values(), ids=SURVIVED.keys())
def test_survived(fault: dict[str, Any], wfs_api: Any, take: Take) -> None:
    truth = take().set_index("desokod")
    wfs_api.control(clear_stats=True, faults=[fault])
    found = take().set_index("desokod")
    assert wfs_api.stats()["faults_applied"], "the fault never struck"
    assert list(found.index) == list(truth.index)
    assert shapely.equals(found.geometry.to_numpy(), truth.geometry.to_numpy()).all()


LASTING = {
    "errors": ({"kind": "status", "code": 500}, "error of its own (500)"),
    "429 for ever": ({"kind": "status", "code": 429}, "fewer requests (429)"),
    "resets": ({"kind": "reset"}, "broke off"),
    "cut-off bodies": ({"kind": "truncate"}, "cut off or not JSON"),
    "web pages": ({"kind": "html"}, "web page instead of data"),
    "silence": ({"kind": "delay", "seconds": 2.5}, "silent for 2 seconds"),
    "other JSON": ({"kind": "status", "code": 200, "body": {"features": 3}}, "another shape"),
    "a number matched that is none": (
        {"kind": "status", "code": 200, "body": {**page_of(0, 0), "numberMatched": "unknown"}}, "'unknown'",
    ),
    "degrees": ({"kind": "status", "code": 200, "body": {**page_of(1, 5), "crs": None}}, "not in EPSG:3006"),
    "no areas": ({"kind": "status", "code": 200, "body": page_of(0, 0)}, "has no areas in the layer stat:DeSO_2025"),
    "always the same page": ({"kind": "status", "code": 200, "body": page_of(1, DALARNA)}, "once more"),
    "an early end": ({"kind": "status", "code": 200, "body": page_of(0, DALARNA), "skip": 1}, "and then an empty page"),
    "a layer that shrinks": ({"kind": "status", "code": 200, "body": page_of(1, 9), "skip": 1}, "and then 9"),
    "more than announced": ({"kind": "status", "code": 200, "body": page_of(1, 0)}, "more than the 0"),
    "gone": ({"kind": "status", "code": 404}, "(404)"),
    "forbidden": ({"kind": "status", "code": 403}, "403"),
    "moved": ({"kind": "status", "code": 301}, "301"),
}  # fmt: skip


@pytest.mark.parametrize(("fault", "said"), LASTING.values(), ids=LASTING.keys())
def test_lasting_ends_in_one_sentence_and_the_areas_held_stay(
    fault: dict[str, Any], said: str, wfs_api: Any, take: Take, stored: AreaStore, quick: Patience
) -> None:
    before = stored.editions()
    wfs_api.control(faults=[fault])
    hasty = replace(quick, attempts=2, longest_pause=0.1)
    with pytest.raises(SourceError) as caught:
        take(hasty)
    assert said in caught.value.message
    assert "\n" not in caught.value.message
    assert "Nothing stored has been changed" in caught.value.mend
    wfs_api.control(faults=[{**fault, "skip": 0}])
    with pytest.raises((SourceError, BadInput)):
        area_sync.fetch(stored, Level.DESO, "2025", wfs_api.url, progress=silent, patience=hasty)
    assert stored.editions() == before
    assert len(stored.polygons(Level.DESO, "2025")) == DALARNA


def test_a_layer_that_is_not_there_is_not_asked_for_again(wfs_api: Any, areas: AreaStore, quick: Patience) -> None:
    with pytest.raises(SourceError, match=r"refused the request for stat:RegSO_2020: Feature type stat:RegSO_2020 unk"):
        area_sync.fetch(areas, Level.REGSO, "2020", wfs_api.url, progress=silent, patience=quick)
    assert wfs_api.stats()["requests"] == 1


def test_an_exception_of_the_services_own_is_tried_again(wfs_api: Any, quick: Patience, monkeypatch: Any) -> None:
    service = Wfs(wfs_api.url, patience=quick)
    answers = [XML.encode()] * 2
    ask = service._body
    monkeypatch.setattr(service, "_body", lambda *asked: answers.pop() if answers else ask(*asked))
    assert len(service.areas(Level.DESO, "2025", silent)) == DALARNA
    monkeypatch.setattr(service, "_body", lambda *asked: XML.encode())
    with pytest.raises(SourceError, match=r"error of its own \(connection refused\)"):
        service.areas(Level.DESO, "2025", silent)


@pytest.mark.parametrize("url", ["", "scb", "ftp://geodata.scb.se", "http://[bad"])
def test_no_address(url: str, areas: AreaStore) -> None:
    with pytest.raises(BadInput, match="The address of SCB's geodata service cannot be"):
        area_sync.fetch(areas, Level.DESO, "2025", url, progress=silent)


def test_an_edition_that_scb_does_not_have(areas: AreaStore) -> None:
    with pytest.raises(UnknownName, match="no edition deso '2020'"):
        area_sync.fetch(areas, Level.DESO, "2020", "http://127.0.0.1:9", progress=silent)


@pytest.mark.slow
def test_the_commands_fetch_list_and_say_what_failed(
    wfs_api: Any, areas: AreaStore, tmp_path: Path, quick: Patience, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("halsogap.commands.areas.AreaStore", lambda folder: areas)
    monkeypatch.setenv(settings.WFS_VARIABLE, wfs_api.url)

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(app, ["areas", *arguments, "--store", str(tmp_path / "store")])

    assert "No small areas are held" in run().stdout
    fetched = run("fetch")
    assert fetched.exit_code == SourceError.exit_code
    assert f"Stored deso 2025: {DALARNA} of 6,160 areas" in fetched.stdout
    assert f"Stored deso 2018: {STOCKHOLM_AND_UPPSALA} of 5,984 areas" in fetched.stdout
    assert fetched.stdout.count("Error: SCB's geodata service") == 2
    assert f"deso 2018: {STOCKHOLM_AND_UPPSALA} of 5,984 areas" in run().stdout
    only = run("fetch", "deso", "2018", "--wfs-url", wfs_api.url)
    assert only.exit_code == 0
    assert f"warning: {STOCKHOLM_AND_UPPSALA} of 5,984 areas, counties 01 and 03." in only.stdout
    wrong = run("fetch", "deso", "1999")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "SCB has no areas deso 1999. There are regso 2025" in wrong.stderr
