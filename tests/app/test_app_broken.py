"""A store that cannot be read or written: one sentence in the reader's language, the mend below it, no traceback."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from app_driver import PAGES, App

from builders import everywhere
from halsogap.i18n import words
from halsogap.store.store import Store
from halsogap.sync.install import install
from halsogap.ui.map import panel

Open = Callable[..., App]


def snapshot_of(store: Path) -> Path:
    return store / "snapshots" / (store / "current").read_text()


def cut_short(store: Path) -> None:
    file = snapshot_of(store) / "observations.parquet"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def garbage_inside(store: Path) -> None:
    """The file's ends are as they were, so that it opens; what is in it cannot be read."""
    file = snapshot_of(store) / "observations.parquet"
    whole = bytearray(file.read_bytes())
    whole[1000 : len(whole) * 9 // 10] = b"\xff" * (len(whole) * 9 // 10 - 1000)
    file.write_bytes(whole)


def no_observations(store: Path) -> None:
    (snapshot_of(store) / "observations.parquet").unlink()


def other_columns(store: Path) -> None:
    pd.DataFrame({"a": [1]}).to_parquet(snapshot_of(store) / "observations.parquet")


def garbage_manifest(store: Path) -> None:
    (snapshot_of(store) / "manifest.json").write_bytes(b"\x00\xffnot json")


def manifest_of_another_shape(store: Path) -> None:
    (snapshot_of(store) / "manifest.json").write_text(json.dumps(["a", "list"]))


def no_manifest(store: Path) -> None:
    (snapshot_of(store) / "manifest.json").unlink()


def no_snapshot(store: Path) -> None:
    (store / "current").write_text("20200101T000000000000Z")


def empty_pointer(store: Path) -> None:
    (store / "current").write_text("")


def pointer_out_of_the_store(store: Path) -> None:
    (store / "current").write_text("../../../etc")


def damaged_catalog(store: Path) -> None:
    (store / "catalog").mkdir()
    (store / "catalog" / "mine.toml").write_text("[[indicator]\nslug = ")


DAMAGES = [
    cut_short,
    garbage_inside,
    no_observations,
    other_columns,
    garbage_manifest,
    manifest_of_another_shape,
    no_manifest,
    no_snapshot,
    empty_pointer,
    pointer_out_of_the_store,
    damaged_catalog,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.__name__)
def test_a_damaged_store_is_said_in_one_sentence(
    on_store: Callable[[Path], Open], own_demo: Path, damage: Callable[[Path], None]
) -> None:
    damage(own_demo)
    app = on_store(own_demo)()
    for page in PAGES:
        app.go(page)
        assert not app.test.exception, page
        if page == "map" or app.errors:
            said = "error.BadInput" if damage is damaged_catalog else "error.StoreError"
            assert app.errors == [words("sv")(said)], page
            assert "halsogap" in app.details or "Correct it as TOML" in app.details, app.details
            where = (str(own_demo), snapshot_of(own_demo).name)
            assert any(place and place in app.details for place in where), "the detail says where"
            assert "Traceback" not in app.details


def test_the_sentence_is_english_on_an_english_page(on_store: Callable[[Path], Open], own_demo: Path) -> None:
    no_manifest(own_demo)
    assert on_store(own_demo)(lang="en").errors == [words("en")("error.StoreError")]


def test_a_store_that_breaks_while_it_is_read_comes_back(on_store: Callable[[Path], Open], own_demo: Path) -> None:
    pointer = (own_demo / "current").read_text()
    app = on_store(own_demo)().fine()
    no_snapshot(own_demo)
    app.test.run()
    assert app.errors == [words("sv")("error.StoreError")]
    (own_demo / "current").write_text(pointer)
    app.test.run()
    assert app.fine().heading.startswith("Fallskador")


def test_a_folder_that_cannot_be_written_is_said(on_store: Callable[[Path], Open], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    app = on_store(tmp_path / "file" / "store")()
    for page in PAGES:
        app.go(page)
        assert not app.test.exception
        assert app.errors == [words("sv")("error.StoreError")]
        assert str(tmp_path / "file") in app.details


def test_a_full_disk_is_said_and_nothing_lost(
    on_store: Callable[[Path], Open], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(pd.DataFrame, "to_parquet", full)
        app = on_store(tmp_path / "store")()
        assert app.errors == [words("sv")("error.StoreError")]
        assert "full" in app.details.lower() or "space" in app.details.lower()
    assert not list((tmp_path / "store" / "snapshots").iterdir())
    app.test.run()
    assert app.fine().band


def test_a_fault_of_ours_is_one_sentence_too(
    open_demo: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = open_demo()
    monkeypatch.setattr(panel, "panel_html", lambda *_: 1 / 0)
    app.test.run()
    assert not app.test.exception
    assert app.errors == [words("sv")("error.unexpected")]
    assert "ZeroDivisionError" in caplog.text, "the log has it whole"


def test_rollback_on_the_page_returns_to_the_edition_before(
    on_store: Callable[[Path], Open], own_demo: Path, real: Path
) -> None:
    before = (own_demo / "current").read_text()
    install(
        Store(own_demo),
        everywhere("fallskador_80", start=4000),
        None,
        kind="real",
        sources=["Kolada (test)"],
        force=True,
    )
    app = on_store(own_demo)("data").fine()
    assert app.band == ""
    app.press(f"rollback_{before}").fine()
    assert app.band
    assert (own_demo / "current").read_text() == before
