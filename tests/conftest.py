"""What several tests need: the publishers' emulators, the team's shared folder, a store of one's own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from filelock import FileLock

from builders import demo_tables
from halsogap import settings
from halsogap.catalog import catalog
from halsogap.catalog.catalog import Catalog
from halsogap.sources.service import Patience
from halsogap.store.store import Store
from halsogap.sync.install import install

# The emulators are imported by the fixtures that need them: most tests do without geopandas.
if TYPE_CHECKING:
    from emulators.kolada import Kolada
    from emulators.pxweb import PxWeb
    from emulators.wfs import Wfs

# Speed is measured in benchmarks: a busy machine fails no test.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

SHARED = settings.ROOT.parent / "shared"

QUICK = Patience(
    attempts=5, first_wait=0.01, longest_wait=0.05, jitter=0.01, longest_pause=1.2, silence=0.5, longest_answer=5
)
"""The same rules as in use, with waits that a test can afford."""


@pytest.fixture(scope="session")
def shared() -> Path:
    """The team's shared folder; the test is skipped where it is not there."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the team's shared folder, which is not at {SHARED}")
    return SHARED


@pytest.fixture(scope="session")
def real_data(shared: Path) -> Path:
    """The folder with the publishers' real values, as the emulators take it: `start(data=real_data)`."""
    return shared / "data"


@pytest.fixture(scope="session")
def made_up_data() -> Path:
    """The folder with the made-up set that the emulators serve unless told otherwise: what they ought to answer."""
    from emulators import made_up

    return made_up.folder()


@pytest.fixture(scope="session", params=["made_up", pytest.param("real", marks=pytest.mark.shared)])
def data_folder(request: pytest.FixtureRequest) -> Path:
    """Both sets in turn, for what must hold of either; the real one is skipped where it is not there."""
    return request.getfixturevalue(f"{request.param}_data")


@pytest.fixture(scope="session")
def kolada_emulator() -> Iterator[Kolada]:
    """Kolada's emulator, running for the whole session; use `kolada_api`, which resets it."""
    from emulators import kolada

    with kolada.start(seed=1) as emulator:
        yield emulator


@pytest.fixture
def kolada_api(kolada_emulator: Kolada) -> Kolada:
    """Kolada's emulator without faults or revisions: `.url`, `.control(...)`, `.stats()`."""
    kolada_emulator.control(reset=True)
    kolada_emulator.page_size, kolada_emulator.max_ids, kolada_emulator.missing_status = 5000, 25, "Missing"
    return kolada_emulator


@pytest.fixture(scope="session")
def pxweb_emulator() -> Iterator[PxWeb]:
    """The emulator of SCB's database, running for the whole session; use `pxweb_api`, which resets it."""
    from emulators import pxweb

    with pxweb.start(seed=1, rate="off") as emulator:
        yield emulator


@pytest.fixture
def pxweb_api(pxweb_emulator: PxWeb) -> PxWeb:
    """The emulator of SCB's database without faults or limits."""
    pxweb_emulator.control(reset=True)
    pxweb_emulator.control(out_of_vintage="null", repeated_keys="last", max_cells=150_000)
    return pxweb_emulator


@pytest.fixture(scope="session")
def wfs_emulator() -> Iterator[Wfs]:
    """The emulator of SCB's geodata service, running for the whole session; use `wfs_api`, which resets it."""
    from emulators import wfs

    with wfs.start(seed=1) as emulator:
        yield emulator


@pytest.fixture
def wfs_api(wfs_emulator: Wfs) -> Wfs:
    """The emulator of SCB's geodata service without faults."""
    wfs_emulator.control(reset=True)
    return wfs_emulator


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "store")


@pytest.fixture(scope="session")
def whole_catalog() -> Catalog:
    """The project's own catalogue."""
    return catalog.load(settings.CATALOG_DIR)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the demo values, made by the first process of a run that asks, for all of them.

    Only for reading: what changes a store takes a copy of its own.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo-store"
    with FileLock(f"{folder}.lock"):
        if Store(folder).current_id() is None:
            install(Store(folder), *demo_tables(), kind="demo", sources=["Hälsogap demo"])
    return folder


@pytest.fixture(scope="session")
def small_catalog(whole_catalog: Catalog) -> Catalog:
    """Three indicators with few values: one survey, one with sexes, one whose sexes are two KPIs."""
    return Catalog({slug: whole_catalog[slug] for slug in ("trygg_ak5", "stillasittande", "medellivslangd")})


@pytest.fixture
def quick() -> Patience:
    """Patience that a test can afford."""
    return QUICK


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the developer's own store, or asks the real Kolada or SCB."""
    own = (settings.STORE_VARIABLE, settings.KOLADA_VARIABLE, settings.SCB_VARIABLE, settings.WFS_VARIABLE)
    for variable in own:
        if variable in os.environ:
            monkeypatch.delenv(variable)
    monkeypatch.setenv(settings.KOLADA_VARIABLE, "http://127.0.0.1:9/v3")
    monkeypatch.setenv(settings.SCB_VARIABLE, "http://127.0.0.1:9/api/v2")
    monkeypatch.setenv(settings.WFS_VARIABLE, "http://127.0.0.1:9/wfs")
