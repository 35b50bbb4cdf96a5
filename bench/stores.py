"""The store that is measured: the team's whole harvest where it is at hand, else made-up values."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from halsogap import catalog, settings
from halsogap.geography import codes
from halsogap.model import Level, Sex
from halsogap.schema import GROUPS, OBSERVATIONS
from halsogap.stats.coverage import Coverage
from halsogap.store import Store

HARVEST = settings.ROOT.parent / "shared" / "data" / "kolada" / "full.parquet"


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
    mark = hashlib.sha256(b"".join(p.read_bytes() for p in sorted(_demo_files()))).hexdigest()[:8]
    return _kept(f"demo-{mark}", ["demo"]), "demo"


def _demo_files() -> list[Path]:
    here = Path(settings.__file__).parent
    return [*here.glob("sources/demo*.py"), *(settings.ROOT / "data" / "demo").iterdir(), here / "store.py"]


def _kept(name: str, command: list[str]) -> Path:
    folder = cache_folder() / name
    if folder.is_dir():
        return folder
    print(f"Making {folder} (once)", file=sys.stderr)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as staging:
        made = Path(staging) / "store"
        run = [sys.executable, "-m", "halsogap", "--store", str(made), *command]
        subprocess.run(run, check=True, stdout=sys.stderr)
        for stale in folder.parent.glob(f"{name.split('-')[0]}-*"):
            shutil.rmtree(stale)
        made.rename(folder)
    return folder


def indicators(location: Path, most: int) -> dict[str, str]:
    """Up to `most` of the catalogue's indicators with women and men in nearly all municipalities: slug to short name.

    The map has the most to paint with these; they stand as far apart in the catalogue as can be.
    """
    snapshot = Store(location).current()
    assert snapshot is not None
    known = catalog.load(settings.CATALOG_DIR)
    frame = snapshot.coverage(list(known))
    coverage = Coverage(frame)
    nearly_all = 0.95 * len(codes(Level.KOMMUN))

    def full(slug: str) -> bool:
        periods = coverage.periods(slug, Level.KOMMUN)
        latest = (
            frame.query("indicator == @slug and level == 'kommun' and period == @periods[-1]") if periods else frame[:0]
        )
        by_sex = dict(zip(latest["sex"], latest["areas"], strict=True))
        return all(by_sex.get(sex, 0) >= nearly_all for sex in (Sex.K, Sex.M))

    found = [slug for slug in known if full(slug)]
    step = max(1, len(found) // most)
    return {slug: known[slug].short.sv for slug in found[::step][:most]}
