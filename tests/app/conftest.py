"""What the app's tests share: sessions on stores of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from app_driver import App

from builders import everywhere
from halsogap.reading import memory
from halsogap.settings import STORE_VARIABLE
from halsogap.store.store import Store
from halsogap.sync.install import install

Open = Callable[..., App]


def pytest_sessionfinish() -> None:
    """Close what the app keeps open: a database open at the end complains after the last line."""
    st.cache_resource.clear()


def forget() -> None:
    """Empty every cache of the app: a copied store has the ids of the one it was copied from."""
    st.cache_resource.clear()
    st.cache_data.clear()
    memory.forget()


@pytest.fixture
def on_store(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Open]:
    """`on_store(folder)` gives `open_page(page, **query parameters)` for sessions on that store."""

    def use(folder: Path) -> Open:
        monkeypatch.setenv(STORE_VARIABLE, str(folder))
        return App

    return use


@pytest.fixture
def open_demo(demo_folder: Path, on_store: Callable[[Path], Open]) -> Open:
    """Sessions on the demo store, which they must not change."""
    return on_store(demo_folder)


@pytest.fixture
def own_demo(demo_folder: Path, tmp_path: Path) -> Path:
    """A demo store of one's own, to change or break. It has the other's ids, so nothing cached may stand in for it."""
    forget()
    return Path(shutil.copytree(demo_folder, tmp_path / "store"))


@pytest.fixture
def real_store(tmp_path: Path) -> Callable[..., Path]:
    """`real_store(frame, …)` is a store of values as if from Kolada."""

    def make(*frames: pd.DataFrame, **options: Any) -> Path:
        folder = tmp_path / "real"
        install(Store(folder), pd.concat(frames), None, kind="real", sources=["Kolada (test)"], force=True, **options)
        return folder

    return make


@pytest.fixture
def real(real_store: Callable[..., Path]) -> Path:
    """A small store of values as if from Kolada: two indicators, one of them with a predecessor that has none."""
    return real_store(everywhere("fallskador_80", start=4000), everywhere("lag_ekonomisk_standard_0_19", sexes="T"))
