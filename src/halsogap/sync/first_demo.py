"""Demo values at the first start: made once in the life of a process, where nothing has ever been stored.

A store that is lost while the app runs (a disk that is gone, a folder that somebody moved) is a fault to be told:
made-up values in its place would be taken for the real ones.
"""

from __future__ import annotations

import threading

from halsogap.catalog import catalog
from halsogap.settings import CATALOG_DIR
from halsogap.sources.demo import demo
from halsogap.store.store import Store
from halsogap.sync.install import install

_making = threading.Lock()
_started: set[str] = set()
"""The stores that have held something in this process."""


def ensure(store: Store) -> None:
    """Put demo values in force where nothing has ever been stored; else do nothing.

    Raises
    ------
    StoreError
        The store cannot be read or written.
    """
    if store.location in _started:
        return
    with _making:
        if store.location in _started:
            return
        if store.current_id() is None:
            observations, groups = demo.make(catalog.load(CATALOG_DIR, store.folder / "catalog"))
            install(store, observations, groups, kind="demo", sources=["Hälsogap demo"], replace=None)
        _started.add(store.location)
