"""Every way the service can misbehave: survived with the very same values, or one sentence and the old values.

What the emulator's faults do is told in `tests/emulators/README.md`.
"""

import shutil
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from halsogap.catalog.catalog import Catalog
from halsogap.errors import BadInput, HalsogapError, SourceError
from halsogap.sources.kolada.api import Api, Patience
from halsogap.store.snapshot import KEY
from halsogap.store.store import Store
from halsogap.sync.install import SyncReport
from halsogap.sync.kolada import sync

Run = Callable[..., SyncReport]


@pytest.fixture(scope="module")
def small_catalog(whole_catalog: Catalog) -> Catalog:
    """Two indicators with some 3,000 values: a sync of them is 13 batches, of two pages each where pages are short."""
    return Catalog({slug: whole_catalog[slug] for slug in ("trygg_ak5", "stillasittande")})


@pytest.fixture
def run(kolada_api: Any, store: Store, small_catalog: Any, quick: Patience) -> Run:
    def go(url: str | None = None, **options: Any) -> SyncReport:
        return sync(store, small_catalog, url or kolada_api.url, patience=quick, **options)

    return go


@pytest.fixture
def in_force(store: Store, truth_store: Store) -> str:
    """The id of a snapshot that the store holds already."""
    shutil.copytree(truth_store.folder, store.folder)
    return str(store.current_id())


def values(store: Store) -> pd.DataFrame:
    snapshot = store.current()
    assert snapshot is not None
    frame = snapshot.run(snapshot.observations_table)
    return frame[[*KEY, "value", "status", "source"]].sort_values(KEY, ignore_index=True)


@pytest.fixture(scope="module")
def truth_store(kolada_emulator: Any, tmp_path_factory: pytest.TempPathFactory, small_catalog: Any) -> Store:
    kolada_emulator.control(reset=True)
    store = Store(tmp_path_factory.mktemp("truth"))
    sync(store, small_catalog, kolada_emulator.url)
    return store


@pytest.fixture(scope="module")
def truth(truth_store: Store) -> pd.DataFrame:
    return values(truth_store)


SURVIVED = {
    "error once": {"kind": "status", "code": 500, "times": 1, "per": "url"},
    "unavailable twice": {"kind": "status", "code": 503, "times": 2, "per": "url"},
    "429 without Retry-After": {"kind": "status", "code": 429, "times": 2, "per": "url"},
    "429 with seconds": {"kind": "status", "code": 429, "retry_after": 1, "times": 2},
    "429 with a date": {"kind": "status", "code": 429, "retry_after": "date", "times": 2},
    "429 with a word": {"kind": "status", "code": 429, "retry_after": "soon", "times": 2},
    "503 with seconds": {"kind": "status", "code": 503, "retry_after": 1, "times": 2},
    "rate, seconds": {"kind": "rate", "limit": 12, "window": 1, "retry_after": "seconds"},
    "rate, date": {"kind": "rate", "limit": 12, "window": 1, "retry_after": "date"},
    "connection reset": {"kind": "reset", "times": 1, "per": "url"},
    "reset at once": {"kind": "reset", "after": 0, "times": 1, "per": "url"},
    "cut-off body": {"kind": "truncate", "times": 1, "per": "url"},
    "empty body": {"kind": "truncate", "keep": 0, "times": 1, "per": "url"},
    "web page": {"kind": "html", "times": 1, "per": "url"},
    "silence": {"kind": "delay", "seconds": 0.8, "times": 3},
    "drip": {"kind": "slow", "chunk": 2000, "pause": 0.005, "times": 5},
    "JSON of another shape": {"kind": "status", "code": 200, "body": {"hello": 1}, "times": 1, "per": "url"},
    "a list": {"kind": "status", "code": 200, "body": [1, 2], "times": 1, "per": "url"},
    "values that are no rows": {"kind": "status", "code": 200, "body": {"values": [1]}, "times": 1, "per": "url"},
    "another count": {"kind": "status", "code": 200, "body": {"values": [], "count": 5}, "times": 1, "per": "url"},
    "rows of another KPI": {
        "kind": "status", "code": 200, "times": 1, "per": "url", "match": "/data/",
        "body": {"values": [{"kpi": "N1", "municipality": "0180", "period": 2020, "values": []}]},
    },
    "unknown fields": {"kind": "extra"},
    "rows repeated across pages": {"kind": "duplicate", "rows": 5},
    "a loop": {"kind": "loop", "times": 1, "per": "url"},
    "a loop with values": {"kind": "loop", "keep": True, "times": 1, "per": "url"},
}  # fmt: skip


