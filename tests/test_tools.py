"""The project's own tools: the table of pages that is measured and pictured, pictures compared, a release checked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import coverage_floor
import pages
import pictures
import release_check

WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def picture(file: Path, width: int = 10, height: int = 10, dots: int = 0) -> None:
    file.parent.mkdir(exist_ok=True)
    image = Image.new("RGB", (width, height), WHITE)
    for x in range(dots):
        image.putpixel((x, 0), BLACK)
    image.save(file)


def test_every_page_that_the_app_registers_is_measured_and_pictured() -> None:
    lacking, gone = set(pages.registered()) - set(pages.PAGES), set(pages.PAGES) - set(pages.registered())
    assert not lacking, f"bench/pages.py has no line in PAGES for {', '.join(sorted(lacking))}"
    assert not gone, f"bench/pages.py has a line in PAGES for {', '.join(sorted(gone))}, which app.py does not register"
    assert list(pages.PAGES) == list(pages.registered()), "PAGES is in the order of the navigation"


def test_pages_of_another_tree_are_read_off_its_registry(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text('frame.render({"see": [("pages/map.py", "map", "karta")]})')
    assert pages.registered(tmp_path) == {"map": "karta"}


def test_the_difference_of_two_pictures_is_the_share_of_their_pixels() -> None:
    old = np.full((10, 10, 3), 255, dtype=np.uint8)
    new = old.copy()
    new[0, :3] = 0
    share, shown = pictures.difference(old, new)
    assert share == pytest.approx(0.03)
    assert shown.shape == (10, 3 * 10 + 2 * 12, 3)
    assert tuple(shown[0, -10]) == pictures.RED


def test_what_only_one_of_two_pictures_covers_differs() -> None:
    old, new = np.zeros((10, 10, 3), dtype=np.uint8), np.zeros((20, 10, 3), dtype=np.uint8)
    share, shown = pictures.difference(old, new)
    assert share == pytest.approx(0.5)
    assert shown.shape[0] == 20


def test_two_folders_are_compared_picture_by_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after, out = tmp_path / "before", tmp_path / "after", tmp_path / "out"
    for name, dots in (("alike", 0), ("other", 1)):
        picture(before / f"{name}.png")
        picture(after / f"{name}.png", dots=dots)
    picture(before / "gone.png")
    assert pictures.compare(before, after, out) == ["gone.png", "other.png"]
    assert [file.name for file in out.iterdir()] == ["other.png"]
    said = capsys.readouterr().out
    assert "1.0000%  other.png" in said
    assert "gone.png is not in" in said


def test_a_picture_that_no_longer_differs_leaves_no_difference_behind(tmp_path: Path) -> None:
    before, after, out = tmp_path / "before", tmp_path / "after", tmp_path / "out"
    picture(before / "map.png")
    picture(after / "map.png", dots=1)
    pictures.compare(before, after, out)
    picture(after / "map.png")
    assert pictures.compare(before, after, out) == []
    assert not list(out.iterdir())


def test_the_project_tells_one_version() -> None:
    assert list(release_check.versions_differ(release_check.project_version())) == []


def test_a_version_that_differs_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "CHANGELOG.md").write_text("## [Unreleased]\n\n### Added\n\n- x\n\n## [1.0.0] - 2026-01-02\n")
    (tmp_path / "CITATION.cff").write_text('version: "0.9.0"\ndate-released: 2026-01-01\n')
    monkeypatch.setattr(release_check, "ROOT", tmp_path)
    monkeypatch.setattr(release_check, "_git", lambda *_: "")
    told = list(release_check.versions_differ("1.1.0"))
    told += release_check.unreleased("1.1.0")
    assert told == [
        "CHANGELOG.md begins with 1.0.0, pyproject.toml says 1.1.0",
        'CITATION.cff says version "0.9.0", not 1.1.0',
        "CITATION.cff says date-released 2026-01-01, not 2026-01-02",
        "CHANGELOG.md has changes under [Unreleased]: move them to the version",
    ]


def test_coverage_is_told_by_package_and_held_on_branches() -> None:
    summary = {"num_statements": 10, "covered_lines": 9, "num_branches": 4, "covered_branches": 3}
    none = {"num_statements": 5, "covered_lines": 5, "num_branches": 0, "covered_branches": 0}
    files = {
        "src/halsogap/stats/gap/measure.py": {"summary": summary},
        "src/halsogap/stats/ranks.py": {"summary": {**summary, "covered_branches": 4}},
        "src/halsogap/figures/figure.py": {"summary": none},
        "src/halsogap/units.py": {"summary": summary},
    }
    packages = coverage_floor.by_package(files)
    assert list(packages) == ["figures", "halsogap", "stats", "total"]
    assert (packages["stats"].of_statements, packages["stats"].of_branches) == (90.0, 87.5)
    assert packages["figures"].of_branches == 100.0, "without branches none is left out"
    assert packages["total"].statements == 35
    below = list(coverage_floor.too_low(packages))
    assert below[0] == "The tests go through 87.5 % of the branches of stats, and should of 90 %."
    assert [line.split()[2] for line in below[1:]] == ["reading", "exporting"], "nothing was measured of them"
    assert any(line.startswith("stats") and "at least 90 %" in line for line in coverage_floor.table(packages))
