"""What an unfinished sync has fetched, kept beside the store, so that the next one need not ask for it again.

One file a request, named by service and request, good for a day. A file that cannot be read is as good as none.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import time
import zlib
from pathlib import Path
from typing import Any

from halsogap.errors import os_error

GOOD_FOR = 24 * 3600
"""Seconds: values fetched longer ago than this are asked for anew."""

FORM = "1"
"""Changes when the files' content does, so that an upgraded Hälsogap does not read what an older one wrote."""


class Staging:
    """The staged answers of the service at `url`, under `folder`."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url

    def get(self, request: str) -> Any | None:
        """What was put for `request`, or None where there is nothing, nothing fresh, or nothing sound."""
        file = self._file(request)
        try:
            if not 0 <= time.time() - file.stat().st_mtime < GOOD_FOR:
                return None
            return json.loads(gzip.decompress(file.read_bytes()))  # gzip's checksum tells a damaged file
        except (OSError, EOFError, zlib.error, ValueError):
            return None

    def put(self, request: str, answer: Any) -> None:
        """Keep `answer` (anything JSON can hold) for `request`, whole or not at all.

        Raises
        ------
        StoreError
            The folder cannot be written.
        """
        file = self._file(request)
        part = file.with_suffix(".part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(gzip.compress(json.dumps(answer).encode(), compresslevel=1))
            part.replace(file)
        except OSError as error:
            raise os_error(error, self.folder) from error

    def forget(self, request: str) -> None:
        """Forget what was put for `request`."""
        self._file(request).unlink(missing_ok=True)

    def clear(self) -> None:
        """Forget everything staged."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, request: str) -> Path:
        name = hashlib.sha256("\n".join((FORM, self.url, request)).encode()).hexdigest()[:32]
        return self.folder / f"{name}.json.gz"
