"""The stores that are measured: the team's real values where they are at hand, else made-up ones."""

from __future__ import annotations

import hashlib
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from halsogap import settings
from halsogap.catalog import catalog
from halsogap.geography import codes
from halsogap.model import Level, Sex
from halsogap.schema import GROUPS, OBSERVATIONS
from halsogap.stats.coverage import Coverage
from halsogap.store.store import Store

SHARED = settings.ROOT.parent / "shared"
HARVEST = SHARED / "data" / "kolada" / "full.parquet"
SAMPLE = SHARED / "data" / "kolada" / "observations.parquet"
POLYGONS = SHARED / "data" / "scb" / "deso2018_lan01_03.gpkg"


def cache_folder() -> Path:
    """Where the bench keeps what it has made: outside the project, and ours to throw away."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "halsogap-bench"


def full_store() -> tuple[Path, str]:
    """The folder of a store with all that there is, made on the first call, and what it holds, in words.

    7.4 million values take about a minute to import; they are kept until the harvest or the tables' columns change.
    """
    if HARVEST.is_file():
        facts = HARVEST.stat()
        columns = repr([{c: str(d) for c, d in table.dtypes.items()} for table in (OBSERVATIONS, GROUPS)])
        mark = f"{facts.st_size}-{facts.st_mtime_ns}-{hashlib.sha256(columns.encode()).hexdigest()[:8]}"
        return _kept(f"full-{mark}", ["import", str(HARVEST)]), f"real: {HARVEST.name}"
    print(f"{HARVEST} is not here: made-up values are measured instead.", file=sys.stderr)
    return demo_store(), "demo"


def demo_store() -> Path:
    """The folder of a store with the demo's values, of made-up small areas too."""
    return _kept(f"demo-{_mark(_demo_files())}", ["demo"])


def stockholm_store() -> Path | None:
    """The folder of a store with SCB's values and polygons of Stockholm county's DeSO 2018; None without ../shared.

    They go the product's own way: the polygons are imported from the file, the values synchronised with the emulator of
    SCB's database, which answers with SCB's figures.
    """
    if not (POLYGONS.is_file() and SAMPLE.is_file()):
        print(f"{POLYGONS} is not here: made-up areas are measured instead.", file=sys.stderr)
        return None
    scripts = [*Path(settings.__file__).parent.glob("sources/**/*.py"), settings.CATALOG_DIR / "smaomraden.toml"]
    name = f"stockholm-{_mark([POLYGONS, *scripts])}"
    if (cache_folder() / name).is_dir():
        return cache_folder() / name
    with _scb() as url:
        return _kept(
            name,
            ["import", str(SAMPLE)],
            ["sync-scb", "--scb-url", url, "--within", "01"],
            ["areas", "import", str(POLYGONS)],
        )


@contextmanager
def _scb() -> Iterator[str]:
    """SCB's emulator over the real values, running: its address."""
    with emulator("pxweb").start(data=SHARED / "data", seed=1, rate="off") as running:
        yield str(running.url)


def emulator(name: str) -> ModuleType:
    """The tests' emulator `name` of a publisher's service."""
    tests = str(settings.ROOT / "tests")
    sys.path.insert(0, tests)
    try:
        return importlib.import_module(f"emulators.{name}")
    finally:
        sys.path.remove(tests)


def _mark(files: Collection[Path]) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()[:8]


def _demo_files() -> list[Path]:
    here = Path(settings.__file__).parent
    recipe = (settings.ROOT / "data" / "demo").iterdir()
    return [*here.glob("sources/demo/*.py"), *recipe, *here.glob("store/*.py")]


def _kept(name: str, *commands: list[str]) -> Path:
    folder = cache_folder() / name
    if folder.is_dir():
        return folder
    print(f"Making {folder} (once)", file=sys.stderr)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as staging:
        made = Path(staging) / "store"
        for command in commands:
            run = [sys.executable, "-m", "halsogap", "--store", str(made), *command]
            subprocess.run(run, check=True, stdout=sys.stderr)
        for stale in folder.parent.glob(f"{name.split('-')[0]}-*"):
            shutil.rmtree(stale)
        made.rename(folder)
    return folder


def indicators(
    location: Path, most: int, *, level: Level = Level.KOMMUN, count: int | None = None, total: bool = False
) -> dict[str, str]:
    """Up to `most` of the catalogue's indicators with values of nearly all areas of a level: slug to short name.

    The map has the most to paint with these; they stand as far apart in the catalogue as can be.

    Parameters
    ----------
    level, count
        The level, and how many areas it has; all municipalities unless told otherwise.
    total
        Values of women and men together are wanted; else values of women and of men.
    """
    snapshot = Store(location).current()
    assert snapshot is not None
    known = catalog.load(settings.CATALOG_DIR)
    frame = snapshot.coverage(list(known))
    coverage = Coverage(frame)
    nearly_all = 0.95 * (count or len(codes(level)))

    def full(slug: str) -> bool:
        periods = coverage.periods(slug, level)
        latest = (
            frame.query("indicator == @slug and level == @level and period == @periods[-1]") if periods else frame[:0]
        )
        by_sex = dict(zip(latest["sex"], latest["areas"], strict=True))
        return all(by_sex.get(sex, 0) >= nearly_all for sex in ((Sex.T,) if total else (Sex.K, Sex.M)))

    found = [slug for slug in known if full(slug)]
    step = max(1, len(found) // most)
    return {slug: known[slug].short.sv for slug in found[::step][:most]}
