"""Where things are: folders of the project, and the settings a user can make by environment variable."""

from __future__ import annotations

import os
from pathlib import Path

from halsogap.errors import BadInput

_IN_WHEEL = Path(__file__).resolve().parent / "_root"
ROOT = _IN_WHEEL if _IN_WHEEL.is_dir() else Path(__file__).resolve().parents[2]
"""The project's folder; in an installed wheel the one where setup.py has put what lies beside src/."""

CATALOG_DIR = ROOT / "data" / "catalog"
FIGURES_FILE = ROOT / "data" / "figures.toml"
GEO_DIR = ROOT / "geo"
STATIC_DIR = ROOT / "static"

_YES, _NO = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")

STORE_VARIABLE = "HALSOGAP_STORE"
KOLADA_VARIABLE = "HALSOGAP_KOLADA_URL"
SCB_VARIABLE = "HALSOGAP_SCB_URL"
WFS_VARIABLE = "HALSOGAP_WFS_URL"
READ_ONLY_VARIABLE = "HALSOGAP_READ_ONLY"
KOLADA_URL = "https://api.kolada.se/v3"
SCB_URL = "https://statistikdatabasen.scb.se/api/v2"
WFS_URL = "https://geodata.scb.se/geoserver/stat/wfs"

POLYGON_LIMITS = {
    "HALSOGAP_POLYGON_BYTES": 150_000_000,
    "HALSOGAP_POLYGON_TEXT_BYTES": 40_000_000,
    "HALSOGAP_POLYGON_UNPACKED_BYTES": 500_000_000,
    "HALSOGAP_POLYGON_VERTICES": 5_000_000,
    "HALSOGAP_POLYGON_AREAS": 20_000,
    "HALSOGAP_OWN_AREAS": 2_000,
}
"""How large a file of polygons may be: itself, as text (GeoJSON is read at 5 to 10 MB a second), unpacked, its corners,
its areas; and how many areas a visitor may have as own ones. All of Sweden's DeSO have some 6,000
areas and two million corners."""


UPLOAD_LIMITS = {
    "HALSOGAP_UPLOAD_BYTES": 50_000_000,
    "HALSOGAP_UPLOAD_UNPACKED_BYTES": 300_000_000,
    "HALSOGAP_UPLOAD_ROWS": 500_000,
    "HALSOGAP_UPLOAD_COLUMNS": 1_000,
    "HALSOGAP_UPLOAD_CELLS": 10_000_000,
}
"""How large a visitor's own table may be: the file, the file unpacked, its rows, its columns, and rows times columns.
Twenty years of women, men and total in all of Sweden's DeSO are 360,000 rows. `.streamlit/config.toml` has the first
one too, as maxUploadSize."""

SUPPRESSION_VARIABLE = "HALSOGAP_SUPPRESSION_THRESHOLD"
SUPPRESSION_THRESHOLD = 5
"""Counts below this are hidden in a visitor's own table unless the visitor says otherwise: 1 to 4."""


def store_location() -> str:
    """The store: a folder, or an ibis URL of a database server. From HALSOGAP_STORE, else `data/store`.

    That is in the project's folder, and with an installed wheel in the one that is worked in.
    """
    beside = Path.cwd() if ROOT == _IN_WHEEL else ROOT
    return os.environ.get(STORE_VARIABLE) or str(beside / "data" / "store")


def kolada_url() -> str:
    """The address of Kolada's API. From HALSOGAP_KOLADA_URL, else the public service."""
    return (os.environ.get(KOLADA_VARIABLE) or KOLADA_URL).rstrip("/")


def scb_url() -> str:
    """The address of SCB's statistics database (PxWebApi 2). From HALSOGAP_SCB_URL, else the public service."""
    return (os.environ.get(SCB_VARIABLE) or SCB_URL).rstrip("/")


def wfs_url() -> str:
    """The address of SCB's geodata service. From HALSOGAP_WFS_URL, else the public service."""
    return (os.environ.get(WFS_VARIABLE) or WFS_URL).rstrip("/")


def polygon_limit(variable: str) -> int:
    """One of `POLYGON_LIMITS`: from the environment where that is a whole number, else the default."""
    return _whole_number(variable, POLYGON_LIMITS[variable])


def upload_limit(variable: str) -> int:
    """One of `UPLOAD_LIMITS`: from the environment where that is a whole number, else the default."""
    return _whole_number(variable, UPLOAD_LIMITS[variable])


def suppression_threshold() -> int:
    """The threshold for small counts: from HALSOGAP_SUPPRESSION_THRESHOLD where that is a whole number, else 5."""
    return _whole_number(SUPPRESSION_VARIABLE, SUPPRESSION_THRESHOLD)


def read_only() -> bool:
    """True where visitors may look but not fetch, roll back, add or remove. From HALSOGAP_READ_ONLY ("1").

    Raises
    ------
    BadInput
        It is a word that says neither yes nor no: what was meant to be shut must not stand open.
    """
    word = os.environ.get(READ_ONLY_VARIABLE, "").strip().lower()
    if word not in (*_YES, *_NO):
        raise BadInput(
            f"{READ_ONLY_VARIABLE} cannot be {word[:40]!r}.", f"Yes is {', '.join(_YES)}; no is {', '.join(_NO[1:])}."
        )
    return word in _YES


def _whole_number(variable: str, default: int) -> int:
    text = os.environ.get(variable, "").strip()
    return int(text) if text.isdecimal() else default
