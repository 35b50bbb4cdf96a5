"""The folders of `sources` stand side by side: what several need lies beside them, and nothing points back up."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[2] / "src" / "halsogap" / "sources"
FOLDERS = sorted(folder.name for folder in SOURCES.iterdir() if (folder / "__init__.py").is_file())
BELOW = {
    "errors",
    "settings",
    "units",
    "rounding",
    "model",
    "costs",
    "schema",
    "catalog",
    "i18n",
    "stats",
    "geography",
    "sources",
}
"""What a publisher's module may build upon."""
MOST_MODULES = 16


def imports(file: Path) -> set[tuple[str, ...]]:
    """What `file` imports of Hälsogap, as the parts of each name after `halsogap`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {tuple(name.split(".")[1:]) for name in names if name.split(".")[0] == "halsogap"}


def test_there_are_folders_to_look_at() -> None:
    assert {"kolada", "scb", "demo", "polygons", "files", "upload"} <= set(FOLDERS)


@pytest.mark.parametrize("file", sorted(SOURCES.rglob("*.py")), ids=lambda file: str(file.relative_to(SOURCES)))
def test_no_folder_of_sources_imports_another(file: Path) -> None:
    own = file.relative_to(SOURCES).parts[0]
    others = {name[1] for name in imports(file) if name[0] == "sources" and len(name) > 1 and name[1] in FOLDERS}
    assert others <= {own}, f"{file.relative_to(SOURCES)} imports from {sorted(others - {own})}"


@pytest.mark.parametrize("file", sorted(SOURCES.rglob("*.py")), ids=lambda file: str(file.relative_to(SOURCES)))
def test_sources_build_only_upon_what_lies_below_them(file: Path) -> None:
    assert {name[0] for name in imports(file)} <= BELOW


@pytest.mark.parametrize("folder", [".", *FOLDERS])
def test_a_folder_has_few_enough_modules_to_be_seen_at_once(folder: str) -> None:
    assert len([file for file in (SOURCES / folder).glob("*.py") if file.name != "__init__.py"]) <= MOST_MODULES
