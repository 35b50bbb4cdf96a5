"""The docs tell what there is: every command, setting, make target and path in them exists, and the other way round."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
import typer

from halsogap import settings
from halsogap.commands.cli import app

ROOT = Path(__file__).resolve().parents[1]
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OTHERS = [ROOT / name for name in ("SECURITY.md", "THIRD_PARTY.md", "CHANGELOG.md", "geo/README.md")]
REFERENCE = ROOT / "docs" / "reference.md"

MADE = ("data/store", ".venv", "dist/", "snapshots/", "pages/<name>.py", "facts/", "../shared", "../old")
"""Beginnings of paths that are made while running, or that stand for others: no clone has them."""

FORGOTTEN = {"docs/karta.png"}
"""What the changelog says is gone."""

SCRIPTS = {"paint", "state"}
"""What the painter's own object `halsogap` has, in the browser."""

ENDINGS = ("py", "md", "toml", "js", "css", "csv", "json", "yml", "cff", "svg", "png", "txt", "cfg")


PATH = rf"[\w./*<>-]+\.({'|'.join(ENDINGS)})|[\w.-]+(/[\w.<>*-]+)*/"
"""A file by its ending, or a folder by the slash at its end."""


def text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def spans(file: Path) -> list[str]:
    """What the file says in code: between backticks, and in indented or fenced blocks, line by line."""
    said = text(file)
    fenced = re.findall(r"^```\w*\n(.*?)^```", said, re.MULTILINE | re.DOTALL)
    plain = re.sub(r"^```.*?^```", "", said, flags=re.MULTILINE | re.DOTALL)
    blocks = [line for block in fenced for line in block.splitlines()] + re.findall(r"^    (.+)$", plain, re.MULTILINE)
    return [*re.findall(r"`([^`\n]+)`", plain), *blocks]


def commands() -> dict[str, set[str]]:
    """The command line's commands, and the long options of each."""

    def walk(command: object, path: tuple[str, ...]) -> Iterator[tuple[str, set[str]]]:
        below = getattr(command, "commands", {})
        if path and (not below or getattr(command, "invoke_without_command", False)):
            parameters = getattr(command, "params", [])
            yield " ".join(path), {o for parameter in parameters for o in parameter.opts if o.startswith("--")}
        for name, part in below.items():
            yield from walk(part, (*path, name))

    return dict(walk(typer.main.get_command(app), ()))


COMMANDS = commands()
COMMON = set.intersection(*COMMANDS.values())


def command_of(words: list[str]) -> str | None:
    """The command that words after the program's name begin with, the longest there is."""
    return next((" ".join(words[:n]) for n in (2, 1) if " ".join(words[:n]) in COMMANDS), None)


def called(said: str) -> list[str] | None:
    """The words after the program's name, where `said` calls it."""
    found = re.match(r"(?:\S*/)?(?:python -m )?halsogap +(.+)", said)
    return found[1].split() if found else None


def variables(file: Path) -> set[str]:
    """The settings that a module names."""
    strings = (n.value for n in ast.walk(ast.parse(text(file))) if isinstance(n, ast.Constant))
    return {value for value in strings if isinstance(value, str) and re.fullmatch(r"HALSOGAP_[A-Z_]+", value)}


def targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", text(ROOT / "Makefile"), re.MULTILINE))


def tree() -> list[str]:
    """The files of the project, as paths from its root."""
    folders = [
        "src",
        "tests",
        "docs",
        "bench",
        "tools",
        "pages",
        "data",
        "geo",
        "static",
        ".ci",
        ".github",
        ".streamlit",
    ]
    files = [file for folder in folders for file in (ROOT / folder).rglob("*") if "__pycache__" not in file.parts]
    return [f"/{file.relative_to(ROOT).as_posix()}" for file in [*files, *ROOT.iterdir()] if file.is_file()]


TREE = tree()


