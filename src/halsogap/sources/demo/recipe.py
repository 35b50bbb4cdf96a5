"""What the demo's made-up values look like: `data/demo/demo.toml`, and plain defaults for what it does not name."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from halsogap.errors import BadInput
from halsogap.model import Better, Indicator, Published, Sex
from halsogap.settings import ROOT
from halsogap.units import Unit

RECIPE_FILE = ROOT / "data" / "demo" / "demo.toml"

FIRST_YEAR, LAST_YEAR = 2012, 2023

LIMITS = {Unit.PERCENT: (0.0, 100.0), Unit.INDEX: (0.0, 100.0)}
"""Natural limits by unit; every other unit only has to be at least 0."""

PLAIN = {
    Unit.PERCENT: (50, (25, 75), (42, 58)),
    Unit.PER_100000: (1_000, (400, 2_000), (700, 1_400)),
    Unit.YEARS: (80, (75, 85), (78, 82)),
    Unit.INDEX: (70, (45, 90), (62, 78)),
    Unit.SEK: (200_000, (150_000, 300_000), (180_000, 225_000)),
    Unit.NUMBER: (100, (40, 200), (70, 140)),
}
"""By unit, the country, lowest and highest municipality and county of an indicator that nobody has described."""


PLAIN_NEED = {Better.LOWER: 0.6, Better.HIGHER: -0.6, Better.UNKNOWN: 0.3}
"""How an indicator that nobody has described follows need: what is good is rarer where need is greater."""


@dataclass(frozen=True)
class Part:
    """One age group: its `share` of the people in the first and last year, of whom `women`; `old` as in the file."""

    share: tuple[float, float]
    women: float
    old: float


@dataclass(frozen=True)
class Recipe:
    """How one indicator is made up; the fields are described at the top of `data/demo/demo.toml`."""

    years: tuple[int, int]
    need: float
    anchors: tuple[Published, ...]
    gap: tuple[float, float] = (0.0, 0.0)
    urban: float = 0.0
    noise: float = 0.9
    memory: float = 0.5
    missing: float = 0.0
    suppressed: float = 0.0
    not_applicable: float = 0.0
    among: float = 1.0
    whole: float = 100.0
    minus: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recipes:
    """The whole file: the constant `made_at`, the population's `total` slug, `people` in `years`, and its `parts`.

    `groups` are other age groups, each by what it takes of the parts: from which to which share of a part.
    """

    made_at: str
    total: str
    people: tuple[float, float]
    years: tuple[int, int]
    parts: dict[str, Part]
    groups: dict[str, dict[str, tuple[float, float]]]
    indicators: dict[str, dict[str, Any]]

    def of(self, indicator: Indicator) -> Recipe:
        """The recipe of `indicator`, its `years`, `need` and `anchors` filled in.

        The catalogue's published values go before anchors of the recipe; an indicator with neither gets the plain
        ones of its unit.
        """
        riket, kommun, lan = PLAIN.get(indicator.unit, PLAIN[Unit.NUMBER])
        plain = (Published(LAST_YEAR, Sex.T, riket, *kommun, *lan),)
        last = max((p.year for p in indicator.published), default=LAST_YEAR)
        given = self.indicators.get(indicator.slug, {})
        defaults = {"years": (min(FIRST_YEAR, last), last), "need": PLAIN_NEED[indicator.better]}
        anchors = indicator.published or given.get("anchors") or plain
        return Recipe(**{**defaults, **given, "anchors": anchors})


@cache
def load(file: Path = RECIPE_FILE) -> Recipes:
    """Read the recipes.

    Raises
    ------
    BadInput
        The file is not there, is not TOML, or has a field that a recipe does not know.
    """
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        population = document["population"]
        return Recipes(
            made_at=document["made_at"],
            total=population["total"],
            people=tuple(population["people"]),
            years=tuple(population["years"]),
            parts={slug: Part(**_tuples(table)) for slug, table in population["parts"].items()},
            groups={slug: _tuples(table) for slug, table in population["groups"].items()},
            indicators={slug: _recipe(table, slug) for slug, table in document["indicator"].items()},
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise BadInput(
            f"The demo's recipe file {file} cannot be read ({type(error).__name__}: {error}).",
            "Restore it with `git checkout data/demo/demo.toml`.",
        ) from error


def _recipe(table: dict[str, Any], slug: str) -> dict[str, Any]:
    for name in table:
        if name not in Recipe.__dataclass_fields__:
            raise KeyError(f"{name} of {slug}")
    return {**_tuples(table), "anchors": tuple(_anchor(anchor) for anchor in table.get("anchors", []))}


def _anchor(table: dict[str, Any]) -> Published:
    kommun, lan = table.get("kommun", (None, None)), table.get("lan", (None, None))
    return Published(table["year"], Sex(table.get("sex", "T")), table["riket"], *kommun, *lan)


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in table.items()}
