"""How much of each package the tests go through, and whether the packages that must be well covered are.

    python tools/coverage_floor.py           reads the .coverage that a run of pytest with --cov has left

A package is a folder of src/halsogap, its own modules together being one more. The floor is held on branches, not on
lines: a line that is only ever reached in one way counts half.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import coverage

FLOOR = 90
"""Per cent of branches, in each package of `HELD`."""

HELD = ("stats", "reading", "figures", "exporting")
"""Where a fault would be a wrong number that looks right."""

PACKAGE = "halsogap"


@dataclass
class Covered:
    """Statements and branches of one package: how many there are, and how many of them the tests went through."""

    statements: int = 0
    statements_covered: int = 0
    branches: int = 0
    branches_covered: int = 0

    def add(self, summary: Mapping[str, int]) -> None:
        """Add one file, as coverage's JSON report sums it up."""
        self.statements += summary["num_statements"]
        self.statements_covered += summary["covered_lines"]
        self.branches += summary["num_branches"]
        self.branches_covered += summary["covered_branches"]

    @property
    def of_statements(self) -> float:
        """Per cent of statements; 100 where there are none."""
        return 100 * self.statements_covered / self.statements if self.statements else 100.0

    @property
    def of_branches(self) -> float:
        """Per cent of branches; 100 where there are none."""
        return 100 * self.branches_covered / self.branches if self.branches else 100.0


def main() -> None:
    """Print the table and what is below the floor."""
    packages = by_package(measured()["files"])
    print("\n".join(table(packages)))
    below = list(too_low(packages))
    if below:
        sys.exit("\n".join(below))


def measured() -> dict[str, Any]:
    """Coverage's JSON report of what was measured last."""
    held = coverage.Coverage()
    held.load()
    written = io.StringIO()
    with redirect_stdout(written):
        held.json_report(outfile="-")
    return json.loads(written.getvalue())


def by_package(files: Mapping[str, Any]) -> dict[str, Covered]:
    """What is covered by package, and last in `total`."""
    found: dict[str, Covered] = {}
    total = Covered()
    for file, report in sorted(files.items()):
        inside = PurePath(file).parts
        inside = inside[inside.index(PACKAGE) + 1 :]
        name = inside[0] if len(inside) > 1 else PACKAGE
        for each in (found.setdefault(name, Covered()), total):
            each.add(report["summary"])
    return {**dict(sorted(found.items())), "total": total}


def table(packages: Mapping[str, Covered]) -> Iterator[str]:
    """One line a package."""
    yield f"{'covered by tests':18} {'statements':>10} {'branches':>9}"
    for name, each in packages.items():
        floor = f"  at least {FLOOR} %" if name in HELD else ""
        yield f"{name:18} {each.of_statements:8.1f} % {each.of_branches:7.1f} %{floor}"


def too_low(packages: Mapping[str, Covered]) -> Iterator[str]:
    """A sentence for each package that is below the floor, or of which nothing was measured."""
    for name in HELD:
        if name not in packages:
            yield f"Nothing of {name} was measured: run pytest with --cov first."
        elif packages[name].of_branches < FLOOR:
            found = packages[name].of_branches
            yield f"The tests go through {found:.1f} % of the branches of {name}, and should of {FLOOR} %."


if __name__ == "__main__":
    main()