def there(path: str) -> bool:
    """Whether a file, or a folder with something in it, has this path or this end of a path; * stands for anything."""
    path = path.removeprefix("./").removeprefix("../")
    wanted = f"*/{path}*" if path.endswith("/") else f"*/{path}"
    return any(fnmatch(file, wanted) for file in TREE) or any(fnmatch(file, f"*/{path}/*") for file in TREE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_reference(command: str) -> None:
    rows = [row for row in text(REFERENCE).splitlines() if row.startswith("| `halsogap ")]
    by_command = {command_of(called(re.findall(r"`([^`]+)`", row)[0]) or []): row for row in rows}
    assert command in by_command, f"docs/reference.md has no row for halsogap {command}"
    listed = set(re.findall(r"`(--[a-z-]+)`", by_command[command].split("|")[3]))
    assert listed == COMMANDS[command] - COMMON


def test_common_options_are_in_the_reference() -> None:
    said = text(REFERENCE)
    assert {option for option in COMMON if f"`{option}" not in said} <= {"--help"}


@pytest.mark.parametrize("file", [*DOCS, *OTHERS], ids=lambda f: f.name)
def test_commands_in_the_docs_exist(file: Path) -> None:
    for said in spans(file):
        words = called(said)
        if words and re.match(r"[a-z]", words[0]):
            command = command_of(words)
            assert command, f"{said}: there is no such command"
            options = {word.partition("=")[0] for word in words if word.startswith("--")}
            assert options <= COMMANDS[command] | {"--help"}, said


def test_every_setting_is_in_the_reference_and_says_its_default() -> None:
    said = text(REFERENCE)
    rows = dict(re.findall(r"^\| `(HALSOGAP_[A-Z_]+)`(?:, `--[a-z-]+`)? \|.*\| (.+) \|$", said, re.MULTILINE))
    known = variables(Path(settings.__file__))
    assert set(rows) == known
    for variable, limit in {**settings.POLYGON_LIMITS, **settings.UPLOAD_LIMITS}.items():
        assert rows[variable] == f"{limit:,}", variable
    assert rows[settings.SUPPRESSION_VARIABLE] == str(settings.SUPPRESSION_THRESHOLD)
    addresses = {"KOLADA": settings.KOLADA_URL, "SCB": settings.SCB_URL, "WFS": settings.WFS_URL}
    for name, address in addresses.items():
        assert rows[f"HALSOGAP_{name}_URL"] == f"`{address}`"


def test_settings_in_the_docs_exist() -> None:
    files = [f for folder in ("src", "tests", "bench", "tools") for f in (ROOT / folder).rglob("*.py")]
    known = set[str]().union(*map(variables, files))
    for file in [*DOCS, *OTHERS]:
        assert set(re.findall(r"HALSOGAP_[A-Z_]*[A-Z]", text(file))) <= known, file.name


def test_make_targets_are_those_of_the_docs() -> None:
    for file in [*DOCS, *OTHERS]:
        named = {found[1] for said in spans(file) if (found := re.match(r"make ([a-z][a-z-]*)", said))}
        assert named <= targets(), file.name
    rows = set(re.findall(r"^\| `make ([a-z-]+)` \|", text(REFERENCE), re.MULTILINE))
    assert rows == targets()
    helped = set(re.findall(r"^([a-z-]+):.*?## .+$", text(ROOT / "Makefile"), re.MULTILINE))
    assert helped == targets(), "a target without ## and what it does is not in make help"


@pytest.mark.parametrize("file", [*DOCS, *OTHERS], ids=lambda f: f.name)
def test_paths_in_the_docs_exist(file: Path) -> None:
    words = {word.strip(",;:()").partition("::")[0] for said in spans(file) for word in said.split()}
    paths = {word for word in words if re.fullmatch(PATH, word) and "<" not in word and not word.startswith(MADE)}
    gone = sorted(path for path in paths - FORGOTTEN if not there(path))
    assert not gone, f"{file.name} names what is not there: {', '.join(gone)}"


@pytest.mark.parametrize("file", [*DOCS, *OTHERS], ids=lambda f: f.name)
def test_modules_in_the_docs_exist(file: Path) -> None:
    for said in spans(file):
        for name in re.findall(r"\bhalsogap((?:\.\w+)+)", said):
            parts = name.strip(".").split(".")
            if parts[0] in SCRIPTS:
                continue
            # The last part may be what a module holds.
            paths = ["/".join(["src/halsogap", *parts[:n]]) for n in {len(parts), max(1, len(parts) - 1)}]
            assert any((ROOT / f"{path}.py").is_file() or (ROOT / path).is_dir() for path in paths), said


@pytest.mark.parametrize("file", [*DOCS, *OTHERS], ids=lambda f: f.name)
def test_links_in_the_docs_lead_somewhere(file: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", text(file)):
        if "://" not in target:
            assert (file.parent / target).exists(), f"{file.name} links to {target}"


def test_the_readme_shows_the_pictures_of_the_pages_there_are() -> None:
    titles = set(re.findall(r'\("pages/\w+\.py", "(\w+)", "[\w-]+"\)', text(ROOT / "app.py")))
    taken = {file.stem for file in (ROOT / "docs" / "pictures").glob("*.png")}
    assert taken <= titles, "a picture of a page that is gone"
    assert set(re.findall(r"\(docs/pictures/(\w+)\.png\)", text(ROOT / "README.md"))) == taken


def test_what_is_vendored_is_listed_with_its_licence() -> None:
    listed = re.findall(r"^\| (\S+) \| (\S+) \| \S+ \| `(\S+)` \|$", text(ROOT / "THIRD_PARTY.md"), re.MULTILINE)
    held = {folder.name for folder in (ROOT / "static" / "vendor").iterdir() if folder.is_dir()}
    assert {f"{name}-{version}" for name, version, _ in listed} == held
    for name, version, licence in listed:
        assert licence == f"static/vendor/{name}-{version}/LICENSE"
        assert text(ROOT / licence).strip()


def test_the_project_says_its_licence() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    assert project["license"] == "MIT"
    assert text(ROOT / "LICENSE").startswith("MIT License")
    for pattern in project["license-files"]:
        assert list(ROOT.glob(pattern)), pattern
