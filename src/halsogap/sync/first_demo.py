"""Demo values at the first start: made once, where nothing has been stored yet."""

from __future__ import annotations

import threading

from halsogap.catalog import catalog
from halsogap.settings import CATALOG_DIR
from halsogap.sources.demo import demo
from halsogap.store.store import Store
from halsogap.sync.install import install

_making = threading.Lock()


def ensure(store: Store) -> None:
    """Put demo values in force where the store has nothing yet; else do nothing."""
    if store.current_id() is not None:
        return
    with _making:
        if store.current_id() is None:
            observations, groups = demo.make(catalog.load(CATALOG_DIR, store.folder / "catalog"))
            install(store, observations, groups, kind="demo", sources=["Hälsogap demo"], replace=None)
