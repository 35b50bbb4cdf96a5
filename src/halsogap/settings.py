"""Where things are: folders of the project, and the settings a user can make by environment variable."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CATALOG_DIR = ROOT / "data" / "catalog"
GEO_DIR = ROOT / "geo"
STATIC_DIR = ROOT / "static"

STORE_VARIABLE = "HALSOGAP_STORE"
KOLADA_VARIABLE = "HALSOGAP_KOLADA_URL"
SCB_VARIABLE = "HALSOGAP_SCB_URL"
READ_ONLY_VARIABLE = "HALSOGAP_READ_ONLY"
KOLADA_URL = "https://api.kolada.se/v3"
SCB_URL = "https://statistikdatabasen.scb.se/api/v2"


def store_location() -> str:
    """The store: a folder, or an ibis URL of a database server. From HALSOGAP_STORE, else `data/store`."""
    return os.environ.get(STORE_VARIABLE) or str(ROOT / "data" / "store")


def kolada_url() -> str:
    """The address of Kolada's API. From HALSOGAP_KOLADA_URL, else the public service."""
    return (os.environ.get(KOLADA_VARIABLE) or KOLADA_URL).rstrip("/")


def scb_url() -> str:
    """The address of SCB's statistics database (PxWebApi 2). From HALSOGAP_SCB_URL, else the public service."""
    return (os.environ.get(SCB_VARIABLE) or SCB_URL).rstrip("/")


def read_only() -> bool:
    """True where visitors may look but not fetch, roll back, add or remove. From HALSOGAP_READ_ONLY ("1")."""
    return os.environ.get(READ_ONLY_VARIABLE, "").strip().lower() in ("1", "true", "yes", "on")
