"""The house holds: imports point one way, rooms stay small, and only the pages' side knows Streamlit.

Read off the source, so that it stays so. docs/architecture.md says why.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from halsogap.i18n import words

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "halsogap"

LAYERS = (
    ("errors", "settings", "units", "rounding", "model", "costs"),
    ("schema", "catalog", "i18n"),
    ("stats",),
    ("geography", "sources"),
    ("store",),
    ("sync", "reading"),
    ("figures",),
    ("exporting",),
    ("ui", "commands", "__main__"),
)
"""A module imports from its own layer or from those above it here."""

ASIDE = {"sync": "reading", "reading": "sync", "ui": "commands", "commands": "ui"}
"""Neighbours in a layer that know nothing of each other."""

PAGES = tuple(re.findall(r'"pages/\w+\.py", "(\w+)"', (ROOT / "app.py").read_text(encoding="utf-8")))
"""One name a page, everywhere; app.py lists them."""

SHARED_UI = {"frame", "state", "brought", "parts"}

EVERY_MAP = {"drawing", "message", "image", "frame"}
"""The modules of figures/map that every page with a map draws it with."""

MOST_MODULES, MOST_LINES = 16, 300


def modules(below: str = "") -> list[Path]:
    return sorted((SOURCE / below).rglob("*.py"))


def parts(file: Path) -> tuple[str, ...]:
    return file.relative_to(SOURCE).with_suffix("").parts


def imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def of_ours(file: Path) -> set[tuple[str, ...]]:
    """The project's modules that a file imports, each as its parts below the package."""
    return {tuple(name.split(".")[1:]) for name in imports(file) if name.startswith("halsogap.")}


def layer(part: str) -> int:
    return next((number for number, names in enumerate(LAYERS) if part in names), -1)


@pytest.mark.parametrize("file", modules(), ids=lambda f: str(f.relative_to(SOURCE)))
def test_imports_point_one_way(file: Path) -> None:
    part = parts(file)[0]
    if part == "__init__":
        return
    assert layer(part) >= 0, f"{part} has no place in LAYERS: give it one"
    for other in of_ours(file):
        assert layer(other[0]) >= 0, f"{file.name} imports {other}, which has no place in LAYERS"
        assert layer(other[0]) <= layer(part), f"{file.name} ({part}) imports {'.'.join(other)}, nearer the user"
        assert ASIDE.get(part) != other[0], f"{file.name} ({part}) imports {'.'.join(other)} beside it"


@pytest.mark.parametrize("folder", ["figures", "ui"])
def test_no_pages_folder_imports_anothers(folder: str) -> None:
    for file in modules(folder):
        page = parts(file)[1]
        if page not in PAGES:
            continue
        others = {other[1:3] for other in of_ours(file) if other[0] == folder and other[1] in PAGES}
        foreign = {other for other in others if other[0] != page}
        if folder == "figures":
            foreign = {other for other in foreign if not (other[0] == "map" and other[1] in EVERY_MAP)}
        assert not foreign, f"{folder}/{page}/{file.name} imports {foreign}"


@pytest.mark.parametrize("file", modules("sources"), ids=lambda f: str(f.relative_to(SOURCE)))
def test_no_folder_of_sources_imports_another(file: Path) -> None:
    """What several of them need lies beside them."""
    folders = {folder.name for folder in (SOURCE / "sources").iterdir() if (folder / "__init__.py").is_file()}
    others = {other[1] for other in of_ours(file) if other[0] == "sources" and len(other) > 1} & folders
    assert others <= {parts(file)[1]}, f"{file.relative_to(SOURCE)} imports from {others - {parts(file)[1]}}"


def test_a_page_of_ui_is_shown_by_its_own_figures_alone() -> None:
    for page in PAGES:
        for file in modules(f"ui/{page}"):
            pages = {other[1] for other in of_ours(file) if other[0] == "figures" and len(other) > 2} & set(PAGES)
            maps = {other[2] for other in of_ours(file) if other[:2] == ("figures", "map")} <= EVERY_MAP
            assert pages <= {page} | ({"map"} if maps else set()), f"ui/{page}/{file.name} imports figures of {pages}"