@pytest.mark.parametrize("fault", SURVIVED.values(), ids=SURVIVED.keys())
def test_survived(fault: dict[str, Any], kolada_api: Any, run: Run, store: Store, truth: pd.DataFrame) -> None:
    kolada_api.page_size = 90
    kolada_api.control(faults=[fault])
    run()
    if fault["kind"] not in ("duplicate", "extra"):
        assert kolada_api.stats()["faults_applied"], "the fault never struck"
    pd.testing.assert_frame_equal(values(store), truth)


def test_survived_all_together(kolada_api: Any, run: Run, store: Store, truth: pd.DataFrame) -> None:
    kolada_api.page_size = 90
    kinds = ("status", "reset", "truncate", "html")
    kolada_api.control(
        faults=[{"kind": kind, "share": 0.08} for kind in kinds] + [{"kind": "duplicate"}, {"kind": "extra"}]
    )
    run()
    assert len(kolada_api.stats()["faults_applied"]) >= 4
    pd.testing.assert_frame_equal(values(store), truth)


def test_rate_limit_that_does_not_say_how_long(
    kolada_api: Any, store: Store, small_catalog: Any, quick: Patience, truth: pd.DataFrame
) -> None:
    kolada_api.control(faults=[{"kind": "rate", "limit": 10, "window": 1, "retry_after": "none"}])
    sync(store, small_catalog, kolada_api.url, patience=replace(quick, first_wait=0.3, longest_wait=0.6, attempts=7))
    assert kolada_api.stats()["by_status"]["429"]
    pd.testing.assert_frame_equal(values(store), truth)


LASTING = {
    "errors": ({"kind": "status", "code": 500}, "error of its own (500)"),
    "429 for ever": ({"kind": "status", "code": 429}, "fewer requests (429)"),
    "429 and hours to wait": ({"kind": "status", "code": 429, "retry_after": 7200}, "fewer requests (429)"),
    "resets": ({"kind": "reset"}, "broke off"),
    "cut-off bodies": ({"kind": "truncate"}, "cut off or not JSON"),
    "web pages": ({"kind": "html"}, "web page instead of data"),
    "silence": ({"kind": "delay", "seconds": 0.8}, "silent for 0.5 seconds"),
    "other JSON": ({"kind": "status", "code": 200, "body": {"values": 3}}, "another shape"),
    "a loop": ({"kind": "loop"}, "empty page that points on"),
    "a loop with values": ({"kind": "loop", "keep": True}, "circle"),
    "closed": ({"kind": "status", "code": 410}, "(410)"),
    "refused": ({"kind": "status", "code": 422}, "(422)"),
    "forbidden": ({"kind": "status", "code": 403}, "403"),
    "moved": ({"kind": "status", "code": 301}, "301"),
    "nothing there": ({"kind": "status", "code": 404}, "(404)"),
}


@pytest.mark.parametrize("where", ["/municipality", "/data/"])
@pytest.mark.parametrize(("fault", "said"), LASTING.values(), ids=LASTING.keys())
def test_lasting_ends_in_one_sentence(
    fault: dict[str, Any],
    said: str,
    where: str,
    kolada_api: Any,
    store: Store,
    in_force: str,
    truth: pd.DataFrame,
    small_catalog: Any,
    quick: Patience,
) -> None:
    match = f"{where}(\\?|$)" if where == "/municipality" else where
    if fault.get("code") == 404 and where == "/data/":
        said = "no values for any"
    kolada_api.control(faults=[{**fault, "match": match}])
    with pytest.raises(SourceError) as caught:
        sync(store, small_catalog, kolada_api.url, patience=replace(quick, longest_pause=0.1))
    assert said in caught.value.message
    assert caught.value.message.count("\n") == 0
    assert "Nothing stored has been changed" in caught.value.mend
    assert store.current_id() == in_force
    assert store.verify(in_force) == []
    pd.testing.assert_frame_equal(values(store), truth)


