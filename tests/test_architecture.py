"""Imports point one way, and only the pages' side knows Streamlit: read off the source, so that it stays so."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "halsogap"

LAYERS = [
    {"errors", "model", "settings"},
    {"schema", "catalog", "catalog_fields", "unit_costs", "figures", "stats", "i18n"},
    {
        "snapshot",
        "store",
        "area_store",
        "geography",
        "sources",
        "added",
        "exporting",
        "changes",
        "checks",
        "staging",
        "whatif_reader",
    },
    {"install", "sync", "sync_scb", "area_sync", "views"},
    {"ui", "cli", "commands", "doctor", "__main__"},
]
"""A module imports from its own layer or from those above it here."""


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def part_of(name: str) -> str:
    return name.split(".")[1] if "." in name else "__init__"


def imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            module = node.module or ""
            found |= {f"{module}.{alias.name}" for alias in node.names} if module == "halsogap" else {module}
    return found


def layer(part: str) -> int:
    return next((number for number, parts in enumerate(LAYERS) if part in parts), -1)


@pytest.mark.parametrize("file", modules(), ids=lambda f: str(f.relative_to(SOURCE)))
def test_imports_point_one_way(file: Path) -> None:
    part = file.relative_to(SOURCE).with_suffix("").parts[0]
    if part == "__init__":
        return
    assert layer(part) >= 0, f"{part} has no place in LAYERS: give it one"
    for name in imports(file):
        if name.startswith("halsogap."):
            other = part_of(name)
            assert layer(other) >= 0, f"{file.name} imports {name}, which has no place in LAYERS"
            assert layer(other) <= layer(part), f"{file.name} ({part}) imports {name}, which lies nearer the user"


@pytest.mark.parametrize("file", modules(), ids=lambda f: str(f.relative_to(SOURCE)))
def test_only_ui_knows_streamlit(file: Path) -> None:
    if file.relative_to(SOURCE).parts[0] != "ui":
        assert not {name for name in imports(file) if name.split(".")[0] in ("streamlit", "streamlit_folium")}


@pytest.mark.parametrize("file", sorted((SOURCE / "stats").glob("*.py")), ids=lambda f: f.name)
def test_stats_is_pure(file: Path) -> None:
    forbidden = {"streamlit", "folium", "pathlib", "os", "io", "httpx", "duckdb", "ibis", "requests"}
    assert not {name.split(".")[0] for name in imports(file)} & forbidden
    called = [node.func for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
    assert "open" not in {function.id for function in called if isinstance(function, ast.Name)}


def test_only_views_maps_knows_folium() -> None:
    knowing = {str(f.relative_to(SOURCE)) for f in modules() if any(n.split(".")[0] == "folium" for n in imports(f))}
    assert knowing <= {"views/maps.py"}


def test_pages_are_read_in_one_screen() -> None:
    for file in (ROOT / "pages").glob("*.py"):
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 70, file.name
