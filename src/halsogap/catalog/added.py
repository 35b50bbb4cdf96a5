"""Indicators that the user has added to the catalogue, one TOML file each under `<store>/catalog/`.

They live beside the store, not in the project, so that an upgrade never meets them. `catalog.load` reads them after
the project's own.
"""

from __future__ import annotations

import json
import re
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

from halsogap.catalog import catalog
from halsogap.errors import BadInput, HalsogapError, StoreError, UnknownName, did_you_mean
from halsogap.model import Better, Indicator
from halsogap.settings import CATALOG_DIR


def folder(store_folder: str | Path) -> Path:
    """Where the added indicators of a store are: what `catalog.load` is given after the project's own folder."""
    return Path(store_folder) / "catalog"


def add(store_folder: str | Path, indicator_table: dict[str, Any], *, better: Better = Better.UNKNOWN) -> Indicator:
    """Write `indicator_table` (an `[[indicator]]` table, as `kolada.indicator_table` makes it); again replaces it.

    Raises
    ------
    BadInput
        The slug is no name for a file, the catalogue has the indicator or its KPI already, or the table is not one
        that the catalogue can read.
    StoreError
        The folder cannot be written.
    """
    slug = str(indicator_table.get("slug", ""))
    if not re.fullmatch(r"[A-Za-z0-9_-]+", slug):
        raise BadInput(f"An indicator cannot be called {slug!r}.", "Use letters, digits, _ and -.")
    for known in catalog.load(CATALOG_DIR).values():
        taken = {series.get("kpi") for series in indicator_table.get("series", ())} & set(known.kpis)
        if known.slug == slug or taken:
            raise BadInput(
                f"{next(iter(taken), slug)} is already in the catalogue, as {known.slug!r}.", "Use that one."
            )
    file = folder(store_folder) / f"{slug}.toml"
    before = file.read_bytes() if file.exists() else None
    _write(file, {**indicator_table, "better": str(better)})
    try:
        return catalog.load(CATALOG_DIR, file.parent)[slug]
    except HalsogapError:
        # The catalogue must stay readable: what it refuses does not stay.
        file.unlink() if before is None else file.write_bytes(before)
        raise


def set_better(store_folder: str | Path, slug: str, better: Better) -> Indicator:
    """Say which direction is favourable for the added indicator `slug`.

    Raises
    ------
    UnknownName
        No indicator with that slug has been added.
    StoreError
        The folder cannot be written.
    """
    [table] = tomllib.loads(_file(store_folder, slug).read_text(encoding="utf-8"))["indicator"]
    return add(store_folder, table, better=better)


def remove(store_folder: str | Path, slug: str) -> None:
    """Take the added indicator `slug` out of the catalogue. Its values stay in the store.

    Raises
    ------
    UnknownName
        No indicator with that slug has been added.
    """
    _file(store_folder, slug).unlink()


def listed(store_folder: str | Path) -> list[str]:
    """The slugs of the indicators that have been added, in order."""
    return sorted(file.stem for file in folder(store_folder).glob("*.toml"))


def _file(store_folder: str | Path, slug: str) -> Path:
    known = listed(store_folder)
    if slug not in known:
        raise UnknownName(
            f"No indicator {slug!r} has been added to the store {store_folder}.",
            did_you_mean(slug, known) or f"Added: {', '.join(known) or 'none'}.",
        )
    return folder(store_folder) / f"{slug}.toml"


def _write(file: Path, table: dict[str, Any]) -> None:
    """Write the file in one step, so that no reader meets half of it."""
    lines = ["[[indicator]]", *(f"{key} = {_toml(value)}" for key, value in table.items()), ""]
    part = file.with_suffix(".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text("\n".join(lines), encoding="utf-8")
        part.replace(file)
    except OSError as error:
        with suppress(OSError):  # the first fault is the one to tell
            part.unlink()
        raise StoreError(
            f"The indicator cannot be written to {file}: {error.strerror or error}.",
            "Check the folder's permissions and space, or choose another with --store PATH.",
        ) from error


def _toml(value: Any) -> str:
    """A text, number, list or table as TOML. A JSON string is one of TOML's, but for DEL and lone surrogates."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(part) for part in value)}]"
    if isinstance(value, str):
        text = value.encode("utf-8", "replace").decode("utf-8")
        return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