def test_first_sync_that_fails_leaves_no_snapshot(kolada_api: Any, run: Run, store: Store) -> None:
    kolada_api.control(faults=[{"kind": "status", "code": 500, "match": "/data/"}])
    with pytest.raises(SourceError):
        run()
    assert store.current() is None


def test_nobody_answers(run: Run) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(SourceError, match="cannot be reached"):
            run(f"http://127.0.0.1:{free.getsockname()[1]}/v3")


@pytest.mark.parametrize("url", ["", "kolada", "ftp://api.kolada.se", "http://", "http://[bad"])
def test_no_address(url: str, store: Store, small_catalog: Any) -> None:
    with pytest.raises(BadInput, match="cannot be"):
        sync(store, small_catalog, url)


def test_retired_version(kolada_api: Any, run: Run) -> None:
    with pytest.raises(SourceError, match="retired"):
        run(kolada_api.url.replace("/v3", "/v2"))


def test_next_url_to_another_host_is_refused(
    kolada_api: Any, run: Run, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    import emulators._server as server

    monkeypatch.setattr(server.Request, "origin", property(lambda request: "http://elsewhere.example"))
    kolada_api.page_size = 90
    with pytest.raises(SourceError, match=r"another host, 'elsewhere\.example'"):
        run()
    assert store.current() is None


def test_next_url_without_the_port_stays_on_our_origin(
    kolada_api: Any, run: Run, store: Store, truth: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    import emulators._server as server

    monkeypatch.setattr(server.Request, "origin", property(lambda request: "https://127.0.0.1"))
    kolada_api.page_size = 90
    run()
    pd.testing.assert_frame_equal(values(store), truth)


def test_retry_after_is_obeyed_by_all(kolada_api: Any, quick: Patience) -> None:
    kolada_api.control(faults=[{"kind": "status", "code": 429, "retry_after": 1, "times": 1}])
    began = time.monotonic()
    with Api(kolada_api.url, patience=quick) as api:
        list(api.walk("/municipality", lambda page: page))
    assert 1 <= time.monotonic() - began < 3


def test_retry_after_is_capped(kolada_api: Any, quick: Patience) -> None:
    kolada_api.control(faults=[{"kind": "status", "code": 429, "retry_after": 86400, "times": 1}])
    began = time.monotonic()
    with Api(kolada_api.url, patience=quick) as api:
        list(api.walk("/municipality", lambda page: page))
    assert time.monotonic() - began < quick.longest_pause + 1.5


def test_a_retry_after_of_days_ends_in_a_sentence_soon(kolada_api: Any, quick: Patience) -> None:
    """Of every kind: one try after the longest pause, then a sentence that says how long was asked for."""
    assert Patience().longest_pause + Patience().silence < 120, "two minutes, with the waits of the program itself"
    for code in (429, 503):
        kolada_api.control(reset=True)
        kolada_api.control(faults=[{"kind": "status", "code": code, "retry_after": 99999}])
        began = time.monotonic()
        with Api(kolada_api.url, patience=quick) as api, pytest.raises(SourceError, match=r"99999 seconds.*2 times"):
            list(api.walk("/municipality", lambda page: page))
        assert time.monotonic() - began < quick.longest_pause + 1.5


def test_polite(kolada_api: Any, run: Run) -> None:
    kolada_api.control(faults=[{"kind": "delay", "seconds": 0.05}])
    run(concurrency=4)
    assert 1 < kolada_api.stats()["peak_concurrency"] <= 4


def test_deleted_values_vanish(kolada_api: Any, run: Run, store: Store, in_force: str, truth: pd.DataFrame) -> None:
    kolada_api.control(faults=[{"kind": "deleted", "share": 0.05}])
    report = run()
    after = values(store)
    assert len(report.changes.vanished) == len(truth) - len(after) > 20
    assert report.changes.changed.empty
    assert report.changes.new.empty
    kept = truth.merge(after, on=KEY, suffixes=("", "_after"))
    assert len(kept) == len(after)
    assert (kept["value"] == kept["value_after"]).all()


STATUSES = [("Missing", "missing"), ("Not applicable", "not_applicable"), ("Suppressed", "suppressed")]


@pytest.mark.parametrize(("written", "read"), STATUSES)
def test_known_statuses(written: str, read: str, kolada_api: Any, run: Run, store: Store, truth: pd.DataFrame) -> None:
    kolada_api.control(faults=[{"kind": "missing", "share": 0.05, "status": written}])
    report = run()
    after = values(store)
    assert set(after["status"]) == {"value", read}
    assert len(after) == len(truth), "a missing value is not a missing row"
    assert not [warning for warning in report.warnings if "status" in warning]


def test_unknown_status_is_missing_and_named(kolada_api: Any, run: Run, store: Store) -> None:
    kolada_api.control(faults=[{"kind": "missing", "share": 0.05, "status": "Preliminär"}])
    report = run()
    assert set(values(store)["status"]) == {"value", "missing"}
    assert any("unknown status" in warning and "'Preliminär'" in warning for warning in report.warnings)


@pytest.mark.parametrize("form", ["nan", "infinity", "text", "comma"])
def test_bad_values_leave_the_old_ones(
    form: str, kolada_api: Any, run: Run, store: Store, in_force: str, truth: pd.DataFrame
) -> None:
    kolada_api.control(faults=[{"kind": "bad_values", "share": 0.05, "forms": [form]}])
    report = run()
    pd.testing.assert_frame_equal(values(store), truth)
    assert report.changes.changed.empty
    if form in ("nan", "infinity"):
        named = [text for text in report.warnings if "stay as they were" in text]
        assert [slug in text for slug, text in zip(("stillasittande", "trygg_ak5"), named, strict=True)] == [True] * 2
        assert report.manifest.report["doubtful"]["count"] > 50


@pytest.mark.parametrize("form", ["nan", "infinity", "text", "comma"])
def test_bad_values(form: str, kolada_api: Any, run: Run, store: Store, truth: pd.DataFrame) -> None:
    kolada_api.control(faults=[{"kind": "bad_values", "share": 0.05, "forms": [form]}])
    report = run()
    after = values(store)
    if form in ("text", "comma"):
        pd.testing.assert_frame_equal(after, truth)
        assert any("written as text" in warning for warning in report.warnings)
    else:
        lost = after["status"] == "missing"
        assert 50 < lost.sum() < 0.1 * len(after)
        pd.testing.assert_frame_equal(after[~lost], truth[~lost])
        assert any("not numbers" in warning for warning in report.warnings)


def test_too_much_gone_is_refused_unless_forced(
    kolada_api: Any, run: Run, store: Store, in_force: str, truth: pd.DataFrame
) -> None:
    kolada_api.control(faults=[{"kind": "missing", "share": 0.5}])
    with pytest.raises(SourceError, match=r"Of the \d+ values of .* at level \w+, \d+ are gone"):
        run()
    assert store.current_id() == in_force
    assert not (store.folder / "staging").exists(), "what was refused must be asked for anew"
    assert len(run(force=True).changes.changed) > 0.4 * len(truth)


def test_every_message_is_a_sentence(kolada_api: Any, run: Run) -> None:
    kolada_api.control(faults=[{"kind": "status", "code": 500}])
    with pytest.raises(HalsogapError) as caught:
        run()
    assert caught.value.message.endswith(".")
    assert caught.value.mend.endswith(".")
