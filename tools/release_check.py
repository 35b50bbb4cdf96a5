"""Whether the tree can be tagged: one version everywhere, nothing uncommitted, locks that match, whole packages.

    python tools/release_check.py            leaves the wheel and the sdist in dist/, and says what the tag is called

Every check is made, and each that fails is told with its mend. The packages are built from what is committed.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import locks

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"

BESIDE = "halsogap/_root"
"""Where in a wheel what lies beside the package is (setup.py)."""

IN_WHEEL = ("app.py", "pages/", "data/", "geo/", "static/", ".streamlit/", "src/halsogap/")
"""What of the tree a wheel must have."""


def main() -> None:
    """Check, and print what is wrong."""
    version = project_version()
    wrong = [*versions_differ(version), *unreleased(version), *uncommitted(), *locks_differ(), *packages_lack(version)]
    for line in wrong:
        print(line, file=sys.stderr)
    if wrong:
        sys.exit(f"not ready: {len(wrong)} things to mend")
    print(f"ready: git tag -a v{version} -m 'Hälsogap {version}'")


def project_version() -> str:
    """The version: pyproject.toml is its one source."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def versions_differ(version: str) -> Iterator[str]:
    """Where another version or day is told than that of pyproject.toml and the changelog."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[(\d[^\]]*)\] - (\d{4}-\d\d-\d\d)$", changelog, re.MULTILINE)
    if newest is None:
        yield "CHANGELOG.md has no section '## [version] - yyyy-mm-dd'"
        return
    if newest[1] != version:
        yield f"CHANGELOG.md begins with {newest[1]}, pyproject.toml says {version}"
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    for field, wanted in (("version", version), ("date-released", newest[2])):
        told = re.search(rf"^{field}: (.+)$", citation, re.MULTILINE)
        if told is None or told[1].strip("\"'") != wanted:
            yield f"CITATION.cff says {field} {told[1] if told else 'nowhere'}, not {wanted}"


def unreleased(version: str) -> Iterator[str]:
    """Changes that have no version yet, and a version that is taken."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if re.search(r"^## \[Unreleased\]\n+(?!## )\S", changelog, re.MULTILINE):
        yield "CHANGELOG.md has changes under [Unreleased]: move them to the version"
    tag = f"v{version}"
    if _git("tag", "--list", tag).strip() and _git("rev-list", "-n1", tag) != _git("rev-parse", "HEAD"):
        yield f"the tag {tag} is on another commit: take the next version"


def uncommitted() -> Iterator[str]:
    """Files that a clone would not have, and those that it has and should not."""
    for line in _git("status", "--porcelain").splitlines():
        yield f"not committed: {line}"
    for name in _git("ls-files", "--cached", "--ignored", "--exclude-standard").splitlines():
        yield f"committed, though .gitignore leaves it out: {name} (git rm --cached {name})"


def locks_differ() -> Iterator[str]:
    """Locks that are not what pyproject.toml gives."""
    with tempfile.TemporaryDirectory() as folder:
        for name in locks.LOCKS:
            shutil.copy(ROOT / name, folder)
        locks.write(Path(folder))
        for name in locks.LOCKS:
            if (Path(folder) / name).read_text(encoding="utf-8") != (ROOT / name).read_text(encoding="utf-8"):
                yield f"{name} does not match pyproject.toml: make lock"


def packages_lack(version: str) -> Iterator[str]:
    """Files of the tree that the wheel or the sdist, made from what is committed, should have and has not."""
    shutil.rmtree(DIST, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(_git_bytes("archive", "HEAD"))) as tree:
            tree.extractall(folder, filter="data")
        uv = Path(sys.executable).parent / "uv"
        subprocess.run([uv, "build", "--quiet", "--out-dir", DIST, folder], check=True)
        committed = [str(file.relative_to(folder)) for file in Path(folder).rglob("*") if file.is_file()]
    with tarfile.open(DIST / f"halsogap-{version}.tar.gz") as sdist:
        held = {name.partition("/")[2] for name in sdist.getnames()}
    yield from (f"not in the sdist: {name} (MANIFEST.in)" for name in committed if name not in held | NOT_SHIPPED)
    with zipfile.ZipFile(DIST / f"halsogap-{version}-py3-none-any.whl") as wheel:
        held = set(wheel.namelist())
    for name in committed:
        if name.startswith(IN_WHEEL):
            packed = name.removeprefix("src/") if name.startswith("src/") else f"{BESIDE}/{name}"
            if packed not in held:
                yield f"not in the wheel: {name} (setup.py)"
        elif name in ("LICENSE", "THIRD_PARTY.md") and not any(file.endswith(f"licenses/{name}") for file in held):
            yield f"not in the wheel: {name} (license-files in pyproject.toml)"


NOT_SHIPPED = {".gitignore"}
"""Files of the tree that mean nothing outside it."""


def _git(*arguments: str) -> str:
    return _git_bytes(*arguments).decode()


def _git_bytes(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], check=True, cwd=ROOT, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    main()