@pytest.mark.parametrize("file", modules(), ids=lambda f: str(f.relative_to(SOURCE)))
def test_only_ui_knows_streamlit(file: Path) -> None:
    if parts(file)[0] != "ui":
        assert not {name for name in imports(file) if name.split(".")[0] in ("streamlit", "streamlit_folium")}


@pytest.mark.parametrize("file", modules("stats"), ids=lambda f: f.name)
def test_stats_is_pure(file: Path) -> None:
    forbidden = {"streamlit", "folium", "pathlib", "os", "io", "httpx", "duckdb", "ibis", "requests"}
    assert not {name.split(".")[0] for name in imports(file)} & forbidden
    called = [node.func for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
    assert "open" not in {function.id for function in called if isinstance(function, ast.Name)}


def test_one_module_knows_folium() -> None:
    knowing = {str(f.relative_to(SOURCE)) for f in modules() if any(n.split(".")[0] == "folium" for n in imports(f))}
    assert knowing == {"figures/map/frame.py"}


def test_one_module_writes_source_lines_and_marks() -> None:
    """Only provenance (and what writes stored rows for programs) asks for the words of a source."""
    allowed = {"figures/provenance.py"}
    key = re.compile(r'"provenance\.(?!boundaries|row_demo|sheet_|\{key\})')
    assert {str(f.relative_to(SOURCE)) for f in modules() if key.search(f.read_text("utf-8"))} == allowed


def test_rooms_are_small() -> None:
    for folder in {file.parent for file in modules()}:
        held = [file.name for file in folder.glob("*.py") if file.name != "__init__.py"]
        assert len(held) <= MOST_MODULES, f"{folder.relative_to(SOURCE)} has {len(held)} modules"


def test_modules_have_one_idea() -> None:
    long = {str(parts(f)): n for f in modules() if (n := len(f.read_text("utf-8").splitlines())) > MOST_LINES}
    assert not long, f"longer than {MOST_LINES} lines: is there a second idea in them?"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_name_everywhere(page: str) -> None:
    """A new page touches these places and no others: this names the one that lacks it."""
    for place in (
        ROOT / "pages" / f"{page}.py",
        SOURCE / "figures" / page / "choices.py",
        SOURCE / "ui" / page / "page.py",
        *(SOURCE / "i18n" / language / f"{page}.toml" for language in ("sv", "en")),
    ):
        assert place.is_file(), f"the page {page!r} lacks {place.relative_to(ROOT)}"
    for language in ("sv", "en"):
        assert f"nav.{page}" in words(language), f"i18n/{language}/{page}.toml lacks the page's name, nav.{page}"
    assert f'"pages/{page}.py", "{page}"' in (ROOT / "app.py").read_text("utf-8"), f"app.py does not list {page!r}"
    bench = (ROOT / "bench" / "pages.py").read_text("utf-8")
    assert re.search(rf'^ +"{page}": ', bench, re.MULTILINE), f"bench/pages.py has no line for {page!r}"


def test_there_are_no_other_pages() -> None:
    assert {file.stem for file in (ROOT / "pages").glob("*.py")} == set(PAGES)
    assert {folder.name for folder in (SOURCE / "ui").iterdir() if folder.is_dir()} - {"__pycache__"} == {
        *PAGES,
        *SHARED_UI,
    }
    figures = {folder.name for folder in (SOURCE / "figures").iterdir() if folder.is_dir()} - {"__pycache__"}
    assert figures == set(PAGES)


@pytest.mark.parametrize("file", sorted((ROOT / "pages").glob("*.py")), ids=lambda f: f.name)
def test_pages_are_ten_lines(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 12, file.name
